"""Finds the sources in what was given on the command line, by what a file says and not by its name.

A folder, an archive or one JSON object is an export. A JSON object a line is a data set: of Telegram, where the objects
bear Telethon's `_`, else a table of texts. Anything else is a CSV table with a header.
"""

import re
from pathlib import Path
from zipfile import is_zipfile

import msgspec

from auditor.collect.datasets import Columns, TimesAsked, open_dataset, open_table
from auditor.collect.datasets.packed import open_packed
from auditor.collect.desktop import open_export
from auditor.collect.encodings import Utf8
from auditor.collect.source import Source
from auditor.errors import ExportUnreadable, UsageError
from storage.sources import DATASET, EXPORT, TEXTS, Kind

LONGEST_ELEMENT = 1 << 22
"""Bytes of a line: one that is longer is no line of a data set, but an export without line breaks."""

_OF_AN_EXPORT = frozenset({"messages", "chats", "left_chats", "personal_information"})


def open_sources(
    path: Path, *, chat: str | None, columns: Columns | None, tz: str, now: int, times: TimesAsked | None = None
) -> list[Source]:
    """The chats or the table that `path` holds. Raises `ExportUnreadable`, `ChatNotChosen`, and `UsageError` for what
    was asked of the wrong kind of file."""
    kind = _kind(path)
    _refuse_what_is_of_other_kinds(kind, chat=chat, columns=columns, times=times)
    if kind is TEXTS:
        return [open_table(path, columns=columns, tz=tz, now=now, asked=times or TimesAsked())]
    return [*(open_dataset if kind is DATASET else open_export)(path, chat=chat, tz=tz, now=now)]


OF_TABLES, OF_CHATS = frozenset({TEXTS}), frozenset({EXPORT, DATASET})

ASKED_OF = {
    "chat": (OF_CHATS, "--chat chooses a chat of an export or a data set; a table of texts holds none."),
    "columns": (
        OF_TABLES, "--columns says what a table's columns hold; this is an export or a data set of Telegram."
    ),
    "times": (
        OF_TABLES, "--dates and --epoch say how the times of a table are read; an export or a data set needs neither."
    ),
}  # fmt: skip
"""Of which kinds each thing can be asked, and what is said where it is of another."""


def _refuse_what_is_of_other_kinds(
    kind: Kind, *, chat: str | None, columns: Columns | None, times: TimesAsked | None
) -> None:
    asked = {"chat": chat is not None, "columns": columns is not None, "times": times is not None and times.said}
    for what, (kinds, sentence) in ASKED_OF.items():
        if asked[what] and kind not in kinds:
            raise UsageError(sentence)


def _kind(path: Path) -> Kind:
    if not path.is_file() or is_zipfile(path):
        return EXPORT
    first = _first_line(path)
    if first.startswith("<"):
        raise ExportUnreadable(f"{path} is HTML or XML; export again and choose JSON as the format.")
    if not first.startswith("{"):
        return EXPORT if first.startswith("[") else TEXTS
    try:
        said = msgspec.json.decode(first, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return EXPORT
    if any(bytes(said[key])[:1] in {b"[", b"{"} for key in _OF_AN_EXPORT & said.keys()):
        return EXPORT
    return DATASET if "_" in said else TEXTS


def _first_line(path: Path) -> str:
    """The first line that says something; of one too long to be an element's, its beginning."""
    start = b""
    with open_packed(path) as packed:
        for chunk in Utf8(packed.chunks(), packed.name):
            start += chunk
            if b"\n" in start.strip() or len(start) > LONGEST_ELEMENT:
                break
    text = start.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return re.split(r"[\r\n]", text, maxsplit=1)[0]
