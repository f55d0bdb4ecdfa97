"""A finished audit to the person who asked: folder, JSON, and the summary in the terminal."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.settings import Settings

if TYPE_CHECKING:
    from auditor.audit import Finished
    from auditor.report.report import AuditReport
    from auditor.report.trend import Trend
    from storage.database import Database


def deliver(
    database: "Database",
    finished: "Finished",
    settings: Settings,
    *,
    quiet: bool,
    several: bool,
    quotes: dict[int, str],
    json_to: str | None,
    lang: str | None,
    **asked: Any,
) -> None:
    """Writes an audit where it was asked for, and says what it found."""
    from auditor.audit import told_to
    from auditor.report.report import to_json
    from storage.identities import read_join_key

    key = asked["join_key"] and read_join_key(asked["join_key"])
    report = told_to(database, finished.audit, join_key=key)
    if json_to:
        write_json(to_json(report), json_to)
    page = _write_folder(
        database, finished, report, lang or settings.lang, several=several, quotes=quotes, **asked | {"join_key": key}
    )
    if not quiet and json_to != "-":
        say(report, lang or settings.lang, page, again=finished.again)


def _write_folder(
    database: "Database",
    finished: "Finished",
    report: "AuditReport",
    lang: str,
    *,
    several: bool,
    folder: Path | None,
    join_key: bytes | None,
    message_ids: bool,
    quotes: dict[int, str],
    **_: Any,
) -> Path:
    from auditor.audit import tables_for
    from auditor.report.folder import folder_name, write_folder

    name = folder_name(finished.report)
    place = Path("audits") / name if folder is None else folder / name if several else folder
    tables = tables_for(database, finished, join_key=join_key)
    return write_folder(report, tables, place, lang, message_ids=message_ids, quotes=quotes)


def deliver_trend(trend: "Trend", folder: Path | None, lang: str) -> None:
    """Writes the page and the table of a chat over time, and prints where the page is."""
    from auditor.report.trend_page import folder_of, write_trend

    page = write_trend(trend, folder or Path("audits") / folder_of(trend), lang)
    click.echo(str(page.resolve()))


def say(report: "AuditReport", lang: str, page: Path | None, *, again: bool) -> None:
    """Prints the summary, and where the page is."""
    from auditor.report.message import summary_text
    from auditor.report.wording import wording

    words = wording(lang)
    if again:
        click.echo(words.text("Nothing new in this file; the same audit again") + ".")
    click.echo(summary_text(report, lang))
    if page is not None:
        click.echo(f"{words.text('The page')}: {page.resolve()}")


def write_json(report: bytes, target: str) -> None:
    """Writes the report as it is kept, to standard output, or to a file that is closed to others: it points to
    messages, and so to people."""
    from auditor.report.folder import write_file, writing

    if target == "-":
        sys.stdout.buffer.write(report)
        sys.stdout.buffer.flush()
        return
    with writing(Path(target)):
        if Path(target).is_file() or not Path(target).exists():
            write_file(Path(target), report, closed=True)
        else:  # a pipe, a device
            Path(target).write_bytes(report)
