"""A chat audited day after day: what its stored reports would say, with a jump, a gap, a capped list, a new policy and
signs planted on known days."""

import datetime as dt
import random

import msgspec

from auditor.measure.catalogue import SPECS
from auditor.measure.spec import Finding, Measure
from auditor.report.report import ArrivalDay, AuditReport, ChatFacts
from tests.auditor.report.sample_report import live_report, missing, sample_report, share

FIRST = dt.date(2025, 11, 3)
HIDDEN = range(60, 70)
"""The days on which the chat hides its members."""
CAPPED = range(120, 150)
"""The days on which Telegram cuts the list off."""
JUMP = 200
"""On this day 3,000 people are added."""
SIGNS = range(200, 240)
"""From then on signs of forced adding are found, until they are not."""
POLICY = 250
"""On this day the program gets other thresholds."""
NEW_MEASURE = 30
"""From this day on the program computes `souls.flagged`."""


def day(number: int) -> dt.date:
    """The day of an audit."""
    return FIRST + dt.timedelta(days=number)


def yearly(days: int = 365, *, arrival_days: int = 40, title: str = "Активисты ДВК") -> list[AuditReport]:
    """A report a day. `arrival_days` is how long the charts' series are: a real chat's reach back for years."""
    chance = random.Random(7)
    people = 38_000.0
    reports = []
    for number in range(days):
        people += chance.gauss(14, 22) + (3_000 if number == JUMP else 0)
        reports.append(_report(number, round(people), chance, arrival_days, title))
    return reports


def _report(number: int, people: int, chance: random.Random, arrival_days: int, title: str) -> AuditReport:
    listing = "hidden" if number in HIDDEN else "capped" if number in CAPPED else "whole"
    added = 0.31 + (0.055 if number >= JUMP else 0) + chance.gauss(0, 0.0004)
    writers = round(people * 0.094 + chance.gauss(0, 12))
    shares = {
        "souls.deleted": 0.021 + number * 2e-5, "souls.inactive": 0.18 + number * 1.1e-4,
        "souls.never_posted": 0.792 + number * 4e-5, "souls.new": 0.034, "souls.blank": 0.062, "souls.flagged": 0.0004,
        "souls.dead": 0.168 + number * 9e-5, "arrivals.added": added, "arrivals.by_link": 0.42 - added / 9,
        "arrivals.by_request": 0.012, "arrivals.by_self": 0.11, "arrivals.unknown": 0.47 - added * 8 / 9,
    }  # fmt: skip
    found: dict[str, Measure] = {spec: missing(spec, "unavailable", "not-a-channel") for spec in SPECS
                                 if spec.startswith("reach.")}  # fmt: skip
    for name, level in shares.items():
        found[name] = _share(name, round(people * level + chance.gauss(0, 12 if level > 0.01 else 2)), people, listing)
    found |= {
        "people.seen": Measure("measured", "people", people, people, None),
        "people.claimed": Measure("measured", "people", people + 40, people + 40, None),
        "arrivals.adders": Measure("measured", "people", 611 + number // 9, 611 + number // 9, people),
        "arrivals.half_by": Measure("measured", "people", 17, 17, 611 + number // 9),
        "arrivals.added_silent": share(round(people * added * 0.83), round(people * added)),
        "voices.writers": Measure("bounded", "people", None, writers, people, writers, writers + 120),
        "voices.half_by": Measure("measured", "people", 71 + number // 40, 71 + number // 40, writers),
        "voices.gini": Measure("measured", "index", round(0.87 + number * 2e-5, 4), 0.87, writers),
    }
    if number < NEW_MEASURE:
        del found["souls.flagged"]
    base = live_report(whole=listing == "whole")
    signs = [Finding("arrivals", "strong" if number in SIGNS else "none", "arrivals.added", {"adders": 3})]
    return sample_report(
        as_of=f"{day(number)}T06:{number % 60:02d}:07Z",
        policy="2026-11" if number >= POLICY else "2025-06",
        chat=ChatFacts(title, "supergroup", "live"),
        coverage=msgspec.structs.replace(base.coverage, listing=listing, people_seen=people),
        measures={spec: found[spec] for spec in SPECS if spec in found},
        findings=signs,
        series=msgspec.structs.replace(base.series, days=_arrivals(number, arrival_days)),
    )


def _share(name: str, count: int, people: int, listing: str) -> Measure:
    if listing == "hidden" and name.startswith("souls."):
        return missing(name, "unavailable", "members-not-listed")
    if listing == "capped" and name.startswith("souls."):
        return Measure(
            "bounded", "share", None, count // 3, people, count / 3 / people, min(1.0, count / people + 0.09)
        )
    return share(count, people)


def _arrivals(number: int, arrival_days: int) -> list[ArrivalDay]:
    last = day(number)
    days = (last - dt.timedelta(days=back) for back in range(arrival_days, 0, -1))
    return [ArrivalDay(each.isoformat(), 12 + each.day, 20, 1, 7, 3) for each in days]
