"""Counts by the hour: a week as a calendar, and a wave with the hours around it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import NamedTuple

from auditor.report.pictures.charts import ceiling, scale
from auditor.report.pictures.drawing import WIDTH, Plot, draw_rect, draw_text, n, picture, with_tooltip
from auditor.report.statements.wording import Wording

MONDAY = date(2018, 1, 1)
"""A Monday, for the names of weekdays."""

_LEFT, _HIGH = 48, 14
"""Units left of a calendar's cells, and from one of its lines to the next."""

LEVELS = 4
"""Shades of a cell that is not empty."""


class Legend(NamedTuple):
    """A shade, and from how many to how many it stands for."""

    swatch: str
    says: str


def weekday_hours(counts: Sequence[Sequence[int]], name: str, title: str, words: Wording) -> tuple[str, list[Legend]]:
    """Counts of seven days from Monday by twenty-four hours as shades, and what each shade stands for; empty where
    all are 0. Hours are those of the reader's zone."""
    most = max((max(day, default=0) for day in counts), default=0)
    if not most:
        return "", []
    edges = _edges(most)
    step, zone = (WIDTH - _LEFT) / 24, words.zone
    parts = []
    for day, hours in enumerate(counts):
        weekday = weekday_name(day, words)
        parts.append(draw_text(0, day * _HIGH + 11, weekday, "start"))
        for hour, count in enumerate(hours):
            level = sum(count >= edge for edge in edges)
            box = draw_rect(_LEFT + hour * step, day * _HIGH, step - 1, _HIGH - 1, f"h{level}")
            parts.append(with_tooltip(f"{weekday} {hour:02}:00 {zone}: {words.number(count)}", [box]) if count else box)
    low = 7 * _HIGH + 12
    parts += [draw_text(_LEFT + hour * step, low, f"{hour:02}:00", "start") for hour in (0, 6, 12, 18)]
    day, hour = max(((day, hour) for day in range(7) for hour in range(24)), key=lambda at: counts[at[0]][at[1]])
    says = words.text(
        "Most in one hour of the week: {count}, {weekday} {hour} {zone}.",
        count=most, weekday=weekday_name(day, words), hour=f"{hour:02}:00", zone=zone,
    )  # fmt: skip
    read = words.text("Point at an hour, or tap it, for its count.")
    return picture(name, 7 * _HIGH + 18, (title, says), (), parts, read=read), _legend(edges, most, words)


def weekday_name(day: int, words: Wording) -> str:
    """A weekday from Monday, short."""
    return words.date_on_axis(MONDAY + timedelta(days=day), "E")


def wave_hours(counted: Sequence[tuple[datetime, int]], inside: tuple[datetime, datetime], words: Wording) -> str:
    """How many came each hour, those of the wave (`inside`: the first and the last of them) darker; empty where nobody
    came. Hours are those of the reader's zone."""
    most = max((count for _, count in counted), default=0)
    if not most:
        return ""
    plot, parts = _framed(ceiling(most), words)
    step = plot.width / len(counted)
    for place, (at, count) in enumerate(counted):
        x = plot.left + place * step
        if at.hour == 0:
            parts += _tick(x, words.date_on_axis(at.date(), "yMMMd" if place < 24 else "MMMd"), plot)
        if count:
            box = _column(x, step, count / ceiling(most), plot, "added" if inside[0] <= at <= inside[1] else "by_link")
            day = words.date_on_axis(at.date(), "MMMd")
            parts.append(with_tooltip(f"{day}, {at:%H:%M} {words.zone_at(at)}: {words.number(count)}", [box]))
    title = words.text("People an hour, around the wave")
    says = words.text("The most in one hour: {count}.", count=most)
    read = words.text("Point at an hour, or tap it, for its count.")
    return picture("wave", 172, (title, says), (), parts, read=read)


def wave_minutes(counted: Sequence[tuple[datetime, int, int]], words: Wording) -> str:
    """How many came from a moment on within so many minutes, on a true scale: of longer stretches the height is what
    ten minutes of it brought. Empty where nobody came."""
    most = max((ten_minutes(people, minutes) for _, minutes, people in counted), default=0)
    if not most:
        return ""
    plot, parts = _framed(ceiling(most), words)
    first = counted[0][0]
    whole = sum(minutes for _, minutes, _ in counted)
    hours = [at for at, _, _ in counted if at.minute == 0]
    ticks = set(hours[:: max(1, -(-len(hours) // 5))])
    for at, minutes, people in counted:
        x = plot.left + (at - first).total_seconds() / 60 / whole * plot.width
        if at in ticks:
            parts += _tick(x, f"{at:%H:%M}", plot)
        if people:
            tall = people * 10 / max(minutes, 10) / ceiling(most)
            box = _column(x, minutes / whole * plot.width, tall, plot, "added")
            until = at + timedelta(minutes=minutes)
            parts.append(with_tooltip(f"{words.hours(at, until)}: {words.number(people)}", [box]))
    title = words.text("The wave from close by: every ten minutes")
    says = words.text("The most in ten minutes: {count}.", count=most)
    return picture("wave-minutes", 172, (title, says), (), parts)


def ten_minutes(people: int, minutes: int) -> int:
    """How many of a stretch came in ten minutes of it, rounded up."""
    return -(-people * 10 // max(minutes, 10))


def _tick(x: float, says: str, plot: Plot) -> list[str]:
    mark = f'<path d="M{n(x)} {n(plot.bottom)}v4" class="rule" stroke="#d5dae1"/>'
    room = WIDTH - 6.7 * len(says)
    return [mark, draw_text(x, plot.bottom + 16, says, "start")] if x <= room else [mark]


def _framed(most: int, words: Wording) -> tuple[Plot, list[str]]:
    plot = Plot(12 + 7 * len(words.number(most)), WIDTH, 12, 148)
    return plot, scale(most, plot, words)


def _column(x: float, step: float, tall: float, plot: Plot, kind: str) -> str:
    height = max(tall * plot.height, 1)
    wide = max(step - (1 if step > 3 else 0.3), 1.2)
    return draw_rect(x, plot.bottom - height, wide, height, kind)


def _edges(most: int) -> list[int]:
    """From how many on each shade stands: round parts of the most."""
    top = ceiling(most)
    return sorted({1, *(max(1, round(top * part)) for part in (0.1, 0.3, 0.6))})


def _legend(edges: list[int], most: int, words: Wording) -> list[Legend]:
    ends = [*(edge - 1 for edge in edges[1:]), most]
    said = [words.number(0)]
    for low, high in zip(edges, ends, strict=True):
        said.append(words.number(low) if low >= high else f"{words.number(low)}–{words.number(high)}")
    return [Legend(_swatch(level), escape(says)) for level, says in enumerate(said)]


def _swatch(level: int) -> str:
    box = draw_rect(0, 0, 12, 12, f"h{level}")
    return f'<svg class="swatch" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">{box}</svg>'
