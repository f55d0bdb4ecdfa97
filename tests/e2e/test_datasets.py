"""The complaints case, from the command to the page: a table of texts, audited for what a table can show."""

import json
from pathlib import Path

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from storage.people.identities import Identities, installation_key
from storage.sources import TEXTS
from tests.auditor.collect.datasets.reading import lines, said
from tests.e2e.command import audit, home, measures_in, run, store
from tests.worlds.complaints import (
    COORTWEET,
    LETTER,
    TOOLKIT,
    Complaints,
    as_csv,
    as_ndjson,
    complaints,
    coortweet_rows,
    toolkit_rows,
)

__all__ = ["home"]

WORLD = complaints(7)
NAMED = ["--columns", "author=Автор,time=Дата,text=Жалоба"]
HEADER = ("Автор", "Дата", "Жалоба")


def rows(world: Complaints) -> list[list[object]]:
    return [[row.author, row.at, row.text] for row in world.rows]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "complaints.csv"
    path.write_text(as_csv(TOOLKIT, toolkit_rows(WORLD)), encoding="utf-8")
    return path


def test_a_table_shows_voices_and_no_members(table: Path, tmp_path: Path) -> None:
    report = audit(table, tmp_path / "out")
    found = measures_in(report)
    assert {"title": "complaints.csv", "kind": "table", "source": "texts"} == report["chat"]
    assert (30, 30, 15) == (found["voices.writers"].count, found["voices.writers"].of, found["voices.half_by"].count)
    shown = {name for name, measure in found.items() if measure.outcome in {"measured", "bounded"}}
    assert {"voices", "coordination"} >= {name.partition(".")[0] for name in shown}
    hidden = {m.why for name, m in found.items() if name.partition(".")[0] not in {"voices", "coordination"}}
    assert {"texts-have-no-members", "not-in-table"} == hidden
    assert ["table-of-texts"] == [note["id"] for note in report["coverage"]["notes"]]
    assert report["coverage"]["history_complete"] is None
    assert [] == report["coverage"]["arrival_sources"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_table_says_nothing_of_a_chat_or_an_export(language: str, table: Path, tmp_path: Path) -> None:
    audit(table, tmp_path / "out", "--lang", language)
    page = (tmp_path / "out" / "page.html").read_text(encoding="utf-8")
    foreign = {
        "en": ["this chat", "export"],
        "ru": ["этом чате", "кспорт"],
        "kk": ["Осы чат", "кспорт"],
        "ky": ["Бул чат", "кспорт"],
    }
    body = page.partition("<main>")[0] + page.partition("<main>")[2].partition("<footer>")[0]
    assert [] == [word for word in foreign.get(language, []) if word in body]
    assert wording(language).source(TEXTS) in page


def test_the_same_table_again_is_the_same_audit_and_other_columns_another(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(as_csv(HEADER, rows(WORLD)), encoding="utf-8")
    first = run("audit", path, *NAMED, "--report", tmp_path / "1")
    assert "Nothing new in this file" in run("audit", path, *NAMED, "--report", tmp_path / "1").out
    assert (
        "Nothing new in this file"
        not in run("audit", path, *NAMED, "--tz", "Asia/Almaty", "--report", tmp_path / "2").out
    )
    assert (0, "") == (first.code, first.err)


def test_two_tables_of_one_name_and_a_chat_called_like_them_never_mix(tmp_path: Path, home: Path) -> None:
    for folder, seed in (("one", 1), ("two", 2)):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "comments.csv"
        path.write_text(as_csv(HEADER, rows(complaints(seed, of=10 * seed, copied=5))), encoding="utf-8")
        assert 10 * seed == audit(path, tmp_path / f"out-{folder}", *NAMED)["coverage"]["messages"]
    message = {"id": 1, "type": "message", "date_unixtime": "1523440800", "from": "A", "from_id": "user5", "text": "x"}
    export = {"name": "comments.csv", "type": "private_supergroup", "messages": [message]}
    (tmp_path / "result.json").write_text(json.dumps(export), encoding="utf-8")
    assert 1 == audit(tmp_path / "result.json", tmp_path / "out")["coverage"]["messages"]
    assert 3 == store(home).execute("SELECT count(*) FROM chats WHERE title = 'comments.csv'").fetchone()[0]


def test_an_author_of_another_platform_is_not_the_telegram_user_of_those_digits(
    table: Path, tmp_path: Path, home: Path
) -> None:
    audit(table, tmp_path / "out")
    own = WORLD.rows[0].author_id
    telegram = Identities(installation_key(home / "key")).person(own)
    held = "SELECT count(*) FROM messages WHERE person = ?"
    assert 0 == store(home).execute(held, (telegram,)).fetchone()[0]
    assert 0 == run("forget", stdin=f"{own}\n").code
    assert 30 == store(home).execute("SELECT count(*) FROM messages WHERE person IS NOT NULL").fetchone()[0]
    (tmp_path / "set.ndjson").write_bytes(lines(said(1, int(own)), said(2, 5)))
    assert 1 == audit(tmp_path / "set.ndjson", tmp_path / "set")["coverage"]["erased"]


def test_nothing_of_the_authors_rests_once_texts_are_not_kept(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEADSOULS_RETAIN_TEXT_DAYS", "0")
    path = tmp_path / "complaints.ndjson"
    path.write_text(as_ndjson(TOOLKIT, toolkit_rows(WORLD)), encoding="utf-8")
    audit(path, tmp_path / "out")
    kept = b"".join(
        file.read_bytes() for place in (home, tmp_path / "out") for file in place.rglob("*") if file.is_file()
    )
    for row in WORLD.rows:
        assert row.author.encode() not in kept
        assert row.author_id.encode() not in kept
        assert row.text.encode() not in kept


@pytest.mark.parametrize(
    ("asked", "why"),
    [(["--chat", "5"], "holds none"), (["--claimed", "50"], "has none"), (["--join"], "are for live chats"),
     (["--columns", "nonsense"], "--columns")],
)  # fmt: skip
def test_what_a_table_cannot_be_asked_is_wrong_usage(asked: list[str], why: str, table: Path) -> None:
    ran = run("audit", table, *asked)
    assert (2, "", True) == (ran.code, ran.out, why in ran.err)


def test_columns_are_not_for_live_chats() -> None:
    assert 2 == run("audit", "@chat", *NAMED).code


def test_the_tables_of_an_audit_are_written_again(table: Path, tmp_path: Path) -> None:
    audit(table, tmp_path / "out")
    assert 0 == run("export", "complaints.csv", tmp_path / "again").code
    for name in ("people.csv", "coverage.csv"):
        assert (tmp_path / "out" / "data" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert "chat.kind,table" in (tmp_path / "again" / "coverage.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("header", [TOOLKIT, COORTWEET])
def test_one_letter_under_many_names_is_found_and_nothing_else(header: tuple[str, ...], tmp_path: Path) -> None:
    world = complaints(7, hours=1, copied=24)
    made = toolkit_rows(world) if header is TOOLKIT else coortweet_rows(world)
    path = tmp_path / "complaints.csv"
    path.write_text(as_csv(header, made), encoding="utf-8")
    report = audit(path, tmp_path / "out", "--message-ids")
    found = measures_in(report)["coordination.copies"]
    copies = {row.number for row in world.rows if row.text == LETTER}

    assert ("measured", 30) == (found.outcome, found.of)
    episodes = report["evidence"]["coordination.copies"]
    assert len(episodes) == found.count
    assert episodes
    for row in episodes:
        assert ("text" if header is TOOLKIT else "forward", True) == (row["kind"], row["exact"])
        assert 3 <= len(row["people"]) <= row["count"]
    told = {message for row in episodes for message in row["messages"]}
    assert told <= copies
    assert ["some"] == [each["strength"] for each in report["findings"] if each["id"] == "coordination.copies"]


@pytest.mark.parametrize(("every", "note"), [(10, "often-lost"), (2, "mostly-lost")])
def test_what_is_lost_of_a_table_stands_first_and_half_lost_nothing_is_measured(
    every: int, note: str, tmp_path: Path
) -> None:
    rows = "".join(
        f"user{n % 9},2024-11-{1 + n % 28:02d}T15:24:05Z,words {n}{', and more' if n % every == 0 else ''},x\n"
        for n in range(200)
    )
    path = tmp_path / "torn.csv"
    path.write_text(f"author,time,text,more\n{rows}", encoding="utf-8")
    ran = run("audit", path, "--report", tmp_path / "out")
    assert f"{200 // every} of 200 entries are damaged" in " ".join(ran.out.split())
    report = json.loads(next((tmp_path / "out").rglob("report.json")).read_text(encoding="utf-8"))
    assert note == report["coverage"]["notes"][0]["id"]
    known = {one["outcome"] for one in report["measures"].values()} - {"unavailable", "insufficient"}
    assert (note == "often-lost") == bool(known)
