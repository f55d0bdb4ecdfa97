"""Who added whom: an adder a line, and behind each a mark for every person they added."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from auditor.measure.spec import Row
from auditor.report.pictures.drawing import COLOURS, n
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording

MOST_ADDERS = 12
"""Adders that are drawn, those found first; the others are in the table."""

MOST_MARKS = 260
"""Marks behind one adder; where more were added a mark stands for several."""

_ACROSS, _STEP = 52, 6.6
"""Marks in a row, and units between two of them."""


class AddedBy(NamedTuple):
    """One adder: a short name that holds on this page, the pseudonym, what is said of those added, and their marks."""

    short: str
    who: str
    says: str
    marks: str


def added_by(adders: Sequence[Row], words: Wording) -> tuple[list[AddedBy], int]:
    """The adders whose people are counted, and for how many people a mark stands."""
    shown = [(number, row) for number, row in enumerate(adders, 1) if _people_counted(row)][:MOST_ADDERS]
    each = max((-(-_people_counted(row) // MOST_MARKS) for _, row in shown), default=1)
    drawn = []
    for number, row in shown:
        says = _says(row, words)
        marks = _marks(row, each, says, f"added-by-{number}")
        drawn.append(AddedBy(short_name(number, words), _who(row), says, marks))
    return drawn, each


def short_name(number: int, words: Wording) -> str:
    """What an adder is called on one page, by the place of their row."""
    return words.text("A{number}", number=number)


def _marks(row: Row, each: int, says: str, name: str) -> str:
    silent, of = int(row["silent"]) // each, _people_counted(row) // each or 1
    lines = -(-of // _ACROSS)
    parts = [_line(range(silent), "silent", "round"), _line(range(silent, of), "wrote", "square")]
    return (
        f'<svg class="crowd" viewBox="0 0 {_ACROSS * _STEP:g} {n(lines * _STEP)}" role="img" '
        f'aria-labelledby="{name}"><title id="{name}">{escape(says)}</title>{"".join(parts)}</svg>'
    )


def _line(places: range, part: str, cap: str) -> str:
    if not places:
        return ""
    half = _STEP / 2
    at = "".join(f"M{n(place % _ACROSS * _STEP + half)} {n(place // _ACROSS * _STEP + half)}h0" for place in places)
    wide = 5.2 if cap == "round" else 4.4
    return (
        f'<path d="{at}" class="line-{part}" fill="none" stroke="{COLOURS[part][0]}" stroke-width="{wide}" '
        f'stroke-linecap="{cap}"/>'
    )


def _says(row: Row, words: Wording) -> str:
    said = [words.count_text("added {count} person", "added {count} people", _people_counted(row)),
            words.text("never wrote: {count}", count=int(row["silent"]))]  # fmt: skip
    if isinstance(row.get("gone"), int) and row.get("gone_of"):
        said.append(words.text("left: {count}", count=row["gone"]))
    return "; ".join(said)


def _people_counted(row: Row) -> int:
    of = row.get("silent_of")
    return of if isinstance(of, int) and isinstance(row.get("silent"), int) else 0


def _who(row: Row) -> str:
    adder = row.get("adder")
    return plain_title(adder, 40) if isinstance(adder, str) else ""
