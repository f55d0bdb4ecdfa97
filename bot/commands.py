"""A short function a command. Whoever speaks is looked up first, and what they may do decided (`access.py`)."""

import asyncio
import functools
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from html import escape
from typing import Any

import msgspec
from telegram import KeyboardButton, KeyboardButtonRequestChat, Message, ReplyKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import Forbidden, RetryAfter, TelegramError
from telegram.ext import ContextTypes

from auditor.collect.live.target import Target
from auditor.errors import DeadSoulsError, UsageError
from auditor.languages.spoken import LANGUAGES
from auditor.report.report import from_json
from auditor.report.statements.wording import Wording, wording
from bot import access, denials, targets
from bot.companion import Companion
from bot.telling import answers, pacing, queue_answer
from bot.telling.answers import Answer
from bot.telling.messenger import change, say
from storage.audited import audits
from storage.audited.audits import Audit
from storage.companion import askings, jobs, talkers
from storage.errors import StorageError, UnknownAudit
from storage.sources import READ

log = logging.getLogger("deadsouls.commands")

Context = ContextTypes.DEFAULT_TYPE

REQUEST_GROUP, REQUEST_CHANNEL = 1, 2


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

    @property
    def topic(self) -> int | None:
        """The topic of a forum in which they speak. A thread of replies has such a number, too, but is none."""
        return self.message.message_thread_id if self.message.is_topic_message else None


TELLS_DECISIONS = frozenset({"me"})
"""What tells what was decided, its own decision too."""

Command = Callable[[Talk, str], Awaitable[None]]
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


async def talk_of(update: Update, context: Context) -> Talk | None:
    """Who speaks; None for what nobody says: a channel's post, or what is written in the name of a chat, for which
    Telegram shows a user that stands for all."""
    companion: Companion = context.bot_data["companion"]
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or user.is_bot or speaks_as_a_chat(update):
        return None
    known = await talkers.find(companion.database, user.id)
    language = companion.language_of(known, user.language_code)
    private = message.chat.type == "private"
    role = companion.role_of(known)
    return Talk(companion, message, user.id, language, wording(language), private, role, update.update_id)


def speaks_as_a_chat(update: Update) -> bool:
    """Whether a message is written in the name of a chat: by an anonymous admin, or by a channel. Who taps is always
    somebody."""
    return update.message is not None and update.message.sender_chat is not None


async def _ask_for_a_person(update: Update, companion: Companion) -> None:
    """To a command in the name of a chat: nobody knows what who asks may, has used up, and where their files go."""
    message = update.message
    if message is None or message.is_automatic_forward or not speaks_as_a_chat(update):
        return
    topic = message.message_thread_id if message.is_topic_message else None
    answer = answers.as_yourself(wording(companion.settings.lang))
    await say(message.get_bot(), message.chat_id, answer, to=message.message_id, topic=topic)


def command(name: str) -> Callable[[Command], Handler]:
    """Makes a handler of a command: decides whether it may be used, says errors in a sentence."""

    def made(run: Command) -> Handler:
        @functools.wraps(run)
        async def handle(update: Update, context: Context) -> None:
            companion: Companion = context.bot_data["companion"]
            if name != "audit":
                await handle_now(update, context)
                return
            try:
                async with companion.intake, companion.unhurried:
                    with pacing.in_no_time():
                        await handle_now(update, context)
            except RetryAfter:  # whoever waits for one group holds up nobody else
                await handle_now(update, context)

        async def handle_now(update: Update, context: Context) -> None:
            talk = await talk_of(update, context)
            if talk is None:
                await _ask_for_a_person(update, context.bot_data["companion"])
                return
            verdict = access.decide_command(talk.role, talk.companion.settings.access, name)
            noting = asyncio.create_task(_noted(talk, name, verdict))  # the answer need not wait for its turn to write
            if name in TELLS_DECISIONS:
                await noting
            try:
                if verdict == "allowed":
                    await run(talk, _rest(talk.message))
                else:
                    await talk.say(answers.refusal(verdict, talk.words))
            except DeadSoulsError as error:
                await talk.say(answers.failure(error.slug, talk.words))
            except Forbidden:
                if not talk.private:
                    await talk.say(answers.in_private_first(talk.words))
            finally:
                await noting

        return handle

    return made


async def _noted(talk: Talk, name: str, verdict: access.Verdict) -> None:
    """Notes a decision; where the database is locked or the disk full, says so in the log and holds nobody up."""
    try:
        await talkers.decided(talk.companion.database, talk.person, name, verdict, now=talk.companion.clock())
    except StorageError as error:
        log.warning("a decision was not noted: %s", error.slug)


def _rest(message: Message) -> str:
    """What follows the command."""
    text = (message.text or "").strip()
    return "".join(text.split(None, 1)[1:]) if text.startswith("/") else text


@command("start")
async def start(talk: Talk, _: str) -> None:
    """Greets, and offers to choose a chat by a button."""
    answer = answers.hello(talk.words)
    if not talk.private:
        await talk.say(answer)
        return
    chooser = ReplyKeyboardMarkup(
        [
            [
                KeyboardButton(
                    talk.words.text("Choose a group"),
                    request_chat=KeyboardButtonRequestChat(REQUEST_GROUP, False, request_username=True),
                ),
                KeyboardButton(
                    talk.words.text("Choose a channel"),
                    request_chat=KeyboardButtonRequestChat(REQUEST_CHANNEL, True, request_username=True),
                ),
            ]
        ],
        resize_keyboard=True,
    )
    await talk.message.reply_text(answer.html, parse_mode=ParseMode.HTML, reply_markup=chooser)


@command("help")
async def help_(talk: Talk, _: str) -> None:
    """Lists the commands."""
    operator = talk.person in talk.companion.operators
    await talk.say(answers.help_text(talk.words, operator=operator))


@command("language")
async def language(talk: Talk, asked: str) -> None:
    """Chooses a language, by its code or by a button."""
    if asked.lower() in LANGUAGES:
        await talkers.speak(talk.companion.database, talk.person, asked.lower(), now=talk.companion.clock())
        await talk.say(answers.hello(wording(asked.lower())))
        return
    await talk.say(answers.languages(talk.words))


@command("audit")
async def audit(talk: Talk, asked: str) -> None:
    """Audits the chat that was named; in a group without a name, that group."""
    await begin(talk, _named(talk, asked))


def _named(talk: Talk, asked: str) -> Target:
    reply = talk.message.reply_to_message
    if not asked and reply is not None and (found := targets.shown(reply)) is not None:
        return found
    if not asked and not talk.private:
        return targets.by_id_or_name(talk.message.chat_id, talk.message.chat.username)
    return targets.typed(asked)


async def begin(
    talk: Talk, target: Target, *, may_join: bool = False, anew: bool = False, request: int | None = None
) -> None:
    """Answers from a fresh report, or puts the chat into the queue. `request` is what asked, where it was no message
    of the asker's own."""
    companion, began = talk.companion, talk.companion.clock()
    number = request or talk.message.message_id
    if await askings.was_asked(companion.database, talk.message.chat_id, number):
        return
    if not anew and not may_join:
        fresh = await companion.fresh(target)
        allowed = fresh is not None and await companion.may_see(talk.person, fresh) == "allowed"
        if fresh is not None and allowed and await companion.inbox.give_up(talk.update):
            await answer_with(talk, fresh)
            return
    verdict = await companion.may_begin(talk.person, target)
    await talkers.decided(companion.database, talk.person, "audit", verdict, now=companion.clock())
    if verdict != "allowed":
        await talk.say(answers.refusal(verdict, talk.words))
        return
    await enqueue(talk, jobs.Request(
        READ, targets.key_of(target), talk.person, talk.message.chat_id, number, talk.language,
        may_join=may_join, since=None if anew or may_join else began, topic=talk.topic,
    ))  # fmt: skip


async def enqueue(talk: Talk, request: jobs.Request) -> bool:
    """Puts a request into the queue, and shows the message that will become its answer. False for one that is known:
    Telegram brought the same message twice."""
    companion = talk.companion
    asked = await jobs.ask(companion.database, request, now=companion.clock())
    if asked.again:
        return False
    companion.work.set()
    try:
        job = await jobs.find(companion.database, asked.job)
        if job is None:
            return False
        place = await jobs.place(companion.database, job.job)
        message = await talk.say(answers.accepted(job, place, talk.words))
        if not await askings.shown(companion.database, asked.asking, message):  # it came late: another is the answer
            await talk.message.get_bot().delete_message(talk.message.chat_id, message)
    except (TelegramError, StorageError) as error:  # it is accepted all the same, and will be answered
        log.warning("the place in the queue was not told: %s", type(error).__name__)
    companion.news.set()
    return True


async def answer_with(talk: Talk, kept: Audit) -> None:
    """Answers with a report that is there, saying its age."""
    hours = max(0, (talk.companion.clock() - kept.made_at) // 3600)
    await talk.say(answers.summary(from_json(kept.report), kept.row, talk.words, age_hours=hours, private=talk.private))
    if talk.private:
        card = await talk.companion.renderer.card(kept.row, talk.language)
        await talk.companion.unhurried.acquire()
        await talk.message.get_bot().send_photo(talk.message.chat_id, card, filename="card.png")


@command("status")
async def status(talk: Talk, _: str) -> None:
    """Says how far somebody's audits have come."""
    mine = [
        (asking, job)
        for asking, job in await askings.under_way(talk.companion.database, talk.person)
        if talk.private or asking.room == talk.message.chat_id
    ]
    if not mine:
        await talk.say(answers.nothing_to_stop(talk.words))
        return
    for _asking, job in mine[:5]:
        place = await jobs.place(talk.companion.database, job.job)
        await talk.say(answers.waiting(job, place, talk.words, now=talk.companion.clock()))


@command("cancel")
async def cancel(talk: Talk, _: str) -> None:
    """Stops waiting for all that somebody asked for; here, in a group."""
    room = None if talk.private else talk.message.chat_id
    gone = await askings.withdraw(talk.companion.database, talk.person, now=talk.companion.clock(), room=room)
    await talk.companion.drop_uploads(gone)
    for asking in gone:
        if asking.message is not None:
            await change(talk.message.get_bot(), asking.room, asking.message, answers.stopped(talk.words))
    await talk.say(answers.stopped(talk.words) if gone else answers.nothing_to_stop(talk.words))


@command("report")
async def report(talk: Talk, asked: str) -> None:
    """The last report of a chat, or of what was asked for last."""
    await answer_with(talk, await last_of(talk, asked))


_EXACT = re.compile(r"(?:^[-\u2013\u2014]+|(?<=\s)[-\u2013\u2014]*)exact(?:=\S*)?(?=\s|$)", re.IGNORECASE)
"""What asks for exact tables, as it is written for the command; telephones make one dash of two."""


@command("export")
async def export(talk: Talk, asked: str) -> None:
    """The CSV package of the last report; into the private chat, never into a group."""
    chat, exact = _EXACT.subn("", asked)
    kept = await last_of(talk, chat.strip())
    file = await talk.companion.renderer.tables(kept.row, f"person:{talk.person}")
    caption = answers.not_exact(talk.words) if exact else None
    await talk.message.get_bot().send_document(talk.person, file.content, filename=file.name, caption=caption)


async def last_of(talk: Talk, asked: str) -> Audit:
    """The last audit of the chat that was named, if its asker may see it; the same words where there is none."""
    companion = talk.companion
    if asked:
        target = targets.typed(asked)
        found = await audits.live_since(companion.database, target.by, target.value, 0)
    else:
        latest = await askings.latest_of(companion.database, talk.person)
        number = None if latest is None else latest[1].audit
        found = None if number is None else await audits.find(companion.database, str(number))
    if found is None or await companion.may_see(talk.person, found) != "allowed":
        raise UnknownAudit("There is no audit of this chat yet.")
    return found


@command("allow")
async def allow(talk: Talk, asked: str) -> None:
    """Operator: allows or trusts a person, or takes a chat off the deny list."""
    await _grant(talk, asked, allowed=True)


@command("deny")
async def deny(talk: Talk, asked: str) -> None:
    """Operator: denies a person, or puts a chat on the deny list."""
    await _grant(talk, asked, allowed=False)


async def _grant(talk: Talk, asked: str, *, allowed: bool) -> None:
    database, now = talk.companion.database, talk.companion.clock()
    who, _, how = asked.partition(" ")
    if who.isascii() and who.isdigit() and len(who) < 17:
        role: Any = ("trusted" if how.strip() == "trusted" else "allowed") if allowed else "denied"
        await talkers.grant(database, int(who), role, now=now)
        await talk.say(Answer(escape(talk.words.text("Done."))))
        return
    found = await denials.find(talk.companion, targets.typed(who))
    for name in found.names:
        if allowed:
            await talkers.allow_chat(database, name)
        else:
            await talkers.deny_chat(database, name, now=now)
    await talk.say(
        answers.denied(found.resolved, talk.words) if not allowed else Answer(escape(talk.words.text("Done.")))
    )


@command("queue")
async def queue(talk: Talk, _: str) -> None:
    """Operator: what is being audited and what waits."""
    database = talk.companion.database
    shown, counted = await jobs.queue(database, queue_answer.LINES), await jobs.counted(database)
    await talk.say(queue_answer.queue(shown, talk.words, more=sum(counted.values()) - len(shown)))


@command("audit")
async def anything(talk: Talk, asked: str) -> None:
    """A message that is no command: a forwarded post, a shared chat, a name or a link."""
    shown = targets.shown(talk.message)
    if shown is not None:
        await begin(talk, shown)
        return
    if talk.message.forward_origin is not None:
        await talk.say(answers.failure("chat-unreachable/person", talk.words))
        return
    try:
        target = targets.mentioned(asked)
    except UsageError:
        await talk.say(answers.how_to_ask(talk.words))
        return
    await begin(talk, target)
