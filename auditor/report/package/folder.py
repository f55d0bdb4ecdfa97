"""The folder of one audit: page, card, report and tables."""

import contextlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from auditor.errors import ReportUnwritable
from auditor.report.package.datapackage import write_package
from auditor.report.package.tables import Tables
from auditor.report.pages.evidence import Quotes
from auditor.report.pages.page import render_page
from auditor.report.pictures.card import render_card
from auditor.report.report import AuditReport, to_json
from auditor.report.statements.writing import UTC

LONGEST_SLUG = 60

MOST_BYTES = 120
"""File systems count bytes, not letters: 255 at most, some 143; a day, a mark and the name of a draft still follow."""

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def folder_name(report: AuditReport, mark: str = "") -> str:
    """What the folder is called: the title as letters, digits and `-`, and the day of `as_of`; between them a mark
    where another chat's folder would be called the same."""
    name = slug(report.chat.title) + (f"-{mark}" if mark else "")
    return f"{name}-{report.as_of[:10]}" if report.as_of else name


def slug(title: str) -> str:
    """A chat's title as letters, digits and `-`, which may stand in a path."""
    title = unicodedata.normalize("NFC", title)
    name = re.sub(r"[\W_]+", "-", title).strip("-")[:LONGEST_SLUG]
    while len(name.encode()) > MOST_BYTES:
        name = name[:-1]
    name = name.strip("-") or "chat"
    return f"chat-{name}" if RESERVED.fullmatch(name) else name


def same_folder(title: str, other: str) -> bool:
    """Whether the folders of two titles would be one, on a system that takes upper and lower case, or letters that
    look the same, for one."""
    return _folded(title) == _folded(other)


def _folded(title: str) -> str:
    return unicodedata.normalize("NFKC", slug(title).casefold())


def write_folder(
    report: AuditReport,
    tables: Tables | None,
    folder: Path,
    lang: str,
    *,
    message_ids: bool,
    zone: str = UTC,
    quotes: Quotes | None = None,
) -> Path:
    """Writes all that people open, and returns the page's path. Without `tables` (their rows have gone) no `data/`;
    message ids and quotes only with `message_ids`. The report, which always points to messages, is closed to others
    (0600), and so is a page that does.

    Raises `ReportUnwritable`.
    """
    page = folder / "page.html"
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        text = render_page(report, lang, zone=zone, message_ids=message_ids, quotes=quotes, tables=tables is not None)
        write_file(page, text.encode(), closed=message_ids)
        write_file(folder / "card.png", render_card(report, lang, zone))
        write_file(folder / "report.json", to_json(report), closed=True)
        if tables is not None:
            write_package(report, tables, folder / "data", message_ids=message_ids)
    return page


@contextlib.contextmanager
def writing(place: Path) -> Iterator[None]:
    """Says in one sentence what could not be written."""
    try:
        yield
    except OSError as error:
        raise ReportUnwritable(
            "{path} cannot be written: {said}.", path=str(error.filename or place), said=str(error.strerror or error)
        ) from error


def write_file(path: Path, content: bytes, *, closed: bool = False) -> None:
    """Writes beside and renames, so that no half file is ever found; `closed` to others (0600)."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if closed else 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
