"""Worlds written as Telegram Desktop writes them: the bytes of its JSON, in the schemas of four times."""

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Literal

from tests.worlds.full_account import BEFORE_CHATS, CHATS_AFTER, CHATS_BEFORE, LEFT_CHATS
from tests.worlds.world import THE_CHAT, Event, Part, World

Schema = Literal["2018-08", "2019", "2021", "2025"]
"""Of August 2018: nobody has an id. 2019: ids are integers. 2021: ids are "user123". 2025: times in UTC, texts
as entities, and reactions come beside."""

Layout = Literal["single", "full"]
"""One chat as the whole file, or a full account with contacts, sessions and other chats around it."""

BASIC_GROUP_IDS = -1_000_000_000
"""What Telegram Desktop adds to the ids of the basic group that a supergroup began as."""

_ACTIONS = {"join_by_link": "join_group_by_link", "join_by_request": "join_group_by_request"}
_ACTIONS["edit_title"] = "edit_group_title"
_NOT_INCLUDED = "(File not included. Change data exporting settings to download.)"
_MEDIA: dict[str, dict[str, Any]] = {
    "photo": {"photo": _NOT_INCLUDED, "width": 960, "height": 1280},
    "sticker": {"file": _NOT_INCLUDED, "thumbnail": _NOT_INCLUDED, "media_type": "sticker", "sticker_emoji": "😂"},
    "voice_message": {"file": _NOT_INCLUDED, "media_type": "voice_message", "mime_type": "audio/ogg"},
    "video_file": {"file": _NOT_INCLUDED, "media_type": "video_file", "mime_type": "video/mp4"},
    "animation": {"file": _NOT_INCLUDED, "media_type": "animation", "mime_type": "video/mp4"},
}
_DURATION = {"voice_message": 7, "video_file": 41, "animation": 3}
_EXTRA_KEY = {"mention_name": "user_id", "text_link": "href", "pre": "language", "custom_emoji": "document_id"}

_quoted = json.JSONEncoder(ensure_ascii=False).encode
_minified = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_export(
    world: World,
    path: Path,
    *,
    schema: Schema = "2025",
    layout: Layout = "single",
    indent: int | None = 1,
    zone_minutes: int = 0,
    migrated_after: int | None = None,
    others: tuple[World, ...] = (),
    inside_zip: str = "ChatExport_2018-04-11/result.json",
) -> Path:
    """Write the world's chat to `path` and return it; a path that ends in .zip gets the file `inside_zip` within.

    `indent=None` leaves all white space out. `zone_minutes` is the exporter's zone, east of UTC. With `migrated_after`
    the chat was a basic group for its first so many elements. `others` are further chats of a full account.
    """
    if migrated_after is not None:
        world = migrated(world, migrated_after)
    with _opened(path, inside_zip) as out:
        block: list[str] = []
        how = _How(schema, indent, zone_minutes * 60)
        account = _full_account([*CHATS_BEFORE, world, *others, *CHATS_AFTER], how)
        for piece in account if layout == "full" else _chat(world, how, 0):
            block.append(piece)
            if len(block) >= 4_000:
                out.write("".join(block).encode())
                block.clear()
        out.write("".join(block).encode())
    return path


def migrated(world: World, after: int) -> World:
    """The same chat, a basic group for its first `after` elements: their ids are negative, then it moves."""

    def events() -> Iterator[Event]:
        moved: dict[int, int] = {}
        number, basic = 0, True
        for place, event in enumerate(world.events()):
            if place == after:
                basic, number = False, 1
                yield Event(BASIC_GROUP_IDS + after + 1, event.at, "migrate_to_supergroup", founder)
                yield Event(number, event.at, "migrate_from_group", THE_CHAT)
            number += 1
            moved[event.id] = number + (BASIC_GROUP_IDS if basic else 0)
            target = None if event.target is None else moved.get(event.target)
            if place == 0:
                yield replace(event, id=moved[event.id], kind="create_group", actor=founder, members=(founder,))
            else:
                yield replace(event, id=moved[event.id], target=target)

    founder = next(event.actor for event in world.events() if event.actor != THE_CHAT)
    return replace(world, events=events)


@contextmanager
def _opened(path: Path, inside_zip: str) -> Iterator[IO[bytes]]:
    if path.suffix == ".zip":
        info = zipfile.ZipInfo(inside_zip, (2018, 4, 11, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(path, "w") as archive, archive.open(info, "w", force_zip64=True) as out:
            yield out
    else:
        with path.open("wb") as out:
            yield out


@dataclass(frozen=True)
class _How:
    """The schema, the layout of lines (None: no white space), and the exporter's seconds east of UTC."""

    schema: Schema
    indent: int | None
    offset: int


def _full_account(chats: list[World | dict[str, Any]], how: _How) -> Iterator[str]:
    """The pieces of a full account's file, in order."""
    line = _Lines(how.indent)
    yield "{" + line.item(1, first=True) + line.pairs(BEFORE_CHATS, 1)
    for key, about, listed in (
        ("chats", "The chats of this account.", chats),
        ("left_chats", "Supergroups and channels this account left.", [*LEFT_CHATS]),
    ):
        yield f"{line.item(1)}{_quoted(key)}{line.colon}{{{line.item(2, first=True)}"
        yield f"{_quoted('about')}{line.colon}{_quoted(about)}{line.item(2)}{_quoted('list')}{line.colon}["
        for place, chat in enumerate(listed):
            yield line.item(3, first=place == 0)
            if isinstance(chat, World):
                yield from _chat(chat, how, 3)
            else:
                yield line.value(chat, 3)
        yield f"{line.end(2)}]{line.end(1)}}}"
    yield line.end(0) + "}"


def _chat(world: World, how: _How, depth: int) -> Iterator[str]:
    """The pieces of one chat, its brackets at `depth`."""
    line = _Lines(how.indent)
    head = {"name": world.title, "type": world.kind, "id": world.chat_id}
    yield "{" + line.item(depth + 1, first=True) + line.pairs(head, depth + 1)
    yield f"{line.item(depth + 1)}{_quoted('messages')}{line.colon}["
    lead, later = line.item(depth + 2, first=True), line.item(depth + 2)
    for event in world.events():
        yield lead + line.value(_element(world, event, how), depth + 2)
        lead = later
    yield f"{line.end(depth + 1)}]{line.end(depth)}}}"


class _Lines:
    """How values are laid out: Telegram Desktop's own layout, or nothing but what JSON needs."""

    def __init__(self, indent: int | None) -> None:
        self.indent = indent
        self.colon = ":" if indent is None else ": "
        self._keys = _Keys(self.colon)
        self._starts = ["" if indent is None else "\n" + " " * (indent * depth) for depth in range(32)]

    def item(self, depth: int, *, first: bool = False) -> str:
        """What stands before an item at this depth."""
        return ("" if first else ",") + self._starts[depth]

    def end(self, depth: int) -> str:
        """What stands before a closing bracket."""
        return self._starts[depth]

    def pairs(self, values: dict[str, Any], depth: int) -> str:
        """The pairs of an object without its brackets."""
        keys, inner = self._keys, self._inner
        return f",{self._starts[depth]}".join([f"{keys[key]}{inner(one, depth)}" for key, one in values.items()])

    def value(self, value: Any, depth: int) -> str:
        """Any JSON value, its inner lines at `depth` + 1. Telegram Desktop escapes line and paragraph separators."""
        text = _minified(value) if self.indent is None else self._inner(value, depth)
        return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

    def _inner(self, value: Any, depth: int) -> str:
        kind = type(value)
        if kind is str or self.indent is None:
            return _minified(value)
        if kind is int:
            return str(value)
        if kind is dict:
            return f"{{{self._starts[depth + 1]}{self.pairs(value, depth + 1)}{self._starts[depth]}}}"
        if kind is list and value:
            between = f",{self._starts[depth + 1]}"
            inner = between.join([self._inner(one, depth + 1) for one in value])
            return f"[{self._starts[depth + 1]}{inner}{self._starts[depth]}]"
        return _minified(value)


class _Keys(dict[str, str]):
    """A key as it stands before its value, made once."""

    def __init__(self, colon: str) -> None:
        super().__init__()
        self._colon = colon

    def __missing__(self, key: str) -> str:
        self[key] = written = f"{_quoted(key)}{self._colon}"
        return written


def _element(world: World, event: Event, how: _How) -> dict[str, Any]:
    """One message or service message."""
    schema, offset = how.schema, how.offset
    service = event.kind != "message"
    element: dict[str, Any] = {
        "id": event.id,
        "type": "service" if service else "message",
        "date": _local(event.at + offset),
    }
    if schema == "2025":
        element["date_unixtime"] = str(event.at)
    if event.edited is not None:
        element["edited"] = _local(event.edited + offset)
        if schema == "2025":
            element["edited_unixtime"] = str(event.edited)
    elif schema in {"2018-08", "2019"}:
        element["edited"] = _local(offset)
    _who(element, "actor" if service else "from", world, event.actor, schema)
    if service:
        _action(element, world, event)
    else:
        _message(element, event)
    _text(element, event.text, schema)
    if schema == "2025" and event.reactions:
        element["reactions"] = [
            {
                "type": "emoji",
                "count": reaction.count,
                "emoji": reaction.emoji,
                "recent": [
                    {
                        "from": world.people[person].name,
                        "from_id": f"user{person}",
                        "date": _local(at + offset),
                    }
                    for person, at in reaction.recent
                ],
            }
            for reaction in event.reactions
        ]
    return element


def _who(element: dict[str, Any], key: str, world: World, person: int, schema: Schema) -> None:
    chat = person == THE_CHAT
    element[key] = world.title if chat else world.people[person].name
    if schema == "2019":
        element[f"{key}_id"] = (2 << 32) + world.chat_id if chat else (1 << 32) + person
    elif schema != "2018-08":
        element[f"{key}_id"] = f"channel{world.chat_id}" if chat else f"user{person}"


def _action(element: dict[str, Any], world: World, event: Event) -> None:
    element["action"] = _ACTIONS.get(event.kind, event.kind)
    if event.kind in {"create_group", "create_channel", "migrate_from_group", "edit_title"}:
        element["title"] = world.title
    if event.kind in {"create_group", "invite_members", "remove_members"}:
        element["members"] = [world.people[person].name for person in event.members]
    if event.kind == "join_by_link":
        element["inviter"] = next(iter(world.people.values())).name
    if event.kind == "pin_message" and event.target is not None:
        element["message_id"] = event.target


def _message(element: dict[str, Any], event: Event) -> None:
    if event.forwarded_from is not None:
        element["forwarded_from"] = event.forwarded_from
    if event.target is not None:
        element["reply_to_message_id"] = event.target
    if event.media is not None:
        element.update(_MEDIA[event.media])
        if event.media in _DURATION:
            element["duration_seconds"] = _DURATION[event.media] + event.id % 90


def _text(element: dict[str, Any], text: tuple[str | Part, ...], schema: Schema) -> None:
    plain = not text or (len(text) == 1 and isinstance(text[0], str))
    element["text"] = (text[0] if text else "") if plain else [_entity(p) if isinstance(p, Part) else p for p in text]
    if schema == "2025":
        element["text_entities"] = [_entity(p if isinstance(p, Part) else Part("plain", p)) for p in text]


def _entity(part: Part) -> dict[str, Any]:
    entity: dict[str, Any] = {"type": part.type, "text": part.text}
    if part.extra is not None:
        entity[_EXTRA_KEY[part.type]] = int(part.extra) if part.type == "mention_name" else part.extra
    return entity


_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAYS: dict[int, str] = {}


def _local(moment: int) -> str:
    """The time as Telegram Desktop prints it: the exporter's wall clock, without a zone."""
    day, second = divmod(moment, 86_400)
    date = _DAYS.get(day)
    if date is None:
        date = _DAYS[day] = dt.date.fromordinal(day + _EPOCH).isoformat()
    return f"{date}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
