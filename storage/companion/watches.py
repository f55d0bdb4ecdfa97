"""Watches: who wants to hear of which chat, and how often. What became of each due moment is in `watch_runs`."""

import zlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, delete, func, or_, select, update

from storage import schema
from storage.companion import jobs
from storage.store import Connection, Store, fetch_all

JITTER_SECONDS = 600
"""Within so long after a moment the runs that are due at it begin: a hundred watches do not start at once."""

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


async def add(store: Store, asked: Asked, *, due_at: int, now: int) -> Watch:
    """A new watch, or what is asked now of one that the room has on the same chat; what it knows of it stays."""
    table = schema.watches
    wanted = stored(msgspec.structs.asdict(asked))
    fresh = {"made_at": now, "state": "active", "tries": 0, "due_at": due_at, "marks": "{}"}
    async with store.writing() as connection:
        again = wanted | {"state": "active", "tries": 0, "due_at": due_at}
        await connection.put(table, wanted | fresh, key=["room", "target"], known=again)
        here = table.c.room == asked.room, table.c.target == asked.target
        row = (await connection.execute(_watches().where(*here))).one()
    return watch_of_row(row)


async def change(store: Store, watch: int, **values: Any) -> None:
    """Sets some fields of a watch anew."""
    async with store.writing() as connection:
        table = schema.watches
        await connection.execute(update(table).where(table.c.watch == watch).values(stored(values)))


async def find(store: Store, watch: int) -> Watch | None:
    """One watch."""
    found = await _all(store, schema.watches.c.watch == watch)
    return found[0] if found else None


async def every(store: Store) -> list[Watch]:
    """All watches, in the order in which they were made."""
    return await _all(store)


async def by_asker(store: Store, asker: int, room: int | None = None) -> list[Watch]:
    """What a person watches; in one room, all that it hears of."""
    table = schema.watches
    return await _all(store, table.c.asker == asker if room is None else table.c.room == room)


async def audits_made(store: Store, watched: Collection[int]) -> int:
    """How many audits came of these watches, as far as their runs are remembered."""
    runs = schema.runs
    async with store.reading() as connection:
        theirs = runs.c.watch.in_(watched), runs.c.state == "done"
        return int(await connection.scalar(select(func.count(runs.c.audit.distinct())).where(*theirs)) or 0)


async def by_chat(store: Store, chat: int) -> list[Watch]:
    """Who watches a chat."""
    return await _all(store, schema.watches.c.chat == chat)


async def named(store: Store, chat: int, targets: Iterable[str]) -> list[Watch]:
    """Who watches a chat that is known by its row, or by one of these targets where it was not read yet."""
    table = schema.watches
    return await _all(store, or_(table.c.chat == chat, table.c.target.in_(list(targets))))


async def due(store: Store, now: int, *, since: int = 0) -> list[Watch]:
    """The watches that are to be read: their moment has come, and since then, or since the service started, as long
    has gone by as their jitter says."""
    table = schema.watches
    come = table.c.due_at <= now, table.c.due_at + table.c.jitter <= now, since + table.c.jitter <= now
    return await _all(store, *come)


async def remove_all(store: Store, room: int) -> int:
    """Ends every watch of a room in which nobody can be told anything any longer; how many there were."""
    chosen = select(schema.watches.c.watch).where(schema.watches.c.room == room)
    async with store.reading() as connection:
        theirs = [row.watch for row in await fetch_all(connection, chosen)]
    for watch in theirs:
        await remove(store, watch)
    return len(theirs)


async def tell_elsewhere(store: Store, room: int, topic: int, asker: int) -> None:
    """A topic is gone: whoever watches there is told in their own room from now on, and of what waits, too. A watch
    that they have there already stands for both."""
    table, told, askings = schema.watches, schema.alerts, schema.askings
    theirs = await _all(store, table.c.room == room, table.c.topic == topic, table.c.asker == asker)
    own = {each.target for each in await by_asker(store, asker, asker)}
    async with store.writing() as connection:
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
            await remove(store, watch.watch)


async def remove(store: Store, watch: int) -> bool:
    """Ends a watch; what it has asked for is not wanted any longer. False where there was none."""
    watches, runs, askings = schema.watches, schema.runs, schema.askings
    async with store.writing() as connection:
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


def _watches() -> Any:
    return select(schema.watches, schema.chats.c.title).outerjoin(
        schema.chats, schema.chats.c.chat == schema.watches.c.chat
    )


async def _all(store: Store, *which: ColumnElement[bool]) -> list[Watch]:
    async with store.reading() as connection:
        rows = await fetch_all(connection, _watches().where(*which).order_by(schema.watches.c.watch))
    return [watch_of_row(row) for row in rows]


def jitter(target: str) -> int:
    """How many seconds after its moment a chat is read: the same for all who watch it, and after every start."""
    return zlib.crc32(target.encode()) % JITTER_SECONDS


async def draw_jitter(store: Store) -> None:
    """Notes the jitter of watches that were made before it was kept."""
    table = schema.watches
    async with store.writing() as connection:
        for row in await fetch_all(connection, select(table.c.watch, table.c.target).where(table.c.jitter < 0)):
            await connection.execute(update(table).where(table.c.watch == row.watch).values(jitter=jitter(row.target)))


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a watch as the table holds them."""
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


def watch_of_row(row: Any) -> Watch:
    """The watch that a row of the table, with the title of its chat, holds."""
    start, _, end = row.quiet.partition("-")
    quiet = (int(start), int(end)) if row.quiet else None
    marks = msgspec.json.decode(row.marks, type=dict[str, Mark])
    return Watch(
        row.watch, row.target, row.chat, row.asker, row.room, row.language, row.rule, row.named, row.zone,
        bool(row.may_join), row.effect, row.signs, quiet, row.digest, row.made_at, row.state, row.tries, row.due_at,
        row.audit, marks, row.title, row.topic,
    )  # fmt: skip
