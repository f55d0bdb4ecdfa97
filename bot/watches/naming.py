"""Who adds, by name: for the admins of that very chat alone, read again from the admin log, and never kept."""

import logging

from telegram import CallbackQuery, ChatMember
from telegram.error import BadRequest, Forbidden

from auditor.collect.live.adders import adders_by_name
from auditor.errors import DeadSoulsError
from bot.talk import Talk, note, say
from bot.watches import watch_answers
from storage.audited import chats
from storage.companion import alerts
from storage.records import Chat

log = logging.getLogger("deadsouls.naming")

LOG_SECONDS = 48 * 3_600
"""So long Telegram shows what is in an admin log (channels.getAdminLog; TDLib says it of `getChatEventLog`)."""


async def name_adder(query: CallbackQuery, talk: Talk, number: str) -> None:
    """Tells an admin of the chat, in private, who added most in a burst; whoever taps is looked up at that moment."""
    companion = talk.companion
    alert = await alerts.find(companion.store, int(number))
    async with companion.store.reading() as connection:
        chat = None if alert is None or alert.chat is None else await chats.fetch(connection, alert.chat)
    if alert is None or chat is None or not alert.adder or not await is_admin(talk, chat):
        await note(query, watch_answers.not_named("not-an-admin", talk.words))
        return
    if companion.clock() - alert.made_at > LOG_SECONDS:
        await note(query, watch_answers.not_named("too-late", talk.words))
        return
    names = None
    for pace in companion.readers.values():
        try:
            names = await adders_by_name(companion.store, pace, chat, {alert.adder})
            break
        except DeadSoulsError as error:
            log.info("the admin log cannot be read: %s", error.slug)
    if names is None:
        await note(query, watch_answers.not_named("no-log", talk.words))
        return
    await note(query)
    try:
        await say(talk.message.get_bot(), talk.person, watch_answers.adders(names, talk.words))
    except (Forbidden, BadRequest) as error:
        log.info("an adder cannot be named: %s", type(error).__name__)


async def is_admin(talk: Talk, chat: Chat) -> bool:
    """Whether somebody is an admin of a chat, as Telegram says at this moment."""
    if chat.telegram_id is None:
        return False
    number = -chat.telegram_id if chat.kind == "basic-group" else int(f"-100{chat.telegram_id}")
    try:
        member = await talk.message.get_bot().get_chat_member(number, talk.person)
    except (BadRequest, Forbidden):  # the bot is not there, and so cannot know
        return False
    return member.status in {ChatMember.ADMINISTRATOR, ChatMember.OWNER}
