"""Observations: one look at one chat, taken in whole or not at all. `shown.py` reads back what one
shows."""

import contextlib
from collections.abc import AsyncIterator
from typing import get_args

import msgspec
from sqlalchemy import Text, cast, delete, func, select, update

from storage import schema
from storage.audited.chats import FILE, UPLOAD, chat_of_row
from storage.audited.door import Door, enter
from storage.audited.seals import damaged, is_current, keep_rows_seal, rows_seal
from storage.records import Chat, Coverage
from storage.sources import LIVE_NAMES, OTHER_PLATFORMS, SOURCES, ChatKind, SourceName
from storage.store import Connection, Store, fetch_all


class Observation(msgspec.Struct, frozen=True):
    """A finished observation, as it is kept. `rows_rest`: its rows have not gone by retention."""

    row: int
    chat_row: int
    chat: Chat
    source: SourceName
    coverage: Coverage
    collected_at: int
    rows_rest: bool = True
    seal: bytes | None = None


async def check(store: Store, observation: Observation) -> None:
    """Raises `DatabaseUnreadable` where what rests of an observation is not what was written."""
    async with store.reading() as connection:
        await _check(connection, observation)


async def _check(connection: Connection, observation: Observation) -> None:
    if not observation.rows_rest or not is_current(observation.seal):
        return
    if await rows_seal(connection, observation.chat_row, observation.row) != observation.seal:
        raise damaged()


async def seal(store: Store, observation: Observation) -> None:
    """Seals an observation that has come to rest, if it is not sealed yet."""
    if not observation.rows_rest or is_current(observation.seal):
        return
    async with store.writing() as connection:
        await keep_rows_seal(
            connection, observation.row, await rows_seal(connection, observation.chat_row, observation.row)
        )


def _same(last: Coverage, coverage: Coverage) -> bool:
    """Whether two readings saw and lost the same; one export may be two files."""
    return msgspec.structs.replace(last, file=None) == msgspec.structs.replace(coverage, file=None)


class Visit:
    """What `observe` yields: a door to bring batches to, and `finish`."""

    def __init__(self, door: Door, connection: Connection, chat: Chat, source: SourceName, collected_at: int) -> None:
        self._collected_at = collected_at
        self._door = door
        self._connection = connection
        self._chat = chat
        self._source = source
        self.observation: Observation | None = None
        self.nothing_new = False
        self.add = door.add

    async def finish(self, coverage: Coverage) -> None:
        """Keeps the observation; where it shows nothing that the last one did not, that one stands for it."""
        coverage = await self._door.close(coverage)
        last = await last_whole(self._connection, self._door.chat, self._door.observation)
        if last is not None:
            coverage = _joined(coverage, last.coverage)
        if last is not None and not self._door.changed and _same(last.coverage, coverage):
            await self._withdraw(last.row)
            self.observation, self.nothing_new = last, True
            return
        table = schema.observations
        kept = msgspec.json.encode(coverage).decode()
        mine = table.c.observation == self._door.observation
        await self._connection.execute(update(table).where(mine).values(coverage=kept))
        door, at = self._door, self._collected_at
        self.observation = Observation(door.observation, door.chat, self._chat, self._source, coverage, at)

    async def _withdraw(self, last: int) -> None:
        mine = self._door.observation
        await self._connection.execute(
            update(schema.names)
            .where(schema.names.c.chat == self._door.chat, schema.names.c.seen == mine)
            .values(seen=last)
        )
        await self._connection.execute(delete(schema.observations).where(schema.observations.c.observation == mine))


@contextlib.asynccontextmanager
async def observe(
    store: Store, chat: Chat, *, source: SourceName, collected_at: int, keep_text: bool
) -> AsyncIterator[Visit]:
    """Takes in one observation of `chat`. Left by an error, or killed, it leaves nothing."""
    async with store.writing() as connection:
        door = await enter(
            connection, chat, key=store.key, source=source, collected_at=collected_at, keep_text=keep_text
        )
        await check_last(connection, door.chat, door.observation)
        try:
            yield Visit(door, connection, chat, source, collected_at)
        finally:
            await door.stop()
    await store.checkpoint()


async def check_last(connection: Connection, chat: int, before: int) -> None:
    """The same of a chat's last observation, for nothing must be laid over damage."""
    last = await last_whole(connection, chat, before)
    if last is not None:
        await _check(connection, last)


def _joined(new: Coverage, last: Coverage) -> Coverage:
    """What is known of the history once a new source is laid over what was read before.

    The beginning stays known as long as the two overlap in time.
    """
    overlap = new.first_at is not None and last.last_at is not None and new.first_at <= last.last_at
    begins = new.history_begins or (last.history_begins if overlap else None)
    first = min((at for at in (new.first_at, last.first_at) if at is not None), default=None)
    latest = max((at for at in (new.last_at, last.last_at) if at is not None), default=None)
    return msgspec.structs.replace(new, history_begins=begins, first_at=first, last_at=latest)


async def last_whole(
    connection: Connection, chat: int, before: int, *, source: SourceName | None = None
) -> Observation | None:
    """The last finished observation of a chat before another one, of one source or of any."""
    table = schema.observations
    chosen = (
        select(table.c.observation)
        .where(table.c.chat == chat, table.c.observation < before, table.c.marks.is_(None))
        .where(*([table.c.source == source] if source else []))
        .order_by(table.c.observation.desc())
        .limit(1)
    )
    row = await connection.scalar(chosen)
    return None if row is None else await _observation(connection, int(row))


async def _observation(connection: Connection, row: int) -> Observation | None:
    table, of = schema.observations, schema.chats
    chosen = select(table, of).join(of, of.c.chat == table.c.chat).where(table.c.observation == row)
    found = (await connection.execute(chosen)).first()
    if found is None:
        return None
    try:
        coverage = msgspec.json.decode(found.coverage, type=Coverage)
    except (msgspec.MsgspecError, TypeError, UnicodeError) as error:
        raise damaged() from error
    if found.source not in SOURCES or found.kind not in get_args(ChatKind):
        raise damaged()
    return Observation(
        row,
        found.chat,
        chat_of_row(found),
        found.source,
        coverage,
        found.collected_at,
        bool(found.rows_rest),
        found.seal,
    )


async def find_observation(store: Store, row: int) -> Observation | None:
    """The observation kept as `row`, None where its rows have gone."""
    async with store.reading() as connection:
        return await _observation(connection, row)


async def latest_observations(store: Store, chat_row: int) -> list[int]:
    """The rows of a chat's observations, newest first."""
    table = schema.observations
    async with store.reading() as connection:
        whole = table.c.chat == chat_row, table.c.marks.is_(None)
        chosen = select(table.c.observation).where(*whole).order_by(table.c.observation.desc())
        return [row[0] for row in await fetch_all(connection, chosen)]


async def read_since(store: Store, chat: int, at: int) -> int | None:
    """The newest live reading of a chat that was begun since a moment and is whole."""
    table = schema.observations
    whole = table.c.chat == chat, table.c.source.in_(LIVE_NAMES), table.c.marks.is_(None), table.c.collected_at >= at
    async with store.reading() as connection:
        found = await connection.scalar(select(func.max(table.c.observation)).where(*whole))
    return None if found is None else int(found)


async def newest_of_each(store: Store) -> list[Observation]:
    """The last finished observation of each chat, as far as its rows rest, the chats by title and identity. What
    somebody sent to the companion is theirs, and a table of texts has authors of another sort: neither is in it, nor is
    a chat on the deny list."""
    table, of = schema.observations, schema.chats
    newest = (
        select(func.max(table.c.observation))
        # By what is left out: a name of a source that nobody knows is damage, and must come to light.
        .join(of, of.c.chat == table.c.chat)
        .where(table.c.marks.is_(None))
        .where(table.c.source.not_in(OTHER_PLATFORMS) | of.c.identity.like(f"{FILE}%:%"))
        .group_by(table.c.chat)
    )
    refused = select(schema.denied_chats.c.identity)
    chosen = (
        select(table.c.observation)
        .join(of, of.c.chat == table.c.chat)
        .where(table.c.observation.in_(newest), table.c.rows_rest == 1, of.c.identity.not_like(f"{UPLOAD}%"))
        .where(of.c.identity.not_in(refused))
        .where(
            *(
                func.coalesce(space + cast(of.c.telegram_id, Text), "").not_in(refused)
                for space in ("channel:", "group:")
            )
        )
        .where(("name:" + func.lower(func.coalesce(of.c.username, ""))).not_in(refused))
        .order_by(of.c.title, of.c.identity)
    )
    async with store.reading() as connection:
        rows = (await connection.scalars(chosen)).all()
        found = [await _observation(connection, row) for row in rows]
    return [each for each in found if each is not None]
