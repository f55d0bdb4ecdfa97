"""Opens, migrates, and closes the database; one writer at a time, every write in one transaction.

SQLAlchemy Core speaks over aiosqlite; bulk rows go through one prepared statement (`bulk.py`), at the cost of the
driver alone. WAL lets readers go on; deleted content is overwritten (`secure_delete`), and what that does
not reach is seen to by `wiping.py`. Texts lie in a second file, which every connection attaches
(`audited/kept_texts.py`). Sorts and temporary tables stay in memory. In memory altogether, nothing is a file, and
nothing is left when the last connection closes.
"""

import asyncio
import contextlib
import hashlib
import importlib.resources
import os
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.errors import DatabaseBusy, DatabaseUnreadable, SchemaTooNew, StorageError
from storage.sentences import Sentence
from storage.sqlite import driver, wiping
from storage.sqlite.bulk import raw_connection
from storage.sqlite.writer import RowWriter, writer_of
from storage.store import ROWS_A_CHUNK, Connection, Keeping, Values

WAIT_SECONDS = 30
"""How long to wait for another process that is writing."""


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


class SqliteConnection(Connection):
    """A connection to SQLite, with what SQLite does in its own way."""

    async def add_new(self, table: Table, rows: Values | Sequence[Values]) -> int:
        return (await self.execute(insert(table).on_conflict_do_nothing(), rows)).rowcount

    async def put(self, table: Table, row: Values, *, key: Sequence[str], known: Values) -> None:
        await self.execute(insert(table).values(row).on_conflict_do_update(key, set_=known))

    async def chunks(self, sql: str, values: Values) -> AsyncIterator[list[Any]]:
        async with (await raw_connection(self)).execute(sql, values) as cursor:
            while rows := await cursor.fetchmany(ROWS_A_CHUNK):
                yield rows  # type: ignore[misc]  # a list, as the driver fetches it

    async def digest(
        self, queries: Sequence[str], values: Values, *, rows_at_once: int, into: "hashlib.blake2b"
    ) -> None:
        """Reads and digests in the driver's thread."""

        def whole(driver: sqlite3.Connection) -> None:
            for query in queries:
                cursor = driver.execute(query, values)
                while rows := cursor.fetchmany(rows_at_once):
                    into.update(msgspec.msgpack.encode(rows))
                cursor.close()

        await (await raw_connection(self)).perform(whole)

    async def writer(self, *, chat: int, observation: int, paged: bool) -> RowWriter:
        return await writer_of(self, chat=chat, observation=observation, paged=paged)


class Database:
    """A database that SQLite keeps, in two files of a folder or in memory."""

    def __init__(self, home: Path | None, keepers: Keeping) -> None:
        self.key = b""
        """The installation key, once it was opened."""
        self.keepers = keepers
        self.home = "" if home is None else str(home)
        self.path = Path(":memory:") if home is None else home / "deadsouls.db"
        self._in_memory = f"/{uuid.uuid4().hex}" if home is None else ""
        self._engine = self._made()
        self._turn = asyncio.Lock()
        """Writers of this process take turns here: SQLite lets who waits for it come in no order, and late."""

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """One consistent view of what is stored."""
        async with self._transaction("BEGIN") as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """One write transaction: all of it is kept, or, if anything goes wrong or the process dies, nothing."""
        async with self._in_turn(), self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection
            await connection.commit()

    @property
    def place(self) -> str:
        """Where it lies."""
        return str(self.path)

    @property
    def version(self) -> int:
        """The number of its last migration."""
        return len(migrations())

    def alone(self) -> contextlib.AbstractAsyncContextManager[None]:
        """A time in which nobody else of this process writes."""
        return self._in_turn()

    def file(self, name: str) -> Path:
        """Where `main` or `texts` lies."""
        return self.path if name == "main" else self.path.with_name(f"{name}.db")

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them; none in memory."""
        return () if self._in_memory else (self.file("main"), self.file("texts"))

    @contextlib.asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._turn.acquire()
        except TimeoutError as error:
            raise _busy(self.path) from error
        try:
            yield
        finally:
            self._turn.release()

    @contextlib.asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[Connection]:
        with _in_one_sentence(self.path):
            async with (connection := SqliteConnection(self._engine)):
                await connection.exec_driver_sql(begin)
                yield connection

    @contextlib.asynccontextmanager
    async def stepwise(self) -> AsyncIterator["Steps"]:
        """One connection for many short write transactions; between them others may write."""
        with _in_one_sentence(self.path):
            async with (connection := SqliteConnection(self._engine)):
                yield Steps(connection)

    async def must_be_sound(self) -> None:
        """Raises `DatabaseUnreadable` where the file's pages do not hang together: new rows would not be found among
        them. Takes about as long as reading the file; for before something is taken in, which takes far longer."""
        if (fault := await self.quick_check()) != "ok":
            happened = Sentence("The database {path} is damaged: {said}.", path=self.path, said=" ".join(fault.split()))
            raise _unreadable(happened, "malformed")

    async def quick_check(self) -> str:
        """What SQLite says of the file's soundness: "ok", or the first fault."""
        async with self.reading() as connection:
            return str((await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar_one())

    async def checkpoint(self) -> None:
        """Brings the write-ahead log home and empties it, so that nothing deleted lingers there."""
        with _in_one_sentence(self.path):
            async with (connection := SqliteConnection(self._engine)):
                for file in ("main", "texts"):
                    await connection.exec_driver_sql(f"PRAGMA {file}.wal_checkpoint(TRUNCATE)")

    async def leave_no_trace(self) -> bool:
        """Makes the files anew out of which something went."""
        return await wiping.wipe(self)

    async def close(self) -> None:
        """Closes every connection."""
        await self._engine.dispose()

    def _address(self, name: str) -> str:
        """Where SQLite finds `main` or `texts`. What it keeps in memory under one name, every connection shares."""
        return f"file:{self._in_memory}-{name}?vfs=memdb&uri=true" if self._in_memory else str(self.file(name))

    def _made(self) -> AsyncEngine:
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{self._address('main')}",
            connect_args={"timeout": WAIT_SECONDS, "async_creator_fn": driver.connect},
            hide_parameters=True,  # an error's words may come to a log
        )

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # transactions begin where this file says, not where the driver guesses
            cursor = connection.cursor()
            for pragma in _PRAGMAS:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.execute("ATTACH DATABASE ? AS texts", (self._address("texts"),))
            for pragma in _OF_TEXTS:
                cursor.execute(f"PRAGMA texts.{pragma}")
            cursor.execute(_TEXTS)
            cursor.close()

        return engine


class Steps:
    """A connection on which one step after the other is written, each whole or not at all."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextlib.asynccontextmanager
    async def step(self) -> AsyncIterator[Connection]:
        """One write transaction."""
        await self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            await self._connection.rollback()
            raise
        await self._connection.commit()


@contextlib.asynccontextmanager
async def opened(home: Path | None, keepers: Keeping) -> AsyncIterator[Database]:
    """The database of a folder, or one in memory; made and migrated where that is due, and without its key.

    Raises `DatabaseUnreadable`, `DatabaseBusy` or `SchemaTooNew`.
    """
    database = Database(home, keepers)
    try:
        if home is not None:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file in database.files:
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseUnreadable(
            "The database {path} cannot be opened: {said}.", path=database.path, said=str(error.strerror)
        ) from error
    try:
        await _migrate(database)
        yield database
    finally:
        await database.close()


async def _migrate(database: Database) -> None:
    steps = migrations()
    async with database.reading() as connection:
        version = (await connection.exec_driver_sql("PRAGMA user_version")).scalar_one()
    if version > len(steps):
        raise SchemaTooNew(
            "The database {path} was written by a newer version of deadsouls (schema {version}, this one knows"
            " {known}). Install the newer version to open it.",
            path=database.path,
            version=version,
            known=len(steps),
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


@contextlib.contextmanager
def _in_one_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except NoConnection as error:
        raise _busy(path) from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged schema, and the driver cannot read the quotation
        if b"malformed" not in error.object and b"no such" not in error.object:
            raise
        happened = Sentence("The database {path} cannot be used: it is malformed.", path=path)
        raise _unreadable(happened, "malformed") from error
    except (DBAPIError, sqlite3.DatabaseError) as error:
        own = error.orig if isinstance(error, DBAPIError) else error
        cause = str(own)
        if isinstance(own, sqlite3.DataError):
            raise StorageError(
                "The database {path} cannot hold what was to be written: {said}.", path=path, said=cause
            ) from error
        if "locked" in cause or "busy" in cause:
            raise _busy(path) from error
        happened = Sentence("The database {path} cannot be used: {said}.", path=path, said=cause)
        raise _unreadable(happened, cause) from error


def _busy(path: Path) -> DatabaseBusy:
    return DatabaseBusy(
        "Another process has been writing to {path} for more than {seconds} seconds; try again later.",
        path=path,
        seconds=WAIT_SECONDS,
    )


def _unreadable(happened: Sentence, cause: str) -> DatabaseUnreadable:
    """The error, with what to do about it where that can be said."""
    if any(sign in cause for sign in _DAMAGE):
        helps = Sentence("Put a backup of it in its place, or move it away and audit again.")
    elif "full" in cause:
        helps = Sentence("Make room on the disk and try again.")
    else:
        return DatabaseUnreadable(happened)
    return DatabaseUnreadable("{happened} {helps}", happened=happened, helps=helps)
