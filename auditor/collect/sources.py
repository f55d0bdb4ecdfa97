"""Finds the sources in what was given on the command line, by what a file says and not by its name.

A folder, an archive of an export or one JSON object is an export. Messages of Telegram as programs write them, a line
or an element of an array each, are a data set; any other rows are a table of texts: of a CSV, of objects in JSON, of a
spreadsheet, of Parquet.
"""

import zipfile
from pathlib import Path
from typing import Any

from auditor.collect.datasets import Columns, TimesAsked, open_dataset, open_table
from auditor.collect.datasets.arrays import Beginning, beginning_of
from auditor.collect.datasets.arrow import is_arrow
from auditor.collect.datasets.header import objects_in
from auditor.collect.datasets.packed import open_packed, table_in
from auditor.collect.datasets.shapes import Dump, recognised, shape_of
from auditor.collect.datasets.sheets import is_workbook
from auditor.collect.desktop import open_export
from auditor.collect.desktop.files import RESULT
from auditor.collect.source import Source
from auditor.errors import ExportUnreadable, UsageError
from storage.sources import DATASET, EXPORT, TEXTS, Kind

_OF_AN_EXPORT = frozenset({"messages", "chats", "left_chats", "personal_information"})
_OF_ITS_ELEMENTS = frozenset({"action", "actor_id", "date_unixtime", "from_id", "text_entities", "type"})


def open_sources(
    path: Path, *, chat: str | None, columns: Columns | None, tz: str, now: int, times: TimesAsked | None = None
) -> list[Source]:
    """The chats or the table that `path` holds. Raises `ExportUnreadable`, `ChatNotChosen`, and `UsageError` for what
    was asked of the wrong kind of file."""
    kind, dump = _kind(path, asked=columns is not None)
    if kind is TEXTS:
        if chat is not None:
            raise UsageError("--chat chooses a chat of an export or a data set; a table of texts holds none.")
        return [open_table(path, columns=columns, tz=tz, now=now, asked=times or TimesAsked())]
    if columns is not None:
        raise UsageError("--columns says what a table's columns hold; this is an export or a data set of Telegram.")
    if times is not None and times.said:
        raise UsageError(
            "--dates and --epoch say how the times of a table are read; an export or a data set needs neither."
        )
    if kind is DATASET:
        return [*open_dataset(path, chat=chat, tz=tz, now=now, dump=dump)]
    return [*open_export(path, chat=chat, tz=tz, now=now)]


def _kind(path: Path, *, asked: bool) -> tuple[Kind, Dump | None]:
    """What a file is; of a data set, whose format its messages are in, None for Telethon's. `asked`: somebody says what
    its columns hold."""
    if not path.is_file():
        return EXPORT, None
    if is_workbook(path) or is_arrow(path):
        return TEXTS, None
    if zipfile.is_zipfile(path) and _holds_an_export(path):
        return EXPORT, None
    with open_packed(path) as packed:
        begins = beginning_of(packed)
    if begins.line.startswith("<"):
        raise ExportUnreadable(f"{path} is HTML or XML; export again and choose JSON as the format.")
    return _kind_of_text(begins, asked=asked)


def _kind_of_text(begins: Beginning, *, asked: bool) -> tuple[Kind, Dump | None]:
    if not begins.line.startswith(("{", "[")):
        return TEXTS, None
    objects = objects_in(begins.lines)
    if _is_export(begins, objects):
        return EXPORT, None
    shape = shape_of(objects)
    if isinstance(shape, Dump):
        return DATASET, shape
    of_telethon = shape is None and any("_" in said for said in objects)
    if begins.in_array and begins.line.startswith("{") and shape is None and not of_telethon and not asked:
        told = any(recognised(said) or not _OF_ITS_ELEMENTS & said.keys() for said in objects)
        return (TEXTS if told else EXPORT), None
    return (DATASET if of_telethon else TEXTS), None


def _is_export(begins: Beginning, objects: list[dict[str, Any]]) -> bool:
    """Whether JSON is an export of Telegram Desktop, or its beginning is so damaged that it may be one."""
    if begins.line.startswith("["):
        return False
    if begins.in_array:
        return not objects or any(said.get("type") in {"message", "service", "unsupported"} for said in objects)
    if not objects:
        return True
    return any(isinstance(objects[0][key], list | dict) for key in _OF_AN_EXPORT & objects[0].keys())


def _holds_an_export(path: Path) -> bool:
    """Whether an archive is one that an export is looked for in, not a table: it holds JSON or pages among others."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith((".json", ".html", ".htm"))]
            one = len(names) == 1 and table_in(archive, str(path)).filename == names[0]
    except ExportUnreadable:
        return bool(names)
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        return True
    return bool(names) and not (one and Path(names[0]).name != RESULT and names[0].endswith(".json"))
