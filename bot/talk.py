"""Who speaks, where, in which language, and which chat they show; what a command is, and how something is said."""

import logging
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from auditor.collect.live.target import Target, by_id_or_name
from auditor.report.statements.wording import Wording
from bot import access
from bot.companion import Companion
from bot.telling.answers import Answer
from storage.companion import talkers
from storage.errors import StorageError

log = logging.getLogger("deadsouls.commands")

Context = ContextTypes.DEFAULT_TYPE


class Talk(msgspec.Struct, frozen=True):
    """One message of somebody: who, where, in which language."""

    companion: Companion
    message: Message
    person: int
    language: str
    words: Wording
    private: bool
    role: access.Role
    """As it was when they spoke."""
    update: int = 0
    """Telegram's number of what they did."""

    async def say(self, answer: Answer) -> int:
        """Answers where it was asked."""
        message = self.message
        return await say(message.get_bot(), message.chat_id, answer, to=message.message_id, topic=self.topic)

    async def change(self, answer: Answer) -> bool:
        """Edits the message whose button they tapped."""
        return await change(self.message.get_bot(), self.message.chat_id, self.message.message_id, answer)

    @property
    def topic(self) -> int | None:
        """The topic of a forum in which they speak. A thread of replies has such a number, too, but is none."""
        return self.message.message_thread_id if self.message.is_topic_message else None

    @property
    def recipient(self) -> str:
        """Under what people of an audit get their names for them."""
        return f"person:{self.person}"


Run = Callable[[Talk, str], Awaitable[None]]
"""What a command does; the text is what was written behind it."""

NUMBER = r"(\d{1,12})"
"""The number of an audit or a job."""


class Tap(msgspec.Struct, frozen=True):
    """What a tap on a button does. The button's data is a verb, a colon and `data`, whose groups `run` is given as text
    after the query and who taps. Data says what is meant, never that it may be had: `run` decides that at each tap."""

    run: Callable[..., Awaitable[None]]
    data: str = NUMBER


class Command(msgspec.Struct, frozen=True):
    """All there is to a command. Help, menus, handlers and taps are made of these fields (`bot/handling.py`)."""

    name: str
    """As it is typed behind the slash."""
    run: Run
    what: Callable[[Wording], str] | None = None
    """What it does, for /help and the menus; None for one that is not listed."""
    who: access.Who = "askers"
    in_groups: bool = False
    """Whether the menu of groups has it; it is answered there in any case."""
    slow: bool = False
    """Whether it lets what is quicker go first."""
    tells_decision: bool = False
    """Whether it shows what was decided about people: its own decision is noted before it runs."""
    taps: Mapping[str, Tap] = {}
    """What the buttons under its answers do, by their verbs."""


# -- who speaks, and which chat they show


async def talk_of(update: Update, context: Context, *, at_any_rate: bool = False) -> Talk | None:
    """Who speaks; None for what nobody says: a channel's post, or what is written in the name of a chat, for which
    Telegram shows a user that stands for all. `at_any_rate`: who cannot be looked up is a stranger, who speaks as their
    Telegram does; else that is a `StorageError`."""
    companion: Companion = context.bot_data["companion"]
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or user.is_bot or speaks_as_a_chat(update):
        return None
    try:
        known = await talkers.find(companion.store, user.id)
    except StorageError:
        if not at_any_rate:
            raise
        known = talkers.Talker(user.id)
    language = companion.language_of(known, user.language_code)
    private = message.chat.type == "private"
    role = companion.role_of(known)
    return Talk(companion, message, user.id, language, companion.words(language), private, role, update.update_id)


def speaks_as_a_chat(update: Update) -> bool:
    """Whether a message is written in the name of a chat: by an anonymous admin, or by a channel. Who taps is always
    somebody."""
    return update.message is not None and update.message.sender_chat is not None


def shown(message: Message) -> Target | None:
    """The chat that a message shows: shared by a button, or forwarded from. None where it shows none."""
    shared = message.chat_shared
    if shared is not None:
        return by_id_or_name(shared.chat_id, shared.username)
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        return by_id_or_name(origin.chat.id, origin.chat.username)
    if isinstance(origin, MessageOriginChat):
        return by_id_or_name(origin.sender_chat.id, origin.sender_chat.username)
    return None


# -- saying


def keyboard(answer: Answer) -> InlineKeyboardMarkup | None:
    """The buttons of an answer as Telegram takes them."""
    rows = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in answer.buttons]
    return InlineKeyboardMarkup(rows) if rows else None


async def say(bot: Bot, room: int, answer: Answer, *, to: int | None = None, topic: int | None = None) -> int:
    """Sends an answer, in its topic, as a reply where there is something to reply to; returns the message's number."""
    reply = None if to is None else ReplyParameters(to, allow_sending_without_reply=True)
    sent = await bot.send_message(
        room, answer.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(answer), reply_parameters=reply,
        message_thread_id=topic,
    )  # fmt: skip
    return sent.message_id


async def change(bot: Bot, room: int, message: int, answer: Answer) -> bool:
    """Edits a message to an answer; False where the message is no longer there."""
    try:
        await bot.edit_message_text(
            answer.html, room, message, parse_mode=ParseMode.HTML, reply_markup=keyboard(answer)
        )
    except BadRequest as error:
        if "not modified" in error.message:
            return True
        if "not found" in error.message or "can't be edited" in error.message:
            return False
        raise
    return True


async def note(query: CallbackQuery, text: str = "") -> None:
    """Ends a tap, with a word of plain text or without; one that is too old needs no end."""
    try:
        await query.answer(text[:200], show_alert=bool(text))
    except TelegramError as error:
        log.info("a tap was not answered: %s", type(error).__name__)
