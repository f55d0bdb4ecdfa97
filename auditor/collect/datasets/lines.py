"""Cuts bytes in whatever encoding into lines of text; the line breaks of all systems become one."""

import codecs
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from auditor.collect.encodings import Utf8
from auditor.errors import ExportUnreadable

LONGEST_ROW = 1 << 24
"""Letters without an end of the row: 16 million. Nobody writes such a text, and they would have to be held at once."""


class Bytes(Protocol):
    """A file that is being read, packed or not."""

    name: str

    @property
    def progress(self) -> float: ...
    def chunks(self) -> Iterator[bytes]: ...


class Lines:
    """The lines of a file, each with its line break. `begun` is what was read of the text already, where any was.

    Raises `ExportUnreadable` for what is no text, and for a line longer than `LONGEST_ROW`.
    """

    def __init__(self, packed: Bytes, begun: tuple[Utf8, Iterable[bytes]] | None = None) -> None:
        self.name = packed.name
        self.ended_whole = True
        """Whether the last line ended with a line break; told once all are read."""
        self.broken = False
        """Whether bytes were met that are no text: each stands as a surrogate (`encodings.BROKEN`), a NUL as itself."""
        self._packed = packed
        self._text = begun[0] if begun else Utf8(packed.chunks(), packed.name)
        self.blocks = iter(begun[1] if begun else self._text)
        """The text as UTF-8, a chunk at a time."""

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return self._packed.progress

    @property
    def encoding(self) -> str | None:
        """What the file is written in, where its letters alone tell it."""
        return self._text.told

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._pieces())

    def _pieces(self) -> Iterator[Iterable[str]]:
        """The lines, those of some text at a time."""
        begun: list[str] = []
        length = 0
        for text in self._texts():
            whole = text.rfind("\n") + 1
            if whole:
                yield io.StringIO("".join((*begun, text[:whole])), newline="\n")
                begun.clear()
                length = 0
            begun.append(text[whole:])
            length += len(begun[-1])
            if length > LONGEST_ROW:
                raise too_long(self.name)
        self.ended_whole = not (rest := "".join(begun))
        if rest:
            yield [rest + "\n"]

    def _texts(self) -> Iterator[str]:
        utf8 = codecs.getincrementaldecoder("utf-8")()
        decoder = io.IncrementalNewlineDecoder(utf8, translate=True)
        begins = True
        for chunk in chain(self.blocks, (b"",)):
            self.broken = self.broken or b"\0" in chunk
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                self.broken, utf8.errors = True, "surrogateescape"
                text = decoder.decode(chunk, final=not chunk)
            if "\ufeff" in text:  # the mark of each file that was joined to the one before
                text = text.removeprefix("\ufeff") if begins else text
                text = text.replace("\n\ufeff", "\n")
            begins = text.endswith("\n") if text else begins
            yield text


def too_long(name: str) -> ExportUnreadable:
    """What is said of a row without end."""
    return ExportUnreadable(
        "{path} has a row of more than {most} letters; that is no table.", path=name, most=LONGEST_ROW
    )
