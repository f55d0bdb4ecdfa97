"""Opens, migrates, and closes the database; one writer at a time, every write in one transaction.

SQLAlchemy Core speaks over aiosqlite; bulk rows go through one prepared statement (`write_many`), at the
cost of the driver alone. WAL lets readers go on; deleted content is overwritten (`secure_delete`), and what that does
not reach is seen to by `wiping.py`. Texts lie in a second file, which every connection attaches (`texts.py`). Sorts and
temporary tables stay in memory.
"""

import asyncio
import contextlib
import importlib.resources
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Column, Executable, Table, Text, event
from sqlalchemy.engine import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.errors import DatabaseBusy, DatabaseUnreadable, SchemaTooNew
from storage.keeping.keepers import Keepers
from storage.sealing.keys import Passphrase, key_of
from storage.sqlite import driver

ROWS_A_STEP = 500

WAIT_SECONDS = 30
"""How long to wait for another process that is writing."""

_BUSY = f"Another process has been writing to {{path}} for more than {WAIT_SECONDS} seconds; try again later."

_DAMAGE = ("malformed", "corrupt", "not a database", "decode", "disk I/O", "no such table", "no such column")

_PRAGMAS = (
    "page_size = 16384",  # rows with their texts are long; measured a quarter faster to write than 4096
    f"busy_timeout = {WAIT_SECONDS * 1000}",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "cache_size = -32000",
    "temp_store = MEMORY",
)

_TEXTS = """
CREATE TABLE IF NOT EXISTS texts.texts (
  observation INTEGER NOT NULL,         -- `since` of the message's version
  id          INTEGER NOT NULL,
  ordinal     INTEGER NOT NULL,
  text        TEXT NOT NULL,
  PRIMARY KEY (observation, id, ordinal)
) WITHOUT ROWID
"""
"""Not a migration: whoever deletes the file has no texts, and all else."""

_OF_TEXTS = ("page_size = 16384", "journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON")


class Database:
    """An open database and the installation key beside it. Open it with `open_database`."""

    def __init__(self, path: Path, engine: AsyncEngine, key: bytes) -> None:
        self.path = path
        self.key = key
        self.keepers = Keepers()
        """Who keeps the pages of live readings."""
        self._engine = engine
        self._turn = asyncio.Lock()
        """Writers of this process take turns here: SQLite lets who waits for it come in no order, and late."""

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view of what is stored."""
        async with self._transaction("BEGIN") as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One write transaction: all of it is kept, or, if anything goes wrong or the process dies, nothing."""
        async with self._in_turn(), self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection
            await connection.commit()

    def alone(self) -> contextlib.AbstractAsyncContextManager[None]:
        """A time in which nobody else of this process writes."""
        return self._in_turn()

    def file(self, name: str) -> Path:
        """Where `main` or `texts` lies."""
        return self.path if name == "main" else self.path.with_name(f"{name}.db")

    @contextlib.asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._turn.acquire()
        except TimeoutError as error:
            raise DatabaseBusy(_BUSY.format(path=self.path)) from error
        try:
            yield
        finally:
            self._turn.release()

    @contextlib.asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[AsyncConnection]:
        with _in_one_sentence(self.path):
            async with self._engine.connect() as connection:
                await connection.exec_driver_sql(begin)
                yield connection

    @contextlib.asynccontextmanager
    async def stepwise(self) -> AsyncIterator["Steps"]:
        """One connection for many short write transactions; between them others may write."""
        with _in_one_sentence(self.path):
            async with self._engine.connect() as connection:
                yield Steps(connection)

    async def must_be_sound(self) -> None:
        """Raises `DatabaseUnreadable` where the file's pages do not hang together: new rows would not be found among
        them. Takes about as long as reading the file; for before something is taken in, which takes far longer."""
        if (fault := await self.quick_check()) != "ok":
            raise DatabaseUnreadable(
                f"The database {self.path} is damaged: {' '.join(fault.split())}.{_what_helps('malformed')}"
            )

    async def quick_check(self) -> str:
        """What SQLite says of the file's soundness: "ok", or the first fault."""
        async with self.reading() as connection:
            return str((await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar_one())

    async def checkpoint(self) -> None:
        """Brings the write-ahead log home and empties it, so that nothing deleted lingers there."""
        with _in_one_sentence(self.path):
            async with self._engine.connect() as connection:
                for file in ("main", "texts"):
                    await connection.exec_driver_sql(f"PRAGMA {file}.wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Closes every connection, and ends the keepers."""
        await self.keepers.close()
        await self._engine.dispose()


class Steps:
    """A connection on which one step after the other is written, each whole or not at all."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @contextlib.asynccontextmanager
    async def step(self) -> AsyncIterator[AsyncConnection]:
        """One write transaction."""
        await self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            await self._connection.rollback()
            raise
        await self._connection.commit()


@contextlib.asynccontextmanager
async def open_database(
    home: Path, *, passphrase: Passphrase | None = None, key: bytes | None = None
) -> AsyncIterator[Database]:
    """Opens the installation in `home`, making and migrating what is missing. `passphrase` is asked where the key is
    sealed with one; a `key` that was opened already is not read again.

    Raises `DatabaseUnreadable`, `DatabaseBusy`, `SchemaTooNew` or `KeyUnusable`.
    """
    path = home / "deadsouls.db"
    database = Database(path, _engine(path), b"")
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file in ("main", "texts"):
            os.close(os.open(database.file(file), os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseUnreadable(f"The database {path} cannot be opened: {error.strerror}.") from error
    try:
        await _migrate(database)
        database.key = await key_of(database, passphrase, key)
        yield database
    finally:
        await database.close()


def _engine(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        connect_args={"timeout": WAIT_SECONDS, "async_creator_fn": driver.connect},
        hide_parameters=True,  # an error's words may come to a log
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where this file says, not where the driver guesses
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("ATTACH DATABASE ? AS texts", (str(path.with_name("texts.db")),))
        for pragma in _OF_TEXTS:
            cursor.execute(f"PRAGMA texts.{pragma}")
        cursor.execute(_TEXTS)
        cursor.close()

    return engine


async def _migrate(database: Database) -> None:
    steps = migrations()
    async with database.reading() as connection:
        version = (await connection.exec_driver_sql("PRAGMA user_version")).scalar_one()
    if version > len(steps):
        raise SchemaTooNew(
            f"The database {database.path} was written by a newer version of deadsouls (schema {version},"
            f" this one knows {len(steps)}). Install the newer version to open it."
        )
    for number, script in enumerate(steps[version:], start=version + 1):
        async with database.writing() as connection:
            current = (await connection.exec_driver_sql("PRAGMA user_version")).scalar_one()
            if current >= number:
                continue  # another process was faster
            for statement in _statements(script):
                await connection.exec_driver_sql(statement)
            await connection.exec_driver_sql(f"PRAGMA user_version = {number}")


def migrations() -> list[str]:
    """The numbered migration scripts, in order."""
    folder = importlib.resources.files("storage.migrations")
    scripts = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return [script.read_text(encoding="utf-8") for script in scripts]


def _statements(script: str) -> Iterator[str]:
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


class Insertion(msgspec.Struct, frozen=True):
    """An INSERT of whole rows. `row` holds the marks of one row, `then` follows the rows."""

    table: str
    row: str
    then: str = ""

    def of(self, rows: int) -> str:
        """The statement for that many rows."""
        return f"INSERT INTO {self.table} VALUES {', '.join([self.row] * rows)}{self.then}"


def insertion(table: Table, then: str = "", **same: int | None) -> Insertion:
    """The insertion of rows of `table`, in the order of its columns less those that are the `same` in every row: these
    are written into the statement, because binding a value costs as much as storing it. For the same reason a null
    is sent as 0 or '' and made one by the statement: the driver takes ten times as long to bind None."""
    marks = (_literal(same[column.name]) if column.name in same else _mark(column) for column in table.columns)
    return Insertion(table.fullname, f"({', '.join(marks)})", then)


def _mark(column: Column[Any]) -> str:
    if not column.nullable:
        return "?"
    return "nullif(?, '')" if isinstance(column.type, Text) else "nullif(?, 0)"


async def write_many(connection: AsyncConnection, into: Insertion, rows: Sequence[Sequence[object]]) -> None:
    """Sends many rows through one prepared statement, hundreds a step: while a step runs, the interpreter is free
    for whoever makes the next rows."""
    full = len(rows) - len(rows) % ROWS_A_STEP
    steps = [list(chain.from_iterable(rows[at : at + ROWS_A_STEP])) for at in range(0, full, ROWS_A_STEP)]
    if steps:
        await run_many(connection, into.of(ROWS_A_STEP), steps)
    if full < len(rows):
        await run_many(connection, into.of(1), rows[full:])


async def raw_connection(connection: AsyncConnection) -> driver.Connection:
    """The driver's own connection behind one of SQLAlchemy's."""
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None  # noqa: S101 - a checked-out connection has one
    return raw.driver_connection  # type: ignore[no-any-return]


async def run_many(connection: AsyncConnection, sql: str, values: Sequence[Sequence[object]]) -> None:
    """One statement for each of `values`, straight through the driver."""
    cursor = await (await raw_connection(connection)).executemany(sql, values)
    await cursor.close()


def _literal(value: int | None) -> str:
    return "NULL" if value is None else str(int(value))


async def read_chunks(
    connection: AsyncConnection, sql: str, values: Sequence[object] | Mapping[str, object]
) -> AsyncIterator[list[Any]]:
    """The rows of a query in lists of bounded size, straight from the driver."""
    async with (await raw_connection(connection)).execute(sql, values) as cursor:
        while rows := await cursor.fetchmany(20_000):
            yield rows  # type: ignore[misc]  # a list, as the driver fetches it


async def fetch_all(connection: AsyncConnection, statement: Executable) -> Sequence[Row[Any]]:
    """All rows of a small query."""
    return (await connection.execute(statement)).all()


@contextlib.contextmanager
def _in_one_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except NoConnection as error:
        raise DatabaseBusy(_BUSY.format(path=path)) from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema, and the driver cannot read the quotation
        if b"malformed" not in error.object and b"no such" not in error.object:
            raise
        raise DatabaseUnreadable(
            f"The database {path} cannot be used: it is malformed.{_what_helps('malformed')}"
        ) from error
    except (DBAPIError, sqlite3.DatabaseError) as error:
        cause = str(error.orig if isinstance(error, DBAPIError) else error)
        if "locked" in cause or "busy" in cause:
            raise DatabaseBusy(_BUSY.format(path=path)) from error
        raise DatabaseUnreadable(f"The database {path} cannot be used: {cause}.{_what_helps(cause)}") from error


def _what_helps(cause: str) -> str:
    """What to do about it, where that can be said."""
    if any(sign in cause for sign in _DAMAGE):
        return " Put a backup of it in its place, or move it away and audit again."
    return " Make room on the disk and try again." if "full" in cause else ""
