"""The texts of messages, as long as they rest: in a file of their own, `texts.db`, attached to every connection.

A row that is deleted out of a table leaves copies of itself in the gaps of other pages, where the tree was balanced
while it was there; `secure_delete` does not reach those. So a file out of which something went is made anew
(`wiping.py`), which costs the time of what stays in it. Texts go often and are most of what is kept; apart from the
rows, they can go without moving these. A text is worth little and may be lost: quotes are then missing.
"""

from sqlalchemy import ColumnElement, delete, select, tuple_

from storage import schema, traces
from storage.store import Connection


async def drop_of_messages(connection: Connection, which: ColumnElement[bool]) -> None:
    """Lets go of the texts of some messages; call it before the messages themselves go."""
    messages, texts = schema.messages, schema.texts
    theirs = select(messages.c.since, messages.c.id, messages.c.ordinal).where(which)
    place = tuple_(texts.c.observation, texts.c.id, texts.c.ordinal)
    await _dropped(connection, place.in_(theirs))


async def drop_of_observations(connection: Connection, due: ColumnElement[bool]) -> None:
    """Lets go of all texts that some observations brought."""
    observations = schema.observations
    await _dropped(connection, schema.texts.c.observation.in_(select(observations.c.observation).where(due)))


async def drop_unspoken(connection: Connection) -> None:
    """Lets go of texts whose message, or whose observation's time, is over: a process that died between the two files
    leaves such."""
    texts, messages, observations = schema.texts, schema.messages, schema.observations
    resting = (
        select(messages.c.id)
        .join(observations, observations.c.chat == messages.c.chat)
        .where(observations.c.observation == texts.c.observation, observations.c.texts_rest == 1)
        .where(messages.c.since == texts.c.observation, messages.c.id == texts.c.id)
        .where(messages.c.ordinal == texts.c.ordinal)
    )
    await _dropped(connection, ~resting.exists())


async def _dropped(connection: Connection, which: ColumnElement[bool]) -> None:
    if (await connection.execute(delete(schema.texts).where(which))).rowcount:
        await traces.mark(connection, "texts")
