"""When enough different people do one thing within a window of time."""

from collections.abc import Iterator

import numpy as np

from auditor.frames.inputs import Ints


def crowds(what: Ints, at: Ints, person: Ints, window: int, least: int) -> Iterator[slice]:
    """Stretches of acts, sorted by thing and time, each act of which lies in some `window` seconds that hold acts of
    one thing by at least `least` people; a stretch is all such windows that overlap."""
    count = len(what)
    breaks = np.flatnonzero(np.concatenate(([True], (what[1:] != what[:-1]) | (at[1:] - at[:-1] > window))))
    ends = np.append(breaks[1:], count)
    long = np.flatnonzero((ends - breaks >= least) & (count > 0))
    for begin, end in zip(breaks[long].tolist(), ends[long].tolist(), strict=True):
        yield from _crowded(at[begin:end].tolist(), person[begin:end].tolist(), begin, window, least)


def _crowded(at: list[int], person: list[int], offset: int, window: int, least: int) -> Iterator[slice]:
    """The unions of overlapping windows with enough people in them."""
    here: dict[int, int] = {}
    first, begin, end = 0, -1, -1
    for last, (moment, who) in enumerate(zip(at, person, strict=True)):
        here[who] = here.get(who, 0) + 1
        while moment - at[first] > window:
            here[person[first]] -= 1
            if not here[person[first]]:
                del here[person[first]]
            first += 1
        if len(here) >= least:
            if begin >= 0 and first >= end:
                yield slice(offset + begin, offset + end)
                begin = -1
            begin = first if begin < 0 else begin
            end = last + 1
    if begin >= 0:
        yield slice(offset + begin, offset + end)
