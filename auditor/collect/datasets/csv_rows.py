"""Makes rows, each as wide as the header, of the lines of a CSV, whatever is wrong with its quotes.

The fast way is Python's own strict reader. What it refuses, and what it finds to go over several lines or to be of
another width, is looked at by itself; lines that are not the row's own are read again.
"""

import csv
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from auditor.collect.damage import Damage
from auditor.collect.datasets.header import LONGEST_CELL, Layout, plain
from auditor.collect.datasets.lines import LONGEST_ROW, Lines, too_long
from auditor.collect.datasets.quoting import Shape
from auditor.errors import ExportUnreadable

if TYPE_CHECKING:
    from _csv import Reader

Cells = tuple[str, ...]

LINES_TOGETHER = 64
"""Lines that the reader is given together."""

MOST_LINES = 10_000
"""Lines of one row; a quote that runs on for longer is not closed."""

LEAST_DAMAGED, MOST_DAMAGED = 10_000, 0.9
"""Where so many rows are damaged, and such a share of all lines, nothing is a table."""

LEAST_AGAIN, MOST_AGAIN = 200_000, 20
"""Lines that may be read again because of quotes that do not match: so many, or so many times the lines before."""


class Faults:
    """What was wrong with the rows of one table."""

    def __init__(self) -> None:
        self.damage = Damage()
        """Rows that were left out, by their lines, counted from 1."""
        self.last_damaged = False
        self.repaired = 0
        """Rows whose text held a broken letter."""
        self.stray_quotes = 0
        self.stray_quotes_at = 0
        """Rows in which quotes do not match, and the line of the first."""

    def lose(self, line: int) -> None:
        """A row is left out."""
        self.damage.at(line)
        self.last_damaged = True

    def stray(self, line: int) -> None:
        """A row was read although its quotes do not match. Where the file ends in it, it may have been cut off."""
        self.stray_quotes += 1
        self.stray_quotes_at = self.stray_quotes_at or line
        self.last_damaged = True


class CsvRows:
    """The rows of one file, read once."""

    def __init__(self, lines: Lines, layout: Layout, delimiter: str, faults: Faults) -> None:
        self._lines = lines
        self._layout = layout
        self._faults = faults
        self._shape = Shape(layout, delimiter)
        self._source = iter(lines)
        self._held: list[str] = []
        """Lines that the reader was given, from the first on whose row has not ended."""
        self._dropped = 0
        """Lines that this reader was given before those."""
        self._done = 0
        """Lines that this reader was given whose rows have ended."""
        self._before = 0
        """Lines above the table, and those that readers before this one have read."""
        self._stopped = False
        self._again = 0

    @property
    def line(self) -> int:
        """The last line of the row that was read last."""
        return self._before + self._done

    def read(self, pick: Callable[[list[str]], Cells], mend: Callable[[Cells, int], Cells | None]) -> Iterator[Cells]:
        """What `pick` takes of each row, to which an empty cell is added for what the table has not; from where on
        bytes are no text, what `mend` makes of that, told the line."""
        csv.field_size_limit(LONGEST_CELL)
        self._before = sum(1 for _ in islice(self._source, self._layout.above))
        lines, width, header = self._lines, self._shape.width, self._layout.columns.time
        time = self._shape.time
        reader, told, last_odd = self._reader(), "", 0
        while True:
            try:
                row = next(reader, None)
            except csv.Error:
                row = []
            if row is None:
                break
            end = reader.line_num
            if len(row) == width and end == self._done + 1:
                self._done = end
                told = row[time]
            else:
                self._shape.seen(told)
                row, again = self._odd(row, self._held[self._done - self._dropped : end - self._dropped])
                reader = self._reader_again(again, end) if again or self._stopped else reader
                last_odd = self.line
            if not row or ((not row[time] or header in row[time]) and self._says_nothing(row)):
                continue
            row.append("")
            cells = pick(row)
            if not lines.broken:
                yield cells
            elif (mended := mend(cells, self.line)) is not None:
                yield mended
        if last_odd != self.line:
            self._faults.last_damaged = False

    def _reader(self) -> "Reader":
        lines = chain.from_iterable(self._given())
        return csv.reader(lines, delimiter=self._shape.delimiter, strict=True, skipinitialspace=self._layout.spaced)

    def _reader_again(self, lines: list[str], end: int) -> "Reader":
        """A reader that is given these lines again, and then what follows the `end` of those that the last one read."""
        self._held = lines + self._held[end - self._dropped :]
        self._before += self._done
        self._dropped = self._done = 0
        self._stopped = False
        return self._reader()

    def _given(self) -> Iterator[list[str]]:
        """The lines for a reader, some at a time, those first that are held already."""
        if self._held:
            yield self._held[:]
        while some := list(islice(self._source, LINES_TOGETHER)):
            del self._held[: self._done - self._dropped]
            self._dropped = self._done
            if len(self._held) > MOST_LINES:
                self._stopped = True
            if sum(map(len, self._held)) > LONGEST_ROW:
                raise too_long(self._lines.name)
            self._held += some
            if self._stopped:
                raise csv.Error("a row without end")
            yield some

    def _odd(self, row: list[str], taken: list[str]) -> tuple[list[str], list[str]]:
        """What was read from the lines `taken` as one row, but is not on one line, or not as wide as the header (empty
        where it is none), and which of the lines are to be read again."""
        faults = self._faults
        sound = bool(row) and not self._shape.swallowed(taken)
        used = len(taken)
        if sound and len(row) > self._shape.width and not any(row[self._shape.width :]):
            row = row[: self._shape.width]
        if sound and len(row) == self._shape.width:
            faults.last_damaged = False
        elif sound and used == 1 and (short := self._shape.short(row)) is not None:
            row = short
        elif any(map(str.strip, row or taken)):
            row, used = self._mended(taken, sound)
        else:
            row = []  # nothing but spaces, and perhaps not as far as where a time would stand
        self._done += used
        self._count_again(len(taken) - used)
        return row, taken[used:]

    def _mended(self, taken: list[str], sound: bool) -> tuple[list[str], int]:
        if (mended := self._shape.mended(taken)) is not None:
            row, used, stray = mended
            self._faults.last_damaged = False
            if stray:
                self._faults.stray(self.line + 1)
            return row, used
        self._faults.lose(self.line + 1)
        if self._faults.damage.count > max(LEAST_DAMAGED, MOST_DAMAGED * self.line):
            raise ExportUnreadable(
                "{path} cannot be read as a table of texts: of {lines} lines nearly none is like its header.",
                path=self._lines.name,
                lines=self.line + 1,
            )
        return [], len(taken) if sound else 1

    def _count_again(self, lines: int) -> None:
        self._again += lines
        if lines and self._again > LEAST_AGAIN + MOST_AGAIN * self.line:
            line = self._faults.stray_quotes_at or self.line
            raise ExportUnreadable(
                "{path} has too many quotes that do not match, the first in line {line}; save it with the quotes"
                " inside of texts doubled.",
                path=self._lines.name,
                line=line,
            )

    def _says_nothing(self, row: list[str]) -> bool:
        """Whether a row is empty, or the header again, as where files were joined."""
        if not any(map(str.strip, row)):
            return True
        names = self._layout.header
        held = (names.index(name) for name in self._layout.columns.named)
        return all(plain(row[place]) == names[place] for place in held)
