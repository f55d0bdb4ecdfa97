"""Reads the rows of a spreadsheet: the sheet of an .xlsx or .ods that has the columns.

The library (calamine) holds a sheet whole, as a grid of cells. A workbook of some kilobytes can ask for a grid that no
memory holds, so the file is looked through first, a chunk at a time: how much its parts unpack to, and how far out its
cells lie. A sheet has 1,048,576 rows at most, which bounds the rest.
"""

import contextlib
import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.collect.datasets.columns import THINGS, YES_OR_NO, Columns
from auditor.collect.datasets.csv_rows import Faults
from auditor.collect.datasets.header import HEADER_WITHIN, Layout, layout_of_rows
from auditor.collect.datasets.packed import CHUNK, explain_faults
from auditor.collect.datasets.rows import EXACT, cell_text, told_answer
from auditor.errors import ExportUnreadable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_UNPACKED = 2 << 30
"""Bytes that the parts of a workbook may unpack to: a full sheet of ten columns has half of it."""

MOST_TIMES_UNPACKED = 1_000
SMALL = 1 << 22
"""As of any packed file."""

MOST_CELLS = 30_000_000
"""Cells of a grid, empty ones included; each takes 24 to 32 bytes."""

ROWS_TOGETHER = 128

_CORNER = 2
"""Thousandths of a second that a day number written in 15 digits may fall short of its second."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_LETTERS = re.compile(rb'<c [^<>]*?r="([A-Z]{1,4})[0-9]')
_NUMBERS = re.compile(rb'r="[A-Z]{0,4}([0-9]+)"')
_CELL = re.compile(rb"<c[ />]")
_FAR = re.compile(rb'r="(?:[A-Z]{2}|[A-Z]?[0-9]{7})')
_FROM_1904 = re.compile(rb'date1904="(?:1|true|on)"')
_TIMES = re.compile(rb'table:number-columns-repeated="([0-9]+)"')
_ROWS_TIMES = re.compile(rb'table:number-rows-repeated="([0-9]+)"')
_ROW, _ODS_ROW, _ODS_CELL = b"<row", b"<table:table-row", re.compile(rb"<table:(?:covered-)?table-cell")
_SAID = (b"office:value", b"<text:p", b"office:date-value", b"office:string-value")
_LONGEST_ROW = 1 << 24


def is_workbook(path: Path) -> bool:
    """Whether a file is a spreadsheet. Raises `ExportUnreadable` for the old kind, and for one with a password."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_OLD))
            if start == _OLD:
                raise ExportUnreadable(
                    "{path} is a spreadsheet of the old kind (.xls), or has a password; save it as .xlsx without one.",
                    path=path,
                )
            if not start.startswith(b"PK"):
                return False
        with zipfile.ZipFile(path) as archive:
            return _kind(archive) is not None
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return False


def _kind(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise ExportUnreadable("{path} is a binary workbook (.xlsb); save it as .xlsx.", path=archive.filename)
    if not {"mimetype", "content.xml"} <= names:
        return None
    with contextlib.suppress(RuntimeError), archive.open("mimetype") as file:
        return "ods" if file.read(len(_ODS) + 1).decode("ascii", "replace").startswith(_ODS) else None
    return None


class SheetFile:
    """A workbook, and the sheet of it that was read last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book: CalamineWorkbook | None = None
        self._sheets: dict[str, CalamineSheet] = {}
        self.counts_from_1904 = False
        """Whether its days are counted from 1904; known once it was looked through."""
        with explain_faults(path):
            self._look_through()

    def layout(self, asked: Columns | None) -> Layout:
        """The layout of the first sheet that has the columns. Raises `ExportUnreadable`."""
        refused: list[ExportUnreadable] = []
        for name in self._opened().sheet_names:
            first = [_names(row) for row in islice(self._rows(name), HEADER_WITHIN)]
            found = layout_of_rows(first, asked, str(self._path), sheet=name)
            if isinstance(found, Layout):
                return found
            self._sheets.clear()
            if first:
                refused.append(found)
        raise refused[0] if refused else ExportUnreadable("{path} is empty.", path=self._path)

    @contextlib.contextmanager
    def opened(self, layout: Layout) -> Iterator["SheetBlocks"]:
        """The rows of the sheet, from the beginning."""
        yield SheetBlocks(self._rows(layout.sheet), self._sheet(layout.sheet).height, layout)

    def _rows(self, name: str) -> Iterator[list[Any]]:
        sheet = self._sheet(name)
        return iter(()) if sheet.start is None else _guarded(self._path, sheet.iter_rows())

    def _sheet(self, name: str) -> "CalamineSheet":
        if name not in self._sheets:
            with _no_panic(self._path):
                self._sheets = {name: self._opened().get_sheet_by_name(name)}
        return self._sheets[name]

    def _opened(self) -> "CalamineWorkbook":
        from python_calamine import CalamineWorkbook

        if self._book is None:
            with _no_panic(self._path):
                self._book = CalamineWorkbook.from_path(self._path)
        return self._book

    def _look_through(self) -> None:
        """Refuses a workbook that asks for more than is given to any. Raises `ExportUnreadable`."""
        packed, unpacked = max(1, self._path.stat().st_size), 0
        with zipfile.ZipFile(self._path) as archive:
            ods = _kind(archive) == "ods"
            for entry in archive.infolist():
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                is_sheet = entry.filename == "content.xml" if ods else "worksheets/" in entry.filename
                near = is_sheet and not ods
                with archive.open(entry) as file:
                    end = b""
                    while chunk := file.read(CHUNK):
                        unpacked += len(chunk)
                        if unpacked > min(MOST_UNPACKED, max(SMALL, MOST_TIMES_UNPACKED * packed)):
                            raise self._too_large()
                        if near:
                            end = end + chunk
                            cut = max(end.rfind(b"<"), 0) if len(end) < _LONGEST_ROW else len(end)
                            near, end = _is_near(end[:cut]), end[cut:]
                        if entry.filename == "xl/workbook.xml" and _FROM_1904.search(chunk):
                            self.counts_from_1904 = True
                if is_sheet and not (near and _is_near(end)):
                    self._measure(archive, entry, _OdsGrid() if ods else _Grid())

    def _measure(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, grid: "_Grid | _OdsGrid") -> None:
        """How large the grid of a sheet is. Raises `ExportUnreadable` where it is too large."""
        with archive.open(entry) as file:
            for chunk in chain(iter(lambda: file.read(CHUNK), b""), (b"",)):
                grid.take(chunk)
                if grid.cells > MOST_CELLS:
                    raise self._too_large()

    def _too_large(self) -> ExportUnreadable:
        return ExportUnreadable(
            "{path} asks for more room than any sheet of texts needs; save it as CSV.", path=self._path
        )


def _is_near(markup: bytes) -> bool:
    """Whether every cell says where it stands, and that is within 26 columns and a million rows: fewer than
    `MOST_CELLS`. Most sheets are so, and need no further look."""
    named = markup.count(b"<c ") == markup.count(b'<c r="') and b"<c>" not in markup and b"<c/" not in markup
    return named and _FAR.search(markup) is None


class _Grid:
    """How far out the cells of a sheet of .xlsx lie, as its markup goes by."""

    def __init__(self) -> None:
        self._rest = b""
        self._columns: set[bytes] = set()
        self._widest = 0
        self._row = 0
        self._rows = 0

    @property
    def cells(self) -> int:
        """Of the grid, empty ones included."""
        width = max([self._widest, *map(_column, self._columns)])
        return width * max(self._row, self._rows)

    def take(self, chunk: bytes) -> None:
        """Takes in the next of the markup; b"" at its end."""
        data = self._rest + chunk
        cut = data.rfind(_ROW) if chunk else len(data)
        if chunk and (cut <= 0 or len(data) - cut > _LONGEST_ROW):
            cut = 0 if len(data) < _LONGEST_ROW else len(data)
        whole, self._rest = data[:cut], data[cut:]
        named = _LETTERS.findall(whole)
        self._columns.update(named)
        self._rows += whole.count(_ROW)
        numbers = set(_NUMBERS.findall(whole))
        self._row = max([self._row, *(int(number[:9]) for number in numbers)])
        if len(_CELL.findall(whole)) != len(named):  # cells that do not say where they stand follow each other
            self._widest = max([self._widest, *(len(_CELL.findall(row)) for row in whole.split(_ROW))])


class _OdsGrid:
    """The same of the sheets of .ods, whose rows and cells say how often they stand there."""

    def __init__(self) -> None:
        self._rest = b""
        self._row = 0
        self._last = 0
        self._width = 0

    @property
    def cells(self) -> int:
        """Of the grid, up to the last cell that says something."""
        return self._last * self._width

    def take(self, chunk: bytes) -> None:
        """Takes in the next of the markup; b"" at its end."""
        pieces = (self._rest + chunk).split(_ODS_ROW)
        self._rest = _ODS_ROW + pieces.pop() if chunk else b""
        if len(self._rest) > _LONGEST_ROW:
            raise ExportUnreadable("A row of this spreadsheet has no end; save it as CSV.")
        for piece in pieces:
            times = _ROWS_TIMES.match(piece[: piece.find(b">") + 1].lstrip(b" ")) or _ROWS_TIMES.search(
                piece[: piece.find(b">") + 1]
            )
            self._row += int(times[1][:9]) if times else 1
            end = max(piece.rfind(said) for said in _SAID)
            if end >= 0:
                self._last = self._row
                cells = piece[: piece.find(b">", end) + 1]
                width = len(_ODS_CELL.findall(cells)) + sum(int(count[:9]) for count in _TIMES.findall(cells))
                self._width = max(self._width, width)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


class SheetBlocks:
    """The rows of a sheet below its header."""

    breaks_off: bool = False
    encoding: str | None = None

    def __init__(self, rows: Iterator[list[Any]], height: int, layout: Layout) -> None:
        self.faults = Faults()
        self._rows = rows
        self._height = max(1, height)
        self._read = 0
        self._places = [place for place, thing in enumerate(THINGS) if getattr(layout.columns, thing) is not None]
        self._at = [
            (layout.header.index(getattr(layout.columns, thing)), _answered if thing in YES_OR_NO else _cell_text)
            for thing in (THINGS[place] for place in self._places)
        ]
        self._above = layout.above

    @property
    def progress(self) -> float:
        """How much of the sheet has been read, 0 to 1."""
        return min(1.0, self._read / self._height)

    def __iter__(self) -> Iterator[tuple[Sequence[str], ...]]:
        for _ in islice(self._rows, self._above):
            pass
        while some := list(islice(self._rows, ROWS_TOGETHER)):
            self._read += len(some)
            columns = [
                [cell if cell.__class__ is str else told(cell) for cell in _with_midnights(map(itemgetter(at), some))]
                for at, told in self._at
            ]
            length = len(some)
            if not all(columns[0]):  # a row without a time may say nothing at all
                said = [any(cells) for cells in zip(*columns, strict=True)]
                columns = [[cell for cell, keep in zip(column, said, strict=True) if keep] for column in columns]
                length = sum(said)
            if length:
                nothing: Sequence[str] = [""] * length
                block = dict(zip(self._places, columns, strict=True))
                yield tuple(block.get(place, nothing) for place in range(len(THINGS)))


def _with_midnights(cells: Iterable[Any]) -> Sequence[Any]:
    """The cells of a column: the library makes a day of a moment at midnight; among moments it is one again."""
    column = list(cells)
    if {dt.date, dt.datetime} <= set(map(type, column)):
        return [dt.datetime(*cell.timetuple()[:3]) if type(cell) is dt.date else cell for cell in column]  # noqa: DTZ001
    return column


def _cell_text(cell: Any) -> str:
    """A cell that is no text."""
    if cell.__class__ is float and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return (cell + dt.timedelta(milliseconds=_CORNER)).replace(microsecond=0).isoformat(" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, dt.time | dt.timedelta) else cell_text(cell)


def _answered(cell: Any) -> str:
    """The same, where it may be true or false."""
    return told_answer(cell) if cell.__class__ is bool else _cell_text(cell)


def _names(row: list[Any]) -> list[str]:
    return [cell if isinstance(cell, str) else cell_text(cell) for cell in row]


def _guarded(path: Path, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    with _no_panic(path):
        yield from rows


@contextlib.contextmanager
def _no_panic(path: Path) -> Iterator[None]:
    """Turns what the library raises, its panics among it, into a sentence."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise ExportUnreadable("{path} is locked with a password; save it without one.", path=path) from error
    except (CalamineError, OSError, ValueError) as error:
        raise ExportUnreadable("{path} is damaged, or no spreadsheet: {said}.", path=path, said=str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ExportUnreadable("{path} is damaged, or no spreadsheet.", path=path) from error
