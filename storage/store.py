"""What storage asks of the place where rows rest. SQLite is one (`storage/sqlite`); `opening.py` chooses.

Queries are SQLAlchemy Core's and standard SQL. What databases do each in its own way, a `Store` or a `Connection` does:
transactions, putting rows over known ones, laying a later observation beside earlier ones, reading and digesting at the
cost of the driver alone, and letting nothing deleted linger. `tests/storage/contract` tries all of it on every store.

A value is a whole number of 64 bits, a `float`, a `str` without half a pair of surrogates (a NUL is a sign like any
other), `bytes`, or None, which is neither "" nor 0; it comes back as it was. Whatever a store cannot hold or do is a
`StorageError` of one sentence that tells no values; any other error passes through as it is.
"""

import abc
import hashlib
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import msgspec
from sqlalchemy import Executable, Table
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

ROWS_A_CHUNK = 20_000

Values = Mapping[str, Any]


class Writer(Protocol):
    """Writes the rows of one observation. What is known already is written again by none."""

    async def write(self, waiting: Mapping[str, Sequence[tuple[object, ...]]]) -> int:
        """Writes rows by table; returns how many of those that are kept in versions say something new."""
        ...

    async def posts_behind(self, message: int) -> int:
        """How many posts behind a message the live reading before showed."""
        ...

    async def end(self) -> None:
        """Once all rows are written: a later version of a row never names fewer people than the one before."""
        ...


class Connection(AsyncConnection, abc.ABC):
    """A connection of SQLAlchemy to a store, with what each database does in its own way."""

    @abc.abstractmethod
    async def add_new(self, table: Table, rows: Values | Sequence[Values]) -> int:
        """Inserts those rows whose keys are new, the primary one and any that is unique; the others stay as they are.
        Returns how many were."""

    @abc.abstractmethod
    async def put(self, table: Table, row: Values, *, key: Sequence[str], known: Values) -> None:
        """Inserts a row; where its `key` is known, sets the values `known` there instead."""

    @abc.abstractmethod
    def chunks(self, sql: str, values: Values) -> AsyncIterator[list[Any]]:
        """The rows of a query in lists of at most `ROWS_A_CHUNK`, as tuples straight from the driver."""

    @abc.abstractmethod
    async def digest(
        self, queries: Sequence[str], values: Values, *, rows_at_once: int, into: "hashlib.blake2b"
    ) -> None:
        """Feeds the rows of queries to a digest as MessagePack, `rows_at_once` a piece."""

    @abc.abstractmethod
    async def writer(self, *, chat: int, observation: int, paged: bool) -> Writer:
        """A writer of one observation's rows. `paged`: page by page, where a page may come twice."""


class Steps(Protocol):
    """A connection on which one step after the other is written, each whole or not at all."""

    def step(self) -> AbstractAsyncContextManager[Connection]:
        """One write transaction."""
        ...


class Keeping(Protocol):
    """The processes that keep the pages of live readings; `opening.py` says which, and ends them."""

    async def take(self, opening: msgspec.Struct) -> Process:
        """A process that has been told which observation comes."""
        ...

    def give_back(self, keeper: Process) -> None:
        """One whose reading is whole waits for the next."""
        ...

    async def end(self, keeper: Process) -> None:
        """Waits until what was handed over is kept, and ends it."""
        ...

    async def close(self) -> None:
        """Ends those that wait."""
        ...


class Store(Protocol):
    """An open store, and the installation key that its rows are written under."""

    @property
    def key(self) -> bytes:
        """The installation key."""
        ...

    @property
    def keepers(self) -> Keeping:
        """Who keeps the pages of live readings."""
        ...

    @property
    def place(self) -> str:
        """Where rows rest, as a person is told."""
        ...

    @property
    def home(self) -> str:
        """By what another process opens the same store (`opening.open_store`); "" where none can."""
        ...

    @property
    def version(self) -> int:
        """How many migrations made it."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """One consistent view of what is stored, whoever writes meanwhile. May wait for who is writing."""
        ...

    def writing(self) -> AbstractAsyncContextManager[Connection]:
        """One write transaction: all of it is kept, or, if anything goes wrong or the process dies, nothing."""
        ...

    def stepwise(self) -> AbstractAsyncContextManager[Steps]:
        """One connection for many short write transactions; between them others may write."""
        ...

    async def quick_check(self) -> str:
        """What the database says of its own soundness: "ok", or the first fault."""
        ...

    async def must_be_sound(self) -> None:
        """Raises `DatabaseUnreadable` where it is not."""
        ...

    async def checkpoint(self) -> None:
        """Brings home what is logged apart from the tables, so that nothing deleted lingers there."""
        ...

    async def leave_no_trace(self) -> bool:
        """Sees to it that nothing deleted lies anywhere any more; costs nothing where nothing was. False where
        something still does, because others read or write, or the disk is full: the next call goes on."""
        ...


async def fetch_all(connection: AsyncConnection, statement: Executable) -> Sequence[Row[Any]]:
    """All rows of a small query."""
    return (await connection.execute(statement)).all()
