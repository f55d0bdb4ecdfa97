"""Which figures of a report stand where: at its head on the page, on the card and in the terminal the same ones, and
those that a chart or a page of its own is about. It is the one file beside their own that names measures.
"""

from auditor.measure.spec import Measure
from auditor.report.report import AuditReport
from auditor.report.statements.episodes import HOLDING

KEY_FIGURES: tuple[str, ...] = (
    "souls.dead",
    "souls.never_posted",
    "arrivals.added",
    "voices.half_by",
    "arrivals.half_by",
    "souls.deleted",
    "arrivals.added_silent",
    "voices.writers",
    "arrivals.adders",
    "people.seen",
)
"""By how much they say; the first that are known are shown."""


CHANNEL_FIGURES: tuple[str, ...] = (
    "reach.views",
    "reach.spread",
    "reach.reactions",
    "people.claimed",
    "reach.forwards",
    "reach.comments",
)
"""What stands before those in a channel, whose subscribers only its admins can see."""

TABLE_FIGURES: tuple[str, ...] = (
    "coordination.copies",
    "coordination.groups",
    "coordination.swarms",
    "voices.half_by",
    "voices.writers",
    "coordination.pace",
)
"""What a table of texts can show: whether its authors act as one, and how few wrote half of it."""


CLAIMED = "people.claimed"
"""The number that stands among what was read."""

HALF_WROTE = "voices.half_by"
"""What the curve of messages is marked by."""

BURSTS = "arrivals.bursts"
"""What the chart of arrivals is marked by."""

CAME_BY: dict[str, str] = {
    "added": "arrivals.added",
    "by_link": "arrivals.by_link",
    "by_request": "arrivals.by_request",
    "by_self": "arrivals.by_self",
    "unknown": "arrivals.unknown",
}
"""The ways of coming in charts."""

WAVE, WOULD_HAVE_COME = "arrivals.wave", "arrivals.wave_usual"
WAVE_GONE, WAVE_AGE = "arrivals.wave_gone", "arrivals.wave_age"
"""What an answer about a wave rests on."""

SEEN = "people.seen"
ADDED, HALF_ADDED, ADDED_SILENT = "arrivals.added", "arrivals.half_by", "arrivals.added_silent"
WRITERS, VIEWS, SPREAD = "voices.writers", "reach.views", "reach.spread"
"""What the first sentence of a report rests on."""

FORCED = "arrivals.forced"
COPIES, ACTS, SWARMS, GROUPS = (
    "coordination.copies",
    "coordination.acts",
    "coordination.swarms",
    "coordination.groups",
)
"""The findings that have a sentence of their own in it."""

SHARED, FARMS = "farms.overlap", "farms.accounts"
"""What the page about several chats lists."""


LEADING: dict[str, tuple[str, ...]] = {
    "wave": (WAVE, WOULD_HAVE_COME, WAVE_GONE, WAVE_AGE),
    "groups": (GROUPS,),
    "few_write": (HALF_WROTE, WRITERS),
    "added": (ADDED, HALF_ADDED, ADDED_SILENT),
    "forced": (ADDED, HALF_ADDED, ADDED_SILENT),
}
"""What stands first where this picture leads."""


def key_figures(report: AuditReport, most: int, leads: str = "") -> list[tuple[str, Measure]]:
    """At most `most` figures that are known, exactly or within bounds that say something; those of the leading picture
    first."""
    if not report.chat.has_members:
        by_worth = TABLE_FIGURES
    else:
        by_worth = CHANNEL_FIGURES + KEY_FIGURES[:-1] if report.chat.kind == "channel" else KEY_FIGURES
    known = [
        (measure_id, report.measures[measure_id])
        for measure_id in dict.fromkeys((*LEADING.get(leads, ()), *by_worth))
        if measure_id in report.measures and says_something(report.measures[measure_id])
    ]
    return known[:most]


def is_known(measure: Measure) -> bool:
    """Whether there is a figure at all."""
    return measure.outcome in {"measured", "bounded"}


def says_something(measure: Measure) -> bool:
    """Whether a figure is known, and its bounds exclude something."""
    if measure.outcome != "bounded":
        return measure.outcome == "measured"
    top = 1.0 if measure.unit == "share" else float(measure.of or 0)
    least = 0 if measure.unit == "share" or measure.unit in HOLDING else 1
    return (measure.low or 0) > least or (measure.high is not None and measure.high < top)
