"""Makes typed elements of chunks of bytes, as far as they can be read.

The fast way decodes a whole chunk at once. Where that fails, its elements are taken one by one: as they are, then
with Desktop's known faults mended (control characters as `\\xNN`, unquoted document ids, a missing brace), then by
a lenient parser with every field of the wrong type dropped. What still cannot be read is counted, with its place.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import msgspec

from auditor.collect.damage import Damage
from auditor.collect.desktop.layout import Chunk
from auditor.collect.encodings import is_foreign
from auditor.collect.rich import words

_LIMIT = 2**63 - 1
Int64 = Annotated[int, msgspec.Meta(ge=-_LIMIT, le=_LIMIT)]


class Piece(msgspec.Struct, gc=False):
    """A part of a text that is not plain; `href` is the address that hides behind it."""

    text: str = ""
    type: str = ""
    href: str | None = None

    @property
    def link(self) -> str | None:
        """The address, where this is one."""
        return self.href or (self.text if self.type == "link" else None)


class Reactor(msgspec.Struct, gc=False):
    """Somebody who reacted of late."""

    name: str | None = msgspec.field(default=None, name="from")
    from_id: str | int | None = None


class Reaction(msgspec.Struct, gc=False):
    """One kind of reaction to a message."""

    recent: list[Reactor] = []


NOTHING = msgspec.Raw(b"")


class Element(msgspec.Struct, gc=False):
    """The keys of an element that the audit reads, in Desktop's order, which decodes fastest. What stands in place of a
    `text` is passed over, and decoded where it is needed."""

    id: Int64 | None = None
    type: str = ""
    date: str | None = None
    date_unixtime: int | None = None
    actor: str | None = None
    actor_id: str | int | None = None
    action: str | None = None
    members: list[str | None] | None = None
    name: str | None = msgspec.field(default=None, name="from")
    from_id: str | int | None = None
    forwarded_from: str | None = None
    forwarded_from_id: str | int | None = None
    reply_to_message_id: Int64 | None = None
    photo: str | None = None
    file: str | None = None
    media_type: str | None = None
    poll: dict[str, Any] | None = None
    text: str | list[str | Piece] | None = ""
    text_entities: msgspec.Raw = NOTHING
    rich_message: msgspec.Raw = NOTHING
    reactions: list[Reaction] | None = None

    @property
    def written(self) -> str:
        """What is written in the message: the words of a rich message go before a text beside them, which may be no
        more than "your version cannot show this"; the entities speak where there is no text."""
        text = self.text or ""
        if text.__class__ is not str:
            text = "".join([part if part.__class__ is str else part.text for part in text])  # type: ignore[union-attr]
        if self.rich_message is not NOTHING:
            return words(_decoded(self.rich_message)) or text
        if not text and self.text_entities is not NOTHING:
            parts = _decoded(self.text_entities)
            pieces = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
            return "".join(str(piece.get("text") or "") for piece in pieces)
        return text

    @property
    def link(self) -> str | None:
        """The first link that is marked as one."""
        if isinstance(self.text, list):
            return next((part.link for part in self.text if isinstance(part, Piece) and part.link), None)
        return None


class OddElement(Element, gc=False):
    """An element whose `date_unixtime` is no number as JSON knows it ("0000000000", say); of no other fault."""

    date_unixtime: str | int | None = None  # type: ignore[assignment]


_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)

_PLAIN = json.JSONDecoder(strict=False)

_BROKEN_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_BARE_DOCUMENT = re.compile(rb'("document_id":[ \t]*)(?!["\d\-tfn{\[])([^\r\n]*?)(,?[ \t]*\r?(?:\n|$))')


class Elements:
    """Decodes the chunks of one array, and keeps count of what was mended and what was lost."""

    def __init__(self) -> None:
        self._all: Callable[[bytes], list[Element]] = msgspec.json.Decoder(list[Element], strict=False).decode
        self._one: Callable[[bytes], Element] = msgspec.json.Decoder(Element, strict=False).decode
        self._odd: Callable[[bytes], Element] = msgspec.json.Decoder(OddElement, strict=False).decode
        self.repaired = 0
        self.foreign = 0
        """Elements in another encoding than the file; they are among the damaged."""
        self.damage = Damage()

    def decode(self, chunk: Chunk) -> list[Element]:
        """The elements of a chunk, in their order."""
        for _ in range(chunk.lost):
            self.damage.at(chunk.start)
        try:
            return self._all(b"[" + chunk.data + b"]") if chunk.data else []
        except _UNREADABLE:
            return [element for start, piece in pieces(chunk) if (element := self._decode(start, piece))]

    def _decode(self, start: int, piece: bytes) -> Element | None:
        for read in (self._one, self._odd):
            try:
                return read(piece)
            except _UNREADABLE:
                continue
        if is_foreign(piece.decode("utf-8", "surrogateescape")):
            self.foreign += 1
            self.damage.at(start)
            return None
        for mend in (_mended, _closed):
            mended = mend(piece)
            for read in (self._odd, _lenient):
                try:
                    element = read(mended)
                except _UNREADABLE:
                    continue
                self.repaired += 1
                return element
        whole = _whole(piece)
        self.damage.at(start + whole)
        return self._decode(start, piece[:whole]) if whole else None


def pieces(chunk: Chunk) -> Iterable[tuple[int, bytes]]:
    """The single elements of a chunk, each with its place in the file."""
    if chunk.edge is None:
        return [(chunk.start, chunk.data)]
    opening = chunk.edge + b"{"
    cuts = [0]
    while (cut := chunk.data.find(opening, cuts[-1] + 1)) >= 0:
        cuts.append(cut)
    ends = [*cuts[1:], len(chunk.data)]
    parts = ((cut, chunk.data[cut:end].strip(b", \t\r\n")) for cut, end in zip(cuts, ends, strict=True))
    return [(chunk.start + cut, piece) for cut, piece in parts if piece]


def _whole(piece: bytes) -> int:
    """How much of a piece is an element, where something that is none follows it; else 0."""
    try:
        _, end = _PLAIN.raw_decode(text := piece.decode())
    except _UNREADABLE:
        return 0
    return len(text[:end].encode()) if piece.startswith(b"{") and text[end:].lstrip().startswith(",") else 0


def _mended(piece: bytes) -> bytes:
    """Desktop's own faults: `\\xNN` for control characters, bare document ids, bytes that are no UTF-8."""
    piece = piece.decode("utf-8", "replace").encode()
    piece = _BARE_DOCUMENT.sub(lambda found: found[1] + json.dumps(found[2].decode()).encode() + found[3], piece)
    return _BROKEN_ESCAPE.sub(lambda found: b"\\u00" + found[1] if found[1] else found[0], piece)


def _closed(piece: bytes) -> bytes:
    """An element whose last brace is missing."""
    return _mended(piece).rstrip(b", \t\r\n") + b"}"


def _lenient(piece: bytes) -> Element:
    """An element of which each field that has the right type is taken, and every other dropped."""
    try:
        fields = json.loads(piece, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(fields, dict):
        raise ValueError("no object")
    sound = {key: _sound(value) for key, value in fields.items() if key in _FIELDS}
    if isinstance(members := sound.get("members"), list):  # somebody is there, though it cannot be read who
        sound["members"] = [name if isinstance(name, str) else None for name in members]
    raw = {key: msgspec.Raw(msgspec.json.encode(sound.pop(key))) for key in _FIELDS_RAW & sound.keys()}
    taken = {key: value for key, value in sound.items() if _fits(key, value)}
    return msgspec.structs.replace(msgspec.convert(taken, Element, strict=False), **raw)


def _decoded(raw: msgspec.Raw) -> object:
    """What stands in place of a text; None where it cannot be read."""
    try:
        return msgspec.json.decode(raw)
    except _UNREADABLE:
        pass
    try:
        return _sound(json.loads(_mended(bytes(raw)), strict=False))
    except _UNREADABLE:
        return None


def _fits(key: str, value: object) -> bool:
    try:
        msgspec.convert({key: value}, Element, strict=False)
    except _UNREADABLE:
        return False
    return True


def _sound(value: object) -> object:
    """The value without half surrogate pairs, which no UTF-8 can hold; a whole float as the integer it is."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        return {_sound(key): _sound(item) for key, item in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


_FIELDS = frozenset(field.encode_name for field in msgspec.structs.fields(Element))
_FIELDS_RAW = frozenset({"text_entities", "rich_message"})
