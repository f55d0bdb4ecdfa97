"""Reading a history, in pages of a hundred, in both directions."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from telethon.tl import functions, types

from tests.telegram.dispatch import Caller, answers
from tests.telegram.faults import RpcFault
from tests.telegram.shown.chats import chat, neighbour
from tests.telegram.shown.messages import message, people_in
from tests.telegram.shown.users import user
from tests.telegram.world import Room
from tests.worlds.world import Event

PAGE = 100


@answers(functions.messages.GetHistoryRequest)
def get_history(caller: Caller, request: Any) -> Any:
    """A window into the history, newest first. It begins `add_offset` messages after the first one older than
    `offset_id` (or `offset_date`) and is at most a hundred long; a window that begins before the newest message is
    cut there. `max_id` and `min_id` only thin out what lies in the window."""
    room = caller.world.readable(request.peer, caller.account)
    first, last = room.visible(caller.account)
    older = last
    if request.offset_id:
        older = bisect_left(room.ids, request.offset_id, first, last)
    elif request.offset_date:
        moment = int(request.offset_date.timestamp())
        if moment:
            older = bisect_left(room.history, moment, first, last, key=lambda event: event.at)
    # places count from the oldest, the window from the newest
    end = older - request.add_offset
    begin = end - min(max(request.limit, 0), PAGE)
    window = room.history[max(begin, first) : max(min(end, last), first)]
    wanted = [
        event
        for event in reversed(window)
        if event.id > request.min_id and (not request.max_id or event.id < request.max_id)
    ]
    return _page(caller, room, wanted, last - first)


def _page(caller: Caller, room: Room, events: list[Event], total: int) -> Any:
    messages = [message(room, event) for event in events]
    chats, users = _around(caller, room, events)
    if not room.is_basic:
        return types.messages.ChannelMessages(1, total, messages, [], chats, users)
    if len(messages) == total:
        return types.messages.Messages(messages, [], chats, users)
    return types.messages.MessagesSlice(total, messages, [], chats, users)


def _around(caller: Caller, room: Room, events: Iterable[Event]) -> tuple[list[Any], list[Any]]:
    """The chats and people that the messages speak of."""
    viewer, world = caller.account, caller.world
    events = list(events)
    chats = [chat(room, viewer)]
    channels = {event.sent_as for event in events if event.sent_as is not None}
    chats += [neighbour(each, room.chat.neighbours.get(each, "?"), viewer, room.chat.now) for each in sorted(channels)]
    if room.chat.linked in world.rooms and any(event.auto_forward_of is not None for event in events):
        chats.append(chat(world.rooms[room.chat.linked], viewer))
    people = sorted({person for event in events for person in people_in(room, event)})
    return chats, [user(world.people[each], viewer, room.chat.now, from_history=True) for each in people]


@answers(functions.channels.GetMessagesRequest)
def get_channel_messages(caller: Caller, request: Any) -> Any:
    """Messages of a supergroup or channel by their ids; what is not there comes empty."""
    room = caller.world.readable(request.channel, caller.account)
    first, last = room.visible(caller.account)
    found, messages = [], []
    for each in request.id[:PAGE]:
        wanted = getattr(each, "id", 0)
        place = bisect_left(room.ids, wanted, first, last)
        if place < last and room.ids[place] == wanted:
            found.append(room.history[place])
            messages.append(message(room, room.history[place]))
        else:
            messages.append(types.MessageEmpty(wanted, None))
    chats, users = _around(caller, room, found)
    return types.messages.ChannelMessages(1, len(messages), messages, [], chats, users)


@answers(functions.messages.GetMessagesRequest)
def get_messages(caller: Caller, request: Any) -> Any:
    """Messages of the account's mailbox by id: here the basic groups it is in."""
    rooms = [room for room in caller.world.joined(caller.account) if room.is_basic]
    for room in rooms:
        first, last = room.visible(caller.account)
        wanted = {getattr(each, "id", 0) for each in request.id}
        events = [event for event in room.history[first:last] if event.id in wanted]
        if events:
            chats, users = _around(caller, room, events)
            return types.messages.Messages([message(room, event) for event in events], [], chats, users)
    raise RpcFault(400, "MESSAGE_IDS_EMPTY")
