"""A chat over time: what its stored reports say one after the other, as values, and as a table of every audit."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import NamedTuple

import msgspec

from auditor.errors import ReportUnwritable
from auditor.measure.spec import Difference, Finding, Measure
from auditor.report.comparison import Side
from auditor.report.package.tables import number_cell
from auditor.report.pictures.time_bins import Unit, first_day
from auditor.report.report import FORMAT
from auditor.report.statements.headlines import is_known

MOST_POINTS = 120
"""So many audits are drawn one by one: three units of a picture that is 348 wide for each. Where there are more, those
of a day, a week, a month or a year share a point."""

UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")

COLUMNS = ("as_of", "id", "outcome", "value", "count", "of", "low", "high", "unit", "why", "policy", "tool")


class Observed(Side, frozen=True):
    """What a trend reads of a report; series and evidence are passed over."""

    measures: dict[str, Measure]
    findings: list[Finding]


class Step(msgspec.Struct, frozen=True):
    """One audit on the way: which shares `moved` beyond noise since the audit before, and in what the two could see the
    chat `apart` (keys of `sights`)."""

    audit: Observed
    moved: dict[str, Difference]
    apart: list[str]


class Since(msgspec.Struct, frozen=True):
    """A figure in the last audit that knows it, against the first that did."""

    first: str | None
    last: str | None
    difference: Difference


class Trend(msgspec.Struct, frozen=True):
    """The audits of a chat in order, what became of each measure over all of them, and how many bear no date."""

    steps: list[Step]
    since: dict[str, Since]
    undated: int = 0


class Stretch(NamedTuple):
    """Audits that share a point, in order; `at` is where the last of them stands, in days."""

    steps: tuple[Step, ...]
    at: float

    @property
    def first(self) -> date:
        """The day of the first of them."""
        return day_of(self.steps[0])

    @property
    def last(self) -> date:
        """The day of the last of them."""
        return day_of(self.steps[-1])


class Point(NamedTuple):
    """A measure in one stretch: the last figure known in it, and the lowest and highest value or bound of all that are;
    None three times where it was never known."""

    measure: Measure | None
    low: float | None
    high: float | None


def read_observed(report: bytes) -> Observed:
    """Reads of a stored report what a trend needs; raises `ReportUnwritable` where it is none."""
    try:
        return msgspec.json.decode(report, type=Observed)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ReportUnwritable(
            "This is not a report of format {format}: {said}.", format=FORMAT, said=str(error)
        ) from error


def day_of(step: Step) -> date:
    """The day an audit speaks of; nothing finer is for readers."""
    return date.fromisoformat((step.audit.as_of or "")[:10])


def stretches(steps: Sequence[Step]) -> list[Stretch]:
    """Each audit by itself or, of more than `MOST_POINTS`, those of a day, week, month or year together."""
    single = [Stretch((step,), at) for step, at in zip(steps, _places(steps), strict=True)]
    placed = single
    for unit in UNITS:
        if len(placed) <= MOST_POINTS:
            break
        placed = [_together(list(group)) for _, group in groupby(single, partial(_begins, unit))]
    return placed


def _begins(unit: Unit, stretch: Stretch) -> date:
    return first_day(stretch.last, unit)


def _together(group: Sequence[Stretch]) -> Stretch:
    return Stretch(tuple(step for each in group for step in each.steps), group[-1].at)


def _places(steps: Sequence[Step]) -> list[float]:
    """Where audits stand, in days; several of one day at equal distances, for their hour is not for readers."""
    places: list[float] = []
    for day, group in groupby(steps, key=day_of):
        number = sum(1 for _ in group)
        places += [day.toordinal() + index / number for index in range(number)]
    return places


def point_of(stretch: Stretch, measure_id: str) -> Point:
    """A measure in a stretch."""
    known = [
        measure
        for step in stretch.steps
        if (measure := step.audit.measures.get(measure_id)) is not None and is_known(measure)
    ]
    if not known:
        return Point(None, None, None)
    ends = [ends_of(measure) for measure in known]
    return Point(known[-1], min(low for low, _ in ends), max(high for _, high in ends))


def ends_of(measure: Measure) -> tuple[float, float]:
    """The lowest and the highest that a known figure can be; a bound that excludes nothing is where the scale ends."""
    point = measure.value
    top = 1.0 if measure.unit == "share" else float(measure.of or measure.count or 0)
    low = measure.low if measure.low is not None else 0.0 if point is None else point
    high = measure.high if measure.high is not None else top if point is None else point
    return low, high


def exceeding(step: Step) -> list[Finding]:
    """The signs of an audit that exceed their limits."""
    return [finding for finding in step.audit.findings if finding.strength in {"strong", "some"}]


def trend_csv(trend: Trend) -> bytes:
    """Every audit and measure as a row, however many share a point on the page: UTF-8, ISO days, empty = unknown."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for step in trend.steps:
        audit = step.audit
        for measure_id, m in audit.measures.items():
            numbers = map(number_cell, (m.value, m.count, m.of, m.low, m.high))
            made = m.unit, m.why or "", audit.policy, audit.tool
            writer.writerow((day_of(step).isoformat(), measure_id, m.outcome, *numbers, *made))
    return text.getvalue().encode()
