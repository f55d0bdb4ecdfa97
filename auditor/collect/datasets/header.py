"""Tells by its first lines how a table is laid out: where its header is, what separates its cells, what they hold."""

import contextlib
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from auditor.collect.datasets.columns import WRITE, Columns
from auditor.collect.datasets.lines import Lines
from auditor.collect.datasets.paths import ITSELF
from auditor.collect.datasets.shapes import Shape, recognised, shape_of
from auditor.errors import ExportUnreadable

DELIMITERS = (",", ";", "\t", "|")

MOST_COLUMNS = 1_000
"""A header wider than this is no header; a table of texts needs three columns."""

LONGEST_CELL = 1 << 17
"""Letters in one cell: as many as Python's reader allows by itself. Other libraries of a process raise that limit."""

HEADER_WITHIN = 50
"""Lines among which the header is looked for: notes, a title, Excel's `sep=;` may stand above it."""

_LINES_OF_A_HEADER = 10
_SHOWN = 10
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)


class Layout(msgspec.Struct, frozen=True):
    """How a table is laid out: by what its cells are parted (None: an object a line), and what its columns hold."""

    delimiter: str | None
    header: tuple[str, ...]
    columns: Columns
    above: int = 0
    """Lines before the first row, the header's own among them."""
    spaced: bool = False
    """Whether a space follows each delimiter."""
    rows: tuple[str, ...] = (ITSELF,)
    """Where rows stand in an object."""
    sheet: str = ""
    """The sheet of a workbook that holds it."""


class Header(msgspec.Struct, frozen=True):
    """A line as a header, if this delimiter parts it."""

    names: tuple[str, ...]
    delimiter: str
    lines: int
    spaced: bool


def find_layout(lines: Lines, asked: Columns | None) -> Layout:
    """The layout of a table by its first lines, and by what the asker says. Raises `ExportUnreadable`."""
    first = list(islice(lines, HEADER_WITHIN + _LINES_OF_A_HEADER))
    filled = [place for place, line in enumerate(first[:HEADER_WITHIN]) if line.strip("\n\ufeff ")]
    if not filled:
        raise ExportUnreadable("{path} is empty.", path=lines.name)
    if (start := first[filled[0]].strip("\n\ufeff ")).startswith("{"):
        return _objects_layout(start, first, asked, lines.name)
    widest: list[Header] = []
    for place in filled:
        found = sorted(_headers(first[place : place + _LINES_OF_A_HEADER]), key=_width)
        widest += found[:1]
        for header in (*found, *_without_quotes(first[place])):
            columns = asked or recognised(header.names)
            if columns is not None and set(columns.named) <= set(header.names):
                counted = _counts_rows(header, first[place + header.lines :])
                return _layout(_with_a_count(header) if counted else header, columns, place, lines.name)
    if any("\0" in line for line in first):
        raise ExportUnreadable("{path} holds NUL bytes: it is no table of texts.", path=lines.name)
    raise _unclear(widest, asked, lines.name)


def _objects_layout(start: str, lines: list[str], asked: Columns | None, name: str) -> Layout:
    """The layout of a table of objects by the first of them that can be read."""
    found = objects_in(lines)
    if not found:
        try:
            msgspec.json.decode(start, type=dict[str, Any])
        except _UNREADABLE as error:
            raise ExportUnreadable(
                "{path} begins with an object that is no JSON: {said}.", path=name, said=str(error)
            ) from error
    keys = tuple(found[0]) if found else ()
    if asked is not None:
        return Layout(None, keys, asked)
    shape = shape_of(found)
    if isinstance(shape, Shape):
        return Layout(None, keys, shape.columns, rows=shape.rows)
    columns = recognised(keys)
    if columns is None:
        raise _shown(keys, None, name)
    return Layout(None, keys, columns)


def objects_in(lines: list[str]) -> list[dict[str, Any]]:
    """Those of the lines that hold an object."""
    found = []
    for line in lines:
        with contextlib.suppress(*_UNREADABLE):
            found.append(msgspec.json.decode(line, type=dict[str, Any]))
    return found


def layout_of_rows(
    rows: list[list[str]], asked: Columns | None, name: str, *, sheet: str = ""
) -> Layout | ExportUnreadable:
    """The layout of a table whose cells are told apart already, by its first rows; or why there is none."""
    widest: list[Header] = []
    for place, cells in enumerate(rows[:HEADER_WITHIN]):
        names = tuple(map(plain, cells))
        columns = asked or recognised(names)
        if columns is not None and set(columns.named) <= set(names):
            return _layout(Header(names, "", 1, spaced=False), columns, place, name, sheet=sheet)
        if any(names):
            widest.append(Header(names, "", 1, spaced=False))
    return _unclear(widest, asked, name) if widest else ExportUnreadable("{path} is empty.", path=name)


def _layout(header: Header, columns: Columns, place: int, name: str, *, sheet: str = "") -> Layout:
    twice = [column for column in columns.named if header.names.count(column) > 1]
    if twice:
        raise ExportUnreadable(
            "{path} has several columns called {column!r}; rename all but one.", path=name, column=twice[0]
        )
    if len(header.names) > MOST_COLUMNS:
        raise _too_wide(header, name)
    return Layout(header.delimiter, header.names, columns, place + header.lines, header.spaced, sheet=sheet)


def _headers(lines: list[str]) -> Iterator[Header]:
    """What the lines say as a header, by each delimiter; a name in quotes may go on in the next line."""
    csv.field_size_limit(LONGEST_CELL)
    for delimiter in DELIMITERS:
        for spaced in (False, True):
            reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)
            try:
                names = next(reader)
            except csv.Error:
                continue
            if not spaced and delimiter != "\t" and len(names) > 1 and all(n.startswith(" ") for n in names[1:]):
                continue
            yield Header(tuple(map(plain, names)), delimiter, reader.line_num, spaced)
            break


def _without_quotes(line: str) -> Iterator[Header]:
    """What a line says as a header if quotes in it are letters that somebody misplaced."""
    for delimiter in DELIMITERS if '"' in line else ():
        yield Header(tuple(name.strip(' "\n\ufeff') for name in line.split(delimiter)), delimiter, 1, spaced=False)


def _with_a_count(header: Header) -> Header:
    return msgspec.structs.replace(header, names=("", *header.names))


def _counts_rows(header: Header, lines: list[str]) -> bool:
    """Whether the rows begin with a count that the header has no name for, as R writes them; rows that are numbered and
    end in a comma that the header lacks do not."""
    reader = csv.reader(lines[:_LINES_OF_A_HEADER], delimiter=header.delimiter, skipinitialspace=header.spaced)
    try:
        cells = [row for row in reader if row]
    except csv.Error:
        return False
    counted = [row[0] for row in cells if len(row) == len(header.names) + 1]
    if not any(row[-1] for row in cells):
        return False
    return bool(counted) and counted == [str(number) for number in range(1, len(cells) + 1)]


def _width(header: Header) -> int:
    return -len(header.names)


def plain(name: str) -> str:
    """A column's name without what stands around it."""
    return name.strip(" \ufeff")


def _unclear(found: list[Header], asked: Columns | None, name: str) -> ExportUnreadable:
    """Why there is no header. The line that is shown is the first as wide as most are: rows are, notes are not."""
    if not found:
        return ExportUnreadable("{path} is no export, no data set, and no table with a header.", path=name)
    usual, _ = Counter(len(header.names) for header in found).most_common(1)[0]
    shown = next(header for header in found if len(header.names) == usual)
    return _too_wide(shown, name) if usual > MOST_COLUMNS else _shown(shown.names, asked, name)


def _too_wide(header: Header, name: str) -> ExportUnreadable:
    return ExportUnreadable(
        "{path} has a header of {count} columns; at most {most} are read. Keep those of author, time and text, and of"
        " ids where there are such, and take the others out.",
        path=name,
        count=len(header.names),
        most=MOST_COLUMNS,
    )


def _shown(names: tuple[str, ...], asked: Columns | None, name: str) -> ExportUnreadable:
    shown = ", ".join(repr(column[:40]) for column in names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    if asked is None:
        return ExportUnreadable(
            "{path} has the columns {columns}. Say which is which with {write}.", path=name, columns=shown, write=WRITE
        )
    missing = next(column for column in asked.named if column not in names)
    return ExportUnreadable(
        "{path} has no column {missing!r}. It has: {columns}.", path=name, missing=missing, columns=shown
    )
