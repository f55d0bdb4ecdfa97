"""Makes records of messages of Telegram as Telethon writes them to JSON.

`to_json` and `to_dict` name each object's type in `_`. Since 2020 people stand as peers (`{"_": "PeerUser", "user_id":
1}`), before, in the Pushshift data set of 2019, as bare numbers, with the chat in `to_id` and the message replied to in
`reply_to_msg_id`. Names of people are in neither: everybody is known by id. The same rules hold as for a live history.
"""

from typing import Annotated, Any

import msgspec

from auditor.collect.entities import first_link
from auditor.collect.rich import words
from auditor.collect.telegram import OF_TELEGRAM, events_of
from storage.records import Arrival, Leave, Message, MessageKind, Who

_LIMIT = 2**63 - 1
Int64 = Annotated[int, msgspec.Meta(ge=-_LIMIT, le=_LIMIT)]


class Peer(msgspec.Struct, gc=False):
    """Somebody or something that can write or be written to."""

    user_id: Int64 | None = None
    chat_id: Int64 | None = None
    channel_id: Int64 | None = None


class Forward(msgspec.Struct, gc=False):
    """Where a message is from."""

    from_id: Int64 | Peer | None = None
    from_name: str | None = None
    channel_id: Int64 | None = None
    channel_post: Int64 | None = None


class Reply(msgspec.Struct, gc=False):
    """What a message answers."""

    reply_to_msg_id: Int64 | None = None


class Action(msgspec.Struct, gc=False):
    """What a service message tells of."""

    kind: str = msgspec.field(default="", name="_")
    users: list[Int64] | None = None
    user_id: Int64 | None = None


class Media(msgspec.Struct, gc=False):
    """What a message carries beside its text."""

    kind: str = msgspec.field(default="", name="_")


class Place(msgspec.Struct, gc=False):
    """As much of an element as says in which chat it is."""

    kind: str = msgspec.field(default="", name="_")
    peer_id: Peer | None = None
    to_id: Peer | None = None
    post: bool | None = None


class Element(msgspec.Struct, gc=False):
    """The keys of a message or a service message that the audit reads."""

    kind: str = msgspec.field(default="", name="_")
    id: Int64 | None = None
    peer_id: Peer | None = None
    to_id: Peer | None = None
    date: str | int | float | None = None
    message: str | None = None
    from_id: Int64 | Peer | None = None
    fwd_from: Forward | None = None
    reply_to: Reply | None = None
    reply_to_msg_id: Int64 | None = None
    media: Media | None = None
    entities: Any = None
    rich_message: Any = None
    action: Action | None = None
    post: bool | None = None


MESSAGE, SERVICE, EMPTY = "Message", "MessageService", "MessageEmpty"

_MEDIA: dict[str, MessageKind] = {
    "": "text",
    "MessageMediaEmpty": "text",
    "MessageMediaWebPage": "text",
    "MessageMediaPhoto": "photo",
    "MessageMediaDocument": "file",
    "MessageMediaPoll": "poll",
}

ChatKey = tuple[str, int]
"""The space a chat's id is of, `channel` (groups of the large kind, too) or `group`, and the id."""


def chat_of(place: Place | Element) -> ChatKey | None:
    """In which chat an element is; None for a talk between one person and another, or nowhere."""
    peer = place.peer_id or place.to_id
    if peer is not None and peer.channel_id is not None:
        return "channel", peer.channel_id
    return ("group", peer.chat_id) if peer is not None and peer.chat_id is not None else None


def person(peer: Int64 | Peer | None) -> Who | None:
    """The person behind a peer; None for a channel, the chat itself, or nobody."""
    number = peer.user_id if isinstance(peer, Peer) else peer
    return Who(str(number), None) if number is not None and number > 0 else None


def message(element: Element, at: int | None, sender: Who) -> Message:
    """What somebody wrote."""
    reply = element.reply_to_msg_id if element.reply_to is None else element.reply_to.reply_to_msg_id
    kind: MessageKind = "text" if element.media is None else _MEDIA.get(element.media.kind, "other")
    forward = None if element.fwd_from is None else _origin(element.fwd_from)
    text = words(element.rich_message) or element.message or ""
    return Message(element.id or 0, at, sender, kind, text, reply, forward, _link(element))


def _link(element: Element) -> str | None:
    """The first link that is marked as one."""
    if not isinstance(element.entities, list):
        return None
    known = (entity for entity in element.entities if isinstance(entity, dict))
    told = ((str(each.get("_")), each.get("offset"), each.get("length"), each.get("url")) for each in known)
    return first_link(element.message or "", told)


def _origin(forward: Forward) -> str:
    """Where a text is from, as a live reading writes it."""
    peer = forward.from_id
    channel = peer.channel_id if isinstance(peer, Peer) else forward.channel_id
    if channel is not None:
        return f"channel{channel}/{forward.channel_post or 0}"
    user = person(peer)
    return f"user{user.key}" if user is not None else forward.from_name or "hidden"


def service(element: Element, at: int | None) -> list[Arrival | Leave]:
    """Who came and who left by a service message."""
    action = element.action
    deed = None if action is None else OF_TELEGRAM.get(action.kind)
    if action is None or deed is None:
        return []
    numbers = action.users or [user for user in (action.user_id,) if user is not None]
    whom = [Who(str(number), None) for number in numbers]
    return list(events_of(deed, element.id or 0, at, person(element.from_id), whom))
