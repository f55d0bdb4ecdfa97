"""Whatever a text of this repository refers to is there for who reads it: a page, a heading of it, a
module. Notes that a stranger does not have are nobody's source."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, anchors, files, texts

PAGE = re.compile(r"(?<![\w/.-])(?P<page>(?:[\w-]+/)*[\w-]+\.md)\b(?:#(?P<heading>[\w-]+))?")
"""A page of this repository, with or without a heading of it; the page of another is behind an address."""

MODULE = re.compile(r"(?<![\w./{-])(?:[\w-]+/)*[\w-]+\.py\b")
"""A module, by its name or the end of its path."""

NOTES = (
    "DESI" + "GN",
    "telegram" + "_facts",
    "test" + "_rigs",
    "meth" + "ods",
    "CONTRA" + "CTS",
    "TR" + "EE",
    "PL" + "AN",
)
SECTION = re.compile(rf"(?<![\w.])(?:{'|'.join(NOTES)})(?:,? §? ?\d|:? [A-Z]\d)|(?:{'|'.join(NOTES[1:3])})")
"""A section of notes out of which this was built, by number; or such notes at all."""


def page_of(path: Path, name: str) -> Path | None:
    """The page that a text means by a name: from the root, beside the file, or among the documents."""
    return next((page for page in (ROOT / name, path.parent / name, ROOT / "docs" / name) if page.is_file()), None)


def lost(path: Path, text: str) -> list[str]:
    """What a text refers to and nobody finds."""
    missing = []
    for match in PAGE.finditer(text):
        page = page_of(path, match["page"])
        if page is None or (match["heading"] and match["heading"] not in anchors(str(page.relative_to(ROOT)))):
            missing.append(match.group())
    return missing + [match.group() for match in SECTION.finditer(text)]


def test_every_page_and_heading_that_is_cited_is_there() -> None:
    found = {str(path.relative_to(ROOT)): missing for path, text in texts() if (missing := lost(path, text))}

    assert {} == found


def test_every_module_that_is_named_is_there() -> None:
    """But in tests, which make up modules of their own."""
    there = "\n".join(f"/{path.relative_to(ROOT)}" for path in files()) + "\n"
    named = [
        (str(path.relative_to(ROOT)), match.group())
        for path, text in texts()
        if ROOT / "tests" not in path.parents
        for match in MODULE.finditer(text)
    ]

    assert len(named) > 50
    assert [] == [(path, module) for path, module in named if f"/{module}\n" not in there]


@pytest.mark.parametrize(
    "text",
    [
        "as the rule says (" + "DESI" + "GN 5)",
        "(telegram" + "_facts 1.1)",
        "by test" + "_rigs",
        "whose shape is that of meth" + "ods 2",
        "see perform" + "ance" + ".md",
        "see docs/perform" + "ance" + ".md",
        "docs/method" + ".md#no-such-heading",
    ],
)
def test_a_citation_that_leads_nowhere_is_found(text: str) -> None:
    assert lost(ROOT / "README.md", text)


@pytest.mark.parametrize(
    "text", ["docs/method.md#bounds", "method.md", "https://example.org/a/other.md", "methods of 2"]
)
def test_what_leads_somewhere_is_left_alone(text: str) -> None:
    assert [] == lost(ROOT / "docs" / "decisions.md", text)
