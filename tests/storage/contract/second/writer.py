"""Lays the rows of one observation beside those that are known, one row after the other."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, Text, and_, func, insert, select, update

from storage import schema
from storage.people.bearing import bearers
from storage.people.identities import by_name_alone
from storage.people.traits import texts
from storage.sources import LIVE_NAMES
from storage.store import Connection

Said = dict[str, Any]
"""A row by its columns."""


class Laid:
    """The writer of one observation. `before`: the last whole live observation, None where there is none."""

    def __init__(self, connection: Connection, chat: int, observation: int, before: int | None) -> None:
        self._connection = connection
        self._chat = chat
        self._observation = observation
        self._before = before

    async def write(self, waiting: Mapping[str, Sequence[tuple[object, ...]]]) -> int:
        spoken = [row[-1] for row in waiting["messages"]]
        messages = [row[:-1] for row in waiting["messages"]]
        new = 0
        told = self._told(schema.messages, messages, traits=texts.VERSION)
        for row, words in zip(told, spoken, strict=True):
            new += await self._version(schema.messages, row)
            if words:
                await self._text(row, words)
        for table in (schema.arrivals, schema.leaves):
            for row in self._told(table, waiting[table.name]):
                new += await self._version(table, row)
        for row in self._told(schema.names, waiting["names"], apart=False):
            await self._connection.put(schema.names, row, key=["chat", "person", "name"], known={"seen": row["seen"]})
        for table in schema.RUNS:
            for row in self._told(table, waiting[table.name], last=self._observation):
                await self._run(table, row)
        return new

    async def posts_behind(self, message: int) -> int:
        if self._before is None:
            return 0
        posts = schema.posts.c
        shown = posts.chat == self._chat, posts.since <= self._before, posts.last >= self._before, posts.id > message
        return await self._connection.scalar(select(func.count()).select_from(schema.posts).where(*shown)) or 0

    async def end(self) -> None:
        names = await bearers(self._connection, self._chat)

        def somebody(person: int | None, observation: int) -> int | None:
            found = names.resolve(person, observation).person if person and by_name_alone(person) else person
            return None if found is None or by_name_alone(found) else found

        for table in (schema.arrivals, schema.leaves):
            written = table.c.chat == self._chat, table.c.since == self._observation
            for row in (await self._connection.execute(select(table).where(*written))).all():
                place = [table.c[key] == getattr(row, key) for key in _keys(table)]
                earlier = select(table).where(*place, table.c.until == self._observation)
                old = (await self._connection.execute(earlier)).first()
                known = None if old is None else somebody(old.person, old.since)
                if known is not None and somebody(row.person, self._observation) is None:
                    this = update(table).where(*place, table.c.since == self._observation)
                    await self._connection.execute(this.values(person=known))

    def _told(self, table: Table, rows: Iterable[tuple[object, ...]], *, apart: bool = True, **same: Any) -> list[Said]:
        """Rows by their columns: those that are the same in every row are not in the tuples, unless `apart` is False,
        and 0 or '' stands for null."""
        if apart:
            same |= {"chat": self._chat, "since": self._observation}
            same |= {"until": None} if "until" in table.c else {}
        columns = [column for column in table.columns if column.name not in same]
        return [
            same | {column.name: _value(column, said) for column, said in zip(columns, row, strict=True)}
            for row in rows
        ]

    async def _version(self, table: Table, row: Said) -> int:
        """Writes a row where it says something else than the version that holds; what is less is made up from it."""
        place = and_(*(table.c[key] == row[key] for key in _keys(table)))
        held = (await self._connection.execute(select(table).where(place, table.c.until.is_(None)))).first()
        if held is not None:
            old = held._asdict()
            _made_up(row, old)
            if old["since"] == self._observation or old | {"since": row["since"]} == row:
                return 0
            await self._connection.execute(
                update(table).where(place, table.c.until.is_(None)).values(until=self._observation)
            )
        await self._connection.execute(insert(table).values(row))
        return 1

    async def _text(self, row: Said, words: object) -> None:
        """Keeps a text where its message has just got a version."""
        messages, place = schema.messages, {"id": row["id"], "ordinal": row["ordinal"]}
        here = [messages.c.chat == self._chat, messages.c.since == self._observation]
        here += [messages.c[key] == value for key, value in place.items()]
        if (await self._connection.execute(select(messages.c.id).where(*here))).first():
            await self._connection.add_new(schema.texts, place | {"observation": self._observation, "text": words})

    async def _run(self, table: Table, row: Said) -> None:
        """Makes the run of the reading before longer where it says the same; else begins one."""
        place = and_(*(table.c[key] == row[key] for key in _keys(table)))
        runs = [run._asdict() for run in (await self._connection.execute(select(table).where(place))).all()]
        if any(run["last"] == self._observation for run in runs):
            return
        free = {"since", "last", "age_table"}
        for run in runs:
            if run["last"] == self._before and all(run[each] == row[each] for each in row if each not in free):
                mine = update(table).where(place, table.c.since == run["since"])
                await self._connection.execute(mine.values(last=self._observation))
                return
        await self._connection.execute(insert(table).values(row))


async def laid(connection: Connection, chat: int, observation: int) -> Laid:
    """A writer for one observation of a chat."""
    seen = schema.observations
    whole = seen.c.chat == chat, seen.c.source.in_(LIVE_NAMES), seen.c.marks.is_(None), seen.c.observation < observation
    before = await connection.scalar(select(func.max(seen.c.observation)).where(*whole))
    return Laid(connection, chat, observation, before)


def _keys(table: Table) -> list[str]:
    """What a row is of, in whichever version."""
    return [column.name for column in table.primary_key if column.name != "since"]


def _value(column: Column[Any], said: object) -> object:
    nothing: object = "" if isinstance(column.type, Text) else 0
    return None if column.nullable and said == nothing else said


def _made_up(new: Said, old: Said) -> None:
    """Whoever was known by id stays so where the new row hides them or gives a name alone; so does how they came."""
    for who in ("person", "adder"):
        if who in new and _known(old[who]) and not _known(new[who]):
            new[who] = old[who]
    if "adder" in new and new["kind"] == "unclear" != old["kind"]:
        new |= {name: old[name] for name in ("kind", "person", "adder")}


def _known(person: int | None) -> bool:
    return person is not None and not by_name_alone(person)
