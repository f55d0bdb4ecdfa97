"""Reads a time in words and digits, as programs and people write it: the days it can be, its time of day, its zone.

A value is cut up: the time of day, which bears a colon or AM/PM; the zone behind it; what is left must be one of the
forms of a date, whole. Nothing is passed over that could mean something: what is not understood is no time. Where a
date can be two days (3/4/2024), both are kept, and whoever knows the whole column decides.
"""

import datetime as dt
import re
import zoneinfo
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from auditor.collect.grain import DAY, HOUR, MINUTE

Order = Literal["day-first", "month-first", "year-first"]
"""What stands first in a date of three numbers."""

LONGEST = 80
"""Letters of the longest time that is written anywhere (JavaScript's, with the name of its zone) are 70."""


class Written(NamedTuple):
    """What a value says. `days`: the day it is by each order that is possible, as seconds on the clock it was written
    by (all the same where nothing is left open). `of_day` in seconds, `grain` the worth of its last part in seconds."""

    days: dict[Order, int]
    of_day: int
    grain: int
    zone: dt.tzinfo | None
    named: bool = False
    """Whether the month is a word: then its place says nothing of other dates."""
    dotted: bool = False
    """Whether dots part the numbers: where nothing says otherwise, the day stands first then."""

    @property
    def open(self) -> bool:
        """Whether it can be two days."""
        return len(set(self.days.values())) > 1


_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200e": "", "\u200f": "", "\u2212": "-"})
_REWRITTEN = (
    (re.compile(r"^(\d{4}):(\d{2}):(\d{2})(?= )"), r"\1-\2-\3"),  # cameras
    (re.compile(r"^(\d{1,2}/[A-Za-z]{3}/\d{4}):"), r"\1 "),  # logs of web servers
    (re.compile(r"^(\d{1,2}[A-Za-z]{3}\d{4}):"), r"\1 "),  # SAS
    (re.compile(r"^(\d{8})[T ](\d{2})(\d{2})(\d{2})(?:[.,]\d{1,9})?(?!\d)"), r"\1 \2:\3:\4"),
    (re.compile(r"^(\d{8})[T ](\d{2})(\d{2})(?!\d|:)"), r"\1 \2:\3"),
    (re.compile(r"\b(\d{1,2})\.(\d{2})\.(\d{2})(?:\.\d{1,9})?(?= [AP]M)"), r"\1:\2:\3"),  # Oracle
    (re.compile(r"(?<=\d) ?(?:дп|тң)\b"), " AM"),
    (re.compile(r"(?<=\d) ?(?:пп|тк)\b"), " PM"),
    (re.compile(r"^\[([^\[\]]*)\]$"), r"\1"),
)
"""Ways of writing that become another by moving marks alone."""

_HALF = r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)"
_CLOCKS = (
    re.compile(
        rf"(?<![\d:])(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::(?P<s>\d{{2}})(?:[.,:]\d{{1,9}})?)?(?![\d:]){_HALF}?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d:/.\-])(?P<h>\d{{1,2}}){_HALF}", re.IGNORECASE),
    re.compile(r"(?<=\d[T_ ])(?P<h>\d{2})-(?P<m>\d{2})-(?P<s>\d{2})(?![\d-])"),
    re.compile(r"(?<=-\d{2}[T ])(?P<h>\d{2})(?=Z?$)"),
    re.compile(r"(?<=\d{4} )(?P<h>\d{1,2})\.(?P<m>\d{2})(?:\.(?P<s>\d{2}))?$"),
)
_OFFSET = re.compile(
    r"\s*(?:UTC|GMT|UT)?\s?([+-])(\d{1,2})(?::?(\d{2}))?(?![\d:])(?:\s*\([^()]*\)|\[[^\[\]]*\]|\s[A-Z]{3,5}$)?"
)
_NAMED = re.compile(r"\s*[\[(]?([A-Za-z]+(?:/[A-Za-z_+\-0-9]+)*)[\])]?(?![\w/])")

_HOURS = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "KST": 9, "HKT": 8,
    "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Names of zones that have one meaning where data is written; those of North America are RFC 2822's."""

_PLACES = {"ALMT": "Asia/Almaty", "KGT": "Asia/Bishkek", "UZT": "Asia/Tashkent"}
"""Names of zones whose offset has changed."""

SEVERAL_ZONES = frozenset({"CST", "IST", "BST", "AST", "ADT", "SST", "GST", "ECT", "AMT", "PYT"})
"""Names of several zones each: CST is written in Chicago, Shanghai and Havana."""

_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|[년年]\s?(\d{1,2})[월月]\s?(\d{1,2})[일日])\.?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:\s?г)?\.?")
_USUAL = re.compile(r"(\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?")
_T = re.compile(r"(?<=\d)T$")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_BETWEEN = re.compile(r"[\s,./'\-]*")
_AROUND = " ,;:@_-—–|[]()\"'"

_FILLING = frozenset(
    {"at", "on", "of", "the", "st", "nd", "rd", "th", "в", "г", "года", "год", "ж", "жыл", "жылы", "жылдын", "um",
     "uhr", "den", "de", "del", "di", "le", "à", "a", "las"}
)  # fmt: skip
"""Words that dates are written with and that say nothing."""

_ALSO = {"sept": 9, "фев": 2, "сен": 9, "ноя": 11}
_LANGUAGES = "en ru kk ky uk be uz uz_Cyrl tr az tg tk de fr es it pt pl nl"
_CENTURY = 2000


def read_written(written: str) -> Written | None:
    """What a value says; None where it is no time, or says too little or too much. Raises nothing."""
    text = written.translate(_PLAIN).strip(" '\"")
    if not 6 <= len(text) <= LONGEST:
        return None
    fast = _iso(text)
    if fast is not None:
        return fast
    if found := _USUAL.fullmatch(text):
        date, *parts = found.groups()
        of_day, grain = _seconds_of_day(dict(zip("hms", parts, strict=True)))
        return None if of_day is None else _read_date(date, of_day, grain, None)
    for form, other in _REWRITTEN:
        text = form.sub(other, text)
    clock = next((found for form in _CLOCKS if (found := form.search(text))), None)
    if clock is None:
        return _read_date(text.strip(_AROUND), 0, DAY, None)
    of_day, grain = _seconds_of_day(clock.groupdict())
    if of_day is None:
        return None
    zone, behind = _zone(text[clock.end() :])
    date = " ".join((_T.sub("", text[: clock.start()]).strip(_AROUND) + " " + behind.strip(_AROUND)).split())
    return _read_date(date, of_day, grain, zone)


def zone_in_doubt(written: str) -> str | None:
    """The name of a zone in the value that several zones bear."""
    return next((word for word in _WORDS.findall(written) if word in SEVERAL_ZONES), None)


def _iso(text: str) -> Written | None:
    """The usual way, ISO 8601 with a time, which needs no cutting up."""
    if text[4:5] != "-" or text[7:8] != "-" or text[13:14] != ":":
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    of_day = moment.hour * HOUR + moment.minute * MINUTE + moment.second
    return Written({"year-first": _day(moment)}, of_day, 1 if text[16:17] == ":" else MINUTE, moment.tzinfo)


def _read_date(date: str, of_day: int, grain: int, zone: dt.tzinfo | None) -> Written | None:
    days = _days(date)
    named = bool(days) and any(letter.isalpha() for letter in date)
    return Written(days, of_day, grain, zone, named, "." in date) if days else None


def _day(date: dt.date) -> int:
    return (date.toordinal() - 719_163) * DAY


def _seconds_of_day(clock: dict[str, str | None]) -> tuple[int | None, int]:
    """The seconds since midnight, None where no clock shows that; and how fine they are."""
    hour, minute, second = (int(clock.get(part) or 0) for part in "hms")
    grain = 1 if clock.get("s") else MINUTE if clock.get("m") else HOUR
    half = (clock.get("half") or "").lower()
    if half and hour <= 12 and not (half == "p" and hour == 0):
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half == "a" or (half and not 12 < hour < 24):
        return None, grain
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None, grain
    return hour * HOUR + minute * MINUTE + min(second, 59), grain


def _zone(behind: str) -> tuple[dt.tzinfo | None, str]:
    """The zone that stands behind a time, and what stands behind that."""
    offset = _OFFSET.match(behind)
    if offset:
        sign, hours, minutes = offset.groups()
        length = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
        if length <= dt.timedelta(hours=14):
            return dt.timezone(-length if sign == "-" else length), behind[offset.end() :]
        return None, behind
    named = _NAMED.match(behind)
    zone = _known_zone(named.group(1)) if named else None
    return (zone, behind[named.end() :]) if named and zone else (None, behind)


@cache
def _known_zone(name: str) -> dt.tzinfo | None:
    """The zone of that name, where it has one meaning."""
    if (name.upper() in _HOURS and len(name) > 1) or name in {"Z", "z"}:
        return dt.timezone(dt.timedelta(hours=_HOURS[name.upper()]))
    place = _PLACES.get(name, name if "/" in name else "")
    try:
        return zoneinfo.ZoneInfo(place) if place else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=4_096)
def _days(text: str) -> dict[Order, int]:
    """The days that a date can be, by the order that makes it so; none where it is no date."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, *numbers = found.groups()
        month, day = (int(number) for number in numbers if number)
        return _possible(("year-first", int(year), month, day))
    if found := _YEAR_LAST.fullmatch(text):
        one, _, two, year = found.groups()
        return _orders_of_three(int(one), int(two), year)
    if found := _WEEK.fullmatch(text):
        try:
            return {"year-first": _day(dt.date.fromisocalendar(*(int(part) for part in found.groups())))}
        except ValueError:
            return {}
    if len(text) == 8 and text.isdecimal():
        return _possible(("year-first", int(text[:4]), int(text[4:6]), int(text[6:])))
    return _with_a_name(text)


def _orders_of_three(one: int, two: int, last: str) -> dict[Order, int]:
    """Three numbers; a year of two digits may stand first, too."""
    year = int(last) if len(last) == 4 else _CENTURY + int(last)
    orders: list[tuple[Order, int, int, int]] = [("day-first", year, two, one), ("month-first", year, one, two)]
    if len(last) != 4:
        orders.append(("year-first", _CENTURY + one, two, int(last)))
    return _possible(*orders)


def _with_a_name(text: str) -> dict[Order, int]:
    """A date whose month is a word, in any order: the year has four digits, or stands last."""
    if _BETWEEN.sub("", _WORDS.sub("", text)):
        return {}
    months, weekdays = _names()
    words = [word.lower() for word in _WORDS.findall(text)]
    named = [months[word] for word in words if word in months]
    numbers = [word for word in words if word.isdecimal()]
    known = months.keys() | weekdays | _FILLING
    if len(named) != 1 or len(numbers) != 2 or not all(word in known for word in words if not word.isdecimal()):
        return {}
    years = [number for number in numbers if len(number) == 4]
    if len(years) > 1 or any(len(number) not in {1, 2, 4} for number in numbers):
        return {}
    if years:
        day, year = next(number for number in numbers if number not in years), int(years[0])
    else:
        day, year = numbers[0], _CENTURY + int(numbers[1])
        if len(numbers[1]) != 2:
            return {}
    return _possible(("day-first", year, named[0], int(day)))


def _possible(*dates: tuple[Order, int, int, int]) -> dict[Order, int]:
    found: dict[Order, int] = {}
    for order, year, month, day in dates:
        try:
            found[order] = _day(dt.date(year, month, day))
        except ValueError:
            continue
    return found


@cache
def _names() -> tuple[dict[str, int], frozenset[str]]:
    """The names of months and of weekdays, whole and cut short, in the languages that tables come in; of several
    languages none gives a name to two months."""
    from babel import Locale

    months, weekdays = dict(_ALSO), set()
    for locale in map(Locale.parse, _LANGUAGES.split()):
        for names in (names for context in locale.months.values() for names in context.items()):
            if names[0] != "narrow":
                months |= {name.lower().rstrip("."): number for number, name in names[1].items()}
        for names in (names for context in locale.days.values() for names in context.items()):
            if names[0] != "narrow":
                weekdays |= {name.lower().rstrip(".") for name in names[1].values()}
    return months, frozenset(weekdays - months.keys())
