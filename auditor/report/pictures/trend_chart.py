"""One measure over all audits of a chat, as a small picture: points, bounds, gaps, and what is to be known of them."""

from collections.abc import Sequence
from datetime import date
from math import floor
from typing import NamedTuple

from auditor.measure.spec import Unit
from auditor.report.pictures.drawing import WIDTH, Plot, draw_text, n, picture
from auditor.report.statements.wording import Wording
from auditor.report.trend import Point, Stretch, exceeding, point_of

HEIGHT = 152

EDGE = 8
"""The first and the last audit stand so far inside the axes."""

_LEAST_STEP: dict[str, float] = {"share": 0.01, "index": 0.01}
"""Half of the narrowest scale: two points of a percent, or two whole numbers. A narrower one would draw noise as
hills."""


def trend_chart(measure_id: str, row: Sequence[Stretch], words: Wording, *, part: str = "") -> str:
    """A measure over the stretches of a trend, on a true scale of time and a scale of its own; empty where it was never
    known. `part` tells two pictures of one measure on a page apart."""
    points = [point_of(stretch, measure_id) for stretch in row]
    known = [point for point in points if point.measure is not None]
    unit = known[-1].measure.unit if known and known[-1].measure is not None else None
    if unit is None:
        return ""
    scale = _scale([end for point in known for end in (point.low, point.high) if end is not None], unit)
    labels = [words.percent(value) if unit == "share" else words.number(value) for value in scale]
    plot = Plot(10 + 6.6 * max(map(len, labels)), WIDTH - 4, 18, 126)
    across = _across(row, plot)
    parts = _rules(labels, plot)
    parts += _apart(row, across, plot)
    parts += _figures(points, across, scale, plot)
    parts.append(_rings(measure_id, row, [_height(point, scale, plot) for point in points], across))
    parts.append(_triangles(measure_id, row, across, plot))
    parts += _days(row[0].first, row[-1].last, plot, words)
    return picture(f"trend-{part}{measure_id}", HEIGHT, _says(measure_id, row, points, words), (), parts)


def legend_mark(kind: str) -> str:
    """One sign of the pictures, for the legend."""
    drawn = {
        "figure": _dots("M8 7h0"),
        "bounds": '<path d="M8 1V13" class="doubt" stroke="#bb4a0b" stroke-width="2"/>',
        "unknown": '<path d="M5 13v-6M11 13v-6" class="faint" stroke="#6b7785" stroke-width="1.5"/>',
        "apart": '<path d="M8 0V14" class="faint" stroke="#6b7785" stroke-dasharray="3 2"/>',
        "signs": _triangle(8, 11),
        "moved": _dots("M8 7h0") + _ring(8, 7),
    }
    return f'<svg class="swatch" width="16" height="14" viewBox="0 0 16 14" aria-hidden="true">{drawn[kind]}</svg>'


class _Scale(NamedTuple):
    """The values at the bottom, in the middle and at the top of a picture."""

    low: float
    middle: float
    high: float

    def height(self, value: float, plot: Plot) -> float:
        """Where a value stands."""
        return plot.place(0, (value - self.low) / (self.high - self.low))[1]


def _scale(ends: Sequence[float], unit: Unit) -> _Scale:
    """Round values around all ends, as close as their halves can be written too."""
    low, high = min(ends), max(ends)
    least = _LEAST_STEP.get(unit, 1.0)
    steps = (least * 10**power * step for power in range(18) for step in (1, 2, 5))
    step = next(step for step in steps if floor(low / step + 1e-9) * step + 2 * step >= high - 1e-9)
    bottom = floor(low / step + 1e-9) * step
    if unit == "share" and high <= 1:
        bottom = max(0.0, min(bottom, 1 - 2 * step))
    return _Scale(bottom, bottom + step, bottom + 2 * step)


def _across(row: Sequence[Stretch], plot: Plot) -> list[float]:
    """Where the stretches stand; one alone stands in the middle."""
    first, last = row[0].at, row[-1].at
    if first == last:
        return [plot.place(0.5, 0)[0]] * len(row)
    room = plot.width - 2 * EDGE
    return [plot.left + EDGE + (stretch.at - first) / (last - first) * room for stretch in row]


def _rules(labels: Sequence[str], plot: Plot) -> list[str]:
    parts = []
    for index, label in enumerate(labels):
        y = plot.bottom - index / 2 * plot.height
        parts.append(f'<path d="M{n(plot.left)} {n(y)}H{n(plot.right)}" class="rule" stroke="#d5dae1"/>')
        parts.append(draw_text(plot.left - 5, y + 4, label, "end"))
    return parts


def _apart(row: Sequence[Stretch], across: Sequence[float], plot: Plot) -> list[str]:
    """A line through every audit that saw the chat in another way than the one before it."""
    drawn = "".join(
        f"M{n(x)} {n(plot.top - 8)}V{n(plot.bottom)}"
        for stretch, x in zip(row, across, strict=True)
        if any(step.apart for step in stretch.steps)
    )
    return [f'<path d="{drawn}" class="faint" stroke="#6b7785" stroke-dasharray="3 2"/>'] if drawn else []


def _figures(points: Sequence[Point], across: Sequence[float], scale: _Scale, plot: Plot) -> list[str]:
    """Bounds as lines, points, a thin line from point to point where no audit between them was without; below, a stroke
    for every stretch in which nothing is known."""
    bars, dots, line, unknown = [], [], [], []
    pen = "M"
    for point, x in zip(points, across, strict=True):
        if point.measure is None or point.low is None or point.high is None:
            unknown.append(f"M{n(x)} {n(plot.bottom)}v-6")
            pen = "M"
            continue
        low, high = scale.height(point.low, plot), scale.height(point.high, plot)
        if low - high >= 1:
            bars.append(f"M{n(x)} {n(low)}V{n(high)}")
        if point.measure.value is None:
            pen = "M"
            continue
        y = scale.height(point.measure.value, plot)
        dots.append(f"M{n(x)} {n(y)}h0")
        line.append(f"{pen}{n(x)} {n(y)}")
        pen = "L"
    parts = []
    if unknown:
        parts.append(f'<path d="{"".join(unknown)}" class="faint" stroke="#6b7785" stroke-width="1.5"/>')
    if bars:
        parts.append(f'<path d="{"".join(bars)}" class="doubt" stroke="#bb4a0b" stroke-width="2" opacity="0.75"/>')
    if dots:
        parts.append(f'<path d="{"".join(line)}" class="curve" fill="none" stroke="#1f3f6e" opacity="0.5"/>')
        parts.append(_dots("".join(dots)))
    return parts


def _rings(measure_id: str, row: Sequence[Stretch], heights: Sequence[float | None], across: Sequence[float]) -> str:
    """A ring around what moved beyond noise."""
    return "".join(
        _ring(x, y)
        for stretch, y, x in zip(row, heights, across, strict=True)
        if y is not None and any(measure_id in step.moved for step in stretch.steps)
    )


def _triangles(measure_id: str, row: Sequence[Stretch], across: Sequence[float], plot: Plot) -> str:
    """A triangle over every audit with a sign that exceeds its limit."""
    return "".join(
        _triangle(x, plot.top - 4)
        for stretch, x in zip(row, across, strict=True)
        if any(measure_id == finding.id for step in stretch.steps for finding in exceeding(step))
    )


def _height(point: Point, scale: _Scale, plot: Plot) -> float | None:
    """Where the figure of a stretch stands; of bounds alone, where they end above."""
    if point.measure is None or point.high is None:
        return None
    return scale.height(point.high if point.measure.value is None else point.measure.value, plot)


def _dots(drawn: str) -> str:
    return f'<path d="{drawn}" class="curve" fill="none" stroke="#1f3f6e" stroke-width="4.5" stroke-linecap="round"/>'


def _ring(x: float, y: float) -> str:
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="5" class="ring" fill="none" stroke="#1c2530" stroke-width="1.3"/>'


def _triangle(x: float, tip: float) -> str:
    return f'<path d="M{n(x)} {n(tip)}l-4.5 -8h9Z" class="mark" fill="#bb4a0b"/>'


def _days(first: date, last: date, plot: Plot, words: Wording) -> list[str]:
    """The first and the last day under the axis."""
    y = plot.bottom + 17
    if first == last:
        return [draw_text(plot.place(0.5, 0)[0], y, words.date_on_axis(first, "yMMMd"), "middle")]
    return [
        draw_text(plot.left, y, words.date_on_axis(first, "yMMMd"), "start"),
        draw_text(plot.right, y, words.date_on_axis(last, "yMMMd"), "end"),
    ]


def _says(measure_id: str, row: Sequence[Stretch], points: Sequence[Point], words: Wording) -> tuple[str, str]:
    known = [(stretch.last, point.measure) for stretch, point in zip(row, points, strict=True) if point.measure]
    told = [f"{words.date_in_words(day.isoformat())}: {words.figure(measure)}." for day, measure in known]
    return words.measure_title(measure_id), " ".join(dict.fromkeys((told[0], told[-1])))
