"""A source's name stands in `storage/sources.py` alone; whatever depends on where a chat was read asks the kind."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.conductors import coverage
from auditor.measure.catalogue import CATALOGUE
from auditor.report.statements.notes import NOTES
from storage.sources import BY_ONE, SOURCES, TABLE, TEXTS, Shown, showers_of
from tests.house.tree import ROOT

HOME = ROOT / "storage" / "sources.py"
OTHERWISE = {ROOT / "storage" / "traces.py"}
"""Here `texts` is a file of the database."""
ROOMS = ("auditor", "bot", "storage")
WORDS_OF_THEIR_OWN = {TEXTS.name, TABLE}
"""Names that are words for other things, too: a file of the database, a form of a page. They may stand as words, but
nothing may be compared with them, nor a type be made of them."""


def python_files() -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path not in {HOME, *OTHERWISE}]


def named(tree: ast.AST) -> Iterator[str]:
    """The names of sources that a file writes down, and those it compares anything with or makes a type of."""
    names = set(SOURCES) | {TABLE}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in names - WORDS_OF_THEIR_OWN:
            yield str(node.value)
        literal = isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("Literal")
        if literal or (isinstance(node, ast.Compare) and not isinstance(node.left, ast.Constant)):
            constants = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
            yield from (str(value) for value in constants if value in WORDS_OF_THEIR_OWN)


def test_a_name_of_a_source_stands_in_one_file() -> None:
    found = {str(path.relative_to(ROOT)): list(named(ast.parse(path.read_text("utf-8")))) for path in python_files()}

    assert {} == {path: names for path, names in found.items() if names}


@pytest.mark.parametrize(
    "line",
    [
        'live = observation.source == "live"',
        'kind in {"texts", "dataset"}',
        'if report.chat.kind == "table": pass',
        'kind: Literal["channel", "table"]',
        'read(source="desktop-export")',
    ],
)
def test_the_search_finds_what_it_is_for(line: str) -> None:
    assert list(named(ast.parse(line)))


def test_every_measure_needs_what_somebody_shows() -> None:
    assert [] == [spec.id for spec in CATALOGUE if not showers_of(spec.needs)]


def test_whatever_is_shown_is_needed() -> None:
    needed: set[Shown] = {spec.needs for spec in CATALOGUE}

    assert needed >= BY_ONE


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_kind_says_of_itself_has_words(name: str) -> None:
    for note in SOURCES[name].notes:
        if note not in coverage.GROUPS:
            assert note in NOTES
