"""One worker for each reading account, because accounts are the scarce thing; one more for exports.

A job is read, measured and ended. Whatever stops it, the reading goes on where it stopped: a job that was running when
the process died waits again, one that Telegram asks to wait is parked and comes back by itself.
"""

import asyncio
import contextlib
import functools
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.collect.live.read import leave_outstayed, read_chat
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.waits import NORMAL, Pace
from auditor.errors import AuditParked, DeadSoulsError, SourceError, TelegramRefused
from bot import denials, faults, targets
from bot.companion import Companion
from bot.rendering import ChatDenied
from storage.audited import audits, chats, observations
from storage.companion import jobs, watches
from storage.companion.jobs import Job
from storage.errors import StorageError
from storage.records import Chat

if TYPE_CHECKING:
    from auditor.collect.live.marks import Progress

log = logging.getLogger("deadsouls.worker")

BEAT_SECONDS = 1.0
LOOK_SECONDS = 2.0
"""How often an idle worker looks at the queue, should nobody tell it that there is something."""
PAUSE_SECONDS = 5
"""How long a job waits after Telegram did not answer, and an account that was refused; twice as long at each time."""
LONGEST_PAUSE = 120
HOME_SECONDS = 600
"""How often an idle account looks whether it is still in a chat that it joined for an audit."""
MOST_ATTEMPTS = 30
MOST_BREAKDOWNS = 3
"""So many attempts may end in what nobody foresaw."""
EXPORTS = -1
"""The lock key of uploaded exports, which no account reads."""


class _Withdrawn(DeadSoulsError):
    """Nobody waits for this job any longer."""

    slug = "withdrawn"


class _Merged(DeadSoulsError):
    """Another job is about the same chat."""

    slug = "merged"


async def serve_account(companion: Companion, number: int, credentials: Credentials) -> None:
    """Works for one reading account until it is cancelled."""
    refused = 0
    while True:
        try:
            async with account(credentials) as client:
                companion.accounts.add(number)
                companion.readers[number] = Pace(client, NORMAL)
                refused = 0
                while True:
                    await _go_home(companion, Pace(client))
                    job = await _next(companion, number, HOME_SECONDS)
                    if job is not None:
                        await _see_to(companion, job, _run_live(companion, Pace(client, NORMAL), job))
        except SourceError as error:
            log.warning("account %d cannot read: %s", number, _slug(error))
            companion.accounts.discard(number)
            await _hold(companion, error, _pause(refused + 1))
        except (OSError, EOFError) as error:
            log.warning("account %d is not connected: %s", number, type(error).__name__)
        finally:
            companion.accounts.discard(number)
            companion.readers.pop(number, None)
        await _surely(lambda: jobs.release(companion.database, number))
        refused += 1
        await asyncio.sleep(_pause(refused))


async def _hold(companion: Companion, error: SourceError, seconds: int) -> None:
    """Where no account can read, whoever waits for one hears why, and not only that they wait."""
    if companion.accounts:
        return
    until = companion.clock() + seconds
    await _surely(lambda: jobs.hold(companion.database, until=until, slug=_slug(error), sentence=str(error)))
    companion.news.set()


async def serve_exports(companion: Companion) -> None:
    """Audits uploaded exports until it is cancelled; each is deleted afterwards."""
    await _sweep(companion)
    while True:
        job = await _next(companion, EXPORTS)
        if job is None:
            continue
        await _see_to(companion, job, _run_export(companion, job))
        await _surely(functools.partial(_drop_if_ended, companion, job))


async def _run_export(companion: Companion, job: Job) -> None:
    path = companion.uploads / Path(job.target.partition(":")[2]).name
    await _how_far(companion, job, "export", 0, None)
    keep = companion.settings.retain_text_days > 0
    audit = await companion.renderer.export(path, companion.clock(), keep)
    await jobs.end(companion.database, job.job, "done", now=companion.clock(), audit=audit)


async def _drop_if_ended(companion: Companion, job: Job) -> None:
    now = await jobs.find(companion.database, job.job)
    if now is None or now.state in jobs.ENDED:
        (companion.uploads / Path(job.target.partition(":")[2]).name).unlink(missing_ok=True)


async def _sweep(companion: Companion) -> None:
    """Deletes uploads for which no job waits any longer."""
    companion.uploads.mkdir(mode=0o700, exist_ok=True)
    wanted = {target.partition(":")[2] for target in await jobs.uploads(companion.database)}
    for path in companion.uploads.iterdir():
        if path.name not in wanted:
            path.unlink()


async def _go_home(companion: Companion, pace: Pace) -> None:
    """Leaves the chats that the account joined for audits that are over."""
    try:
        await leave_outstayed(companion.database, pace.client, pace, now=companion.clock())
    except TelegramRefused:
        raise
    except (SourceError, StorageError) as error:
        log.warning("a chat that was joined is left later: %s", error.slug)


async def _next(companion: Companion, number: int, seconds: float = LONGEST_PAUSE) -> Job | None:
    """The next job, when there is one; None where there is none for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        companion.work.clear()
        job = None
        try:
            job = await jobs.take(companion.database, number, now=companion.clock())
        except StorageError as error:
            log.warning("the queue cannot be read: %s", error.slug)
        if job is not None:
            companion.news.set()
            return job
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(companion.work.wait(), LOOK_SECONDS)
    return None


async def _run_live(companion: Companion, pace: Pace, job: Job) -> None:
    target = targets.of_key(job.target)
    audit = await _made_before(companion, job)
    if audit is None:
        observation = await _read_before(companion, job)
        if observation is None:
            observation = await _read(companion, pace, job)
        await _how_far(companion, job, "measuring", 0, None)
        audit = await companion.renderer.measured(observation, companion.clock())
    await jobs.end(companion.database, job.job, "done", now=companion.clock(), audit=audit)
    log.info("job %d is done, by %s", job.job, target.by)


async def _made_before(companion: Companion, job: Job) -> int | None:
    """The audit that an earlier attempt at this job made, but did not live to tell."""
    if job.attempts == 1 or job.chat is None:
        return None
    async with companion.database.reading() as connection:
        return await audits.made_since(connection, job.chat, job.asked_at)


async def _read_before(companion: Companion, job: Job) -> int | None:
    """The reading that an earlier attempt at this job finished, but did not live to measure."""
    if job.attempts == 1 or job.chat is None:
        return None
    return await observations.read_since(companion.database, job.chat, job.asked_at)


async def _read(companion: Companion, pace: Pace, job: Job) -> int:
    """Reads the chat of a job; the number of its observation. Stops at the next page when nobody waits any longer."""
    wanted, denied = True, False
    at: tuple[str, int, int | None] = ("", 0, None)
    known: Chat | None = None

    def progress(page: "Progress") -> None:
        nonlocal at
        at = (page.stage, page.done, page.of)
        if denied:
            raise ChatDenied("This chat is never audited here.")
        if not wanted:
            raise _Withdrawn("Nobody waits for this audit any longer.")

    async def beat() -> None:
        nonlocal wanted, denied
        while wanted and not denied:
            with contextlib.suppress(StorageError):
                wanted = await _how_far(companion, job, *at)
                denied = known is not None and await companion.is_denied_chat(known)
            await asyncio.sleep(BEAT_SECONDS)

    async def may_read(chat: Chat, was: Chat | None) -> None:
        nonlocal known
        await _let_in(companion, job, chat, was)
        known = chat

    beating = asyncio.create_task(beat())
    try:
        observation = await read_chat(
            companion.database, pace.client, pace, targets.of_key(job.target), now=companion.clock(),
            keep_text=companion.settings.retain_text_days > 0, may_join=job.may_join, progress=progress,
            may_read=may_read, stays=functools.partial(_stays, companion, job),
        )  # fmt: skip
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
    if known is not None and await companion.is_denied_chat(known):
        raise ChatDenied("This chat is never audited here.")
    return observation.row


async def _let_in(companion: Companion, job: Job, chat: Chat, was: Chat | None) -> None:
    """Now that it is known which chat this is, and which it was: it may be one that is never audited, or one that is
    being read."""
    if await denials.recognized(companion, chat, was):
        raise ChatDenied("This chat is never audited here.")
    async with companion.database.writing() as connection:
        row = await chats.find_or_add(connection, chat)
    if await jobs.meet(companion.database, job.job, row) is not None:
        raise _Merged("This chat is being audited already.")


async def _stays(companion: Companion, job: Job, chat: Chat) -> bool:
    """Whether the account that joined a chat stays in it: while it is watched (DESIGN 4)."""
    async with companion.database.writing() as connection:
        row = await chats.find_or_add(connection, chat)
    return await watches.is_watched(companion.database, row, job.job)


async def _how_far(companion: Companion, job: Job, stage: str, done: int, total: int | None) -> bool:
    now = companion.clock()
    return await jobs.beat(companion.database, job.job, now=now, stage=stage, done=done, total=total)


async def _see_to(companion: Companion, job: Job, work: Coroutine[object, object, None]) -> None:
    """Works on a job, apart, so that whatever goes wrong ends this one attempt; notes what came of it, and lets the
    messenger know."""
    (error,) = await asyncio.gather(work, return_exceptions=True)
    await _surely(lambda: _conclude(companion, job, error))
    companion.news.set()
    if isinstance(error, TelegramRefused):
        raise error


async def _conclude(companion: Companion, job: Job, error: BaseException | None) -> None:
    """Ends or parks a job by what came of an attempt."""
    database, now = companion.database, companion.clock()
    match error:
        case None:
            return
        case _Withdrawn() | _Merged():
            log.info("job %d is not wanted any longer", job.job)
        case TelegramRefused():
            until = now + PAUSE_SECONDS
            await jobs.park(database, job.job, until=until, slug=_slug(error), sentence=str(error), free=True)
        case AuditParked() | StorageError() if job.attempts < MOST_ATTEMPTS:
            told = error.facts.get("seconds")
            until = now + (int(told) if isinstance(told, int | float) else _pause(job.attempts))
            await jobs.park(database, job.job, until=until, slug=_slug(error), sentence=str(error))
        case DeadSoulsError():
            await jobs.end(database, job.job, "failed", now=now, slug=_slug(error), sentence=str(error))
        case _:
            kind = type(error).__name__  # its words may hold somebody's
            slug = f"broken/{faults.report(log, f'job {job.job} broke down', error)}"
            if job.attempts < MOST_BREAKDOWNS:
                await jobs.park(database, job.job, until=now + PAUSE_SECONDS, slug=slug, sentence=kind)
            else:
                await jobs.end(database, job.job, "failed", now=now, slug=slug, sentence=kind)


def _slug(error: DeadSoulsError) -> str:
    """The kind of an error and, behind a stroke, its cause."""
    cause = error.facts.get("why")
    return f"{error.slug}/{cause}" if cause else error.slug


def _pause(times: int) -> int:
    return min(LONGEST_PAUSE, PAUSE_SECONDS << min(times - 1, 10))


async def _surely(change: Callable[[], Awaitable[object]]) -> None:
    """What has to be kept is kept, be the database locked or the disk full for a while."""
    while True:
        try:
            await change()
        except StorageError as error:
            log.warning("what came of a job cannot be kept yet: %s", error.slug)
            await asyncio.sleep(LOOK_SECONDS)
        else:
            return
