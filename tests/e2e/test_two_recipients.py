"""Two recipients of one audit, over the ways by which tables leave: neither the order of rows nor that of people in a
cell joins anybody, and exact tables leave by the operator's command alone."""

import ast
import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import frictionless
import pytest

import bot
from auditor.conductors.audit import tables_for
from auditor.errors import ExactRefused
from auditor.languages.spoken import LANGUAGES
from auditor.report.report import named_evidence
from auditor.report.statements.wording import wording
from auditor.work import pool
from storage.opening import open_store
from tests.auditor.collect.chats import Somebody, added
from tests.auditor.report.sample_findings import EVIDENCE
from tests.e2e.command import audit, run
from tests.e2e.test_evidence_leaves import keep
from tests.storage.installation import audited
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import sample_world

PSEUDONYM = re.compile(r"p-[a-z2-7]{12}")
NAMED = ("person", "adder", "people", "target")
PLACES = ("edges", "row")
ALONE = {"kind": "day", "count": 900, "start": "2018-03-30T08:00:01Z", "end": "2018-03-30T08:59:58Z", "seconds": 21.0}
TOGETHER = {"kind": "text", "exact": True, "start": "2018-03-19T09:14:02Z", "end": "2018-03-19T09:15:40Z", "count": 3}

Tables = dict[str, list[dict[str, str]]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An audit at rest, in whose evidence several rows show the same figures, each of other people. One was told apart
    from the others by a second that does not leave."""
    export = write_export(sample_world(), tmp_path / "result.json")
    audit(export, tmp_path / "first")
    dice = [1_000 + 7_919 * number % 1_009 for number in range(60)]
    alone = [ALONE | {"person": each, "start": f"2018-03-30T08:00:{place:02}Z"} for place, each in enumerate(dice[:20])]
    together = [TOGETHER | {"people": dice[20 + 3 * place : 23 + 3 * place]} for place in range(13)]
    more = {"coordination.pace": [*EVIDENCE["coordination.pace"], *alone], "coordination.copies": together}
    keep(tmp_path / "home", EVIDENCE | more)
    return tmp_path / "home"


def given(home: Path, person: int) -> Tables:
    """What the bot gives to a person."""
    packed = zipfile.ZipFile(io.BytesIO(pool.with_store(pool._tables, home, 1, f"person:{person}").content))
    return {
        Path(name).stem: list(csv.DictReader(io.StringIO(packed.read(name).decode())))
        for name in packed.namelist()
        if name.endswith(".csv")
    }


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def masked(row: dict[str, str]) -> tuple[str, ...]:
    """A row without who it is about."""
    return tuple(PSEUDONYM.sub("p", text) for name, text in row.items() if name not in PLACES)


def test_in_no_table_does_an_order_join_anybody(home: Path) -> None:
    one, other = given(home, 7), given(home, 8)
    for name in one.keys() - {"people"}:
        assert list(map(masked, one[name])) == list(map(masked, other[name])), name
    for tables in (one, other):
        assert [row["person"] for row in tables["people"]] == sorted(row["person"] for row in tables["people"])
        assert [(-int(row["added"]), row["adder"]) for row in tables["adders"]] == sorted(
            (-int(row["added"]), row["adder"]) for row in tables["adders"]
        )
        named = defaultdict(list)
        for row in tables["evidence"]:
            assert row["people"].split() == sorted(row["people"].split())
            named[masked(row)].append([row[key] for key in ("people", "person", "adder", "target")])
        assert all(people == sorted(people) for people in named.values())
        assert [13, 20] == sorted(map(len, named.values()))[-2:]
    assert not set(PSEUDONYM.findall(str(one))) & set(PSEUDONYM.findall(str(other)))


def test_nor_in_the_report_or_on_the_page(home: Path) -> None:
    for person in ("person:7", "person:8"):
        evidence = json.loads(pool.with_store(pool._report, home, 1, person).content)["evidence"]
        alone = [row["person"] for row in evidence["coordination.pace"][2:]]
        together = [row["people"] for row in evidence["coordination.copies"]]
        assert alone == sorted(alone)
        assert together == sorted(together) == [sorted(people) for people in together]
        page = pool.with_store(pool._page, home, 1, "en", "UTC", person, False).content.decode()
        places = [page.index(people[0]) for people in together]
        assert places == sorted(places)


def test_edges_follow_their_people(home: Path) -> None:
    """A group is drawn the same for everybody: who shares how much with whom does not change with the order."""
    shapes = []
    for person in (7, 8):
        groups = [row for row in given(home, person)["evidence"] if row["measure"] == "coordination.groups"]
        degrees: list[Any] = []
        for row in groups:
            shared: dict[int, list[int]] = defaultdict(list)
            for one, two, texts in json.loads(row["edges"]):
                assert 0 <= one < two < len(row["people"].split())
                shared[one].append(texts)
                shared[two].append(texts)
            degrees.append(sorted(sorted(each) for each in shared.values()))
        shapes.append(degrees)
    assert shapes[0] == shapes[1]
    assert sum(map(len, shapes[0])) > 40


@pytest.mark.filterwarnings("ignore")
def test_what_leaves_is_valid_and_says_its_bands_and_what_it_withholds(tmp_path: Path, home: Path) -> None:
    assert run("export", "1", tmp_path / "data").code == 0
    assert frictionless.validate(str(tmp_path / "data" / "datapackage.json")).valid
    said = {row["key"]: row["value"] for row in read(tmp_path / "data", "coverage") if row["key"].startswith("people.")}
    meaning = {row["column"]: row["meaning"] for row in read(tmp_path / "data", "codebook") if row["table"] == "people"}
    assert (said["people.exact"], said["people.shared_by"]) == ("no", "5")
    assert "month" in meaning["arrival_day"] or "quarter" in meaning["arrival_day"]
    assert meaning["kind"].endswith("Empty where withheld: fewer than 5 people share what the row would show.")
    fields = json.loads((tmp_path / "data" / "datapackage.json").read_bytes())["resources"][1]["schema"]["fields"]
    assert {field["name"]: field["description"] for field in fields} == meaning
    rows = read(tmp_path / "data", "people")
    for column in ("kind", "arrival", "messages", "left", "deleted"):
        assert sum(row[column] == "" for row in rows) == int(said.get(f"people.withheld.{column}", 0)), column


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_operator_may_have_exact_tables_and_is_told_what_they_allow(
    tmp_path: Path, home: Path, language: str
) -> None:
    export = tmp_path / "result.json"
    warning = wording(language).text(
        "people.csv is exact: rows of two such tables can be joined, and whoever reads the chat can tell people apart "
        "by days and counts. Keep it on this machine; what is passed on is written without --exact."
    )
    ran = run("audit", export, "--report", tmp_path / "exact", "--exact", "--lang", language)
    assert (ran.code, ran.err) == (0, warning + "\n")
    data = tmp_path / "exact" / "data"
    assert frictionless.validate(str(data / "datapackage.json")).valid
    assert {"key": "people.exact", "value": "yes"} in read(data, "coverage")
    exact, banded = read(data, "people"), read(tmp_path / "first" / "data", "people")
    assert {row["person"] for row in exact} == {row["person"] for row in banded}
    assert len({row["arrival_day"] for row in exact}) > 60 > len({row["arrival_day"] for row in banded})
    assert not any(" band" in row["meaning"] or "withheld" in row["meaning"] for row in read(data, "codebook"))


def test_the_export_command_may_have_them_too(tmp_path: Path, home: Path) -> None:
    ran = run("export", "1", tmp_path / "exact", "--exact")
    assert ran.code == 0
    assert "exact" in ran.err
    assert run("export", "1", tmp_path / "banded").err == ""
    days = [{row["arrival_day"] for row in read(tmp_path / name, "people")} for name in ("exact", "banded")]
    assert len(days[0]) > 60 > len(days[1])


async def test_adders_who_added_as_many_stand_in_the_order_of_their_names(tmp_path: Path) -> None:
    cast = [Somebody(500 + number, f"Адам {number}") for number in range(24)]
    story = [added(1 + place, cast[place], cast[place + 12]) for place in range(12)]
    async with open_store(tmp_path / "other") as store:
        done = await audited(store, story)
        for recipient in ("person:7", "person:8"):
            adders = tables_for(store, done, recipient=recipient).adders
            assert [1] * 12 == adders["added"].tolist()
            assert sorted(adders["adder"]) == adders["adder"].tolist()


def test_rows_of_a_told_report_that_show_the_same_stand_in_the_order_of_their_names() -> None:
    rows = [{"kind": "day", "count": 900, "person": number} for number in range(20)]
    for turn in ("{:012}", "{:012b}", "{:x}"):
        told = named_evidence({"coordination.pace": rows}, turn.format)["coordination.pace"]
        assert sorted(turn.format(number) for number in range(20)) == [row["person"] for row in told]


async def test_exact_tables_are_refused_to_anybody_but_the_operator(tmp_path: Path) -> None:
    async with open_store(tmp_path / "other") as store:
        done = await audited(store, [])
        assert tables_for(store, done, exact=True).exact
        assert not tables_for(store, done, recipient="person:7").exact
        with pytest.raises(ExactRefused, match="command alone"):
            tables_for(store, done, recipient="person:7", exact=True)


def test_nothing_in_the_bot_asks_for_exact_tables_or_in_the_operators_name() -> None:
    for file in Path(bot.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword):
                assert node.arg != "exact", file
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"tables_for", "report_for"}:
                assert "recipient" in {keyword.arg for keyword in node.keywords}, file
            if isinstance(node, ast.alias):
                assert node.name not in {"OPERATOR", "Tables"}, file
