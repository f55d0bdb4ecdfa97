"""Arrivals and messages by hour, and a wave by ten minutes: what charts draw in the zone of their reader.

Hours are counts, as days are. Ten minutes point closer to a person, so that of a wave alone they are counted, and never
fewer than five people together.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, NO_TIME
from auditor.measure.arrivals.fates import arrivals_by
from auditor.measure.fineness import events_too_coarse, too_coarse
from auditor.measure.methods.scan import HOUR
from auditor.measure.spec import Row

HOURS_DAYS = 366
"""The hours of so many days up to the last: for more a chart has no room, and a report should stay readable."""

TEN_MINUTES = 600

TOGETHER = 5
"""Fewer people are counted with those of the next ten minutes (the `k` of tables)."""

LONGEST_WAVE = 2 * DAY
"""A longer wave is drawn by hours."""


class Stretch(NamedTuple):
    """So many people came within so many seconds from a moment on."""

    start: int
    seconds: int
    people: int


def by_hour(frames: Frames) -> dict[str, dict[int, int]]:
    """By the way of coming, and for `messages`: how many in each hour that has any, by the second it begins with. What
    is not known to the hour is left out."""
    counted: dict[str, pd.Series] = {}
    if events_too_coarse(frames.facts, 2 * HOUR) is None:
        table = arrivals_by(frames, HOUR)
        counted |= {str(kind): table[kind] for kind in table.columns}
    if too_coarse(frames.facts, 2 * HOUR) is None:
        at = frames.messages["at"]
        counted["messages"] = (at[at != NO_TIME] // HOUR).value_counts().sort_index()
    last = max((int(series.index.max()) for series in counted.values() if len(series)), default=0)
    return {kind: _counts(series[series.index > last - HOURS_DAYS * 24]) for kind, series in counted.items()}


def _counts(series: "pd.Series[int]") -> dict[int, int]:
    return {int(hour) * HOUR: int(count) for hour, count in series.items() if count}  # type: ignore[call-overload]


def wave_zoom(frames: Frames, row: Row | None) -> list[Stretch]:
    """Everybody who came from the hour before a wave to the hour behind it, by ten minutes or more; nothing of a wave
    of days, or where arrivals are not known to the minute."""
    if row is None or row["end"] - row["start"] > LONGEST_WAVE or events_too_coarse(frames.facts, 2 * TEN_MINUTES):
        return []
    first, last = row["start"] // HOUR * HOUR - HOUR, row["end"] // HOUR * HOUR + 2 * HOUR
    at = frames.arrivals["at"].to_numpy(np.int64)
    inside = at[(at != NO_TIME) & (at >= first) & (at < last)]
    counts = np.bincount((inside - first) // TEN_MINUTES, minlength=(last - first) // TEN_MINUTES)
    return _together([Stretch(first + n * TEN_MINUTES, TEN_MINUTES, count) for n, count in enumerate(counts.tolist())])


def _together(stretches: list[Stretch]) -> list[Stretch]:
    """Stretches of nobody, or of at least five people: fewer are counted with those behind them, at the end before."""
    kept: list[Stretch] = []
    open_: Stretch | None = None
    for each in stretches:
        joined = (
            each if open_ is None else Stretch(open_.start, open_.seconds + each.seconds, open_.people + each.people)
        )
        open_ = joined if 0 < joined.people < TOGETHER else None
        if open_ is None:
            kept.append(joined)
    while open_ is not None and kept:
        before = kept.pop()
        joined = Stretch(before.start, before.seconds + open_.seconds, before.people + open_.people)
        open_ = joined if joined.people < TOGETHER else None
        if open_ is None:
            kept.append(joined)
    return kept
