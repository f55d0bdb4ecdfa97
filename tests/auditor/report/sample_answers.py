"""A report for each row of the answer's table, written by hand: the least that makes the row hold."""

from typing import Any

import msgspec

from auditor.measure.spec import Finding, Measure
from auditor.report.report import AuditReport, ChatFacts, Fate, Series
from tests.auditor.report.sample_findings import CANNOT_TELL, EVIDENCE, FINDINGS, IN_CONTEXT, NOTHING_FOUND
from tests.auditor.report.sample_report import channel_report, empty_report, live_report, missing, sample_report, share

FORCED, COPIES, SWARMS, GROUPS, PACE = FINDINGS
NONE_ADDED = {name: missing(name, "insufficient", "no-added") for name in ("arrivals.added", "arrivals.half_by",
                                                                         "arrivals.added_silent")}  # fmt: skip
MANY_WRITE = {"voices.half_by": Measure("measured", "people", 4_000, 4_000, 19_432)}
FATES = [Fate("added", 812, 104, 31, 65, 612), Fate("self", 216, 9, 6, 127, 74)]

WAVE = {
    "arrivals.wave": Measure("measured", "share", 2_500 / 3_999, 2_500, 3_999),
    "arrivals.wave_usual": Measure("measured", "share", 0.35 / 2_500, 0, 2_500, 0.0, 3 / 2_500),
    "arrivals.wave_gone": Measure("measured", "share", 826 / 2_500, 826, 2_500, 0.31, 0.35),
}
WAVE_ROW = {"start": "2026-10-21T19:00:03Z", "end": "2026-10-21T21:59:41Z", "count": 2_500, "expected": 0.351,
            "q": 1e-9, "sources": {"service-messages": 2_500}}  # fmt: skip
GONE = {"gone": 826, "gone_of": 2_500, "rest_gone": 65, "rest_gone_of": 1_394}
AGES = {"same_age": 2_400, "same_age_of": 2_500, "rest_same_age": 80, "rest_same_age_of": 1_300, "p_age": 0.001}
STAYED = GONE | {"gone": 130}


def quiet(findings: list[Finding] = NOTHING_FOUND, **changes: Any) -> AuditReport:
    """A chat to which nobody was added, and in which many write; of what was looked for, these findings."""
    return changed(sample_report(findings=findings), NONE_ADDED | MANY_WRITE, **changes)


def changed(report: AuditReport, measures: dict[str, Measure], **changes: Any) -> AuditReport:
    """A report with other figures, and other fields; `coverage` are other fields of its own."""
    coverage = msgspec.structs.replace(report.coverage, **changes.pop("coverage", {}))
    return msgspec.structs.replace(report, measures=report.measures | measures, coverage=coverage, **changes)


def flooded(more: dict[str, Any], findings: list[Finding] = NOTHING_FOUND, **of_wave: Any) -> AuditReport:
    """A chat that a wave came to, of whose people this much more is known."""
    wave = msgspec.structs.replace(WAVE["arrivals.wave"], **of_wave)
    evidence = {"arrivals.wave": [WAVE_ROW | more]}
    return changed(quiet(findings), WAVE | {"arrivals.wave": wave}, evidence=evidence)


def told(finding: Finding, **changes: Any) -> list[Finding]:
    """A finding with other facts or another strength, alone among what was looked for in vain."""
    strength = changes.pop("strength", finding.strength)
    changes.pop("facts", None)
    found = msgspec.structs.replace(finding, strength=strength, facts=finding.facts | changes)
    return [found, *(each for each in NOTHING_FOUND if each.id != finding.id)]


def acted(**facts: int | str) -> list[Finding]:
    """A single act that was found."""
    return told(Finding("coordination", "some", "coordination.acts", {"of": 802, "smallest": 14}), **facts)


def without_replies(strength: Any = "cannot tell") -> list[Finding]:
    """Nothing found, and of replies it cannot be told."""
    return told(SWARMS, strength=strength, swarms=0, people=0, why="no-replies")


def table() -> AuditReport:
    """A table of texts, of which some people wrote one text."""
    chat = ChatFacts("complaints.csv", "table", "texts")
    evidence = {"coordination.copies": EVIDENCE["coordination.copies"]}
    return changed(quiet([IN_CONTEXT, *NOTHING_FOUND[2:]]), {}, chat=chat, evidence=evidence)


UNTOLD = [Finding("arrivals", "cannot tell", "arrivals.forced", {"why": "no-large-adders"}), *CANNOT_TELL[1:]]
SILENT_ONLY = told(NOTHING_FOUND[0], silent_adders=3)
LOGGED = {"leaves_logged": True}
ADDED_FATES = Series([], [], FATES)
NO_LEAVING = Series([], [], [Fate("added", 812, None, None, 131, 681), Fate("self", 216, None, None, 130, 86)])
CERTAIN = {"arrivals.added_silent": share(681, 812)}

REPORTS: dict[tuple[str, str], AuditReport] = {
    ("crowd", "wave"): flooded(GONE),
    ("crowd", "wave, names in doubt"): flooded(GONE, outcome="bounded", value=None, low=0.58, high=0.64),
    ("crowd", "everything cannot tell"): changed(empty_report(), {}, findings=UNTOLD),
    ("crowd", "nothing found"): quiet(),
    ("crowd", "added, and by whom"): sample_report(),
    ("crowd", "added"): changed(sample_report(), {"arrivals.half_by": missing("arrivals.half_by", "insufficient",
                                                                            "no-adders")}),
    ("crowd", "views"): channel_report(),
    ("crowd", "views, uncounted"): changed(channel_report(), {}, coverage={"people_claimed": None}),
    ("crowd", "a table of texts"): table(),
    ("crowd", "writers"): changed(quiet(), {"voices.half_by": Measure("bounded", "people", None, 300, 19_432, 300,
                                                                     304)}),
    ("contrast", "wave"): flooded({}),
    ("contrast", "fates"): changed(sample_report(series=ADDED_FATES), CERTAIN,
                                   coverage=LOGGED | {"history_complete": True}),
    ("contrast", "fates, of a part of the history"): changed(sample_report(series=ADDED_FATES), CERTAIN,
                                                             coverage=LOGGED),
    ("contrast", "fates, leaving not known"): changed(sample_report(series=NO_LEAVING), CERTAIN),
    ("contrast", "the added alone"): changed(sample_report(), {
        "arrivals.added_silent": Measure("bounded", "share", None, 57_190, 63_900, 0.84, 0.91),
    }),
    ("contrast", "forced × cannot tell"): quiet([CANNOT_TELL[0], *NOTHING_FOUND[1:]]),
    ("contrast", "forced × none"): quiet(),
    ("verdict", "wave, gone"): flooded(GONE),
    ("verdict", "wave, of one age"): flooded(AGES),
    ("verdict", "wave, stayed"): changed(flooded(STAYED), {
        "arrivals.wave_gone": Measure("measured", "share", 130 / 2_500, 130, 2_500, 0.04, 0.06),
    }, evidence={"arrivals.wave": [WAVE_ROW | STAYED | {"rest_gone": 80}]}),
    ("verdict", "wave"): flooded({}),
    ("verdict", "forced × strong"): sample_report(findings=FINDINGS),
    ("verdict", "forced × some"): sample_report(findings=told(FORCED, strength="some")),
    ("verdict", "groups × strong / some, one group"): quiet(told(
        GROUPS, strength="strong", groups=1, kind="text", window=300, looked="pace age", held="age")),
    ("verdict", "groups × strong / some"): quiet(told(GROUPS, kind="link", window=86_400, looked="pace", held="")),
    ("verdict", "copies × some"): quiet(told(COPIES)),
    ("verdict", "acts × some, a mass"): quiet(acted(mass=1, mass_people=64, mass_kind="forward", mass_window=300,
                                                   mass_others=12)),
    ("verdict", "acts × some, even steps"): quiet(acted(steps=1, steps_people=31, steps_kind="text",
                                                       steps_seconds=40)),
    ("verdict", "swarms × some"): quiet(told(SWARMS)),
    ("verdict", "another finding"): quiet([Finding("coordination", "some", "coordination.of_tomorrow", {})]),
    ("verdict", "forced, silence only, leaving not recorded"): sample_report(findings=SILENT_ONLY),
    ("verdict", "forced, silence only"): changed(sample_report(findings=SILENT_ONLY), {}, coverage=LOGGED),
    ("verdict", "forced × none"): sample_report(findings=NOTHING_FOUND),
    ("verdict", "forced × cannot tell"): sample_report(findings=told(
        NOTHING_FOUND[0], strength="cannot tell", why="leaves-not-logged")),
    ("verdict", "everything cannot tell"): changed(empty_report(), {}, findings=UNTOLD),
    ("verdict", "nothing found"): table(),
    ("verdict", "acting together × cannot tell"): changed(quiet(), {
        "voices.half_by": Measure("measured", "people", 9, 9, 202),
    }, findings=[NOTHING_FOUND[0], *CANNOT_TELL[1:]]),
    ("beside", "wave, beside a finding"): flooded(GONE, told(COPIES)),
    ("beside", "wave, against"): flooded(GONE),
    ("beside", "wave"): flooded({}),
    ("beside", "nothing found, a part not looked for"): quiet(without_replies()),
    ("cannot_know", "groups"): quiet(told(GROUPS, kind="link", window=86_400)),
    ("cannot_know", "copies"): quiet(told(COPIES)),
    ("cannot_know", "acts"): quiet(acted(mass=1, mass_people=64, mass_kind="forward", mass_window=300)),
    ("cannot_know", "swarms"): quiet(told(SWARMS)),
    ("cannot_know", "wave"): flooded({}),
    ("cannot_know", "added, live"): live_report(),
    ("cannot_know", "added"): sample_report(),
    ("cannot_know", "views"): channel_report(),
    ("cannot_know", "few write"): changed(quiet(), {"voices.half_by": Measure("measured", "people", 9, 9, 202)}),
    ("cannot_know", "nothing found"): quiet(),
}  # fmt: skip
"""By part and name of the row that must be said of it."""
