"""Which chat is meant, what can be seen there with this account's rights, and what reading it will cost."""

import contextlib
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from telethon import errors
from telethon.tl import functions as f
from telethon.tl import types as t

from auditor.collect.live.pace import Pace
from auditor.collect.live.target import Target
from auditor.errors import ChatUnreachable
from storage.records import Chat

LIST_CAP = 10_000
"""Telegram lists no more members of a group (telegram_facts 1.1)."""

PAGE_OF_MEMBERS, PAGE_OF_HISTORY = 200, 100
SENSITIVE = frozenset({"porn", "sensitive"})
DIALOGS_AT_MOST = 20
"""Pages of 100 that are searched for a chat that is known by its id alone."""

Listing = Literal["whole", "hidden", "none"]


class Place(msgspec.Struct, frozen=True):
    """A chat that was found. `entity` and `full` are Telethon's; they end in `walk`."""

    chat: Chat
    peer: Any
    entity: Any
    full: Any
    listing: Listing
    claimed: int | None
    admin: bool
    inside: bool
    """The reading account is a member."""
    history_hidden: bool
    linked: Any = None
    """The discussion group of a channel, or the channel of a discussion group; Telethon's, too."""
    joining_shows_more: bool = False
    """Members see the list, which is closed to this account because it is outside."""

    @property
    def was(self) -> Chat | None:
        """The basic group that this supergroup was."""
        number = getattr(self.full, "migrated_from_chat_id", None)
        return None if number is None else Chat(self.chat.title, "basic-group", number)

    @property
    def broadcast(self) -> bool:
        return self.chat.kind == "channel"


class Closed(msgspec.Struct, frozen=True):
    """A private chat that must be joined to be read."""

    title: str
    invite: str
    by_request: bool


async def find(pace: Pace, target: Target, *, known_hash: int | None = None) -> Place | Closed:
    """The chat that was meant. Raises `ChatUnreachable` in a sentence."""
    with _said(target):
        entity = await _entity(pace, target, known_hash)
        if isinstance(entity, Closed):
            return entity
        found = await look(pace, entity)
        return await _discussion(pace, found) if target.discussion else found


async def identify(pace: Pace, target: Target, *, known_hash: int | None = None) -> list[Chat]:
    """The chat that was meant and the basic group that it was, as far as Telegram tells who does not look inside. Empty
    where an invite link tells no more than a title. Raises `ChatUnreachable`."""
    with _said(target):
        entity = await _entity(pace, target, known_hash)
    if isinstance(entity, Closed):
        return []
    if isinstance(entity, t.Chat | t.ChatForbidden):
        moved = getattr(entity, "migrated_to", None)
        now = [] if moved is None else [Chat(entity.title, "supergroup", moved.channel_id)]
        return [Chat(entity.title, "basic-group", entity.id), *now]
    bare = Chat(entity.title, "supergroup", entity.id, getattr(entity, "username", None))
    try:
        found = await look(pace, entity)
    except (ChatUnreachable, errors.RPCError):  # its number is known all the same
        return [bare]
    return [found.chat, *([] if found.was is None else [found.was])]


@contextlib.contextmanager
def _said(target: Target) -> Iterator[None]:
    """Says in a sentence why a chat was not found."""
    try:
        yield
    except (errors.ChannelPrivateError, errors.ChannelPublicGroupNaError) as error:
        raise ChatUnreachable(
            "This chat is private to the reading account; use an invite link, and --join to become a member.",
            why="private",
        ) from error
    except (errors.UsernameNotOccupiedError, errors.UsernameInvalidError, ValueError) as error:
        raise ChatUnreachable(f"There is no chat @{target.value}.", why="no-such-chat") from error
    except (errors.InviteHashExpiredError, errors.InviteHashInvalidError, errors.InviteHashEmptyError) as error:
        raise ChatUnreachable("This invite link has expired or never was one.", why="invite") from error
    except errors.FrozenMethodInvalidError as error:
        raise ChatUnreachable("Telegram has frozen the reading account; it can read no chat it is not in.") from error
    except (errors.ChannelInvalidError, errors.ChatIdInvalidError, errors.PeerIdInvalidError) as error:
        raise ChatUnreachable(
            "The reading account does not know this chat; use its @name or an invite link.", why="unknown-id"
        ) from error


async def _entity(pace: Pace, target: Target, known_hash: int | None) -> Any:
    if target.by == "name":
        found = await pace(f.contacts.ResolveUsernameRequest(target.value))
        chats = [
            chat for chat in found.chats if isinstance(found.peer, t.PeerChannel) and chat.id == found.peer.channel_id
        ]
        if not chats:
            raise ChatUnreachable(
                f"@{target.value} is a person or a bot, not a chat; people are never audited.", why="person"
            )
        return chats[0]
    if target.by == "invite":
        found = await pace(f.messages.CheckChatInviteRequest(target.value))
        if isinstance(found, t.ChatInviteAlready | t.ChatInvitePeek):
            return found.chat
        return Closed(found.title, target.value, bool(found.request_needed))
    return await _by_id(pace, int(target.value), known_hash)


async def _by_id(pace: Pace, number: int, known_hash: int | None) -> Any:
    if known_hash is not None:
        found = await pace(f.channels.GetChannelsRequest([t.InputChannel(number, known_hash)]))
        return found.chats[0]
    request = f.messages.GetDialogsRequest(None, 0, t.InputPeerEmpty(), 100, 0)
    for _ in range(DIALOGS_AT_MOST):
        page = await pace(request)
        for chat in page.chats:
            if chat.id == number and isinstance(chat, t.Chat | t.Channel):
                return chat
        if len(page.dialogs) < 100 or not page.messages:
            break
        last = page.messages[-1]
        request = f.messages.GetDialogsRequest(last.date, last.id, t.InputPeerEmpty(), 100, 0)
    raise ChatUnreachable(
        f"The reading account is in no chat with the id {number}; use its @name or an invite link.", why="unknown-id"
    )


async def look(pace: Pace, entity: Any) -> Place:
    """What this account may see of a chat."""
    if isinstance(entity, t.ChannelForbidden | t.ChatForbidden):
        raise ChatUnreachable(
            f"The reading account was removed from “{entity.title}”, or it was closed.", why="removed"
        )
    if isinstance(entity, t.Chat):
        return await _basic_group(pace, entity)
    peer = t.InputPeerChannel(entity.id, entity.access_hash)
    answer = await pace(f.channels.GetFullChannelRequest(t.InputChannel(entity.id, entity.access_hash)))
    full = answer.full_chat
    entity = next((chat for chat in answer.chats if chat.id == entity.id), entity)
    if (stated := restriction(entity)) is not None:
        raise ChatUnreachable(stated, why="restricted")
    admin = bool(entity.creator or entity.admin_rights)
    listing: Listing = "whole"
    if not admin and (full.participants_hidden or not full.can_view_participants):
        listing = "none" if entity.broadcast else "hidden"
    linked = next((chat for chat in answer.chats if chat.id == full.linked_chat_id), None)
    username = entity.username or next((name.username for name in entity.usernames or () if name.active), None)
    return Place(
        chat=Chat(entity.title, "channel" if entity.broadcast else "supergroup", entity.id, username),
        peer=peer,
        entity=entity,
        full=full,
        listing=listing,
        claimed=full.participants_count,
        admin=admin,
        inside=not entity.left,
        history_hidden=bool(full.available_min_id),
        linked=linked,
        joining_shows_more=listing == "hidden" and bool(entity.left) and not full.participants_hidden,
    )


def restriction(entity: Any) -> str | None:
    """Why Telegram shows this chat to nobody where the reading account is, in Telegram's words; None where it does.
    What is only kept from some apps, or from who did not ask for sensitive content, is shown to an account that
    reads."""
    for reason in getattr(entity, "restriction_reason", None) or ():
        if entity.restricted and reason.platform == "all" and reason.reason not in SENSITIVE:
            return str(reason.text)
    return None


async def _discussion(pace: Pace, channel: Place) -> Place:
    if not channel.broadcast or channel.linked is None:
        raise ChatUnreachable(f"“{channel.chat.title}” has no discussion group.")
    return await look(pace, channel.linked)


async def _basic_group(pace: Pace, entity: Any) -> Place:
    if entity.migrated_to is not None:
        moved = entity.migrated_to
        found = await pace(f.channels.GetChannelsRequest([t.InputChannel(moved.channel_id, moved.access_hash)]))
        return await look(pace, found.chats[0])
    answer = await pace(f.messages.GetFullChatRequest(entity.id))
    listed = isinstance(answer.full_chat.participants, t.ChatParticipants)
    return Place(
        chat=Chat(entity.title, "basic-group", entity.id, None),
        peer=t.InputPeerChat(entity.id),
        entity=entity,
        full=answer,
        listing="whole" if listed else "none",
        claimed=entity.participants_count,
        admin=bool(entity.creator or entity.admin_rights),
        inside=not entity.left,
        history_hidden=False,
    )


class Cost(msgspec.Struct, frozen=True):
    """What reading a chat takes: how many messages there are, and requests for members and for the history."""

    messages: int
    member_requests: int
    history_requests: int


async def cost(pace: Pace, place: Place) -> Cost:
    """Asks how long the history is, and counts the pages."""
    newest = await pace(f.messages.GetHistoryRequest(place.peer, 0, None, 0, 1, 0, 0, 0))
    messages = int(getattr(newest, "count", len(newest.messages)))
    listed = min(place.claimed or 0, LIST_CAP) if place.listing == "whole" else 0
    if place.chat.kind == "basic-group":
        listed = 0
    return Cost(messages, -(-listed // PAGE_OF_MEMBERS) + bool(listed), -(-messages // PAGE_OF_HISTORY) + 1)
