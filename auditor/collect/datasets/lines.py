"""Bytes -> lines of text: UTF-8, with or without a mark, or UTF-16; line breaks of any system become one."""

import codecs
import io
from collections.abc import Iterator

from auditor.collect.datasets.packed import Packed
from auditor.errors import ExportUnreadable

LONGEST_ROW = 1 << 24
"""Letters without an end of the row: 16 million. Nobody writes such a text, and they would have to be held at once."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SNIFFED = 16


class Lines:
    """The lines of a file, each with its line break. Whoever reads rows says `row_ends` after each: so a row that
    never ends is noticed, be it one line or many.

    Raises `ExportUnreadable` for what is no text.
    """

    def __init__(self, packed: Packed) -> None:
        self.name = packed.name
        self.ended_whole = True
        """Whether the last line ended with a line break; told once all are read."""
        self._packed = packed
        self._since_a_row = 0

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return self._packed.progress

    def row_ends(self) -> None:
        """A whole row was read."""
        self._since_a_row = 0

    def __iter__(self) -> Iterator[str]:
        begun: list[str] = []
        for text in self._texts():
            self._since_a_row += len(text)
            if self._since_a_row > LONGEST_ROW:
                raise ExportUnreadable(f"{self.name} has a row of more than {LONGEST_ROW:,} letters; that is no table.")
            whole = text.rfind("\n") + 1
            if whole:
                yield from io.StringIO("".join((*begun, text[:whole])), newline="\n")
                begun.clear()
            begun.append(text[whole:])
        self.ended_whole = not (rest := "".join(begun))
        if rest:
            yield rest + "\n"

    def _texts(self) -> Iterator[str]:
        chunks = self._packed.chunks()
        first = next(chunks, b"")
        encoding = encoding_of(first)
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
        at = 0
        try:
            text = decoder.decode(first)
            while True:
                if "\0" in text:
                    raise ExportUnreadable(f"{self.name} holds NUL bytes: it is no table of texts.")
                at += len(text)
                yield text
                chunk = next(chunks, b"")
                text = decoder.decode(chunk, final=not chunk)
                if not chunk:
                    yield text
                    return
        except UnicodeDecodeError as error:
            raise ExportUnreadable(
                f"{self.name} is neither UTF-8 nor UTF-16 (after some {at:,} letters); save it as UTF-8."
            ) from error


def encoding_of(first: bytes) -> str:
    """What a file is written in, by its mark; without one UTF-16 shows by the empty half of its first letters."""
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    even, odd = first[:_SNIFFED:2], first[1:_SNIFFED:2]
    if len(odd) == _SNIFFED // 2 and not any(odd) and all(even):
        return "utf-16-le"
    if len(odd) == _SNIFFED // 2 and not any(even) and all(odd):
        return "utf-16-be"
    return "utf-8"
