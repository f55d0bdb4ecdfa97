"""Finds the sources in what was given on the command line, by what a file says and not by its name.

A folder, an archive of an export or one JSON object is an export; HTML, and a folder or an archive that holds nothing
but HTML, one for the browser. Messages of Telegram as programs write them, a line or an element of an array each, are a
data set; any other rows are a table of texts: of a CSV, of objects in JSON, of a spreadsheet, of Parquet.
"""

import re
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from auditor.collect.datasets import Columns, TelegramDataset, TextTable, TimesAsked, open_dataset, open_table
from auditor.collect.datasets.arrays import Beginning, beginning_of
from auditor.collect.datasets.arrow import is_arrow
from auditor.collect.datasets.header import objects_in
from auditor.collect.datasets.packed import open_packed, table_in
from auditor.collect.datasets.shapes import Dump, recognised, shape_of
from auditor.collect.datasets.sheets import is_workbook
from auditor.collect.desktop import open_export
from auditor.collect.desktop.files import RESULT
from auditor.collect.discord import open_discord
from auditor.collect.foreign import refuse_foreign
from auditor.collect.pages import holds_json, holds_pages, open_pages
from auditor.collect.source import Source
from auditor.collect.whatsapp import begins_like_whatsapp, holds_whatsapp, open_whatsapp
from auditor.errors import ExportUnreadable, UsageError
from storage.records import Chat
from storage.sources import DATASET, DISCORD, EXPORT, PAGES, TEXTS, WHATSAPP, Kind

_OF_DISCORD = re.compile(r'\{\s*"guild"\s*:\s*\{')
"""DiscordChatExporter begins with the server, whatever comes then."""

_OF_AN_EXPORT = frozenset({"messages", "chats", "left_chats", "personal_information"})
_OF_ITS_ELEMENTS = frozenset({"action", "actor_id", "date_unixtime", "from_id", "text_entities", "type"})

Told = tuple[Kind, Dump | None]
"""What a file is; of a data set, whose format its messages are in, None for Telethon's."""


def open_sources(
    path: Path,
    *,
    chat: str | None,
    columns: Columns | None,
    tz: str,
    now: int,
    times: TimesAsked | None = None,
    platform: str = "",
) -> list[Source]:
    """The chats or the table that `path` holds. Raises `ExportUnreadable`, `ChatNotChosen`, and `UsageError` for what
    was asked of the wrong kind of file."""
    refuse_foreign(path)
    kind, dump = _kind(path, named=columns is not None)
    asked = times or TimesAsked()
    if kind is TEXTS:
        if chat is not None:
            raise UsageError("--chat chooses a chat of an export or a data set; a table of texts holds none.")
        return [open_table(path, columns=columns, tz=tz, now=now, asked=asked, platform=platform)]
    if platform:
        raise UsageError("--platform says where the authors of a table of texts are; in a chat they are known.")
    if columns is not None:
        raise UsageError("--columns says what a table's columns hold; this is an export or a data set of a chat.")
    if kind is WHATSAPP and asked.epoch is None:
        return [*open_whatsapp(path, tz=tz, now=now, times=asked)]
    if asked.said:
        raise UsageError(
            "--dates and --epoch say how the times of a table are read; an export or a data set needs neither."
        )
    if kind is DATASET:
        return [*open_dataset(path, chat=chat, tz=tz, now=now, dump=dump)]
    if kind is DISCORD:
        return [*open_discord(path, tz=tz, now=now)]
    if kind is PAGES:
        return [*open_pages(path, chat=chat, tz=tz, now=now)]
    return [*open_export(path, chat=chat, tz=tz, now=now, pages_beside=_is_several(path) and holds_pages(path))]


def own_ids(source: Source, wanted: Collection[int]) -> dict[int, str]:
    """The ids of messages as the source writes them, by the numbers that stand for them; of those that are numbers
    there, none. It is read once more."""
    return source.own_ids(wanted) if isinstance(source, TextTable) else {}


def chat_told(source: Source) -> Chat:
    """The chat that a source is of, as far as it says: messages of a data set bear its id, though the set is read as a
    chat by itself."""
    return source.told if isinstance(source, TelegramDataset) else source.chat


def _is_several(path: Path) -> bool:
    """Whether it is a folder or an archive."""
    return path.is_dir() or (path.is_file() and is_zipfile(path))


def _kind(path: Path, *, named: bool) -> Told:
    """`named`: somebody says what its columns hold."""
    if path.is_file() and (is_workbook(path) or is_arrow(path)):
        return TEXTS, None
    if _is_several(path) and not _is_one_table(path):
        return _kind_of_several(path), None
    if not path.is_file():
        return EXPORT, None
    with open_packed(path) as packed:
        begins = beginning_of(packed)
    if begins_like_whatsapp(begins.line):
        return WHATSAPP, None
    if begins.line.startswith("<") or _OF_DISCORD.match(begins.start):
        return (PAGES if begins.line.startswith("<") else DISCORD), None
    return _kind_of_rows(begins, named=named)


def _kind_of_rows(begins: Beginning, *, named: bool) -> Told:
    if not begins.line.startswith(("{", "[")):
        return TEXTS, None
    objects = objects_in(begins.lines)
    if _is_export(begins, objects):
        return EXPORT, None
    shape = shape_of(objects)
    if isinstance(shape, Dump):
        return DATASET, shape
    of_telethon = shape is None and any("_" in said for said in objects)
    if begins.in_array and begins.line.startswith("{") and shape is None and not of_telethon and not named:
        told = any(recognised(said) or not _OF_ITS_ELEMENTS & said.keys() for said in objects)
        return (TEXTS if told else EXPORT), None
    return (DATASET if of_telethon else TEXTS), None


def _is_export(begins: Beginning, objects: list[dict[str, Any]]) -> bool:
    """Whether JSON is an export of Telegram Desktop, or its beginning is so damaged that it may be one."""
    if begins.line.startswith("["):
        return False
    if begins.in_array:
        return not objects or any(said.get("type") in ("message", "service", "unsupported") for said in objects)
    if not objects:
        return True
    return any(isinstance(objects[0][key], list | dict) for key in _OF_AN_EXPORT & objects[0].keys())


def _kind_of_several(path: Path) -> Kind:
    """Of a folder or an archive. An export as JSON goes before its pages, which show less."""
    if holds_json(path):
        return EXPORT
    if holds_pages(path):
        return PAGES
    return WHATSAPP if holds_whatsapp(path) else EXPORT


def _is_one_table(path: Path) -> bool:
    """Whether an archive holds a single file, and that is neither an export by its name nor a text of WhatsApp."""
    if not path.is_file():
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            held = Path(table_in(archive, str(path)).filename)
    except (ExportUnreadable, OSError, zipfile.BadZipFile, NotImplementedError):
        return False
    return held.name != RESULT and held.suffix not in {".html", ".htm"} and not holds_whatsapp(path)
