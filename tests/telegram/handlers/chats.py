"""Finding a chat, and what it says of itself."""

import re
from typing import Any

from telethon.tl import functions, types

from tests.telegram.dispatch import Caller, answers
from tests.telegram.faults import RpcFault
from tests.telegram.shown.chats import basic_participant, chat, neighbour, peer
from tests.telegram.shown.messages import message, people_in
from tests.telegram.shown.users import user
from tests.telegram.world import Room
from tests.worlds.live import Operator

USERNAME = re.compile(r"[a-z][a-z0-9_]{2,30}[a-z0-9]", re.IGNORECASE)


@answers(functions.contacts.ResolveUsernameRequest)
def resolve_username(caller: Caller, request: Any) -> Any:
    """The chat or person of a username."""
    viewer, world = caller.account, caller.world
    if not USERNAME.fullmatch(request.username):
        raise RpcFault(400, "USERNAME_INVALID")
    found = world.named(request.username)
    if found is None:
        raise RpcFault(400, "USERNAME_NOT_OCCUPIED")
    if isinstance(found, Room):
        return types.contacts.ResolvedPeer(peer(found), [chat(found, viewer)], [])
    return types.contacts.ResolvedPeer(types.PeerUser(found), [], [user(world.people[found], viewer, world.now)])


@answers(functions.channels.GetChannelsRequest)
def get_channels(caller: Caller, request: Any) -> Any:
    """Chats by their ids and access hashes."""
    return types.messages.Chats([chat(caller.world.room(each, caller.account), caller.account) for each in request.id])


@answers(functions.messages.GetChatsRequest)
def get_chats(caller: Caller, request: Any) -> Any:
    """Basic groups by their ids."""
    rooms = [caller.world.room(types.PeerChat(each), caller.account) for each in request.id]
    return types.messages.Chats([chat(room, caller.account) for room in rooms])


@answers(functions.channels.GetFullChannelRequest)
def get_full_channel(caller: Caller, request: Any) -> Any:
    """All that a supergroup or channel says of itself."""
    viewer, world = caller.account, caller.world
    room = world.readable(request.channel, viewer)
    around = [world.rooms[other] for other in (room.chat.linked,) if other in world.rooms]
    if room.chat.ancestor is not None:
        around.append(world.rooms[room.chat.ancestor.id])
    full = _full(room, viewer)
    asking = [user(world.people[each], viewer, world.now) for each in full.recent_requesters or []]
    return types.messages.ChatFull(full, [chat(each, viewer) for each in (room, *around)], asking)


def _full(room: Room, viewer: Operator) -> Any:
    facts, is_admin = room.chat, room.is_admin(viewer)
    border = room.hidden_until(viewer)
    ancestor = facts.ancestor
    asking = list(room.asking) if is_admin and room.asking else None
    return types.ChannelFull(
        room.id,
        facts.about,
        0,
        0,
        0,
        types.PhotoEmpty(0),
        types.PeerNotifySettings(),
        [],
        1,
        can_view_participants=(is_admin if room.is_channel else room.may_list(viewer)) or None,
        participants_hidden=facts.participants_hidden or None,
        hidden_prehistory=facts.prehistory_hidden or None,
        participants_count=room.count,
        admins_count=len(room.admins()) if is_admin else None,
        kicked_count=0 if is_admin else None,
        banned_count=0 if is_admin else None,
        online_count=None if room.is_channel else online(room),
        available_min_id=border or None,
        linked_chat_id=facts.linked,
        migrated_from_chat_id=None if ancestor is None else ancestor.id,
        migrated_from_max_id=None if ancestor is None else ancestor.events[-1].id,
        requests_pending=None if asking is None else len(asking),
        recent_requesters=asking,
        guard_bot_id=facts.guard_bot,
    )


@answers(functions.messages.GetFullChatRequest)
def get_full_chat(caller: Caller, request: Any) -> Any:
    """All that a basic group says of itself: everybody, and who brought them. Those outside see nothing."""
    viewer, world = caller.account, caller.world
    room = world.readable(types.PeerChat(request.chat_id), viewer)
    if room.chat.migrated_to is None:
        people = [*room.seats, *room.chat.members]
        participants = types.ChatParticipants(room.id, [basic_participant(room, each) for each in people], 1)
    else:
        people = [viewer.id]
        participants = types.ChatParticipantsForbidden(room.id)
    full = types.ChatFull(room.id, room.chat.about, participants, types.PeerNotifySettings())
    rooms = [room] if room.chat.migrated_to is None else [room, world.rooms[room.chat.migrated_to]]
    users = [user(world.people[each], viewer, room.chat.now) for each in people]
    return types.messages.ChatFull(full, [chat(each, viewer) for each in rooms], users)


@answers(functions.messages.GetOnlinesRequest)
def get_onlines(caller: Caller, request: Any) -> Any:
    """How many are online, which is told even where the list is hidden."""
    return types.ChatOnlines(online(caller.world.readable(request.peer, caller.account)))


def online(room: Room) -> int:
    """How many members are online, with ours."""
    return sum(room.chat.accounts[each].last_seen == "online" for each in room.chat.members) + len(room.seats)


@answers(functions.messages.GetDialogsRequest)
def get_dialogs(caller: Caller, request: Any) -> Any:
    """The chats that the account is in, the one with the newest message first, in pages."""
    viewer = caller.account
    rooms = _newest_first(list(caller.world.joined(viewer)))
    start = 0
    if not isinstance(request.offset_peer, types.InputPeerEmpty):
        last = getattr(request.offset_peer, "channel_id", None) or getattr(request.offset_peer, "chat_id", None)
        start = next((place for place, room in enumerate(rooms, 1) if room.id == last), 0)
    page = rooms[start : start + min(max(request.limit, 1), 100)]
    parts = _dialogs(caller, page)
    if len(page) == len(rooms):
        return types.messages.Dialogs(*parts)
    return types.messages.DialogsSlice(len(rooms), *parts)


@answers(functions.messages.GetPeerDialogsRequest)
def get_peer_dialogs(caller: Caller, request: Any) -> Any:
    """The state of the chats asked for."""
    rooms = [
        caller.world.readable(each.peer, caller.account)
        for each in request.peers
        if isinstance(each, types.InputDialogPeer)
    ]
    return types.messages.PeerDialogs(*_dialogs(caller, rooms), types.updates.State(1, 0, caller.world.now, 1, 0))


def _newest_first(rooms: list[Room]) -> list[Room]:
    return sorted(rooms, key=lambda room: (room.history[-1].at if room.history else 0, room.id), reverse=True)


def _dialogs(caller: Caller, rooms: list[Room]) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    viewer, world = caller.account, caller.world
    dialogs, messages, people = [], [], set()
    chats = [chat(room, viewer) for room in rooms]
    for room in rooms:
        first, last = room.visible(viewer)
        top = room.history[last - 1] if last > first else None
        pts = None if room.is_basic else 1
        top_id = 0 if top is None else top.id
        dialogs.append(types.Dialog(peer(room), top_id, 0, 0, 0, 0, 0, 0, types.PeerNotifySettings(), pts=pts))
        if top is not None:
            messages.append(message(room, top))
            people |= people_in(room, top)
        chats += [neighbour(each, title, viewer, room.chat.now) for each, title in room.chat.neighbours.items()]
    users = [user(world.people[each], viewer, world.now, from_history=True) for each in sorted(people)]
    return dialogs, messages, chats, users
