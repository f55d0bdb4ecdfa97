"""The CSV package: valid, safe in a spreadsheet, nobody recognisable by traits, whole or not at all."""

import csv
import io
import json
import time
from dataclasses import replace
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from auditor.errors import ReportUnwritable
from auditor.report.package.codebook import TABLES
from auditor.report.package.datapackage import write_package
from auditor.report.package.tables import Tables, number_cell, text_cell
from auditor.report.report import AuditReport
from tests.auditor.report.sample_findings import EVIDENCE, FINDINGS, GROUPS, PEOPLE, spoken_by_test
from tests.auditor.report.sample_report import empty_report, named, report_at_rest, report_with_findings, sample_report
from tests.auditor.report.test_titles import HOSTILE

FILES = {*(f"{name}.csv" for name in TABLES), "datapackage.json"}


def people(count: int = 12) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person": [f"p-{number:012d}" for number in range(count)],
            "kind": "person",
            "arrival": ["added" if number % 3 else "unknown" for number in range(count)],
            "arrival_source": ["service-messages" if number % 3 else "" for number in range(count)],
            "arrival_day": ["2018-03-01" if number % 3 else "" for number in range(count)],
            "adder": ["p-zzzzzzzzzzzz" if number % 3 else None for number in range(count)],
            "messages": range(count),
            "first_day": "2018-03-02",
            "last_day": "",
            "left": "unknown",
            "deleted": ["yes" if number == 1 else "no" for number in range(count)],
            "inactive": "unknown",
            "blank": "unknown",
            "new": "unknown",
            "age_from": "2017-Q3",
            "age_to": "",
        }
    )


TESTED = ("tested_silent", "tested_silent_of", "tested_gone", "tested_gone_of",
          "self_silent", "self_silent_of", "self_gone", "self_gone_of")  # fmt: skip


def tables(count: int = 12) -> Tables:
    adders = pd.DataFrame(
        {
            "adder": ["p-zzzzzzzzzzzz", "p-yyyyyyyyyyyy"],
            "added": [8, 4],
            "silent": [7, 0],
            "gone_at_once": pd.array([None, 2], dtype="Int64"),
            "first_day": ["2018-03-01", ""],
            "last_day": ["2018-03-09", ""],
            "share": [2 / 3, 1 / 3],
            **{name: pd.array([8, None], dtype="Int64") for name in TESTED},
            "cohort": ["whole-chat", ""],
            **{name: [0.25, float("nan")] for name in ("p_gone", "p_silent", "q")},
            "flagged": ["no", ""],
            "silent_only": ["no", ""],
        }
    )
    days = pd.DataFrame(
        {"day": ["2018-03-01"], "added": [8], "by_link": [0], "by_request": [0], "by_self": [0],
         "unknown": [0], "messages": [66],
         "writers": [11]}
    )  # fmt: skip
    return Tables(people(count), adders, days)


def no_rows() -> Tables:
    whole = tables()
    return Tables(whole.people[:0], whole.adders[:0], whole.days[:0])


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def joined(edges: list[list[int]], people: list[str]) -> list[tuple[list[str], int]]:
    """Edges by the names of their ends."""
    return sorted((sorted((people[one], people[other])), texts) for one, other, texts in edges)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    write_package(report_with_findings(), tables(), tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("report", "filled"),
    [(sample_report(), tables()), (report_with_findings(), tables()), (empty_report(), no_rows())],
    ids=["sample", "findings", "empty"],
)
def test_the_package_is_valid(report: AuditReport, filled: Tables, tmp_path: Path) -> None:
    write_package(report, filled, tmp_path / "data")
    checked = frictionless.validate(str(tmp_path / "data" / "datapackage.json"))
    assert checked.valid, checked.to_summary()
    assert FILES == {file.name for file in (tmp_path / "data").iterdir()}


def test_people_stand_in_the_order_of_their_names_and_the_unknown_is_empty(tmp_path: Path) -> None:
    turned = replace(tables(), people=people().iloc[::-1])
    write_package(report_with_findings(), turned, tmp_path / "data")
    package = tmp_path / "data"
    found = rows(package, "people")
    assert [f"p-{number:012d}" for number in range(12)] == [row["person"] for row in found]
    assert ("", "") == (found[0]["adder"], found[0]["arrival_day"])
    assert ["", "2"] == [row["gone_at_once"] for row in rows(package, "adders")]
    assert ["0.6666666666666666", "0.3333333333333333"] == [row["share"] for row in rows(package, "adders")]


def test_measures_are_written_as_the_report_has_them(package: Path) -> None:
    found = {row["id"]: row for row in rows(package, "measures")}
    assert list(sample_report().measures) == list(found)
    assert {
        "id": "souls.never_posted", "outcome": "measured", "value": "0.7840888888888888", "count": "70568",
        "of": "90000", "low": "0.782", "high": "0.7862", "unit": "share", "why": "",
    } == found["souls.never_posted"]  # fmt: skip
    assert "leaves-not-logged" == found["arrivals.added_gone"]["why"]


def test_findings_keep_their_facts_as_json(package: Path) -> None:
    assert FINDINGS[0].facts == json.loads(rows(package, "findings")[0]["facts"])


def test_each_row_of_evidence_is_a_row_with_its_people_by_pseudonym(package: Path) -> None:
    found = rows(package, "evidence")
    assert [(measure, str(place)) for measure, some in EVIDENCE.items() for place in range(1, len(some) + 1)] == [
        (row["measure"], row["row"]) for row in found
    ]
    group = next(row for row in found if row["measure"] == "coordination.groups")
    told = group["people"].split()
    assert sorted(spoken_by_test(person) for person in PEOPLE[10:17]) == told
    assert joined(GROUPS[0]["edges"], list(map(spoken_by_test, PEOPLE[10:17]))) == joined(
        json.loads(group["edges"]), told
    )
    assert ("2018-03-14T06:00:00Z", "", "71") == (group["start"], group["messages"], group["messages_total"])
    episode = next(row for row in found if row["measure"] == "coordination.copies")
    assert ("2", "yes", spoken_by_test(PEOPLE[0])) == (episode["minutes"], episode["exact"], episode["adder"])


def test_message_ids_and_seconds_are_written_on_demand_only(tmp_path: Path) -> None:
    write_package(report_with_findings(), tables(), tmp_path / "data", message_ids=True)
    episode = next(row for row in rows(tmp_path / "data", "evidence") if row["measure"] == "coordination.copies")
    assert "51001 51002 51004 51007 51009" == episode["messages"]
    assert ("2018-03-19T09:14:02Z", "2018-03-19T09:15:40Z", "") == (
        episode["start"], episode["end"], episode["minutes"],
    )  # fmt: skip


def test_no_person_leaves_as_a_number(tmp_path: Path) -> None:
    write_package(report_at_rest(), tables(), tmp_path / "data", message_ids=True)
    whole = "".join(file.read_text("utf-8") for file in (tmp_path / "data").iterdir())
    assert not [person for person in PEOPLE if str(person) in whole]


def test_the_codebook_explains_every_column_of_every_table(package: Path) -> None:
    explained = [(row["table"], row["column"]) for row in rows(package, "codebook")]
    written = []
    for name in TABLES:
        header = (package / f"{name}.csv").read_text("utf-8").split("\n")[0].split(",")
        written += [(name, column) for column in header]
    assert written == explained


def test_no_pointer_is_in_the_package(package: Path) -> None:
    whole = "".join(file.read_text("utf-8") for file in package.iterdir())
    assert not [pointer for pointer in ("09:41", "11:27", "09:14", "40000", "51001") if pointer in whole]


@pytest.mark.parametrize("start", list("=+-@\t\r\n|%＝＋－＠"))
def test_no_cell_begins_as_a_formula(start: str) -> None:
    assert f"'{start}1+1" == text_cell(f"{start}1+1")


def test_a_semicolon_does_not_open_a_cell_that_runs() -> None:
    assert "x; '=cmd" == text_cell("x;=cmd")
    assert "x; '=cmd" == text_cell("x; =cmd").replace("  ", " ").replace("' =", "'=")
    assert "a; b" == text_cell("a; b")


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_runs_in_a_spreadsheet(title: str, tmp_path: Path) -> None:
    write_package(named(title), tables(), tmp_path / "data")
    text = (tmp_path / "data" / "coverage.csv").read_text("utf-8")
    for delimiter in ",;":
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            for cell in row:
                assert not cell.strip().startswith(("=", "+", "-", "@", "|"))
    assert {2} == {len(row) for row in csv.reader(io.StringIO(text))}


@pytest.mark.parametrize(
    ("number", "expected"),
    [(None, ""), (float("nan"), ""), (float("inf"), ""), (0, "0"), (-3.0, "-3"), (70568.0, "70568"), (0.1, "0.1"),
     (1e-05, "0.00001"), (1e-20, "0"), (2**60, str(2**60))],
)  # fmt: skip
def test_numbers_are_written_short_and_without_an_exponent(number: float | None, expected: str) -> None:
    assert expected == number_cell(number)


def test_an_earlier_package_is_replaced(package: Path) -> None:
    write_package(sample_report(), no_rows(), package)
    assert [] == rows(package, "people")
    assert ["data"] == [entry.name for entry in package.parent.iterdir()]


def test_a_folder_with_other_files_is_left_alone(package: Path) -> None:
    (package / "notes.txt").write_text("mine")
    with pytest.raises(ReportUnwritable, match="other files"):
        write_package(sample_report(), tables(), package)
    assert "mine" == (package / "notes.txt").read_text()
    assert ["data"] == [entry.name for entry in package.parent.iterdir()]


def test_where_the_disk_refuses_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportUnwritable):
        write_package(sample_report(), tables(), tmp_path / "file" / "data")
    with pytest.raises(ReportUnwritable):
        write_package(sample_report(), tables(), tmp_path / "file")
    assert ["file"] == [entry.name for entry in tmp_path.iterdir()]


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_package(report_with_findings(), tables(), tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_hundred_thousand_people_are_written_fast(tmp_path: Path) -> None:
    large = tables(100_000)
    began = time.process_time()
    write_package(sample_report(), large, tmp_path / "data")
    assert time.process_time() - began < 2
