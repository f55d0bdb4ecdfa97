"""`Telegram`, answered with Telethon: the questions become its requests, its answers become records. What an answer
holds is looked at nowhere else; one that is nothing that was asked for is `AnswerUnreadable`.
"""

import datetime as dt
import functools
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, Literal, ParamSpec, TypeVar

from telethon.tl import functions as f
from telethon.tl import types as t

from auditor.collect.live import convert
from auditor.collect.live.faults import not_what_was_asked
from auditor.collect.live.telegram import (
    ChatShown,
    ChatWhole,
    ImportersPage,
    Invitation,
    LogPage,
    MembersPage,
    Peer,
    Seen,
)
from auditor.collect.live.waits import Pace
from auditor.errors import DeadSoulsError
from storage.records import Hole, Member

SENSITIVE = frozenset({"porn", "sensitive"})
DIALOGS_AT_MOST = 20
"""Pages of 100 that are searched for a chat that is known by its id alone."""
LINKS_AT_MOST = 100
"""Invite links of one admin."""

DAY = 86_400
TELEGRAM_BEGAN = dt.datetime(2013, 8, 14, tzinfo=dt.UTC)
"""Nothing was written in Telegram before (telegram.org/faq); an imported message bears the date of its import."""

_BROKEN = (AttributeError, TypeError, ValueError, LookupError, OverflowError, AssertionError)
"""What comes of an answer that is not of the type that was asked for."""

ChatKind = Literal["basic-group", "supergroup", "channel"]
P = ParamSpec("P")
R = TypeVar("R")


def _understood(question: Callable[P, Awaitable[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """A question whose answer may be of any type."""

    @functools.wraps(question)
    async def asked(*args: P.args, **named: P.kwargs) -> R:
        try:
            return await question(*args, **named)
        except DeadSoulsError:
            raise
        except _BROKEN:
            pass  # its words may be somebody's
        raise not_what_was_asked()

    return asked


class Requests:
    """The questions to one account of Telethon's, sent at its pace."""

    def __init__(self, pace: Pace, *, now: int | None = None) -> None:
        """A message that is more than a day younger than `now` is not understood: it would lie behind the end of every
        audit, and be left out unsaid."""
        self._pace = pace
        self._latest = None if now is None else dt.datetime.fromtimestamp(now + DAY, dt.UTC)

    def _can_be(self, message: Any) -> bool:
        """Whether the date of a message can be true; one that is empty has none."""
        at = getattr(message, "date", None)
        return at is None or (at >= TELEGRAM_BEGAN and (self._latest is None or at <= self._latest))

    @_understood
    async def me(self) -> int:
        """The account's own id."""
        (found,) = await self._pace(f.users.GetUsersRequest([t.InputUserSelf()]))
        return int(found.id)

    @_understood
    async def named(self, username: str) -> ChatShown | None:
        """The chat of a public name; None where that is a person or a bot."""
        found = await self._pace(f.contacts.ResolveUsernameRequest(username))
        if isinstance(found.peer, t.PeerUser):
            return None
        return _shown(_chat_by_id(found.chats, found.peer.channel_id))

    @_understood
    async def invited(self, invite: str) -> ChatShown | Invitation:
        """Where an invite link leads."""
        found = await self._pace(f.messages.CheckChatInviteRequest(invite))
        if isinstance(found, t.ChatInviteAlready | t.ChatInvitePeek):
            return _shown(found.chat)
        return Invitation(found.title, bool(found.request_needed))

    @_understood
    async def chat_by_peer(self, peer: Peer) -> ChatShown:
        """A supergroup or channel that was seen before."""
        found = await self._pace(f.channels.GetChannelsRequest([_channel(peer)]))
        return _shown(_chat_by_id([chat for chat in found.chats if not isinstance(chat, t.Chat)], peer.id))

    @_understood
    async def joined(self, number: int) -> ChatShown | None:
        """The chat of this bare id among those that the account is in."""
        request = f.messages.GetDialogsRequest(None, 0, t.InputPeerEmpty(), 100, 0)
        for _ in range(DIALOGS_AT_MOST):
            page = await self._pace(request)
            for chat in page.chats:
                if chat.id == number and isinstance(chat, t.Chat | t.Channel):
                    return _shown(chat)
            if len(page.dialogs) < 100 or not page.messages:
                break
            last = page.messages[-1]
            request = f.messages.GetDialogsRequest(last.date, last.id, t.InputPeerEmpty(), 100, 0)
        return None

    @_understood
    async def whole(self, chat: ChatShown) -> ChatWhole:
        """All that a chat says of itself."""
        peer = chat.peer
        if peer.access is None:
            answer = await self._pace(f.messages.GetFullChatRequest(peer.id))
            listed = answer.full_chat.participants
            shown = isinstance(listed, t.ChatParticipants)
            page = _lines(listed.participants, answer, len(listed.participants)) if shown else None
            return ChatWhole(chat=chat, claimed=chat.claimed, list_shown=shown, members=page)
        answer = await self._pace(f.channels.GetFullChannelRequest(_channel(peer)))
        full = answer.full_chat
        again = next((each for each in answer.chats if each.id == peer.id), None)
        linked = next((each for each in answer.chats if each.id == full.linked_chat_id), None)
        was = full.migrated_from_chat_id
        return ChatWhole(
            chat=chat if again is None else _shown(again),
            claimed=full.participants_count,
            list_shown=bool(full.can_view_participants) and not full.participants_hidden,
            list_hidden=bool(full.participants_hidden),
            history_hidden=bool(full.available_min_id),
            linked=None if linked is None else _shown(linked),
            ancestor=Peer(was) if was else None,
        )

    @_understood
    async def members(self, peer: Peer, offset: int, limit: int) -> MembersPage:
        """Lines of the member list, those seen last first."""
        return await self._listed(peer, t.ChannelParticipantsSearch(""), offset, limit)

    @_understood
    async def bots(self, peer: Peer, limit: int) -> MembersPage:
        """The bots among the members."""
        return await self._listed(peer, t.ChannelParticipantsBots(), 0, limit)

    async def _listed(self, peer: Peer, wanted: Any, offset: int, limit: int) -> MembersPage:
        request = f.channels.GetParticipantsRequest(_channel(peer), wanted, offset, limit, hash=0)
        page = await self._pace(request)
        return _lines(page.participants, page, page.count)

    @_understood
    async def history(self, peer: Peer, after: int, limit: int, *, skip: int = 0) -> "HistoryPage":
        """The messages that come next behind the id `after`, but for the first `skip` of them."""
        request = f.messages.GetHistoryRequest(
            _peer(peer), after + 1, None, -(skip + limit), limit, max_id=0, min_id=after, hash=0
        )
        answer = await self._pace(request)
        if not all(_is_of(peer, each) and self._can_be(each) for each in answer.messages):
            raise LookupError
        return HistoryPage(answer, after, limit)

    @_understood
    async def newest(self, peer: Peer, limit: int) -> "HistoryPage":
        """The newest messages."""
        return HistoryPage(
            await self._pace(f.messages.GetHistoryRequest(_peer(peer), 0, None, 0, limit, 0, 0, 0)), 0, limit
        )

    @_understood
    async def log(self, peer: Peer, below: int, limit: int, *, adds_only: bool = False) -> LogPage:
        """Who came and who left lately, by the admin log."""
        more = None if adds_only else True
        wanted = t.ChannelAdminLogEventsFilter(join=more, leave=more, invite=True)
        page = await self._pace(
            f.channels.GetAdminLogRequest(_channel(peer), "", below, 0, limit, events_filter=wanted)
        )
        users = convert.users_of(page)
        actors = {event.user_id: _name(users.get(event.user_id)) for event in page.events}
        return LogPage(tuple(event.id for event in page.events), convert.admin_log(page.events, users), actors)

    @_understood
    async def links(self, chat: ChatShown) -> list[str]:
        """The invite links that somebody has used."""
        peer, found = _peer(chat.peer), []
        for admin in await self._admins_with_links(chat):
            exported = await self._pace(f.messages.GetExportedChatInvitesRequest(peer, admin, limit=LINKS_AT_MOST))
            found += [link.link for link in exported.invites if getattr(link, "usage", None)]
        return found

    async def _admins_with_links(self, chat: ChatShown) -> list[Any]:
        if not chat.creator:
            return [t.InputUserSelf()]
        found = await self._pace(f.messages.GetAdminsWithInvitesRequest(_peer(chat.peer)))
        users = convert.users_of(found)
        return [
            t.InputUser(admin.admin_id, users[admin.admin_id].access_hash or 0)
            for admin in found.admins
            if admin.admin_id in users
        ]

    @_understood
    async def importers(self, peer: Peer, link: str, behind: Any = None) -> ImportersPage:
        """Who came by a link."""
        date, person = behind or (None, t.InputUserEmpty())
        page = await self._pace(f.messages.GetChatInviteImportersRequest(_peer(peer), date, person, 100, link=link))
        users, lines = convert.users_of(page), page.importers
        more = None
        if len(lines) == 100 and lines[-1].user_id in users:
            more = lines[-1].date, t.InputUser(lines[-1].user_id, users[lines[-1].user_id].access_hash or 0)
        return ImportersPage(len(lines), convert.importers(lines, users), None if more == behind else more)

    @_understood
    async def time(self) -> float:
        """Telegram's clock, in seconds since 1970."""
        config = await self._pace(f.help.GetConfigRequest())
        return float(config.date.timestamp())

    @_understood
    async def shows_last_seen(self) -> bool:
        """Whether the account shows everybody when it was last seen."""
        answer = await self._pace(f.account.GetPrivacyRequest(t.InputPrivacyKeyStatusTimestamp()))
        return any(isinstance(rule, t.PrivacyValueAllowAll) for rule in answer.rules)


class HistoryPage:
    """A page of a history as Telethon gives it."""

    def __init__(self, answer: Any, after: int, asked: int) -> None:
        found = {message.id: message for message in answer.messages if message.id > after}
        self.ids: list[int] = sorted(found)
        self.asked = asked
        told = getattr(answer, "count", None)
        self.count: int | None = len(found) if told is None and isinstance(answer, t.messages.Messages) else told
        self._messages = [found[number] for number in self.ids]
        self._answer = answer

    def convert(self, *, broadcast: bool, shift: int, shown: set[int], within: list[Hole] | None = None) -> Seen:
        """The records of its messages. One that is empty or no message is left out, and its id is told."""
        wanted = self._messages
        if within is not None:
            wanted = [each for each in wanted if any(hole.after < each.id < (hole.until or 0) for hole in within)]
        try:
            users = convert.users_of(self._answer)
            readable = [each for each in wanted if not isinstance(each, t.MessageEmpty)]
            try:
                seen = convert.history(readable, users, broadcast=broadcast, shift=shift)
            except _BROKEN:
                readable = [each for each in readable if _converts(each, users, broadcast=broadcast)]
                seen = convert.history(readable, users, broadcast=broadcast, shift=shift)
            seen.batch.members.extend(convert.accounts(users, shown))
            if len(readable) < len(wanted):
                seen.unread = sorted({each.id for each in wanted} - {each.id for each in readable})
        except _BROKEN:
            pass
        else:
            return seen
        raise not_what_was_asked()


def _is_of(peer: Peer, message: Any) -> bool:
    """Whether a message is one of this chat's; one that is empty need not say."""
    place = message.peer_id
    if place is None:
        return True
    return peer.id == (place.chat_id if isinstance(place, t.PeerChat) else getattr(place, "channel_id", None))


def _converts(message: Any, users: convert.People, *, broadcast: bool) -> bool:
    try:
        convert.history([message], users, broadcast=broadcast)
    except _BROKEN:
        return False
    return True


def _lines(participants: Iterable[Any], answer: Any, count: int) -> MembersPage:
    """Lines of a member list; one that is no line counts as nobody's."""
    lines, users = list(participants), convert.users_of(answer)
    try:
        found = convert.members(lines, users)
    except _BROKEN:
        found = [member for line in lines for member in _member(line, users)]
    members = {int(member.who.key or 0): member for member in found}
    people = tuple(getattr(line, "user_id", None) or _id_of(getattr(line, "peer", None)) for line in lines)
    return MembersPage(int(count), people, members, frozenset(users))


def _member(line: Any, users: convert.People) -> list[Member]:
    try:
        return convert.members([line], users)
    except _BROKEN:
        return []


def _id_of(peer: Any) -> int:
    return int(getattr(peer, "user_id", 0) or getattr(peer, "channel_id", 0) or 0)


def _peer(peer: Peer) -> Any:
    return t.InputPeerChat(peer.id) if peer.access is None else t.InputPeerChannel(peer.id, peer.access)


def _channel(peer: Peer) -> Any:
    return t.InputChannel(peer.id, peer.access)


def _chat_by_id(chats: Iterable[Any], number: int) -> Any:
    for chat in chats:
        if chat.id == number:
            return chat
    raise LookupError


def _shown(chat: Any) -> ChatShown:
    """A chat, a supergroup or a channel; what is none is not what was asked for."""
    if isinstance(chat, t.ChannelForbidden | t.ChatForbidden):
        kind: ChatKind = (
            "basic-group" if isinstance(chat, t.ChatForbidden) else "channel" if chat.broadcast else "supergroup"
        )
        return ChatShown(
            peer=Peer(chat.id, getattr(chat, "access_hash", None)),
            title=chat.title,
            kind=kind,
            removed=True,
        )
    admin = bool(chat.creator or chat.admin_rights)
    if isinstance(chat, t.Chat):
        moved = chat.migrated_to
        return ChatShown(
            peer=Peer(chat.id), title=chat.title, kind="basic-group", admin=admin, creator=bool(chat.creator),
            inside=not chat.left, claimed=chat.participants_count,
            moved_to=None if moved is None else Peer(moved.channel_id, moved.access_hash),
        )  # fmt: skip
    names = [chat.username, *(name.username for name in chat.usernames or () if name.active)]
    return ChatShown(
        peer=Peer(chat.id, chat.access_hash), title=chat.title, kind="channel" if chat.broadcast else "supergroup",
        usernames=tuple(dict.fromkeys(name for name in names if name)), admin=admin, creator=bool(chat.creator),
        inside=not chat.left, restricted=_restriction(chat), claimed=chat.participants_count,
    )  # fmt: skip


def _restriction(chat: Any) -> str | None:
    """Why Telegram shows this chat to nobody where the reading account is, in Telegram's words; None where it does.
    What is only kept from some apps, or from who did not ask for sensitive content, is shown to an account that
    reads."""
    for reason in chat.restriction_reason or ():
        if chat.restricted and reason.platform == "all" and reason.reason not in SENSITIVE:
            return str(reason.text)
    return None


def _name(user: Any) -> str:
    return "" if user is None else " ".join(part for part in (user.first_name, user.last_name) if part)
