"""Asks for an audit: from a fresh report, or by putting the chat into the queue."""

import logging

from telegram.error import TelegramError

from auditor.collect.live.target import Target, key_of
from bot.reports import answer_with
from bot.talk import Talk
from bot.telling import answers
from storage.companion import askings, jobs, talkers
from storage.errors import StorageError
from storage.sources import READ

log = logging.getLogger("deadsouls.commands")


async def begin(
    talk: Talk, target: Target, *, may_join: bool = False, anew: bool = False, request: int | None = None
) -> None:
    """Answers from a fresh report, or puts the chat into the queue. `request` is what asked, where it was no message
    of the asker's own."""
    companion, began = talk.companion, talk.companion.clock()
    number = request or talk.message.message_id
    if await askings.was_asked(companion.store, talk.message.chat_id, number):
        return
    if not anew and not may_join:
        fresh = await companion.fresh(target)
        allowed = fresh is not None and await companion.may_see(talk.person, fresh) == "allowed"
        if fresh is not None and allowed and await companion.inbox.give_up(talk.update):
            await answer_with(talk, fresh)
            return
    verdict = await companion.may_begin(talk.person, target)
    await talkers.decided(companion.store, talk.person, "audit", verdict, now=companion.clock())
    if verdict != "allowed":
        await talk.say(answers.refusal(verdict, talk.words))
        return
    await enqueue(talk, jobs.Request(
        READ, key_of(target), talk.person, talk.message.chat_id, number, talk.language,
        may_join=may_join, since=None if anew or may_join else began, topic=talk.topic,
    ))  # fmt: skip


async def enqueue(talk: Talk, request: jobs.Request) -> bool:
    """Puts a request into the queue, and shows the message that will become its answer. False for one that is known:
    Telegram brought the same message twice."""
    companion = talk.companion
    asked = await jobs.ask(companion.store, request, now=companion.clock())
    if asked.again:
        return False
    companion.work.set()
    try:
        job = await jobs.find(companion.store, asked.job)
        if job is None:
            return False
        place = await jobs.place(companion.store, job.job)
        message = await talk.say(answers.accepted(job, place, talk.words))
        if not await askings.shown(companion.store, asked.asking, message):  # it came late: another is the answer
            await talk.message.get_bot().delete_message(talk.message.chat_id, message)
    except (TelegramError, StorageError) as error:  # it is accepted all the same, and will be answered
        log.warning("the place in the queue was not told: %s", type(error).__name__)
    companion.news.set()
    return True
