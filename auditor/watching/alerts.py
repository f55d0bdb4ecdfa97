"""What a re-audit has to tell of, and when it may be told. Pure: two reports in, what is new out.

Told are findings that are new or stronger than any seen before, and shares of people that moved beyond noise and by a
least effect. `docs/method.md` says how the two limits were chosen.
"""

import datetime as dt
import math
import zoneinfo
from collections.abc import Mapping
from typing import Literal

import msgspec

from auditor.measure.catalogue import SPECS
from auditor.measure.methods.differences import differences
from auditor.measure.spec import Family, Finding, Strength
from auditor.measure.watch import findings
from auditor.report.comparison import seen_alike
from auditor.report.report import AuditReport

EFFECT, EFFECT_DAYS = 0.05, 10
"""A share that moved by less than five percentage points within ten days is not told; over longer spans it may move by
itself as the square root of the time. So what is usual in a chat is no alert more than once in 100 chat-months
(`python -m bench.watches calibrate`; method.md)."""

GROWN = 1.25
"""A finding of the same strength is told again when it found a quarter more: whoever has 40 groups is not told of each
further one."""

RANKS: dict[Strength, int] = {"cannot tell": 0, "none": 0, "some": 1, "strong": 2}

FAMILIES: frozenset[Family] = frozenset({"people", "souls", "arrivals"})
"""Their shares count people. Those of `reach` are medians of views over subscribers: their noise is another."""

Signs = Literal["usual", "strong", "all"]
Mark = tuple[str, int]
DAY = 86_400


class Thresholds(msgspec.Struct, frozen=True):
    """From what on a watch wants to hear."""

    effect: float | None = None
    """The least change of a share; by default what `usual_effect` says."""
    signs: Signs = "usual"


class News(msgspec.Struct, frozen=True):
    """What is to be told: shares that moved, and findings; and the strongest of each finding seen so far."""

    moved: list[Finding]
    findings: list[Finding]
    marks: dict[str, Mark]

    @property
    def is_any(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.moved or self.findings)


def news(before: AuditReport | None, after: AuditReport, thresholds: Thresholds, marks: Mapping[str, Mark]) -> News:
    """What `after` shows that `before` did not, as far as a watch wants to hear it. Without a `before` there is no
    news: `after` is what later audits are laid against."""
    seen = dict(marks)
    told = []
    for finding in after.findings:
        mark = (finding.strength, _found(finding, after))
        known = seen.get(finding.id, ("none", 0))
        seen[finding.id] = max(known, mark, key=_weight)
        if before is not None and _is_wanted(finding, thresholds.signs) and _is_more(mark, known):
            told.append(finding)
    moved = [] if before is None else _moved(before, after, thresholds.effect)
    return News(moved, told, seen)


def usual_effect(seconds: float) -> float:
    """By how much a share must move between two audits that lie so far apart, to be told."""
    return EFFECT * max(1.0, math.sqrt(seconds / (EFFECT_DAYS * DAY)))


def _apart(before: AuditReport, after: AuditReport) -> float:
    if before.as_of is None or after.as_of is None:
        return 0.0
    first, second = (dt.datetime.fromisoformat(each) for each in (before.as_of, after.as_of))
    return (second - first).total_seconds()


def _moved(before: AuditReport, after: AuditReport, wanted: float | None) -> list[Finding]:
    sides = differences(before.measures, after.measures, comparable=seen_alike(before, after))
    effect = usual_effect(_apart(before, after)) if wanted is None else wanted
    shares = {name: each for name, each in sides.items() if SPECS[name].family in FAMILIES}
    return [each for each in findings(shares) if shift(each) >= effect]


def shift(moved: Finding) -> float:
    """By how much a share moved at least: between two points the difference, else the end of it nearer to zero."""
    before, after = moved.facts.get("before"), moved.facts.get("after")
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(after - before)
    ends = [abs(end) for end in (moved.facts.get("low"), moved.facts.get("high")) if isinstance(end, int | float)]
    return min(ends, default=0.0)


def _found(finding: Finding, report: AuditReport) -> int:
    measure = report.measures.get(finding.id)
    return int(measure.count or 0) if measure is not None else 0


def _weight(mark: Mark) -> tuple[int, int]:
    return RANKS.get(mark[0], 0), mark[1]  # type: ignore[call-overload]


def _is_wanted(finding: Finding, signs: Signs) -> bool:
    least: Strength = "some"
    if signs == "strong":
        least = "strong"
    elif signs == "usual":
        spec = SPECS.get(finding.id)
        least = "some" if spec is None else spec.told_from
    return RANKS[finding.strength] >= RANKS[least]


def _is_more(mark: Mark, known: Mark) -> bool:
    (rank, count), (known_rank, known_count) = _weight(mark), _weight(known)
    return rank > known_rank or (rank == known_rank > 0 and count > known_count and count >= GROWN * known_count)


def alert_time(now: int, zone: str, quiet: tuple[int, int] | None, digest: int | None) -> int:
    """When something that happens `now` may be told: in the next digest, not in quiet hours, else at once. `quiet` is
    from and to, `digest` a moment, in minutes of the day in `zone`."""
    at = now if digest is None else _next_minute(now, zone, digest)
    if quiet is not None and _is_within(_minute_of(at, zone), *quiet):
        return _next_minute(at, zone, quiet[1])
    return at


def _is_within(minute: int, start: int, end: int) -> bool:
    return start <= minute < end if start <= end else minute >= start or minute < end


def _minute_of(at: int, zone: str) -> int:
    local = dt.datetime.fromtimestamp(at, zoneinfo.ZoneInfo(zone))
    return 60 * local.hour + local.minute


def _next_minute(at: int, zone: str, minute: int) -> int:
    """The next moment from one on at which clocks show this minute of the day."""
    local = dt.datetime.fromtimestamp(at, zoneinfo.ZoneInfo(zone))
    wanted = local.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0, fold=0)
    if wanted.timestamp() < at:
        wanted = (wanted.replace(tzinfo=None) + dt.timedelta(days=1)).replace(tzinfo=wanted.tzinfo)
    return int(wanted.timestamp())
