"""A report as an audit of a large chat would give it, written by hand after the published figures of ДВК."""

from typing import Any

import msgspec

from auditor.measure.catalogue import POLICY, SPECS, Measure, Outcome
from auditor.report.report import (
    ArrivalDay,
    AuditReport,
    ChatFacts,
    CoverageFacts,
    CurvePoint,
    Fate,
    Finding,
    Note,
    Series,
)

TITLE = "Активисты ДВК"

NOTES = [
    Note("export-no-member-list"),
    Note("bots-not-known"),
    Note("history-begins-late", {"first": "2018-02-28"}),
    Note("some-without-ids"),
    Note("unresolved", {"count": 211}),
    Note("leaves-not-logged"),
    Note("claimed", {"count": 96_500}),
    Note("not-people", {"count": 1}),
]

EVERY_NOTE = [
    *NOTES,
    Note("history-begins-late", {"first": ""}),
    Note("names-as-people"),
    Note("local-times", {"count": 22, "tz": "Asia/Almaty"}),
    Note("undated", {"count": 3}),
    Note("contradicting-times", {"count": 5}),
    Note("no-times"),
    Note("day-times"),
    Note("repeated-ids", {"count": 2}),
    Note("bad-ids", {"count": 1}),
    Note("unknown-adders", {"count": 1_204}),
    Note("repaired", {"count": 4}),
    Note("damaged", {"count": 7, "offset": 1_048_576}),
    Note("truncated"),
    Note("erased", {"count": 2}),
    Note("leaves-unclear"),
    Note("claimed-too-small", {"claimed": 80_000, "seen": 90_000}),
    Note("one-writer"),
    Note("window", {"since": "2018-03-01", "until": "2018-04-01"}),
    Note("window", {"since": "2018-03-01", "until": ""}),
    Note("window", {"since": "", "until": "2018-04-01"}),
]


def share(count: int, of: int, low: float | None = None, high: float | None = None) -> Measure:
    """A measured share."""
    return Measure("measured", "share", count / of, count, of, low, high)


def missing(measure_id: str, outcome: Outcome, why: str) -> Measure:
    """A measure without a figure."""
    return Measure(outcome, SPECS[measure_id].unit, why=why)


def measures() -> dict[str, Measure]:
    """Most figures measured, some within bounds only, some not at all."""
    seen, added = 90_000, 63_900
    known = {
        "people.seen": Measure("measured", "people", seen, seen, None),
        "people.claimed": Measure("measured", "people", 96_500, 96_500, None),
        "souls.deleted": Measure("bounded", "share", None, 1_204, seen, 0.0133778, 1.0),
        "souls.never_posted": share(70_568, seen, 0.782, 0.7862),
        "arrivals.added": share(added, seen, 0.7083, 0.7117),
        "arrivals.by_link": share(17_010, seen),
        "arrivals.by_request": share(540, seen),
        "arrivals.by_self": share(5_850, seen),
        "arrivals.unknown": share(2_700, seen),
        "arrivals.adders": Measure("measured", "people", 1_312, 1_312, seen),
        "arrivals.half_by": Measure("measured", "people", 41, 41, 1_312),
        "arrivals.added_silent": share(57_190, added),
        "arrivals.added_gone": missing("arrivals.added_gone", "unavailable", "leaves-not-logged"),
        "voices.writers": Measure("measured", "people", 19_432, 19_432, seen),
        "voices.half_by": Measure("measured", "people", 300, 300, 19_432, 300, 304),
        "voices.gini": Measure("measured", "index", 0.8912, 0.8912, 19_432),
    }
    planned = {
        spec.id: missing(spec.id, "unavailable", "source-cannot-show")
        for spec in SPECS.values()
        if spec.id not in known
    }
    return {measure_id: known.get(measure_id) or planned[measure_id] for measure_id in SPECS}


def series() -> Series:
    """Six weeks with a gap, a steep curve, and what became of them."""
    days = [
        ArrivalDay(
            f"2018-{3 + day // 31:02d}-{day % 31 + 1:02d}", added=300 + 9_000 // (1 + (day - 17) ** 2),
            by_link=180 + day * 11, by_request=day % 7 * 5, by_self=40 + day * 3,
        )
        for day in range(41)
        if day not in {5, 6, 7, 8}
    ]  # fmt: skip
    total, writers = 412_000, 19_432
    curve = [
        CurvePoint(people, round(total * (people / writers) ** (0.6931 / 4.1709)))
        for people in (1, 3, 10, 30, 100, 300, 600, 1_000, 2_000, 4_000, 7_000, 11_000, 15_000, writers)
    ]
    fates = [
        Fate("added", 63_900, None, None, 6_710, 57_190),
        Fate("self", 23_400, None, None, 12_100, 11_300),
    ]
    return Series(days, curve, fates)


def sample_report(**changes: Any) -> AuditReport:
    """The report, with fields replaced."""
    report = AuditReport(
        tool="0.1.0",
        policy=POLICY,
        as_of="2018-04-11T09:41:07Z",
        chat=ChatFacts(TITLE, "supergroup", "desktop-export"),
        coverage=CoverageFacts(
            people_seen=90_000,
            people_claimed=96_500,
            messages=412_000,
            first="2018-02-28T20:15:11Z",
            last="2018-04-11T09:41:07Z",
            members_hidden=None,
            history_complete=False,
            arrival_sources=["service-messages"],
            leaves_logged=False,
            unresolved=211,
            erased=0,
            damaged=0,
            repaired=0,
            notes=NOTES,
        ),
        measures=measures(),
        evidence={},
        findings=[],
        series=series(),
    )
    return msgspec.structs.replace(report, **changes)


def named(title: str) -> AuditReport:
    """The report of a chat with that title."""
    return sample_report(chat=ChatFacts(title, "supergroup", "desktop-export"))


def empty_report() -> AuditReport:
    """The report of a chat in which nothing was found."""
    coverage = msgspec.structs.replace(
        sample_report().coverage,
        people_seen=0, people_claimed=None, messages=0, first=None, last=None, history_complete=None,
        leaves_logged=None, unresolved=0, notes=[],
    )  # fmt: skip
    return sample_report(
        as_of=None,
        coverage=coverage,
        measures={measure_id: missing(measure_id, "insufficient", "no-people") for measure_id in SPECS},
        series=Series([], [], []),
    )


def report_with_findings() -> AuditReport:
    """The report as a later version would give it: findings, and evidence with pointers."""
    rows: list[dict[str, Any]] = [
        {"adder": f"p-{'abcdefgh2345'[row:]}{'abcdefgh2345'[:row]}", "added": 120 - row, "gone": 90, "silent": 80,
         "q": 0.001, "messages": [40_000 + row, 41_000 + row], "messages_total": 2,
         "start": "2018-03-18T11:27:31Z", "text": "a quote from the chat"}
        for row in range(3)
    ]  # fmt: skip
    findings = [
        Finding("arrivals", "strong", "arrivals.forced", {"adders": 3, "share": 0.41}),
        Finding("coordination", "none", "coordination.groups", {"smallest": 3}),
    ]
    return sample_report(findings=findings, evidence={"arrivals.forced": rows})
