"""Each promise of the pages on privacy names the tests that hold it, and these exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("docs/privacy.md", "docs/keys.md")
NOTE = re.compile(r"^\[\^(\w+)\]: (.+?)(?=^\[\^|\Z)", re.MULTILINE | re.DOTALL)


def notes(page: str) -> dict[str, str]:
    """The notes at the end of a page."""
    return dict(NOTE.findall((ROOT / page).read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_every_note_is_called_and_every_call_has_its_note(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    called = set(re.findall(r"\[\^(\w+)\](?!:)", text))
    assert called == set(notes(page))


@pytest.mark.parametrize("page", PAGES)
def test_the_tests_that_are_named_exist(page: str) -> None:
    named = [each for note in notes(page).values() for each in re.findall(r"(tests/\S+\.py)::(\w+)", note)]
    assert len(named) >= len(notes(page))
    for path, name in named:
        functions = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        assert name in {each.name for each in functions if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}, (
            path
        )


def test_every_row_of_what_is_kept_that_ends_with_a_time_names_a_test() -> None:
    text = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    table = text[text.index("## What is kept") : text.index("## What leaves")]
    rows = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith(("| what", "| ---"))]
    bare = [line.split("|")[1].strip() for line in rows if "[^" not in line]
    unknown = "kinds of service messages and entries that this version does not know"
    hole = "where messages of a history could not be read"
    stay = {
        "seals",
        unknown,
        hole,
        "the chat",
        "reports: measures and findings",
        "a watched chat",
        "bursts that were told",
    }
    assert set(bare) == stay, "these rest until the database is deleted, or say as what they go"
