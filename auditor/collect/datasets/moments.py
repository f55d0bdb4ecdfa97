"""A time as a table or a data set writes it -> seconds since 1970, or none; and how fine the times are.

Taken are seconds, milliseconds or microseconds since 1970, and ISO 8601 with or without a zone. A time is possible
from 1970 (some tables count seconds from a beginning of their own) to tomorrow.
"""

import datetime as dt
from typing import Literal

from auditor.collect.desktop.times import DAY, zone

_MILLISECONDS_FROM, _MICROSECONDS_FROM = 10**11, 10**14
"""As seconds these would be the years 5138 and 3 million; as milliseconds and microseconds both are March 1973."""


class Moments:
    """Reads the times of one file, and keeps count of what was wrong with them."""

    def __init__(self, tz: str, now: int) -> None:
        self.tz = tz
        self._zone = zone(tz)
        self._latest = now + DAY
        self._times_of_day: set[int] = set()
        self._days: set[int] = set()
        self.first: int | None = None
        self.last: int | None = None
        self.dated = 0
        self.local = 0
        self.undated = 0

    def read(self, written: str) -> int | None:
        """The time that is written, None where it cannot be used."""
        at = _since_1970(int(written)) if written.isdecimal() and len(written) < 18 else self._other(written)
        if at is None or not 0 < at <= self._latest:
            self.undated += 1
            return None
        self.dated += 1
        if self.first is None or self.last is None:
            self.first = self.last = at
        elif at < self.first:
            self.first = at
        elif at > self.last:
            self.last = at
        if len(self._times_of_day) < 2:
            self._note_time_of_day(at)
        return at

    def _other(self, written: str) -> int | None:
        try:
            return _since_1970(int(float(written)))
        except (ValueError, OverflowError):
            pass
        try:
            moment = dt.datetime.fromisoformat(written.strip())
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self._zone)
                at = int(moment.timestamp())
                self.local += 0 < at <= self._latest
                return at
            return int(moment.timestamp())
        except (ValueError, OverflowError):
            return None

    def _note_time_of_day(self, at: int) -> None:
        local = dt.datetime.fromtimestamp(at, self._zone)
        self._times_of_day.add(local.hour * 3600 + local.minute * 60 + local.second)
        self._days.add(local.toordinal())

    @property
    def resolution(self) -> Literal["second", "day"] | None:
        """How fine the times are: of days alone where all, on several days, bear one time of day; None without any."""
        if not self.dated:
            return None
        return "day" if len(self._times_of_day) == 1 and len(self._days) > 1 and self.dated > 2 else "second"


def _since_1970(number: int) -> int:
    if number < _MILLISECONDS_FROM:
        return number
    return number // (1_000 if number < _MICROSECONDS_FROM else 1_000_000)
