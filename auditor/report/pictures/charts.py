"""Inline SVG from a report's series, without a library: small enough for a telephone, the same bytes each time."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from math import floor, log10

from auditor.report.pictures.drawing import (
    WIDTH,
    Plot,
    draw_box,
    draw_path,
    draw_text,
    hover_box,
    n,
    picture,
    with_tooltip,
)
from auditor.report.pictures.time_bins import SKELETONS, WITH_YEAR, TimeBin, Unit, bins, ways
from auditor.report.report import CurvePoint, Series
from auditor.report.statements.headlines import CAME_BY
from auditor.report.statements.wording import Wording

BAR = 320
"""Units across of a bar beside a figure."""


def arrivals_chart(series: Series, words: Wording, bursts: Sequence[str] = ()) -> str:
    """Arrivals by kind over time, stacked, on a true time scale; empty where no arrival has a date. Above the columns
    in which a burst began (`bursts`, ISO days) stands a mark."""
    unit, columns = bins(series.days)
    if not columns:
        return ""
    kinds = ways(columns)
    most = ceiling(max(column.total for column in columns))
    plot = Plot(10 + 7 * len(words.number(most)), WIDTH - 6, 12, 176)
    step = plot.width / len(columns)
    width = max(step * 0.82, min(step, 0.8))
    parts = [*scale(most, plot, words)]
    marked = _marked(columns, bursts)
    for index, column in enumerate(columns):
        y = plot.bottom
        x = plot.left + index * step + (step - width) / 2
        boxes = [hover_box(x, plot.top, width, plot.height)]
        for kind in kinds:
            tall = column.counts[kind] / most * plot.height
            y -= tall
            if tall:
                boxes.append(draw_box(x, y, width, tall, kind))
        if column.total:
            parts.append(with_tooltip(_column_says(column, unit, kinds, words), boxes))
        if marked[index]:
            parts.append(_burst(x + width / 2, max(y - 4, plot.top)))
    parts += _time_axis(unit, columns, plot, words)
    read = words.text("Point at a bar, or tap it, for its figures.")
    return picture("arrivals", 204, _arrivals_says(columns, words), kinds, parts, read=read)


def burst_swatch() -> str:
    """The mark of a burst, for a legend."""
    return f'<svg class="swatch" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">{_burst(7, 12)}</svg>'


def curve_chart(series: Series, half_by: int | None, words: Wording) -> str:
    """How few write how much: the share of all messages by the people who write most, the half marked."""
    points = [CurvePoint(0, 0), *(point for point in series.curve if point.people > 0)]
    writers, messages = points[-1].people, points[-1].messages
    if writers < 2 or not messages:
        return ""
    plot = Plot(50, WIDTH - 8, 12, 196)
    places = [plot.place(point.people / writers, point.messages / messages) for point in points]
    line = " ".join(f"{n(x)},{n(y)}" for x, y in places)
    parts = [
        *_percent_scale(plot, words),
        f'<polygon points="{line} {n(plot.right)},{n(plot.bottom)}" class="area" fill="#1f3f6e" opacity="0.16"/>',
        draw_path(f"M{n(plot.left)} {n(plot.bottom)}L{n(plot.right)} {n(plot.top)}", "faint", "#6b7785", "2 4"),
        f'<polyline points="{line}" class="curve" fill="none" stroke="#1f3f6e" stroke-width="2.5"/>',
        draw_text(plot.left, plot.bottom + 14, "0", "start"),
        draw_text(plot.right, plot.bottom + 14, words.number(writers), "end"),
        draw_text(
            plot.left + plot.width / 2, plot.bottom + 28, words.text("people who write most → all who wrote"), "middle"
        ),
    ]
    half = half_by or _half(points, messages)
    parts += _half_mark(plot.place(half / writers, 0.5), plot, half, words)
    says = words.count_text(
        "{count} person wrote half of the {messages} messages; {writers} people wrote in all.",
        "{count} people wrote half of the {messages} messages; {writers} people wrote in all.",
        half,
        messages=messages,
        writers=writers,
    )
    return picture("curve", 228, (words.text("How few write how much"), says), (), parts)


def share_bar(low: float, high: float, point: float | None) -> str:
    """A share as a thin bar from none to all: filled up to the point or the lower bound; what cannot be excluded is
    hatched between two ticks."""
    left, right = (max(0.0, min(edge, 1.0)) * BAR for edge in (low, high))
    filled = max(0.0, min(point if point is not None else low, 1.0)) * BAR
    parts = [
        f'<rect y="4" width="{BAR}" height="7" rx="1" class="track" fill="#e5e4de"/>',
        f'<rect y="4" width="{n(max(filled, 1.5))}" height="7" rx="1" class="filled" fill="#1f3f6e"/>',
    ]
    if right - left > 1:
        hatches = "".join(f"M{n(x)} 11l4-7" for x in _steps(left, right - 4, 5))
        parts.append(f'<path d="{hatches}" class="line-added" stroke="#1f3f6e" stroke-width="1.4" fill="none"/>')
        ends = f"M{n(left)} 1V14M{n(right)} 1V14"
        parts.append(f'<path d="{ends}" class="line-added" stroke="#1f3f6e" stroke-width="2" fill="none"/>')
    return f'<svg class="bar" viewBox="-1 0 {BAR + 2} 15" aria-hidden="true">{"".join(parts)}</svg>'


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + place * step for place in range(int(max(0.0, end - start) // step) + 1)]


# -- parts


def _arrivals_says(columns: list[TimeBin], words: Wording) -> tuple[str, str]:
    totals = {kind: sum(column.counts[kind] for column in columns) for kind in ways(columns)}
    listed = "; ".join(f"{words.measure_title(CAME_BY[kind])}: {words.number(count)}" for kind, count in totals.items())
    span = f"{words.date_in_words(columns[0].start.isoformat())} – {words.date_in_words(columns[-1].start.isoformat())}"
    return words.text("When people came, and how"), f"{span}. {listed}."


def _column_says(column: TimeBin, unit: Unit, kinds: Sequence[str], words: Wording) -> str:
    counts = "; ".join(
        f"{words.measure_title(CAME_BY[kind])}: {words.number(column.counts[kind])}"
        for kind in kinds
        if column.counts[kind]
    )
    return f"{words.date_on_axis(column.start, WITH_YEAR[unit])}: {counts}"


def _marked(columns: list[TimeBin], bursts: Sequence[str]) -> list[bool]:
    """In which columns a burst began; days before the first and after the last are in none."""
    starts = [column.start for column in columns]
    found = [False] * len(columns)
    for day in map(date.fromisoformat, bursts):
        place = bisect_right(starts, day) - 1
        if place >= 0:
            found[place] = True
    return found


def _burst(x: float, tip: float) -> str:
    """A mark that points down at the column under it."""
    return f'<path d="M{n(x)} {n(tip)}l-5 -9h10Z" class="mark" fill="#bb4a0b"/>'


def _half_mark(at: tuple[float, float], plot: Plot, half: int, words: Wording) -> list[str]:
    x, y = at
    label = words.count_text("{count} person wrote half", "{count} people wrote half", half)
    beside = x + 10 + len(label) * 7 < plot.right
    return [
        draw_path(f"M{n(plot.left)} {n(y)}H{n(x)}V{n(plot.bottom)}", "doubt", "#bb4a0b", "4 3"),
        f'<circle cx="{n(x)}" cy="{n(y)}" r="4.5" class="mark" fill="#bb4a0b"/>',
        draw_text(
            x + 10 if beside else x - 8, y + (17 if beside else -8), label, "start" if beside else "end", "strong"
        ),
    ]


def scale(most: int, plot: Plot, words: Wording) -> list[str]:
    """Three lines across a plot with their numbers, from none to the most."""
    values = sorted({0, most // 2, most})
    return [part for value in values for part in _rule(value / most, plot, words.number(value))]


def _percent_scale(plot: Plot, words: Wording) -> list[str]:
    return [part for share in (0.0, 0.5, 1.0) for part in _rule(share, plot, words.percent(share))]


def _rule(height: float, plot: Plot, label: str) -> list[str]:
    y = plot.bottom - height * plot.height
    return [
        f'<path d="M{n(plot.left)} {n(y)}H{n(plot.right)}" class="rule" stroke="#d5dae1"/>',
        draw_text(plot.left - 5, y + 4, label, "end"),
    ]


def _time_axis(unit: Unit, columns: list[TimeBin], plot: Plot, words: Wording) -> list[str]:
    """At most four days under the axis, the year at the first and at each that is of another; the outer ones stay
    inside the picture."""
    parts = []
    year, free = None, 0.0
    for index in range(0, len(columns), max(1, -(-len(columns) // 4))):
        start = columns[index].start
        day = words.date_on_axis(start, SKELETONS[unit] if start.year == year else WITH_YEAR[unit])
        x = plot.left + (index + 0.5) * plot.width / len(columns)
        anchor = "start" if index == 0 else "middle" if x < WIDTH - 40 else "end"
        left = x - {"start": 4.0, "middle": 3.4 * len(day), "end": 6.8 * len(day)}[anchor]
        parts.append(f'<path d="M{n(x)} {n(plot.bottom)}v4" class="rule" stroke="#d5dae1"/>')
        if left < free:
            continue
        parts.append(draw_text(x - (4 if index == 0 else 0), plot.bottom + 17, day, anchor))
        year, free = start.year, left + 6.8 * len(day) + 8
    return parts


def _half(points: list[CurvePoint], messages: int) -> int:
    return next(point.people for point in points if point.messages * 2 >= messages)


def ceiling(most: int) -> int:
    """The next round number that is even, so that its half can be written too."""
    if most <= 10:
        return max(most + most % 2, 2)
    size = int(10 ** floor(log10(most)))
    return next(step * size // 10 for step in (12, 16, 20, 24, 30, 40, 50, 60, 80, 100) if step * size >= most * 10)
