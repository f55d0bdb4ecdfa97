"""A file that somebody sent to the bot, as a source: whatever is told by its first bytes, within what one upload may
ask of a small machine that serves others meanwhile."""

import zipfile
from pathlib import Path

import msgspec

from auditor.collect.datasets.arrow import is_arrow
from auditor.collect.datasets.packed import explain_faults, is_packed
from auditor.collect.datasets.sheets import is_workbook
from auditor.collect.source import Source
from auditor.collect.sources import open_sources
from auditor.errors import ExportUnreadable
from storage.records import Chat

ENDINGS = (".json", ".zip", ".html", ".htm", ".txt", ".csv", ".tsv", ".ndjson", ".jsonl")
"""What the names of files end in that are fetched at all."""

MOST_UNPACKED = 1 << 28
"""Bytes that all parts of a .zip may unpack to: exports shrink six to nine times, and Telegram gives 20 MB to a bot."""


def open_sent(path: Path, *, now: int) -> Source:
    """The one chat or table that a file holds. Raises `ExportUnreadable`, and `ChatNotChosen` where it holds several.

    A spreadsheet is held in memory whole, and Parquet and the packings of data sets may unpack to thousands of times
    their size: the command reads them on the machine of whoever has them, the bot does not.
    """
    if is_packed(path) or is_arrow(path) or is_workbook(path):
        raise ExportUnreadable("{path} is packed, or a spreadsheet; the bot reads neither.", path=path)
    if zipfile.is_zipfile(path):
        with explain_faults(path), zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise ExportUnreadable("{path} unpacks to more than {most} MiB.", path=path, most=MOST_UNPACKED >> 20)
    (source,) = open_sources(path, chat=None, columns=None, tz="UTC", now=now)
    return source


def as_upload(chat: Chat, place: Path, kept: Path) -> Chat:
    """A chat by itself, whatever the file says of whose it is. What bears no name but its file's is called "upload":
    what somebody called their file is not kept."""
    title = f"upload{kept.suffix}" if chat.title in (place.name, place.stem) else chat.title
    return msgspec.structs.replace(chat, title=title, telegram_id=None, upload=kept.stem)
