"""Waves among the times of arrivals: when far more came than on any day around."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import DAY, Ints
from auditor.measure.methods.scan import scan

APART = 6 * 3_600
"""Bursts with a shorter pause between them are one wave (judgement: a night's pause ends none, a day's does)."""

LEAST, TIMES = 30, 2
"""People of a wave beyond the most that came on any day around, and how many times as many they are: less is a good day
(judgement; bench/wave.py)."""

DAYS_AROUND = 28
"""The usual is what came in the same hours of so many days before and after."""

DAYS_LEAST = 7
"""With fewer such days nobody knows what is usual."""

USUAL_DAYS = 0.9
"""A flood of up to a tenth of the days around does not raise what its days are held against."""

Span = tuple[int, int]
"""From when to when, in seconds, both ends inside."""


class Wave(NamedTuple):
    """`people` came in the spans of `parts`, by the way that each is of; in the same hours of the days around `low` to
    `high` came, the least and the most, on average `usual`; `q` is that of its best burst."""

    parts: tuple[tuple[str, Span], ...]
    people: int
    usual: float
    low: float
    high: float
    q: float

    @property
    def start(self) -> int:
        """When its first part begins."""
        return min(span[0] for _, span in self.parts)

    @property
    def end(self) -> int:
        """When its last part ends."""
        return max(span[1] for _, span in self.parts)


def waves_of(times: Ints, way: str = "by_link", *, grain: int = 1) -> list[Wave]:
    """The waves among arrivals of one way (seconds, ascending) that have a rhythm, in the order of time: bursts, and
    days that are loud without them, for a flood that goes on for days raises what its own hours are held against."""
    bursts = scan(times, least=2 * grain).bursts
    loud = _loud_days(_without(times, [(burst.start, burst.end) for burst in bursts]))
    found: list[tuple[Span, float]] = []
    for span, q in sorted([((burst.start, burst.end), burst.q) for burst in bursts] + [(span, 1.0) for span in loud]):
        if found and span[0] - found[-1][0][1] <= APART:
            (start, end), best = found.pop()
            found.append(((start, max(end, span[1])), min(best, q)))
        else:
            found.append((span, q))
    waves = []
    for (start, end), q in found:
        usual = _same_hours(times, start, end, [span for span, _ in found])
        if usual is None:
            continue
        people, low, high = between(times, start, end), float(usual.min()), float(usual.max())
        if people >= max(high + LEAST, TIMES * high):
            waves.append(Wave(((way, (start, end)),), people, float(usual.mean()), low, high, q))
    return waves


def _loud_days(times: Ints) -> list[Span]:
    """Days on which at least 30 people more came, and twice as many, as on nine in ten of the days around."""
    if not len(times):
        return []
    day = times // DAY
    counts = np.bincount(day - day[0])
    loud = []
    for place, count in enumerate(counts.tolist()):
        around = np.delete(counts[max(0, place - DAYS_AROUND) : place + DAYS_AROUND + 1], min(place, DAYS_AROUND))
        if len(around) >= DAYS_LEAST and count >= LEAST + TIMES * np.quantile(around, USUAL_DAYS):
            first, last = np.searchsorted(day, (day[0] + place, day[0] + place + 1))
            loud.append((int(times[first]), int(times[last - 1])))
    return loud


def _without(times: Ints, spans: list[Span]) -> Ints:
    keep = np.ones(len(times), np.bool_)
    for start, end in spans:
        first, last = np.searchsorted(times, (start, end + 1))
        keep[first:last] = False
    return times[keep]


def _same_hours(times: Ints, start: int, end: int, spans: list[Span]) -> npt.NDArray[np.float64] | None:
    """How many came in the same hours of other days, those of waves left out; None where too few days are known."""
    days = -(-(end - start + 1) // DAY)
    counts = []
    for shift in range(days, DAYS_AROUND + days):
        for begin in (start - shift * DAY, start + shift * DAY):
            stop = begin + end - start
            known = begin >= times[0] and stop <= times[-1]
            if known and not any(begin <= until and stop >= since for since, until in spans):
                counts.append(between(times, begin, stop))
    return np.array(counts, np.float64) if len(counts) >= DAYS_LEAST else None


def between(times: Ints, start: int, end: int) -> int:
    """How many came from one moment to another, both included."""
    first, last = np.searchsorted(times, (start, end + 1))
    return int(last - first)
