"""When a watched chat could be reached, and what it became when not: facts of the chat, kept as its history."""

import msgspec
from sqlalchemy import select

from storage import schema
from storage.store import Store, fetch_all


class Reached(msgspec.Struct, frozen=True):
    """What a chat was found to be at a moment: `reachable`, or how not; when it was reachable last before, and
    Telegram's stated reason."""

    at: int
    state: str
    last_at: int | None
    reason: str


async def history(store: Store, chat: int) -> list[Reached]:
    """What a chat was found to be, the oldest first."""
    table = schema.reachability
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(table).where(table.c.chat == chat).order_by(table.c.at))
    return [Reached(row.at, row.state, row.last_at, row.reason) for row in rows]


async def note(
    store: Store, chat: int, state: str, *, now: int, last_at: int | None = None, reason: str = ""
) -> Reached:
    """Notes what a chat is found to be, where that is new; the fact that stands."""
    table = schema.reachability
    known = await history(store, chat)
    if known and known[-1].state == state:
        return known[-1]
    fact = Reached(max(now, known[-1].at + 1) if known else now, state, last_at, reason)
    async with store.writing() as connection:
        values = {"chat": chat, **msgspec.structs.asdict(fact)}
        await connection.add_new(table, values)
    return fact
