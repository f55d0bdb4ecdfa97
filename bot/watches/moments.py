"""The time of day and the days of the week in what somebody wrote, in the words of all languages. Pure.

A number alone is no time: `at 9`, `9:30`, `9am`, `в 9 утра`, `9-да` are. What could be two times is none, and whoever
wrote it is shown how to; nothing is guessed that the answer would not show.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from auditor.errors import UsageError
from auditor.languages.spoken import LANGUAGES, Part, Words, language


def every(words: Iterable[Words]) -> Words:
    """The words of all languages, each once."""
    return tuple(dict.fromkeys(word for each in words for word in each))


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first, with whatever space between their parts."""
    longest_first = sorted(words, key=len, reverse=True)
    patterns = [r"\s+".join(map(re.escape, word.split())) for word in longest_first]
    return f"(?:{'|'.join(patterns)})"


_TIMES = [language(code).watch.time for code in LANGUAGES]
_WEEKS = [language(code).watch.days for code in LANGUAGES]

_BEFORE: Mapping[str, Part] = {word: part for each in _TIMES for part, words in each.before.items() for word in words}
_AFTER: Mapping[str, Part] = {word: part for each in _TIMES for part, words in each.after.items() for word in words}
_HOURS: Mapping[Part, Mapping[int, int]] = {
    "am": {12: 0, **{hour: hour for hour in range(12)}},
    "pm": {12: 12, **{hour: hour + 12 for hour in range(1, 12)}, **{hour: hour for hour in range(13, 24)}},
    "morning": {hour: hour for hour in range(12)},
    "day": {11: 11, 12: 12, **{hour: hour + 12 for hour in range(1, 7)}, **{hour: hour for hour in range(13, 19)}},
    "evening": {**{hour: hour + 12 for hour in range(3, 12)}, **{hour: hour for hour in range(15, 24)}},
    "night": {12: 0, 0: 0, **{hour: hour for hour in range(1, 6)}, 10: 22, 11: 23, 22: 22, 23: 23},
}  # fmt: skip
"""Of each part of the day, which hour a number is; a number that is not there could be two, or none."""

_WHOLE = {word: 720 for each in _TIMES for word in each.noon} | {word: 0 for each in _TIMES for word in each.midnight}

_AT = any_of(every(each.at for each in _TIMES))
_OCLOCK = any_of(every(each.oclock for each in _TIMES))
_ENDING = any_of(every(each.endings for each in _TIMES))
_NOON = re.compile(rf"(?<!\S)(?:{_AT}\s+)?({any_of(_WHOLE)})(?![\w:])")
_TIME = re.compile(
    rf"(?<![^\s,;(])(?P<at>{_AT}\s+)?(?:(?P<before>{any_of(_BEFORE)})\s+(?P<at2>{_AT}\s+)?)?"
    rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?(?P<oclock>\s*{_OCLOCK}(?!\w))?"
    rf"(?P<case>\s?[-‐‑–]?{_ENDING}(?!\w))?"
    rf"(?:\s*(?P<after>{any_of(_AFTER)})(?!\w))?(?![\w:/%*-]|[.,]\d)"
)

_DAYS = {day: every(getattr(each, day) for each in _WEEKS) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
_DAYS |= {"mon-fri": every(each.weekdays for each in _WEEKS), "sat,sun": every(each.weekend for each in _WEEKS)}
"""By the days as cron has them: how they are written."""

_DAY = any_of(every(_DAYS.values()))
_ON = rf"(?:{any_of(every(each.on for each in _WEEKS))}\s+)"
_TOO = rf"(?:\s*,\s*|\s+)(?:{any_of(every(each.too for each in _WEEKS))}\s+)?"
_BEHIND = any_of(every(each.behind for each in _WEEKS))
_WEEK = re.compile(rf"(?<!\S){_ON}*{_DAY}(?:{_TOO}{_ON}*{_DAY})*(?:\s+{_BEHIND})*(?![\w-])")


class Moment(msgspec.Struct, frozen=True):
    """A minute of the day, and days of the week as cron has them; None and '' where nothing is said of them."""

    minute: int | None
    days: str


def moment(text: str) -> tuple[Moment, str]:
    """What a text in small letters says of when, and the text without it. Raises `UsageError` with `why` `time` where
    that could be several moments, or none."""
    minutes: list[int] = []

    def whole(found: re.Match[str]) -> str:
        minutes.append(_WHOLE[found[1]])
        return " "

    def numbered(found: re.Match[str]) -> str:
        if not any(found[marked] for marked in ("at", "at2", "before", "minute", "oclock", "case", "after")):
            return found[0]
        minutes.append(_minute(found))
        return " "

    text = _TIME.sub(numbered, _NOON.sub(whole, text))
    days = [found[0] for found in _WEEK.finditer(text)]
    if len(minutes) > 1 or len(days) > 1:
        raise UsageError("Several moments are named.", why="time")
    return Moment(minutes[0] if minutes else None, _days(days[0]) if days else ""), _WEEK.sub(" ", text)


def _minute(found: re.Match[str]) -> int:
    parts = {part for part in (_BEFORE.get(found["before"] or ""), _AFTER.get(found["after"] or "")) if part}
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    known = _HOURS[parts.pop()].get(hour) if len(parts) == 1 else hour if not parts and hour < 24 else None
    if known is None or minute > 59:
        raise UsageError("This is no time of a day, or could be two.", why="time")
    return 60 * known + minute


def _days(text: str) -> str:
    named = [day for day, words in _DAYS.items() if re.search(rf"(?<!\w){any_of(words)}(?!\w)", text)]
    return ",".join(named)
