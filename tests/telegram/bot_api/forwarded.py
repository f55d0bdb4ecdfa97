"""Where a forwarded message says that it comes from."""

from typing import Any

from tests.telegram.bot_api.chats import Chats
from tests.telegram.bot_api.shown import shown_chat
from tests.telegram.world import Room


def of_room(chats: Chats, room: Room, at: int, *, anonymous: bool) -> dict[str, Any]:
    """Of a channel the post; of a group an anonymous admin is the group itself, and anybody else a person."""
    chat, last = shown_chat(room), room.ids[-1] if room.ids else 1
    if room.is_channel:
        return {"type": "channel", "date": at, "chat": chat, "message_id": last}
    if anonymous:
        return {"type": "chat", "date": at, "sender_chat": chat}
    writers = (event.actor for event in reversed(room.history) if event.kind == "message" and event.actor)
    return of_person(chats.user(next(writers, room.chat.creator)), at)


def of_person(user: dict[str, Any] | None, at: int) -> dict[str, Any]:
    """Of a person who lets it be seen."""
    return {"type": "user", "date": at, "sender_user": user}
