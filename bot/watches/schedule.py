"""When watched chats are read. APScheduler wakes this up; what is due stands in our tables, so nothing of the schedule
lives in the process: after a kill, a missed day or a clock that was set, the next look finds what is due.

What was missed is one run. A due moment is one run for ever (`storage/companion/watches.py`). A run begins a little
after its moment, each chat after another while, and all who watch one chat after the same: one job answers them.
"""

import asyncio
import logging
from dataclasses import dataclass
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from auditor.collect.live.target import Target, target_of_key
from auditor.watching.rule import Rule, last_due, next_due
from bot.companion import Companion
from bot.watches import outcomes
from storage.audited import chats
from storage.companion import jobs, talkers, watch_runs, watches
from storage.companion.watch_runs import Run
from storage.companion.watches import Watch, jitter
from storage.errors import StorageError
from storage.sources import READ

log = logging.getLogger("deadsouls.watches")

LOOK_SECONDS = 5
NEVER = 2**62


async def serve(companion: Companion, *, look_seconds: float = LOOK_SECONDS) -> None:
    """Looks at the watches until it is cancelled."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it tells of each look, and of each that took longer
    scheduler = AsyncIOScheduler(timezone="UTC")
    looking = partial(_look_and_go_on, companion, Started(companion.clock()))
    scheduler.add_job(
        looking, "interval", seconds=look_seconds, coalesce=True, max_instances=1, misfire_grace_time=None
    )
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)


@dataclass
class Started:
    """When the service started, by its clock, and when it looked last; None before the first look."""

    at: int
    looked_at: int | None = None


async def _look_and_go_on(companion: Companion, started: Started) -> None:
    try:
        await look(companion, started)
    except StorageError as error:
        log.warning("the watches cannot be looked at: %s", error.slug)


async def look(companion: Companion, started: Started) -> None:
    """Begins what is due, asks the queue, and ends the runs whose audits are there. What was missed before the service
    started begins after that. All watches are read at the first look alone, and where the clock went back."""
    store, now = companion.store, companion.clock()
    if started.looked_at is None:
        await watches.draw_jitter(store)
    if started.looked_at is None or now < started.looked_at:
        for watch in await watches.every(store):
            await _set_back(companion, watch, now)
    for watch in await watches.due(store, now, since=started.at):
        await _begin(companion, watch, started.at)
    started.looked_at = now
    asked = [await _ask(companion, run, watch) for run, watch in await watch_runs.unasked(store)]
    if any(asked):
        companion.work.set()
    ended = await watch_runs.ended(store)
    for run, watch, job in ended:
        await outcomes.conclude(companion, run, watch, job)
    if ended:
        companion.alarms.set()


async def _set_back(companion: Companion, watch: Watch, now: int) -> None:
    """Where the clock went back, what comes next by it is due next."""
    following = next_due(Rule(watch.rule, watch.zone), now) or NEVER
    if watch.state == "active" and watch.due_at > following:
        await watches.change(companion.store, watch.watch, due_at=following)


async def _begin(companion: Companion, watch: Watch, since: int) -> None:
    """Makes the run of a watch, if its moment has come."""
    now, rule = companion.clock(), Rule(watch.rule, watch.zone)
    if watch.due_at > now or now < max(watch.due_at, since) + jitter(watch.target):
        return
    due, following = last_due(rule, watch.due_at, now), next_due(rule, now) or NEVER
    if await watch_runs.begin(companion.store, watch.watch, due_at=due, next_at=following, now=now):
        log.info("watch %d is due", watch.watch)


async def _known_as(companion: Companion, watch: Watch) -> Target:
    """By what it is decided whether a chat may be read: one that is looked for by its number, by the name that it had.
    What it turns out to be decides again who may see it."""
    target = target_of_key(watch.target)
    if watch.state != outcomes.LOST or watch.chat is None:
        return target
    async with companion.store.reading() as connection:
        chat = await chats.fetch(connection, watch.chat)
    return Target("name", chat.username.lower()) if chat is not None and chat.username else target


async def _ask(companion: Companion, run: Run, watch: Watch) -> bool:
    """Puts a run into the queue, if it may be now; whoever asks for the same chat at that time has the same job."""
    store, now = companion.store, companion.clock()
    verdict = await companion.may_begin(watch.asker, await _known_as(companion, watch))
    await talkers.decided(store, watch.asker, "watch", verdict, now=now)
    if verdict != "allowed":
        await outcomes.refuse(companion, run, watch, verdict)
        return False
    request = jobs.Request(
        READ, watch.target, watch.asker, watch.room, -run.run, watch.language, may_join=watch.may_join,
        since=run.due_at, topic=watch.topic,
    )  # fmt: skip
    await jobs.ask(store, request, now=now)
    return await watch_runs.mark_asked(store, run.run, "queued")
