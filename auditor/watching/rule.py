"""When a watch is due: a rule in words or as five cron fields, in a time zone. Pure; APScheduler's parser decides.

APScheduler counts the days of a week from Monday, cron from Sunday; numbers are turned into names before it sees them.
Of an hour that a clock lives through twice, only rules for every hour count both.
"""

import datetime as dt
import functools
import itertools
import re
import zoneinfo
from typing import Literal, get_args

import msgspec
from apscheduler.triggers.cron import CronTrigger

from auditor.errors import UsageError

LEAST_SECONDS = 3_600
"""No watch may be due more often: an audit of a large chat takes minutes, and Telegram's patience is one for all."""

FIRINGS = 5
"""So many are looked at: two values of the minute field meet within the first hour that a rule names."""

LOOKED_FROM = dt.datetime(2026, 1, 1, 0, 30, tzinfo=dt.UTC)
LAST_MONTH_DAY = 28
"""Every month has this day."""

LONGEST_ZONE = 64

_WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS = re.compile(r"([0-7])(?:-([0-7]))?(/\d+)?")

Named = Literal["daily", "weekly", "monthly", ""]


class Rule(msgspec.Struct, frozen=True):
    """Five cron fields in a time zone, and by what name they were asked for; '' for fields that were given."""

    cron: str
    zone: str
    named: Named = ""


def named_rule(named: str, zone: str, at: int) -> Rule:
    """`daily`, `weekly` or `monthly`, at the time of day (and on the day) that it is at `at`; else cron fields.

    Raises `UsageError` in a sentence for what is none of these, never comes, or comes more often than hourly.
    """
    if named in get_args(Named)[:3]:
        local = dt.datetime.fromtimestamp(at, zoneinfo.ZoneInfo(zone))
        day = {
            "daily": "* * *",
            "weekly": f"* * {_WEEK[local.isoweekday()]}",
            "monthly": f"{min(local.day, LAST_MONTH_DAY)} * *",
        }
        return Rule(f"{local.minute} {local.hour} {day[named]}", zone, named)  # type: ignore[arg-type]
    rule = Rule(" ".join(named.split()), zone)
    _decide(rule)
    return rule


def zone_of(word: str) -> str | None:
    """The time zone that a word names: Asia/Almaty, almaty, UTC; None where it names none, or several."""
    if len(word) > LONGEST_ZONE:
        return None
    wanted = word.casefold().replace(" ", "_")
    known = _zones()
    exact = [zone for zone in known if zone.casefold() == wanted]
    if exact:
        return exact[0]
    cities = [zone for zone in known if "/" in zone and zone.casefold().rpartition("/")[2] == wanted]
    return cities[0] if len(cities) == 1 else None


@functools.cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(zoneinfo.available_timezones()))


def next_due(rule: Rule, after: int) -> int | None:
    """The first moment after one at which a watch is due; None where none comes."""
    moment = dt.datetime.fromtimestamp(after + 1, dt.UTC)
    trigger = _trigger(rule)
    while (fires := trigger.get_next_fire_time(None, moment)) is not None:
        if not (fires.fold and _by_the_day(rule)):
            return int(fires.timestamp())
        moment = fires.astimezone(dt.UTC) + dt.timedelta(seconds=1)
    return None


def last_due(rule: Rule, first: int, until: int) -> int:
    """The last due moment up to another, of those that begin with `first`: what was missed is one."""
    last = first
    while (following := next_due(rule, last)) is not None and following <= until:
        last = following
    return last


def _by_the_day(rule: Rule) -> bool:
    """Whether a rule names hours of the day. An hour that comes twice was one already when it came first; in a rule
    for every hour, an hour is an hour."""
    return not rule.cron.split()[1].startswith("*")


def _decide(rule: Rule) -> None:
    try:
        trigger = _trigger(rule)
    except ValueError as error:
        raise UsageError(
            "{rule!r} is no rule: say daily, weekly, monthly, or five cron fields such as 0 9 * * 1.",
            rule=rule.cron,
            why="rule",
        ) from error
    fires: list[dt.datetime] = []
    moment = LOOKED_FROM
    while len(fires) < FIRINGS and (fire := trigger.get_next_fire_time(None, moment)) is not None:
        fires.append(fire)
        moment = fire.astimezone(dt.UTC) + dt.timedelta(seconds=1)
    if not fires:
        raise UsageError("{rule!r} names a day that never comes.", rule=rule.cron, why="never")
    gaps = (later.timestamp() - earlier.timestamp() for earlier, later in itertools.pairwise(fires))
    if any(gap < LEAST_SECONDS for gap in gaps):
        raise UsageError(
            "{rule!r} is more often than once an hour, which is the most.", rule=rule.cron, why="too-often"
        )


@functools.lru_cache(1_024)
def _trigger(rule: Rule) -> CronTrigger:
    fields = rule.cron.split()
    if len(fields) != 5:
        raise ValueError("a rule has five fields")
    days = ",".join(_named_days(each) for each in fields[4].split(","))
    return CronTrigger.from_crontab(" ".join([*fields[:4], days]), timezone=zoneinfo.ZoneInfo(rule.zone))


def _named_days(field: str) -> str:
    """Days of the week by name: 1-5 is mon, tue, wed, thu, fri, and 0 as well as 7 is sun."""
    found = _NUMBERS.fullmatch(field)
    if found is None:
        return field
    first, last, step = int(found[1]), int(found[2] or found[1]), int((found[3] or "/1")[1:])
    if last < first or not step:
        raise ValueError("a range goes upwards")
    return ",".join(_WEEK[day] for day in range(first, last + 1, step))
