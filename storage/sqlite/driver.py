"""aiosqlite with one trip to its thread for each statement.

A connection of aiosqlite lives in a thread of its own, and SQLAlchemy goes there and back for each of: opening a
cursor, executing, fetching, closing. While others hold the interpreter, every trip costs milliseconds, and eight of
them for one small query are what people wait for. Here a statement is executed and its rows are fetched in one trip.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite


def connect(path: str, **options: Any) -> "Connection":
    """A connection that is opened when it is awaited; `options` are those of `sqlite3.connect`."""
    return Connection(lambda: sqlite3.connect(path, **options), iter_chunk_size=64)


class Connection(aiosqlite.Connection):
    """What SQLAlchemy takes for a connection of aiosqlite."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._thread.daemon = True  # as SQLAlchemy's own dialect has it: a connection must not keep a process alive

    def stop(self) -> asyncio.Future[Any] | None:
        """Ends the thread, once. What is asked of it afterwards nobody answers: whoever is cancelled while a connection
        closes asks again (aiosqlite 0.22.1), and would wait for ever."""
        return super().stop() if self._running else None

    def cursor(self) -> "Cursor":  # type: ignore[override]  # SQLAlchemy wants nothing of it but `async with`
        """A cursor whose statements take one trip each."""
        return Cursor(self)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Does something in the connection's thread. What Python's driver refuses to hand over, because SQLite cannot
        hold it, is an error of its tree like any other."""
        try:
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        except OverflowError as error:
            raise sqlite3.DataError("a number has more than 64 bits") from error
        except UnicodeEncodeError as error:
            raise sqlite3.DataError("a text holds half a pair of surrogates") from error

    async def perform(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Does something in the connection's thread, in one trip."""
        await self._execute(lambda: work(self._conn))

    async def rollback(self) -> None:
        """Ends a transaction, if there is one."""
        if self.in_transaction:
            await super().rollback()


class Cursor:
    """One statement at a time; its rows are there when it has been executed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        """Executes a statement and fetches all its rows."""

        def whole(connection: sqlite3.Connection) -> None:
            cursor = connection.execute(sql, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self._note(cursor)

        await self._connection.perform(whole)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> "Cursor":
        """Executes a statement once for each of `parameters`."""

        def whole(connection: sqlite3.Connection) -> None:
            self._note(connection.executemany(sql, parameters))

        await self._connection.perform(whole)
        return self

    async def fetchall(self) -> list[Any]:
        """The rows of the last statement, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Lets go of rows that nobody fetched."""
        self._rows = []

    def _note(self, cursor: sqlite3.Cursor) -> None:
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()
