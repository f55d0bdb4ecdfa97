"""Chats that a reading account joined for an audit, and has to leave again.

A visit is noted before the account asks to be let in, and is over when it is out again: so whatever becomes of the
audit or of this process, somebody knows that there is a chat to leave.
"""

import msgspec
from sqlalchemy import delete, or_, select, update

from storage import schema
from storage.sources import READ
from storage.store import Connection, Store, fetch_all

DAY = 86_400
KEPT_DAYS = 30
"""After so long without being let in, nobody will be."""


class Visit(msgspec.Struct, frozen=True):
    """One of them: the chat as it was asked for, and whether the account is known to have been in."""

    target: str
    entered: bool


async def are_noted(store: Store) -> bool:
    """Whether any account visits any chat."""
    async with store.reading() as connection:
        return await connection.scalar(select(schema.visits.c.since).limit(1)) is not None


async def begin(store: Store, account: int, target: str, *, now: int) -> None:
    """An account is about to join a chat."""
    values = {"account": account, "target": target, "since": now}
    async with store.writing() as connection:
        await connection.add_new(schema.visits, values)


async def enter(connection: Connection, account: int, target: str, chat: int) -> None:
    """Now it is known which chat it is."""
    table = schema.visits
    mine = table.c.account == account, table.c.target == target
    await connection.execute(update(table).where(*mine).values(chat=chat))


async def is_visiting(store: Store, account: int, target: str) -> bool:
    """Whether an account is in a chat, or asked to be let in, for an audit."""
    table = schema.visits
    async with store.reading() as connection:
        mine = table.c.account == account, table.c.target == target
        return await connection.scalar(select(table.c.since).where(*mine)) is not None


async def end(store: Store, account: int, target: str) -> None:
    """It is out again."""
    table = schema.visits
    async with store.writing() as connection:
        await connection.execute(delete(table).where(table.c.account == account, table.c.target == target))


async def outstayed(store: Store, account: int, *, now: int) -> list[Visit]:
    """The chats that an account visits though no job and no watch wants it to any longer. Where it was not let in
    within 30 days, the visit is forgotten."""
    table, jobs, watches = schema.visits, schema.jobs, schema.watches
    wanted = jobs.c.state.in_(("waiting", "running", "parked")), jobs.c.kind == READ
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(table).where(table.c.account == account))
        if not rows:
            return []
        about = or_(jobs.c.target.in_([row.target for row in rows]), jobs.c.chat.in_([row.chat for row in rows]))
        asked = select(jobs.c.target, jobs.c.chat).where(*wanted, about)
        kept = await fetch_all(connection, asked.union(select(watches.c.target, watches.c.chat)))
    targets, chats = {row.target for row in kept}, {row.chat for row in kept} - {None}
    over = [row for row in rows if row.target not in targets and row.chat not in chats]
    due = now - KEPT_DAYS * DAY
    for row in over:
        if row.chat is None and row.since <= due:
            await end(store, account, row.target)
    return [Visit(row.target, row.chat is not None) for row in over if row.chat is not None or row.since > due]
