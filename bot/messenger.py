"""One message for one asking: edited as the audit goes, and turned into the answer at its end.

Editing is what makes an answer come once: after a kill the same message is edited to the same words again.
"""

import asyncio
import contextlib
import logging
import time

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from auditor.report.report import from_json
from auditor.report.wording import wording
from bot import answers
from bot.answers import Answer
from bot.companion import Companion
from storage import audits, jobs
from storage.errors import UnknownAudit
from storage.jobs import Asking, Job

log = logging.getLogger("deadsouls.messenger")

LOOK_SECONDS = 1.0
EDIT_SECONDS = 3.0
"""No message is edited more often while it waits."""
EDITS_A_LOOK = 5
"""How many waiting messages are edited at a time; what people ask now goes before."""
ANSWERS_AT_ONCE = 8
SHOWN_WITHIN_SECONDS = 15
"""So long the message that becomes the answer may be on its way; an answer that is ready earlier waits for it."""


def keyboard(answer: Answer) -> InlineKeyboardMarkup | None:
    """The buttons of an answer as Telegram takes them."""
    rows = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in answer.buttons]
    return InlineKeyboardMarkup(rows) if rows else None


async def say(bot: Bot, room: int, answer: Answer, *, to: int | None = None) -> int:
    """Sends an answer, as a reply where there is something to reply to; returns the message's number."""
    reply = None if to is None else ReplyParameters(to, allow_sending_without_reply=True)
    sent = await bot.send_message(
        room, answer.html, parse_mode=ParseMode.HTML, reply_markup=keyboard(answer), reply_parameters=reply
    )
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


class Messenger:
    """Tells those who wait how it goes, and at the end what came of it."""

    def __init__(self, companion: Companion, bot: Bot) -> None:
        self._companion = companion
        self._bot = bot
        self._shown: dict[int, tuple[str, float]] = {}
        """What an asking's message said last, and when."""
        self._began: dict[tuple[int, str], tuple[float, int]] = {}
        """When a stage of a job was first seen, and how far it was."""

    async def run(self) -> None:
        """Goes on until it is cancelled. What cannot be sent now is sent later."""
        while True:
            self._companion.news.clear()
            try:
                await self.answer_all()
                await self._tell_how_it_goes()
            except TelegramError as error:
                log.warning("Telegram: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._companion.news.wait(), LOOK_SECONDS)

    async def answer_all(self) -> None:
        """Answers everybody whose job has ended."""
        gate = asyncio.Semaphore(ANSWERS_AT_ONCE)

        async def one(asking: Asking, job: Job) -> None:
            async with gate:
                try:
                    await self._answer(asking, job)
                except (Forbidden, BadRequest) as error:  # they blocked the bot, or the room is gone
                    log.info("an answer cannot be given: %s", type(error).__name__)
                    await jobs.answered(self._companion.database, asking.asking)
                except TelegramError as error:
                    log.warning("an answer waits: %s", type(error).__name__)

        just_now = self._companion.clock() - SHOWN_WITHIN_SECONDS
        ended = await jobs.unanswered(self._companion.database)
        due = [(asking, job) for asking, job in ended if asking.message is not None or asking.asked_at < just_now]
        await asyncio.gather(*(one(asking, job) for asking, job in due))

    async def _answer(self, asking: Asking, job: Job) -> None:
        companion = self._companion
        words = wording(asking.language)
        card = None
        if job.state == "done" and job.audit is not None:
            answer, card = await self._report(asking, job.audit)
        elif job.state == "failed":
            answer = answers.failure(job.slug, words)
            if job.slug.endswith("/members-only") and await self._may_have_joined(asking.asker):
                answer = Answer(answer.html, [[(words.text("Join and audit"), f"join:{job.job}")]])
        else:
            answer = answers.stopped(words)
        if asking.message is None or not await change(self._bot, asking.room, asking.message, answer):
            await jobs.shown(
                companion.database, asking.asking, await say(self._bot, asking.room, answer, to=asking.request)
            )
        await jobs.answered(companion.database, asking.asking)
        self._shown.pop(asking.asking, None)
        if card is not None:
            await self._bot.send_photo(asking.room, InputFile(card, "card.png"))

    async def _may_have_joined(self, person: int) -> bool:
        return await self._companion.role(person) in {"operator", "trusted"}

    async def _report(self, asking: Asking, number: int) -> tuple[Answer, bytes | None]:
        companion, words = self._companion, wording(asking.language)
        try:
            audit = await audits.find(companion.database, str(number))
        except UnknownAudit as error:
            return answers.failure(error.slug, words), None
        verdict = await companion.may_see(asking.asker, audit)
        if verdict != "allowed":
            return answers.refusal(verdict, words), None
        private = asking.room == asking.asker
        answer = answers.summary(from_json(audit.report), number, words, private=private)
        return answer, await companion.renderer.card(number, asking.language) if private else None

    async def _tell_how_it_goes(self) -> None:
        waiting = await jobs.under_way(self._companion.database)
        now = time.monotonic()
        queue = sorted({job.job for _, job in waiting if job.state == "waiting"})
        due = []
        for asking, job in waiting:
            place = queue.index(job.job) + 1 if job.state == "waiting" else 0
            answer = answers.waiting(
                job, place, wording(asking.language), seconds_left=self._left(job, now), now=self._companion.clock()
            )
            said, at = self._shown.get(asking.asking, ("", 0.0))
            if asking.message is not None and answer.html != said and now - at >= EDIT_SECONDS:
                due.append((at, asking, answer))
        due.sort(key=lambda each: each[0])
        for _, asking, answer in due[:EDITS_A_LOOK]:
            self._shown[asking.asking] = (answer.html, now)
            with contextlib.suppress(Forbidden):
                await change(self._bot, asking.room, asking.message or 0, answer)

    def _left(self, job: Job, now: float) -> int | None:
        """Seconds until a stage is over, by how it went so far, waits included; None where nobody knows."""
        if job.state != "running" or not job.total:
            return None
        began, done = self._began.setdefault((job.job, job.stage), (now, job.done))
        if now - began < 5 or job.done <= done:
            return None
        return round((now - began) / (job.done - done) * (job.total - job.done))
