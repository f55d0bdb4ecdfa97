"""Makes elements of messages of Telegram as programs other than Telethon write them, by a row of `shapes.DUMPS`.

An element is what Telethon would have written of the message, so that everything behind it is the same for all.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from auditor.collect.datasets.elements import (
    MESSAGE,
    SERVICE,
    Action,
    Element,
    Forward,
    Media,
    Peer,
    Reply,
)
from auditor.collect.datasets.paths import ITSELF, Find, finder
from auditor.collect.datasets.shapes import Dump
from storage.records import MessageKind

Decode = Callable[[str], Element]

_MARKED = 10**12
"""Ids of supergroups and channels are marked by this, minus."""

_LIMIT = 2**63 - 1

_MEDIA: dict[MessageKind, str] = {
    "text": "", "photo": "MessageMediaPhoto", "file": "MessageMediaDocument", "poll": "MessageMediaPoll",
}  # fmt: skip
"""What carries a message of each kind, as Telethon names it."""

_OTHER = "MessageMediaOther"


def decoder(dump: Dump | None) -> Decode:
    """What reads the element of a line: of Telethon's own JSON where no dump is named. Raises `msgspec.DecodeError`,
    `ValueError` or `RecursionError` where the line holds none."""
    if dump is None:
        return msgspec.json.Decoder(Element).decode
    read, decode = _Reader(dump), msgspec.json.Decoder().decode

    def element(line: str) -> Element:
        return read.element(decode(line))

    return element


class _Reader:
    """Reads the objects of one format."""

    def __init__(self, dump: Dump) -> None:
        self._dump = dump
        self._find: dict[str, Find] = {
            name: finder(path) for name, path in msgspec.structs.asdict(dump).items() if isinstance(path, str) and path
        }

    def element(self, said: Any) -> Element:
        """The element of an object. Raises `ValueError` where it is none."""
        dump = self._dump
        if dump.base != ITSELF:
            said = finder(dump.base)(said)
        if not isinstance(said, dict):
            raise ValueError("no object")
        service = self._service(said)
        sender = None if self._has("no_person", said) else _number(self._value("sender", said))
        return Element(
            kind=MESSAGE if service is None else SERVICE,
            id=_number(self._value("id", said)),
            peer_id=self._peer(said),
            date=_date(self._value("date", said)),
            message=_text(self._value("text", said)),
            from_id=sender,
            fwd_from=self._forward(said),
            reply_to=Reply(_number(self._value("reply", said))),
            media=Media(self._media(said)),
            action=service,
            post=self._has("post", said),
        )

    def _value(self, name: str, said: Any) -> Any:
        find = self._find.get(name)
        return None if find is None else find(said)

    def _has(self, name: str, said: Any) -> bool:
        return self._value(name, said) not in (None, "", 0, False)

    def _peer(self, said: Any) -> Peer | None:
        channel, group = _number(self._value("channel", said)), _number(self._value("group", said))
        marked = _number(self._value("chat", said)) or 0
        if marked < -_MARKED:
            channel = -marked - _MARKED
        elif marked < 0:
            group = -marked
        return Peer(chat_id=group, channel_id=channel) if channel or group else None

    def _service(self, said: Any) -> Action | None:
        """What a service message tells of, by Telethon's names; None where it is none."""
        dump = self._dump
        if not dump.service or not self._has("service", said):
            return None
        told = str(self._value("service", said))
        if dump.kinds:
            if told in dump.kinds:
                return None
            name = dump.actions.get(told) or ("MessageActionEmpty" if told in dump.silent else told)
        else:
            name = "MessageActionEmpty"
        added = [number for number in map(_number, self._everyone(said)) if number is not None]
        gone = _number(self._value("gone", said))
        if not dump.kinds and added:
            name = "MessageActionChatAddUser"
        elif not dump.kinds and gone is not None:
            name = "MessageActionChatDeleteUser"
        return Action(name, added or None, gone)

    def _everyone(self, said: Any) -> list[Any]:
        path = self._dump.added
        if not path:
            return []
        listed = finder(path.removesuffix("[*]"))(said)
        people = listed if isinstance(listed, list) else []
        return [one.get("id") if isinstance(one, dict) else one for one in people]

    def _forward(self, said: Any) -> Forward | None:
        origin = self._value("origin", said)
        if origin is None:
            return None
        number, post = _number(origin), _number(self._value("origin_id", said))
        if number is None:
            return Forward(from_name=str(origin)[:256])
        if number < 0 or post is not None:
            return Forward(channel_id=-number - _MARKED if number < -_MARKED else abs(number), channel_post=post)
        return Forward(from_id=number)

    def _media(self, said: Any) -> str:
        kinds = self._dump.kinds
        if not kinds:
            return _OTHER if self._value("media", said) is not None else ""
        return _MEDIA.get(kinds.get(str(self._value("media", said)), "other"), _OTHER)


def _number(value: Any) -> int | None:
    """A whole number that a database can hold; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 20:
        value = int(value)
    return value if isinstance(value, int) and -_LIMIT <= value <= _LIMIT else None


def _date(value: Any) -> str | int | float | None:
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _text(value: Any) -> str:
    """The text: a string, or the parts of one."""
    return value if isinstance(value, str) else ""
