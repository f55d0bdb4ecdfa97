"""A later observation of a chat, laid beside what is known of it: only what is new or changed is written."""

from collections.abc import Sequence
from itertools import chain

import msgspec
from sqlalchemy import Table

from storage import schema
from storage.people.bearing import bearers
from storage.people.identities import by_name_alone
from storage.people.names import Names
from storage.people.rows import Row
from storage.sqlite.bulk import Insertion, run_many, write_many
from storage.store import Connection


class Beside:
    """Lays rows beside those known from earlier observations and writes what is new or changed.

    A row is compared by all that it says; of its text, which may have aged out, the fingerprint stands for it.
    A person or an adder known by id is never replaced by one that is hidden or known by name alone, nor a way of coming
    that is known by one that is not.
    """

    def __init__(self, connection: Connection, chat: int, observation: int) -> None:
        self._connection = connection
        self._chat = chat
        self._observation = observation

    async def prepare(self) -> None:
        for table in schema.VERSIONED:
            name = table.name
            await self._connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.new_{name}")
            await self._connection.exec_driver_sql(f"CREATE TEMP TABLE new_{name} AS SELECT * FROM {name} WHERE 0")
        await self._connection.exec_driver_sql("DROP TABLE IF EXISTS temp.new_texts")
        await self._connection.exec_driver_sql("CREATE TEMP TABLE new_texts AS SELECT * FROM texts.texts WHERE 0")

    async def write(self, table: Table, into: Insertion, rows: Sequence[Row]) -> int:
        new, known = f"temp.new_{table.name}", table.name
        keys = [column.name for column in table.primary_key if column.name != "since"]
        values = [column.name for column in table.columns if column.name not in {*keys, "since", "until"}]
        same = " AND ".join(f"old.{key} = new.{key}" for key in keys) + " AND old.until IS NULL"
        differs = " OR ".join(f"old.{value} IS NOT new.{value}" for value in values)
        await write_many(self._connection, msgspec.structs.replace(into, table=new), rows)
        await self._run(
            f"UPDATE {new} AS new SET person = old.person FROM {known} AS old WHERE {same}"
            " AND (new.person IS NULL OR new.person & 1) AND old.person IS NOT NULL AND NOT old.person & 1"
        )
        if "kind" in values and "adder" in values:
            await self._run(
                f"UPDATE {new} AS new SET kind = old.kind, person = old.person, adder = old.adder FROM {known} AS old"
                f" WHERE {same} AND new.kind = 'unclear' AND old.kind != 'unclear'"
            )
        if "adder" in values:
            await self._run(
                f"UPDATE {new} AS new SET adder = old.adder FROM {known} AS old WHERE {same}"
                " AND (new.adder IS NULL OR new.adder & 1) AND old.adder IS NOT NULL AND NOT old.adder & 1"
            )
        closed = await self._run(
            f"UPDATE {known} AS old SET until = {self._observation} FROM {new} AS new WHERE {same} AND ({differs})"
            f" AND old.since < {self._observation}"  # what one live reading is told twice counts as it was told first
        )
        added = await self._run(
            f"INSERT OR IGNORE INTO {known} SELECT new.* FROM {new} AS new"
            f" WHERE NOT EXISTS (SELECT 1 FROM {known} AS old WHERE {same})"
        )
        await self._run(f"DELETE FROM {new}")
        return closed + added

    async def write_texts(self, into: Insertion, said: Sequence[Row]) -> None:
        """Keeps the texts of those messages that are new or changed, once they are written."""
        await write_many(self._connection, msgspec.structs.replace(into, table="temp.new_texts"), said)
        await self._run(
            "INSERT OR IGNORE INTO texts.texts SELECT new.* FROM temp.new_texts AS new WHERE EXISTS (SELECT 1 FROM"
            f" messages AS this WHERE this.chat = {self._chat} AND this.id = new.id AND this.ordinal = new.ordinal"
            f" AND this.since = {self._observation})"
        )
        await self._run("DELETE FROM temp.new_texts")

    async def _run(self, sql: str) -> int:
        return (await self._connection.exec_driver_sql(sql)).rowcount

    async def keep_resolved_people(self) -> None:
        """Puts back the person of a changed row whose new version names somebody it cannot resolve."""
        names = await bearers(self._connection, self._chat)
        for table in (schema.arrivals, schema.leaves):
            places = "new.source, new.id, new.ordinal, new.position"
            sql = (
                f"SELECT {places}, new.person, old.person, old.since FROM {table.name} AS new JOIN {table.name} AS old"
                " ON old.chat = new.chat AND old.source = new.source AND old.id = new.id AND old.ordinal = new.ordinal"
                " AND old.position = new.position AND old.until = new.since"
                " WHERE new.chat = :chat AND new.since = :now AND (new.person IS NULL OR new.person & 1)"
            )
            now = {"chat": self._chat, "now": self._observation}
            chunks = [chunk async for chunk in self._connection.chunks(sql, now)]
            kept = [
                (person, self._chat, source, message, ordinal, position, self._observation)
                for source, message, ordinal, position, new, old, since in chain.from_iterable(chunks)
                if not self._by_id(names, new, self._observation) and (person := self._by_id(names, old, since))
            ]
            where = "chat = ? AND source = ? AND id = ? AND ordinal = ? AND position = ? AND since = ?"
            await run_many(self._connection, f"UPDATE {table.name} SET person = ? WHERE {where}", kept)

    @staticmethod
    def _by_id(names: Names, person: int | None, observation: int) -> int | None:
        if person is None or not by_name_alone(person):
            return person
        found = names.resolve(person, observation).person
        return None if found is None or by_name_alone(found) else found
