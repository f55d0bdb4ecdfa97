"""Coming in and going out, and what admins see of the links that people came by."""

import re
from typing import Any

from telethon.tl import functions, types

from tests.telegram.dispatch import Caller, answers
from tests.telegram.faults import RpcFault
from tests.telegram.shown.chats import chat
from tests.telegram.shown.users import user
from tests.telegram.world import Room
from tests.worlds.live import Operator
from tests.worlds.world import Event

PAGE = 100
HASH = re.compile(r"[\w-]{5,64}", re.ASCII)
PEEK_LASTS = 300


@answers(functions.messages.CheckChatInviteRequest)
def check_chat_invite(caller: Caller, request: Any) -> Any:
    """What a link leads to: told before anybody joins."""
    viewer = caller.account
    room = _invited(caller, request.hash)
    if room.is_inside(viewer):
        return types.ChatInviteAlready(chat(room, viewer))
    if room.chat.peek:
        room.peeking.add(viewer.id)
        return types.ChatInvitePeek(chat(room, viewer), caller.world.now + PEEK_LASTS)
    known = [each for each in room.by_activity[:3] if not room.chat.participants_hidden]
    return types.ChatInvite(
        room.chat.title,
        types.PhotoEmpty(0),
        room.count,
        0,
        channel=not room.is_basic or None,
        broadcast=room.is_channel or None,
        public=room.chat.username is not None or None,
        megagroup=(not room.is_basic and not room.is_channel) or None,
        request_needed=room.chat.request_needed or None,
        about=room.chat.about or None,
        participants=[user(caller.world.people[each], viewer, room.chat.now) for each in known] or None,
    )


def _invited(caller: Caller, invite: str) -> Room:
    if not HASH.fullmatch(invite):
        raise RpcFault(400, "INVITE_HASH_INVALID" if invite else "INVITE_HASH_EMPTY")
    room = caller.world.invited(invite)
    if room is None:
        raise RpcFault(400, "INVITE_HASH_EXPIRED")
    return room


@answers(functions.messages.ImportChatInviteRequest)
def import_chat_invite(caller: Caller, request: Any) -> Any:
    """Joining by a link."""
    return _join(caller, _invited(caller, request.hash), by_link=True)


@answers(functions.channels.JoinChannelRequest)
def join_channel(caller: Caller, request: Any) -> Any:
    """Joining a public chat."""
    room = caller.world.room(request.channel, caller.account)
    if not room.may_read(caller.account):
        raise RpcFault(406, "CHANNEL_PRIVATE")
    return _join(caller, room, by_link=False)


def _join(caller: Caller, room: Room, *, by_link: bool) -> Any:
    viewer, world = caller.account, caller.world
    if room.is_inside(viewer):
        if by_link:
            raise RpcFault(400, "USER_ALREADY_PARTICIPANT")
    elif room.standing(viewer) == "banned":
        raise RpcFault(400, "USER_BANNED_IN_CHANNEL")
    elif room.chat.guard_bot is not None:
        guard = user(world.people[room.chat.guard_bot], viewer, world.now)
        return types.messages.ChatInviteJoinResultWebView(room.chat.guard_bot, room.id, [guard])
    elif room.chat.request_needed:
        room.asking.add(viewer.id)
        raise RpcFault(400, "INVITE_REQUEST_SENT")
    else:
        let_in(room, viewer, "join_by_link" if by_link else "invite_members")
    update = types.UpdateChat(room.id) if room.is_basic else types.UpdateChannel(room.id)
    updates = types.Updates([update], [], [chat(room, viewer)], world.now, 0)
    return types.messages.ChatInviteJoinResultOk(updates)


def let_in(room: Room, account: Operator, how: Any) -> None:
    """The account is in from now on, and the history says how it came."""
    members = (account.id,) if how == "invite_members" else ()
    room.join(account, Event(room.next_id(), room.chat.now, how, account.id, members))


@answers(functions.channels.LeaveChannelRequest)
def leave_channel(caller: Caller, request: Any) -> Any:
    """Going out again."""
    viewer = caller.account
    room = caller.world.room(request.channel, viewer)
    return _leave(caller, room)


@answers(functions.messages.DeleteChatUserRequest)
def delete_chat_user(caller: Caller, request: Any) -> Any:
    """Going out of a basic group. Nobody else is ever removed here: audits only read."""
    room = caller.world.room(types.PeerChat(request.chat_id), caller.account)
    if caller.world.person(request.user_id, caller.account).id != caller.account.id:
        raise RpcFault(400, "CHAT_ADMIN_REQUIRED")
    return _leave(caller, room)


def _leave(caller: Caller, room: Room) -> Any:
    viewer = caller.account
    if not room.is_inside(viewer):
        raise RpcFault(400, "USER_NOT_PARTICIPANT")
    room.leave(viewer)
    return types.Updates([], [], [chat(room, viewer)], caller.world.now, 0)


def exported(caller: Caller, room: Room, maker: int) -> Any:
    """Somebody's invite link, as admins see it."""
    return types.ChatInviteExported(
        f"https://t.me/+{room.chat.link_of(maker)}",
        maker,
        room.chat.begins,
        permanent=True,
        request_needed=room.chat.request_needed or None,
        usage=len(_came_by(room, maker)) or None,
        requested=len(room.asking) or None,
    )


@answers(functions.messages.GetExportedChatInvitesRequest)
def get_exported_chat_invites(caller: Caller, request: Any) -> Any:
    """The links of one admin."""
    viewer, world = caller.account, caller.world
    room = world.administered(request.peer, viewer)
    maker = world.person(request.admin_id, viewer)
    makers = [] if request.revoked or maker.id not in _makers(room) else [maker.id]
    invites = [exported(caller, room, each) for each in makers if request.offset_link is None]
    return types.messages.ExportedChatInvites(len(makers), invites, [user(maker, viewer, room.chat.now)])


@answers(functions.messages.GetAdminsWithInvitesRequest)
def get_admins_with_invites(caller: Caller, request: Any) -> Any:
    """Who has links."""
    viewer, world = caller.account, caller.world
    room = world.administered(request.peer, viewer)
    admins = [types.ChatAdminWithInvites(each, 1, 0) for each in _makers(room)]
    users = [user(world.people[each], viewer, room.chat.now) for each in _makers(room)]
    return types.messages.ChatAdminsWithInvites(admins, users)


def _makers(room: Room) -> list[int]:
    return list(dict.fromkeys((room.chat.creator, *room.chat.link_makers)))


def _came_by(room: Room, maker: int | None) -> list[Event]:
    """Who came by somebody's link (None: by any), newest first, each person once; those whom an admin let in came by
    the creator's."""
    found = []
    for event in room.chat.events:
        if event.kind == "join_by_link":
            its_maker = room.chat.link_maker(event.actor)
        elif event.kind == "join_by_request":
            its_maker = room.chat.creator
        else:
            continue
        if maker in {None, its_maker}:
            found.append(event)
    last = {event.actor: event for event in found}
    return sorted(last.values(), key=lambda event: (event.at, event.actor), reverse=True)


@answers(functions.messages.GetChatInviteImportersRequest)
def get_chat_invite_importers(caller: Caller, request: Any) -> Any:
    """Who came by a link, newest first, or who is asking to be let in. Pages go on after a date and a person."""
    viewer, world = caller.account, caller.world
    room = world.administered(request.peer, viewer)
    if request.requested:
        importers = [types.ChatInviteImporter(each, world.now, requested=True) for each in sorted(room.asking)]
        return _importers(caller, room, importers, len(importers))
    maker = None
    if request.link is not None:
        makers = {room.chat.link_of(each): each for each in _makers(room)}
        maker = makers.get(request.link.rsplit("/", 1)[-1].lstrip("+"))
        if maker is None:
            raise RpcFault(400, "INVITE_HASH_EXPIRED")
    events = _came_by(room, maker)
    moment = int(request.offset_date.timestamp()) if request.offset_date else 0
    rest = events
    if moment:
        after = (moment, getattr(request.offset_user, "user_id", 0))
        rest = [event for event in events if (event.at, event.actor) < after]
    page = rest[: min(max(request.limit, 0), PAGE)]
    importers = [
        types.ChatInviteImporter(
            event.actor, event.at, approved_by=room.chat.creator if event.kind == "join_by_request" else None
        )
        for event in page
    ]
    return _importers(caller, room, importers, len(events))


def _importers(caller: Caller, room: Room, importers: list[Any], total: int) -> Any:
    users = [user(caller.world.people[each.user_id], caller.account, room.chat.now) for each in importers]
    return types.messages.ChatInviteImporters(total, importers, users)
