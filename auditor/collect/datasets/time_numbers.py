"""Reads a plain number that stands for a time: by the one way to read it that gives a day since 2000.

Seconds, milliseconds, microseconds and nanoseconds since 1970, day numbers of spreadsheets and digits such as 20230317
lie so far apart that a number is at most one of them. A year alone is no moment, nor is a month.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Literal, NamedTuple

from auditor.collect.grain import DAY, HOUR, MINUTE

NumberKind = Literal["epoch", "serial", "digits", "year", "month", "other"]
"""Counted since 1970, a spreadsheet's day number, digits of a date, a year or a month alone, or nothing of these."""

Epoch = Literal["relative", "1904"]
"""What plain numbers count from where the asker says it: a beginning of their own, or 1904, as old workbooks of the
Macintosh do."""

SINCE = int(dt.datetime(2000, 1, 1, tzinfo=dt.UTC).timestamp())
"""No platform whose texts are collected is older; an earlier moment is a number that means something else."""

_NUMBER = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?(?:[eE]\+?\d{1,2})?", re.ASCII)
_UNITS = (1, 10**3, 10**6, 10**9)
_LATEST_RELATIVE = 10**11
_SERIAL_BEGAN = {
    None: int(dt.datetime(1899, 12, 30, tzinfo=dt.UTC).timestamp()),
    "1904": int(dt.datetime(1904, 1, 1, tzinfo=dt.UTC).timestamp()),
}
"""Day 0 of a spreadsheet. Excel takes 1900 for a leap year; after February of that year this day makes up for it."""

_DIGITS = {8: ("%Y%m%d", DAY), 10: ("%Y%m%d%H", HOUR), 12: ("%Y%m%d%H%M", MINUTE), 14: ("%Y%m%d%H%M%S", 1)}


class Number(NamedTuple):
    """A number read: `at` in seconds, on the clock of `--tz` where `local`; None where it is no moment. `grain` is the
    worth of its last digit in seconds."""

    kind: NumberKind
    at: int | None
    grain: float
    local: bool = False


def read_number(written: str, latest: int, epoch: Epoch | None) -> Number | None:
    """What a plain number stands for; None for what is no plain number. `latest` is the last possible moment."""
    written = written.removeprefix("'")  # a spreadsheet's mark of a text
    if not _NUMBER.fullmatch(written):
        return None
    number = Decimal(written.replace(",", "."))
    last_digit = float(10 ** Decimal(int(number.as_tuple().exponent)))
    if epoch == "relative":
        possible = number < _LATEST_RELATIVE
        return Number("epoch" if possible else "other", int(number) if possible else None, last_digit)
    if epoch is None:
        for unit in _UNITS:
            if SINCE <= number / unit <= latest:
                return Number("epoch", int(number / unit), last_digit / unit)
    at = _SERIAL_BEGAN[epoch] + round(number * DAY) if number < 10**6 else 0
    if SINCE <= at <= latest + DAY:
        return Number("serial", at, last_digit * DAY, local=True)
    return _digits(number, latest) if number == int(number) else Number("other", None, last_digit)


def _digits(number: Decimal, latest: int) -> Number:
    """Digits of a date, or of a year or month alone."""
    digits = str(int(number))
    form, grain = _DIGITS.get(len(digits), ("", 0))
    try:
        if form:
            at = int(dt.datetime.strptime(digits, form).replace(tzinfo=dt.UTC).timestamp())
            if SINCE <= at <= latest + DAY:
                return Number("digits", at, grain, local=True)
    except ValueError:
        pass
    if len(digits) == 4 and 1900 <= number <= 2100:
        return Number("year", None, 366 * DAY)
    if len(digits) == 6 and 1900 <= number // 100 <= 2100 and 1 <= number % 100 <= 12:
        return Number("month", None, 31 * DAY)
    return Number("other", None, 1)
