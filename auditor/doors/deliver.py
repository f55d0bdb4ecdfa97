"""A finished audit to the person who asked: folder, JSON, and the summary in the terminal."""

import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.typed import as_text

if TYPE_CHECKING:
    from auditor.conductors.audit import Finished
    from auditor.report.pages.evidence import Quotes
    from auditor.report.report import AuditReport
    from auditor.report.trend import Trend
    from auditor.settings import Settings
    from storage.records import Chat
    from storage.store import Store


def deliver(
    store: "Store",
    finished: "Finished",
    settings: "Settings",
    *,
    quiet: bool,
    place: int | None = None,
    mark: str = "",
    quotes: "Quotes",
    own_ids: Mapping[int, str] | None = None,
    json_to: str | None,
    lang: str | None,
    show_tz: str | None,
    **asked: Any,
) -> None:
    """Writes an audit where it was asked for, and says what it found. Of several audits of one run, `place` is which
    one this is; None where it is the only one. `own_ids` are ids of messages as the source writes them, to be shown in
    place of their numbers."""
    from auditor.conductors.audit import report_for
    from auditor.report.report import to_json, with_own_ids
    from storage.people.identities import read_join_key

    key = asked["join_key"] and read_join_key(asked["join_key"])
    own = own_ids or {}
    report = with_own_ids(report_for(store, finished.audit, join_key=key), own)
    quotes = {own.get(each, each) if isinstance(each, int) else each: text for each, text in quotes.items()}
    several = place is not None
    page = _write_folder(
        store, finished, report, lang or settings.lang, show_tz or settings.show_tz, several=several, mark=mark,
        quotes=quotes, **asked | {"join_key": key},
    )  # fmt: skip
    if json_to:
        write_json(to_json(report), json_to, behind=bool(place))
    if not quiet and json_to != "-":
        say(report, lang or settings.lang, show_tz or settings.show_tz, page, again=finished.again)
    if not quiet and asked["exact"]:
        warn_of_exact_tables(lang or settings.lang)


async def mark_of(store: "Store", chat: "Chat", beside: Iterable["Chat"] = ()) -> str:
    """What tells the folder of a chat from those of others, audited here before or `beside` it in this run, that would
    be called the same: its id, else a digest of what it is known by; "" where there is none."""
    from auditor.report.package.folder import same_folder
    from storage.audited import chats

    mine = chats.identity_of(chat)
    others = [each for each in (*beside, *await chats.every(store)) if chats.identity_of(each) != mine]
    if not any(same_folder(chat.title, other.title) for other in others):
        return ""
    return str(chat.telegram_id or hashlib.sha256(mine.encode()).hexdigest()[:8])


def _write_folder(
    store: "Store",
    finished: "Finished",
    report: "AuditReport",
    lang: str,
    zone: str,
    *,
    several: bool,
    mark: str,
    folder: Path | None,
    join_key: bytes | None,
    exact: bool,
    message_ids: bool,
    quotes: "Quotes",
    **_: Any,
) -> Path:
    from auditor.conductors.audit import tables_for
    from auditor.report.package.folder import folder_name, write_folder

    name = on_disk(folder_name(finished.report, mark))
    place = Path("audits") / name if folder is None else folder / name if several else folder
    tables = tables_for(store, finished, join_key=join_key, exact=exact)
    return write_folder(report, tables, place, lang, zone=zone, message_ids=message_ids, quotes=quotes)


def on_disk(name: str) -> str:
    """A name for a file, which is written in UTF-8 even where the system's encoding lacks its letters."""
    return os.fsdecode(name.encode())


def deliver_trend(trend: "Trend", folder: Path | None, lang: str, zone: str, mark: str) -> None:
    """Writes the page and the table of a chat over time, and prints where the page is."""
    from auditor.report.pages.trend_page import folder_of, write_trend

    page = write_trend(trend, folder or Path("audits") / on_disk(folder_of(trend, mark)), lang, zone)
    click.echo(as_text(str(page.resolve())))


def say(report: "AuditReport", lang: str, zone: str, page: Path | None, *, again: bool) -> None:
    """Prints the summary, and where the page is."""
    from auditor.report.statements.message import summary_text
    from auditor.report.statements.wording import wording

    words = wording(lang)
    if again:
        click.echo(words.text("Nothing new in this file; the same audit again") + ".")
    click.echo(summary_text(report, lang, zone))
    if page is not None:
        click.echo(f"{words.text('The page')}: {as_text(str(page.resolve()))}")


def warn_of_exact_tables(lang: str) -> None:
    """Says on standard error what tables in exact figures allow."""
    from auditor.report.statements.message import exact_text

    click.echo(exact_text(lang), err=True)


def write_json(report: bytes, target: str, *, behind: bool = False) -> None:
    """Writes the report as it is kept, to standard output, or to a file that is closed to others (it points to
    messages, and so to people); `behind` what is in the file already."""
    from auditor.report.package.folder import write_file, writing

    if target == "-":
        sys.stdout.buffer.write(report)
        sys.stdout.buffer.flush()
        return
    place = Path(target)
    with writing(place):
        if not behind and (place.is_file() or not place.exists()):
            write_file(place, report, closed=True)
        else:  # behind another report, or a pipe, a device
            with open(place, "ab" if behind else "wb", opener=lambda path, how: os.open(path, how, 0o600)) as file:
                file.write(report)
