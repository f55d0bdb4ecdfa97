"""Runs: what became of each due moment of a watch.

A due moment is a run, made once: its key is the watch and the moment. A run asks the queue as people do, by the number
`-run` in the room of its watch, which no message of Telegram's bears; so it is asked once, too, and ends in one
transaction with all that it has to tell.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec
from sqlalchemy import and_, delete, func, or_, select, update

from storage import schema, traces
from storage.companion import alerts, jobs
from storage.companion.alerts import NewAlert
from storage.companion.jobs import DAY, Job
from storage.companion.watches import Watch, by_chat, stored, watch_of_row
from storage.store import Store, fetch_all

MINUTE = 60
"""The moments of a rule are whole minutes."""

KEPT_SECONDS = 400 * DAY
"""So long it is remembered that a moment was due, should a clock go back."""


class Run(msgspec.Struct, frozen=True):
    """One due moment of a watch."""

    run: int
    watch: int
    due_at: int
    state: str


async def begin(store: Store, watch: int, *, due_at: int, next_at: int, now: int) -> bool:
    """Makes the run of a due moment, and says when the next is. False where there was that run already."""
    runs, watches = schema.runs, schema.watches
    async with store.writing() as connection:
        made = {"watch": watch, "due_at": due_at, "began_at": now, "state": "due", "slug": ""}
        added = await connection.add_new(runs, made)
        await connection.execute(update(watches).where(watches.c.watch == watch).values(due_at=next_at))
        return added == 1


async def unasked(store: Store) -> list[tuple[Run, Watch]]:
    """The runs that have not asked the queue yet."""
    async with store.reading() as connection:
        rows = await fetch_all(connection, _runs().where(schema.runs.c.state == "due").order_by(schema.runs.c.run))
    return [(_run(row), watch_of_row(row)) for row in rows]


async def mark_asked(store: Store, run: int, state: Literal["queued", "refused"], slug: str = "") -> bool:
    """A run has asked the queue, or may not. False where that is known."""
    runs = schema.runs
    async with store.writing() as connection:
        mine = runs.c.run == run, runs.c.state == "due"
        return (await connection.execute(update(runs).where(*mine).values(state=state, slug=slug))).rowcount == 1


async def ended(store: Store) -> list[tuple[Run, Watch, Job]]:
    """The runs whose job has ended, and of which nothing came yet."""
    runs, askings, watches = schema.runs, schema.askings, schema.watches
    asking = (askings.c.request == -runs.c.run) & (askings.c.room == watches.c.room)
    over = askings.c.state == "open", askings.c.due == 1, askings.c.request < 0
    chosen = (_runs().add_columns(askings.c.job).join(askings, asking).where(runs.c.state == "queued", *over)).order_by(
        runs.c.run
    )
    async with store.reading() as connection:
        rows = await fetch_all(connection, chosen)
    found = [(_run(row), watch_of_row(row), await jobs.find(store, row.job)) for row in rows]
    return [(run, watch, job) for run, watch, job in found if job is not None]


async def conclude(
    store: Store,
    run: Run,
    watch: Watch,
    state: Literal["done", "failed"],
    *,
    slug: str = "",
    audit: int | None = None,
    told: Iterable[NewAlert] = (),
    stands: Mapping[str, Any] | None = None,
) -> bool:
    """Ends a run with all that came of it: what is to be told, and how its watch `stands` now. Once."""
    runs, askings, watches = schema.runs, schema.askings, schema.watches
    async with store.writing() as connection:
        mine = runs.c.run == run.run, runs.c.state.in_(("due", "queued"))
        over = await connection.execute(update(runs).where(*mine).values(state=state, slug=slug, audit=audit))
        if over.rowcount != 1:
            return False
        asking = askings.c.room == watch.room, askings.c.request == -run.run
        await connection.execute(update(askings).where(*asking).values(state="answered", due=0))
        if stands:
            await connection.execute(update(watches).where(watches.c.watch == watch.watch).values(stored(stands)))
        await alerts.keep(connection, told)
        return True


async def is_watched(store: Store, chat: int, job: int) -> bool:
    """Whether anybody watches a chat, or waits for a job about it because they do."""
    askings = schema.askings
    waiting = askings.c.job == job, askings.c.request < 0, askings.c.state == "open"
    async with store.reading() as connection:
        if await connection.scalar(select(func.count()).where(*waiting)):
            return True
    return bool(await by_chat(store, chat))


async def expire(store: Store, *, now: int) -> None:
    """Lets go of runs and of alerts that are long over. After a day it is known of a watch only on which it was made:
    the second would tie whoever asked in a group that is audited to what they wrote there. So a run that was not of the
    rule, but of the moment in which somebody asked, goes as well."""
    runs, told, table = schema.runs, schema.alerts, schema.watches
    before = now - KEPT_SECONDS
    async with store.writing() as connection:
        made = table.c.made_at <= now - DAY, table.c.made_at % DAY != 0
        await connection.execute(update(table).where(*made).values(made_at=table.c.made_at - table.c.made_at % DAY))
        over = runs.c.began_at <= now - DAY, runs.c.state.in_(("done", "failed", "refused"))
        asked = and_(*over, runs.c.due_at % MINUTE != 0)
        gone = (await connection.execute(delete(runs).where(or_(runs.c.due_at <= before, asked)))).rowcount
        gone += (await connection.execute(delete(told).where(told.c.made_at <= before))).rowcount
        if gone:
            await traces.mark(connection, "main")


def _runs() -> Any:
    runs, watches, chats = schema.runs, schema.watches, schema.chats
    own = runs.c.run, runs.c.due_at.label("run_due_at"), runs.c.state.label("run_state")
    return (
        select(*own, watches, chats.c.title)
        .join(watches, watches.c.watch == runs.c.watch)
        .outerjoin(chats, chats.c.chat == watches.c.chat)
    )


def _run(row: Any) -> Run:
    return Run(row.run, row.watch, row.run_due_at, row.run_state)
