"""Marks on files out of which something was deleted: it may still lie in gaps of their pages, and in their logs, until
`wiping.py` has made them anew. Whoever deletes sets the mark in the same transaction."""

from typing import Literal

from sqlalchemy import select

from storage import schema
from storage.store import Connection, Store, fetch_all

File = Literal["main", "texts"]


async def mark(connection: Connection, file: File) -> None:
    """Notes that something deleted may lie in a file."""
    await connection.add_new(schema.traces, {"file": file})


async def left(store: Store) -> list[str]:
    """The files in which something deleted may still lie."""
    async with store.reading() as connection:
        return [row.file for row in await fetch_all(connection, select(schema.traces).order_by(schema.traces.c.file))]
