"""Which rows speak of a person: those under their id, and those under a name that was theirs (`names.py` says when)."""

import msgspec
from sqlalchemy import ColumnElement, Table, and_, or_, select

from storage import schema
from storage.people.identities import NAMELESS
from storage.people.names import Names
from storage.store import Connection, fetch_all

Span = tuple[int, int]
"""The first and the last observation that showed a name as somebody's."""


class Borne(msgspec.Struct, frozen=True):
    """A name that a person bears in a chat; and when others were shown under it."""

    chat: int
    name: int
    theirs: Span
    others: tuple[Span, ...]


async def names_borne_by(connection: Connection, person: int) -> list[Borne]:
    """The names of a person, in every chat."""
    names = schema.names
    mine = select(names).where(names.c.person == person, names.c.name != NAMELESS)
    found = []
    for row in await fetch_all(connection, mine):
        same = names.c.chat == row.chat, names.c.name == row.name, names.c.person != person
        others = await fetch_all(connection, select(names.c.since, names.c.seen).where(*same))
        spans = tuple((other.since, other.seen) for other in others)
        found.append(Borne(row.chat, row.name, (row.since, row.seen), spans))
    return found


async def bearers(connection: Connection, chat: int, person: int | None = None) -> Names:
    """The bearers of those names by which this chat's rows speak of people; or of those that one person bears."""
    borne = f"SELECT name FROM names WHERE chat = :chat AND person = {int(person)} AND name & 1" if person else ""
    spoken = borne or " UNION ".join(
        f"SELECT {column} FROM {table} WHERE chat = :chat AND {column} & 1"
        for table, column in (
            ("arrivals", "person"),
            ("arrivals", "adder"),
            ("leaves", "person"),
            ("messages", "person"),
        )
    )
    sql = f"SELECT name, person, since, seen FROM names WHERE chat = :chat AND name IN ({spoken})"
    rows = [tuple(row) async for chunk in connection.chunks(sql, {"chat": chat}) for row in chunk]
    return Names(rows)


async def bearer_of(connection: Connection, chat: int, name: int) -> int | None:
    """Whom a name stands for in a chat: the one person who bears it, else a person of that name alone. None where
    several bear it."""
    names = schema.names
    borne = select(names.c.person).where(names.c.chat == chat, names.c.name == name).distinct()
    people = (await connection.scalars(borne)).all()
    if len(people) > 1:
        return None
    return int(people[0]) if people else name


def speaks_of(table: Table, person: int, borne: list[Borne], *, by: str = "person") -> ColumnElement[bool]:
    """The rows of a table of versions that speak of a person in the column `by`: under their id, or under a name
    where it stands for nobody else."""
    column = table.c[by]
    return or_(column == person, *(and_(column == each.name, _meant(table, each)) for each in borne))


def _meant(table: Table, borne: Borne) -> ColumnElement[bool]:
    """Whether a name, as written by the observation that a row is of, stands for this bearer alone."""
    here = table.c.chat == borne.chat
    if not borne.others:
        return here
    shown = (table.c.since.between(*span) for span in borne.others)
    return and_(here, table.c.since.between(*borne.theirs), ~or_(*shown))
