"""Writes the rows of one observation: a chat's first straight to its tables, a later one beside what is known."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from storage import schema
from storage.people.rows import Row
from storage.people.traits import texts
from storage.sqlite.beside import Beside
from storage.sqlite.bulk import Insertion, insertion, write_many
from storage.sqlite.runs import Runs, runs_of
from storage.store import Connection

Rows = Sequence[Row]


class RowWriter:
    """The writer of one observation. Made by `writer_of`."""

    def __init__(
        self, connection: Connection, into: dict[str, Insertion], texts: Insertion, runs: Runs | None,
        beside: Beside | None,
    ) -> None:  # fmt: skip
        self._connection = connection
        self._into = into
        self._texts = texts
        self._runs = runs
        self._beside = beside

    async def write(self, waiting: Mapping[str, Rows]) -> int:
        """Writes rows of every table; returns how many say something new."""
        changed = 0
        for name, into in self._into.items():
            rows = waiting[name]
            if not rows:
                continue
            if name == "messages":
                rows, said = _texts_apart(rows)
                changed += await self._write(name, into, rows)
                await self._write_texts(said)
            else:
                changed += await self._write(name, into, rows)
        return changed

    async def _write(self, name: str, into: Insertion, rows: Rows) -> int:
        table = schema.METADATA.tables[name]
        versioned = table in schema.VERSIONED
        if versioned and self._beside is not None:
            return await self._beside.write(table, into, rows)
        if table in schema.RUNS and self._runs is not None:
            await self._runs.write(table, into, rows)
            return 0
        await write_many(self._connection, into, rows)
        return len(rows) if versioned else 0

    async def _write_texts(self, said: Rows) -> None:
        """Texts of messages that have just been written, each with its version."""
        if said and self._beside is None:
            await write_many(self._connection, self._texts, said)
        elif said and self._beside is not None:
            await self._beside.write_texts(self._texts, said)

    async def posts_behind(self, message: int) -> int:
        """How many posts behind a message the reading before showed."""
        return 0 if self._runs is None else await self._runs.posts_behind(message)

    async def end(self) -> None:
        """Once all rows are written."""
        if self._beside is not None:
            await self._beside.keep_resolved_people()


async def writer_of(connection: Connection, *, chat: int, observation: int, paged: bool) -> RowWriter:
    """A writer for one observation of a chat, which knows whether something was kept of the chat before."""
    once = " ON CONFLICT DO NOTHING"
    again = once if paged else ""
    same: dict[str, Any] = {"chat": chat, "since": observation, "until": None}
    run = {"chat": chat, "since": observation, "last": observation}
    into = {
        "messages": insertion(schema.messages, again, **same, traits=texts.VERSION),
        "arrivals": insertion(schema.arrivals, again, **same),
        "leaves": insertion(schema.leaves, again, **same),
        "names": insertion(schema.names, " ON CONFLICT (chat, person, name) DO UPDATE SET seen = excluded.seen"),
        "members": insertion(schema.members, once, **run),
        "posts": insertion(schema.posts, once, **run),
    }
    runs = await runs_of(connection, chat, observation)
    beside = await _earlier_versions(connection, chat, observation)
    return RowWriter(connection, into, insertion(schema.texts, again, observation=observation), runs, beside)


async def _earlier_versions(connection: Connection, chat: int, observation: int) -> Beside | None:
    """None where nothing is known of the chat."""
    for table in schema.VERSIONED:
        earlier = select(table.c.id).where(table.c.chat == chat, table.c.since < observation).limit(1)
        if (await connection.execute(earlier)).first():
            beside = Beside(connection, chat, observation)
            await beside.prepare()
            return beside
    return None


def _texts_apart(rows: Rows) -> tuple[Rows, Rows]:
    """Messages without their texts; and id, ordinal and text of those that have one."""
    return [row[:-1] for row in rows], [(row[0], row[1], row[-1]) for row in rows if row[-1]]
