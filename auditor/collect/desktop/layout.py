"""Cuts the bytes of an export into its chats, and their `messages` into chunks of whole elements.

Desktop writes one key a line and escapes newlines inside strings, so a line break followed by the indent of an
element can only be an element's edge: whole chunks are cut by searching bytes. Where the layout is another one
(minified, say), edges are found by counting brackets outside strings, at a third of the speed.
What is damaged inside an element stays inside it: the next edge is found all the same.
"""

import re
from collections.abc import Iterator
from typing import Protocol

import msgspec

from auditor.errors import ExportUnreadable, Sentence

LONGEST_ELEMENT = 32 << 20
"""An element longer than this is left out as damaged, so that memory stays bounded."""

LONGEST_SCALAR = 1 << 20

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SPACE = re.compile(rb"[ \t\r\n]*")
_SCALAR = re.compile(rb'"(?:[^"\\]|\\.)*+"|[^\s,\[\]{}"]+', re.DOTALL)
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]"]', re.DOTALL)
_INDENT = re.compile(rb"\n[ \t]*")
_NEXT_ELEMENT = re.compile(rb'\}\s*,\s*(?=\{\s*"id"\s*:)')


class Chunk(msgspec.Struct, frozen=True):
    """Whole elements as they stand in the file, commas between them. `start` is the place of the first;
    `edge` is what stands before each following one, None where that is not known. `lost`: elements too
    long to keep."""

    data: bytes
    start: int
    edge: bytes | None
    lost: int = 0


class Stream(Protocol):
    """UTF-8 to read from the beginning, and what to call it in a sentence."""

    name: str
    blocks: Iterator[bytes]

    @property
    def progress(self) -> float:
        """How much has been read, 0 to 1."""
        ...


class Layout:
    """A cursor over the bytes of one export, moved forward only."""

    def __init__(self, stream: Stream, writer: str = "Telegram Desktop") -> None:
        self._stream = stream
        self._writer = writer
        self._data = b""
        self._start = 0
        self._at = 0
        self._ended = False
        self.truncated = False
        if self._peek() == b"\xef" and self._data.startswith(_BYTE_ORDER_MARK):
            self._at += len(_BYTE_ORDER_MARK)

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return self._stream.progress

    def unreadable(self, what: Sentence) -> ExportUnreadable:
        """An error that says where in the file the cursor stands."""
        place = self._start + self._at
        return ExportUnreadable("{path}: {what} (at byte {place}).", path=self._stream.name, what=what, place=place)

    # The outer structure: objects, keys, scalars.

    def keys(self) -> Iterator[str]:
        """The keys of the object at the cursor; the caller takes or skips each value before the next."""
        self._expect(b"{")
        while (byte := self._peek()) != b"}":
            if byte == b"":
                self.truncated = True
                return
            if byte == b",":
                self._at += 1
                continue
            if byte != b'"':
                raise self.unreadable(Sentence("this is not JSON as {writer} writes it", writer=self._writer))
            key = self.scalar()
            self._expect(b":")
            yield key if isinstance(key, str) else ""
        self._at += 1

    def items(self) -> Iterator[None]:
        """Stops at each item of the array at the cursor; the caller takes or skips it."""
        self._expect(b"[")
        while (byte := self._peek()) != b"]":
            if byte == b"":
                self.truncated = True
                return
            if byte == b",":
                self._at += 1
            else:
                yield
        self._at += 1

    def opens(self, bracket: bytes) -> bool:
        """Whether the value at the cursor begins with `bracket`."""
        return self._peek() == bracket

    def scalar(self) -> object:
        """The string, number or word at the cursor; None for what cannot be read as one."""
        self._peek()
        while True:
            found = _SCALAR.match(self._data, self._at)
            if found and (found.end() < len(self._data) or self._ended):
                break
            if len(self._data) - self._at > LONGEST_SCALAR or not self._more():
                if found:
                    break
                raise self.unreadable(Sentence("a value here has no end"))
        self._at = found.end()
        raw = re.sub(rb"\\x([0-9a-fA-F]{2})", rb"\\u00\1", found.group())
        try:
            return msgspec.json.decode(raw.decode("utf-8", "replace"))
        except msgspec.DecodeError:
            return raw.strip(b'"').decode("utf-8", "replace") if raw.startswith(b'"') else None

    def skip(self) -> None:
        """Leaves the value at the cursor unread."""
        bracket = self._peek()
        if bracket not in (b"{", b"["):
            self.scalar()
            return
        close = {b"{": b"}", b"[": b"]"}[bracket]
        indent = self._line_indent()
        if indent is not None and self._next_line_is_deeper(indent):
            self._pass(indent + close)
            return
        depth = 0
        for found, end in self._brackets():
            depth += 1 if found in b"{[" else -1
            self._at = end
            if depth == 0:
                return
        self.truncated = True

    # The elements of an array.

    def chunks(self, *, last: bool) -> Iterator[Chunk]:
        """The elements of the array at the cursor, in chunks. `last`: no array of elements follows in the file, so
        that its end need not be looked for in every chunk."""
        outer = self._line_indent()
        self._expect(b"[")
        gap_from = self._at
        first = self._peek()
        if first in (b"]", b""):
            self.truncated |= first == b""
            self._at += 1
            return
        edge = self._data[gap_from : self._at]
        if outer is not None and edge.startswith((b"\n", b"\r\n")) and len(edge) > len(outer) and first == b"{":
            yield from self._cut_at_lines(edge, outer + b"]", last=last)
        else:
            yield from self._flat()

    def _cut_at_lines(self, edge: bytes, end: bytes, *, last: bool) -> Iterator[Chunk]:
        """Cuts at `edge`, the line break and indent that every element follows."""
        between = edge + b"}," + edge + b"{"
        closing = len(edge) + 1
        skipping = False
        self._compact()
        while True:
            cut = self._data.rfind(between, self._at)
            stop = self._data.find(end, cut if last and cut >= 0 else self._at)
            cut = stop if stop >= 0 else cut + closing if cut >= 0 else -1
            if cut >= 0:
                if skipping:  # what is left of an element too long to keep
                    opening = self._data.find(edge + b"{", self._at, cut)
                    self._at = cut if opening < 0 else opening + len(edge)
                    skipping = False
                yield Chunk(self._data[self._at : cut], self._start + self._at, edge)
                self._at = cut + len(end) if stop >= 0 else cut + 1
                if stop >= 0:
                    return
                self._at = self._data.index(b"{", self._at)
            elif len(self._data) - self._at > LONGEST_ELEMENT:
                if not skipping:
                    yield Chunk(b"", self._start + self._at, edge, lost=1)
                skipping = True
                self._at = len(self._data) - len(between)
            self._compact()
            if not self._more():
                self.truncated = True
                if not skipping:
                    yield Chunk(self._data[self._at :], self._start + self._at, edge)
                self._at = len(self._data)
                return

    def _flat(self) -> Iterator[Chunk]:
        """Cuts by counting brackets; a chunk here is one element."""
        depth = 0
        for bracket, end in self._brackets():
            if bracket in b"{[":
                self._at = end - 1 if depth == 0 else self._at
                depth += 1
            else:
                depth -= 1
                if depth <= 0:
                    piece, start = self._data[self._at : end], self._start + self._at
                    self._at = end
                    if depth < 0:
                        return
                    yield Chunk(piece, start, None)
            if end - self._at > LONGEST_ELEMENT // 4:
                break
        yield from self._by_pattern()

    def _by_pattern(self) -> Iterator[Chunk]:
        """Cuts where an element ends and one with an id begins: for what is left once brackets do not add up."""
        while True:
            while found := _NEXT_ELEMENT.search(self._data, self._at):
                yield Chunk(self._data[self._at : found.start() + 1], self._start + self._at, None)
                self._at = found.end()
            if len(self._data) - self._at > LONGEST_ELEMENT:
                yield Chunk(b"", self._start + self._at, None, lost=1)
                self._at = len(self._data) - 256
            self._compact()
            if not self._more():
                break
        self.truncated = True
        rest = self._data[self._at :].strip(b", \t\r\n")
        if rest:
            yield Chunk(rest, self._start + self._at, None)
        self._at = len(self._data)

    def _brackets(self) -> Iterator[tuple[bytes, int]]:
        """Every bracket outside strings from the cursor on, and the place behind it; the caller moves the cursor to
        what it still needs. Ends with the file."""
        scanned = self._at
        while True:
            for found in _BRACKETS.finditer(self._data, scanned):
                token = found.group()
                if token == b'"':  # a string that goes on beyond what was read
                    scanned = found.start()
                    break
                scanned = found.end()
                if len(token) == 1:
                    yield token, scanned
            else:
                scanned = len(self._data)
            if len(self._data) - scanned > LONGEST_ELEMENT:
                scanned += 1  # no string is that long: the quote is damage
            scanned -= self._compact()
            if not self._more():
                return

    # The window on the file.

    def _more(self) -> bool:
        block = b"" if self._ended else next(self._stream.blocks, b"")
        self._ended |= not block
        self._data += block
        return bool(block)

    def _compact(self) -> int:
        """Drops what lies before the cursor, except the indent of its line; returns how much went."""
        line = self._data.rfind(b"\n", max(0, self._at - 256), self._at)
        drop = self._at if line < 0 else max(0, line - 1)
        self._data = self._data[drop:]
        self._start += drop
        self._at -= drop
        return drop

    def _peek(self) -> bytes:
        """The next byte that is no space, empty at the end; the cursor moves to it."""
        while True:
            found = _SPACE.match(self._data, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._data):
                return self._data[self._at : self._at + 1]
            self._compact()
            if not self._more():
                return b""

    def _expect(self, byte: bytes) -> None:
        found = self._peek()
        if found == b"":
            self.truncated = True
            raise self.unreadable(Sentence("the file ends too early"))
        if found != byte:
            raise self.unreadable(Sentence("this is not JSON as {writer} writes it", writer=self._writer))
        self._at += 1

    def _line_indent(self) -> bytes | None:
        """The line break and indent of the line the cursor is in; None where no line can be seen."""
        line = self._data.rfind(b"\n", 0, self._at)
        if line < 0:
            return None
        found = _INDENT.match(self._data, line)
        indent = found.group() if found else b"\n"
        return b"\r" + indent if self._data[max(0, line - 1) : line] == b"\r" else indent

    def _next_line_is_deeper(self, indent: bytes) -> bool:
        while len(self._data) - self._at < 256 and self._more():
            pass
        return self._data.startswith((indent + b" ", indent + b"\t"), self._at + 1)

    def _pass(self, end: bytes) -> None:
        """Moves behind `end`, reading on as needed."""
        while (found := self._data.find(end, self._at)) < 0:
            self._at = max(self._at, len(self._data) - len(end))
            self._compact()
            if not self._more():
                self.truncated = True
                self._at = len(self._data)
                return
        self._at = found + len(end)
