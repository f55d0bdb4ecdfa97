"""When a service message was, which a page does not say: told by the messages around it, and the day above them.

It was not before the message before it, not after the message behind it, and on the day that is written above. How wide
that span is goes into `spans`: no more can be read from such a time than it says.
"""

import datetime as dt
from collections import Counter

from auditor.collect.grain import DAY, as_written
from auditor.collect.pages.elements import Element
from auditor.collect.pages.sentences import Told

Settled = list[tuple[Element, Told, int | None]]
"""Service messages with their times, None where nothing tells it to the day."""


class ServiceTimes:
    """Holds service messages until the next message, or the next day, tells when they were."""

    def __init__(self, zone: dt.tzinfo) -> None:
        self._zone = zone
        self._waiting: list[tuple[Element, Told]] = []
        self._before: int | None = None
        self._day: dt.date | None = None
        self._spans: Counter[float] = Counter()
        self.undated = 0
        self.first: int | None = None
        self.last: int | None = None

    def on_a_clock(self, seconds_east: int) -> None:
        """Days are those of a clock so far east of UTC."""
        self._zone = dt.timezone(dt.timedelta(seconds=seconds_east))

    def hold(self, element: Element, said: Told) -> None:
        """Takes in a service message."""
        self._waiting.append((element, said))

    def day_begins(self, day: dt.date) -> Settled:
        """A day is written above what follows; each page repeats it."""
        if day == self._day:
            return []
        settled = self._settle(None)
        if self._day is not None:
            self._before = None
        self._day = day
        return settled

    def message_at(self, at: int, seconds_east: int | None) -> Settled:
        """A message was written, on a clock so far east of UTC (None: the zone that was asked for)."""
        if seconds_east is not None:
            self.on_a_clock(seconds_east)
        settled = self._settle(at)
        self._before = at
        return settled

    def end(self) -> Settled:
        """No message follows."""
        return self._settle(None)

    @property
    def within(self) -> int | None:
        """Seconds within which nine in ten of these times lie; None where there is none."""
        return int(as_written(self._spans)) if self._spans else None

    def _settle(self, after: int | None) -> Settled:
        if not self._waiting:
            return []
        at = self._time(after)
        settled = [(element, said, at) for element, said in self._waiting]
        self._waiting.clear()
        self.undated += 0 if at is not None else len(settled)
        if at is not None:
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)
        return settled

    def _time(self, after: int | None) -> int | None:
        """The time of what waits: of the message before it, else of the one behind it, else of the day's beginning."""
        begins = ends = None
        if self._day is not None:
            begins = int(dt.datetime.combine(self._day, dt.time(), self._zone).timestamp())
            ends = begins + DAY - 1
        low = begins if self._before is None else self._before
        high = ends if after is None else after
        if low is None or high is None or high - low >= DAY:
            return None
        self._spans[max(1, high - low)] += len(self._waiting)
        return low if self._before is not None or after is None else after
