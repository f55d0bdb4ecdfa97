"""Makes one time of the two dates of an element, or none (docs/method.md#from-an-export-to-people).

`date_unixtime` is UTC and goes first. `date` is the exporter's local time, without a zone, and fills in where the
other is absent, zero or impossible. A time is possible from Telegram's first day to tomorrow.
"""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Protocol

from auditor.collect.grain import DAY, HOUR, Grain
from auditor.errors import UsageError
from storage.records import TimeResolution

TELEGRAM_BEGAN = int(dt.datetime(2013, 8, 14, tzinfo=dt.UTC).timestamp())

_WEST, _EAST = -13 * HOUR, 15 * HOUR
"""How far a local time may lie from UTC (zones span -12 to +14 hours), widened by the hour that is compared."""

NO_HOUR = -(2**62)


_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - local times carry no zone, that is the point
_HOURS_REMEMBERED = 100_000


class Dated(Protocol):
    """What has the two dates of an element."""

    @property
    def date(self) -> str | None: ...
    @property
    def date_unixtime(self) -> str | int | None: ...


def zone(name: str) -> zoneinfo.ZoneInfo:
    """The time zone of that name; raises `UsageError` for none."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError("There is no time zone {zone!r}; write one such as Asia/Almaty or UTC.", zone=name) from error


class _Hours(dict[str, int]):
    """The local hour that a date begins with, as if it were UTC; `NO_HOUR` for what is no date."""

    def __missing__(self, key: str) -> int:
        if len(self) > _HOURS_REMEMBERED:
            self.clear()
        try:
            hour = dt.datetime.fromisoformat(key + ":00")
            self[key] = NO_HOUR if hour.tzinfo else int((hour - _EPOCH).total_seconds())
        except ValueError:
            self[key] = NO_HOUR
        return self[key]


class Clock:
    """Reads the dates of one export, and keeps count of what was wrong with them."""

    def __init__(self, tz: str, now: int) -> None:
        self._zone = zone(tz)
        self._latest = now + DAY
        self._hours = _Hours()
        self._grain = Grain(mixed=False)
        self.first: int | None = None
        self.last: int | None = None
        self.dated = 0
        self.local = 0
        self.undated = 0
        self.contradicting = 0

    def read(self, elements: Sequence[Dated]) -> Sequence[int | None]:
        """The time of each element, None where neither date can be used."""
        stamps = [element.date_unixtime for element in elements]
        try:
            low, high = min(stamps), max(stamps)  # type: ignore[type-var]
        except (TypeError, ValueError):
            return [self._read_one(element) for element in elements]
        if type(low) is not int or type(high) is not int or low < TELEGRAM_BEGAN or high > self._latest:
            return [self._read_one(element) for element in elements]
        dates = [element.date for element in elements]
        if not self._surely_agree(low, high, dates):
            for at, date in zip(stamps, dates, strict=True):
                self._compare(at, date)  # type: ignore[arg-type]
        self._note(stamps, low, high)  # type: ignore[arg-type]
        return stamps  # type: ignore[return-value]

    def _read_one(self, element: Dated) -> int | None:
        try:
            at = int(element.date_unixtime or 0)
        except ValueError:
            at = 0
        date = element.date
        if TELEGRAM_BEGAN <= at <= self._latest:
            self._compare(at, date)
        else:
            local = None if date is None else self._local(date)
            if local is None:
                self.undated += 1
                return None
            at = local
            self.local += 1
        self._note([at], at, at)
        return at

    def _surely_agree(self, low: int, high: int, dates: list[str | None]) -> bool:
        """Whether even the latest of these dates with the earliest of the stamps, and the other way round, lie within
        what zones can bring together: then each with its own does. Dates written alike are ordered as text."""
        try:
            first, last = self._hours[min(dates)[:13]], self._hours[max(dates)[:13]]  # type: ignore[type-var,index]
        except TypeError:
            return False
        return NO_HOUR not in (first, last) and last - low <= _EAST and first - high >= _WEST

    def _compare(self, at: int, date: str | None) -> None:
        """Counts a date that no zone can bring together with its stamp."""
        hour = NO_HOUR if date is None else self._hours[date[:13]]
        if hour != NO_HOUR and not _WEST <= hour - at <= _EAST:
            self.contradicting += 1

    def _note(self, times: Sequence[int], low: int, high: int) -> None:
        self.dated += len(times)
        self._grain.note_all(times)
        self.first = low if self.first is None else min(low, self.first)
        self.last = high if self.last is None else max(high, self.last)

    @property
    def resolution(self) -> TimeResolution | None:
        """How fine the times are by what all of them share; None where nothing has a usable time."""
        return self._grain.resolution if self.dated else None

    def _local(self, date: str) -> int | None:
        try:
            moment = dt.datetime.fromisoformat(date)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self._zone)
            at = int(moment.timestamp())
        except (ValueError, OverflowError):
            return None
        return at if TELEGRAM_BEGAN <= at <= self._latest else None
