"""What the bot asks about chats."""

from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.faults import bad
from tests.telegram.bot_api.forms import Form
from tests.telegram.bot_api.shown import api_id
from tests.telegram.world import INSIDE, Room

if TYPE_CHECKING:
    from tests.telegram.bot_api.server import LocalBotApi

__all__ = ["get_chat", "get_chat_administrators", "get_chat_member", "get_chat_member_count", "leave_chat"]


def get_chat(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """All about a chat. Public ones are told of to everybody."""
    where = api.chats.told(form.text("chat_id"))
    if isinstance(where, Room) and where.chat.username is None:
        api.chats.entered(str(api_id(where)))
    return api.chats.full(where)


def get_chat_administrators(api: "LocalBotApi", form: Form) -> list[dict[str, Any]]:
    """Creator and admins."""
    room = _room(api, form, "there are no administrators in the private chat")
    return api.chats.admins(room)


def get_chat_member(api: "LocalBotApi", form: Form) -> dict[str, Any]:
    """What somebody is in a chat. Where members are hidden, only admins are told."""
    room = _room(api, form, "chat not found")
    person = form.number("user_id")
    if room.chat.participants_hidden and person != api.bot.id and not api.chats.bot_is_admin(room):
        raise bad("CHAT_ADMIN_REQUIRED")
    return api.chats.member(room, person)


def get_chat_member_count(api: "LocalBotApi", form: Form) -> int:
    """How many are in a chat; in a private one the two."""
    where = api.chats.entered(form.text("chat_id"))
    return api.chats.count(where) if isinstance(where, Room) else 2


def leave_chat(api: "LocalBotApi", form: Form) -> bool:
    """The bot goes out."""
    where = api.chats.entered(form.text("chat_id"))
    if not isinstance(where, Room):
        raise bad("chat member status can't be changed in private chats")
    api.bot_becomes("stranger", where, by=api.bot.shown())
    return True


def _room(api: "LocalBotApi", form: Form, otherwise: str) -> Room:
    where = api.chats.entered(form.text("chat_id"))
    if not isinstance(where, Room):
        raise bad(otherwise)
    if where.is_channel and api.chats.standing(where, api.bot.id) in INSIDE and not api.chats.bot_is_admin(where):
        raise bad("member list is inaccessible")
    return where
