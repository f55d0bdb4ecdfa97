"""A report as an audit of a large chat would give it, written by hand after the published figures of ДВК."""

from typing import Any

import msgspec

from auditor.measure.catalogue import POLICY, SPECS
from auditor.measure.spec import Finding, Measure, Outcome
from auditor.report.report import (
    ArrivalDay,
    AuditReport,
    ChatFacts,
    CoverageFacts,
    CurvePoint,
    Fate,
    NewWithin,
    Note,
    Series,
    named_for,
)
from tests.auditor.report.sample_findings import EVIDENCE, FINDINGS, spoken_by_test

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
    Note("mostly-undated", {"count": 60, "of": 100}),
    Note("often-undated", {"count": 20, "of": 100}),
    Note("minute-times"),
    Note("hour-times"),
    Note("day-times"),
    Note("worse-times"),
    Note("relative-times"),
    Note("days-from-1900"),
    Note("minute-events"),
    Note("hour-events"),
    Note("day-events"),
    Note("pages-beside"),
    Note("pages-missing", {"count": 2}),
    Note("names-listed", {"count": 4}),
    Note("ways-not-told"),
    Note("whatsapp-names"),
    Note("discord-leaves"),
    Note("whole-not-known"),
    Note("table-of-platform", {"platform": "YouTube"}),
    Note("kept-before-links", {"count": 310}),
    Note("days-from-1904"),
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
    Note("claimed-by-telegram", {"count": 96_500}),
    Note("list-capped", {"listed": 10_000, "claimed": 96_500}),
    Note("list-hidden", {"listed": 12, "claimed": 96_500}),
    Note("discussion-apart"),
    Note("list-closed"),
    Note("list-closed-channel"),
    Note("joining-shows-more"),
    Note("list-short", {"count": 3}),
    Note("last-seen-by-me", {"count": 1_811}),
    Note("last-seen-empty", {"count": 2_104}),
    Note("bots-apart", {"count": 2}),
    Note("bots-not-all-known"),
    Note("history-hidden"),
    Note("arrivals-unseen", {"count": 61}),
    Note("gone-by-list"),
    Note("arrivals-bot-updates", {"count": 22}),
    Note("bot-listened", {"since": "2026-08-01"}),
    Note("bot-deaf", {"count": 2, "hours": 31}),
    Note("arrivals-admin-log", {"count": 5}),
    Note("arrivals-service-messages", {"count": 1}),
    Note("table-of-texts"),
    Note("table-names"),
    Note("table-some-names"),
    Note("authorless", {"count": 3}),
    Note("textless", {"count": 1}),
    Note("rounded-ids", {"count": 6}),
    Note("rows-without-id", {"count": 4}),
    Note("stray-quotes", {"count": 3, "line": 61}),
    Note("encoding", {"encoding": "Windows-1251"}),
    Note("dataset-no-member-list"),
    Note("dataset-bots-not-known"),
    Note("dataset-whole-not-known"),
    Note("held-again", {"count": 12}),
    Note("damaged-lines", {"count": 2, "line": 118}),
    Note("arrivals-invite-links", {"count": 311}),
    Note("arrivals-member-list", {"count": 4}),
    Note("not-people-live", {"count": 31}),
    Note("names-taken", {"count": 640}),
    Note("arrivals-unrecorded", {"count": 5}),
    Note("unknown-actions", {"count": 5, "names": "hologram_projected (3), orbit_changed (2)"}),
    Note("unknown-types", {"count": 2, "names": "sticker_wall (2)"}),
    Note("unknown-chats", {"count": 1, "names": "public_forum (1)"}),
    Note("unsupported", {"count": 4}),
    Note("history-missing", {"read": 199, "of": 600}),
    Note("messages-unreadable", {"count": 21}),
    Note("list-unread", {"count": 3, "listed": 812, "claimed": 900}),
    Note("sources-unread"),
    Note("often-lost", {"count": 12, "of": 100}),
    Note("mostly-lost", {"count": 60, "of": 100}),
    Note("suspect-ids", {"count": 4}),
]

LIVE_NOTES = [
    Note("list-capped", {"listed": 10_000, "claimed": 96_500}),
    Note("last-seen-by-me", {"count": 1_811}),
    Note("last-seen-empty", {"count": 2_104}),
    Note("arrivals-unseen", {"count": 8_161}),
    Note("leaves-not-logged"),
    Note("claimed-by-telegram", {"count": 96_500}),
    Note("bots-apart", {"count": 2}),
    Note("arrivals-service-messages", {"count": 81_839}),
]

CHANNEL_NOTES = [Note("list-closed-channel"), Note("discussion-apart"), Note("claimed-by-telegram", {"count": 41_200})]


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


def report_at_rest() -> AuditReport:
    """A report with findings and their evidence as storage keeps it: people as numbers."""
    found = {
        "arrivals.bursts": Measure("measured", "windows", 2, 2, None),
        "arrivals.forced": Measure("measured", "people", 3, 3, 121),
        "coordination.copies": Measure("measured", "episodes", 14, 14, 19_432, inside=61),
        "coordination.swarms": Measure("measured", "episodes", 2, 2, 19_432, inside=50),
        "coordination.groups": Measure("measured", "groups", 3, 3, 2_104, inside=44),
        "coordination.pace": Measure("measured", "people", 2, 2, 19_432),
    }
    return sample_report(measures=measures() | found, findings=FINDINGS, evidence=EVIDENCE)


def report_with_findings() -> AuditReport:
    """The same as one reader is told it."""
    return named_for(report_at_rest(), spoken_by_test)


def report_of_findings(findings: list[Finding]) -> AuditReport:
    """A report with these findings and no evidence: nothing was found, or cannot be told."""
    return sample_report(findings=findings)


def live_report(*, whole: bool = False) -> AuditReport:
    """The report of a live audit of a group, its list read whole or cut off."""
    listed = 96_498 if whole else 10_000
    bounds = {
        "souls.deleted": (1_204, 0.0124768, 0.9088478),
        "souls.inactive": (911, 0.0094406, 0.9276151),
        "souls.never_posted": (77_066, 0.798628, 0.902112),
        "souls.new": (3_120, 0.0323323, 0.9611909),
        "souls.blank": (2_822, 0.0292441, 0.9256150),
        "souls.flagged": (14, 0.000145, 0.8965159),
        "souls.dead": (1_990, 0.0206222, 0.9388069),
        "arrivals.added": (63_900, 0.362, 0.8906),
    }
    known = {
        measure_id: share(count, 96_498) if whole else Measure("bounded", "share", None, count, 96_498, low, high)
        for measure_id, (count, low, high) in bounds.items()
    }
    gone = share(9_102, 63_900) if whole else missing("arrivals.added_gone", "unavailable", "leaves-not-logged")
    reach = {f"reach.{name}": missing(f"reach.{name}", "unavailable", "not-a-channel") for name in REACH}
    coverage = msgspec.structs.replace(
        sample_report().coverage, notes=LIVE_NOTES[1:] if whole else LIVE_NOTES, members_hidden=False,
        listing="whole" if whole else "capped", members_listed=listed, bots=2,
    )  # fmt: skip
    return sample_report(
        chat=ChatFacts(TITLE, "supergroup", "live"),
        coverage=coverage,
        measures=measures() | known | reach | {"arrivals.added_gone": gone},
        series=msgspec.structs.replace(
            series(), new=[NewWithin(days, 3_120 + 9 * days, 4_011 - days, listed) for days in (30, 90, 180, 365)]
        ),
    )


REACH = ("views", "spread", "reactions", "forwards", "comments")


def channel_report() -> AuditReport:
    """The report of a channel that a stranger read: nobody is seen, the posts are."""
    shown = {
        "people.seen": Measure("measured", "people", 0, 0, 41_200),
        "people.claimed": Measure("measured", "people", 41_200, 41_200, 41_200),
        "reach.views": Measure("measured", "share", 0.2313, 9_530.5, 41_200),
        "reach.spread": Measure("measured", "index", 0.0312, 0.0312, 58),
        "reach.reactions": Measure("measured", "share", 0.0121, 115.3, 9_530),
        "reach.forwards": Measure("measured", "share", 0.0031, 29.5, 9_530),
        "reach.comments": missing("reach.comments", "unavailable", "numbers-not-shown"),
    }
    nobody = {
        spec.id: missing(spec.id, "unavailable", "members-not-listed")
        for spec in SPECS.values()
        if spec.family in {"souls", "arrivals", "voices"}
    }
    coverage = msgspec.structs.replace(
        sample_report().coverage, people_seen=0, people_claimed=41_200, messages=58, arrival_sources=[],
        leaves_logged=None, unresolved=0, notes=CHANNEL_NOTES, listing="none", bots=0,
    )  # fmt: skip
    return sample_report(
        chat=ChatFacts("Городские новости", "channel", "live"),
        coverage=coverage,
        measures=measures() | nobody | shown,
        series=Series([], [], []),
    )
