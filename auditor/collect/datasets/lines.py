"""Bytes -> lines of text, whatever the encoding; line breaks of any system become one."""

import codecs
import io
import itertools
from collections.abc import Iterator

from auditor.collect.datasets.packed import Packed
from auditor.collect.encodings import Utf8
from auditor.errors import ExportUnreadable

LONGEST_ROW = 1 << 24
"""Letters without an end of the row: 16 million. Nobody writes such a text, and they would have to be held at once."""


class Lines:
    """The lines of a file, each with its line break. Whoever reads rows says `row_ends` after each: so a row that
    never ends is noticed, be it one line or many.

    Raises `ExportUnreadable` for what is no text.
    """

    def __init__(self, packed: Packed) -> None:
        self.name = packed.name
        self.ended_whole = True
        """Whether the last line ended with a line break; told once all are read."""
        self.broken = False
        """Whether bytes were met that are no text; each stands as a surrogate (`encodings.BROKEN`)."""
        self._packed = packed
        self._bytes = Utf8(packed.chunks(), packed.name)
        self._since_a_row = 0

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return self._packed.progress

    @property
    def encoding(self) -> str | None:
        """What the file is written in, where its letters alone tell it."""
        return self._bytes.told

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
        utf8 = codecs.getincrementaldecoder("utf-8")()
        decoder = io.IncrementalNewlineDecoder(utf8, translate=True)
        begins = True
        for chunk in itertools.chain(self._bytes, (b"",)):
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                self.broken, utf8.errors = True, "surrogateescape"
                text = decoder.decode(chunk, final=not chunk)
            if "\0" in text:
                raise ExportUnreadable(f"{self.name} holds NUL bytes: it is no table of texts.")
            if "\ufeff" in text:  # the mark of each file that was joined to the one before
                text = text.removeprefix("\ufeff") if begins else text
                text = text.replace("\n\ufeff", "\n")
            begins = text.endswith("\n") if text else begins
            yield text
