"""What the companion was asked and has not yet answered. Telegram tells each request once: without this, a kill would
lose those that were told and not yet taken in."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from storage import schema
from storage.store import Store, fetch_all

DAY = 86_400


async def keep(store: Store, asked: Mapping[int, bytes], *, now: int) -> None:
    """Keeps requests by Telegram's numbers of them; one that is kept already stays as it is."""
    rows = [{"number": number, "at": now, "body": body} for number, body in asked.items()]
    async with store.writing() as connection:
        await connection.add_new(schema.inbox, rows)


async def drop(store: Store, answered: Collection[int]) -> None:
    """Lets go of what was answered."""
    async with store.writing() as connection:
        await connection.execute(delete(schema.inbox).where(schema.inbox.c.number.in_(answered)))


async def left(store: Store, *, now: int) -> dict[int, bytes]:
    """What an earlier process left unanswered, in the order in which it was told. What is older than a day is let go
    unanswered: who asked has asked again, or wants it no longer."""
    inbox = schema.inbox
    async with store.writing() as connection:
        await connection.execute(delete(inbox).where(inbox.c.at <= now - DAY))
        rows = await fetch_all(connection, select(inbox).order_by(inbox.c.number))
    return {row.number: row.body for row in rows}
