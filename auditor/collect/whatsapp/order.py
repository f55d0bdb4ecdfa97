"""What stands first in the dates of a chat: the day, the month or the year. Decided by all of them together.

A number above 12 is no month. Where that does not tell, the order of the messages does: they stand as they were sent,
and dates that are read in the wrong order jump back. What is left open is asked for, never guessed.
"""

import datetime as dt

from auditor.collect.datasets.written_times import Order
from auditor.collect.whatsapp.headings import Heading
from auditor.errors import ExportUnreadable

MOST_BACK = 0.01
"""The part of the messages that may stand before an earlier one: clocks are set, and phones travel."""


class DateOrder:
    """Looks at the dates of a whole chat, one after the other."""

    def __init__(self, name: str, asked: Order | None) -> None:
        self._name = name
        self._asked = asked
        self._count = 0
        self._back: dict[Order, int] = {"day-first": 0, "month-first": 0, "year-first": 0}
        self._days: dict[Order, set[int]] = {order: set() for order in self._back}
        self._impossible: dict[Order, int] = dict.fromkeys(self._back, 0)
        self._last: dict[Order, int] = {}
        self._dotted = 0
        self._example = ""

    def look_at(self, found: Heading) -> None:
        """Takes in a date."""
        self._count += 1
        self._dotted += found.dotted
        self._example = self._example or "/".join(map(str, found.date))
        for order in self._back:
            day = None if (order == "year-first") != found.year_first else date_of(found, order)
            if day is None:
                self._impossible[order] += 1
                continue
            number = day.toordinal()
            self._back[order] += number < self._last.get(order, number)
            self._last[order] = number
            if len(self._days[order]) < 2:
                self._days[order].add(number)

    @property
    def decided(self) -> Order:
        """The order; raises `ExportUnreadable` with the question where nothing tells it."""
        if self._asked is not None:
            return self._asked
        fewest = min(self._impossible.values())
        possible = [order for order, count in self._impossible.items() if count == fewest]
        if len(possible) == 1:
            return possible[0]
        if self._dotted > self._count / 2 and "day-first" in possible:
            return "day-first"
        sound = [order for order in possible if self._back[order] <= MOST_BACK * self._count]
        told = sound if len(sound) == 1 and len(self._days[sound[0]]) > 1 else []
        if not told:
            raise ExportUnreadable(
                "{path}: {example!r} can be two days, and no other date in it tells which; say --dates day-first or"
                " --dates month-first.",
                path=self._name,
                example=self._example,
            )
        return told[0]


def date_of(found: Heading, order: Order) -> dt.date | None:
    """The day of a date that is read in this order; None where there is no such day."""
    one, two, three = found.date
    day, month, year = {"day-first": (one, two, three), "month-first": (two, one, three)}.get(order, (three, two, one))
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
