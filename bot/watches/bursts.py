"""Whether more people come at this moment than is usual in a chat. Pure: what was heard in, a burst out.

A chat is measured by itself: the busiest ten minutes of each of the last 28 days. A burst is three times what nine days
in ten did not exceed, and never fewer than twenty people. It is context, not evidence: a link that goes round does the
same.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

WINDOW_SECONDS = 600
HISTORY_DAYS = 28
LEAST = 20
"""Fewer people within ten minutes are no burst anywhere."""

LEAST_UNKNOWN = 50
"""The same for a chat that was listened to for less than a week: nobody knows yet what is usual there."""

KNOWN_DAYS = 7
TIMES = 3
"""So many times the usual is a burst."""

USUAL = 0.9
"""The share of days whose busiest ten minutes are usual; the rest may be bursts themselves."""

OVER_SECONDS = 1_800
"""After so long without one more window beyond the usual, the next is another burst."""

FORCED_ADDS = 10
"""From so many adds by one account on, a burst is told as one of adds; as many as `arrivals.forced` asks for."""

DAY = 86_400


class Came(msgspec.Struct, frozen=True):
    """One arrival that was heard: when, and by whom added; `adder` is 0 for who came otherwise."""

    at: int
    adder: int


class Burst(msgspec.Struct, frozen=True):
    """More arrivals than usual: `count` people within ten minutes, where `usual` is the most on nine days of ten;
    `adder` added `added` of them, more than anybody else."""

    count: int
    usual: int
    adds: int
    adder: int
    added: int

    @property
    def is_of_adds(self) -> bool:
        """Whether one account adds many, so that its pseudonym is told."""
        return self.added >= FORCED_ADDS


def usual(windows: Iterable[tuple[int, int]], days: int) -> int:
    """What nine days of ten do not exceed in ten minutes. `windows` are the number of a ten-minute span since 1970 and
    how many came in it; `days` how many days were listened to."""
    busiest: dict[int, int] = {}
    for window, count in windows:
        day = window * WINDOW_SECONDS // DAY
        busiest[day] = max(count, busiest.get(day, 0))
    ordered = (
        sorted(busiest.values()) if len(busiest) >= days else [0] * (days - len(busiest)) + sorted(busiest.values())
    )
    return ordered[min(len(ordered) - 1, int(USUAL * len(ordered)))] if ordered else 0


def burst(came: Sequence[Came], usually: int, days: int) -> Burst | None:
    """The burst that the arrivals of ten minutes are, if they are one."""
    least = LEAST if days >= KNOWN_DAYS else LEAST_UNKNOWN
    if len(came) < max(least, TIMES * usually):
        return None
    adds = Counter(each.adder for each in came if each.adder)
    adder, added = max(adds.items(), key=lambda each: (each[1], -each[0]), default=(0, 0))
    return Burst(len(came), usually, adds.total(), adder, added)
