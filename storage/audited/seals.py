"""Seals: digests of what figures are made from. A page of the file that is damaged inside a row is still a sound page
to SQLite; only who knows what was written can tell. So whatever a figure rests on is sealed once it has come to rest,
and looked at again before a figure is made of it.

A seal is over rows as they are stored, names not resolved: what a later version of the program makes of them has no
say in it. What may change with right is left out (until when a row holds, when a name was last seen, texts, what a bot
heard later), and whoever takes rows away on purpose (`/forget`, retention) takes the seals away, too.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Table, update
from sqlalchemy.engine import Row

from storage import schema
from storage.errors import DatabaseUnreadable
from storage.store import Connection

SIZE = 16
ROWS_AT_ONCE = 5_000

_CHANGING = frozenset({"until", "last", "text", "traits", "age_table"})


async def rows_seal(connection: Connection, chat: int, observation: int) -> bytes:
    """The seal of all that an observation shows: read and digested in the database's own thread."""
    queries = list(_queries())
    digest = hashlib.blake2b(digest_size=SIZE)
    now = {"chat": chat, "now": observation}
    await connection.digest(queries, now, rows_at_once=ROWS_AT_ONCE, into=digest)
    return _asked(queries) + digest.digest()


def is_current(seal: bytes | None) -> bool:
    """Whether there is a seal over what this version would read; one over other columns says nothing."""
    return seal is not None and seal.startswith(_asked(list(_queries())))


def _asked(queries: list[str]) -> bytes:
    """What was sealed: where tables get other columns, older seals say nothing any more."""
    return hashlib.blake2b("\n".join(queries).encode(), digest_size=4).digest()


async def keep_rows_seal(connection: Connection, observation: int, seal: bytes) -> None:
    """Seals an observation."""
    table = schema.observations
    await connection.execute(update(table).where(table.c.observation == observation).values(seal=seal))


async def break_seals(connection: Connection) -> None:
    """After rows were taken away on purpose: observations are sealed again when they are next measured."""
    await connection.execute(update(schema.observations).values(seal=None))


def report_seal(*said: object) -> bytes:
    """The seal of a stored report and of what it is an answer to."""
    return hashlib.blake2b(msgspec.msgpack.encode(said), digest_size=SIZE).digest()


def is_sound(row: Row[Any]) -> bool:
    """Whether the stored report in a row of `audits` is what was written, as far as its seal can tell."""
    said = row.chat, row.observation, row.identity, row.arguments, row.as_of, row.report
    return row.seal is None or row.seal == report_seal(*said)


def damaged() -> DatabaseUnreadable:
    """What to say, and what to do, where a seal does not fit."""
    return DatabaseUnreadable(
        "The database in DEADSOULS_HOME is damaged: what is stored there is not what was written, so"
        " nothing is printed from it. Put a backup of it in its place, or move it away and audit again."
    )


def _queries() -> Iterator[str]:
    """What an observation shows, table by table, as it is stored."""
    yield (
        "SELECT identity, source, collected_at, coverage FROM observations AS this JOIN chats ON chats.chat = this.chat"
        " WHERE this.chat = :chat AND observation = :now"
    )
    for table in schema.VERSIONED:
        yield _query(table, "since <= :now AND (until IS NULL OR until > :now)")
    for table in schema.RUNS:
        yield _query(table, "since <= :now AND last >= :now")
    yield "SELECT person, name, since FROM names WHERE chat = :chat AND since <= :now ORDER BY person, name"


def _query(table: Table, shown: str) -> str:
    columns = ", ".join(column.name for column in table.columns if column.name not in _CHANGING)
    order = ", ".join(column.name for column in table.primary_key)
    return f"SELECT {columns} FROM {table.name} WHERE chat = :chat AND {shown} ORDER BY {order}"
