"""The bot's handlers, menus, taps and access, made of its commands."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Coroutine, Sequence
from html import unescape
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Message,
    Update,
)
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from auditor.errors import DeadSoulsError
from auditor.languages.spoken import LANGUAGES, SOURCE
from auditor.report.statements.wording import Wording, wording
from auditor.work import faults
from bot import access
from bot.commands.audit import AUDIT, anything
from bot.commands.every import COMMANDS, HELP
from bot.commands.help import listed
from bot.commands.watch import WATCH
from bot.companion import Companion
from bot.hearing import arrivals, uploads
from bot.hearing.inbox import Answering, Arriving, Hearing
from bot.talk import Command, Context, Run, Talk, Tap, note, say, speaks_as_a_chat, talk_of
from bot.telling import answers, pacing
from bot.telling.answers import Answer
from bot.telling.pacing import Pacing
from bot.watches import watch_words
from storage.companion import talkers
from storage.errors import StorageError, UnknownAudit

log = logging.getLogger("deadsouls.service")

HEARING_POOL = 2
"""Connections that fetch news alone, so that no crowd of answers makes the bot deaf: one waits for what comes, and one
is for the last request at the end, which says what was heard."""
INTRODUCE_SECONDS = 60.0

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]

TAPS = {verb: tap for each in COMMANDS for verb, tap in each.taps.items()}
"""What a button does, by the verb of its data."""


def application(companion: Companion) -> "Application":  # type: ignore[type-arg]
    """The bot with all its handlers."""
    settings, inbox = companion.settings, companion.inbox
    assert settings.bot_token is not None  # noqa: S101 - `run` has looked
    root = settings.bot_api_url.rstrip("/")
    hearing = Hearing(
        inbox, settings.bot_token.get_secret_value(), base_url=f"{root}/bot", base_file_url=f"{root}/file/bot",
        request=HTTPXRequest(connection_pool_size=64),
        get_updates_request=HTTPXRequest(connection_pool_size=HEARING_POOL), rate_limiter=Pacing(),
    )  # fmt: skip
    building = (
        Application.builder()
        .bot(hearing)
        .application_class(Answering, {"inbox_": inbox})
        .concurrent_updates(1_024)  # who waits for a turn must not keep others from theirs
    )
    bot = (building.update_queue(Arriving(inbox)) if settings.webhook_url else building).build()
    bot.bot_data["companion"] = companion
    for each in COMMANDS:
        bot.add_handler(CommandHandler(each.name, handler(each), ~filters.FORWARDED))
    for heard, means in _other_words():
        bot.add_handler(MessageHandler(filters.ChatType.PRIVATE & heard, means))
    bot.add_handler(CallbackQueryHandler(tapped))  # a pattern of its own would not take a tap without data
    bot.add_handler(ChatMemberHandler(arrivals.somebody_moved, ChatMemberHandler.CHAT_MEMBER))
    bot.add_handler(ChatMemberHandler(arrivals.we_moved, ChatMemberHandler.MY_CHAT_MEMBER))
    bot.add_error_handler(_failed)
    return bot


def _other_words() -> list[tuple[filters.BaseFilter, Handler]]:
    """What means a command in a private chat without naming it; the first that fits."""
    said = filters.TEXT | filters.FORWARDED | filters.StatusUpdate.CHAT_SHARED
    asks_to_watch = filters.Regex(watch_words.ASKS) & ~filters.COMMAND & ~filters.FORWARDED
    return [
        (filters.Document.ALL & ~filters.FORWARDED, handler(AUDIT, uploads.uploaded)),
        (asks_to_watch, handler(WATCH)),
        (said & (~filters.COMMAND | filters.FORWARDED), handler(AUDIT, anything)),
        (filters.COMMAND & ~filters.FORWARDED, handler(HELP)),
    ]


# -- commands


def handler(command: Command, run: Run | None = None) -> Handler:
    """Does a command, or what `run` does in its name: whoever speaks is looked up, and what they may is decided."""
    run = run or command.run

    async def handle(update: Update, context: Context) -> None:
        talk = await talk_of(update, context)
        if talk is None:
            await _ask_for_a_person(update, context.bot_data["companion"])
        else:
            await _do(talk, command, run)

    async def handle_slowly(update: Update, context: Context) -> None:
        companion: Companion = context.bot_data["companion"]
        try:
            async with companion.intake, companion.unhurried:
                with pacing.in_no_time():
                    await handle(update, context)
        except RetryAfter:  # whoever waits for one group holds up nobody else
            await handle(update, context)

    return handle_slowly if command.slow else handle


async def _do(talk: Talk, command: Command, run: Run) -> None:
    """Does a command if it may be, and says errors in a sentence."""
    verdict = access.decide_command(talk.role, talk.companion.settings.access, command.who)
    noting = asyncio.create_task(_noted(talk, command.name, verdict))  # the answer need not wait for its turn to write
    if command.tells_decision:
        await noting
    try:
        if verdict == "allowed":
            await run(talk, _rest(talk.message))
        else:
            await talk.say(answers.refusal(verdict, talk.words))
    except DeadSoulsError as error:
        await talk.say(_in_one_sentence(error, talk.words))
    except Forbidden:
        if not talk.private:
            await talk.say(answers.in_private_first(talk.words))
    finally:
        await noting


async def _noted(talk: Talk, name: str, verdict: access.Verdict) -> None:
    """Notes a decision; where the database is locked or the disk full, says so in the log and holds nobody up."""
    try:
        await talkers.decided(talk.companion.store, talk.person, name, verdict, now=talk.companion.clock())
    except StorageError as error:
        log.warning("a decision was not noted: %s", error.slug)


def _rest(message: Message) -> str:
    """What follows the command."""
    text = (message.text or "").strip()
    return "".join(text.split(None, 1)[1:]) if text.startswith("/") else text


async def _ask_for_a_person(update: Update, companion: Companion) -> None:
    """To a command in the name of a chat: nobody knows what who asks may, has used up, and where their files go."""
    message = update.message
    if message is None or message.is_automatic_forward or not speaks_as_a_chat(update):
        return
    topic = message.message_thread_id if message.is_topic_message else None
    answer = answers.as_yourself(companion.words(companion.settings.lang))
    await say(message.get_bot(), message.chat_id, answer, to=message.message_id, topic=topic)


# -- taps


def tap_of(data: str) -> tuple[Tap, tuple[str, ...]] | None:
    """What a button with this data does, and with what; None for data that no button has."""
    verb, _, rest = data.partition(":")
    tap = TAPS.get(verb)
    given = None if tap is None else re.fullmatch(tap.data, rest)
    return None if tap is None or given is None else (tap, given.groups())


async def tapped(update: Update, context: Context) -> None:
    """Somebody tapped a button. What is forged, expired or not for them is answered and does nothing."""
    query, talk = update.callback_query, await talk_of(update, context)
    if query is None or talk is None:
        return
    found = tap_of(query.data or "")
    if found is None:
        await note(query, answers.no_longer(talk.words))
        return
    tap, given = found
    try:
        await tap.run(query, talk, *given)
    except DeadSoulsError as error:
        await note(query, unescape(_in_one_sentence(error, talk.words).html))


def _in_one_sentence(error: DeadSoulsError, words: Wording) -> Answer:
    """What went wrong, for whoever asked. A database or a disk that refuses is told to the operator as well."""
    if isinstance(error, StorageError) and not isinstance(error, UnknownAudit):
        log.warning("a request was not taken in: %s", error.slug)
    return answers.failure(error.slug, words)


async def _failed(update: object, context: Context) -> None:
    """What nobody foresaw: logged by where it happened, because its words may hold somebody's; said in one sentence,
    with the number under which it is logged. A database that cannot even say who speaks is foreseen."""
    error = context.error
    if error is None or isinstance(error, TelegramError):
        log.error("an update failed: %s", type(error).__name__)
        return
    if isinstance(error, StorageError):
        slug = error.slug
        log.warning("an update was not taken in: %s", slug)
    else:
        slug = f"broken/{faults.report(log, 'an update failed', error)}"
    talk = await talk_of(update, context, at_any_rate=True) if isinstance(update, Update) else None
    if talk is not None:
        with contextlib.suppress(TelegramError):
            await talk.say(answers.failure(slug, talk.words))


# -- menus


async def introduce(bot: "Application", companion: Companion) -> None:  # type: ignore[type-arg]
    """Commands and descriptions in each language: short in groups, with those of operators for operators."""
    while True:
        try:
            await _set_commands(bot, companion)
        except (TelegramError, StorageError) as error:
            log.warning("commands were not set: %s", type(error).__name__)
            await asyncio.sleep(INTRODUCE_SECONDS)
        else:
            return


async def _set_commands(bot: "Application", companion: Companion) -> None:  # type: ignore[type-arg]
    for language in LANGUAGES:
        words, code = wording(language), None if language == SOURCE else language
        everywhere = _menu([each for each in COMMANDS if each.in_groups], language)
        await bot.bot.set_my_commands(_menu(COMMANDS, language), BotCommandScopeAllPrivateChats(), code)
        await bot.bot.set_my_commands(everywhere, BotCommandScopeAllGroupChats(), code)
        await bot.bot.set_my_short_description(
            words.text("Dead Souls measures whether the crowd in a Telegram chat is real.")[:120], code
        )
    for operator in companion.operators:
        menu = _menu(COMMANDS, await companion.language(operator, None), operator=True)
        with contextlib.suppress(BadRequest):  # an operator who has never written to the bot
            await bot.bot.set_my_commands(menu, BotCommandScopeChat(operator))


def _menu(commands: Sequence[Command], language: str, *, operator: bool = False) -> list[BotCommand]:
    known = listed(commands, wording(language), operator=operator)
    return [BotCommand(name, what[:256]) for name, what in known]
