"""Lines -> the cells of each row, in the order of `columns.THINGS`, of a CSV or of a JSON object a line.

A row that has not as many cells as the header, or is no JSON object, is left out and counted, with its line. What makes
it unsure where rows begin (a quote that is never closed, say) ends the reading in a sentence.
"""

import csv
from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import Any

import msgspec

from auditor.collect.datasets.columns import THINGS, WRITE, Columns, recognised
from auditor.collect.datasets.lines import Lines
from auditor.errors import ExportUnreadable

Cells = tuple[str, ...]

DELIMITERS = (",", ";", "\t")

MOST_COLUMNS = 1_000
"""A header wider than this is no header; a table of texts needs three columns."""

LONGEST_CELL = 1 << 17
"""Letters in one cell: as many as Python's reader allows by itself. Other libraries of a process raise that limit."""

LINES_KEPT = 20

_SHOWN = 10
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)


class Layout(msgspec.Struct, frozen=True):
    """How a table is laid out: by what its cells are parted (None: an object a line), and what its columns hold."""

    delimiter: str | None
    header: tuple[str, ...]
    columns: Columns


class Rows:
    """The rows of one table, and a count of what was wrong with them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.damaged = 0
        self.damaged_at: list[int] = []
        """The lines of the first damaged rows, counted from 1."""
        self.last_damaged = False

    def read(self, lines: Lines) -> Iterator[Cells]:
        """The cells of each row that can be read; "" where a row says nothing."""
        return self._objects(lines) if self._layout.delimiter is None else self._csv(lines, self._layout.delimiter)

    def _csv(self, lines: Lines, delimiter: str) -> Iterator[Cells]:
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        header = self._layout.header
        width = len(header)
        places = {name: place for place, name in enumerate(header)}
        pick = itemgetter(*(places.get(getattr(self._layout.columns, thing), width) for thing in THINGS))
        try:
            while tuple(map(_plain, next(reader, header))) != header:
                pass
            for row in reader:
                lines.row_ends()
                if len(row) == width:
                    row.append("")
                    self.last_damaged = False
                    yield pick(row)
                elif row:
                    self._lose(reader.line_num)
        except csv.Error as error:
            raise ExportUnreadable(f"{lines.name} cannot be read on at line {reader.line_num:,}: {error}.") from error

    def _objects(self, lines: Lines) -> Iterator[Cells]:
        said = {thing: name for thing in THINGS if (name := getattr(self._layout.columns, thing)) is not None}
        fields = [(thing, Any, msgspec.field(name=said[thing], default=None)) for thing in said]
        decode = msgspec.json.Decoder(msgspec.defstruct("Row", fields)).decode
        pick = attrgetter(*said)
        order = [list(said).index(thing) if thing in said else -1 for thing in THINGS]
        for number, line in enumerate(lines, start=1):
            lines.row_ends()
            try:
                values = pick(decode(line))
            except _UNREADABLE:
                if not line.isspace():
                    self._lose(number)
                continue
            self.last_damaged = False
            yield tuple(["" if place < 0 else _cell(values[place]) for place in order])

    def _lose(self, line: int) -> None:
        self.damaged += 1
        self.last_damaged = True
        if len(self.damaged_at) < LINES_KEPT:
            self.damaged_at.append(line)


def _cell(value: object) -> str:
    """What a field of an object says, as a cell would; nothing where it is no text and no number."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        return str(int(value)) if value == int(value) else repr(value)
    except (ValueError, OverflowError):
        return ""


def find_layout(lines: Lines, asked: Columns | None) -> Layout:
    """The layout of a table by its first line, and by what the asker says. Raises `ExportUnreadable`."""
    shown = (told for line in lines if (told := line.strip("\n\ufeff ")))
    first = next(shown, "")
    if not first:
        raise ExportUnreadable(f"{lines.name} is empty.")
    if first.startswith("{"):
        return _of_object(first, asked, lines.name)
    if len(first) == len("sep=;") and first.startswith("sep="):  # Excel's own line before the header
        first = next(shown, "")
    return _of_header(first, asked, lines.name)


def _of_object(line: str, asked: Columns | None, name: str) -> Layout:
    try:
        keys = tuple(msgspec.json.decode(line, type=dict[str, Any]))
    except _UNREADABLE as error:
        raise ExportUnreadable(f"{name} begins with an object that is no JSON: {error}.") from error
    columns = asked or recognised(keys)
    if columns is None:
        raise ExportUnreadable(_unclear(keys, None, name))
    return Layout(None, keys, columns)


def _of_header(line: str, asked: Columns | None, name: str) -> Layout:
    """Of the delimiters the one under which the header holds what is looked for; else the one that parts it most."""
    headers = sorted(((_header(line, delimiter), delimiter) for delimiter in DELIMITERS), key=_width)
    for header, delimiter in headers:
        columns = asked or recognised(header)
        if columns is not None and set(columns.named) <= set(header):
            twice = [column for column in columns.named if header.count(column) > 1]
            if twice:
                raise ExportUnreadable(f"{name} has several columns called {twice[0]!r}; rename all but one.")
            return Layout(delimiter, header, columns)
    raise ExportUnreadable(_unclear(headers[0][0], asked, name))


def _width(found: tuple[tuple[str, ...], str]) -> int:
    return -len(found[0])


def _header(line: str, delimiter: str) -> tuple[str, ...]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        header = tuple(map(_plain, next(csv.reader([line], delimiter=delimiter, strict=True), [])))
    except csv.Error:
        return ()
    return header if len(header) <= MOST_COLUMNS else ()


def _plain(name: str) -> str:
    return name.strip(" \ufeff")


def _unclear(header: tuple[str, ...], asked: Columns | None, name: str) -> str:
    shown = ", ".join(repr(column[:40]) for column in header[:_SHOWN]) + (", …" if len(header) > _SHOWN else "")
    if not header:
        return f"{name} is no export, no data set, and no table with a header of at most {MOST_COLUMNS:,} columns."
    if asked is None:
        return f"{name} has the columns {shown}. Say which is which with {WRITE}."
    missing = next(column for column in asked.named if column not in header)
    return f"{name} has no column {missing!r}. It has: {shown}."
