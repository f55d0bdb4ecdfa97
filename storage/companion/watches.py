"""Watches: who wants to hear of which chat, how often, and what became of each due moment.

A due moment is a run, made once: its key is the watch and the moment. A run asks the queue as people do, by the number
`-run` in the room of its watch, which no message of Telegram's bears; so it is asked once, too, and ends in one
transaction with all that it has to tell.
"""

import zlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from storage import schema, traces
from storage.companion import alerts, jobs
from storage.companion.alerts import NewAlert
from storage.companion.jobs import DAY, Job
from storage.store import Connection, Store, fetch_all

JITTER_SECONDS = 600
"""Within so long after a moment the runs that are due at it begin: a hundred watches do not start at once."""

MINUTE = 60
"""The moments of a rule are whole minutes."""

KEPT_SECONDS = 400 * DAY
"""So long it is remembered that a moment was due, should a clock go back."""

Signs = Literal["usual", "strong", "all"]
Mark = tuple[str, int]
"""The strength of a finding, and how many it found."""


class Watch(msgspec.Struct, frozen=True):
    """One watch, as it stands. `quiet` is from and to, in minutes of the day; `digest` such a minute;
    `topic` the one of a forum in which it was made."""

    watch: int
    target: str
    chat: int | None
    asker: int
    room: int
    language: str
    rule: str
    named: str
    zone: str
    may_join: bool
    effect: float | None
    signs: Signs
    quiet: tuple[int, int] | None
    digest: int | None
    made_at: int
    state: str
    tries: int
    due_at: int
    audit: int | None
    marks: dict[str, Mark]
    title: str | None = None
    topic: int | None = None


class Run(msgspec.Struct, frozen=True):
    """One due moment of a watch."""

    run: int
    watch: int
    due_at: int
    state: str


class Asked(msgspec.Struct, frozen=True):
    """What a person wants to be watched, and how."""

    target: str
    asker: int
    room: int
    language: str
    rule: str
    named: str
    zone: str
    effect: float | None = None
    signs: Signs = "usual"
    quiet: tuple[int, int] | None = None
    digest: int | None = None
    may_join: bool = False
    topic: int | None = None


async def add(database: Store, asked: Asked, *, due_at: int, now: int) -> Watch:
    """A new watch, or what is asked now of one that the room has on the same chat; what it knows of it stays."""
    table = schema.watches
    wanted = _row(msgspec.structs.asdict(asked))
    fresh = {"made_at": now, "state": "active", "tries": 0, "due_at": due_at, "marks": "{}"}
    async with database.writing() as connection:
        again = wanted | {"state": "active", "tries": 0, "due_at": due_at}
        await connection.put(table, wanted | fresh, key=["room", "target"], known=again)
        here = table.c.room == asked.room, table.c.target == asked.target
        row = (await connection.execute(_watches().where(*here))).one()
    return _watch(row)


async def change(database: Store, watch: int, **values: Any) -> None:
    """Sets some fields of a watch anew."""
    async with database.writing() as connection:
        table = schema.watches
        await connection.execute(update(table).where(table.c.watch == watch).values(_row(values)))


async def find(database: Store, watch: int) -> Watch | None:
    """One watch."""
    found = await _all(database, schema.watches.c.watch == watch)
    return found[0] if found else None


async def every(database: Store) -> list[Watch]:
    """All watches, in the order in which they were made."""
    return await _all(database)


async def by_asker(database: Store, asker: int, room: int | None = None) -> list[Watch]:
    """What a person watches; in one room, all that it hears of."""
    table = schema.watches
    return await _all(database, table.c.asker == asker if room is None else table.c.room == room)


async def audits_made(database: Store, watched: Collection[int]) -> int:
    """How many audits came of these watches, as far as their runs are remembered."""
    runs = schema.runs
    async with database.reading() as connection:
        theirs = runs.c.watch.in_(watched), runs.c.state == "done"
        return int(await connection.scalar(select(func.count(runs.c.audit.distinct())).where(*theirs)) or 0)


async def by_chat(database: Store, chat: int) -> list[Watch]:
    """Who watches a chat."""
    return await _all(database, schema.watches.c.chat == chat)


async def named(database: Store, chat: int, targets: Iterable[str]) -> list[Watch]:
    """Who watches a chat that is known by its row, or by one of these targets where it was not read yet."""
    table = schema.watches
    return await _all(database, or_(table.c.chat == chat, table.c.target.in_(list(targets))))


async def due(database: Store, now: int, *, since: int = 0) -> list[Watch]:
    """The watches that are to be read: their moment has come, and since then, or since the service started, as long
    has gone by as their jitter says."""
    table = schema.watches
    come = table.c.due_at <= now, table.c.due_at + table.c.jitter <= now, since + table.c.jitter <= now
    return await _all(database, *come)


async def remove_all(database: Store, room: int) -> int:
    """Ends every watch of a room in which nobody can be told anything any longer; how many there were."""
    chosen = select(schema.watches.c.watch).where(schema.watches.c.room == room)
    async with database.reading() as connection:
        theirs = [row.watch for row in await fetch_all(connection, chosen)]
    for watch in theirs:
        await remove(database, watch)
    return len(theirs)


async def tell_elsewhere(database: Store, room: int, topic: int, asker: int) -> None:
    """A topic is gone: whoever watches there is told in their own room from now on, and of what waits, too. A watch
    that they have there already stands for both."""
    table, told, askings = schema.watches, schema.alerts, schema.askings
    theirs = await _all(database, table.c.room == room, table.c.topic == topic, table.c.asker == asker)
    own = {each.target for each in await by_asker(database, asker, asker)}
    async with database.writing() as connection:
        there = told.c.room == room, told.c.topic == topic, told.c.asker == asker
        twice = select(told.c.key).where(told.c.room == asker)
        await connection.execute(delete(told).where(*there, told.c.key.in_(twice)))
        await connection.execute(update(told).where(*there).values(room=asker, topic=None, message=None))
        for watch in theirs:
            if watch.target in own:
                continue
            mine = select(-schema.runs.c.run).where(schema.runs.c.watch == watch.watch)
            asked = askings.c.room == room, askings.c.request.in_(mine)
            await connection.execute(update(askings).where(*asked).values(room=asker, topic=None))
            await connection.execute(update(table).where(table.c.watch == watch.watch).values(room=asker, topic=None))
    for watch in theirs:
        if watch.target in own:
            await remove(database, watch.watch)


async def remove(database: Store, watch: int) -> bool:
    """Ends a watch; what it has asked for is not wanted any longer. False where there was none."""
    watches, runs, askings = schema.watches, schema.runs, schema.askings
    async with database.writing() as connection:
        mine = select(-runs.c.run).where(runs.c.watch == watch)
        room = select(watches.c.room).where(watches.c.watch == watch).scalar_subquery()
        theirs = askings.c.room == room, askings.c.request.in_(mine), askings.c.state == "open"
        left = [row.job for row in await fetch_all(connection, select(askings.c.job).where(*theirs))]
        await connection.execute(update(askings).where(*theirs).values(state="withdrawn", due=0))
        deserted = schema.jobs.c.job.in_(left), ~jobs.awaited()
        unended = schema.jobs.c.state.in_(jobs.UNENDED)
        await connection.execute(update(schema.jobs).where(*deserted, unended).values(state="cancelled"))
        await _drop_alerts(connection, watch)
        return (await connection.execute(delete(watches).where(watches.c.watch == watch))).rowcount > 0


async def _drop_alerts(connection: Connection, watch: int) -> None:
    """What was told of a watch goes with it: it rests under an id."""
    watches, told = schema.watches, schema.alerts
    mine = (await connection.execute(select(watches).where(watches.c.watch == watch))).first()
    if mine is not None:
        of_it = or_(told.c.chat.is_(None), told.c.chat == mine.chat)
        await connection.execute(delete(told).where(told.c.room == mine.room, told.c.asker == mine.asker, of_it))


async def begin(database: Store, watch: int, *, due_at: int, next_at: int, now: int) -> bool:
    """Makes the run of a due moment, and says when the next is. False where there was that run already."""
    runs, watches = schema.runs, schema.watches
    async with database.writing() as connection:
        made = {"watch": watch, "due_at": due_at, "began_at": now, "state": "due", "slug": ""}
        added = await connection.add_new(runs, made)
        await connection.execute(update(watches).where(watches.c.watch == watch).values(due_at=next_at))
        return added == 1


async def to_ask(database: Store) -> list[tuple[Run, Watch]]:
    """The runs that have not asked the queue yet."""
    async with database.reading() as connection:
        rows = await fetch_all(connection, _runs().where(schema.runs.c.state == "due").order_by(schema.runs.c.run))
    return [(_run(row), _watch(row)) for row in rows]


async def asked(database: Store, run: int, state: Literal["queued", "refused"], slug: str = "") -> bool:
    """A run has asked the queue, or may not. False where that is known."""
    runs = schema.runs
    async with database.writing() as connection:
        mine = runs.c.run == run, runs.c.state == "due"
        return (await connection.execute(update(runs).where(*mine).values(state=state, slug=slug))).rowcount == 1


async def ended(database: Store) -> list[tuple[Run, Watch, Job]]:
    """The runs whose job has ended, and of which nothing came yet."""
    runs, askings, watches = schema.runs, schema.askings, schema.watches
    asking = (askings.c.request == -runs.c.run) & (askings.c.room == watches.c.room)
    over = askings.c.state == "open", askings.c.due == 1, askings.c.request < 0
    chosen = (_runs().add_columns(askings.c.job).join(askings, asking).where(runs.c.state == "queued", *over)).order_by(
        runs.c.run
    )
    async with database.reading() as connection:
        rows = await fetch_all(connection, chosen)
    found = [(_run(row), _watch(row), await jobs.find(database, row.job)) for row in rows]
    return [(run, watch, job) for run, watch, job in found if job is not None]


async def conclude(
    database: Store,
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
    async with database.writing() as connection:
        mine = runs.c.run == run.run, runs.c.state.in_(("due", "queued"))
        over = await connection.execute(update(runs).where(*mine).values(state=state, slug=slug, audit=audit))
        if over.rowcount != 1:
            return False
        asking = askings.c.room == watch.room, askings.c.request == -run.run
        await connection.execute(update(askings).where(*asking).values(state="answered", due=0))
        if stands:
            await connection.execute(update(watches).where(watches.c.watch == watch.watch).values(_row(stands)))
        await alerts.keep(connection, told)
        return True


async def is_watched(database: Store, chat: int, job: int) -> bool:
    """Whether anybody watches a chat, or waits for a job about it because they do."""
    askings = schema.askings
    waiting = askings.c.job == job, askings.c.request < 0, askings.c.state == "open"
    async with database.reading() as connection:
        if await connection.scalar(select(func.count()).where(*waiting)):
            return True
    return bool(await by_chat(database, chat))


async def let_go(database: Store, *, now: int) -> None:
    """Lets go of runs and of alerts that are long over. After a day it is known of a watch only on which it was made:
    the second would tie whoever asked in a group that is audited to what they wrote there. So a run that was not of the
    rule, but of the moment in which somebody asked, goes as well."""
    runs, told, table = schema.runs, schema.alerts, schema.watches
    before = now - KEPT_SECONDS
    async with database.writing() as connection:
        made = table.c.made_at <= now - DAY, table.c.made_at % DAY != 0
        await connection.execute(update(table).where(*made).values(made_at=table.c.made_at - table.c.made_at % DAY))
        over = runs.c.began_at <= now - DAY, runs.c.state.in_(("done", "failed", "refused"))
        asked = and_(*over, runs.c.due_at % MINUTE != 0)
        gone = (await connection.execute(delete(runs).where(or_(runs.c.due_at <= before, asked)))).rowcount
        gone += (await connection.execute(delete(told).where(told.c.made_at <= before))).rowcount
        if gone:
            await traces.mark(connection, "main")


async def counted(database: Store) -> dict[str, int]:
    """How many watches there are, by state."""
    table = schema.watches
    async with database.reading() as connection:
        rows = await fetch_all(connection, select(table.c.state, func.count().label("n")).group_by(table.c.state))
    return {row.state: row.n for row in rows}


def _watches() -> Any:
    return select(schema.watches, schema.chats.c.title).outerjoin(
        schema.chats, schema.chats.c.chat == schema.watches.c.chat
    )


def _runs() -> Any:
    runs, watches, chats = schema.runs, schema.watches, schema.chats
    own = runs.c.run, runs.c.due_at.label("run_due_at"), runs.c.state.label("run_state")
    return (
        select(*own, watches, chats.c.title)
        .join(watches, watches.c.watch == runs.c.watch)
        .outerjoin(chats, chats.c.chat == watches.c.chat)
    )


async def _all(database: Store, *which: ColumnElement[bool]) -> list[Watch]:
    async with database.reading() as connection:
        rows = await fetch_all(connection, _watches().where(*which).order_by(schema.watches.c.watch))
    return [_watch(row) for row in rows]


def jitter(target: str) -> int:
    """How many seconds after its moment a chat is read: the same for all who watch it, and after every start."""
    return zlib.crc32(target.encode()) % JITTER_SECONDS


async def draw_jitter(database: Store) -> None:
    """Notes the jitter of watches that were made before it was kept."""
    table = schema.watches
    async with database.writing() as connection:
        for row in await fetch_all(connection, select(table.c.watch, table.c.target).where(table.c.jitter < 0)):
            await connection.execute(update(table).where(table.c.watch == row.watch).values(jitter=jitter(row.target)))


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the table holds them."""
    found = dict(values)
    if "target" in found:
        found["jitter"] = jitter(found["target"])
    if "quiet" in found:
        found["quiet"] = "" if found["quiet"] is None else "{}-{}".format(*found["quiet"])
    if "marks" in found:
        found["marks"] = msgspec.json.encode(found["marks"]).decode()
    if "may_join" in found:
        found["may_join"] = int(found["may_join"])
    return found


def _run(row: Any) -> Run:
    return Run(row.run, row.watch, row.run_due_at, row.run_state)


def _watch(row: Any) -> Watch:
    start, _, end = row.quiet.partition("-")
    quiet = (int(start), int(end)) if row.quiet else None
    marks = msgspec.json.decode(row.marks, type=dict[str, Mark])
    return Watch(
        row.watch, row.target, row.chat, row.asker, row.room, row.language, row.rule, row.named, row.zone,
        bool(row.may_join), row.effect, row.signs, quiet, row.digest, row.made_at, row.state, row.tries, row.due_at,
        row.audit, marks, row.title, row.topic,
    )  # fmt: skip
