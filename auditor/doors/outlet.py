"""Standard output and error as commands use them: whatever they lead to, no word ends a command halfway.

A full disk, a pipe whose reader has gone and a terminal that lacks letters are no reason to leave half a report behind:
what cannot be written is remembered, the work goes on, and the command says at its end that it could not say all.
"""

import codecs
import errno
import io
import os
import select
import sys
import unicodedata
from typing import TextIO

from auditor.doors.speaking import in_language
from auditor.errors import Sentence

OUT, ERR = 1, 2

LACKING = "deadsouls.lacking"
"""How letters are written that a terminal's encoding lacks."""


class Outlet(io.RawIOBase):
    """A descriptor that takes whatever is written; `error` is why it could not pass on all of it."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self.error: OSError | None = None
        self._descriptor = descriptor
        try:
            os.fstat(descriptor)
        except OSError as error:  # closed by the caller: hold its place, lest a file that is opened next gets it
            self.error = error
            nowhere = os.open(os.devnull, os.O_WRONLY)
            if nowhere != descriptor:
                os.dup2(nowhere, descriptor)
                os.close(nowhere)

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Whether a person may be looking."""
        return os.isatty(self._descriptor)

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        """Passes on what it can; after the first error nothing any more."""
        while self.error is None:
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:
                select.select([], [self._descriptor], [])
            except OSError as error:
                self.error = error
        return len(data)


class Outlets:
    """Both, in place of Python's own. Where somebody has put other streams there (a test), those stay."""

    def __init__(self) -> None:
        codecs.register_error(LACKING, _written_otherwise)
        self._out: Outlet | None = None
        if sys.stdout is sys.__stdout__:
            self._out, sys.stdout = _opened(OUT, sys.stdout)
        if sys.stderr is sys.__stderr__:
            _, sys.stderr = _opened(ERR, sys.stderr)

    def end(self, code: int, language: str) -> int:
        """The exit code of a command that would end with `code`; says what could not be said. A reader who has gone
        needs no word."""
        if self._out is None:
            return code
        sys.stdout.flush()
        if self._out.error is not None and self._out.error.errno != errno.EPIPE:
            said = Sentence("deadsouls: standard output cannot be written: {said}.", said=str(self._out.error.strerror))
            sys.stderr.write(f"{in_language(said, language)}\n")
        return code or int(self._out.error is not None)


def _opened(descriptor: int, stream: TextIO | None) -> tuple[Outlet, TextIO]:
    """A text stream over the descriptor in the encoding of `stream`; letters that it lacks are written as escapes."""
    outlet = Outlet(descriptor)
    encoding = "utf-8" if stream is None else stream.encoding
    by_line = descriptor == ERR or outlet.isatty()
    raw = io.BufferedWriter(outlet)  # type: ignore[type-var]  # it takes any bytes that a raw stream is given
    text = io.TextIOWrapper(raw, encoding, errors=LACKING, line_buffering=by_line)
    return outlet, text


def _written_otherwise(error: UnicodeError) -> tuple[str | bytes, int]:
    """A space for any space and a hyphen for any dash; every other letter as an escape, for none may be lost."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letter = error.object[error.start]
    plain = {"Zs": " ", "Pd": "-"}.get(unicodedata.category(letter))
    if plain is not None:
        return plain, error.start + 1
    alone = UnicodeEncodeError(error.encoding, error.object, error.start, error.start + 1, error.reason)
    return codecs.backslashreplace_errors(alone)
