"""The figures of a report, question by question: a row each, its bounds drawn, how it can mislead folded beside it."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from auditor.measure.catalogue import CATALOGUE, SPECS
from auditor.measure.spec import Measure
from auditor.report.pictures import charts
from auditor.report.report import AuditReport
from auditor.report.statements import denominators
from auditor.report.statements.headlines import is_known
from auditor.report.statements.wording import Wording


class Figure(NamedTuple):
    """One row."""

    id: str
    title: str
    figure: str
    rests_on: str
    """Of whom it is told; of a point with bounds, these too."""
    bar: str
    meaning: str
    bounds: str
    """What its bounds are, where it has any."""
    misleads: str


class Question(NamedTuple):
    """A family of figures, with the question that it answers."""

    family: str
    title: str
    figures: list[Figure]


class Missing(NamedTuple):
    """Figures that are not there: which source could show them ("" where this one could), and each with its reason."""

    source: str
    figures: list[tuple[str, str]]


def questions(report: AuditReport, words: Wording) -> list[Question]:
    """The known figures in the order of the catalogue; those that a finding tells of stand there alone."""
    told = {finding.id for finding in report.findings}
    known = [spec for spec in CATALOGUE if spec.id in report.measures and is_known(report.measures[spec.id])]
    alone = [spec for spec in known if spec.id not in told]
    return [
        Question(
            family,
            words.family(family),
            [figure_of(spec.id, report.measures[spec.id], words) for spec in specs],
        )
        for family, specs in groupby(alone, key=attrgetter("family"))
    ]


def figure_of(measure_id: str, measure: Measure, words: Wording) -> Figure:
    """A known figure as a row."""
    headline = words.headline(measure_id, measure)
    bounded = measure.outcome == "bounded"
    beside = [denominators.rests_on(measure_id, measure, words), "" if bounded else headline.bounds]
    return Figure(
        measure_id,
        words.measure_title(measure_id),
        words.bounds(measure) if bounded and not _has_both_ends(headline.large) else headline.large,
        "; ".join(filter(None, beside)),
        bar_of(measure_id, measure),
        words.measure_meaning(measure_id),
        _bounds(measure, words),
        words.misleads(measure_id),
    )


def _has_both_ends(large: str) -> bool:
    """Whether a figure is short and clear as it stands: `65.5–80.2%`, where `≥ 65.5%` is better said in words."""
    return not large.startswith(("≥", "≤", "?"))


def bar_of(measure_id: str, measure: Measure) -> str:
    """A figure that is a part of something, as a bar from nothing to all of it; else empty."""
    if measure.unit == "share":
        return _bar(measure, 1.0)
    if measure.unit == "index":
        return _bar(measure, 1.0) if (measure.value or 0) <= 1 else ""
    is_part = bool(measure.of) and (spec := SPECS.get(measure_id)) is not None and spec.out_of is not None
    return _bar(measure, float(measure.of or 1)) if measure.unit == "people" and is_part else ""


def _bar(measure: Measure, whole: float) -> str:
    low = measure.low if measure.low is not None else measure.value or 0.0
    high = measure.high if measure.high is not None else measure.value if measure.value is not None else whole
    point = None if measure.value is None else measure.value / whole
    return charts.share_bar(low / whole, high / whole, point)


def _bounds(measure: Measure, words: Wording) -> str:
    if measure.low is None or measure.high is None or measure.low == measure.high:
        return ""
    return words.text("The bounds are the lowest and the highest that the figure can be, whatever could not be seen.")


class Ages(NamedTuple):
    """How many accounts were made how shortly before they came: of whom, and a row a span."""

    of: str
    rows: list[tuple[str, list[str]]]


def ages(report: AuditReport, words: Wording) -> Ages | None:
    """None where nobody's arrival is dated."""
    within = [row for row in report.series.new if row.of]
    if not within:
        return None
    of = words.count_text(
        "Of {count} listed member whose arrival is dated", "Of {count} listed members whose arrival is dated",
        within[0].of,
    )  # fmt: skip
    rows = [
        (
            words.count_text("up to {count} day before they came", "up to {count} days before they came", row.days),
            [f"{words.number(count)} ({words.percent(count / row.of)})" for count in (row.count, row.cannot_tell)],
        )
        for row in within
    ]
    return Ages(of, rows)


def missing(report: AuditReport, words: Wording) -> list[Missing]:
    """The measures without a figure, grouped by who could show them; what this source could show stands first. Of what
    a finding cannot tell it says so itself."""
    told = {finding.id for finding in report.findings}
    groups: dict[str, list[tuple[str, str]]] = {}
    for measure_id, why in _unknown(report):
        if measure_id not in told:
            source = words.which_source(SPECS[measure_id], report.chat.read)
            said = "" if source else words.reason(why)
            groups.setdefault(source, []).append((words.measure_title(measure_id), said))
    return [Missing(source, groups[source]) for source in sorted(groups, key=bool)]


def _unknown(report: AuditReport) -> Iterator[tuple[str, str | None]]:
    for spec in CATALOGUE:
        measure = report.measures.get(spec.id)
        if measure is not None and not is_known(measure):
            yield spec.id, measure.why
