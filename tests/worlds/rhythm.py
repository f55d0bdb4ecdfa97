"""When things happen: hours of sleep and of talk, quiet days and loud ones."""

from bisect import bisect_right
from itertools import accumulate
from random import Random

HOUR = 3_600
ZONE = 6 * HOUR
"""Almaty, in 2018."""

_HOURS = (3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 9, 10, 9, 9, 9, 10, 12, 14, 17, 19, 15, 8)
"""How much is written in each local hour of a day."""


class Rhythm:
    """A density of time over a window: `between` draws a moment from it, within a part of the window."""

    def __init__(self, rng: Random, begin: int, end: int, *, growth: float = 1.5) -> None:
        """`growth` says how much louder the last day is than the first."""
        hours = (end - begin) // HOUR + 1
        days = [rng.lognormvariate(0, 0.35) for _ in range(hours // 24 + 2)]
        weights = (
            _HOURS[((begin + ZONE) // HOUR + hour) % 24] * days[hour // 24] * (1 + (growth - 1) * hour / hours)
            for hour in range(hours)
        )
        self._begin = begin
        self._sums = [0.0, *accumulate(weights)]

    def between(self, rng: Random, first: int, last: int) -> int:
        """A moment in [first, last]."""
        if last <= first:
            return first
        low = self._mass_before(first)
        mass = low + rng.random() * (self._mass_before(last) - low)
        hour = min(bisect_right(self._sums, mass), len(self._sums) - 1) - 1
        part = (mass - self._sums[hour]) / (self._sums[hour + 1] - self._sums[hour])
        return min(max(self._begin + int((hour + part) * HOUR), first), last)

    def _mass_before(self, moment: int) -> float:
        hour, rest = divmod(moment - self._begin, HOUR)
        hour = min(max(hour, 0), len(self._sums) - 2)
        return self._sums[hour] + (self._sums[hour + 1] - self._sums[hour]) * min(rest / HOUR, 1.0)
