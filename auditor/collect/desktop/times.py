"""Two dates of an element -> one time, or none (DESIGN 3).

`date_unixtime` is UTC and goes first. `date` is the exporter's local time, without a zone, and fills in where the
other is absent, zero or impossible. A time is possible from Telegram's first day to tomorrow.
"""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from auditor.errors import UsageError

TELEGRAM_BEGAN = int(dt.datetime(2013, 8, 14, tzinfo=dt.UTC).timestamp())
DAY = 86_400
HOUR = 3_600

_WEST, _EAST = -13 * HOUR, 15 * HOUR
"""How far a local time may lie from UTC (zones span -12 to +14 hours), widened by the hour that is compared."""

NO_HOUR = -(2**62)

_WRITTEN = 19
_DAYS_TO_1970 = 719_468

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
        raise UsageError(f"There is no time zone {name!r}; write one such as Asia/Almaty or UTC.") from error


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


def _hours(dates: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """The hours of many dates written as 2018-04-11T09:30:00, each a row of 19 bytes, as if they were UTC.

    Days are counted as in Howard Hinnant's `days_from_civil`.
    """
    digit = np.ascontiguousarray(dates.T[:13]).astype(np.int64) - ord("0")
    year = digit[0] * 1000 + digit[1] * 100 + digit[2] * 10 + digit[3]
    month, day, hour = (digit[at] * 10 + digit[at + 1] for at in (5, 8, 11))
    year = year - (month <= 2)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days = 365 * year + year // 4 - year // 100 + year // 400 + of_year - _DAYS_TO_1970
    return np.asarray(days * DAY + hour * HOUR)


class Clock:
    """Reads the dates of one export, and keeps count of what was wrong with them."""

    def __init__(self, tz: str, now: int) -> None:
        self._zone = zone(tz)
        self._latest = now + DAY
        self._hours = _Hours()
        self._times_of_day: set[str | int] = set()
        self._days: set[int] = set()
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
            plain = type(low) is int and type(high) is int and low >= TELEGRAM_BEGAN and high <= self._latest
        except (TypeError, ValueError):
            plain = False
        if not plain:
            return [self._read_one(element) for element in elements]
        dates = [element.date for element in elements]
        self._compare(np.array(stamps, np.int64), dates)
        self._note(len(stamps), low, high)  # type: ignore[arg-type]
        for at, date in zip(stamps, dates, strict=True):
            if len(self._times_of_day) > 1:
                break
            self._note_time_of_day(at, date)  # type: ignore[arg-type]
        return stamps  # type: ignore[return-value]

    def _read_one(self, element: Dated) -> int | None:
        try:
            at = int(element.date_unixtime or 0)
        except ValueError:
            at = 0
        date = element.date
        if TELEGRAM_BEGAN <= at <= self._latest:
            self._compare(np.array([at]), [date])
        else:
            local = None if date is None else self._local(date)
            if local is None:
                self.undated += 1
                return None
            at = local
            self.local += 1
        self._note(1, at, at)
        if len(self._times_of_day) < 2:
            self._note_time_of_day(at, date)
        return at

    def _compare(self, stamps: npt.NDArray[np.int64], dates: list[str | None]) -> None:
        """Counts the dates that no zone can bring together with their stamp."""
        joined = "".join([date or "" for date in dates])
        if len(joined) == _WRITTEN * len(dates) and joined.isascii():
            hours = _hours(np.frombuffer(joined.encode(), np.uint8).reshape(-1, _WRITTEN))
        else:
            hours = np.array([NO_HOUR if date is None else self._hours[date[:13]] for date in dates])
        apart = hours - stamps
        self.contradicting += int(np.count_nonzero((hours != NO_HOUR) & ((apart < _WEST) | (apart > _EAST))))

    def _note(self, count: int, low: int, high: int) -> None:
        self.dated += count
        self.first = low if self.first is None else min(low, self.first)
        self.last = high if self.last is None else max(high, self.last)

    def _note_time_of_day(self, at: int, date: str | None) -> None:
        self._times_of_day.add(at % DAY if date is None else date[11:19])
        self._days.add(at // DAY)

    @property
    def resolution(self) -> Literal["second", "day"] | None:
        """How fine the times are. Where every element, on several days, bears the same time of day, that time says
        nothing; None where nothing has a usable time."""
        if not self.dated:
            return None
        return "day" if len(self._times_of_day) == 1 and len(self._days) > 1 and self.dated > 2 else "second"

    def _local(self, date: str) -> int | None:
        try:
            moment = dt.datetime.fromisoformat(date)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self._zone)
            at = int(moment.timestamp())
        except (ValueError, OverflowError):
            return None
        return at if TELEGRAM_BEGAN <= at <= self._latest else None
