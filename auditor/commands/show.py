"""`deadsouls show`: earlier audits, one in full, two side by side, or all over time."""

import time
from pathlib import Path

import click

from auditor.doors import options
from auditor.doors.deliver import deliver_trend, mark_of, say, write_json
from auditor.doors.installation import installation, run
from auditor.doors.terminal import plain
from auditor.errors import UsageError


@click.command(cls=options.AboutChat)
@click.argument("chat", type=options.CHAT, required=False)
@click.option("--report", "folder", type=click.Path(path_type=Path), help="Write page, card and report again, here.")
@options.json_to
@options.lang
@options.show_tz
@options.message_ids
@click.option("--compare", is_flag=True, help="The last two audits of CHAT side by side.")
@click.option("--trend", is_flag=True, help="All audits of CHAT over time, as a page and a table.")
def show(
    chat: str | None,
    *,
    folder: Path | None,
    json_to: str | None,
    lang: str | None,
    show_tz: str | None,
    message_ids: bool,
    compare: bool,
    trend: bool,
) -> None:
    """Lists earlier audits, or shows one: the newest of CHAT (a title, an id, @name), or the one of that number."""
    if trend:
        if chat is None or json_to is not None or compare or message_ids:
            raise UsageError(
                "--trend writes the page of one CHAT over time; with it go --report, --lang and --show-tz alone."
            )
        run(_trend(chat, folder, lang, show_tz))
    elif compare:
        if chat is None or folder is not None:
            raise UsageError("--compare sets the last two audits of one CHAT side by side, as text or --json.")
        run(_compare(chat, json_to, lang, show_tz))
    elif chat is None:
        run(_list())
    else:
        run(_one(chat, folder, json_to, lang, show_tz, message_ids=message_ids))


async def _list() -> None:
    from auditor.settings import read_settings
    from storage.audited import audits

    async with installation(read_settings(), int(time.time())) as store:
        for line in await audits.list_audits(store):
            day = "" if line.as_of is None else time.strftime("%Y-%m-%d", time.gmtime(line.as_of))
            click.echo(f"#{line.audit}  {day:10}  {plain(line.title)}  ({line.chat})")


async def _one(
    chat: str, folder: Path | None, json_to: str | None, lang: str | None, show_tz: str | None, *, message_ids: bool
) -> None:
    from auditor.conductors.audit import quotes_for, report_for
    from auditor.report.package.folder import write_folder
    from auditor.report.report import to_json
    from auditor.settings import read_settings
    from storage.audited import audits

    settings, page = read_settings(), None
    chosen, zone = lang or settings.lang, show_tz or settings.show_tz
    async with installation(settings, int(time.time())) as store:
        kept = await audits.find(store, chat)
        report = report_for(store, kept)
        if folder:
            quotes = await quotes_for(store, kept) if message_ids else None
            page = write_folder(report, None, folder, chosen, zone=zone, message_ids=message_ids, quotes=quotes)
    if json_to:
        write_json(to_json(report), json_to)
    if json_to != "-":
        say(report, chosen, zone, page, again=False)


async def _compare(chat: str, json_to: str | None, lang: str | None, show_tz: str | None) -> None:
    from auditor.conductors.compare import compared, last_two
    from auditor.report.comparison import comparison_text, to_json
    from auditor.settings import read_settings

    settings = read_settings()
    async with installation(settings, int(time.time())) as store:
        found = await compared(store, *await last_two(store, chat))
    if json_to:
        write_json(to_json(found), json_to)
    if json_to != "-":
        click.echo(comparison_text(found, lang or settings.lang, show_tz or settings.show_tz), nl=False)


async def _trend(chat: str, folder: Path | None, lang: str | None, show_tz: str | None) -> None:
    from auditor.conductors.trend import trend_of
    from auditor.settings import read_settings
    from storage.audited import audits

    settings = read_settings()
    async with installation(settings, int(time.time())) as store:
        kept = await audits.find(store, chat)
        found = await trend_of(store, kept)
        mark = await mark_of(store, await audits.chat_of(store, kept.row))
    deliver_trend(found, folder, lang or settings.lang, show_tz or settings.show_tz, mark)
