"""Cuts the bytes of a page into its title and one block a message.

Desktop escapes every angle bracket of a name or a text, so that a `<div` of class `message` can only be the beginning
of a message, however the page is laid out. No more of a page is held than a block and what is read at once.
"""

import html
import re
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from auditor.collect.desktop.files import Stream

LONGEST_BLOCK = 1 << 22
"""Bytes: a text has 4,096 letters at most, a rich message 32,768. What is longer is left out as damaged, so that memory
stays bounded."""

LONGEST_HEAD = 1 << 18
"""Bytes in which the title of a page must stand."""

_TAIL = 1 << 12
"""Bytes that hold the tag a message begins with, or the end of a page."""

_MESSAGE = re.compile(rb'<div\b[^<>]*\bclass="message (service|default)\b([^"]*)"[^<>]*>')
_NUMBER = re.compile(rb'\bid="message(-?[0-9]{1,18})"')
_TITLE = re.compile(rb'<div\b[^<>]*\bclass="text bold"[^<>]*>(.*?)</div>', re.DOTALL)
_HISTORY = re.compile(rb'\bclass="(?:page_body chat_page|history)"')
_NEXT_PAGE = re.compile(rb'<a\b[^<>]*\bclass="pagination[^<>]*>\s*Next messages')
_LINE_END = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


class Block(msgspec.Struct, frozen=True, gc=False):
    """A message as it stands in a page: `number` is its id (None where it has none), `joined` that it is of the author
    of the one before, `start` its place in the page, in bytes."""

    service: bool
    joined: bool
    number: int | None
    inside: str
    start: int


class Page:
    """A page, to be read once."""

    def __init__(self, stream: Stream) -> None:
        self._blocks = stream.blocks
        self._held = b""
        self.ended = False
        """Whether the page ends as it should; known once all is read."""
        self.goes_on = False
        """Whether a further page was written; known once all is read."""
        self.too_long = 0
        """Blocks too long to be kept."""

    def title(self) -> str | None:
        """What the chat is called; None for what is no page of a chat."""
        while not (begins := _MESSAGE.search(self._held)) and len(self._held) < LONGEST_HEAD and self._more():
            pass
        head = self._held[: begins.start() if begins else LONGEST_HEAD]
        found = _TITLE.search(head)
        return None if found is None or not _HISTORY.search(head) else plain(found[1].decode("utf-8", "replace"))

    def blocks(self) -> Iterator[Block]:
        """The messages, in order."""
        start = 0
        while True:
            begins = list(_MESSAGE.finditer(self._held))
            for one, following in pairwise(begins):
                yield _block(one, self._held[one.end() : following.start()], start + one.start())
            kept = begins[-1].start() if begins else 0
            if len(self._held) - kept > LONGEST_BLOCK:
                self.too_long += bool(begins)
                kept = len(self._held) - _TAIL
            self._held = self._held[kept:]
            start += kept
            if not self._more():
                break
        last = _MESSAGE.match(self._held)
        if last is not None:
            yield _block(last, self._held[last.end() :], start)
        self.ended = b"</html>" in self._held[-_TAIL:]
        self.goes_on = _NEXT_PAGE.search(self._held) is not None

    def _more(self) -> bool:
        chunk = next(self._blocks, b"")
        self._held += chunk
        return bool(chunk)


def _block(begins: re.Match[bytes], inside: bytes, start: int) -> Block:
    number = _NUMBER.search(begins.group())
    service, joined = begins[1] == b"service", b"joined" in begins[2].split()
    return Block(service, joined, int(number[1]) if number else None, inside.decode("utf-8", "replace"), start)


def plain(markup: str) -> str:
    """The text that a piece of HTML shows."""
    text = markup.strip()
    if "<" in text:
        text = _TAG.sub("", _LINE_END.sub("\n", text))
    return html.unescape(text) if "&" in text else text
