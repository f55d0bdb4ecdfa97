"""Who comes and who goes, as it happens, where the bot is an admin: the one exact source of who added whom."""

import datetime as dt
from typing import Any

from telegram import Chat as TelegramChat
from telegram import ChatMember, ChatMemberUpdated, Update, User
from telegram.constants import ChatID
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.companion import Companion
from bot.talk import Context
from bot.watches import alarms
from storage.audited import updates
from storage.records import Arrival, ArrivalKind, Chat, Leave, Who
from storage.sources import ChatKind

_KINDS: dict[str, ChatKind] = {"group": "basic-group", "supergroup": "supergroup", "channel": "channel"}
_OUTSIDE = {ChatMember.LEFT, ChatMember.BANNED}
_INSIDE = {ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER}


NOBODYS = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.SERVICE_CHAT, ChatID.FAKE_CHANNEL})
"""Ids that stand for many: Telegram shows them in place of who acted."""


async def somebody_moved(update: Update, context: Context) -> None:
    """Records an arrival or a leave of somebody else."""
    companion: Companion = context.bot_data["companion"]
    moved = update.chat_member
    if moved is None or (chat := chat_of(moved.chat)) is None:
        return
    event = event_of(moved)
    if event is None:
        return
    await updates.record(companion.store, chat, event, now=companion.clock())
    if isinstance(event, Arrival):
        await alarms.notice(companion, chat, event)


async def we_moved(update: Update, context: Context) -> None:
    """The bot became an admin somewhere, and hears from now on; or is none any longer. Whoever blocked it, and a group
    that put it out, watch nothing from then on, and what they asked for is read no further: nobody could be told."""
    companion: Companion = context.bot_data["companion"]
    moved = update.my_chat_member
    if moved is None:
        return
    if moved.new_chat_member.status in _OUTSIDE and not await _became_a_supergroup(moved.chat):
        await companion.leave_room(moved.chat.id)
    if (chat := chat_of(moved.chat)) is None:
        return
    hears = moved.new_chat_member.status == ChatMember.ADMINISTRATOR
    await (updates.listen if hears else updates.deafen)(companion.store, chat, companion.clock())


async def _became_a_supergroup(chat: TelegramChat) -> bool:
    """Whether a basic group put the bot out because it is a supergroup now, which goes on."""
    if chat.type != TelegramChat.GROUP:
        return False
    try:
        await chat.get_bot().get_chat(chat.id)
    except ChatMigrated:
        return True
    except (Forbidden, BadRequest):
        return False
    except TelegramError:  # nobody knows; if it put the bot out, the next word there says so
        return True
    return True


def chat_of(chat: TelegramChat) -> Chat | None:
    """A chat of the Bot API as the storage knows it; None for a private one."""
    kind = _KINDS.get(chat.type)
    if kind is None:
        return None
    number = str(chat.id)
    bare = number[4:] if number.startswith("-100") and kind != "basic-group" else number.lstrip("-")
    return Chat(chat.title or "", kind, int(bare), chat.username)


def event_of(moved: ChatMemberUpdated) -> Arrival | Leave | None:
    """The arrival or leave that an update tells of; None where somebody only changed their rights, and for bots."""
    person = moved.new_chat_member.user
    was, now = _is_inside(moved.old_chat_member), _is_inside(moved.new_chat_member)
    if person.is_bot or was == now:
        return None
    at = int(moved.date.replace(tzinfo=moved.date.tzinfo or dt.UTC).timestamp())
    acted = moved.from_user
    if not now:
        return Leave(0, 0, at, _who(person), acted.id == person.id, "bot-updates")
    kind: ArrivalKind = "by_self"
    if moved.via_join_request:
        kind = "by_request"
    elif moved.invite_link is not None or moved.via_chat_folder_invite_link:
        kind = "by_link"
    elif acted.id != person.id:
        kind = "added"
    adder = _who(acted) if kind == "added" and acted.id not in NOBODYS else None
    return Arrival(0, 0, at, kind, _who(person), adder, "bot-updates")


def _is_inside(member: Any) -> bool:
    return member.status in _INSIDE or (member.status == ChatMember.RESTRICTED and bool(member.is_member))


def _who(user: User) -> Who:
    return Who(str(user.id), user.full_name)
