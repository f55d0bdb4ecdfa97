"""Each sentence of the pages on privacy and security names the tests that hold it, or is known to promise nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("docs/privacy.md", "SECURITY.md", "docs/keys.md")
SENTENCES = ("docs/privacy.md", "SECURITY.md")
"""Pages of which every sentence is looked at; docs/keys.md is mostly what to do."""

NO_PROMISE = Path(__file__).with_name("no_promise.txt")
"""Sentences that describe, advise or warn, one a line: whoever changes one looks at it anew."""

NOTE = re.compile(r"^\[\^(\w+)\]: (.+?)(?=^\[\^|\Z)", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"\[\^(\w+)\](?!:)")
BLOCK = re.compile(r"\n\n+|\n(?=- |\d\. |\||#)")
END = re.compile(r"(?<=[.?!\]])\s+(?=[A-Z`*\d])")


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def notes(page: str) -> dict[str, str]:
    """The notes at the end of a page."""
    return dict(NOTE.findall(read(page)))


def sentences(page: str) -> Iterator[str]:
    """What a page states: its sentences, a row of the table of what is kept as one, of the table of misuse where the
    limit is."""
    for block in BLOCK.split(NOTE.sub("", read(page))):
        words = " ".join(block.replace("**", "").split())
        if words.startswith("|"):
            cells = [cell.strip() for cell in words.strip("|").split("|")]
            if set(cells[0]) <= set("- ") or cells[0] in {"what", "door"}:
                continue
            words = " | ".join(cells) if len(cells) == 3 else cells[-1]
            yield from [words] if len(cells) == 3 else END.split(words)
        elif words and not words.startswith("#"):
            yield from END.split(words.removeprefix("- "))


@pytest.mark.parametrize("page", PAGES)
def test_every_note_is_called_and_every_call_has_its_note(page: str) -> None:
    assert set(CALL.findall(read(page))) == set(notes(page)) != set()


@pytest.mark.parametrize("page", PAGES)
def test_the_tests_that_are_named_exist(page: str) -> None:
    for note, text in notes(page).items():
        named = re.findall(r"(tests/\S+\.py)::(\w+)", text)
        assert named, note
        for path, name in named:
            functions = ast.walk(ast.parse(read(path)))
            known = {each.name for each in functions if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
            assert name in known, path


def test_every_sentence_names_a_test_or_is_known_to_promise_nothing() -> None:
    known = NO_PROMISE.read_text(encoding="utf-8").splitlines()
    bare = [each for page in SENTENCES for each in sentences(page) if not CALL.search(each)]
    assert [each for each in bare if each not in known] == [], "name a test, or take the sentence out"
    assert [each for each in known if each not in bare] == [], "sentences that stand there no more"


def test_of_a_sentence_in_the_middle_its_own_note_is_asked_for() -> None:
    assert END.split("Names go. Texts stay.[^texts] Rows | go.") == ["Names go.", "Texts stay.[^texts]", "Rows | go."]
