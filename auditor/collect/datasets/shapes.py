"""The formats that are known without being told. They are a table, `formats.toml`: where in each of them what stands,
and the page that documents it. This file says what a format is, and which one some rows are in."""

import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from auditor.collect.datasets.columns import THINGS, Columns
from auditor.collect.datasets.paths import ITSELF, finder
from storage.records import MessageKind

_LISTS = frozenset({"told_by", "rows", "silent"})
"""Keys of a format whose values are lists; elsewhere a list is of paths, the first that leads to something."""


class Shape(msgspec.Struct, frozen=True):
    """A format of rows on some platform, each a text that somebody wrote."""

    name: str
    page: str
    """Where it is documented."""
    told_by: tuple[str, ...]
    columns: Columns
    """Where each thing stands: the name of a column or a path."""
    rows: tuple[str, ...] = (ITSELF,)
    """Where rows stand in an object."""


class Dump(msgspec.Struct, frozen=True, kw_only=True):
    """A format of Telegram's messages as a program writes them."""

    name: str
    page: str
    told_by: tuple[str, ...]
    base: str = ITSELF
    """Where a message stands in the object of a line."""
    id: str
    chat: str = ""
    """The chat's id, as the Bot API marks it (-100…, -…)."""
    channel: str = ""
    group: str = ""
    """The same, where it stands bare under a name of its own."""
    date: str
    text: str
    sender: str
    """The id of whoever wrote."""
    no_person: str
    """Something stands there where no person wrote: a bot, a channel, an admin who speaks as the chat."""
    reply: str
    origin: str
    """The chat or the person that a forwarded message is from."""
    origin_id: str = ""
    """Its number there."""
    media: str = ""
    """Says what a message carries beside its text."""
    kinds: dict[str, MessageKind] = {}
    """What of these is which kind of message; with none, whatever stands there is carried beside a text."""
    service: str = ""
    """Something stands there in a service message."""
    actions: dict[str, str] = {}
    """What it tells of, by Telethon's names; what is not here tells of nobody who came or left."""
    silent: frozenset[str] = frozenset()
    """The others that are known."""
    added: str = ""
    """Those who came, every one."""
    gone: str = ""
    """The id of whoever left."""
    post: str = ""
    """Something stands there in a post of a channel."""
    ways_told: bool = True
    """Whether it says who followed a link, who asked to be let in, and who came by themselves."""


class Formats(msgspec.Struct, frozen=True):
    """All that are known: of texts on other platforms, and of Telegram's messages beside Telethon's own."""

    texts: tuple[Shape, ...]
    telegram: tuple[Dump, ...]


@cache
def formats() -> Formats:
    """The formats of `formats.toml`."""
    said = tomllib.loads(Path(__file__).with_name("formats.toml").read_text("utf-8"))
    for known in (*said["texts"], *said["telegram"]):
        for keys in (known, known.get("columns", {})):
            keys |= {
                key: "|".join(value) for key, value in keys.items() if key not in _LISTS and isinstance(value, list)
            }
    return msgspec.convert(said, Formats)


def shape_of(objects: Sequence[Any]) -> Shape | Dump | None:
    """The format of some objects, by the first that shows one."""
    every: tuple[Shape | Dump, ...] = (*formats().telegram, *formats().texts)
    for known in every:
        if any(_fits(said, known.told_by) for said in objects):
            return known
    return None


def recognised(names: Collection[str]) -> Columns | None:
    """The columns of a table by its header: of a known format, or named as this tool names them; else None."""
    for known in formats().texts:
        if known.rows == (ITSELF,) and all(_named(path, names) for path in known.told_by):
            held = msgspec.structs.asdict(known.columns)
            return _columns({thing: _named(path, names) for thing, path in held.items() if path})
    own: dict[str, str | None] = {thing: thing for thing in THINGS if thing in names}
    if "time" in own and {"author", "author_id"} & own.keys() and {"text", "object"} & own.keys():
        return _columns(own)
    return None


def _columns(held: dict[str, str | None]) -> Columns:
    return msgspec.convert({thing: name for thing, name in held.items() if name}, Columns)


def _named(path: str, names: Collection[str]) -> str | None:
    return next((way for way in path.split("|") if way in names), None)


def _fits(said: Any, told_by: tuple[str, ...]) -> bool:
    for path in told_by:
        way, equals, value = path.partition("=")
        found = finder(way)(said)
        if found is None or (equals and found != value):
            return False
    return isinstance(said, dict)
