"""Makes the files anew out of which something went (`traces.py`), so that nothing of it lies in them any more.

A file is written anew from what it still holds (VACUUM), and its write-ahead log is brought home and emptied. While
somebody else reads, the pages that they see must stay where they are: then the marks stay, and whoever comes next goes
on. Texts do not leave the memory on the way; rows, which may be many, go through an unnamed temporary file.
"""

import asyncio
import contextlib
import sqlite3
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete

from storage import schema, traces
from storage.audited import kept_texts
from storage.errors import StorageError
from storage.store import Store

PATIENCE_SECONDS = 5
"""How long to wait for others to end what they read or write; a look at a large chat takes as long."""


class InFiles(Store, Protocol):
    """A store whose rows lie in files."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them; none in memory."""
        ...

    def file(self, name: str) -> Path:
        """Where `main` or `texts` lies."""
        ...

    def alone(self) -> AbstractAsyncContextManager[None]:
        """A time in which nobody else of this process writes."""
        ...


async def wipe(database: InFiles) -> bool:
    """Sees to it that nothing deleted lies in the files; costs nothing where nothing was. False where something still
    does, because others read or write, or the disk is full: the next call goes on."""
    marked = await traces.left(database)
    if not marked:
        return True
    try:
        if "texts" in marked:
            async with database.writing() as connection:
                await kept_texts.drop_unspoken(connection)
        async with database.alone():
            made = [file for file in marked if await _gone_from(database, file)]
        async with database.writing() as connection:
            await connection.execute(delete(schema.traces).where(schema.traces.c.file.in_(made)))
    except StorageError:
        return False
    return made == marked


async def _gone_from(database: InFiles, file: str) -> bool:
    """Whether a file holds nothing deleted any more; in memory there is none."""
    return not database.files or await asyncio.to_thread(_vacuum, database.file(file))


def _vacuum(path: Path) -> bool:
    """Whether the file now holds what it shows, and its log nothing."""
    through = "MEMORY" if path.name == "texts.db" else "FILE"
    with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"PRAGMA temp_store = {through}")
            if not _log_is_empty(connection):
                return False
            connection.execute("VACUUM")
            return _log_is_empty(connection)
        except sqlite3.OperationalError:  # somebody writes, or the disk is full
            return False


def _log_is_empty(connection: sqlite3.Connection) -> bool:
    """Brings the write-ahead log home and empties it; not while somebody reads what it stands for."""
    return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
