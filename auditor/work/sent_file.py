"""A file that somebody sent to the bot, as a source: whatever is told by its first bytes, within what one upload may
ask of a small machine that serves others meanwhile."""

import zipfile

import msgspec

from auditor.collect.datasets.arrow import is_arrow
from auditor.collect.datasets.packed import is_packed, told_apart
from auditor.collect.datasets.sheets import is_workbook
from auditor.collect.source import Source
from auditor.collect.sources import open_sources
from auditor.errors import ExportUnreadable
from auditor.work.sealed_upload import Opened
from storage.records import Chat

ENDINGS = (".json", ".zip", ".html", ".htm", ".txt", ".csv", ".tsv", ".ndjson", ".jsonl")
"""What the names of files end in that are fetched at all."""

MOST_UNPACKED = 1 << 28
"""Bytes that all parts of a .zip may unpack to: exports shrink six to nine times, and Telegram gives 20 MB to a bot."""

_LONGEST_TITLE = 255


def open_sent(sent: Opened, *, now: int) -> Source:
    """The one chat or table that a file holds. Raises `ExportUnreadable`, and `ChatNotChosen` where it holds several.

    A spreadsheet is held in memory whole, and Parquet and the packings of data sets may unpack to thousands of times
    their size: the command reads them on the machine of whoever has them, the bot does not.
    """
    if is_packed(sent.path) or is_arrow(sent.path) or is_workbook(sent.path):
        raise ExportUnreadable(f"{sent.path} is packed, or a spreadsheet; the bot reads neither.")
    if zipfile.is_zipfile(sent.path):
        with told_apart(sent.path), zipfile.ZipFile(sent.path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise ExportUnreadable(f"{sent.path} unpacks to more than {MOST_UNPACKED >> 20} MiB.")
    (source,) = open_sources(sent.path, chat=None, columns=None, tz="UTC", now=now)
    return source


def as_upload(chat: Chat, sent: Opened, upload: str) -> Chat:
    """A chat by itself, whatever the file says of whose it is; called as the file is, where it bears no other name."""
    title = sent.name[:_LONGEST_TITLE] if chat.title in (sent.path.name, sent.path.stem) else chat.title
    return msgspec.structs.replace(chat, title=title, telegram_id=None, upload=upload)
