"""Makes an element of a block: who wrote what, when, and in answer to which message.

A block is a tree of `div`s, each with a class that says what it holds. They are walked once, without building the tree.
"""

import datetime as dt
import re

import msgspec

from auditor.collect.pages.blocks import Block, plain
from storage.records import MessageKind

SEPARATORS = range(-500_000_000, 0)
"""Ids of the days that stand between messages, -1 and on; ids of a group that became a supergroup are far below."""


class Element(msgspec.Struct, gc=False):
    """What a message says. `date` and `date_unixtime` as in an export as JSON, the latter where the zone is told;
    `name` as it is written, None where it stands above an earlier message; `day` in place of all else: the day that
    is written between messages."""

    number: int | None
    service: bool
    joined: bool
    date: str | None = None
    date_unixtime: int | None = None
    seconds_east: int | None = None
    name: str | None = None
    forward: str | None = None
    forwarded: bool = False
    reply_to: int | None = None
    kind: MessageKind = "other"
    text: str = ""
    day: dt.date | None = None
    broken: bool = False
    """Stands for what could not be read."""


_DIV = re.compile(r"<(/?)div\b([^<>]*)>")
_CLASS = re.compile(r'\bclass="([^"]*)"')
_TITLE = re.compile(r'\btitle="([^"]*)"')
_REPLY = re.compile(r"#go_to_message(-?[0-9]{1,18})\b")
_VIA = re.compile(r" via @\w{3,64}$", re.ASCII)
_DETAILS = re.compile(r"<span\b[^<>]*\bdetails\b.*", re.DOTALL)
_DATE = re.compile(
    r"([0-9]{2})\.([0-9]{2})\.([0-9]{4}) ([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?"
    r"(?: UTC([+-])([0-9]{2}):?([0-9]{2}))?"
)
_DAY = re.compile(r"([0-9]{1,2}) ([A-Z][a-z]+) ([0-9]{4})")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_MEDIA = re.compile(r'class="[^"]*\b(?:(photo|sticker|animated|video_file)_wrap|media_(?!wrap)(\w+))')
_KINDS: dict[str, MessageKind] = {
    "photo": "photo", "sticker": "sticker", "animated": "animation", "video_file": "video", "video": "video",
    "voice_message": "voice", "audio_file": "voice", "file": "file", "poll": "poll",
}  # fmt: skip
_TITLED: dict[str, MessageKind] = {"Sticker": "sticker", "Animation": "animation"}
"""What could not be exported as a file stands under the picture of another kind, with its own in words."""


def element(block: Block) -> Element | None:
    """The element of a block; None where it is damaged: it does not end, or a message has no place for its time."""
    read = Element(block.number, block.service, block.joined)
    walk = _Walk(read)
    if not walk.through(block.inside):
        return None
    if block.service:
        if block.number is not None and block.number in SEPARATORS:
            read.day = _day(read.text)
        return read
    if read.date is None:
        return None
    if "media_wrap" in block.inside:
        read.kind = _media(block.inside, walk.media_title)
    else:
        read.kind = "text" if read.text else "other"
    return read


class _Walk:
    """A walk through the `div`s of a block."""

    def __init__(self, read: Element) -> None:
        self._read = read
        self._open: list[tuple[str, int]] = [("message", 0)]
        self.media_title = ""

    def through(self, inside: str) -> bool:
        """Takes what there is into the element; whether the block ends as it should."""
        for tag in _DIV.finditer(inside):
            if tag[1]:
                class_, start = self._open.pop()
                if not self._open:
                    return True
                self._take(class_, inside, start, tag.start())
            else:
                found = _CLASS.search(tag[2])
                class_ = found[1] if found else ""
                self._open.append((class_, tag.end()))
                if class_ == "forwarded body":
                    self._read.forwarded = True
                elif class_.endswith("date details") and not self._read.forwarded:
                    self._time(_TITLE.search(tag[2]))
        return False

    def _take(self, class_: str, inside: str, start: int, end: int) -> None:
        read = self._read
        if class_ == "from_name":
            self._name(inside[start:end])
        elif class_ in {"text", "body details"}:
            text = plain(inside[start:end])
            read.text = f"{read.text}\n{text}" if read.text else text
        elif class_ == "reply_to details":
            found = _REPLY.search(inside, start, end)
            read.reply_to = int(found[1]) if found else None
        elif class_ == "title bold" and not self.media_title:
            self.media_title = plain(inside[start:end])

    def _name(self, markup: str) -> None:
        forwarded = any(class_ == "forwarded body" for class_, _ in self._open)
        name = _VIA.sub("", plain(_DETAILS.sub("", markup)).strip()).strip()
        if forwarded:
            self._read.forward = name
        elif self._read.name is None:
            self._read.name = name

    def _time(self, title: re.Match[str] | None) -> None:
        read = self._read
        read.date = "" if title is None else title[1]
        found = _DATE.fullmatch(read.date)
        if found is None:
            return
        day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
        read.date = f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}"
        if sign is None:
            return
        ahead = (int(hours) * 3600 + int(minutes) * 60) * (-1 if sign == "-" else 1)
        try:
            clock = dt.datetime.fromisoformat(read.date + "+00:00")
        except ValueError:
            return
        read.date_unixtime, read.seconds_east = int(clock.timestamp()) - ahead, ahead


def _media(inside: str, title: str) -> MessageKind:
    found = _MEDIA.search(inside)
    if found is None:
        return "other"
    return _TITLED.get(title) or _KINDS.get(found[1] or found[2], "other")


def _day(text: str) -> dt.date | None:
    found = _DAY.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    try:
        return dt.date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None
