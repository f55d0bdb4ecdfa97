"""An installation that takes in small chats, and what it shows of them."""

import json
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from auditor.collect.desktop import open_export
from auditor.conductors.audit import Finished, audit, collect, frames_of, tables_for
from auditor.conductors.measuring import Arguments
from auditor.frames.frames import Frames
from storage.audited.observations import Observation, find_observation
from storage.store import Store
from tests.auditor.collect.chats import NOW, export


async def take_in(
    store: Store, elements: Sequence[Any], *, now: int = NOW, keep_text: bool = True, **head: Any
) -> tuple[Observation, bool]:
    """Collects one export of these elements; says whether it showed nothing new."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        path.write_bytes(export(elements, **head))
        (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
        return await collect(store, source, now=now, keep_text=keep_text, progress=lambda _: None)


async def audited(store: Store, elements: Sequence[Any], *, now: int = NOW, **head: Any) -> Finished:
    """Audits one export of these elements."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        path.write_bytes(export(elements, **head))
        (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
        return await audit(store, source, Arguments(), now=now, keep_text=True, progress=lambda _: None)


async def frames(store: Store, observation: Observation) -> Frames:
    """What an observation shows."""
    return await frames_of(store, observation, Arguments())


async def shown(store: Store, observation: Observation) -> dict[str, Any]:
    """What an observation shows, put so that two of them can be compared: people by what they did."""
    found = await frames_of(store, observation, Arguments())
    columns = ["arrival", "arrived_at", "left", "messages", "first_at", "last_at", "deleted", "name_only"]
    people = sorted(found.people[columns].itertuples(index=False, name=None))
    return {
        "people": people,
        "messages": found.messages[["id", "at"]].to_numpy().tolist(),
        "arrivals": found.arrivals[["id", "at", "kind", "resolved"]].to_numpy().tolist(),
        "unresolved": sorted(found.unresolved[["what", "kind", "at"]].itertuples(index=False, name=None)),
        "coverage": msgspec.to_builtins(observation.coverage),
    }


async def again(store: Store, observation: Observation) -> Observation:
    """The observation as it is kept now."""
    found = await find_observation(store, observation.row)
    assert found is not None
    return found


def people_csv(store: Store, finished: Finished, *, recipient: str = "operator") -> list[str]:
    """The pseudonyms under which one recipient hears of the people of an audit."""
    return [str(name) for name in tables_for(store, finished, recipient=recipient).people["person"]]


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    """What a query finds, through a connection of its own."""
    with sqlite3.connect(Path(store.home, "deadsouls.db")) as connection:
        connection.execute("ATTACH DATABASE ? AS texts", (str(Path(store.home, "texts.db")),))
        found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    connection.close()
    return found


def bytes_at_rest(home: Path) -> bytes:
    """Every byte of the database and the files beside it, but the key's."""
    return b"".join(path.read_bytes() for path in sorted(home.iterdir()) if path.name != "key")


def report_of(finished: Finished) -> Any:
    """The stored report."""
    return json.loads(finished.audit.report)
