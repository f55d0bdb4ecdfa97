"""Rows of a CSV as its writer meant them, where quotes do not match.

A quote that is never closed, or one within a text that was not doubled, makes a strict reader take many rows for one
cell. So whatever is not one sound row on one line is looked at again: are the lines inside shaped like rows of this
table, with as many cells and a time like the others'? Then the quote was a letter, and costs its own row at most.
"""

import csv
import re
from collections.abc import Iterator, Sequence

from auditor.collect.datasets.header import Layout

_DIGITS = re.compile(r"\d+")
_FRACTION = re.compile(r"(?<=\d)[.,]\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONG = 5


class Shape:
    """What a row of one table looks like: as many cells as its header, and a time like those before."""

    def __init__(self, layout: Layout, delimiter: str) -> None:
        names, columns = layout.header, layout.columns
        self.delimiter = delimiter
        self.width = len(names)
        self.time = names.index(columns.time)
        self._spaced = layout.spaced
        shared = columns.text or columns.object or columns.repost
        needed = (columns.time, columns.author_id or columns.author, columns.author, shared)
        self._least = 1 + max(names.index(name) for name in needed if name is not None)
        self._loose = columns.text is not None and names[self.time + 1 :] == (columns.text,)
        self._times: set[str] = set()
        self._widths = {self.width}
        parts = re.escape(self.delimiter)
        self._cell = re.compile(rf'"((?:[^"]++|""|"(?! *(?:[{parts}"\n]|\Z)))*+)" *(?=[{parts}\n]|\Z)|([^{parts}\n]*+)')

    def seen(self, time: str) -> None:
        """A sound row bears this time, if any."""
        if time:
            self._times.add(_form(time))

    def whole(self, cells: list[str]) -> list[str] | None:
        """The cells of a row as wide as the header, less empty ones behind it; None where they are no row."""
        cut = cells[: self.width] if not any(cells[self.width :]) else cells
        if len(cut) not in self._widths or not self._is_time(cut[self.time]):
            return None
        return cut + [""] * (self.width - len(cut))

    def short(self, cells: list[str]) -> list[str] | None:
        """The cells of a row that ends before the last columns, as spreadsheets write it where these are empty; None
        where it has not what is needed. Other rows may be as short."""
        if not self._least <= len(cells) < self.width or not self._is_time(cells[self.time]):
            return None
        self._widths.add(len(cells))
        return self.whole(cells)

    def _is_time(self, written: str) -> bool:
        return _DIGITS.search(written) is not None and (not self._times or _form(written) in self._times)

    def swallowed(self, lines: Sequence[str]) -> bool:
        """Whether most of the lines that went into a row behind its first are shaped like rows themselves. The last may
        be so by right, where cells follow a long text, unless the first is a row without it."""
        inside = [line for line in lines[1:] if not line.isspace()]
        if inside and not self._like_a_row(lines[0]):
            inside.pop()
        return bool(inside) and 2 * sum(map(self._like_a_row, inside)) >= len(inside)

    def _like_a_row(self, line: str) -> bool:
        if line.count(self.delimiter) < self._least - 1:
            return False
        return self.whole(line.rstrip("\n").split(self.delimiter)) is not None or any(self._alone(line))

    def _alone(self, line: str) -> Iterator[list[str]]:
        """The readings of a line by itself as a row."""
        for cells, used in (self._strictly([line]), self._leniently(line)):
            if used and (row := self.whole(cells)) is not None:
                yield row

    def mended(self, lines: list[str]) -> tuple[list[str], int, bool] | None:
        """The row that begins with `lines`, how many of them are its own, and whether its quotes did not match; None
        where no reading gives a row."""
        if len(lines) == 1 and lines[0].count(self.delimiter) < self._least - 1:
            return None
        if any("\\" in line for line in lines):
            cells, used = self._strictly(lines, escape="\\")
            if used and (row := self.whole(cells)) is not None and not self.swallowed(lines[:used]):
                return row, used, False
        own = 1
        while own < len(lines) and not self._like_a_row(lines[own]):
            own += 1
        for cells, used in (self._leniently("".join(lines[:own])), self._by_delimiters(lines[0])):
            if used and (row := self.whole(cells)) is not None:
                return row, used, True
        return self._with_loose_text(lines[0])

    def _with_loose_text(self, line: str) -> tuple[list[str], int, bool] | None:
        """A row whose text stands last, behind its time, and holds delimiters that nothing encloses: whatever is behind
        the time is the text then, and where one stood before it, the time would not be in its place."""
        cells = line.rstrip("\n").split(self.delimiter, self.width - 1)
        loose = self._loose and '"' not in line and len(cells) == self.width and self._is_time(cells[self.time])
        return (cells, 1, False) if loose else None

    def _strictly(self, lines: list[str], escape: str | None = None) -> tuple[list[str], int]:
        reader = csv.reader(
            lines, delimiter=self.delimiter, strict=True, escapechar=escape, skipinitialspace=self._spaced
        )
        try:
            return next(reader, []), reader.line_num
        except csv.Error:
            return [], 0

    def _leniently(self, text: str) -> tuple[list[str], int]:
        """The first row of a text, where only a quote before a delimiter or a line's end closes a cell."""
        cells: list[str] = []
        at = 0
        while found := self._cell.match(text, at):
            quoted, bare = found.groups()
            cells.append(bare if quoted is None else quoted.replace('""', '"'))
            at = found.end() + 1
            if text[found.end() : at] != self.delimiter:
                break
            if self._spaced and text[at : at + 1] == " ":
                at += 1
        return cells, text.count("\n", 0, at)

    def _by_delimiters(self, line: str) -> tuple[list[str], int]:
        """A line with every cell in quotes parted where these meet, any other at its delimiters."""
        line = line.rstrip("\n")
        if line.startswith('"') and line.endswith('"'):
            cells = line[1:-1].split(f'"{self.delimiter}"')
            if len(cells) == self.width:
                return cells, 1
        return [_unquoted(cell) for cell in line.split(self.delimiter)], 1


def _unquoted(cell: str) -> str:
    enclosed = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    return cell[1:-1].replace('""', '"') if enclosed else cell


def _form(time: str) -> str:
    """How a time is written: each number as 0, unless it is long, each word as a, without fractions of seconds."""
    shown = _FRACTION.sub("", time.strip())
    shown = _DIGITS.sub(lambda found: "0" * len(found[0]) if len(found[0]) >= _LONG else "0", shown)
    return _LETTERS.sub("a", shown)
