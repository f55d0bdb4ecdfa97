"""Observations: one look at one chat, taken in whole or not at all, and read back as columns."""

import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import chain
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema, updates
from storage.beside import bearers
from storage.chats import of_row
from storage.database import Database, fetch_all, read_chunks
from storage.door import Door, enter
from storage.identities import NOBODY, by_name_alone
from storage.names import Names
from storage.records import Chat, Coverage, SourceKind

Ints = npt.NDArray[np.int64]

UNKNOWN_TIME = np.iinfo(np.int64).min
"""Stands in an integer column of times where none is known."""

_VISIBLE = "chat = ? AND since <= ? AND (until IS NULL OR until > ?)"


class Observation(msgspec.Struct, frozen=True):
    """A finished observation, as it is kept. `rows_rest`: its rows have not gone by retention."""

    row: int
    chat_row: int
    chat: Chat
    source: SourceKind
    coverage: Coverage
    collected_at: int
    rows_rest: bool = True


class MessageColumns(msgspec.Struct, frozen=True):
    """A row a message, in the order of the chat. `person` is `NOBODY` where the writer is hidden."""

    id: Ints
    at: Ints
    person: Ints


class EventColumns(msgspec.Struct, frozen=True):
    """A row an arrival or a leave. `person` is whom it resolves to; where it resolves to nobody (`resolved`
    false), it is the ambiguous name, or `NOBODY` for no name. `alone`: known by name alone, not by id."""

    id: Ints
    at: Ints
    kind: list[str]
    person: Ints
    resolved: npt.NDArray[np.bool_]
    alone: npt.NDArray[np.bool_]
    adder: Ints
    source: list[str]


class MemberColumns(msgspec.Struct, frozen=True):
    """A row a person whose account was shown; fields as in `measure.frames.MemberInput`."""

    person: Ints
    listed: npt.NDArray[np.bool_]
    role: list[str]
    bot: npt.NDArray[np.bool_]
    deleted: npt.NDArray[np.bool_]
    blank: npt.NDArray[np.int8]
    flagged: npt.NDArray[np.int8]
    seen: list[str]
    seen_at: Ints
    by_me: npt.NDArray[np.bool_]
    joined_at: Ints
    adder: Ints
    age_from: Ints
    age_to: Ints


class PostColumns(msgspec.Struct, frozen=True):
    """A row a post of a channel; -1 where a count is not shown."""

    id: Ints
    at: Ints
    views: Ints
    forwards: Ints
    reactions: Ints
    comments: Ints


class Columns(msgspec.Struct, frozen=True):
    """All that an observation shows, ready to become frames.

    `alternatives`: for each ambiguous name, the people who bear it. `nameless`: people shown without a name
    when last seen. `by_name`: people known by a name alone. `listened`: when our bot heard who came and left.
    """

    messages: MessageColumns
    arrivals: EventColumns
    leaves: EventColumns
    alternatives: dict[int, tuple[int, ...]]
    nameless: frozenset[int]
    by_name: frozenset[int]
    members: MemberColumns | None = None
    posts: PostColumns | None = None
    listened: tuple[updates.Span, ...] = ()


class Visit:
    """What `observe` yields: a door to bring batches to, and `finish`."""

    def __init__(
        self, door: Door, connection: AsyncConnection, chat: Chat, source: SourceKind, collected_at: int
    ) -> None:
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
        if last is not None and not self._door.changed and last.coverage == coverage:
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
    database: Database, chat: Chat, *, source: SourceKind, collected_at: int, keep_text: bool
) -> AsyncIterator[Visit]:
    """Takes in one observation of `chat`. Left by an error, or killed, it leaves nothing."""
    async with database.writing() as connection:
        door = await enter(
            connection, chat, key=database.key, source=source, collected_at=collected_at, keep_text=keep_text
        )
        try:
            yield Visit(door, connection, chat, source, collected_at)
        finally:
            await door.stop()
    await database.checkpoint()


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
    connection: AsyncConnection, chat: int, before: int, *, source: SourceKind | None = None
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


async def _observation(connection: AsyncConnection, row: int) -> Observation | None:
    table, of = schema.observations, schema.chats
    chosen = select(table, of).join(of, of.c.chat == table.c.chat).where(table.c.observation == row)
    found = (await connection.execute(chosen)).first()
    if found is None:
        return None
    coverage = msgspec.json.decode(found.coverage, type=Coverage)
    return Observation(
        row, found.chat, of_row(found), found.source, coverage, found.collected_at, bool(found.rows_rest)
    )


async def find_observation(database: Database, row: int) -> Observation | None:
    """The observation kept as `row`, None where its rows have gone."""
    async with database.reading() as connection:
        return await _observation(connection, row)


async def read_columns(database: Database, observation: Observation, *, person: int | None = None) -> Columns:
    """The rows that `observation` shows, names resolved; with `person`, those alone that may be of that person."""
    live = observation.source == "live"
    async with database.reading() as connection:
        names = await bearers(connection, observation.chat_row, person)
        read = _Reading(connection, observation, names, person)
        messages = await read.messages()
        arrivals = await read.events("arrivals", "kind", "adder")
        leaves = await read.events("leaves", "by_self", "NULL")
        nameless = frozenset[int]() if live else await _nameless(connection, observation)
        members = await _members(connection, observation, person) if live else None
        posts = await _posts(connection, observation) if live and person is None else None
        listened = await updates.spans(connection, observation.chat_row, observation.collected_at) if live else ()
    by_name = frozenset(read.by_name)
    return Columns(messages, arrivals, leaves, read.alternatives, nameless, by_name, members, posts, listened)


async def _members(connection: AsyncConnection, observation: Observation, person: int | None) -> MemberColumns:
    """The accounts that this observation saw."""
    kinds: dict[str, npt.DTypeLike] = dict.fromkeys(("listed", "bot", "deleted", "by_me"), np.bool_)
    kinds |= dict.fromkeys(("blank", "flagged"), np.int8)
    found = await _snapshot(connection, "members", MemberColumns.__struct_fields__, observation, person)
    columns = {
        name: [str(value) for value in values]
        if name in ("role", "seen")
        else np.array([UNKNOWN_TIME if value is None else value for value in values], np.int64).astype(
            kinds.get(name, np.int64)
        )
        for name, values in found.items()
        if name != "adder"
    }
    adder = _ints(value or NOBODY for value in found["adder"])
    return MemberColumns(**columns, adder=adder)  # type: ignore[arg-type]


async def _posts(connection: AsyncConnection, observation: Observation) -> PostColumns:
    """The posts that this observation saw."""
    found = await _snapshot(connection, "posts", PostColumns.__struct_fields__, observation)
    return PostColumns(**{name: _ints(values) for name, values in found.items()})


async def _snapshot(
    connection: AsyncConnection,
    table: str,
    wanted: Sequence[str],
    observation: Observation,
    person: int | None = None,
) -> dict[str, tuple[Any, ...]]:
    """The columns of a table that each observation fills anew, in the order of its key."""
    whose = "" if person is None else f" AND person = {int(person)}"
    sql = f"SELECT {', '.join(wanted)} FROM {table} WHERE chat = ? AND observation = ?{whose} ORDER BY 1"
    visible = observation.chat_row, observation.row
    rows = [row async for chunk in read_chunks(connection, sql, visible) for row in chunk]
    return dict(zip(wanted, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(wanted, ())


class _Reading:
    """Reads rows and resolves the people in them, remembering what was ambiguous on the way."""

    def __init__(self, connection: AsyncConnection, observation: Observation, names: Names, person: int | None) -> None:
        self._connection = connection
        self._observation = observation
        self._names = names
        self._person = person
        self._visible = (observation.chat_row, observation.row, observation.row)
        whose = "" if person is None else f" AND person IN ({', '.join(map(str, [person, *names.known]))})"
        self._where = f"{_VISIBLE}{whose}"
        self.alternatives: dict[int, tuple[int, ...]] = {}
        self.by_name: set[int] = set()

    async def messages(self) -> MessageColumns:
        by_name = f"SELECT 1 FROM messages WHERE {self._where} AND person & 1 LIMIT 1"
        named = self._person is not None or await self._rows(by_name)
        wanted = ["id", f"coalesce(at, {UNKNOWN_TIME})", f"coalesce(person, {NOBODY})", *(["since"] if named else [])]
        sql = f"SELECT {', '.join(wanted)} FROM messages WHERE {self._where} ORDER BY id, ordinal"
        chunks = [_matrix(chunk, len(wanted)) async for chunk in read_chunks(self._connection, sql, self._visible)]
        rows = np.concatenate(chunks) if chunks else np.empty((0, len(wanted)), np.int64)
        identifier, at, person = (np.ascontiguousarray(rows[:, column]) for column in range(3))
        for place in np.flatnonzero(person & 1):
            found, resolved = self._who(int(person[place]), int(rows[place, 3]))
            person[place] = found if resolved else NOBODY
        return MessageColumns(identifier, at, person)

    async def events(self, table: str, kind: str, adder: str) -> EventColumns:
        sql = (
            f"SELECT id, coalesce(at, {UNKNOWN_TIME}), {kind}, coalesce(person, {NOBODY}), coalesce({adder}, {NOBODY}),"
            f" since, source FROM {table} WHERE {self._where} ORDER BY id, ordinal, position"
        )
        rows = await self._rows(sql)
        seen = self._observation
        if seen.source == "live":
            chat, until = seen.chat_row, seen.collected_at
            rows += await updates.heard(self._connection, chat, until, leaves=table == "leaves", person=self._person)
        who = [self._who(row[3], row[5]) for row in rows]
        adders = [self._who(row[4], row[5]) for row in rows]
        return EventColumns(
            id=_ints(row[0] for row in rows),
            at=_ints(row[1] for row in rows),
            kind=[str(row[2]) for row in rows],
            person=_ints(person for person, _ in who),
            resolved=np.array([resolved for _, resolved in who], np.bool_),
            alone=np.array([bool(row[3] & 1) for row in rows], np.bool_),
            adder=_ints(person if resolved else NOBODY for person, resolved in adders),
            source=[str(row[6]) for row in rows],
        )

    async def _rows(self, sql: str) -> list[Any]:
        return [row async for chunk in read_chunks(self._connection, sql, self._visible) for row in chunk]

    def _who(self, person: int, since: int) -> tuple[int, bool]:
        """The person, and whether that is somebody in particular."""
        if person == NOBODY:
            return NOBODY, False
        if not by_name_alone(person):
            return person, True
        found = self._names.resolve(person, since)
        if found.person is None:
            self.alternatives[person] = found.alternatives
            return person, False
        if by_name_alone(found.person):
            self.by_name.add(found.person)
        return found.person, True


async def _nameless(connection: AsyncConnection, observation: Observation) -> frozenset[int]:
    """People whose latest showing was without a name."""
    sql = (
        "SELECT person FROM names WHERE chat = ?1 AND since <= ?2 GROUP BY person"
        " HAVING max(CASE WHEN name = 0 THEN min(seen, ?2) END)"
        " > coalesce(max(CASE WHEN name != 0 THEN min(seen, ?2) END), 0)"
    )
    values = (observation.chat_row, observation.row)
    return frozenset([row[0] async for chunk in read_chunks(connection, sql, values) for row in chunk])


def _matrix(rows: list[Any], width: int) -> Ints:
    return np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width).reshape(-1, width)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


async def latest_observations(database: Database, chat_row: int) -> list[int]:
    """The rows of a chat's observations, newest first."""
    table = schema.observations
    async with database.reading() as connection:
        whole = table.c.chat == chat_row, table.c.marks.is_(None)
        chosen = select(table.c.observation).where(*whole).order_by(table.c.observation.desc())
        return [row[0] for row in await fetch_all(connection, chosen)]
