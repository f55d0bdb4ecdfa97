"""Makes records of Telethon's types. No other file knows what a message or a user looks like in Telegram's API."""

from collections.abc import Iterable
from typing import Any

from telethon.tl import types as t

from auditor.collect.entities import first_link
from auditor.collect.live.telegram import Seen
from auditor.collect.rich import words
from auditor.collect.telegram import OF_TELEGRAM, adder_is_unknown, events_of
from auditor.collect.unknown import TELEGRAMS_ACTIONS
from storage.records import (
    Account,
    Arrival,
    Batch,
    Leave,
    Listing,
    Member,
    Message,
    MessageKind,
    Post,
    Who,
)

ANCESTOR = 1_000_000_000
"""Ids of the basic group a supergroup was are put this far below its own, as Telegram Desktop's exports do."""

_SEEN = {
    t.UserStatusOnline: "online",
    t.UserStatusRecently: "recently",
    t.UserStatusLastWeek: "last-week",
    t.UserStatusLastMonth: "last-month",
    t.UserStatusOffline: "exact",
}
_BORN = {
    t.MessageActionChatCreate: "creation",
    t.MessageActionChannelCreate: "creation",
    t.MessageActionChannelMigrateFrom: "migration",
}


def who(user: Any) -> Who:
    """A person as Telegram shows them; a deleted account has no name."""
    first, last = user.first_name, user.last_name
    return Who(str(user.id), f"{first} {last}" if first and last else first or last or None)


def account(user: Any) -> Account:
    """What is shown of an account. A `min` user is a sight from afar: what it lacks is not known to be lacking."""
    deleted, bot = bool(user.deleted), bool(user.bot)
    if user.min:
        return Account(bot=bot, deleted=deleted, flagged=_flagged(user))
    photo = user.photo is not None and not isinstance(user.photo, t.UserProfilePhotoEmpty)
    status = user.status
    seen = _SEEN.get(type(status), "empty") if not (deleted or bot) else ""
    return Account(
        bot=bot,
        deleted=deleted,
        blank=not photo and not user.username and not user.usernames,
        flagged=_flagged(user),
        seen=seen,  # type: ignore[arg-type]
        seen_at=_seconds(status.was_online) if isinstance(status, t.UserStatusOffline) else None,
        by_me=bool(getattr(status, "by_me", False)),
    )


def _flagged(user: Any) -> bool:
    return bool(user.scam or user.fake or user.restricted)


class People(dict[int, Any]):
    """The people and bots that came with an answer, by id; who each of them is; and the reading account's own id."""

    def __init__(self, users: Iterable[Any]) -> None:
        super().__init__((user.id, user) for user in users if isinstance(user, t.User))
        self.whos = {number: who(user) for number, user in self.items()}
        self.own = frozenset(number for number, user in self.items() if user.is_self)


def users_of(result: Any) -> People:
    """The people and bots that came with an answer."""
    return People(result.users)


def members(participants: Iterable[Any], users: People) -> list[Member]:
    """Lines of a member list, of a supergroup, a channel or a basic group. Who is shown as banned or gone is none."""
    found = []
    for line in participants:
        user = users.get(getattr(line, "user_id", 0))
        if user is not None and not user.is_self:
            found.append(Member(users.whos[user.id], account(user), _listing(line, users)))
    return found


def _listing(line: Any, users: People) -> Listing:
    adder = None
    if isinstance(line, t.ChatParticipant | t.ChatParticipantAdmin | t.ChannelParticipantSelf):
        inviter = line.inviter_id
        adder = None if inviter == line.user_id else _person_by_id(inviter, users)
    if isinstance(line, t.ChannelParticipantCreator | t.ChatParticipantCreator):
        return Listing("creator", None, None)
    if isinstance(line, t.ChannelParticipantAdmin):
        return Listing("admin", None, None)  # the date is that of the office, not of the arrival
    role = "admin" if isinstance(line, t.ChatParticipantAdmin) else "member"
    return Listing(role, _seconds(line.date), adder)  # type: ignore[arg-type]


def accounts(users: People, shown: set[int]) -> list[Member]:
    """What is shown of people who are not (yet) known from a list; each is told once, and again when better seen."""
    found = []
    for number in users.keys() - shown - users.own:
        user = users[number]
        if not user.min:
            shown.add(number)
        found.append(Member(users.whos[number], account(user)))
    return found


def history(messages: Iterable[Any], users: People, *, broadcast: bool, shift: int = 0) -> Seen:
    """A page of a history as records, in the order given."""
    seen = Seen(Batch([], [], [], []))
    written, own, by_person = seen.batch.messages, users.own, t.PeerUser
    dated = [(message, _seconds(message.date)) for message in messages if not isinstance(message, t.MessageEmpty)]
    for message, at in dated:
        if isinstance(message, t.MessageService):
            _service(message, at, message.id - shift, users, seen)
        elif broadcast:
            seen.batch.posts.append(_post(message, at))
        elif isinstance(message.from_id, by_person) and message.from_id.user_id not in own:
            written.append(_message(message, at, message.id - shift, users))
        else:  # a channel's, be it forwarded by Telegram itself; the chat's; the reading account's
            seen.not_people += 1
    if dated:
        seen.first_id, seen.last_id = dated[0][0].id, dated[-1][0].id
        seen.first_at, seen.last_at = min(at for _, at in dated), max(at for _, at in dated)
    seen.elements = len(dated)
    seen.not_people += len(seen.batch.posts)
    _without_reader(seen.batch, users)
    return seen


def _without_reader(batch: Batch, users: People) -> None:
    """Whoever audits a crowd is not counted in it: how the reading account came and went says nothing of others."""
    if users.own:
        own = {str(number) for number in users.own}
        batch.arrivals[:] = [arrival for arrival in batch.arrivals if arrival.who.key not in own]
        batch.leaves[:] = [leave for leave in batch.leaves if leave.who.key not in own]


def _message(message: Any, at: int, number: int, users: People) -> Message:
    reply, forward, media, sender = message.reply_to, message.fwd_from, message.media, message.from_id.user_id
    return Message(
        number,
        at,
        users.whos.get(sender) or Who(str(sender), None),
        "text" if media is None else _kind(media),
        _text(message),
        None if reply is None else getattr(reply, "reply_to_msg_id", None),
        None if forward is None else _origin(forward),
        _link(message) if message.entities else None,
    )


def _link(message: Any) -> str | None:
    """The first link that is marked as one."""
    told = ((type(each).__name__, each.offset, each.length, getattr(each, "url", None)) for each in message.entities)
    return first_link(message.message or "", told)


def _text(message: Any) -> str:
    """What is written in a message. The words of a rich one go before a text beside them, which is there for programs
    that cannot show it."""
    rich = getattr(message, "rich_message", None)
    return (words(rich) if rich is not None else "") or message.message or ""


def _service(message: Any, at: int, number: int, users: People, seen: Seen) -> None:
    action, name = message.action, type(message.action).__name__
    seen.begins = seen.begins or _BORN.get(type(action))
    if isinstance(action, t.MessageActionChannelMigrateFrom):
        seen.migrated_at = at
    if name not in TELEGRAMS_ACTIONS:
        seen.unknown_actions.append(name)
    deed = OF_TELEGRAM.get(name)
    if deed is None:
        return
    numbers = [action.user_id] if deed == "remove" else getattr(action, "users", ())
    whom = [_person_by_id(user, users) for user in numbers]
    events = list(events_of(deed, number, at, _person(message.from_id, users), whom))
    seen.unknown_adders += adder_is_unknown(events)
    seen.batch.arrivals.extend(event for event in events if isinstance(event, Arrival))
    seen.batch.leaves.extend(event for event in events if isinstance(event, Leave))


def admin_log(events: Iterable[Any], users: People) -> Batch:
    """Who came and who left by the admin log of the last 48 hours: the exact adder of each."""
    batch = Batch([], [], [], [])
    for event in events:
        at, actor, action = _seconds(event.date), _person_by_id(event.user_id, users), event.action
        match action:
            case t.ChannelAdminLogEventActionParticipantInvite(participant=line):
                added = _person_by_id(line.user_id, users)
                batch.arrivals.append(Arrival(event.id, 0, at, "added", added, actor, "admin-log"))
            case t.ChannelAdminLogEventActionParticipantJoin():
                batch.arrivals.append(Arrival(event.id, 0, at, "by_self", actor, None, "admin-log"))
            case t.ChannelAdminLogEventActionParticipantJoinByInvite():
                batch.arrivals.append(Arrival(event.id, 0, at, "by_link", actor, None, "admin-log"))
            case t.ChannelAdminLogEventActionParticipantJoinByRequest():
                batch.arrivals.append(Arrival(event.id, 0, at, "by_request", actor, None, "admin-log"))
            case t.ChannelAdminLogEventActionParticipantLeave():
                batch.leaves.append(Leave(event.id, 0, at, actor, by_self=True, source="admin-log"))
    _without_reader(batch, users)
    return batch


def importers(lines: Iterable[Any], users: People) -> Batch:
    """Who came by an invite link, or by a request to one, as the link's own list says."""
    arrivals = [
        Arrival(
            _seconds(line.date),
            0,
            _seconds(line.date),
            "by_request" if line.approved_by else "by_link",
            _person_by_id(line.user_id, users),
            None,
            "invite-links",
        )
        for line in lines
        if not line.requested
    ]
    batch = Batch([], arrivals, [], [])
    _without_reader(batch, users)
    return batch


def _person_by_id(user_id: int, users: People) -> Who:
    return users.whos.get(user_id) or Who(str(user_id), None)


def _person(peer: Any, users: People) -> Who | None:
    """The person behind a peer; None for a channel, the chat itself, or nobody."""
    return _person_by_id(peer.user_id, users) if isinstance(peer, t.PeerUser) else None


def _origin(forward: Any) -> str:
    peer = forward.from_id
    if isinstance(peer, t.PeerChannel):
        return f"channel{peer.channel_id}/{forward.channel_post or 0}"
    return f"user{peer.user_id}" if isinstance(peer, t.PeerUser) else forward.from_name or "hidden"


def _post(message: Any, at: int) -> Post:
    reactions = message.reactions
    replies = message.replies
    return Post(
        id=message.id,
        at=at,
        views=message.views,
        forwards=message.forwards,
        reactions=None if reactions is None else sum(found.count for found in reactions.results),
        comments=None if replies is None or not replies.comments else replies.replies,
    )


_BY_TYPE: dict[type, MessageKind] = {t.MessageMediaPhoto: "photo", t.MessageMediaPoll: "poll"}
_TEXT_MEDIA = (t.MessageMediaWebPage, t.MessageMediaEmpty)


def _kind(media: Any) -> MessageKind:
    if isinstance(media, _TEXT_MEDIA):
        return "text"
    if not isinstance(media, t.MessageMediaDocument):
        return _BY_TYPE.get(type(media), "other")
    attributes = {type(attribute): attribute for attribute in getattr(media.document, "attributes", ())}
    if t.DocumentAttributeSticker in attributes:
        return "sticker"
    if t.DocumentAttributeAnimated in attributes:
        return "animation"
    if t.DocumentAttributeVideo in attributes:
        return "video"
    audio = attributes.get(t.DocumentAttributeAudio)
    return "voice" if audio is not None and audio.voice else "file"


def _seconds(moment: Any) -> int:
    return int(moment.timestamp())
