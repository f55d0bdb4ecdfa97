"""Days of arrivals, gathered into weeks, months or years where they are many; empty ones are kept."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from auditor.report.report import ArrivalDay

Unit = Literal["day", "week", "month", "year"]

ARRIVALS: tuple[str, ...] = ("added", "by_link", "by_request", "by_self", "unknown")

SKELETONS: dict[str, str] = {"day": "MMMd", "week": "MMMd", "month": "yMMM", "year": "y"}
"""How the first day of a bin is written, by CLDR skeleton."""

WITH_YEAR: dict[str, str] = {"day": "yMMMd", "week": "yMMMd", "month": "yMMM", "year": "y"}
"""The same with its year."""

MOST: tuple[tuple[Unit, int], ...] = (("day", 62), ("week", 62 * 7), ("month", 140 * 31))
"""The longest span in days for which a unit is used; beyond the last it is years."""


class TimeBin(NamedTuple):
    """The arrivals of one stretch of time, by kind."""

    start: date
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Arrivals of every kind."""
        return sum(self.counts.values())


def ways(columns: list[TimeBin]) -> tuple[str, ...]:
    """The ways in which people came; that it is not known how, only where there is somebody of whom it is not."""
    return ARRIVALS if any(column.counts["unknown"] for column in columns) else ARRIVALS[:-1]


def bins(days: list[ArrivalDay]) -> tuple[Unit, list[TimeBin]]:
    """The arrivals in stretches of equal length, without gaps, from the first to the last day that has one."""
    dated = [(date.fromisoformat(day.day), day) for day in days]
    if not dated:
        return "day", []
    first, last = min(day for day, _ in dated), max(day for day, _ in dated)
    unit: Unit = next((unit for unit, most in MOST if (last - first).days < most), "year")
    found = {start: TimeBin(start, dict.fromkeys(ARRIVALS, 0)) for start in _starts(first, last, unit)}
    for day, arrivals in dated:
        counts = found[first_day(day, unit)].counts
        for kind in ARRIVALS:
            counts[kind] += getattr(arrivals, kind)
    return unit, list(found.values())


def first_day(day: date, unit: Unit) -> date:
    """The day on which the stretch begins that a day lies in."""
    if unit == "day":
        return day
    if unit == "week":
        return date.fromordinal(max(day.toordinal() - day.weekday(), 1))
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _starts(first: date, last: date, unit: Unit) -> Iterator[date]:
    """The first day of each stretch from `first` to `last`."""
    if unit in {"day", "week"}:
        days = range(first_day(first, unit).toordinal(), last.toordinal() + 1, 1 if unit == "day" else 7)
        yield from (date.fromordinal(day) for day in days)
    elif unit == "month":
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        yield from (date(month // 12, month % 12 + 1, 1) for month in months)
    else:
        yield from (date(year, 1, 1) for year in range(first.year, last.year + 1))
