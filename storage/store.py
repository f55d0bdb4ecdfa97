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
    """Lays the rows of one observation beside those of earlier ones, and writes no more than is new or changed.

    Rows are as `people/rows.py` makes them: without the columns that are the same in every row (`chat`, `since`,
    `until` or `last`, and the traits' version of a message), with 0 or "" for null, and a message with its text as one
    more value, "" for none. `names` alone come with all columns; of a known name `seen` changes.

    A row of `schema.VERSIONED` is known by its key without `since`. One that says what its open version says (`until`
    is null) is not written; one that says something else closes that version with its own `since`, and is written.
    First it is completed from that version: a person or an adder who is null or by name alone
    (`identities.by_name_alone`) gives way to one by id, and a row whose `kind` is "unclear" takes kind, person and
    adder from one that is not. What one observation is told twice counts as it was told first. A text is kept where
    its message has got a version of this observation.

    A row of `schema.RUNS` lengthens (`last`) the run of the same key that the last finished live observation showed,
    where all but `age_table` is alike; else it begins a run. An unfinished observation is one whose `marks` are not
    null.
    """

    async def write(self, waiting: Mapping[str, Sequence[tuple[object, ...]]]) -> int:
        """Writes rows by table; returns how many of those that are kept in versions say something new."""
        ...

    async def posts_behind(self, message: int) -> int:
        """How many posts behind a message the live reading before showed."""
        ...

    async def end(self) -> None:
        """Once all rows are written: an arrival or a leave whose new version names nobody who can be resolved
        (`bearing.bearers`) gets the person that the version before it resolves to."""
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
