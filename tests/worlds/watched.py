"""Chats that are watched for months: how their figures drift, and what is planted in them. Pure and seeded.

A chat grows and shrinks, has days on which a link goes round, people fall inactive and come back, accounts are deleted,
some by the sweeps that Telegram makes now and then. None of it is an event; what is planted is.
"""

import random
from dataclasses import dataclass, field
from typing import Literal

from auditor.measure.catalogue import POLICY
from auditor.measure.spec import Finding, Measure
from auditor.report.report import AuditReport, ChatFacts, CoverageFacts, Series

DAY = 86_400
Kind = Literal["forced", "coordination", "sweep", "flood", "burst", "closed"]
KINDS: tuple[Kind, ...] = ("forced", "coordination", "sweep", "flood", "burst", "closed")


@dataclass(frozen=True)
class Event:
    """What is planted: in which chat, when (seconds since 1970)."""

    kind: Kind
    chat: int
    at: int


@dataclass
class Crowd:
    """The people of a chat on one day, as counts."""

    people: int
    deleted: int
    inactive: int
    silent: int
    blank: int
    added: int
    by_link: int
    added_silent: int


@dataclass
class WatchedChat:
    """One chat over so many days from `start` on, and what is planted in it."""

    number: int
    start: int
    days: int
    seed: int
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = random.Random(f"{self.seed}/{self.number}")
        self._crowds = _drift(rng, self.start, self.days, [each for each in self.events if each.kind != "closed"])

    @property
    def name(self) -> str:
        """Its username."""
        return f"chat_{self.number}"

    def why_closed(self, at: int) -> str | None:
        """Why it cannot be read at a moment; it stays so."""
        closed = [each for each in self.events if each.kind == "closed" and each.at <= at]
        return ("private", "removed", "restricted")[self.number % 3] if closed else None

    def report(self, at: int) -> AuditReport:
        """What an audit finds at a moment."""
        day = min(max(0, (at - self.start) // DAY), self.days - 1)
        crowd = self._crowds[day]
        for event in self.events:
            if event.at <= at and (event.at - self.start) // DAY == day:
                crowd = self._crowds[min(day + 1, self.days - 1)]  # it has happened today, and shows from now on
        return _report(self.number, at, crowd, [each for each in self.events if each.at <= at])


def _poisson(rng: random.Random, mean: float) -> int:
    return max(0, round(rng.gauss(mean, mean**0.5))) if mean > 30 else sum(rng.random() < mean / 60 for _ in range(60))


def _part(rng: random.Random, of: int, share: float) -> int:
    mean = of * share
    return min(of, max(0, round(rng.gauss(mean, (mean * max(0.0, 1 - share)) ** 0.5)))) if of else 0


def _drift(rng: random.Random, start: int, days: int, events: list[Event]) -> list[Crowd]:
    people = round(10 ** rng.uniform(2.3, 4.7))
    shares = {"deleted": rng.uniform(0.01, 0.1), "inactive": rng.uniform(0.1, 0.4), "silent": rng.uniform(0.5, 0.9),
              "blank": rng.uniform(0.05, 0.3), "added": rng.uniform(0.02, 0.3)}  # fmt: skip
    begins = {each: round(people * share) for each, share in shares.items()}
    crowd = Crowd(people=people, by_link=round(people * 0.4), added_silent=round(begins["added"] * 0.8), **begins)
    joining, leaving = 10 ** rng.uniform(-3.5, -2), 10 ** rng.uniform(-3.5, -2.2)
    falling, rising = rng.uniform(0.001, 0.006), rng.uniform(0.002, 0.01)
    new_silent = min(0.97, max(0.3, rng.gauss(shares["silent"], 0.1)))
    new_blank = min(0.6, max(0.02, rng.gauss(shares["blank"], 0.05)))
    found = []
    for day in range(days):
        today = [each for each in events if (each.at - start) // DAY == day - 1]
        viral = rng.gammavariate(0.7, 1 / 0.7)
        came = _poisson(rng, crowd.people * joining * viral)
        left = _poisson(rng, crowd.people * leaving)
        sweep = rng.uniform(0.002, 0.01) if rng.random() < 1 / 180 else 0.0
        weekend = 1.5 if day % 7 in {5, 6} else 0.8
        _let(rng, crowd, came, left, new_silent=new_silent, new_blank=new_blank, added=shares["added"] * 0.5)
        crowd.deleted += _part(rng, crowd.people - crowd.deleted, rng.uniform(0, 0.0004) + sweep)
        alive = max(0, crowd.people - crowd.deleted - crowd.inactive)
        crowd.inactive += _part(rng, alive, falling * weekend) - _part(rng, crowd.inactive, rising / weekend)
        for event in today:
            _plant(crowd, event)
        found.append(Crowd(**vars(crowd)))
    return found


def _let(rng: random.Random, crowd: Crowd, came: int, left: int, *, new_silent: float, new_blank: float,
         added: float) -> None:  # fmt: skip
    """Some come and some go; who goes is as the others."""
    for part in ("deleted", "inactive", "silent", "blank", "added", "by_link", "added_silent"):
        now = getattr(crowd, part)
        setattr(crowd, part, max(0, now - _part(rng, left, now / crowd.people)))
    crowd.people = max(50, crowd.people - left + came)
    by_adds = _part(rng, came, added)
    crowd.silent += _part(rng, came, new_silent)
    crowd.blank += _part(rng, came, new_blank)
    crowd.added += by_adds
    crowd.added_silent += _part(rng, by_adds, 0.8)
    crowd.by_link += _part(rng, came - by_adds, 0.6)
    for part in ("deleted", "inactive", "silent", "blank", "added", "by_link"):
        setattr(crowd, part, min(getattr(crowd, part), crowd.people))


def _plant(crowd: Crowd, event: Event) -> None:
    match event.kind:
        case "sweep":
            crowd.deleted += round(0.2 * (crowd.people - crowd.deleted))
        case "flood":
            wave = round(0.5 * crowd.people)
            crowd.people += wave
            crowd.silent += wave
            crowd.blank += round(0.9 * wave)
        case "burst":
            wave = round(0.4 * crowd.people)
            crowd.people += wave
            crowd.silent += wave
            crowd.added += wave
            crowd.added_silent += wave
        case _:
            return


def _report(number: int, at: int, crowd: Crowd, events: list[Event]) -> AuditReport:
    def share(count: int, of: int) -> Measure:
        return Measure("measured", "share", count / of if of else 0.0, count, of)

    dead = round(crowd.deleted + 0.8 * crowd.inactive)
    forced = sum(each.kind == "forced" for each in events)
    groups = sum(each.kind == "coordination" for each in events)
    measures = {
        "people.seen": Measure("measured", "people", crowd.people, crowd.people, crowd.people),
        "souls.deleted": share(crowd.deleted, crowd.people),
        "souls.inactive": share(crowd.inactive, crowd.people),
        "souls.never_posted": share(crowd.silent, crowd.people),
        "souls.blank": share(crowd.blank, crowd.people),
        "souls.dead": share(min(dead, crowd.people), crowd.people),
        "arrivals.added": share(crowd.added, crowd.people),
        "arrivals.by_link": share(crowd.by_link, crowd.people),
        "arrivals.added_silent": share(min(crowd.added_silent, crowd.added), max(1, crowd.added)),
        "arrivals.forced": Measure("measured", "people", forced, forced, 20),
        "coordination.groups": Measure("measured", "groups", groups, groups, 20),
    }
    findings = [
        Finding("arrivals", "strong" if forced else "none", "arrivals.forced", {"adders": forced}),
        Finding("coordination", "strong" if groups else "none", "coordination.groups", {"groups": groups}),
    ]
    coverage = CoverageFacts(
        people_seen=crowd.people, people_claimed=crowd.people, messages=1_000, first=None, last=None,
        members_hidden=False, history_complete=True, arrival_sources=["service-messages"], leaves_logged=False,
        unresolved=0, erased=0, damaged=0, repaired=0, notes=[], listing="whole",
    )  # fmt: skip
    return AuditReport(
        tool="0", policy=POLICY, as_of=_iso(at), chat=ChatFacts(f"Chat {number}", "supergroup", "live"),
        coverage=coverage, measures=measures, evidence={}, findings=findings, series=Series([], [], []),
    )  # fmt: skip


def _iso(at: int) -> str:
    import datetime as dt

    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
