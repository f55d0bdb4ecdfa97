"""What of a report the answer rests on: figures as ends, the wave, the findings, and which picture leads."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal, NamedTuple

from auditor.measure.spec import Finding, Measure, Row
from auditor.report.report import AuditReport, Fate, seconds_of
from auditor.report.statements import headlines, signs
from auditor.report.statements.headlines import is_known

Picture = Literal["forced", "wave", "groups", "added", "views", "episodes", "few_write", "looked_for"]
"""What the one picture of a report is about."""

CROWD = 30
"""People from which on shares are set beside each other (the design note)."""

WAVE_SHARE = 0.1
"""From this part of all dated arrivals on a wave leads."""

ADDED_SHARE = 0.2
"""From this part of the people seen on, at the least, that they were added leads."""

ALPHA = 0.05
"""Up to this chance the ages of a wave are no accident."""

FEW_SHARE = 0.1
"""Up to this part of the writers, half of all messages is written by few."""


class Ends(NamedTuple):
    """A figure by its two ends, which are one where it is known."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether it is known."""
        return self.low == self.high


class Wave(NamedTuple):
    """The largest wave: how many people of how many dated ones (`people` of `dated`), which share, and its row."""

    people: int
    dated: int
    share: Ends
    row: Row

    @property
    def seconds(self) -> int:
        """How long it took at most: to the minute where a report does not say it more exactly."""
        minutes = self.row.get("minutes")
        return int(minutes) * 60 if minutes is not None else -(-(seconds_of(self.row) or 0) // 60) * 60

    @property
    def hours(self) -> tuple[datetime, datetime]:
        """From which hour to which it came: whole hours around its first and its last arrival, in UTC."""
        first, last = (datetime.fromisoformat(self.row[key]) for key in ("start", "end"))
        begins, ends = (each.replace(minute=0, second=0, microsecond=0) for each in (first, last))
        return begins, ends + timedelta(hours=1)


@dataclass(frozen=True)
class Known:
    """A report, read for its answer. What it does not know is None, and nothing is said of it."""

    report: AuditReport

    # -- figures

    def ends(self, measure_id: str) -> Ends | None:
        """The two ends of a figure that is known, exactly or within bounds."""
        measure = self.report.measures.get(measure_id)
        return None if measure is None or not is_known(measure) else ends_of(measure)

    def is_exact(self, measure_id: str) -> bool:
        """Whether a figure is known without bounds."""
        measure = self.report.measures.get(measure_id)
        return measure is not None and measure.outcome == "measured"

    @cached_property
    def seen(self) -> Ends:
        """How many people the report tells apart."""
        return self.ends(headlines.SEEN) or Ends(self.report.coverage.people_seen, self.report.coverage.people_seen)

    @cached_property
    def added(self) -> Ends | None:
        """The share of people who were added, where it is a fifth at the least."""
        share = self.ends(headlines.ADDED)
        return share if share is not None and share.low >= ADDED_SHARE else None

    def fate(self, came: Literal["added", "self"]) -> Fate | None:
        """What became of those who came one way, where they are enough to be set beside others."""
        return next((each for each in self.report.series.fates if each.came == came and each.people >= CROWD), None)

    @cached_property
    def fates(self) -> tuple[Fate, Fate] | None:
        """What became of the added and of those who came by themselves: both crowds, and nobody of either in doubt."""
        added, own = self.fate("added"), self.fate("self")
        certain = self.is_exact(headlines.ADDED) and self.is_exact(headlines.ADDED_SILENT)
        return (added, own) if added is not None and own is not None and certain else None

    @cached_property
    def days(self) -> int:
        """Over how many days the messages go; 0 where they have no dates."""
        coverage = self.report.coverage
        if not coverage.first or not coverage.last:
            return 0
        first, last = datetime.fromisoformat(coverage.first), datetime.fromisoformat(coverage.last)
        return max(1, math.ceil((last - first).total_seconds() / 86_400))

    # -- the wave

    @cached_property
    def wave(self) -> Wave | None:
        """The largest wave, whatever its size; None where there is none or nobody can tell."""
        measure, rows = self.report.measures.get(headlines.WAVE), self.report.evidence.get(headlines.WAVE)
        if measure is None or not is_known(measure) or not measure.count or not rows:
            return None
        row = max(rows, key=lambda each: each["count"] - each["expected"])
        return Wave(int(measure.count), int(measure.of or 0), ends_of(measure), row)

    @cached_property
    def usual(self) -> Ends | None:
        """How many came in the same hours of other days, at the least and at the most."""
        measure = self.report.measures.get(headlines.WOULD_HAVE_COME)
        if self.wave is None or measure is None or measure.low is None or measure.high is None or not measure.of:
            return None
        people = self.wave.row["count"] if measure.outcome == "measured" else self.wave.people
        return Ends(round(measure.low * people), math.ceil(round(measure.high * people, 6)))

    def parts(self, key: str) -> tuple[float, float] | None:
        """The share of the wave and of all others of which something holds, as its row says."""
        row = self.wave.row if self.wave else {}
        if not row.get(f"{key}_of") or not row.get(f"rest_{key}_of"):
            return None
        return row[key] / row[f"{key}_of"], row[f"rest_{key}"] / row[f"rest_{key}_of"]

    @cached_property
    def goes_more(self) -> bool:
        """Whether more of the wave are gone than of others: the low end of its 95% interval is above their share."""
        measure, parts = self.report.measures.get(headlines.WAVE_GONE), self.parts("gone")
        if parts is None or measure is None or self.wave is None or self.wave.row["rest_gone_of"] < CROWD:
            return False
        return measure.low is not None and measure.low > parts[1]

    @cached_property
    def is_of_one_age(self) -> bool:
        """Whether the accounts of the wave are of one age beyond chance, by the permutations of its row."""
        p = self.wave.row.get("p_age") if self.wave else None
        return p is not None and p <= ALPHA and self.parts("same_age") is not None

    # -- findings

    @cached_property
    def strongest(self) -> Finding | None:
        """The strongest finding that exceeds its limit."""
        return next(iter(signs.exceeding(self.report)), None)

    def finding(self, finding_id: str) -> Finding | None:
        """A finding by its id."""
        return next((each for each in self.report.findings if each.id == finding_id), None)

    def found(self, finding_id: str, *strengths: str) -> bool:
        """Whether a finding is the strongest, of one of these strengths."""
        return self.strongest is not None and self.strongest.id == finding_id and self.strongest.strength in strengths

    def is_of(self, finding_id: str, strength: str) -> bool:
        """Whether a finding has this strength."""
        found = self.finding(finding_id)
        return found is not None and found.strength == strength

    def fact(self, finding_id: str, name: str) -> Any:
        """A fact of a finding; None where it is not there."""
        found = self.finding(finding_id)
        return None if found is None else found.facts.get(name)

    def number(self, finding_id: str, name: str) -> int:
        """A fact that counts; 0 where it is not there."""
        found = self.finding(finding_id)
        return 0 if found is None else found.number(name)

    @cached_property
    def asked(self) -> list[Finding]:
        """What was looked for, without what is only seen beside it."""
        return signs.looked_for(self.report)

    @cached_property
    def tells_nothing(self) -> bool:
        """Whether nothing that was looked for could be told."""
        silent = self.number(headlines.FORCED, "silent_adders")
        return not silent and all(each.strength == "cannot tell" for each in self.asked)

    @cached_property
    def untold(self) -> list[Finding]:
        """Of acting together, what could not be looked for."""
        return [each for each in self.asked if each.strength == "cannot tell" and each.id != headlines.FORCED]

    # -- the picture

    @cached_property
    def picture(self) -> Picture:
        """Which picture leads: the first that holds."""
        return next(name for name, holds in PICTURES.items() if holds(self))

    @property
    def has_few_writers(self) -> bool:
        """Whether few of many writers wrote half of it all."""
        half, measure = self.ends(headlines.HALF_WROTE), self.report.measures.get(headlines.HALF_WROTE)
        writers = 0 if measure is None else measure.of or 0
        return half is not None and writers >= CROWD and half.high <= FEW_SHARE * writers


def ends_of(measure: Measure) -> Ends:
    """The ends of a known figure: of a measured one the figure itself."""
    if measure.value is not None:
        return Ends(measure.value, measure.value)
    top = 1.0 if measure.unit == "share" else float(measure.of or 0)
    return Ends(measure.low or 0, top if measure.high is None else measure.high)


def _has_episodes(known: Known) -> bool:
    return any(known.report.evidence.get(each) for each in (headlines.COPIES, headlines.ACTS, headlines.SWARMS))


PICTURES: dict[Picture, Callable[[Known], bool]] = {
    "forced": lambda known: bool(
        (found := known.finding(headlines.FORCED))
        and found.strength in signs.EXCEEDING
        and known.fate("added")
        and known.fate("self")
    ),
    "wave": lambda known: known.wave is not None and known.wave.share.low >= WAVE_SHARE and known.wave.people >= CROWD,
    "groups": lambda known: known.is_of(headlines.GROUPS, "strong") or known.is_of(headlines.FARMS, "strong"),
    "added": lambda known: known.added is not None,
    "views": lambda known: known.report.chat.kind == "channel" and known.ends(headlines.VIEWS) is not None,
    "episodes": lambda known: not known.report.chat.has_members and _has_episodes(known),
    "few_write": lambda known: known.has_few_writers,
    "looked_for": lambda _: True,
}
"""When each leads, in the order in which they are tried."""
