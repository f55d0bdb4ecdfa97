"""Marks on files out of which something was deleted: it may still lie in gaps of their pages, and in their logs, until
`wiping.py` has made them anew. Whoever deletes sets the mark in the same transaction."""

from typing import Literal

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.sqlite.database import Database, fetch_all

File = Literal["main", "texts"]


async def mark(connection: AsyncConnection, file: File) -> None:
    """Notes that something deleted may lie in a file."""
    await connection.execute(insert(schema.traces).prefix_with("OR IGNORE").values(file=file))


async def left(database: Database) -> list[str]:
    """The files in which something deleted may still lie."""
    async with database.reading() as connection:
        return [row.file for row in await fetch_all(connection, select(schema.traces).order_by(schema.traces.c.file))]
