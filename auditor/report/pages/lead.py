"""What the one picture of a page is made of."""

from typing import NamedTuple

from auditor.report.pages.findings_shown import Line


class Panel(NamedTuple):
    """One of several pictures side by side: the figure that stands large above it, and what it is of."""

    large: str
    says: str
    svg: str


class Table(NamedTuple):
    """The same in figures: a caption, the heads of its columns, and of each row a mark, a name and its cells."""

    caption: str
    heads: list[str]
    rows: list[tuple[str, str, list[str]]]


class Lead(NamedTuple):
    """What stands beside the answer. `lists` are what was looked for and not found, and what could not be."""

    title: str
    sub: str = ""
    panels: tuple[Panel, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    svg: str = ""
    closer: tuple[str, str] = ("", "")
    """A picture from close by: its title and itself."""
    below: tuple[str, ...] = ()
    table: Table | None = None
    lists: tuple[tuple[str, str, list[Line]], ...] = ()
    """The degree, the title and the lines of each."""
