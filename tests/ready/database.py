"""A migrated database, of which new homes get a copy.

Forty milliseconds of processor time for each home. The migrations themselves run in tests that are marked `migrates`,
for databases that are there already, and in every process that a test starts.
"""

import asyncio
import functools
import tempfile
from pathlib import Path

from storage.keeping.keepers import Keepers
from storage.sqlite import database
from storage.sqlite.database import Database

_migrate = database._migrate


@functools.cache
def _migrated() -> bytes:
    """The file of a database that nothing was written to."""

    async def made(home: Path) -> None:
        new = Database(home, Keepers())
        await _migrate(new)
        await new.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(made(Path(folder)))
        return Path(folder, "deadsouls.db").read_bytes()


async def copied(opened: Database) -> None:
    """In the place of the database's own: what is empty begins as a copy."""
    if opened.files and not opened.path.stat().st_size:
        opened.path.write_bytes(await asyncio.to_thread(_migrated))
    await _migrate(opened)
