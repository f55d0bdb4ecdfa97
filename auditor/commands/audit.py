"""`deadsouls audit`: reads an export, a data set, a table or a live chat, measures it, and writes what was found."""

import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.doors import options
from auditor.doors.deliver import deliver, mark_of
from auditor.doors.installation import installation, run
from auditor.doors.speaking import tell
from auditor.doors.terminal import bytes_read, live_reading
from auditor.errors import Sentence, UsageError
from auditor.typed import as_text

if TYPE_CHECKING:
    from auditor.collect.datasets import TimesAsked
    from auditor.collect.live.target import Target
    from auditor.conductors.measuring import Arguments

MOST_PEOPLE = 10_000_000_000
"""What may be claimed; more than there are people."""


@click.command(cls=options.AboutChat)
@click.argument("target", type=options.CHAT_OR_FILE)
@click.option("--report", "folder", type=click.Path(path_type=Path), help="Where page, card, report and tables go.")
@options.json_to
@options.lang
@options.show_tz
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
    "--columns",
    metavar="author=…,time=…,text=…",
    help="Which column of a table of texts holds what; also author_id, id, reply, post, author_friends and others.",
)
@click.option(
    "--platform",
    type=options.PLATFORM,
    metavar="NAME",
    default="",
    help="Where the authors of a table of texts are (youtube, vk): in every table of that name read here they are then"
    " the same accounts, for deadsouls farms. Default: strangers.",
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
@options.parameters
@click.option(
    "--discussion", is_flag=True, help="Live: audit the group where a channel's comments are written instead."
)
@click.option("--join", is_flag=True, help="Live: become a member where only members can read; leaves afterwards.")
@click.option("--dry-run", is_flag=True, help="Live: say what can be seen and what it costs, and read nothing.")
@click.option("--slow", is_flag=True, help="Live: one request a second.")
def audit(target: str, discussion: bool, join: bool, dry_run: bool, slow: bool, **asked: Any) -> None:
    """Audits TARGET: a live chat (@name, a t.me link, an invite link, a numeric id), or a file.

    Chats: an export of Telegram Desktop (result.json or messages.html, its folder or .zip), of WhatsApp (.txt, .zip) or
    of Discord (DiscordChatExporter, JSON); messages of Telegram as Telethon, Pyrogram, TDLib or a bot writes them.

    Tables of who wrote what and when, on any platform: CSV, JSON (an array, or an object a line), .xlsx, .ods, Parquet,
    Feather; packed with gzip, bzip2, xz, zstd or zip. Known formats (X, YouTube, TikTok, Instagram, Facebook, VK, 4CAT)
    need no --columns.

    A file is told by what it holds, not by its name.
    """
    from msgspec.structs import replace

    from auditor.collect.live.target import live_target
    from auditor.doors.asking import times_asked

    chat = None if Path(target).exists() else live_target(as_text(target))
    one_of, columns, platform = asked.pop("chat"), asked.pop("columns"), asked.pop("platform")
    moments = (asked[name] for name in ("since", "until", "as_of"))
    times = times_asked(asked.pop("dates"), asked.pop("epoch"), *moments)
    if chat is None and (discussion or join or dry_run or slow):
        raise UsageError(
            "--discussion, --join, --dry-run and --slow are for live chats: @name, a t.me link or an invite link."
        )
    if chat is None:
        run(_audit_file(Path(target), one_of, columns, times, platform, **asked))
    elif one_of or columns or times.said or platform:
        raise UsageError(
            "--chat, --columns, --dates, --epoch and --platform are for files; a live chat is named by TARGET itself."
        )
    elif dry_run:
        run(_plan(replace(chat, discussion=discussion), slow=slow, lang=asked["lang"]))
    else:
        _resumable(_audit_live(replace(chat, discussion=discussion), join=join, slow=slow, **asked), asked["lang"])


async def _audit_file(
    path: Path,
    chat: str | None,
    columns: str | None,
    times: "TimesAsked",
    platform: str,
    *,
    quiet: bool,
    **asked: Any,
) -> None:
    from auditor.collect.datasets import chosen_columns
    from auditor.collect.given import file_of
    from auditor.collect.sources import open_sources, own_ids
    from auditor.conductors.audit import NOT_JOINED, quotes_for
    from auditor.conductors.audit import audit as audited
    from auditor.doors.asking import check_claimed
    from auditor.report.report import messages_in
    from auditor.settings import read_settings

    settings, now = read_settings(), int(time.time())
    arguments = _arguments(asked)
    if platform and asked["join_key"]:
        raise UsageError(NOT_JOINED)
    sources = open_sources(
        path, chat=chat, columns=chosen_columns(columns), tz=asked["tz"], now=now, times=times, platform=platform
    )
    check_claimed(arguments, sources)
    file = file_of(path)
    async with installation(settings, now) as store:
        await store.must_be_sound()
        chats = [source.chat for source in sources]
        for number, source in enumerate(sources):
            with bytes_read(source.chat.title, quiet) as progress:
                keep = settings.retain_text_days > 0
                finished = await audited(
                    store, source, arguments, now=now, keep_text=keep, progress=progress, file=file
                )
            quotes = await quotes_for(store, finished.audit) if asked["message_ids"] else {}
            own = own_ids(source, messages_in(finished.report)) if asked["message_ids"] else {}
            place = number if len(sources) > 1 else None
            mark = await mark_of(store, source.chat, chats)
            deliver(store, finished, settings, quiet=quiet, place=place, mark=mark, quotes=quotes, own_ids=own, **asked)


async def _audit_live(chat: "Target", *, join: bool, slow: bool, quiet: bool, **asked: Any) -> None:
    from auditor.collect.live.read import read_chat
    from auditor.collect.live.session import account
    from auditor.collect.live.waits import NORMAL, SLOW, Pace
    from auditor.conductors.audit import measured, quotes_for
    from auditor.settings import credentials, read_settings

    settings, now = read_settings(), int(time.time())
    arguments = _arguments(asked)
    async with account(credentials(settings)) as client, installation(settings, now) as store:
        await store.must_be_sound()
        with live_reading(quiet, asked["lang"] or settings.lang) as bar:
            observation = await read_chat(
                store,
                client,
                Pace(client, SLOW if slow else NORMAL, waiting=bar.waiting),
                chat,
                now=now,
                keep_text=settings.retain_text_days > 0,
                may_join=join,
                progress=bar.progress,
            )
        finished = await measured(store, observation, arguments, now=now)
        quotes = await quotes_for(store, finished.audit) if asked["message_ids"] else {}
        mark = await mark_of(store, observation.chat)
        deliver(store, finished, settings, quiet=quiet, mark=mark, quotes=quotes, **asked)


async def _plan(chat: "Target", *, slow: bool, lang: str | None) -> None:
    from auditor.collect.live.read import plan, plan_lines
    from auditor.collect.live.session import account
    from auditor.collect.live.waits import NORMAL, SLOW, Pace
    from auditor.settings import credentials, read_settings

    settings = read_settings()
    pacing, language = SLOW if slow else NORMAL, lang or settings.lang
    async with account(credentials(settings)) as client, installation(settings, int(time.time())) as store:
        for line in plan_lines(*await plan(store, Pace(client, pacing), chat), pacing):
            tell(line, language)


def _resumable(reading: Coroutine[Any, Any, None], lang: str | None) -> None:
    from auditor.settings import language_set

    try:
        run(reading)
    except KeyboardInterrupt:
        interrupted = Sentence(
            "deadsouls: interrupted; what was read is kept, and the same command goes on from there."
        )
        tell(interrupted, lang or language_set(), err=True)
        sys.exit(130)


def _arguments(asked: dict[str, Any]) -> "Arguments":
    from auditor.doors.asking import arguments
    from auditor.doors.parameters import OPTIONS, parameters_asked

    parameters = parameters_asked(**{name: asked[name] for name in OPTIONS})
    asked = {name: asked[name] for name in ("since", "until", "as_of", "tz", "claimed")}
    return arguments(**asked, coordination=parameters)
