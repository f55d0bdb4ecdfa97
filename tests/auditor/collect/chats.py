"""Small chats written by hand: elements as Telegram Desktop writes them, and what the tool makes of them."""

import asyncio
import datetime as dt
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from auditor.collect.desktop import DesktopExport, open_export
from auditor.conductors.audit import collect, frames_of
from auditor.conductors.measuring import Arguments
from auditor.frames.frames import Frames
from auditor.measure.measures import measure_all
from auditor.measure.spec import Measure
from storage.opening import open_store
from storage.records import Arrival, Coverage, Leave, Member, Message

NOW = 1_790_000_000
"""When the tests take place: long after all that they tell of."""

BEGAN = 1_514_764_800
"""2018-01-01T00:00:00Z: when element 0 was."""

HOUR, DAY = 3_600, 86_400


class Somebody(NamedTuple):
    """A person as an export shows them."""

    id: int
    name: str | None


ASEL, BOLAT, DANA, ERLAN = (Somebody(101 + n, name) for n, name in enumerate(("Әсел", "Болат", "Дана", "Ерлан")))
DELETED = Somebody(190, None)

Element = dict[str, Any]


def element(number: int, *, at: int | None = None, **keys: Any) -> Element:
    """An element of any kind; unless said otherwise, one every hour."""
    when = BEGAN + number * HOUR if at is None else at
    return {"id": number, "type": "message", "date": _local(when), "date_unixtime": str(when), **keys}


def _local(at: int) -> str:
    day, second = divmod(at, DAY)
    date = dt.date(1970, 1, 1) + dt.timedelta(days=day)
    return f"{date.isoformat()}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def said(number: int, who: Somebody, text: Any = "Сәлем", **keys: Any) -> Element:
    """Somebody wrote."""
    return element(number, **{"from": who.name, "from_id": f"user{who.id}", "text": text}, **keys)


def _service(number: int, actor: Somebody, action: str, **keys: Any) -> Element:
    keys = {"type": "service", "actor": actor.name, "actor_id": f"user{actor.id}", "action": action, "text": ""} | keys
    return element(number, **keys)


def added(number: int, adder: Somebody, *members: Somebody, **keys: Any) -> Element:
    """Somebody added others; members go by name alone."""
    return _service(number, adder, "invite_members", members=[member.name for member in members], **keys)


def came_alone(number: int, who: Somebody, **keys: Any) -> Element:
    """Somebody joined a public chat by its username: Desktop shows that as adding oneself."""
    return added(number, who, who, **keys)


def came_by_link(number: int, who: Somebody, **keys: Any) -> Element:
    """Somebody came by an invite link."""
    return _service(number, who, "join_group_by_link", inviter="Group", **keys)


def came_by_request(number: int, who: Somebody, **keys: Any) -> Element:
    """Somebody was let in."""
    return _service(number, who, "join_group_by_request", **keys)


def left(number: int, who: Somebody, by: Somebody | None = None, **keys: Any) -> Element:
    """Somebody left, or was removed."""
    return _service(number, by or who, "remove_members", members=[who.name], **keys)


def created(number: int, actor: Somebody, *members: Somebody, **keys: Any) -> Element:
    """A basic group was made of these people."""
    names = [member.name for member in members]
    return _service(number, actor, "create_group", title="Чат", members=names, **keys)


def founded(number: int = 0) -> Element:
    """The chat was made, by itself: whoever acts first is its creator."""
    return element(
        number, type="service", actor="Чат", actor_id="channel1", action="create_channel", title="Чат", text=""
    )


def without_id(row: Element) -> Element:
    """As an export of August 2018 has it."""
    return {key: value for key, value in row.items() if key not in ("from_id", "actor_id")}


def export(elements: Sequence[Any], **head: Any) -> bytes:
    """The bytes of a single chat's export, laid out as Desktop does."""
    chat = {"name": "Чат", "type": "private_supergroup", "id": 1_234_567_890} | head | {"messages": list(elements)}
    return json.dumps(chat, ensure_ascii=False, indent=1).encode()


class Read(NamedTuple):
    """All that the reader found in a chat."""

    messages: list[Message]
    arrivals: list[Arrival]
    leaves: list[Leave]
    members: list[Member]
    coverage: Coverage
    source: DesktopExport


def written(folder: Path, data: bytes, name: str = "result.json") -> Path:
    """The bytes as a file."""
    path = folder / name
    path.write_bytes(data)
    return path


def read(path: Path, *, chat: str | None = None, tz: str = "UTC") -> Read:
    """Reads the one chat of the export at `path`."""
    (source,) = open_export(path, chat=chat, tz=tz, now=NOW)
    messages: list[Message] = []
    arrivals: list[Arrival] = []
    leaves: list[Leave] = []
    members: list[Member] = []
    for batch in source.read():
        messages += batch.messages
        arrivals += batch.arrivals
        leaves += batch.leaves
        members += batch.members
    return Read(messages, arrivals, leaves, members, source.coverage(), source)


def read_elements(folder: Path, elements: Sequence[Any], *, tz: str = "UTC", **head: Any) -> Read:
    """What the reader makes of these elements."""
    return read(written(folder, export(elements, **head)), tz=tz)


def frames_from(path: Path, **asked: Any) -> Frames:
    """The frames that an audit of the export at `path` rests on, in an installation of its own."""

    async def go(home: Path) -> Frames:
        (source,) = open_export(path, chat=None, tz="UTC", now=NOW)
        async with open_store(home) as store:
            observation, _ = await collect(store, source, now=NOW, keep_text=False, progress=lambda _: None)
            return await frames_of(store, observation, Arguments(**asked))

    with tempfile.TemporaryDirectory() as home:
        return asyncio.run(go(Path(home)))


def frames_of_elements(elements: Sequence[Any], **asked: Any) -> Frames:
    """The same, from elements."""
    with tempfile.TemporaryDirectory() as folder:
        return frames_from(written(Path(folder), export(elements)), **asked)


def measures_of(elements: Sequence[Any], **asked: Any) -> dict[str, Measure]:
    """Every measure of a small chat."""
    return measure_all(frames_of_elements(elements, **asked), "desktop-export").measures
