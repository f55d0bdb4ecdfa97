"""Finds the sources in what was given on the command line, by what a file says and not by its name.

A folder, an archive or one JSON object is an export; HTML, and a folder or an archive that holds nothing but HTML, one
for the browser. A JSON object a line is a data set: of Telegram, where the objects bear Telethon's `_`, else a table of
texts. Anything else is a CSV table with a header.
"""

import re
from collections.abc import Collection
from pathlib import Path
from zipfile import is_zipfile

import msgspec

from auditor.collect.datasets import Columns, TextTable, TimesAsked, open_dataset, open_table
from auditor.collect.datasets.packed import open_packed
from auditor.collect.desktop import open_export
from auditor.collect.discord import open_discord
from auditor.collect.encodings import Utf8
from auditor.collect.foreign import refuse_foreign
from auditor.collect.pages import holds_json, holds_pages, open_pages
from auditor.collect.source import Source
from auditor.collect.whatsapp import begins_like_whatsapp, holds_whatsapp, open_whatsapp
from auditor.errors import UsageError
from storage.sources import DATASET, DISCORD, EXPORT, PAGES, TEXTS, WHATSAPP, Kind

LONGEST_ELEMENT = 1 << 22
"""Bytes of a line: one that is longer is no line of a data set, but an export without line breaks."""

_OF_DISCORD = re.compile(r'\{\s*"guild"\s*:\s*\{')
"""DiscordChatExporter begins with the server, whatever comes then."""

_OF_AN_EXPORT = frozenset({"messages", "chats", "left_chats", "personal_information"})


def open_sources(
    path: Path, *, chat: str | None, columns: Columns | None, tz: str, now: int, times: TimesAsked | None = None
) -> list[Source]:
    """The chats or the table that `path` holds. Raises `ExportUnreadable`, `ChatNotChosen`, and `UsageError` for what
    was asked of the wrong kind of file."""
    refuse_foreign(path)
    kind, asked = _kind(path), times or TimesAsked()
    if kind is TEXTS:
        if chat is not None:
            raise UsageError("--chat chooses a chat of an export or a data set; a table of texts holds none.")
        return [open_table(path, columns=columns, tz=tz, now=now, asked=asked)]
    if columns is not None:
        raise UsageError("--columns says what a table's columns hold; this is an export or a data set of a chat.")
    if kind is WHATSAPP and asked.epoch is None:
        return [*open_whatsapp(path, tz=tz, now=now, times=asked)]
    if asked.said:
        raise UsageError(
            "--dates and --epoch say how the times of a table are read; an export or a data set needs neither."
        )
    if kind is DATASET:
        return [*open_dataset(path, chat=chat, tz=tz, now=now)]
    if kind is DISCORD:
        return [*open_discord(path, tz=tz, now=now)]
    if kind is PAGES:
        return [*open_pages(path, chat=chat, tz=tz, now=now)]
    return [*open_export(path, chat=chat, tz=tz, now=now, pages_beside=_is_several(path) and holds_pages(path))]


def own_ids(source: Source, wanted: Collection[int]) -> dict[int, str]:
    """The ids of messages as the source writes them, by the numbers that stand for them; of those that are numbers
    there, none. It is read once more."""
    return source.own_ids(wanted) if isinstance(source, TextTable) else {}


def _is_several(path: Path) -> bool:
    """Whether it is a folder or an archive."""
    return path.is_dir() or (path.is_file() and is_zipfile(path))


def _kind(path: Path) -> Kind:
    if _is_several(path):
        return _kind_of_several(path)
    if not path.is_file():
        return EXPORT
    start = _start(path)
    first = re.split(r"[\r\n]", start, maxsplit=1)[0]
    if begins_like_whatsapp(first):
        return WHATSAPP
    kind = {"<": PAGES, "[": EXPORT, "{": DISCORD if _OF_DISCORD.match(start) else None}.get(first[:1], TEXTS)
    return kind or _kind_of_object(first)


def _kind_of_object(first: str) -> Kind:
    """Of a file whose first line begins an object of JSON."""
    try:
        said = msgspec.json.decode(first, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return EXPORT
    if any(bytes(said[key])[:1] in {b"[", b"{"} for key in _OF_AN_EXPORT & said.keys()):
        return EXPORT
    return DATASET if "_" in said else TEXTS


def _kind_of_several(path: Path) -> Kind:
    """Of a folder or an archive. An export as JSON goes before its pages, which show less."""
    if holds_json(path):
        return EXPORT
    if holds_pages(path):
        return PAGES
    return WHATSAPP if holds_whatsapp(path) else EXPORT


def _start(path: Path) -> str:
    """How a file begins: its first line that says something, at least, as far as that is no longer than a row."""
    start = b""
    with open_packed(path) as packed:
        for chunk in Utf8(packed.chunks(), packed.name):
            start += chunk
            if b"\n" in start.strip() or len(start) > LONGEST_ELEMENT:
                break
    return start.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
