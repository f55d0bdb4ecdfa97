"""Small files written by hand, and what the tool makes of them."""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from auditor.collect.datasets import chosen_columns
from auditor.collect.source import Source
from auditor.collect.sources import open_sources
from auditor.conductors.audit import collect, frames_of
from auditor.conductors.measuring import Arguments
from auditor.frames.frames import Frames
from storage.opening import open_store
from storage.records import Arrival, Coverage, Leave, Message

NOW = 1_790_000_000


class Read(NamedTuple):
    """All that was found in one table, or in one chat of a data set."""

    messages: list[Message]
    arrivals: list[Arrival]
    leaves: list[Leave]
    coverage: Coverage
    source: Source


def sources(path: Path, *, columns: str | None = None, chat: str | None = None, tz: str = "UTC") -> list[Source]:
    return open_sources(path, chat=chat, columns=chosen_columns(columns), tz=tz, now=NOW)


def read(path: Path, **asked: Any) -> Read:
    """Reads the only source that `path` holds."""
    (source,) = sources(path, **asked)
    messages: list[Message] = []
    arrivals: list[Arrival] = []
    leaves: list[Leave] = []
    for batch in source.read():
        messages += batch.messages
        arrivals += batch.arrivals
        leaves += batch.leaves
    return Read(messages, arrivals, leaves, source.coverage(), source)


def frames(path: Path, **asked: Any) -> Frames:
    """The frames that an audit of the file rests on, in an installation of its own."""

    async def go(home: Path) -> Frames:
        (source,) = sources(path, **asked)
        async with open_store(home) as store:
            observation, _ = await collect(store, source, now=NOW, keep_text=False, progress=lambda _: None)
            return await frames_of(store, observation, Arguments())

    with tempfile.TemporaryDirectory() as home:
        return asyncio.run(go(Path(home)))


def written(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


CHANNEL = {"_": "PeerChannel", "channel_id": 77}


def user(number: int) -> dict[str, Any]:
    return {"_": "PeerUser", "user_id": number}


def said(number: int, who: int | None, text: str = "Сәлем", **keys: Any) -> dict[str, Any]:
    """A message as Telethon writes it, one an hour."""
    return {
        "_": "Message", "id": number, "peer_id": CHANNEL, "date": f"2020-01-01T{number % 24:02d}:00:00+00:00",
        "message": text, "from_id": None if who is None else user(who), "fwd_from": None, "reply_to": None,
    } | keys  # fmt: skip


def happened(number: int, who: int | None, action: str, **keys: Any) -> dict[str, Any]:
    """A service message as Telethon writes it."""
    element = said(number, who, action={"_": f"MessageAction{action}", **keys})
    return {key: value for key, value in element.items() if key != "message"} | {"_": "MessageService"}


def lines(*elements: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(element, ensure_ascii=False).encode() + b"\n" for element in elements)
