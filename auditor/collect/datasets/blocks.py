"""The rows of a table, column by column and some at a time, whatever kind of file holds it.

A block is some rows: for each of `columns.THINGS`, in that order, what the rows say of it; "" where one says nothing.
Of what the table has no column for, all of a block is "".
"""

import contextlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

from auditor.collect.datasets.arrays import Elements, lines_of
from auditor.collect.datasets.arrow import ArrowFile, is_arrow
from auditor.collect.datasets.columns import Columns
from auditor.collect.datasets.csv_rows import Faults
from auditor.collect.datasets.header import Layout, find_layout
from auditor.collect.datasets.packed import Packed, open_packed
from auditor.collect.datasets.rows import Rows
from auditor.collect.datasets.sheets import SheetFile, is_workbook

Block = tuple[Sequence[str], ...]

ROWS_TOGETHER = 128
"""Rows of a text handed on together: so few that what was just read is still at hand in the processor's cache. A
thousand take half as long again."""


class Blocks(Protocol):
    """A table that is being read."""

    faults: Faults

    @property
    def breaks_off(self) -> bool:
        """Whether the file ends in the middle; told once all is read."""
        ...

    @property
    def encoding(self) -> str | None:
        """What the file is written in, where its letters alone tell it."""
        ...

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        ...

    def __iter__(self) -> Iterator[Block]: ...


class TextBlocks:
    """The rows of a text: a CSV, or objects in JSON."""

    def __init__(self, packed: Packed, layout: Layout) -> None:
        self._lines = lines_of(packed)
        self._rows = Rows(layout)
        self.faults = self._rows.faults

    @property
    def breaks_off(self) -> bool:
        """Whether the file ends in the middle: of an array, or of a line that is damaged and has no end."""
        return not self._lines.ended_whole and (self.faults.last_damaged or isinstance(self._lines, Elements))

    @property
    def encoding(self) -> str | None:
        """What the file is written in, where its letters alone tell it."""
        return self._lines.encoding

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return self._lines.progress

    def __iter__(self) -> Iterator[Block]:
        rows = self._rows.read(self._lines)
        while some := list(islice(rows, ROWS_TOGETHER)):
            yield tuple(zip(*some, strict=True))


class TableFile(Protocol):
    """A file that holds a table, ready to be read as often as is needed."""

    counts_from_1904: bool
    """Whether it says that its days are counted from 1904."""

    def layout(self, asked: Columns | None) -> Layout:
        """How the table is laid out. Raises `ExportUnreadable`."""
        ...

    def opened(self, layout: Layout) -> contextlib.AbstractContextManager[Blocks]:
        """Its rows, from the beginning. Raises `ExportUnreadable`."""
        ...


class TextFile:
    """A table in letters: CSV or JSON, plain or packed."""

    counts_from_1904 = False

    def __init__(self, path: Path) -> None:
        self._path = path

    def layout(self, asked: Columns | None) -> Layout:
        """How the table is laid out."""
        with open_packed(self._path) as packed:
            return find_layout(lines_of(packed), asked)

    @contextlib.contextmanager
    def opened(self, layout: Layout) -> Iterator[Blocks]:
        """Its rows, from the beginning."""
        with open_packed(self._path) as packed:
            yield TextBlocks(packed, layout)


def table_file(path: Path) -> TableFile:
    """The file at `path` as one that holds a table, by what its first bytes say."""
    if is_workbook(path):
        return SheetFile(path)
    return ArrowFile(path) if is_arrow(path) else TextFile(path)
