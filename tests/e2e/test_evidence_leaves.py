"""Evidence at rest holds people as numbers; by whatever door it leaves, nobody is a number any more, and what points to
single messages leaves only where it was asked for."""

import io
import json
import zipfile
from pathlib import Path

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.report import AuditReport, from_json, to_json
from auditor.report.statements.wording import wording
from auditor.work import pool
from bot.telling import answers
from storage.people.identities import Identities
from tests.auditor.collect.chats import ASEL, BOLAT, DANA, ERLAN, added, export, said
from tests.auditor.report.sample_findings import EVIDENCE, FINDINGS
from tests.e2e.command import audit, run, store

WHO = (BOLAT, DANA, ERLAN)
TEXT = "Ертең сағат алтыда алаңға жиналамыз"
STORY = [added(1, ASEL, *WHO), *(said(2 + place, who, TEXT) for place, who in enumerate(WHO)), said(5, ASEL, "Бөгде")]
POINTERS = ("11:27:31", "09:14:02", "51001", "82001", TEXT)


@pytest.fixture
def people(tmp_path: Path) -> list[int]:
    """An audit at rest whose findings speak of people of that chat, and these people as they are at rest."""
    path = tmp_path / "result.json"
    path.write_bytes(export(STORY))
    audit(path, tmp_path / "first")
    ids = Identities((tmp_path / "home" / "key").read_bytes())
    three = [ids.person(str(who.id)) for who in WHO]
    episode = EVIDENCE["coordination.copies"][0] | {"people": three, "messages": [2, 3, 4, 5]}
    keep(tmp_path / "home", EVIDENCE | {"coordination.copies": [episode]})
    return [*three, *(person for rows in EVIDENCE.values() for row in rows for person in people_of(row))]


def people_of(row: dict[str, object]) -> list[int]:
    named = [row.get(key) for key in ("people", "person", "adder", "target")]
    return [each for one in named for each in (one if isinstance(one, list) else [one]) if isinstance(each, int)]


def keep(home: Path, evidence: dict[str, list[dict[str, object]]]) -> AuditReport:
    """Puts evidence into the one report at rest, as the measures would have."""
    with store(home) as connection:
        (kept,) = connection.execute("SELECT report FROM audits").fetchone()
        report = msgspec.structs.replace(from_json(kept), evidence=evidence, findings=FINDINGS)
        connection.execute("UPDATE audits SET report = ?, seal = NULL", (to_json(report),))
    return report


def named(data: bytes, people: list[int]) -> list[int]:
    """Whom it names by number, grouped or not."""
    text = data.decode("utf-8", "replace").replace(",", "").replace("\u00a0", "").replace("\u202f", "")
    return [person for person in people if str(person) in text]


def pointers(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace")
    return [pointer for pointer in POINTERS if pointer in text]


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".png"}


def test_what_the_command_writes_names_nobody_by_number(tmp_path: Path, people: list[int]) -> None:
    shown = run("show", "1", "--report", tmp_path / "plain", "--json", tmp_path / "plain.json")
    assert 0 == shown.code
    assert 0 == run("show", "1", "--report", tmp_path / "all", "--message-ids").code
    assert 0 == run("export", "1", tmp_path / "data").code
    assert 0 == run("export", "1", tmp_path / "data-all", "--message-ids").code
    files = {**written(tmp_path / "plain"), **written(tmp_path / "data")}
    everything = [*files.values(), *written(tmp_path / "all").values(), *written(tmp_path / "data-all").values()]
    assert [] == [
        found for data in [*everything, (tmp_path / "plain.json").read_bytes()] for found in named(data, people)
    ]
    assert [] == named(shown.out.encode(), people)
    assert [] == [found for name, data in files.items() if name != "report.json" for found in pointers(data)]


def test_with_message_ids_the_command_points_to_messages(tmp_path: Path, people: list[int]) -> None:
    assert 0 == run("show", "1", "--report", tmp_path / "all", "--message-ids").code
    assert 0 == run("export", "1", tmp_path / "data", "--message-ids").code
    assert people
    assert ["11:27:31", "09:14:02", "82001", TEXT] == pointers((tmp_path / "all" / "page.html").read_bytes())
    assert ["11:27:31", "09:14:02", "82001"] == pointers((tmp_path / "data" / "evidence.csv").read_bytes())


def test_a_quote_is_of_the_people_of_its_row_alone(tmp_path: Path, people: list[int]) -> None:
    run("show", "1", "--report", tmp_path / "all", "--message-ids")
    page = (tmp_path / "all" / "page.html").read_text()
    assert people
    assert 1 == page.count(f"<q><bdi>{TEXT}</bdi></q>")
    assert "Бөгде" not in page


def test_a_quote_goes_with_the_texts(tmp_path: Path, people: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEADSOULS_RETAIN_TEXT_DAYS", "0")
    run("show", "1", "--report", tmp_path / "all", "--message-ids")
    assert people
    assert ["11:27:31", "09:14:02", "82001"] == pointers((tmp_path / "all" / "page.html").read_bytes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_bot_gives_names_nobody_by_number(tmp_path: Path, people: list[int], language: str) -> None:
    home = tmp_path / "home"
    page = pool.with_store(pool._page, home, 1, language, "UTC", "person:7", False).content
    told = pool.with_store(pool._report, home, 1, "person:7").content
    packed = zipfile.ZipFile(io.BytesIO(pool.with_store(pool._tables, home, 1, "person:7").content))
    tables = b"".join(packed.read(name) for name in packed.namelist())
    with store(home) as connection:
        (kept,) = connection.execute("SELECT report FROM audits").fetchone()
    said_so = answers.summary(from_json(kept), 1, wording(language)).html.encode()
    for data in (page, told, tables, said_so):
        assert [] == named(data, people)
        assert [] == pointers(data)
    assert [] == named(pool.with_store(pool._page, home, 1, language, "UTC", "person:7", True).content, people)


def test_two_recipients_hear_of_the_same_people_under_other_names(tmp_path: Path, people: list[int]) -> None:
    home = tmp_path / "home"
    one, other = (
        json.loads(pool.with_store(pool._report, home, 1, who).content)["evidence"] for who in ("person:7", "person:8")
    )
    adders = [{row["adder"] for row in each["arrivals.forced"]} for each in (one, other)]
    assert people
    assert 3 == len(adders[0]) == len(adders[1])
    assert not adders[0] & adders[1]


def test_page_tables_and_json_call_a_person_the_same(tmp_path: Path, people: list[int]) -> None:
    home = tmp_path / "home"
    told = json.loads(pool.with_store(pool._report, home, 1, "person:7").content)
    packed = zipfile.ZipFile(io.BytesIO(pool.with_store(pool._tables, home, 1, "person:7").content))
    csv = packed.read(next(name for name in packed.namelist() if name.endswith("/people.csv"))).decode()
    page = pool.with_store(pool._page, home, 1, "en", "UTC", "person:7", False).content.decode()
    assert people
    for person in told["evidence"]["coordination.copies"][0]["people"]:
        assert f"\n{person}," in csv
        assert person in page


def test_evidence_goes_with_the_rows_it_rests_on(tmp_path: Path, people: list[int]) -> None:
    held = run("privacy").out
    assert f"{sum(map(len, EVIDENCE.values())) - 1} rows in reports" in held
    with store(tmp_path / "home") as connection:
        connection.execute("UPDATE observations SET collected_at = collected_at - 401 * 86400")
    run("show", "1", "--report", tmp_path / "later", "--json", tmp_path / "later.json")
    later = json.loads((tmp_path / "later.json").read_bytes())
    assert people
    assert [] == [row for rows in later["evidence"].values() for row in rows]
    assert [msgspec.to_builtins(finding) for finding in FINDINGS] == later["findings"]
    assert 4 == (tmp_path / "later" / "page.html").read_text().count("The rows behind this are no longer kept.")
    assert "Evidence         0 rows in reports" in run("privacy").out
