"""Cuts a JSON array into its objects, an object a line, so that whoever reads objects a line reads arrays as well.

The array may be the whole file, or stand in an object under a name that programs give to what they list (`messages`,
`items`); several such objects may follow each other, as where each line is one answer of a server. Nothing is held but
one object.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

import msgspec

from auditor.collect.datasets.lines import Lines
from auditor.collect.datasets.packed import Packed
from auditor.collect.desktop.layout import Chunk, Layout
from auditor.collect.encodings import Utf8
from auditor.errors import ExportUnreadable

WRAPPERS: frozenset[tuple[str, ...]] = frozenset(
    {
        ("comments",), ("data",), ("data", "children"), ("data", "comments"), ("data", "items"), ("items",),
        ("messages",), ("posts",), ("records",), ("response",), ("response", "items"), ("result",),
        ("result", "messages"), ("results",), ("rows",), ("tweets",), ("updates",),
    }
)  # fmt: skip
"""Where in an object an array of rows stands, by the names on the way to it."""

_ON_THE_WAY = frozenset(path[:length] for path in WRAPPERS for length in range(1, len(path)))

_SAID = frozenset({"text", "message", "full_text", "caption", "body"})
"""Keys of a row itself: an object that has one is a row, and what it lists belongs to it."""

_ONE_LINE = bytes.maketrans(b"\r\n", b"  ")
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)


FIRST_LINE = 1 << 22
"""Bytes of a line: one that is longer is no line of a data set, but JSON without line breaks."""


_SPACE = "\ufeff \t\r\n"
_STARTS = 1 << 12

BEGINNING, LINES_OF_BEGINNING = 1 << 18, 50
"""Bytes and lines by which a file's format is told."""


def lines_of(packed: Packed) -> Lines:
    """The lines of a file; where it is JSON that holds its rows in an array, a line each."""
    text = Utf8(packed.chunks(), packed.name)
    chunks = iter(text)
    begun, line, whole = _first_line(chunks)
    return (Elements if _holds_rows(line, whole=whole) else Lines)(packed, (text, chain(begun, chunks)))


class Beginning(msgspec.Struct, frozen=True):
    """How a file begins: with what letters and with what line, less space before it; whether its rows stand in an
    array, and the first of what is read as lines."""

    start: str
    line: str
    in_array: bool
    lines: list[str]


def beginning_of(packed: Packed) -> Beginning:
    """How a file begins; no more is read of it than that."""
    text = Utf8(packed.chunks(), packed.name)
    chunks = iter(text)
    begun, line, whole = _first_line(chunks)
    size = sum(map(len, begun))
    while line.startswith(("{", "[")) and size < BEGINNING and (chunk := next(chunks, b"")):
        begun.append(chunk)
        size += len(chunk)
    in_array = _holds_rows(line, whole=whole)
    start = b"".join(begun)[:_STARTS].decode("utf-8", "replace").lstrip(_SPACE)
    lines = (Elements if in_array else Lines)(packed, (text, begun))
    return Beginning(start, line, in_array, list(islice(lines, LINES_OF_BEGINNING)))


def _first_line(chunks: Iterator[bytes]) -> tuple[list[bytes], str, bool]:
    """What was read of the chunks, the first line in it that says something, and whether that line was read whole. Of
    what is no JSON the line is not read on."""
    begun: list[bytes] = []
    line, ended = "", True
    for chunk in chunks:
        begun.append(chunk)
        text = b"".join(begun).decode("utf-8", "replace").lstrip(_SPACE)
        line, *rest = re.split(r"[\r\n]", text, maxsplit=1)
        ended = bool(rest)
        if ended or len(text) > FIRST_LINE or (text and text[0] not in "[{"):
            return begun, line, ended
    return begun, line, True


def _holds_rows(line: str, *, whole: bool) -> bool:
    if not line.startswith("{"):
        return line.startswith("[")
    try:
        said = msgspec.json.decode(line)
    except _UNREADABLE:
        return not whole or not line.rstrip().endswith("}")
    return not _SAID & said.keys() and any(_wraps(said, path) for path in WRAPPERS)


def _wraps(said: object, path: tuple[str, ...]) -> bool:
    for key in path:
        said = said.get(key) if isinstance(said, dict) else None
    return isinstance(said, list) and bool(said) and isinstance(said[0], dict)


class Elements(Lines):
    """The objects of the arrays of one file, each on a line of its own."""

    def __iter__(self) -> Iterator[str]:
        layout = Layout(self, "a program")
        try:
            while layout.opens(b"{") or layout.opens(b"["):
                yield from self._within(layout, ())
        except ExportUnreadable as error:
            if not layout.truncated:
                raise ExportUnreadable(
                    "{path} is no JSON that can be read (at byte {place}).",
                    path=self.name,
                    place=error.facts.get("place", 0),
                ) from error
        self.ended_whole = not layout.truncated

    def _within(self, layout: Layout, path: tuple[str, ...]) -> Iterator[str]:
        if layout.opens(b"[") and (not path or path in WRAPPERS):
            for chunk in layout.chunks(last=False):
                yield from map(_line, _objects(chunk))
        elif layout.opens(b"{") and (not path or path in _ON_THE_WAY):
            for key in layout.keys():  # noqa: SIM118 - no dict: each value is taken before the next key
                yield from self._within(layout, (*path, key))
        else:
            layout.skip()


def _objects(chunk: Chunk) -> Iterator[bytes]:
    """The objects of a chunk, each by itself."""
    if chunk.lost:
        yield b"{"  # too long to be kept: damaged, like whatever is no JSON
    if chunk.edge is None:
        yield chunk.data
        return
    pieces = chunk.data.strip(b" \t\r\n,").split(chunk.edge + b"}," + chunk.edge + b"{")
    last = len(pieces) - 1
    for place, piece in enumerate(pieces):
        yield (b"{" if place else b"") + piece + (b"}" if place < last else b"")


def _line(element: bytes) -> str:
    """An object on a line of its own: inside of strings JSON has no line breaks."""
    return element.translate(_ONE_LINE).decode("utf-8", "surrogateescape") + "\n"
