"""What live observations show anew each time, accounts and posts, kept as runs: a row stands for the live observations
in a row that showed just this (`since` to `last`), so that what is shown as before costs no new row.

Nothing is ever closed. Who is not shown has no row for that observation, and that is all that is known: only where the
list was whole does it mean that they are gone, and that is for the measures to say. So the rows of a reading that is
not finished, or never will be, change nothing of what an earlier observation shows: its rows become longer, or new
ones stand beside them.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Table, func, select

from storage import schema
from storage.people.rows import Row
from storage.sources import LIVE_NAMES
from storage.sqlite.bulk import Insertion, write_many
from storage.store import Connection

_NEVER_COMPARED = ("since", "last", "age_table")
"""Where a new table of ages says the same of an account, its row goes on."""


class Runs:
    """Lays what a live reading shows beside what the one `before` it showed. Made by `runs_of`."""

    def __init__(self, connection: Connection, chat: int, observation: int, before: int) -> None:
        self._connection = connection
        self._chat = chat
        self._observation = observation
        self._before = before

    async def prepare(self) -> None:
        for table in schema.RUNS:
            name, key = table.name, _key(table)
            await self._run(f"DROP TABLE IF EXISTS temp.new_{name}")
            await self._run(f"CREATE TEMP TABLE new_{name} AS SELECT * FROM {name} WHERE 0")
            await self._run(f"CREATE UNIQUE INDEX temp.new_{name}_key ON new_{name} ({key})")

    async def write(self, table: Table, into: Insertion, rows: Sequence[Row]) -> None:
        """Lengthens the runs of what is shown as it was before, and begins runs of all else. What one reading shows
        twice counts as it was shown first."""
        new, key = f"temp.new_{table.name}", _key(table)
        same = f"old.chat = {self._chat} AND old.{key} = new.{key}"
        values = [column.name for column in table.columns if column.name not in {"chat", key, *_NEVER_COMPARED}]
        alike = " AND ".join(f"old.{value} IS new.{value}" for value in values)
        await write_many(self._connection, msgspec.structs.replace(into, table=new), rows)
        await self._run(
            f"UPDATE {table.name} SET last = {self._observation} WHERE (chat, {key}, since) IN"
            f" (SELECT old.chat, old.{key}, old.since FROM {new} AS new CROSS JOIN {table.name} AS old"
            f" WHERE {same} AND old.last = {self._before} AND {alike})"
        )
        await self._run(
            f"INSERT INTO {table.name} SELECT new.* FROM {new} AS new WHERE NOT EXISTS"
            f" (SELECT 1 FROM {table.name} AS old WHERE {same} AND old.last = {self._observation})"
        )
        await self._run(f"DELETE FROM {new}")

    async def posts_behind(self, message: int) -> int:
        """How many posts behind a message the reading before showed."""
        table, before = schema.posts, self._before
        theirs = table.c.chat == self._chat, table.c.id > message, table.c.since <= before, table.c.last >= before
        return await self._connection.scalar(select(func.count()).select_from(table).where(*theirs)) or 0

    async def _run(self, sql: str) -> None:
        await self._connection.exec_driver_sql(sql)


async def runs_of(connection: Connection, chat: int, observation: int) -> Runs | None:
    """The runs of a chat as the last finished live observation before this one left them; None where it is the
    first."""
    table = schema.observations
    finished = table.c.chat == chat, table.c.source.in_(LIVE_NAMES), table.c.marks.is_(None)
    before = await connection.scalar(
        select(func.max(table.c.observation)).where(*finished, table.c.observation < observation)
    )
    if before is None:
        return None
    runs = Runs(connection, chat, observation, before)
    await runs.prepare()
    return runs


def _key(table: Table) -> str:
    """What a row is of: a person, or a post by its id."""
    (key,) = (column.name for column in table.primary_key if column.name not in {"chat", "since"})
    return key
