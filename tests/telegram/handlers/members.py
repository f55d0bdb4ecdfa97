"""Who is in a chat, as far as the one who asks may know."""

from typing import Any

from telethon.tl import functions, types

from tests.telegram.dispatch import Caller, answers
from tests.telegram.faults import RpcFault
from tests.telegram.shown.chats import chat, participant
from tests.telegram.shown.users import user
from tests.telegram.world import LiveWorld, Room
from tests.worlds.live import Operator

PAGE = 200
LONGEST_LIST = 10_000
LONGEST_LIST_OF_A_CHANNEL = 200

_ADMIN_LISTS = (types.ChannelParticipantsKicked, types.ChannelParticipantsBanned)


@answers(functions.channels.GetParticipantsRequest)
def get_participants(caller: Caller, request: Any) -> Any:
    """A page of the member list. However many there are, the list ends after ten thousand (a broadcast channel's,
    which only admins see, after two hundred), those seen last first."""
    viewer, world = caller.account, caller.world
    room = world.readable(request.channel, viewer)
    people, total = _listed(world, room, viewer, request.filter)
    longest = LONGEST_LIST_OF_A_CHANNEL if room.is_channel else LONGEST_LIST
    start, limit = max(request.offset, 0), min(max(request.limit, 0), PAGE)
    page = people[:longest][start : start + limit]
    return types.channels.ChannelParticipants(
        total,
        [participant(room, each, viewer) for each in page],
        [chat(room, viewer)],
        [user(world.people[each], viewer, room.chat.now) for each in page],
    )


def _listed(world: LiveWorld, room: Room, viewer: Operator, wanted: Any) -> tuple[list[int], int]:
    """The people of a filter in the list's order, and how many Telegram says there are."""
    is_admin = room.is_admin(viewer)
    if (room.is_channel or isinstance(wanted, _ADMIN_LISTS)) and not is_admin:
        raise RpcFault(400, "CHAT_ADMIN_REQUIRED")
    if isinstance(wanted, types.ChannelParticipantsAdmins):
        found = room.admins()
    elif isinstance(wanted, types.ChannelParticipantsBots):
        found = room.bots()
    elif isinstance(wanted, (*_ADMIN_LISTS, types.ChannelParticipantsContacts)):
        found = []
    elif not room.may_list(viewer):
        found = list(dict.fromkeys([*room.admins(), *room.bots()]))
    else:
        text = getattr(wanted, "q", "") or ""
        if not text:
            return room.by_activity, room.count
        found = [each for each in room.by_activity if _is_called(world, each, text.lower())]
    return found, len(found)


def _is_called(world: LiveWorld, person: int, text: str) -> bool:
    account = world.people[person]
    names = (account.first_name, account.last_name, account.username)
    return any(name is not None and name.lower().startswith(text) for name in names)


@answers(functions.channels.GetParticipantRequest)
def get_participant(caller: Caller, request: Any) -> Any:
    """One member. A channel tells its subscribers to admins only, but everybody learns about themselves."""
    viewer, world = caller.account, caller.world
    room = world.readable(request.channel, viewer)
    person = world.person(request.participant, viewer)
    if person.id != viewer.id and not room.may_list(viewer) and person.id not in {*room.admins(), *room.bots()}:
        raise RpcFault(400, "CHAT_ADMIN_REQUIRED")
    inside = person.id in room.chat.members
    if person.id in world.operators:
        inside = room.is_inside(world.operators[person.id])
    if not inside:
        raise RpcFault(400, "USER_NOT_PARTICIPANT")
    return types.channels.ChannelParticipant(
        participant(room, person.id, viewer), [chat(room, viewer)], [user(person, viewer, room.chat.now)]
    )
