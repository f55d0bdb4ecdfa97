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
from auditor.conductors.audit import collect, frames_of
from auditor.conductors.measuring import Arguments
from auditor.measure import people, voices
from auditor.measure.arrivals import added_gone, added_silent, adders, ways
from auditor.measure.measures import answers_of
from auditor.measure.souls import deleted, never_posted
from auditor.measure.spec import Measure
from storage.opening import open_store

NOW = 1_790_000_000


RESTING_ON_PEOPLE = (
    people.SEEN, deleted.DELETED, never_posted.NEVER_POSTED, ways.ADDED, ways.BY_LINK, ways.BY_REQUEST, ways.BY_SELF,
    ways.UNKNOWN, adders.ADDERS, adders.HALF_BY, added_silent.ADDED_SILENT, added_gone.ADDED_GONE, voices.WRITERS,
    voices.HALF_BY,
)  # fmt: skip
"""Figures that rest on who is who."""


async def read(paths: list[Path], home: Path) -> list[dict[str, Measure]]:
    """What each export's figures that rest on people are."""
    found = []
    async with open_store(home) as database:
        for path in paths:
            (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
            observation, _ = await collect(database, source, now=NOW, keep_text=False, progress=lambda _: None)
            frames = await frames_of(database, observation, Arguments())
            answers = answers_of(frames, RESTING_ON_PEOPLE)
            found.append({measure: answer.measure for measure, answer in answers.items()})
    return found


def main() -> None:
    """Reads paths from stdin; each is a chat of its own by its id."""
    with tempfile.TemporaryDirectory() as home:
        for found in asyncio.run(read([Path(line.strip()) for line in sys.stdin], Path(home))):
            print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main()
