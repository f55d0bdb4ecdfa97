"""What is said to a person is a literal with facts in it: so the catalogues have it, and a door says it in the language
that is set."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.catalogues import SAYING, SPEAKING, branches, constant
from tests.house.tree import ROOT

MAKING = {"storage/sentences.py", "storage/errors.py", "storage/keeping/pipe.py"}
"""Where sentences are made of sentences."""

FILES = [
    file
    for room in SPEAKING
    for file in sorted((ROOT / room).rglob("*.py"))
    if file.relative_to(ROOT).as_posix() not in MAKING
]
PROSE = re.compile(r"[A-Za-z]{2,}")


def said() -> Iterator[tuple[str, ast.Call]]:
    """Every error and every sentence that the program makes, with where it does."""
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING and node.args:
                yield f"{file.relative_to(ROOT).as_posix()}:{node.lineno}", node


SAID = list(said())


def prose(node: ast.AST) -> bool:
    """Whether an expression has words of its own among what it may be."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(PROSE.search(node.value))
    if isinstance(node, ast.JoinedStr):
        return any(prose(each) for each in node.values)
    if isinstance(node, ast.IfExp):
        return prose(node.body) or prose(node.orelse)
    if isinstance(node, ast.BoolOp):
        return any(prose(each) for each in node.values)
    return isinstance(node, ast.BinOp) and (prose(node.left) or prose(node.right))


def facts_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_error_says_a_literal() -> None:
    assert len(SAID) > 300
    assert [] == [
        place for place, call in SAID for first in branches(call) if isinstance(first, ast.JoinedStr | ast.BinOp)
        or (isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute) and first.func.attr == "format")
    ]  # fmt: skip


def test_every_fact_of_a_sentence_is_given() -> None:
    assert [] == [
        (place, lacking)
        for place, call in SAID
        if all(keyword.arg for keyword in call.keywords)
        for first in branches(call)
        if (lacking := facts_in(constant(first)) - {keyword.arg or "" for keyword in call.keywords})
    ]


def test_no_fact_brings_words_of_its_own() -> None:
    assert [] == [
        (place, keyword.arg)
        for place, call in SAID
        for keyword in call.keywords
        if any(keyword.arg in facts_in(constant(first)) for first in branches(call)) and prose(keyword.value)
    ]


@pytest.mark.parametrize("room", ["cli.py", "commands", "doors"])
def test_nothing_is_printed_past_the_catalogue(room: str) -> None:
    asked = {"echo", "prompt", "write"}
    place = ROOT / "auditor" / room
    files: list[Path] = [place] if place.is_file() else sorted(place.glob("*.py"))

    assert [] == [
        f"{file.name}:{node.lineno}"
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asked
        and node.args and prose(node.args[0]) and not ast.unparse(node.args[0]).startswith("f'deadsouls: {")
    ]  # fmt: skip
