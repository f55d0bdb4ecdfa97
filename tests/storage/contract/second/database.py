"""The second store and its connections."""

import asyncio
import contextlib
import hashlib
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Table,
    UniqueConstraint,
    and_,
    delete,
    event,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import schema
from storage.audited import kept_texts
from storage.errors import StorageError
from storage.store import ROWS_A_CHUNK, Connection, Keeping, Values

from .writer import Laid, laid


class SecondConnection(Connection):
    """Asks in SQL that any database understands."""

    async def add_new(self, table: Table, rows: Values | Sequence[Values]) -> int:
        new = 0
        for row in [rows] if isinstance(rows, Mapping) else rows:
            alike = or_(*(_the_one(table, key, row) for key in _keys(table) if key <= row.keys()))
            if (await self.execute(select(literal(1)).select_from(table).where(alike))).first() is None:
                await self.execute(insert(table).values(row))
                new += 1
        return new

    async def put(self, table: Table, row: Values, *, key: Sequence[str], known: Values) -> None:
        if not (await self.execute(update(table).where(_the_one(table, set(key), row)).values(known))).rowcount:
            await self.execute(insert(table).values(row))

    async def chunks(self, sql: str, values: Values) -> AsyncIterator[list[Any]]:
        rows = await self._rows(sql, values)
        for at in range(0, len(rows), ROWS_A_CHUNK):
            yield rows[at : at + ROWS_A_CHUNK]

    async def digest(
        self, queries: Sequence[str], values: Values, *, rows_at_once: int, into: "hashlib.blake2b"
    ) -> None:
        for query in queries:
            rows = await self._rows(query, values)
            for at in range(0, len(rows), rows_at_once):
                into.update(msgspec.msgpack.encode(rows[at : at + rows_at_once]))

    async def writer(self, *, chat: int, observation: int, paged: bool) -> Laid:  # noqa: ARG002 - pages may always come twice
        return await laid(self, chat, observation)

    async def _rows(self, sql: str, values: Values) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.execute(text(sql), values)]


def _keys(table: Table) -> Iterator[set[str]]:
    """The sets of columns by which a row of a table is known."""
    for constraint in table.constraints:
        if constraint is table.primary_key or isinstance(constraint, UniqueConstraint):
            yield {column.name for column in constraint.columns}


def _the_one(table: Table, key: set[str], row: Values) -> ColumnElement[bool]:
    return and_(*(table.c[column] == row[column] for column in key))


class SecondStore:
    """Rows in memory, gone with the last connection."""

    version = 1
    place = "the memory of this process"
    home = ""

    def __init__(self, keepers: Keeping) -> None:
        self.key = b""
        self.keepers = keepers
        self._engine = _memory()
        self._turn = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        async with self._connected() as connection, _transaction(connection, "BEGIN"):
            yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        async with self._turn, self._connected() as connection, _transaction(connection, "BEGIN IMMEDIATE"):
            yield connection

    @contextlib.asynccontextmanager
    async def stepwise(self) -> AsyncIterator["SecondSteps"]:
        async with self._connected() as connection:
            yield SecondSteps(connection, self._turn)

    async def quick_check(self) -> str:
        async with self.reading() as connection:
            await connection.execute(select(schema.key_mark))
        return "ok"

    async def must_be_sound(self) -> None:
        await self.quick_check()

    async def checkpoint(self) -> None:
        """Nothing is logged apart from the tables."""

    async def leave_no_trace(self) -> bool:
        """Memory holds nothing deleted; what is left are texts whose messages went, and the marks."""
        async with self.writing() as connection:
            if (await connection.execute(select(schema.traces).where(schema.traces.c.file == "texts"))).first():
                await kept_texts.drop_unspoken(connection)
            await connection.execute(delete(schema.traces))
        return True

    async def make(self) -> None:
        """Makes the tables."""
        async with self.writing() as connection:
            await connection.run_sync(schema.METADATA.create_all)

    async def close(self) -> None:
        """Ends all connections, and the rows with them."""
        await self._engine.dispose()

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[SecondConnection]:
        try:
            async with (connection := SecondConnection(self._engine)):
                yield connection
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or type(error).__name__
            raise StorageError(f"What is kept in {self.place} cannot be used: {cause}.") from error
        except (OverflowError, UnicodeEncodeError) as error:
            raise StorageError(f"A value does not fit into {self.place}.") from error


class SecondSteps:
    """Steps on one connection."""

    def __init__(self, connection: Connection, turn: asyncio.Lock) -> None:
        self._connection = connection
        self._turn = turn

    @contextlib.asynccontextmanager
    async def step(self) -> AsyncIterator[Connection]:
        async with self._turn, _transaction(self._connection, "BEGIN IMMEDIATE"):
            yield self._connection


@contextlib.asynccontextmanager
async def _transaction(connection: Connection, begin: str) -> AsyncIterator[None]:
    await connection.execute(text(begin))
    try:
        yield
    except BaseException:
        await connection.rollback()
        raise
    await connection.commit()


@contextlib.asynccontextmanager
async def opened(_home: Path | None, keepers: Keeping) -> AsyncIterator[SecondStore]:
    """A store with nothing in it, and without its key."""
    store = SecondStore(keepers)
    try:
        await store.make()
        yield store
    finally:
        await store.close()


def _memory() -> AsyncEngine:
    """Connections that share what lies in memory under one name."""
    name = uuid.uuid4().hex
    engine = create_async_engine(f"sqlite+aiosqlite:///file:/{name}?vfs=memdb&uri=true", hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 30000")
        cursor.execute(f"ATTACH DATABASE 'file:/{name}-texts?vfs=memdb' AS texts")
        cursor.close()

    return engine
