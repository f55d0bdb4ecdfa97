"""Reads exports and prints their measures, a line each: `python bench/read_exports.py < paths`.

One process and one database for all of them, the way of the library: reader, storage, frames, measures. It is run by
the tree that `PYTHONPATH` names, so that two versions can be set side by side.
"""

import asyncio
import importlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from auditor.collect.desktop import open_export
from auditor.measure.measures import measure_all

if TYPE_CHECKING:
    from auditor.measure.spec import Measure

NOW = 1_790_000_000


RESTING_ON_PEOPLE = (
    "people.seen", "souls.deleted", "souls.never_posted", "arrivals.added", "arrivals.by_link", "arrivals.by_request",
    "arrivals.by_self", "arrivals.unknown", "arrivals.adders", "arrivals.half_by", "arrivals.added_silent",
    "arrivals.added_gone", "voices.writers", "voices.half_by",
)  # fmt: skip
"""Figures that rest on who is who."""


def _module(name: str, before: str) -> Any:
    """A module by its name, or by the one it had in earlier versions."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return importlib.import_module(before)


audit = _module("auditor.conductors.audit", "auditor.audit")
measuring = _module("auditor.conductors.measuring", "auditor.audit")
opening = _module("storage.opening", "storage.database")
open_store = getattr(opening, "open_store", None) or opening.open_database


async def read(paths: list[Path], home: Path) -> "list[dict[str, Measure]]":
    """What each export's figures that rest on people are."""
    found = []
    async with open_store(home) as opened:
        for path in paths:
            (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
            observation, _ = await audit.collect(opened, source, now=NOW, keep_text=False, progress=lambda _: None)
            frames = await audit.frames_of(opened, observation, measuring.Arguments())
            measures = measure_all(frames, "desktop-export").measures
            found.append({name: measures[name] for name in RESTING_ON_PEOPLE})
    return found


def main() -> None:
    """Reads paths from stdin; each is a chat of its own by its id."""
    with tempfile.TemporaryDirectory() as home:
        for found in asyncio.run(read([Path(line.strip()) for line in sys.stdin], Path(home))):
            print(msgspec.json.encode(found).decode())


if __name__ == "__main__":
    main()
