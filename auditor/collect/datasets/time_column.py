"""How the times of one column are to be read, decided by all of them together, so that one column is read one way.

Most columns leave nothing to decide: their times are ISO 8601 or seconds since 1970, and each is read by itself. Only
where a value leaves something open (3/4/2024, a day number, a date without a time of day among others with one) is the
whole column looked through, once.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

import msgspec

from auditor.collect.datasets.time_numbers import Epoch, read_number
from auditor.collect.datasets.written_times import Order, Written, read_written, zone_in_doubt
from auditor.collect.grain import DAY, as_written
from auditor.errors import ExportUnreadable, Sentence

NUMBERS_LEAST = 0.9
"""The part of a column's numbers that must make sense as days of a spreadsheet or as digits of dates. Seconds from a
beginning of their own pass through the days of two decades, too, but most of them lie elsewhere."""

FEW_YEARS, MANY_YEARS = 2, 5
"""Years that a column lies in by the right way to read its dates, and by one that takes its days for years."""

FORMS = Sentence(
    "Read are times such as 2024-11-28 15:24:05, with or without a zone, 28.11.2024 15:24, 11/28/2024 3:24 PM,"
    " 28 Nov 2024 15:24, seconds or milliseconds since 1970, a spreadsheet's day numbers, and 20241128"
)
"""What a refusal says is accepted."""

_SHOWN = 40

_MONTH = re.compile(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}")

_DATED = ("epoch", "serial", "digits")
_NO_DATES = ("year", "month", "other")


class TimesAsked(msgspec.Struct, frozen=True):
    """What the asker says of the times of a table: what stands first in dates of three numbers, and what plain numbers
    are counted from. None: the column decides."""

    dates: Order | None = None
    epoch: Epoch | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """What was said; empty where nothing was."""
        return tuple(word for word in (self.dates, self.epoch) if word is not None)


class Survey(msgspec.Struct, dict=True):
    """What a column holds: how many values of each kind and how fine they are; the orders in which every date of three
    numbers is possible; an example of each kind."""

    kinds: Counter[str]
    written: Counter[float]
    orders: set[Order]
    examples: dict[str, str]
    years: dict[Order, set[int]]
    """The years that dates with a year of two digits lie in, by each order."""
    finest_number: float = float("inf")

    @property
    def numbers_are_dates(self) -> bool:
        """Whether the plain numbers that are not counted since 1970 make sense as dates."""
        dated = sum(self.kinds[kind] for kind in _DATED)
        return dated >= NUMBERS_LEAST * (dated + sum(self.kinds[kind] for kind in _NO_DATES))

    @property
    def readable(self) -> bool:
        """Whether the column holds any time."""
        numbers = _DATED if self.numbers_are_dates else ("epoch",)
        return self.kinds["written"] > 0 or any(self.kinds[kind] for kind in numbers)

    @cached_property
    def grain(self) -> float:
        """How fine a time of this column must be to be as good as the others, in seconds."""
        numbers = sum(self.kinds[kind] for kind in _DATED)
        return as_written(self.written + Counter({self.finest_number: numbers}) if numbers else self.written)


class TimeColumn:
    """One column: `name` as the header says it, `values` to look all of it through."""

    def __init__(
        self, file: str, name: str, values: Callable[[], Iterable[str]], *, latest: int, asked: TimesAsked
    ) -> None:
        self.asked = asked
        self.latest = latest
        self.file = file
        self._name = name
        self._values = values

    @cached_property
    def survey(self) -> Survey:
        """What the whole column holds."""
        found = Survey(Counter(), Counter(), {"day-first", "month-first", "year-first"}, {}, {})
        for value in self._values():
            kind = self._survey_one(value.strip(), found)
            found.kinds[kind] += 1
            found.examples.setdefault(kind, value.strip())
        return found

    def _survey_one(self, value: str, found: Survey) -> str:
        """The kind of a value, noted in `found`."""
        if not value.strip("0.,"):
            return "empty"
        number = read_number(value, self.latest, self.asked.epoch)
        if number is not None:
            if number.at is not None:
                found.finest_number = min(found.finest_number, number.grain)
            return number.kind
        written = None if self.asked.epoch == "relative" else read_written(value)
        days = {} if written is None else self.possible(written.days)
        if written is None or not days:
            return "month" if _MONTH.fullmatch(value) else "unread"
        if not any(DAY < day <= self.latest + DAY for day in days.values()):
            return "elsewhere"
        found.written[written.grain] += 1
        if days.keys() != {"year-first"} and not written.named:
            found.orders &= days.keys()
            if len(set(days.values())) > 1:
                found.examples.setdefault("open", value)
            for order, day in days.items() if "year-first" in days else ():
                found.years.setdefault(order, set()).add(time.gmtime(day).tm_year)
        return "written"

    def possible(self, days: dict[Order, int]) -> dict[Order, int]:
        """The days that a date can be. Where a year of two digits may be a day as well, none that is still to come."""
        if "year-first" not in days or len(days) == 1:
            return days
        return {order: day for order, day in days.items() if day <= self.latest}

    def day(self, found: Written) -> int | None:
        """The day of a date, as all of the column tell it; None where it is none. Raises `ExportUnreadable` where it
        can be two."""
        days = self.possible(found.days)
        if len(set(days.values())) < 2:
            return next(iter(days.values()), None)
        if self.asked.dates is not None:
            return days.get(self.asked.dates)
        told = {order: day for order, day in days.items() if order in self.survey.orders}
        told = self._without_scattered(told) if "year-first" in told else told
        if len(set(told.values())) == 1 or (found.dotted and told.keys() == {"day-first", "month-first"}):
            return told.get("day-first", next(iter(told.values())))
        why = (
            Sentence("no other time in it tells which")
            if told
            else Sentence("it holds dates written in more than one order")
        )
        raise ExportUnreadable(
            "{file}: in the column {column!r} {value} can be two days, and {why}; say --dates day-first or"
            " --dates month-first.",
            file=self.file,
            column=self._name,
            value=_shown(self.survey.examples.get("open")),
            why=why,
        )

    def _without_scattered(self, told: dict[Order, int]) -> dict[Order, int]:
        """The same, where a year of two digits may be a day: less the orders by which the column lies in many years,
        if by another it lies in one or two. Days take many values, years few."""
        years = {order: len(self.survey.years[order]) for order in told}
        if min(years.values()) > FEW_YEARS:
            return told
        return {order: day for order, day in told.items() if years[order] < MANY_YEARS}

    def refusal(self) -> ExportUnreadable:
        """Why nothing in this column is a time, with what was found and what is read."""
        kinds = {
            kind: self.survey.kinds[kind] for kind in ("unread", "elsewhere", *_NO_DATES, "serial", "digits", "empty")
        }
        most = max(kinds, key=lambda kind: kinds[kind] if kind != "empty" else 0)
        value = self.survey.examples.get(most, "")
        zone, shown = zone_in_doubt(value), _shown(value)
        if self.asked.epoch == "relative":
            why = Sentence("found was {value}; with --epoch relative, times are seconds", value=shown)
        elif not value:
            why = Sentence("it is empty")
        elif most == "year":
            why = Sentence(
                "it holds years alone, such as {value}, and when in a year something was is not in it", value=shown
            )
        elif most == "month":
            why = Sentence(
                "it holds months alone, such as {value}, and when in a month something was is not in it", value=shown
            )
        elif most == "elsewhere":
            why = Sentence("{value} is before 1970 or still to come", value=shown)
        elif most != "unread":
            why = Sentence(
                "{value} is neither a moment from 2000 to today nor a spreadsheet's day; where such numbers are seconds"
                " from a beginning of their own, say --epoch relative",
                value=shown,
            )
        elif zone is not None:
            why = Sentence(
                "in {value} the zone {zone} has several meanings; write it as an offset, such as -06:00",
                value=shown,
                zone=zone,
            )
        else:
            why = Sentence("found was {value}", value=shown)
        return ExportUnreadable(
            "{file} holds no time that can be read in its column {column!r}: {why}. {forms}.",
            file=self.file,
            column=self._name,
            why=why,
            forms=FORMS,
        )


def _shown(value: str | None) -> str:
    value = value or ""
    return repr(value if len(value) <= _SHOWN else value[:_SHOWN] + "…")
