"""`deadsouls watch`: what the companion audits again, and when. It does the watching; this writes and lists what it is
to watch, for the operator."""

import time
from typing import TYPE_CHECKING

import click

from auditor.doors import options
from auditor.doors.installation import opened, run
from auditor.doors.speaking import in_language, tell
from auditor.doors.terminal import plain
from auditor.errors import Sentence, UsageError

if TYPE_CHECKING:
    from auditor.settings import Settings

HOURS = click.IntRange(0, 23)


@click.group()
def watch() -> None:
    """What the companion audits again and again, and when; it tells the operator what changed."""


@watch.command("add", cls=options.AboutChat)
@click.argument("target", type=options.CHAT)
@click.argument("rule", default="daily")
@click.option("--tz", default="UTC", show_default=True, help="Zone of the rule, of quiet hours and of the digest.")
@click.option("--effect", type=click.FloatRange(0, 100), help="Least change of a share that is told, in points of 100.")
@click.option("--signs", type=click.Choice(["usual", "strong", "all"]), default="usual", help="Which signs are told.")
@click.option("--quiet-hours", type=(HOURS, HOURS), metavar="FROM TO", help="Hours in which nothing is told.")
@click.option("--digest", type=HOURS, metavar="HOUR", help="Tell all news of a day at this hour.")
@click.option("--join", is_flag=True, help="The reading account becomes a member, and stays while it watches.")
def add(
    target: str, rule: str, *, tz: str, effect: float | None, signs: str, quiet_hours: tuple[int, int] | None,
    digest: int | None, join: bool,
) -> None:  # fmt: skip
    """Watches TARGET (@chat, a t.me link, an invite link, an id) by RULE: daily, weekly, monthly, or five cron
    fields in quotation marks."""
    from auditor.collect.live.target import live_target
    from auditor.settings import read_settings
    from auditor.watching.rule import named_rule, zone_of
    from storage.companion import watches
    from storage.companion.watches import Asked

    settings, now = read_settings(), int(time.time())
    chat, zone = live_target(target), zone_of(tz)
    if chat is None:
        raise UsageError(
            "{target!r} names no live chat; write @name, a t.me link, or the chat's numeric id.", target=target
        )
    if zone is None:
        raise UsageError("{tz!r} is no time zone; write it as in Asia/Almaty.", tz=tz)
    made, operator = named_rule(rule, zone, now), _operator(settings)
    asked = Asked(
        f"{chat.by}:{chat.value}", operator, operator, settings.lang, made.cron, made.named, made.zone,
        None if effect is None else effect / 100, signs,  # type: ignore[arg-type]
        None if quiet_hours is None else (60 * quiet_hours[0], 60 * quiet_hours[1]),
        None if digest is None else 60 * digest, join,
    )  # fmt: skip

    async def go() -> None:
        async with opened(settings) as store:
            kept = await watches.add(store, asked, due_at=now, now=now)
            how = _how(kept.rule, kept.named, kept.zone, now)
            done = Sentence(
                "#{number} {chat}: {how}. The companion does it.", number=str(kept.watch), chat=target, how=how
            )
            tell(done, settings.lang)

    run(go())


@watch.command("list")
def list_watches() -> None:
    """Lists every watch: whose, of which chat, when next, and how its chat stands."""
    from auditor.report.statements import signs
    from auditor.report.statements.wording import wording
    from auditor.settings import read_settings
    from storage.companion import watches

    settings, now = read_settings(), int(time.time())

    async def go() -> None:
        async with opened(settings) as store:
            found = await watches.every(store)
            for each in found:
                title = plain(each.title or each.target.partition(":")[2])
                how = _how(each.rule, each.named, each.zone, now)
                line = Sentence(
                    "#{number}  {chat}  {how}  for {asker}",
                    number=str(each.watch), chat=title, how=how, asker=str(each.asker),
                )  # fmt: skip
                stands = (
                    "" if each.state == "active" else f"  {in_language(_stands(each.state, each.tries), settings.lang)}"
                )
                click.echo(f"{in_language(line, settings.lang)}{stands}")
            made = await watches.audits_made(store, [each.watch for each in found])
            if by_chance := signs.by_chance(made, wording(settings.lang)):
                click.echo(by_chance)

    run(go())


@watch.command("remove")
@click.argument("number", type=click.IntRange(min=1))
def remove(number: int) -> None:
    """Ends the watch of this NUMBER, as `list` shows it."""
    from auditor.settings import read_settings
    from storage.companion import watches

    settings = read_settings()

    async def go() -> None:
        async with opened(settings) as store:
            if not await watches.remove(store, number):
                raise UsageError(
                    "There is no watch #{number}; `deadsouls watch list` shows them all.", number=str(number)
                )
            tell(Sentence("#{number} is watched no longer.", number=str(number)), settings.lang)

    run(go())


def _operator(settings: "Settings") -> int:
    first = settings.operators.replace(",", " ").split()[:1]
    if not first or not first[0].isdigit():
        raise UsageError("The companion tells the operator; put your Telegram id into DEADSOULS_OPERATORS.")
    return int(first[0])


NAMED = {"daily": Sentence("daily"), "weekly": Sentence("weekly"), "monthly": Sentence("monthly")}


def _how(rule: str, named: str, zone: str, now: int) -> Sentence:
    import datetime as dt
    import zoneinfo

    from auditor.watching.rule import Rule, next_due

    coming = next_due(Rule(rule, zone), now)
    by = NAMED.get(named, rule)
    if coming is None:
        return Sentence("{rule}, never again", rule=by)
    local = f"{dt.datetime.fromtimestamp(coming, zoneinfo.ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return Sentence("{rule}, next {time} {zone}", rule=by, time=local, zone=zone)


STATES = {
    "private": Sentence("Only members can read this chat now."),
    "restricted": Sentence("Telegram has restricted this chat where the reading account is."),
    "gone": Sentence("This chat is gone: neither its name nor its number leads to it."),
}


def _stands(state: str, tries: int) -> Sentence:
    stands = STATES.get(state, Sentence("This chat cannot be read at the moment."))
    return Sentence("{stands} Tries: {count}.", stands=stands, count=tries)
