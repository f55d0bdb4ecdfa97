"""Reads the cells of each row of a CSV, or of a JSON object a line, in the order of `columns.THINGS`.

A row that has not as many cells as the header, or is no JSON object, is left out and counted, with its line.
"""

import math
import re
from collections.abc import Callable, Iterator
from operator import attrgetter, itemgetter
from typing import Any

import msgspec

from auditor.collect.datasets.columns import THINGS, YES_OR_NO
from auditor.collect.datasets.csv_rows import Cells, CsvRows, Faults
from auditor.collect.datasets.header import Layout
from auditor.collect.datasets.lines import Lines
from auditor.collect.datasets.paths import ITSELF, each, finder, is_path
from auditor.collect.encodings import BROKEN, MOST_FOREIGN, is_foreign
from auditor.errors import ExportUnreadable

EXACT = 2**53
"""Floats above it may be whole numbers that were rounded."""

_TEXT = THINGS.index("text")
_SURROGATES = re.compile(
    r"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)

Read = Callable[[str], list[Cells]]
"""Reads the rows of a line that holds an object. Raises one of `_UNREADABLE` where it holds none."""


class Rows:
    """The rows of one table, and a count of what was wrong with them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.faults = Faults()
        self._foreign = 0

    def read(self, lines: Lines) -> Iterator[Cells]:
        """The cells of each row that can be read; "" where a row says nothing."""
        parted = self._layout.delimiter
        return self._objects(lines) if parted is None else self._csv(lines, parted)

    def _csv(self, lines: Lines, delimiter: str) -> Iterator[Cells]:
        def mend(cells: Cells, line: int) -> Cells | None:
            return self._sound(cells, lines.name, line)

        header, columns = self._layout.header, self._layout.columns
        places = {name: place for place, name in enumerate(header)}
        pick = itemgetter(*(places.get(getattr(columns, thing), len(header)) for thing in THINGS))
        return CsvRows(lines, self._layout, delimiter, self.faults).read(pick, mend)

    def _sound(self, cells: Cells, name: str, line: int) -> Cells | None:
        """A row of a file in which bytes are no text: without it, or with its text less a letter or two."""
        if "\0" in "".join(cells):
            cells = tuple(cell.strip("\0") for cell in cells)
            text = cells[_TEXT].replace("\0", "")
            if any("\0" in cell for place, cell in enumerate(cells) if place != _TEXT):
                self.faults.lose(line)
                return None
            self.faults.repaired += text != cells[_TEXT]
            cells = (*cells[:_TEXT], text, *cells[_TEXT + 1 :])
        if not BROKEN.search("".join(cells)):
            return cells
        text, others = cells[_TEXT], (*cells[:_TEXT], *cells[_TEXT + 1 :])
        if not BROKEN.search("".join(others)) and not is_foreign(text):
            self.faults.repaired += 1
            return (*cells[:_TEXT], BROKEN.sub("\ufffd", text), *cells[_TEXT + 1 :])
        self.faults.lose(line)
        self._foreign += is_foreign("".join(cells))
        if self._foreign > MOST_FOREIGN:
            raise ExportUnreadable(
                "{path} is UTF-8 at first and in another encoding later; save each part as UTF-8 before you join them"
                " (here: line {line}).",
                path=name,
                line=line,
            )
        return None

    def _objects(self, lines: Lines) -> Iterator[Cells]:
        said = {thing: name for thing in THINGS if (name := getattr(self._layout.columns, thing)) is not None}
        deep = self._layout.rows != (ITSELF,) or any(map(is_path, said.values()))
        read = self._walking(said) if deep else _by_keys(said)
        for number, line in enumerate(lines, start=1):
            try:
                rows = read(line)
            except _UNREADABLE:
                try:  # half a pair of surrogates, which JavaScript leaves where it cuts a text
                    rows = read(_SURROGATES.sub(lambda found: found[1] or r"\ufffd", line))
                except _UNREADABLE:
                    if not line.isspace():
                        self.faults.lose(number)
                    continue
            self.faults.last_damaged = False
            yield from rows

    def _walking(self, said: dict[str, str]) -> Read:
        """Reads objects by paths; each may hold several rows."""
        decode, places = msgspec.json.Decoder(dict[str, Any]).decode, self._layout.rows
        ways = [(finder(said[thing]), teller(thing)) if thing in said else None for thing in THINGS]

        def rows(line: str) -> list[Cells]:
            whole = decode(line)
            found = (
                tuple(["" if way is None else way[1](way[0](one)) for way in ways])
                for place in places
                for one in each(whole, place)
            )
            return [cells for cells in found if any(cells)]

        return rows


def _by_keys(said: dict[str, str]) -> Read:
    """Reads objects that are a row each, all of which stands under keys of their own."""
    fields = [(thing, Any, msgspec.field(name=said[thing], default=None)) for thing in said]
    decode = msgspec.json.Decoder(msgspec.defstruct("Row", fields)).decode
    pick = attrgetter(*said)
    order = [(list(said).index(thing), teller(thing)) if thing in said else None for thing in THINGS]

    def rows(line: str) -> list[Cells]:
        values = pick(decode(line))
        return [tuple(["" if way is None else way[1](values[way[0]]) for way in order])]

    return rows


def teller(thing: str) -> Callable[[object], str]:
    """What makes a cell of a field that holds a thing."""
    return told_answer if thing in YES_OR_NO else cell_text


def told_answer(value: object) -> str:
    """What a field says that may be true or false."""
    return str(value).lower() if isinstance(value, bool) else cell_text(value)


def cell_text(value: object) -> str:
    """What a field of an object says, as a cell would; nothing where it is no text and no number."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        whole = isinstance(value, int) or (abs(value) <= EXACT and value.is_integer())
        return str(int(value)) if whole else repr(value) if math.isfinite(value) else ""
    except (ValueError, OverflowError):
        return ""
