"""Who waits where for what: the side of the askings that a job does not see (`jobs.py`)."""

from sqlalchemy import select, update

from storage import schema
from storage.database import Database

A_BUTTON = 1 << 31
"""Telegram's messages have smaller numbers; what is above counts the requests of a button."""


async def request_of(database: Database, room: int, message: int) -> int:
    """The number of a request that is made by a button under a message, as often as it is answered: the message's own,
    with a count above Telegram's numbers. While one is open it is the same request."""
    askings = schema.askings
    under = askings.c.room == room, askings.c.request % A_BUTTON == message
    chosen = select(askings.c.request, askings.c.state).where(*under).order_by(askings.c.request.desc()).limit(1)
    async with database.reading() as connection:
        last = (await connection.execute(chosen)).first()
    if last is None:
        return message + A_BUTTON
    return int(last.request) if last.state == "open" else int(last.request) + A_BUTTON


async def moved(database: Database, room: int, to: int) -> None:
    """A group has become a supergroup: those who wait there are answered in the new one, by a message of its own."""
    askings = schema.askings
    theirs = askings.c.room == room, askings.c.state == "open"
    async with database.writing() as connection:
        await connection.execute(update(askings).where(*theirs).values(room=to, message=None))
