"""How a language writes numbers, shares, days and hours: one way for each language, wherever a report is read.

A report holds moments in UTC. Whoever reads one is in a zone: hours are written in it, and a day that is named beside
hours is the day of that zone.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from auditor.languages.spoken import language as spoken
from auditor.report.statements.titles import plain_title

UTC = "UTC"

_TENTH_OF_A_PERCENT = Decimal("0.001")
_PERCENT = Decimal("0.01")
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Writing:
    """A language's numbers and days, for a reader in a zone."""

    language: str
    zone: str = field(default=UTC, kw_only=True)

    # -- numbers

    def number(self, number: float) -> str:
        """A count with its thousands apart, where the language writes them so; a fraction with at most two digits."""
        return self._decimal(Decimal(repr(round(number, 2))))

    def decimal(self, number: float, digits: int) -> str:
        """A number with so many digits after the point, as the language writes it."""
        from babel.numbers import format_decimal

        return format_decimal(number, format=f"0.{'0' * digits}", locale=self.language)

    def expected(self, number: float) -> str:
        """What chance would give: two digits that mean something, and never none where there is some."""
        if 0 < number < 0.005:
            return f"< {self.number(0.01)}"
        return self._decimal(Decimal(f"{number:.2g}"))

    def range(self, low: float, high: float) -> str:
        """A number of which two ends are known; one where they meet."""
        return self.number(low) if low == high else f"{self.number(low)}–{self.number(high)}"

    def _decimal(self, number: Decimal) -> str:
        from babel.numbers import format_decimal

        apart = abs(number) >= spoken(self.language).writing.grouped_from
        return format_decimal(number.normalize(), locale=self.language, group_separator=apart)

    # -- shares

    def percent(self, share: float, rounding: str = ROUND_HALF_EVEN) -> str:
        """A share to a tenth of a percent; what is neither nothing nor all is not shown as such."""
        exact = Decimal(repr(float(share)))
        rounded = exact.quantize(_TENTH_OF_A_PERCENT, rounding)
        if rounding == ROUND_HALF_EVEN and 0 < exact < _TENTH_OF_A_PERCENT:
            return f"< {self._percent(_TENTH_OF_A_PERCENT)}"
        if rounding == ROUND_HALF_EVEN and 1 - _TENTH_OF_A_PERCENT < exact < 1:
            return f"> {self._percent(1 - _TENTH_OF_A_PERCENT)}"
        return self._percent(rounded)

    def whole_percent(self, share: float) -> str:
        """A share that is known, to a whole percent; what is neither nothing nor all is not shown as such."""
        exact = Decimal(repr(float(share)))
        if 0 < exact < _PERCENT:
            return f"< {self._percent(_PERCENT)}"
        if 1 - _PERCENT < exact < 1:
            return f"> {self._percent(1 - _PERCENT)}"
        return self._percent(exact.quantize(_PERCENT))

    def whole_percents(self, low: float, high: float) -> str:
        """Two ends of a share as whole percents, rounded outward."""
        ends = (low, ROUND_FLOOR), (high, ROUND_CEILING)
        first, last = (Decimal(repr(float(end))).quantize(_PERCENT, rounding) for end, rounding in ends)
        return self._percent(first) if first == last else self.joined(self._percent(first), self._percent(last))

    def joined(self, low: str, high: str) -> str:
        """Two shares as written, or two numbers, with the sign behind the second alone."""
        return f"{low.removesuffix(self._sign)}–{high}"

    @property
    def _sign(self) -> str:
        return spoken(self.language).writing.percent

    def _percent(self, share: Decimal) -> str:
        return f"{self._decimal(share * 100)}{self._sign}"

    # -- days and hours

    def date_in_words(self, iso: str | None) -> str:
        """A day in words, from an ISO date or a moment, whose day is that of the reader's zone; times finer than a day
        are not for readers."""
        return self._day(iso, spoken(self.language).writing.day)

    def date_in_prose(self, iso: str | None) -> str:
        """The same within a sentence."""
        return self._day(iso, spoken(self.language).writing.day_in_prose)

    def _day(self, iso: str | None, pattern: str) -> str:
        day = None if not iso else self.moment(iso)
        if day is None:
            return plain_title(iso, 20) if iso else ""
        from babel.dates import format_date

        return format_date(day, pattern, locale=self.language)

    def moment(self, iso: str) -> dt.datetime | dt.date | None:
        """A moment of a report in the reader's zone, or a day as it stands; None of what is neither."""
        try:
            if len(iso) <= len("2018-04-11"):
                return dt.date.fromisoformat(iso)
            found = dt.datetime.fromisoformat(iso)
        except ValueError:
            return None
        return found.astimezone(ZoneInfo(self.zone)) if found.tzinfo else found.date()

    def hours(self, start: dt.datetime, end: dt.datetime) -> str:
        """From an hour to an hour of one zone, which is named."""
        return f"{start:%H:%M}–{end:%H:%M} {self.zone_at(start)}"

    def zone_at(self, moment: dt.datetime) -> str:
        """The reader's zone as a distance from UTC, as it is at a moment."""
        away = moment.utcoffset() or dt.timedelta()
        if not away:
            return UTC
        hours, rest = divmod(round(abs(away).total_seconds() / 60), 60)
        sign = "−" if away < dt.timedelta() else "+"
        return f"{UTC}{sign}{hours}" + (f":{rest:02}" if rest else "")

    def date_on_axis(self, day: dt.date, skeleton: str) -> str:
        """A day by a CLDR skeleton such as `yMMM`: short, for the axis of a chart."""
        from babel.dates import format_skeleton

        return format_skeleton(skeleton, day, locale=self.language)

    def span(self, first: dt.date, last: dt.date) -> str:
        """From a day to a day, as short as the language allows; a day by itself."""
        from babel.dates import format_interval

        return format_interval(first, last, "yMMMd", locale=self.language)
