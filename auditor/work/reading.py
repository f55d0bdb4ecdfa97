"""One worker for each reading account, because accounts are the scarce thing; one more for exports.

A job is read, measured and ended. Whatever stops it, the reading goes on where it stopped: a job that was running when
the process died waits again, one that Telegram asks to wait is parked and comes back by itself.
"""

import asyncio
import contextlib
import functools
import logging
import shutil
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.collect.live.read import leave_outstayed, read_chat
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.target import target_of_key
from auditor.collect.live.waits import NORMAL, Pace
from auditor.errors import AuditParked, DeadSoulsError, SourceError, TelegramRefused
from auditor.work import denials, faults
from auditor.work.pool import ChatDenied
from auditor.work.workplace import Workplace
from storage.audited import audits, chats, observations
from storage.companion import jobs, watch_runs
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


async def serve_account(workplace: Workplace, number: int, credentials: Credentials) -> None:
    """Works for one reading account until it is cancelled."""
    refused = 0
    while True:
        try:
            async with account(credentials) as client:
                workplace.accounts.add(number)
                workplace.readers[number] = Pace(client, NORMAL)
                refused = 0
                while True:
                    await _go_home(workplace, Pace(client))
                    job = await _next(workplace, number, HOME_SECONDS)
                    if job is not None:
                        await _see_to(workplace, job, _run_live(workplace, Pace(client, NORMAL), job))
        except SourceError as error:
            log.warning("account %d cannot read: %s", number, _slug(error))
            workplace.accounts.discard(number)
            await _hold(workplace, error, _pause(refused + 1))
        except (OSError, EOFError) as error:
            log.warning("account %d is not connected: %s", number, type(error).__name__)
        finally:
            workplace.accounts.discard(number)
            workplace.readers.pop(number, None)
        await _surely(lambda: jobs.release(workplace.store, number))
        refused += 1
        await asyncio.sleep(_pause(refused))


async def _hold(workplace: Workplace, error: SourceError, seconds: int) -> None:
    """Where no account can read, whoever waits for one hears why, and not only that they wait."""
    if workplace.accounts:
        return
    until = workplace.clock() + seconds
    await _surely(lambda: jobs.hold(workplace.store, until=until, slug=_slug(error), sentence=str(error)))
    workplace.announce()


async def serve_exports(workplace: Workplace) -> None:
    """Audits uploaded exports until it is cancelled; each is deleted afterwards."""
    await _sweep(workplace)
    while True:
        job = await _next(workplace, EXPORTS)
        if job is None:
            continue
        await _see_to(workplace, job, _run_export(workplace, job))
        await _surely(functools.partial(_drop_if_ended, workplace, job))


async def _run_export(workplace: Workplace, job: Job) -> None:
    path = workplace.uploads / Path(job.target.partition(":")[2]).name
    await _how_far(workplace, job, "export", 0, None)
    audit = await workplace.pool.export(path, workplace.clock(), workplace.keep_text)
    await jobs.end(workplace.store, job.job, "done", now=workplace.clock(), audit=audit)


async def _drop_if_ended(workplace: Workplace, job: Job) -> None:
    now = await jobs.find(workplace.store, job.job)
    if now is None or now.state in jobs.ENDED:
        (workplace.uploads / Path(job.target.partition(":")[2]).name).unlink(missing_ok=True)


async def _sweep(workplace: Workplace) -> None:
    """Deletes uploads for which no job waits any longer."""
    workplace.uploads.mkdir(mode=0o700, exist_ok=True)
    wanted = {target.partition(":")[2] for target in await jobs.uploads(workplace.store)}
    for path in workplace.uploads.iterdir():
        if path.name in wanted:
            continue
        if path.is_dir():  # where one was opened when the service was killed
            shutil.rmtree(path)
        else:
            path.unlink()


async def _go_home(workplace: Workplace, pace: Pace) -> None:
    """Leaves the chats that the account joined for audits that are over."""
    try:
        await leave_outstayed(workplace.store, pace.client, pace, now=workplace.clock())
    except TelegramRefused:
        raise
    except (SourceError, StorageError) as error:
        log.warning("a chat that was joined is left later: %s", error.slug)


async def _next(workplace: Workplace, number: int, seconds: float = LONGEST_PAUSE) -> Job | None:
    """The next job, when there is one; None where there is none for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        workplace.work.clear()
        job = None
        try:
            job = await jobs.take(workplace.store, number, now=workplace.clock())
        except StorageError as error:
            log.warning("the queue cannot be read: %s", error.slug)
        if job is not None:
            workplace.announce()
            return job
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(workplace.work.wait(), LOOK_SECONDS)
    return None


async def _run_live(workplace: Workplace, pace: Pace, job: Job) -> None:
    target = target_of_key(job.target)
    audit = await _made_before(workplace, job)
    if audit is None:
        observation = await _read_before(workplace, job)
        if observation is None:
            observation = await _read(workplace, pace, job)
        await _how_far(workplace, job, "measuring", 0, None)
        audit = await workplace.pool.measured(observation, workplace.clock())
    await jobs.end(workplace.store, job.job, "done", now=workplace.clock(), audit=audit)
    log.info("job %d is done, by %s", job.job, target.by)


async def _made_before(workplace: Workplace, job: Job) -> int | None:
    """The audit that an earlier attempt at this job made, but did not live to tell."""
    if job.attempts == 1 or job.chat is None:
        return None
    async with workplace.store.reading() as connection:
        return await audits.made_since(connection, job.chat, job.asked_at)


async def _read_before(workplace: Workplace, job: Job) -> int | None:
    """The reading that an earlier attempt at this job finished, but did not live to measure."""
    if job.attempts == 1 or job.chat is None:
        return None
    return await observations.read_since(workplace.store, job.chat, job.asked_at)


async def _read(workplace: Workplace, pace: Pace, job: Job) -> int:
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
                wanted = await _how_far(workplace, job, *at)
                denied = known is not None and await denials.is_denied(workplace.store, known)
            await asyncio.sleep(BEAT_SECONDS)

    async def may_read(chat: Chat, was: Chat | None) -> None:
        nonlocal known
        await _let_in(workplace, job, chat, was)
        known = chat

    beating = asyncio.create_task(beat())
    try:
        observation = await read_chat(
            workplace.store, pace.client, pace, target_of_key(job.target), now=workplace.clock(),
            keep_text=workplace.keep_text, may_join=job.may_join, progress=progress,
            may_read=may_read, stays=functools.partial(_stays, workplace, job),
        )  # fmt: skip
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
    if known is not None and await denials.is_denied(workplace.store, known):
        raise ChatDenied("This chat is never audited here.")
    return observation.row


async def _let_in(workplace: Workplace, job: Job, chat: Chat, was: Chat | None) -> None:
    """Now that it is known which chat this is, and which it was: it may be one that is never audited, or one that is
    being read."""
    if await denials.recognized(workplace.store, chat, was, now=workplace.clock()):
        raise ChatDenied("This chat is never audited here.")
    async with workplace.store.writing() as connection:
        row = await chats.find_or_add(connection, chat)
    if await jobs.meet(workplace.store, job.job, row) is not None:
        raise _Merged("This chat is being audited already.")


async def _stays(workplace: Workplace, job: Job, chat: Chat) -> bool:
    """Whether the account that joined a chat stays in it: as long as somebody watches the chat, which needs it inside;
    else it leaves, so that no chat has a member who only once read."""
    async with workplace.store.writing() as connection:
        row = await chats.find_or_add(connection, chat)
    return await watch_runs.is_watched(workplace.store, row, job.job)


async def _how_far(workplace: Workplace, job: Job, stage: str, done: int, total: int | None) -> bool:
    now = workplace.clock()
    return await jobs.beat(workplace.store, job.job, now=now, stage=stage, done=done, total=total)


async def _see_to(workplace: Workplace, job: Job, work: Coroutine[object, object, None]) -> None:
    """Works on a job, apart, so that whatever goes wrong ends this one attempt; notes what came of it, and lets the
    those who subscribed know."""
    (error,) = await asyncio.gather(work, return_exceptions=True)
    await _surely(lambda: _conclude(workplace, job, error))
    workplace.announce()
    if isinstance(error, TelegramRefused):
        raise error


async def _conclude(workplace: Workplace, job: Job, error: BaseException | None) -> None:
    """Ends or parks a job by what came of an attempt."""
    store, now = workplace.store, workplace.clock()
    match error:
        case None:
            return
        case _Withdrawn() | _Merged():
            log.info("job %d is not wanted any longer", job.job)
        case TelegramRefused():
            until = now + PAUSE_SECONDS
            await jobs.park(store, job.job, until=until, slug=_slug(error), sentence=str(error), free=True)
        case AuditParked() | StorageError() if job.attempts < MOST_ATTEMPTS:
            told = error.facts.get("seconds")
            until = now + (int(told) if isinstance(told, int | float) else _pause(job.attempts))
            await jobs.park(store, job.job, until=until, slug=_slug(error), sentence=str(error))
        case DeadSoulsError():
            await jobs.end(store, job.job, "failed", now=now, slug=_slug(error), sentence=str(error))
        case _:
            kind = type(error).__name__  # its words may hold somebody's
            slug = f"broken/{faults.report(log, f'job {job.job} broke down', error)}"
            if job.attempts < MOST_BREAKDOWNS:
                await jobs.park(store, job.job, until=now + PAUSE_SECONDS, slug=slug, sentence=kind)
            else:
                await jobs.end(store, job.job, "failed", now=now, slug=slug, sentence=kind)


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
