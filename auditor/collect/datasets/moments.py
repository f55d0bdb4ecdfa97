"""Reads times as tables and data sets write them, as seconds since 1970 or none, and tells how fine they are.

A number is read by what it can only be, a written time by its form; what a value leaves open is decided by its column.
A time is possible from the second day of 1970 (a zero, written as a date, is on the first) to tomorrow.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from auditor.collect.datasets.time_column import TimeColumn
from auditor.collect.datasets.time_numbers import SINCE, read_number
from auditor.collect.datasets.written_times import Written, read_written
from auditor.collect.desktop.times import zone
from auditor.collect.grain import DAY, MINUTE, Grain, as_written, named, seconds_of
from storage.records import TimeResolution

_UNITS = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
"""Of seconds since 1970, by the number's digits from 2001 to 2286: those are most columns, and go past all else."""


_GATHERED = 1_000


class Moments:
    """Reads the times of one file, and keeps count of what was wrong with them."""

    def __init__(self, tz: str, column: TimeColumn) -> None:
        self.tz = tz
        self._zone = zone(tz)
        self._column = column
        self._latest = column.latest
        self._relative = column.asked.epoch == "relative"
        self._plain = column.asked.epoch is None
        self._written: Counter[float] = Counter()
        self._plain_ones: list[int] = []
        self._numbers = 0
        self._finest_number = float("inf")
        self._grain = Grain(mixed=True)
        self._serials = False
        self._first: int | None = None
        self._last: int | None = None
        self.local = 0
        self.undated = 0

    def read_all(self, written: Sequence[str]) -> Iterable[int | None]:
        """The times of some rows, as `read` gives them."""
        if self._plain and all(map(str.isdecimal, written)) and len(lengths := set(map(len, written))) == 1:
            unit = _UNITS.get(lengths.pop(), 0)
            times = [int(number) // unit for number in written] if unit else []
            if times and min(times) >= SINCE and max(times) <= self._latest:
                self._plain_ones += times
                self._count_plain_ones()
                return times
        return map(self.read, written)

    def read(self, written: str) -> int | None:
        """The time that is written, None where it cannot be used. Raises `ExportUnreadable` where it can be two, and
        the column does not tell which."""
        if written.isdecimal() and self._plain and (unit := _UNITS.get(len(written))):
            at = int(written) // unit
            if SINCE <= at <= self._latest:
                self._plain_ones.append(at)
                if len(self._plain_ones) >= _GATHERED:
                    self._count_plain_ones()
                return at
        value = written.strip()
        found = self._iso(value) if value[13:14] == ":" and value[4:5] == "-" and not self._relative else None
        found = self._read_uncommon(value) if found is None else found
        self.undated += found is None
        return found

    def _iso(self, value: str) -> int | None:
        """ISO 8601, the short way; None where the long way must look."""
        try:
            moment = dt.datetime.fromisoformat(value)
            theirs = moment.tzinfo or self._zone
            at = int(moment.replace(tzinfo=theirs).timestamp())
        except (ValueError, OverflowError):
            return None
        if not DAY < at <= self._latest:
            return None
        self.local += moment.tzinfo is None
        self._written[1 if value[16:17] == ":" else MINUTE] += 1
        ahead = None if theirs is dt.UTC else theirs.utcoffset(moment)
        return self._dated(at, at if ahead is None else at + ahead.days * DAY + ahead.seconds)

    def _read_uncommon(self, value: str) -> int | None:
        number = read_number(value, self._latest, self._column.asked.epoch)
        if number is not None:
            if number.at is None or (number.kind != "epoch" and not self._column.survey.numbers_are_dates):
                return None
            self._finest_number = min(self._finest_number, number.grain)
            self._numbers += 1
            self._serials |= number.kind == "serial"
            return self._on_the_clock(number.at, self._zone) if number.local else self._dated(number.at, number.at)
        found = None if self._relative else read_written(value)
        clock = None if found is None else self._clock(found)
        if found is None or clock is None:
            return None
        at = self._on_the_clock(clock, found.zone)
        if at is not None:
            self._written[found.grain] += 1
        return at

    def _clock(self, found: Written) -> int | None:
        """The time as a clock showed it; None for a day or an hour in a column whose times are finer."""
        if found.grain > MINUTE and found.grain > self._column.survey.grain:
            return None
        day = self._column.day(found) if found.open else next(iter(found.days.values()))
        return None if day is None else day + found.of_day

    def _on_the_clock(self, clock: int, theirs: dt.tzinfo | None) -> int | None:
        """The moment at which a clock of that zone showed this; without a zone, of the zone that was asked for."""
        try:
            moment = dt.datetime.fromtimestamp(clock, dt.UTC).replace(tzinfo=theirs or self._zone)
            at = int(moment.timestamp())
        except (ValueError, OverflowError, OSError):
            return None
        if not DAY < at <= self._latest:
            return None
        self.local += theirs is None
        return self._dated(at, clock)

    def _dated(self, at: int, clock: int) -> int:
        self._span(at, at)
        self._grain.note(clock)
        return at

    def _span(self, first: int, last: int) -> None:
        self._first = first if self._first is None else min(self._first, first)
        self._last = last if self._last is None else max(self._last, last)

    def _count_plain_ones(self) -> None:
        """Takes in the seconds since 1970 that have gathered: together they cost a third of what each would alone."""
        if found := self._plain_ones:
            self._finest_number = min(self._finest_number, 1)
            self._numbers += len(found)
            self._span(min(found), max(found))
            self._grain.note_all(found)
            found.clear()

    @property
    def first(self) -> int | None:
        """The earliest time; None without any."""
        self._count_plain_ones()
        return self._first

    @property
    def last(self) -> int | None:
        """The latest time; None without any."""
        self._count_plain_ones()
        return self._last

    @property
    def resolution(self) -> TimeResolution | None:
        """How fine the times are: no finer than they are written, nor than the times themselves show; None without."""
        if self.first is None:
            return None
        if self._numbers:
            self._written[self._finest_number] += self._numbers
            self._numbers = 0
        return max(self._grain.resolution, named(as_written(self._written)), key=seconds_of)

    @property
    def times_from(self) -> Literal["1970", "relative", "1900", "1904"]:
        """What the numbers were counted from."""
        if self._relative:
            return "relative"
        if self._serials:
            return "1904" if self._column.asked.epoch == "1904" else "1900"
        return "1970"
