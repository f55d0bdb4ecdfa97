"""A measure has one home: what is known of it stands in its file, and whatever else needs it asks the catalogue."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from auditor.measure.catalogue import CATALOGUE, EVIDENCE_FIRST, SPECS
from auditor.measure.spec import Spec
from auditor.report.statements.row_keys import NAMED
from tests.house.tree import ROOT, anchors

THE_ANSWER = "auditor/report/statements/headlines.py"
"""Which figures stand where: the one file beside their own that names measures."""

HOMES = {
    "arrivals.added": "ways", "arrivals.by_link": "ways", "arrivals.by_request": "ways", "arrivals.by_self": "ways",
    "arrivals.unknown": "ways", "arrivals.half_by": "adders", "arrivals.wave_usual": "wave",
    "arrivals.wave_age": "wave", "arrivals.wave_gone": "wave", "souls.no_friends": "profiles",
    "souls.no_followers": "profiles", "souls.no_photo": "profiles", "souls.young": "profiles",
}  # fmt: skip
"""Ids of one count share a file, which is named after them all; the name of any other is its path."""


def literals(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def homes() -> dict[str, list[str]]:
    """In which files of the program each id stands as a literal."""
    found: dict[str, list[str]] = defaultdict(list)
    for room in ("auditor", "bot", "storage"):
        for file in sorted((ROOT / room).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            for measure in SPECS.keys() & literals(file):
                if name != THE_ANSWER:
                    found[measure].append(name)
    return found


def home_of(spec: Spec) -> str:
    """The file that a measure stands in."""
    family, name = spec.id.split(".")
    file = HOMES.get(spec.id, name)
    folder = ROOT / "auditor" / "measure" / family
    return f"auditor/measure/{family}/{file}.py" if folder.is_dir() else f"auditor/measure/{family}.py"


def test_an_id_stands_in_one_file_that_is_its_path() -> None:
    assert {spec.id: [home_of(spec)] for spec in CATALOGUE} == homes()


def test_no_id_is_put_together_out_of_pieces() -> None:
    families = "|".join({spec.family for spec in CATALOGUE})
    pieces = re.compile(rf"""f["'](?:{families})\.{{""")

    found = [file.name for room in ("auditor", "bot") for file in (ROOT / room).rglob("*.py")
             if pieces.search(file.read_text(encoding="utf-8"))]  # fmt: skip

    assert [] == found


def test_every_measure_that_is_declared_is_in_the_catalogue() -> None:
    calls = [
        str(keyword.value.value)
        for file in (ROOT / "auditor" / "measure").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Spec"
        for keyword in node.keywords
        if keyword.arg == "id" and isinstance(keyword.value, ast.Constant)
    ]

    assert sorted(SPECS) == sorted(calls)


def test_what_stands_first_among_the_evidence_has_rows() -> None:
    assert all(spec.rows is not None and spec in CATALOGUE for spec in EVIDENCE_FIRST)


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.id)
def test_a_measure_shows_keys_that_are_described(spec: Spec) -> None:
    keys = spec.rows.keys if spec.rows is not None else ()

    assert [] == [key for key in keys if key not in NAMED]


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.id)
def test_a_measure_that_can_be_a_sign_says_by_which_rule_and_a_finding_what_was_found(spec: Spec) -> None:
    assert not spec.strength or spec.say is not None
    assert not (spec.is_context and spec.strength)


def test_the_origin_of_a_measure_is_a_heading_of_the_method() -> None:
    headings = anchors("docs/method.md")

    assert [] == [spec.origin for spec in CATALOGUE if spec.origin.removeprefix("docs/method.md#") not in headings]
