"""One message for one asking: edited as the audit goes, and turned into the answer at its end; then the card.

Editing is what makes an answer come once: after a kill the same message is edited to the same words again. A card
cannot be edited into being: it is due from the answer on, and sent until it is noted as sent, so that a kill between
sending and noting sends it again rather than never.
"""

import asyncio
import contextlib
import logging
import time
from concurrent.futures import BrokenExecutor

from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from auditor.report.report import from_json
from auditor.work import faults
from bot.companion import Companion
from bot.talk import change, say
from bot.telling import answers, pacing
from bot.telling.answers import Answer
from storage.audited import audits
from storage.companion import askings, jobs
from storage.companion.askings import Asking
from storage.companion.jobs import Job
from storage.errors import StorageError, UnknownAudit

log = logging.getLogger("deadsouls.messenger")

LOOK_SECONDS = 1.0
EDIT_SECONDS = 3
"""No message is edited more often while it waits."""
EDITS_A_LOOK = 5
"""How many waiting messages are edited at a time; what people ask now goes before."""
ASKINGS_A_LOOK = 50
"""How many of those who wait are looked at in one second, so that a crowd costs no more than a few."""
MOST_REMEMBERED = 10_000
"""Texts of messages that are kept in memory to spare edits that change nothing."""
ANSWERS_AT_ONCE = 2
SHOWN_WITHIN_SECONDS = 15
"""So long the message that becomes the answer may be on its way; an answer that is ready earlier waits for it."""
CARDS_AT_ONCE = 2
LONGEST_PAUSE = 60.0
"""What cannot be sent is tried again after a second, then after twice as long each time, up to this."""


def is_closed(error: TelegramError) -> bool:
    """Whether a topic is closed: what is to be said there waits until it is open."""
    return "topic_closed" in error.message.casefold()


def is_topic_gone(error: TelegramError) -> bool:
    """Whether a topic was deleted."""
    said = error.message.casefold()  # the library changes its letters
    return "message thread not found" in said or "topic_deleted" in said


class Messenger:
    """Tells those who wait how it goes, and at the end what came of it."""

    def __init__(self, companion: Companion, bot: Bot) -> None:
        self._companion = companion
        self._bot = bot
        self._shown: dict[int, str] = {}
        """What an asking's message said last, the longest ago first."""
        self._began: dict[tuple[int, str], tuple[float, int]] = {}
        """When a stage of a job was first seen, and how far it was."""
        self._sent: dict[int, int] = {}
        """The message that is to become an asking's answer, where the asker had none."""
        self._trouble: dict[int, tuple[float, float]] = {}
        """An asking whose answer or card could not be sent: the pause after it, and when to try again."""
        self._unnoted: set[int] = set()
        """Whose card was sent while the database could not note it; until it can, no other is sent."""
        self._sending: asyncio.Task[None] | None = None
        """Who sends the cards that are due."""
        self._has_cards = True
        """Some may be due."""

    async def run(self) -> None:
        """Goes on until it is cancelled. What cannot be sent now is sent later."""
        with pacing.in_no_time():
            await self._run()

    async def _run(self) -> None:
        told_at = -LOOK_SECONDS
        while True:
            self._companion.news.clear()
            try:
                await self.answer_all()
                self._begin_cards()
                if time.monotonic() - told_at >= LOOK_SECONDS:
                    told_at = time.monotonic()
                    await self._tell_how_it_goes()
            except (TelegramError, StorageError) as error:
                log.warning("telling waits: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._companion.news.wait(), LOOK_SECONDS)

    async def answer_all(self) -> None:
        """Answers everybody whose job has ended."""
        gate = asyncio.Semaphore(ANSWERS_AT_ONCE)

        async def one(asking: Asking, job: Job) -> None:
            async with gate:
                try:
                    await self._answer(asking, job)
                except ChatMigrated as error:  # the group became a supergroup, where no message of ours is
                    await askings.moved(self._companion.store, asking.room, error.new_chat_id)
                except (Forbidden, BadRequest) as error:  # they blocked the bot, or the room or its topic is gone
                    if is_closed(error):
                        raise
                    log.info("an answer cannot be given: %s", type(error).__name__)
                    await askings.answered(self._companion.store, asking.asking)

        just_now, now = self._companion.clock() - SHOWN_WITHIN_SECONDS, time.monotonic()
        ended = await askings.unanswered(self._companion.store)
        due = [(asking, job) for asking, job in ended if asking.message is not None or asking.asked_at < just_now]
        due = [(asking, job) for asking, job in due if self._is_time(asking, now)]
        came = await asyncio.gather(*(one(asking, job) for asking, job in due), return_exceptions=True)
        for (asking, _), error in zip(due, came, strict=True):
            if error is None:
                self._forget(asking.asking)
            else:
                self._later(asking.asking)
                log.warning("an answer waits: %s", type(error).__name__)

    def _later(self, asking: int) -> None:
        """What could not be sent is tried again, after twice as long each time."""
        pause = min(LONGEST_PAUSE, 2 * self._trouble.get(asking, (0.5, 0.0))[0])
        self._trouble[asking] = pause, time.monotonic() + pause

    def _forget(self, asking: int) -> None:
        self._shown.pop(asking, None)
        self._sent.pop(asking, None)
        self._trouble.pop(asking, None)

    async def _answer(self, asking: Asking, job: Job) -> None:
        words = self._companion.words(asking.language)
        has_card = False
        if job.state == "done" and job.audit is not None:
            answer, has_card = await self._report(asking, job.audit)
        elif job.state == "failed":
            answer = answers.failure(job.slug, words)
            if job.slug.endswith("/members-only") and await self._may_have_joined(asking.asker):
                answer = Answer(answer.html, [[(words.text("Join and audit"), f"join:{job.job}")]])
        else:
            answer = answers.stopped(words)
        if asking.message is None or not await self._change(asking.room, asking.message, answer):
            message = await self._placed(asking, job)
            if message is None:
                return
            await self._change(asking.room, message, answer)
        await askings.answered(self._companion.store, asking.asking, card=has_card)
        self._has_cards = self._has_cards or has_card

    async def _change(self, room: int, message: int, answer: Answer) -> bool:
        await self._companion.unhurried.acquire()
        return await change(self._bot, room, message, answer)

    async def _placed(self, asking: Asking, job: Job) -> int | None:
        """A new message that is to become the answer: sent and noted first, so that the answer itself comes once.
        None where the asker has another by now."""
        message = self._sent.get(asking.asking)
        if message is None:
            waiting = answers.accepted(job, 0, self._companion.words(asking.language))
            await self._companion.unhurried.acquire()
            message = self._sent[asking.asking] = await say(
                self._bot, asking.room, waiting, to=askings.replies_to(asking.request), topic=asking.topic
            )
        if await askings.shown(self._companion.store, asking.asking, message, instead_of=asking.message):
            return message
        await self._bot.delete_message(asking.room, message)
        return None

    async def send_cards(self) -> None:
        """Sends the cards that are due, those that are on their way first."""
        if self._sending is not None:
            await self._sending
        await self._send_cards()

    def _begin_cards(self) -> None:
        """Cards are sent apart, so that no answer waits for a picture; by one alone, so that none is sent twice."""
        if self._has_cards and (self._sending is None or self._sending.done()):
            self._sending = asyncio.create_task(self._send_cards())

    async def _send_cards(self) -> None:
        gate = asyncio.Semaphore(CARDS_AT_ONCE)

        async def one(asking: Asking, audit: int) -> None:
            async with gate:
                await self._send_card(asking, audit)

        self._has_cards = False
        try:
            for asking in sorted(self._unnoted):
                await self._note_card(asking)
            due = await askings.cards_due(self._companion.store)
        except StorageError as error:
            self._has_cards = True
            log.warning("cards wait: %s", error.slug)
            return
        self._has_cards = self._has_cards or bool(due)
        now = time.monotonic()
        sent = [one(asking, audit) for asking, audit in due if self._is_time(asking, now)]
        for broken in await asyncio.gather(*sent, return_exceptions=True):
            if broken is not None:  # nobody foresaw it, and its words may hold somebody's
                faults.report(log, "a card broke down", broken)

    def _is_time(self, asking: Asking, now: float) -> bool:
        return self._trouble.get(asking.asking, (0.0, 0.0))[1] <= now

    async def _send_card(self, asking: Asking, audit: int) -> None:
        if self._unnoted:  # a kill would send again whatever is sent now
            return
        try:
            if await self._may_still_see(asking, audit):
                card = await self._companion.pool.card(audit, asking.language)
                await self._companion.unhurried.acquire()
                await self._bot.send_photo(asking.room, InputFile(card, "card.png"))
        except (Forbidden, BadRequest, ChatMigrated, UnknownAudit) as error:
            log.info("a card cannot be given: %s", type(error).__name__)
        except (TelegramError, StorageError, BrokenExecutor) as error:
            self._later(asking.asking)
            log.warning("a card waits: %s", type(error).__name__)
            return
        try:
            await self._note_card(asking.asking)
        except StorageError as error:
            self._unnoted.add(asking.asking)  # the next round begins with it
            log.warning("that a card was sent is not noted: %s", error.slug)

    async def _note_card(self, asking: int) -> None:
        await askings.card_sent(self._companion.store, asking)
        self._unnoted.discard(asking)
        self._trouble.pop(asking, None)

    async def _may_still_see(self, asking: Asking, audit: int) -> bool:
        found = await audits.find(self._companion.store, str(audit))
        return await self._companion.may_see(asking.asker, found) == "allowed"

    async def _may_have_joined(self, person: int) -> bool:
        return await self._companion.role(person) in {"operator", "trusted"}

    async def _report(self, asking: Asking, number: int) -> tuple[Answer, bool]:
        """The summary, and whether a card goes with it."""
        companion, words = self._companion, self._companion.words(asking.language)
        try:
            audit = await audits.find(companion.store, str(number))
        except UnknownAudit as error:
            return answers.failure(error.slug, words), False
        verdict = await companion.may_see(asking.asker, audit)
        if verdict != "allowed":
            return answers.refusal(verdict, words), False
        private = asking.room == asking.asker
        return answers.summary(from_json(audit.report), number, words, private=private), private

    async def _tell_how_it_goes(self) -> None:
        """Edits the messages that have said the same for longest, as many as a look may."""
        store, clock, now = self._companion.store, self._companion.clock(), time.monotonic()
        waiting = await askings.to_tell(store, before=clock - EDIT_SECONDS, most=ASKINGS_A_LOOK)
        if not waiting:
            return
        running = await jobs.running(store)
        self._began = {of: begun for of, begun in self._began.items() if of[0] in running}
        places = {job.job: await jobs.place(store, job.job) for _, job in waiting}
        told: list[int] = []
        edits = 0
        for asking, job in waiting:
            if edits == EDITS_A_LOOK:
                break
            told.append(asking.asking)
            answer = answers.waiting(
                job,
                places[job.job],
                self._companion.words(asking.language),
                seconds_left=self._left(job, now),
                now=clock,
            )
            if asking.message is not None and answer.html != self._shown.get(asking.asking):
                edits += 1
                await self._show_how_it_goes(asking, asking.message, answer)
        await askings.mark_told(store, told, clock)

    async def _show_how_it_goes(self, asking: Asking, message: int, answer: Answer) -> None:
        while len(self._shown) >= MOST_REMEMBERED:  # the oldest: at worst an edit that changes nothing
            self._shown.pop(next(iter(self._shown)))
        self._shown[asking.asking] = answer.html
        try:
            await self._change(asking.room, message, answer)
        except ChatMigrated as error:
            await askings.moved(self._companion.store, asking.room, error.new_chat_id)
        except Forbidden as error:  # they will not be answered either: nothing is read for a room that is closed to us
            log.info("it cannot be told how it goes: %s", type(error).__name__)
            await self._companion.leave_room(asking.room)
        except (BadRequest, RetryAfter) as error:
            log.info("it cannot be told how it goes: %s", type(error).__name__)

    def _left(self, job: Job, now: float) -> int | None:
        """Seconds until a stage is over, by how it went so far, waits included; None where nobody knows."""
        if job.state != "running" or not job.total:
            return None
        began, done = self._began.setdefault((job.job, job.stage), (now, job.done))
        if now - began < 5 or job.done <= done:
            return None
        return round((now - began) / (job.done - done) * (job.total - job.done))
