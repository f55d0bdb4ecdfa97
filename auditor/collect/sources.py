"""Finds the sources in what was given on the command line, by what a file says and not by its name.

A folder, an archive of an export or one JSON object is an export; HTML, and a folder or an archive that holds nothing
but HTML, one for the browser. Messages of Telegram as programs write them, a line or an element of an array each, are a
data set; any other rows are a table of texts: of a CSV, of objects in JSON, of a spreadsheet, of Parquet.
"""

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
from auditor.collect.discord import DISCORD_EXPORT
from auditor.collect.foreign import refuse_foreign
from auditor.collect.format import Asked, Format
from auditor.collect.pages import HTML_EXPORT, holds_json, holds_pages
from auditor.collect.source import Source
from auditor.collect.whatsapp import WHATSAPP_EXPORT
from auditor.errors import ExportUnreadable
from storage.records import Chat
from storage.sources import DATASET, EXPORT, TEXTS

FORMATS: tuple[Format, ...] = (HTML_EXPORT, WHATSAPP_EXPORT, DISCORD_EXPORT)
"""Kinds of files that are told by how they begin or by what lies in them. An export of Telegram as JSON goes before
them; a table is what is none of them."""

JSON_EXPORT = Format(
    kind=EXPORT,
    holds=holds_json,
    opens=lambda path, asked: open_export(
        path, chat=asked.chat, tz=asked.tz, now=asked.now, pages_beside=_is_several(path) and holds_pages(path)
    ),
)
TABLE = Format(
    kind=TEXTS,
    takes=frozenset({"columns", "platform", "dates", "epoch"}),
    opens=lambda path, asked: [
        open_table(path, columns=asked.columns, tz=asked.tz, now=asked.now, asked=asked.times, platform=asked.platform)
    ],
)

_OF_AN_EXPORT = frozenset({"messages", "chats", "left_chats", "personal_information"})
_OF_ITS_ELEMENTS = frozenset({"action", "actor_id", "date_unixtime", "from_id", "text_entities", "type"})


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
    asked = Asked(tz=tz, now=now, chat=chat, columns=columns, platform=platform, times=times or TimesAsked())
    return [*_format_of(path, named=columns is not None).open(path, asked)]


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


def _format_of(path: Path, *, named: bool) -> Format:
    """`named`: somebody says what its columns hold."""
    if path.is_file() and (is_workbook(path) or is_arrow(path)):
        return TABLE
    if _is_several(path) and not _is_one_table(path):
        return next((known for known in (JSON_EXPORT, *FORMATS) if known.holds(path)), JSON_EXPORT)
    if not path.is_file():
        return JSON_EXPORT
    with open_packed(path) as packed:
        begins = beginning_of(packed)
    return next((known for known in FORMATS if known.begins(begins)), None) or _format_of_rows(begins, named=named)


def _format_of_rows(begins: Beginning, *, named: bool) -> Format:
    if not begins.line.startswith(("{", "[")):
        return TABLE
    objects = objects_in(begins.lines)
    if _is_export(begins, objects):
        return JSON_EXPORT
    shape = shape_of(objects)
    if isinstance(shape, Dump):
        return _data_set(shape)
    of_telethon = shape is None and any("_" in said for said in objects)
    if begins.in_array and begins.line.startswith("{") and shape is None and not of_telethon and not named:
        told = any(recognised(said) or not _OF_ITS_ELEMENTS & said.keys() for said in objects)
        return TABLE if told else JSON_EXPORT
    return _data_set(None) if of_telethon else TABLE


def _data_set(dump: Dump | None) -> Format:
    """A data set whose messages are in this format, None for Telethon's."""

    def opens(path: Path, asked: Asked) -> list[TelegramDataset]:
        return open_dataset(path, chat=asked.chat, tz=asked.tz, now=asked.now, dump=dump)

    return Format(kind=DATASET, opens=opens)


def _is_export(begins: Beginning, objects: list[dict[str, Any]]) -> bool:
    """Whether JSON is an export of Telegram Desktop, or its beginning is so damaged that it may be one."""
    if begins.line.startswith("["):
        return False
    if begins.in_array:
        return not objects or any(said.get("type") in ("message", "service", "unsupported") for said in objects)
    if not objects:
        return True
    return any(isinstance(objects[0][key], list | dict) for key in _OF_AN_EXPORT & objects[0].keys())


def _is_one_table(path: Path) -> bool:
    """Whether an archive holds a single file, and that is neither an export by its name nor a text of WhatsApp."""
    if not path.is_file():
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            held = Path(table_in(archive, str(path)).filename)
    except (ExportUnreadable, OSError, zipfile.BadZipFile, NotImplementedError):
        return False
    return held.name != RESULT and held.suffix not in {".html", ".htm"} and not WHATSAPP_EXPORT.holds(path)
