"""The terminal's door: one short function a command. Nothing is decided here."""

import asyncio
import logging
import sys
import time
import traceback
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor import __version__
from auditor.commands.farms import farms
from auditor.commands.passphrase import passphrase
from auditor.commands.show import show
from auditor.commands.watch import watch
from auditor.commands.wave import wave
from auditor.doors import options
from auditor.doors.deliver import deliver, mark_of
from auditor.doors.installation import installation
from auditor.doors.outlet import Outlets
from auditor.doors.terminal import bytes_read, live_reading, plain
from auditor.errors import DeadSoulsError, UsageError
from auditor.settings import credentials, read_settings
from auditor.typed import as_text

if TYPE_CHECKING:
    from auditor.collect.datasets import TimesAsked
    from auditor.collect.live.target import Target
    from auditor.conductors.audit import Arguments

A_DAY = 86_400
MOST_PEOPLE = 10_000_000_000
"""What may be claimed; more than there are people."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="deadsouls")
def deadsouls() -> None:
    """Measures whether the crowd in a Telegram chat is real.

    \b
    deadsouls audit ChatExport_2018-04-11/
    deadsouls show "Активисты ДВК" --lang ru
    """


for command in (show, watch, farms, wave, passphrase):
    deadsouls.add_command(command)


@deadsouls.command(cls=options.AboutChat)
@click.argument("target", type=options.CHAT_OR_FILE)
@click.option("--report", "folder", type=click.Path(path_type=Path), help="Where page, card, report and tables go.")
@options.json_to
@options.lang
@options.message_ids
@options.quiet
@click.option("--since", metavar="TIME", help="Read the history from this day or moment on.")
@click.option("--until", metavar="TIME", help="Read the history up to this moment, or the end of this day.")
@click.option("--as-of", metavar="TIME", help="The moment the audit speaks of; default: the last dated element.")
@click.option("--tz", default="UTC", show_default=True, help="Zone of dates that bear none, and of the times above.")
@click.option("--claimed", type=click.IntRange(1, MOST_PEOPLE), help="How many members Telegram itself counts.")
@click.option(
    "--chat", type=options.CHAT, metavar="ID|NAME|all", help="Which chat of a full-account export or a data set."
)
@click.option(
    "--columns", metavar="author=…,time=…,text=…", help="Which column of a table of texts holds what; also id, reply."
)
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first", "year-first"]),
    help="How a table writes dates of three numbers, where 3/4/2024 can be two days.",
)
@click.option(
    "--epoch",
    type=click.Choice(["relative", "1904"]),
    help="What a table's numbers count from: seconds from a beginning of their own, or days from 1904 (old workbooks "
    "of the Mac). Default: seconds since 1970, or a spreadsheet's days from 1900.",
)
@options.join_key
@options.exact
@click.option(
    "--discussion", is_flag=True, help="Live: audit the group where a channel's comments are written instead."
)
@click.option("--join", is_flag=True, help="Live: become a member where only members can read; leaves afterwards.")
@click.option("--dry-run", is_flag=True, help="Live: say what can be seen and what it costs, and read nothing.")
@click.option("--slow", is_flag=True, help="Live: one request a second.")
def audit(target: str, discussion: bool, join: bool, dry_run: bool, slow: bool, **asked: Any) -> None:
    """Audits TARGET: a result.json of Telegram Desktop, a folder or .zip that holds one, a table of texts (CSV, or a
    JSON object a line), a Telegram data set (.ndjson, .zst), or a live chat (@name, a t.me link, an invite link, a
    numeric id)."""
    from msgspec.structs import replace

    from auditor.collect.live.target import live_target

    chat = None if Path(target).exists() else live_target(as_text(target))
    one_of, columns = asked.pop("chat"), asked.pop("columns")
    times = _times_asked(asked)
    if chat is None and (discussion or join or dry_run or slow):
        raise UsageError(
            "--discussion, --join, --dry-run and --slow are for live chats: @name, a t.me link or an invite link."
        )
    if chat is None:
        asyncio.run(_audit_file(Path(target), one_of, columns, times, **asked))
    elif one_of or columns or times.said:
        raise UsageError("--chat, --columns, --dates and --epoch are for files; a live chat is named by TARGET itself.")
    elif dry_run:
        asyncio.run(_plan(replace(chat, discussion=discussion), slow=slow))
    else:
        _resumable(_audit_live(replace(chat, discussion=discussion), join=join, slow=slow, **asked))


async def _audit_file(
    path: Path, chat: str | None, columns: str | None, times: "TimesAsked", *, quiet: bool, **asked: Any
) -> None:
    from auditor.collect.datasets import chosen_columns
    from auditor.collect.sources import open_sources
    from auditor.conductors.audit import audit as run
    from auditor.conductors.audit import quotes_for

    settings, now = read_settings(), int(time.time())
    arguments = _arguments(asked)
    sources = open_sources(path, chat=chat, columns=chosen_columns(columns), tz=asked["tz"], now=now, times=times)
    if arguments.claimed is not None and any("people" not in source.kind.shows for source in sources):
        raise UsageError("--claimed states how many members a chat has; a table of texts has none.")
    async with installation(settings, now) as database:
        await database.must_be_sound()
        chats = [source.chat for source in sources]
        for number, source in enumerate(sources):
            with bytes_read(source.chat.title, quiet) as progress:
                keep = settings.retain_text_days > 0
                finished = await run(database, source, arguments, now=now, keep_text=keep, progress=progress)
            quotes = await quotes_for(database, finished.audit) if asked["message_ids"] else {}
            place = number if len(sources) > 1 else None
            mark = await mark_of(database, source.chat, chats)
            deliver(database, finished, settings, quiet=quiet, place=place, mark=mark, quotes=quotes, **asked)


async def _audit_live(chat: "Target", *, join: bool, slow: bool, quiet: bool, **asked: Any) -> None:
    from auditor.collect.live.read import read_chat
    from auditor.collect.live.session import account
    from auditor.collect.live.waits import NORMAL, SLOW, Pace
    from auditor.conductors.audit import measured, quotes_for

    settings, now = read_settings(), int(time.time())
    arguments = _arguments(asked)
    async with account(credentials(settings)) as client, installation(settings, now) as database:
        await database.must_be_sound()
        with live_reading(quiet) as bar:
            observation = await read_chat(
                database,
                client,
                Pace(client, SLOW if slow else NORMAL, waiting=bar.waiting),
                chat,
                now=now,
                keep_text=settings.retain_text_days > 0,
                may_join=join,
                progress=bar.progress,
            )
        finished = await measured(database, observation, arguments, now=now)
        quotes = await quotes_for(database, finished.audit) if asked["message_ids"] else {}
        mark = await mark_of(database, observation.chat)
        deliver(database, finished, settings, quiet=quiet, mark=mark, quotes=quotes, **asked)


async def _plan(chat: "Target", *, slow: bool) -> None:
    from auditor.collect.live.read import plan, plan_lines
    from auditor.collect.live.session import account
    from auditor.collect.live.waits import NORMAL, SLOW, Pace

    settings = read_settings()
    pacing = SLOW if slow else NORMAL
    async with account(credentials(settings)) as client, installation(settings, int(time.time())) as database:
        for line in plan_lines(*await plan(database, Pace(client, pacing), chat), pacing):
            click.echo(line)


def _resumable(reading: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(reading)
    except KeyboardInterrupt:
        click.echo("deadsouls: interrupted; what was read is kept, and the same command goes on from there.", err=True)
        sys.exit(130)


@deadsouls.command()
@click.option("--qr", is_flag=True, help="Show a code to scan with Telegram on a phone instead.")
@click.option("--out", is_flag=True, help="Sign out: end the session at Telegram and remove it here.")
def login(qr: bool, out: bool) -> None:
    """Signs in the Telegram account that reads live chats. It only reads; nobody sees that it does."""
    from auditor.collect.live.session import sign_in, sign_out
    from auditor.doors.terminal import asked_in_terminal

    settings = read_settings()
    if out:
        asyncio.run(sign_out(credentials(settings)))
        click.echo("Signed out.")
        return
    name = asyncio.run(sign_in(credentials(settings), asked_in_terminal(), by_qr=qr))
    click.echo(f"Signed in as {plain(name)}. Next: deadsouls doctor, then deadsouls audit @chat")


@deadsouls.command(cls=options.AboutChat)
@click.argument("audit", type=options.CHAT)
@click.argument("folder", type=click.Path(path_type=Path))
@options.join_key
@options.message_ids
@options.exact
def export(audit: str, folder: Path, join_key: Path | None, message_ids: bool, exact: bool) -> None:
    """Writes the CSV package of AUDIT (its number, or its chat) into FOLDER again."""
    from auditor.conductors.audit import reopen, tables_for, told_to
    from auditor.doors.deliver import warn_of_exact_tables
    from auditor.report.package.datapackage import write_package
    from auditor.report.package.folder import writing
    from storage.audited import audits
    from storage.people.identities import read_join_key

    settings = read_settings()

    async def go() -> None:
        async with installation(settings, int(time.time())) as database:
            finished = await reopen(database, await audits.find(database, audit))
            key = read_join_key(join_key) if join_key else None
            tables = tables_for(database, finished, join_key=key, exact=exact)
            report = told_to(database, finished.audit, join_key=key)
            with writing(folder):
                folder.parent.mkdir(parents=True, exist_ok=True)
                write_package(report, tables, folder, message_ids=message_ids)
            click.echo(as_text(str(folder.resolve())))
            if exact:
                warn_of_exact_tables(settings.lang)

    asyncio.run(go())


@deadsouls.command()
@options.lang
def measures(lang: str | None) -> None:
    """Prints the catalogue: every measure, what it is, what it needs, how it can mislead."""
    from auditor.report.catalogue_text import catalogue_lines

    for line in catalogue_lines(lang or read_settings().lang):
        click.echo(line)


@deadsouls.command()
def privacy() -> None:
    """Says what is kept, for how long, and proves it from the database."""
    from auditor.commands.privacy import privacy_lines

    settings, now = read_settings(), int(time.time())

    async def go() -> None:
        async with installation(settings, now) as database:
            for line in await privacy_lines(database, settings, now):
                click.echo(line)

    asyncio.run(go())


@deadsouls.command()
def forget() -> None:
    """Deletes all that is held about one person; reads their Telegram id from standard input."""
    from storage.audited.retention import forget as erase
    from storage.traces import left

    if sys.stdin is None:
        raise UsageError("Standard input is closed; write the id on it: echo 123456789 | deadsouls forget")
    if sys.stdin.isatty():
        click.echo("Telegram id of the person to forget: ", nl=False, err=True)
    given = sys.stdin.readline(64).strip().removeprefix("user")
    if not (given.isascii() and given.isdigit()):
        raise UsageError("A Telegram id is a number; write one on standard input: echo 123456789 | deadsouls forget")

    async def go() -> None:
        async with installation(read_settings(), int(time.time())) as database:
            gone = await erase(database, str(int(given)))
            click.echo(f"Forgotten: {gone} rows went; this person is passed over from now on.")
            if await left(database):
                click.echo(
                    "Not gone from the files yet: another process reads them, or the disk is full. The next command"
                    " overwrites it, or the service within the hour; deadsouls privacy says whether it is done.",
                    err=True,
                )

    asyncio.run(go())


@deadsouls.command(cls=options.AboutChat)
@click.argument("chat", type=options.CHAT, required=False)
@click.option("--service", is_flag=True, help="Only whether the companion runs and its queue moves.")
def doctor(chat: str | None, service: bool) -> None:
    """Checks that everything this installation needs is in order; with CHAT, what the reading account may see there."""
    from auditor.collect.live.target import live_target
    from auditor.commands.doctor import checks, service_checks

    target = None if chat is None else live_target(chat)
    if chat is not None and target is None:
        raise UsageError(f"{chat!r} names no live chat; write @name, a t.me link, or the chat's numeric id.")
    settings = read_settings()
    checked = service_checks(settings, int(time.time())) if service else asyncio.run(checks(settings, target))
    for line in checked:
        click.echo(f"{'ok ' if line.ok else 'BAD'}  {line.what}")
    if not all(line.ok for line in checked):
        raise SystemExit(1)


def _times_asked(asked: dict[str, Any]) -> "TimesAsked":
    """What was said of a table's times, taken out of what was asked."""
    from auditor.collect.datasets import TimesAsked

    times = TimesAsked(asked.pop("dates"), asked.pop("epoch"))
    if times.epoch == "relative" and any(asked[name] for name in ("since", "until", "as_of")):
        raise UsageError("--since, --until and --as-of name days; with --epoch relative times are of no calendar.")
    return times


def _arguments(asked: dict[str, Any]) -> "Arguments":
    from auditor.conductors.audit import Arguments
    from auditor.doors.moments import moment

    tz = asked["tz"]
    since = moment(asked["since"], tz, name="--since", end_of_day=False)
    until = moment(asked["until"], tz, name="--until", end_of_day=True)
    as_of = moment(asked["as_of"], tz, name="--as-of", end_of_day=True)
    if since is not None and until is not None and since >= until:
        raise UsageError("--since must come before --until.")
    if since is not None and as_of is not None and since >= as_of:
        raise UsageError("--since must come before --as-of.")
    if as_of is not None and as_of > time.time() + A_DAY:
        raise UsageError("--as-of lies in the future; nobody can have been seen to stay silent until then.")
    return Arguments(since=since, until=until, as_of=as_of, claimed=asked["claimed"])


def _one_line(error: DeadSoulsError) -> str:
    """The sentence without line breaks, control and direction characters, which names out of a file may hold."""
    return "".join(letter if letter.isprintable() else " " for letter in as_text(str(error)))


def main() -> None:
    """Runs the command; whatever goes wrong is one sentence on standard error, and an exit code."""
    outlets = Outlets()
    sys.exit(outlets.end(_run()))


def _run() -> int:
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries log may hold what was read
    try:
        deadsouls(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except DeadSoulsError as error:
        click.echo(f"deadsouls: {_one_line(error)}", err=True)
        return 2 if isinstance(error, UsageError) else 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("deadsouls: interrupted; nothing of this run is kept.", err=True)
        return 130
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:  # noqa: BLE001 - a traceback would show what was read
        click.echo(
            f"deadsouls: stopped by what nobody foresaw ({_whence(error)}); what was kept before is kept. Run the same"
            " command again; if it happens again, please report this line.",
            err=True,
        )
        return 1
    return 0


def _whence(error: BaseException) -> str:
    """What it is and where it broke, without its words: the innermost line of this program."""
    room = str(Path(__file__).parent.parent)
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(room)]
    place = f" in {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"


if __name__ == "__main__":
    main()
