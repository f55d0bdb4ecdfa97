"""What admins see of the last two days: exactly who came, who brought them, who left."""

from typing import Any

from telethon.tl import functions, types

from tests.telegram.dispatch import Caller, answers
from tests.telegram.handlers.invites import exported
from tests.telegram.shown.chats import chat
from tests.telegram.shown.users import user
from tests.telegram.world import Room
from tests.worlds.world import DAY, THE_CHAT, Event

PAGE = 100
KEPT = 2 * DAY
_KINDS = {"invite_members", "join_by_link", "join_by_request", "remove_members"}


@answers(functions.channels.GetAdminLogRequest)
def get_admin_log(caller: Caller, request: Any) -> Any:
    """The log, newest first: comings and goings, of which some have no service message."""
    viewer, world = caller.account, caller.world
    room = world.administered(request.channel, viewer)
    wanted = request.events_filter
    page: list[Any] = []
    people: set[int] = set()
    for number, kind, event, person in _entries(room):
        if (request.max_id and number >= request.max_id) or number <= request.min_id:
            continue
        if wanted is not None and not getattr(wanted, kind, None):
            continue
        if len(page) == min(max(request.limit, 0), PAGE):
            break
        actor = room.chat.creator if event.actor == THE_CHAT else event.actor
        page.append(types.ChannelAdminLogEvent(number, event.at, actor, _action(caller, room, kind, event, person)))
        people |= {actor, person, room.chat.creator}
    users = [user(world.people[each], viewer, room.chat.now) for each in sorted(people)]
    return types.channels.AdminLogResults(page, [chat(room, viewer)], users)


def _entries(room: Room) -> list[tuple[int, str, Event, int]]:
    """Number, filter name, event and person, newest first. Whoever was added has an entry, several at once too."""
    found = []
    for event in room.chat.events:
        if event.at < room.chat.now - KEPT or event.kind not in _KINDS:
            continue
        for place, person in enumerate(event.members or (event.actor,)):
            alone = person == event.actor
            if event.kind == "remove_members":
                kind = "leave" if alone else "kick"
            else:
                kind = "invite" if event.kind == "invite_members" and not alone else "join"
            found.append((event.id * 1_000 + place, kind, event, person))
    return found[::-1]


def _action(caller: Caller, room: Room, kind: str, event: Event, person: int) -> Any:
    member = types.ChannelParticipant(person, event.at)
    match kind:
        case "invite":
            return types.ChannelAdminLogEventActionParticipantInvite(member)
        case "leave":
            return types.ChannelAdminLogEventActionParticipantLeave()
        case "kick":
            return types.ChannelAdminLogEventActionParticipantToggleBan(
                member,
                types.ChannelParticipantBanned(
                    types.PeerUser(person),
                    room.chat.creator if event.actor == THE_CHAT else event.actor,
                    event.at,
                    types.ChatBannedRights(0, view_messages=True),
                    left=True,
                ),
            )
    if event.kind == "join_by_link":
        invite = exported(caller, room, room.chat.link_maker(person))
        return types.ChannelAdminLogEventActionParticipantJoinByInvite(invite)
    if event.kind == "join_by_request":
        invite = exported(caller, room, room.chat.creator)
        return types.ChannelAdminLogEventActionParticipantJoinByRequest(invite, room.chat.creator)
    return types.ChannelAdminLogEventActionParticipantJoin()
