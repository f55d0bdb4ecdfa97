"""Bands of days and counts: a value is told as the lower end of the band that it lies in."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple


class Band(NamedTuple):
    """What the values of a column stand for in it, and a value's lower end: of an ISO date an ISO date, of a count a
    count."""

    meaning: str
    lower_end: Callable[[Any], Any]


def _monday(day: str) -> str:
    date = dt.date.fromisoformat(day)
    return (date - dt.timedelta(days=date.weekday())).isoformat()


def _quarter(day: str) -> str:
    return f"{day[:4]}-{(int(day[5:7]) - 1) // 3 * 3 + 1:02}-01"


DAYS: dict[str, Band] = {
    "day": Band("It is the day itself.", lambda day: day),
    "week": Band("It stands for the week that it begins, a Monday.", _monday),
    "month": Band("It stands for the month that it begins.", lambda day: f"{day[:7]}-01"),
    "quarter": Band("It stands for the quarter of a year that it begins.", _quarter),
    "year": Band("It stands for the year that it begins.", lambda day: f"{day[:4]}-01-01"),
}
"""Bands of days by name, the narrowest first."""

COUNTS: dict[str, Band] = {
    "doubling": Band(
        "It is the lower end of a band: 0, 1, 2 to 3, 4 to 7, 8 to 15, and so on.",
        lambda count: 1 << count.bit_length() >> 1,
    ),
    "fourfold": Band(
        "It is the lower end of a band: 0, 1 to 3, 4 to 15, 16 to 63, and so on.",
        lambda count: 4 ** ((count.bit_length() - 1) // 2) if count else 0,
    ),
    "tenfold": Band(
        "It is the lower end of a band: 0, 1 to 9, 10 to 99, and so on.",
        lambda count: 10 ** (len(str(count)) - 1) if count else 0,
    ),
    "any": Band("It is 0, or 1 for 1 and more.", lambda count: min(count, 1)),
}
"""Bands of counts by name, the narrowest first."""

BANDS: dict[str, dict[str, Band]] = {
    "messages": COUNTS, "arrival_day": DAYS, "first_day": DAYS, "last_day": DAYS,
}  # fmt: skip
"""The columns of `people.csv` that are told in bands, and those that each may be put into."""
