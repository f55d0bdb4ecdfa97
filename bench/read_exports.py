"""Reads exports and prints their measures, a line each: `python bench/read_exports.py < paths`.

One process and one database for all of them, the way of the library: reader, storage, frames, measures. It is run by
the tree that `PYTHONPATH` names, so that two versions can be set side by side.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import msgspec

from auditor.collect.desktop import open_export
from auditor.conductors.audit import Arguments, collect, frames_of
from auditor.measure import voices
from auditor.measure.arrivals import adders as arrivals
from auditor.measure.souls import never_posted as souls
from auditor.measure.spec import Measure
from storage.sqlite.database import open_database

NOW = 1_790_000_000


async def read(paths: list[Path], home: Path) -> list[dict[str, Measure]]:
    """What each export's figures that rest on people are."""
    found = []
    async with open_database(home) as database:
        for path in paths:
            (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
            observation, _ = await collect(database, source, now=NOW, keep_text=False, progress=lambda _: None)
            frames = await frames_of(database, observation, Arguments())
            found.append(
                {
                    "people.seen": souls.seen(frames),
                    "souls.deleted": souls.deleted(frames),
                    "souls.never_posted": souls.never_posted(frames),
                    **arrivals.by_kind(frames),
                    "arrivals.adders": arrivals.adders(frames),
                    "arrivals.half_by": arrivals.half_by(frames),
                    "arrivals.added_silent": arrivals.added_silent(frames),
                    "arrivals.added_gone": arrivals.added_gone(frames),
                    "voices.writers": voices.writers(frames),
                    "voices.half_by": voices.half_by(frames),
                }
            )
    return found


def main() -> None:
    """Reads paths from stdin; each is a chat of its own by its id."""
    with tempfile.TemporaryDirectory() as home:
        for found in asyncio.run(read([Path(line.strip()) for line in sys.stdin], Path(home))):
            print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main()
