"""When it happened, as a page shows it: arrivals over time, the week by hours, and what lies beside the findings."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from auditor.report.pages.findings_shown import Beside, beside_of
from auditor.report.pictures import charts, drawing, hours
from auditor.report.pictures.time_bins import WITH_YEAR, bins, ways
from auditor.report.report import AuditReport
from auditor.report.statements.headlines import BURSTS, CAME_BY, HALF_WROTE, WAVE
from auditor.report.statements.wording import Wording


class Week(NamedTuple):
    """What happened by weekday and hour: a picture, its legend, and the same as a table, a row an hour."""

    title: str
    svg: str
    legend: list[tuple[str, str]]
    zone: str
    days: list[str]
    rows: list[tuple[str, list[str]]]


class Charts(NamedTuple):
    """Charts and the same as tables; empty where there is nothing to draw."""

    arrivals: str
    arrivals_legend: list[tuple[str, str]]
    bursts: tuple[str, str] | None
    arrivals_rows: list[tuple[str, list[str]]]
    curve: str
    weeks: tuple[Week, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether anything is known of when."""
        return bool(self.arrivals or self.weeks)


def charts_of(report: AuditReport, words: Wording) -> Charts:
    """The charts of a report."""
    half = report.measures.get(HALF_WROTE)
    half_by = int(half.value) if half is not None and half.value is not None else None
    unit, columns = bins(report.series.days)
    bursts = [str(row["start"])[:10] for row in report.evidence.get(BURSTS, []) if row.get("start")]
    return Charts(
        arrivals=charts.arrivals_chart(report.series, words, bursts),
        arrivals_legend=[(drawing.swatch(kind), words.measure_title(CAME_BY[kind])) for kind in ways(columns)],
        bursts=(charts.burst_swatch(), words.measure_title(BURSTS)) if bursts else None,
        arrivals_rows=[
            (
                words.date_on_axis(column.start, WITH_YEAR[unit]),
                [words.number(column.counts[kind]) for kind in ways(columns)],
            )
            for column in columns
            if column.total
        ],
        curve=charts.curve_chart(report.series, half_by, words),
        weeks=tuple(filter(None, _weeks(report, words))),
    )


def _weeks(report: AuditReport, words: Wording) -> Iterator[Week | None]:
    """Additions, else everybody who came, and messages, by weekday and hour of the reader's zone."""
    by = report.series.hours
    if by.added:
        yield _week("added", words.text("Additions by weekday and hour"), [by.added], words)
    else:
        came = [by.by_link, by.by_request, by.by_self, by.unknown]
        yield _week("came", words.text("Arrivals by weekday and hour"), came, words)
    yield _week("messages", words.text("Messages by weekday and hour"), [by.messages], words)


def _week(name: str, title: str, counted: list[dict[str, int]], words: Wording) -> Week | None:
    counts = [[0] * 24 for _ in range(7)]
    for at, count in (each for counts_by in counted for each in counts_by.items()):
        moment = words.moment(at)
        if isinstance(moment, datetime):
            counts[moment.weekday()][moment.hour] += count
    svg, legend = hours.weekday_hours(counts, f"week-{name}", title, words)
    if not svg:
        return None
    days = [hours.weekday_name(day, words) for day in range(7)]
    rows = [(f"{hour:02}:00", [words.number(counts[day][hour]) for day in range(7)]) for hour in range(24)]
    return Week(title, svg, [*legend], words.zone, days, rows)


def other_evidence(report: AuditReport, words: Wording) -> list[Beside]:
    """The rows that no finding rests on, such as bursts and waves, each with how it can mislead."""
    return beside_of(report, words, anchors={WAVE: "wave"})
