"""When more people come than is usual for the chat: a scan of windows from a minute to an hour.

Expected is what the chat's own level of the weeks around and its own hours of the day give; counts vary around that as
a negative binomial with a spread taken from the chat itself, and q-values are over all hours looked at
(Benjamini and Hochberg 1995). A burst is context: news and shared links bring crowds, too (method.md).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import Ints
from auditor.measure.methods.uncertainty import false_discovery

MINUTE, HOUR = 60, 3_600

WIDTHS = (1, 5, 10, 30, 60)
"""Minutes of the windows (performance 5)."""

BURST_Q = 0.05
"""The false discovery rate of the windows shown (method.md)."""

LEVEL_HOURS = 29 * 24
"""The level is the mean over so many hours, the hour itself in the middle: about as long as a cohort of arrivals."""

RHYTHM_ARRIVALS = 100
RHYTHM_DAYS = 7
"""With fewer arrivals or days there is no rhythm to exceed: an hour of the day would be known by four arrivals, or by
less than a week."""

USUAL_SHARE = 0.95
"""Of the windows with anybody in them, the fullest are cut to this quantile before rhythm, level and spread are taken,
so that a burst does not raise what it is compared with."""

_MINUTES = HOUR // MINUTE
_SMOOTH = np.array([0.25, 0.5, 0.25])

Floats = npt.NDArray[np.float64]


class Burst(NamedTuple):
    """From `start` to `end` (seconds) `came` people came, where `expected` were usual; `q` of its best window."""

    start: int
    end: int
    came: int
    expected: float
    q: float


class Scan(NamedTuple):
    """The bursts in the order of time, and how many windows were looked at."""

    bursts: list[Burst]
    windows: int


def has_a_rhythm(times: Ints) -> bool:
    """Whether arrivals (seconds, ascending) are many and long enough to know what is usual."""
    return len(times) >= RHYTHM_ARRIVALS and int(times[-1] - times[0]) >= RHYTHM_DAYS * 24 * HOUR


def scan(times: Ints, *, least: int = 0) -> Scan:
    """All windows of `least` seconds or more, of one sort of arrivals (seconds, ascending) that has a rhythm."""
    begins = int(times[0]) // HOUR * HOUR
    hours = int(times[-1] - begins) // HOUR + 1
    by_minute = np.bincount((times - begins) // MINUTE, minlength=hours * _MINUTES)
    usual = _usual(by_minute.reshape(hours, _MINUTES).sum(axis=1), begins // HOUR)
    seen, expected = _sums(by_minute), _sums(np.repeat(usual / _MINUTES, _MINUTES))
    found, windows = [np.empty((0, 6))], 0
    for width in (width for width in WIDTHS if width * MINUTE >= least):
        count, mean = seen[width:] - seen[:-width], expected[width:] - expected[:-width]
        windows += len(count)
        spread = _spread(count[::width], mean[::width])
        unusual = np.flatnonzero(count > mean + 3 * np.sqrt(mean + spread * mean**2) + 2)
        found.append(_rated(unusual, width, count[unusual], mean[unusual], spread))
    return Scan(_bursts(np.concatenate(found), hours, times, begins, expected), windows)


def _sums(values: npt.NDArray[np.generic]) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])


def _cut(counts: npt.NDArray[np.generic]) -> Floats:
    """Counts with the fullest cut to what is usual."""
    values = counts.astype(np.float64)
    some = values[values > 0]
    return np.minimum(values, np.quantile(some, USUAL_SHARE)) if len(some) else values


def _usual(by_hour: Ints, first_hour: int) -> Floats:
    """How many come in each hour by the level around it and the hour of the day."""
    counts = _cut(by_hour)
    hours = len(counts)
    sums, half = _sums(counts), LEVEL_HOURS // 2
    low, high = np.maximum(np.arange(hours) - half, 0), np.minimum(np.arange(hours) + half + 1, hours)
    level = (sums[high] - sums[low] + 0.5) / (high - low)
    of_day = (np.arange(hours) + first_hour) % 24
    came = np.bincount(of_day, counts, minlength=24) + 0.5
    rhythm = came / (np.bincount(of_day, level, minlength=24) + 0.5)
    rhythm = np.convolve(np.concatenate([rhythm[-1:], rhythm, rhythm[:1]]), _SMOOTH, "valid")
    return np.asarray(level * rhythm[of_day])


def _spread(counts: Floats, means: Floats) -> float:
    """How much counts vary beyond chance: the variance is mean + spread x mean^2; by moments, none below zero."""
    cut = _cut(counts)
    beyond = float((((cut - means) ** 2 - means).sum()) / max(float((means**2).sum()), 1e-12))
    return max(beyond, 0.0)


def _rated(places: Ints, width: int, counts: Floats, means: Floats, spread: float) -> Floats:
    """A row a window: first minute, width, count, mean, p-value, standardised excess."""
    from scipy.special import betainc, gammainc

    if spread > 1e-6:
        size = 1 / spread
        p = betainc(counts, size, means / (means + size))
    else:
        p = gammainc(counts, means)
    excess = (counts - means) / np.sqrt(means + spread * means**2)
    return np.stack([places, np.full(len(places), width), counts, means, p, excess], axis=1)


def _bursts(found: Floats, hours: int, times: Ints, begins: int, expected: Floats) -> list[Burst]:
    """The bursts among these windows. The unit of discovery is the hour, for windows overlap: an hour's p-value is that
    of the best window whose middle lies in it, times the windows looked at in an hour. Windows that overlap are one
    burst, of the width of the best of them, from the first arrival in it to the last."""
    hour = ((found[:, 0] + found[:, 1] / 2) // _MINUTES).astype(np.int64)
    best = np.ones(hours + 1)
    np.minimum.at(best, hour, found[:, 4] * len(WIDTHS) * _MINUTES)
    rates = false_discovery(np.minimum(best[:hours], 1.0))
    cut = best[:hours][rates <= BURST_Q].max(initial=0.0)
    found = found[found[:, 4] * len(WIDTHS) * _MINUTES <= cut]
    if not len(found):
        return []
    found = found[np.argsort(found[:, 0], kind="stable")]
    start, end = found[:, 0], found[:, 0] + found[:, 1]
    reached = np.maximum.accumulate(end)
    group = np.concatenate([[0], np.cumsum(start[1:] > reached[:-1])])
    lead = np.lexsort([start, -found[:, 5], found[:, 4], group])
    lead = lead[np.concatenate([[True], np.diff(group[lead]) > 0])]
    mine = found[:, 1] == found[lead, 1][group]
    size = len(lead)
    first, last = np.full(size, np.iinfo(np.int64).max), np.zeros(size, np.int64)
    np.minimum.at(first, group[mine], start[mine].astype(np.int64))
    np.maximum.at(last, group[mine], end[mine].astype(np.int64))
    low, high = np.searchsorted(times, begins + first * MINUTE), np.searchsorted(times, begins + last * MINUTE)
    q = rates[((found[lead, 0] + found[lead, 1] / 2) // _MINUTES).astype(np.int64)]
    means = np.round(expected[last] - expected[first], 3)
    rows = zip(
        times[low].tolist(), times[high - 1].tolist(), (high - low).tolist(), means.tolist(), q.tolist(), strict=True
    )
    return [Burst(*row) for row in rows]
