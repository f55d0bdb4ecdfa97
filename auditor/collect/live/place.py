"""Which chat is meant, what can be seen there with this account's rights, and what reading it will cost."""

import contextlib
from collections.abc import Iterator
from typing import Literal

import msgspec

from auditor.collect.live.pages import PAGE_OF_HISTORY, PAGE_OF_MEMBERS
from auditor.collect.live.target import Target
from auditor.collect.live.telegram import ChatShown, Invitation, MembersPage, Peer, Telegram
from auditor.errors import AnswerUnreadable, AuditParked, ChatUnreachable, RequestRefused, SourceError
from storage.records import Chat

LIST_CAP = 10_000
"""Telegram lists about so many members of a group at most, those active last first
(docs/method.md#from-a-live-chat-to-people)."""

Listing = Literal["whole", "hidden", "none"]


class Place(msgspec.Struct, frozen=True):
    """A chat that was found."""

    chat: Chat
    shown: ChatShown
    listing: Listing
    claimed: int | None
    history_hidden: bool = False
    linked: ChatShown | None = None
    """The discussion group of a channel, or the channel of a discussion group."""
    ancestor: Peer | None = None
    """The basic group that this supergroup once was."""
    members: MembersPage | None = None
    """The whole list of a basic group."""
    joining_shows_more: bool = False
    """Members see the list, which is closed to this account because it is outside."""

    @property
    def peer(self) -> Peer:
        return self.shown.peer

    @property
    def admin(self) -> bool:
        return self.shown.admin

    @property
    def inside(self) -> bool:
        """The reading account is a member."""
        return self.shown.inside

    @property
    def was(self) -> Chat | None:
        """The basic group that this supergroup once was."""
        return None if self.ancestor is None else Chat(self.chat.title, "basic-group", self.ancestor.id)

    @property
    def broadcast(self) -> bool:
        return self.chat.kind == "channel"


class Closed(msgspec.Struct, frozen=True):
    """A private chat that must be joined to be read."""

    title: str
    invite: str
    by_request: bool


def _private() -> ChatUnreachable:
    return ChatUnreachable(
        "This chat is private to the reading account; use an invite link, and --join to become a member.",
        why="private",
    )


def _no_invite() -> ChatUnreachable:
    return ChatUnreachable("This invite link has expired or never was one.", why="invite")


def _unknown() -> ChatUnreachable:
    return ChatUnreachable(
        "The reading account does not know this chat; use its @name or an invite link.", why="unknown-id"
    )


_SAID = {
    "CHANNEL_PRIVATE": _private,
    "CHANNEL_PUBLIC_GROUP_NA": _private,
    "INVITE_HASH_EXPIRED": _no_invite,
    "INVITE_HASH_INVALID": _no_invite,
    "INVITE_HASH_EMPTY": _no_invite,
    "CHANNEL_INVALID": _unknown,
    "CHAT_ID_INVALID": _unknown,
    "PEER_ID_INVALID": _unknown,
}
"""What Telegram's errors mean while a chat is looked for."""


async def find(telegram: Telegram, target: Target, *, known: Peer | None = None) -> Place | Closed:
    """The chat that was meant; `known` is a chat that was seen under this name or id before. Raises `ChatUnreachable`
    in a sentence."""
    with _in_a_sentence(target):
        shown = await _shown(telegram, target, known)
        if isinstance(shown, Closed):
            return shown
        found = await look(telegram, shown)
        return await _discussion(telegram, found) if target.discussion else found


async def identify(telegram: Telegram, target: Target, *, known: Peer | None = None) -> list[Chat]:
    """The chat that was meant and the basic group that it was, as far as Telegram tells who does not join. Empty where
    an invite link shows no more than a title. Raises `ChatUnreachable`."""
    with _in_a_sentence(target):
        shown = await _shown(telegram, target, known)
    if isinstance(shown, Closed):
        return []
    bare = [Chat(shown.title, shown.kind, shown.peer.id, shown.usernames[0] if shown.usernames else None)]
    if shown.moved_to is not None:
        bare.append(Chat(shown.title, "supergroup", shown.moved_to.id))
    try:
        found = await look(telegram, shown)
    except SourceError:  # it does not let this account in; its number is known all the same
        return bare
    return [*bare, found.chat, *([] if found.was is None else [found.was])]


@contextlib.contextmanager
def _in_a_sentence(target: Target) -> Iterator[None]:
    """Says why a chat was not found."""
    try:
        yield
    except RequestRefused as error:
        if error.name in {"USERNAME_NOT_OCCUPIED", "USERNAME_INVALID"}:
            raise ChatUnreachable("There is no chat @{chat}.", chat=target.value, why="no-such-chat") from None
        if error.name in _SAID:
            raise _SAID[error.name]() from None  # noqa: RSE102 - it is made here
        raise


async def _shown(telegram: Telegram, target: Target, known: Peer | None) -> ChatShown | Closed:
    if target.by == "name":
        return await _named(telegram, target.value, known)
    if target.by == "invite":
        found = await telegram.invited(target.value)
        return Closed(found.title, target.value, found.by_request) if isinstance(found, Invitation) else found
    shown = await telegram.joined(int(target.value)) if known is None else await telegram.chat_by_peer(known)
    if shown is None:
        raise ChatUnreachable(
            "The reading account is in no chat with the id {chat}; use its @name or an invite link.",
            chat=target.value,
            why="unknown-id",
        )
    return shown


async def _named(telegram: Telegram, name: str, known: Peer | None) -> ChatShown:
    """The chat of a public name. Telegram lets few names be looked up, and then asks to wait for a day: a chat that was
    seen before is asked for by its id in the meantime, if it still goes by that name."""
    try:
        found = await telegram.named(name)
    except (AuditParked, AnswerUnreadable):
        if known is None:
            raise
        try:
            found = await telegram.chat_by_peer(known)
        except RequestRefused:
            found = None
        if found is None or name.lower() not in {each.lower() for each in found.usernames}:
            raise
    if found is None:
        raise ChatUnreachable(
            "@{name} is a person or a bot, not a chat; people are never audited.", name=name, why="person"
        )
    return found


async def look(telegram: Telegram, shown: ChatShown) -> Place:
    """What this account may see of a chat."""
    if shown.removed:
        raise ChatUnreachable(
            "The reading account was removed from “{title}”, or it was closed.", title=shown.title, why="removed"
        )
    if shown.moved_to is not None:
        return await look(telegram, await telegram.chat_by_peer(shown.moved_to))
    whole = await telegram.whole(shown)
    shown = whole.chat
    if shown.restricted is not None:
        raise ChatUnreachable("{said}", said=shown.restricted, why="restricted")
    listing: Listing = "whole"
    if not whole.list_shown and (shown.kind == "basic-group" or not shown.admin):
        listing = "hidden" if shown.kind == "supergroup" else "none"
    return Place(
        chat=Chat(shown.title, shown.kind, shown.peer.id, shown.usernames[0] if shown.usernames else None),
        shown=shown,
        listing=listing,
        claimed=whole.claimed,
        history_hidden=whole.history_hidden,
        linked=whole.linked,
        ancestor=whole.ancestor,
        members=whole.members,
        joining_shows_more=listing == "hidden" and not shown.inside and not whole.list_hidden,
    )


async def _discussion(telegram: Telegram, channel: Place) -> Place:
    if not channel.broadcast or channel.linked is None:
        raise ChatUnreachable("“{title}” has no discussion group.", title=channel.chat.title)
    return await look(telegram, channel.linked)


class Cost(msgspec.Struct, frozen=True):
    """What reading a chat takes: how many messages there are, and requests for members and for the history."""

    messages: int
    member_requests: int
    history_requests: int


async def cost(telegram: Telegram, place: Place) -> Cost:
    """Asks how long the history is, and counts the pages."""
    newest = await telegram.newest(place.peer, 1)
    messages = len(newest.ids) if newest.count is None else newest.count
    listed = min(place.claimed or 0, LIST_CAP) if place.listing == "whole" else 0
    if place.chat.kind == "basic-group":
        listed = 0
    return Cost(messages, -(-listed // PAGE_OF_MEMBERS) + bool(listed), -(-messages // PAGE_OF_HISTORY) + 1)
