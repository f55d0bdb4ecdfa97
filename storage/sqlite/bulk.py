"""Many rows through one prepared statement, at the cost of the driver alone."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import Column, Table, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sqlite import driver

ROWS_A_STEP = 500


class Insertion(msgspec.Struct, frozen=True):
    """An INSERT of whole rows. `row` holds the marks of one row, `then` follows the rows."""

    table: str
    row: str
    then: str = ""

    def statement(self, rows: int) -> str:
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
        await run_many(connection, into.statement(ROWS_A_STEP), steps)
    if full < len(rows):
        await run_many(connection, into.statement(1), rows[full:])


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
