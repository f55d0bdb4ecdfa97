"""How fine the times of a source are, measured by the times themselves.

Whoever writes times down to the minute, the hour or the day leaves the same rest in all of them: the seconds, the
minutes, the time of day. A rest that is shared by chance is rare: 1 in 60 times for a minute, 1 in 3,600 for an hour.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from storage.records import TimeResolution

MINUTE, HOUR, DAY = 60, 3_600, 86_400

STEPS: Final[tuple[tuple[int, TimeResolution], ...]] = (
    (1, "second"), (MINUTE, "minute"), (HOUR, "hour"), (DAY, "day")
)  # fmt: skip
"""Seconds of each grain, the finest first; whatever is coarser than a day is `worse`."""

FEWEST = 3
"""Times from which on a rest that all share says something (three share a minute's by chance once in 3,600)."""

MANY = 30
"""Times from which on a part of them says something."""

COARSE_LEAST = 0.1
"""The part of a source's times from which on the coarser way in which they are written says how good all are."""

HALF, MOST = 0.5, 0.9
"""The part of many times that must share a rest: of a minute's or an hour's, which few do by chance, and of another
step's, such as ten minutes'."""

_AT_ONCE = 10_000

_SHARED: Final[tuple[tuple[int, TimeResolution, bool], ...]] = (
    *((hours * HOUR, "day", False) for hours in (12, 6, 3, 2)),
    (HOUR, "hour", True),
    *((minutes * MINUTE, "hour", False) for minutes in (30, 20, 15, 10, 5)),
    (MINUTE, "minute", True),
    *((seconds, "minute", False) for seconds in (30, 20, 15, 10, 5)),
)  # fmt: skip
"""Steps within a day, the coarsest first; the grain that they are called by; whether a clock shows them."""


def named(seconds: float) -> TimeResolution:
    """The finest grain that is no finer than so many seconds."""
    return next((name for step, name in STEPS if seconds <= step), "worse")


def as_written(grains: Mapping[float, int]) -> float:
    """How fine times are (seconds) of which so many are written to within each grain."""
    coarser, total = 0, sum(grains.values())
    for grain in sorted(grains, reverse=True):
        coarser += grains[grain]
        if coarser >= COARSE_LEAST * total:
            return grain
    return 1


def seconds_of(resolution: TimeResolution) -> int:
    """Seconds of a grain; a month stands for what is worse than a day."""
    return next((step for step, name in STEPS if name == resolution), 31 * DAY)


class Grain:
    """The rests of the times of one file. With `mixed`, a part of the times is enough to call all of them coarse: half
    at one rest, or a tenth at midnight, which is what dates without a time of day become. Telegram's own times are to
    the second, and many of them at one rest were scheduled: there all must share it."""

    def __init__(self, *, mixed: bool) -> None:
        self._mixed = mixed
        self._of_day = np.zeros(DAY, np.int64)
        self._days: set[int] = set()
        self._count = 0
        self._waiting: list[int] = []

    def note(self, time: int) -> None:
        """Takes in a time, as seconds on the clock it was written by."""
        self._waiting.append(time)
        if len(self._waiting) >= _AT_ONCE:
            self._count_rests()

    def note_all(self, times: Sequence[int]) -> None:
        """The same of several times."""
        self._waiting.extend(times)
        if len(self._waiting) >= _AT_ONCE:
            self._count_rests()

    def _count_rests(self) -> None:
        days, of_day = np.divmod(np.array(self._waiting, np.int64), DAY)
        self._waiting.clear()
        self._of_day += np.bincount(of_day, minlength=DAY)
        self._count += len(of_day)
        if len(self._days) < 2:
            self._days.update(np.unique(days).tolist())

    @property
    def resolution(self) -> TimeResolution:
        """The coarsest step of which all, or with `mixed` enough, of the times are whole."""
        self._count_rests()
        if self._count < FEWEST:
            return "second"
        if self._only_dates():
            return "day"
        many = self._mixed and self._count >= MANY
        for step, name, usual in _SHARED:
            if usual or many:
                needed = (HALF if usual else MOST) if many else 1.0
                cells = self._of_day.reshape(-1, step)
                rest = int(cells.sum(axis=0).argmax())
                several = len(self._days) > 1 or np.count_nonzero(cells[:, rest]) > 1
                if several and int(cells[:, rest].sum()) >= needed * self._count:
                    return name
        return "second"

    def _only_dates(self) -> bool:
        """Whether the time of day says nothing."""
        if len(self._days) < 2:
            return False
        many = self._count >= MANY
        if self._mixed and many and int(self._of_day[0]) >= COARSE_LEAST * self._count:
            return True
        # Midnights of a zone with summer time lie an hour apart on UTC's clock.
        by_day = self._of_day + np.roll(self._of_day, HOUR) if many else self._of_day
        return int(by_day.max()) >= (HALF if self._mixed and many else 1.0) * self._count
