"""The frozen values that flow from a source to the storage door.

A source speaks of people by what it has: a Telegram id, a name, or both. Records live only between the
reader and the door; ids and names in them are never kept (`identities.py`). Times are whole seconds since
1970 in UTC, or None where the source gave none that can be used.
"""

from typing import Literal

import msgspec

ChatKind = Literal["basic-group", "supergroup", "channel"]
SourceKind = Literal["desktop-export"]
ArrivalKind = Literal["added", "by_link", "by_request", "by_self", "unclear"]
"""`unclear`: added or by themselves, of somebody who cannot be told apart from the one who acted."""
MessageKind = Literal["text", "photo", "video", "voice", "sticker", "animation", "file", "poll", "other"]


class Who(msgspec.Struct, frozen=True, gc=False):
    """A person as the source shows them: `key` is the Telegram id as text, None where it gives none;
    `name` is the displayed name, None for a deleted account (or one the source could not resolve)."""

    key: str | None
    name: str | None


NO_ONE = Who(None, None)


class Chat(msgspec.Struct, frozen=True):
    """A chat as its source names it. `telegram_id` is the bare id, None where the source gives none."""

    title: str
    kind: ChatKind
    telegram_id: int | None = None
    username: str | None = None


class Member(msgspec.Struct, frozen=True, gc=False):
    """Somebody the source shows under a name without their arriving or writing (a reaction, say)."""

    who: Who


class Message(msgspec.Struct, frozen=True, gc=False):
    """A non-service message of a person.

    `id` is the message's number in the chat, 0 where the source gives none that is a number. `sender`
    is `NO_ONE` where the source hides who wrote. `forward` names the origin of a forwarded text.
    """

    id: int
    at: int | None
    sender: Who
    kind: MessageKind
    text: str
    reply_to: int | None
    forward: str | None


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """One person came. `id` and `position` place it in the history (one service message may add several);
    `adder` is who added them, None where nobody did or the adder is no person."""

    id: int
    position: int
    at: int | None
    kind: ArrivalKind
    who: Who
    adder: Who | None = None


class Leave(msgspec.Struct, frozen=True, gc=False):
    """One person left, by themselves or removed by another."""

    id: int
    position: int
    at: int | None
    who: Who
    by_self: bool


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What a source could see, and what was lost on the way. Travels with everything.

    None means that the source cannot tell. Counts are of elements of the source unless said otherwise.
    """

    source: SourceKind
    elements: int = 0
    first_at: int | None = None
    last_at: int | None = None
    """When the first and the last dated element was, service or not."""
    history_begins: Literal["creation", "migration", "first-message"] | None = None
    """Why the history is whole; None when it begins somewhere in the middle."""
    arrival_sources: tuple[str, ...] = ("service-messages",)
    ids: Literal["all", "some", "none"] = "all"
    """Whether the people who write have ids; with none, names are taken as persons."""
    time_resolution: Literal["second", "day"] | None = "second"
    """None where nothing has a usable time."""
    local_times: int = 0
    """Elements whose time was read from a local date without a zone."""
    tz: str | None = None
    """The zone those dates were read in."""
    undated: int = 0
    contradicting_times: int = 0
    """Elements whose two dates cannot both be right; the one with a zone was taken."""
    repeated_ids: int = 0
    bad_ids: int = 0
    """Elements whose id is not a number."""
    not_people: int = 0
    """Messages of channels, of the chat itself, or of bots where they can be told from people."""
    unknown_adders: int = 0
    """Adds whose adder is no person (an anonymous admin, the chat itself)."""
    repaired: int = 0
    damaged: int = 0
    damaged_at: tuple[int, ...] = ()
    """Byte offsets of the first elements left out."""
    truncated: bool = False
    """The file ends in the middle."""
    erased_people: int = 0
    erased_messages: int = 0
    """People on the erasure list that this source showed, and their messages; skipped at the door."""


class Batch(msgspec.Struct, frozen=True):
    """A handful of records in the order of the source, and how far the reader has come (0 to 1)."""

    messages: list[Message]
    arrivals: list[Arrival]
    leaves: list[Leave]
    members: list[Member]
    progress: float
