"""`deadsouls farms`, all the way from exports: who acts together in several chats, and what is said of it."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report import farms_report
from auditor.report.pages.farms_page import PAGE, REPORT
from auditor.report.statements.wording import wording
from tests.e2e.command import audit, home, run, store
from tests.worlds import farms
from tests.worlds.coordination.acts import Crowd
from tests.worlds.desktop_export import write_export

__all__ = ["home"]

SIZE = farms.Size(200, 4, 8, 20.0)
FIRST_CHAT = 1_400_000_800


def audited(square: farms.Square, folder: Path) -> None:
    """Exports and audits every chat of a square."""
    for place, chat in enumerate(square.chats):
        made = folder / f"export-{place}"
        made.mkdir(parents=True)
        world = Crowd(chat.name, square.people, chat.acts).world(chat.name, FIRST_CHAT + place)
        audit(write_export(world, made / "result.json"), folder / f"report-{place}")


def found(folder: Path) -> dict[str, Any]:
    """What the command says as JSON."""
    ran = run("farms", "--json", folder / "farms.json", "--graph", folder / "farms.graphml", "--quiet")
    assert ran == (0, "", "")
    report: dict[str, Any] = json.loads((folder / "farms.json").read_bytes())
    jsonschema.validate(report, json.loads(farms_report.SCHEMA_FILE.read_bytes()))
    return report


@pytest.fixture
def planted(tmp_path: Path) -> farms.Square:
    square = farms.planted(7_011, SIZE, farms=(12, 20), count=1)
    audited(square, tmp_path)
    return square


def test_a_planted_farm_is_found_with_its_chats_and_the_copies_of_its_own_people(
    planted: farms.Square, tmp_path: Path
) -> None:
    report = found(tmp_path)
    (row,) = report["evidence"]["farms.accounts"]
    (farm,) = planted.farms

    assert [chat.name for chat in planted.chats] == [chat["title"] for chat in report["chats"]]
    assert "text" == row["kind"]
    assert 0.85 * len(farm) <= len(row["people"]) == len(set(row["people"])) <= len(farm)
    assert all(person.startswith("p-") for person in row["people"])
    shown = set[int]()
    for part in row["chats"]:
        (chat,) = (chat for chat in planted.chats if chat.name == part["chat"])
        written = {act.place: act.person for act in chat.acts}
        shown |= {written[message] for message in part["messages"]}
    assert shown <= farm
    assert len(shown) == len(row["people"]), "each by at least one message"
    (finding,) = report["findings"]
    assert ("farms", "some", 1) == (finding["family"], finding["strength"], finding["facts"]["farms"])
    assert found(tmp_path) == report
    drawn = (tmp_path / "farms.graphml").read_text("utf-8")
    assert set(row["people"]) == set(re.findall(r'<node id="(p-\w+)"', drawn))
    assert len(row["edges"]) == drawn.count("<edge ")


def test_the_schema_is_that_of_the_types() -> None:
    assert json.loads(farms_report.SCHEMA_FILE.read_bytes()) == farms_report.schema()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_it_in_every_language_and_points_to_nothing_unless_asked(
    planted: farms.Square, tmp_path: Path, language: str
) -> None:
    ran = run("farms", "--report", tmp_path / "farms", "--lang", language)
    page = (tmp_path / "farms" / PAGE).read_text(encoding="utf-8")
    report = json.loads((tmp_path / "farms" / REPORT).read_bytes())
    words = wording(language)

    assert (0, "") == (ran.code, ran.err)
    assert f"{words.text('The page')}: {(tmp_path / 'farms' / PAGE).resolve()}\n" in ran.out
    assert words.measure_title("farms.accounts") in ran.out
    assert all(chat.name in page for chat in planted.chats)
    assert words.misleads("farms.accounts") in page
    (row,) = report["evidence"]["farms.accounts"]
    assert words.text("Message ids") not in page
    run("farms", "--report", tmp_path / "farms", "--lang", language, "--message-ids")
    page = (tmp_path / "farms" / PAGE).read_text(encoding="utf-8")
    assert ", ".join(map(str, row["chats"][0]["messages"][:50])) in page


def test_clean_chats_have_no_farm_and_are_told_the_smallest(tmp_path: Path) -> None:
    audited(farms.clean(7_001, SIZE), tmp_path)
    report = found(tmp_path)
    (finding,) = report["findings"]

    assert "farms.accounts" not in report["evidence"]
    assert ("none", 3) == (finding["strength"], finding["facts"]["smallest"])
    assert "3 people with three texts in two chats; four with two" in run("farms").out


def test_of_one_chat_nothing_can_be_told_and_of_none_either(tmp_path: Path, home: Path) -> None:
    assert {"too-few-chats"} == {each["why"] for each in found(tmp_path)["measures"].values()}
    square = farms.clean(7_002, SIZE)
    audited(farms.Square(square.seed, square.people, square.chats[:1]), tmp_path)
    report = found(tmp_path)

    assert {"insufficient"} == {each["outcome"] for each in report["measures"].values()}
    assert "cannot tell" == report["findings"][0]["strength"]
    assert 1 == len(report["chats"])


def test_a_chat_on_the_deny_list_and_rows_that_have_gone_are_left_out(tmp_path: Path, home: Path) -> None:
    audited(farms.clean(7_003, SIZE), tmp_path)
    with store(home) as connection:
        connection.execute("INSERT INTO denied_chats (identity, denied_at) VALUES (?, 0)", (f"channel:{FIRST_CHAT}",))
        last = connection.execute("SELECT max(observation) FROM observations").fetchone()[0]
        connection.execute("UPDATE observations SET rows_rest = 0 WHERE observation = ?", (last,))
    connection.close()

    assert 2 == len(found(tmp_path)["chats"])


def test_a_chat_that_was_read_under_two_identities_counts_once_and_is_told(
    planted: farms.Square, tmp_path: Path
) -> None:
    once = found(tmp_path)
    chat = planted.chats[0]
    earlier = Crowd("Тот же чат", planted.people, chat.acts[: len(chat.acts) * 2 // 3])
    made = tmp_path / "again"
    made.mkdir()
    audit(write_export(earlier.world("Тот же чат", FIRST_CHAT + 50), made / "result.json"), made / "report")
    twice = found(tmp_path)

    assert {each["title"]: each["again"] for each in twice["chats"] if each["again"]} == {"Тот же чат": chat.name}
    assert twice["measures"] == once["measures"]
    assert twice["findings"] == once["findings"]
    told = run("farms").out
    assert "4 audited chats" in told
    assert f"“Тот же чат” is another reading of “{chat.name}” and is not counted again." in told
