"""The time of day and the days of the week in what somebody wrote, in four languages. Pure.

A number alone is no time: `at 9`, `9:30`, `9am`, `в 9 утра`, `9-да` are. What could be two times is none, and whoever
wrote it is shown how to; nothing is guessed that the answer would not show.
"""

import re
from collections.abc import Mapping

import msgspec

from auditor.errors import UsageError

Part = str
"""Of a day: am, pm, morning, day, evening, night."""

_BEFORE: Mapping[str, Part] = {
    "таңғы": "morning", "таңертеңгі": "morning", "таңертең": "morning", "түскі": "day", "түстен кейін": "day",
    "кешкі": "evening", "кешке": "evening", "түнгі": "night",
    "эртең мененки": "morning", "эртең менен": "morning", "таңкы": "morning", "түшкү": "day", "түштөн кийин": "day",
    "кечки": "evening", "кечинде": "evening", "түнкү": "night", "утром": "morning", "вечером": "evening",
    "днём": "day", "днем": "day", "ночью": "night",
}  # fmt: skip
_AFTER: Mapping[str, Part] = {
    "am": "am", "a.m.": "am", "a.m": "am", "pm": "pm", "p.m.": "pm", "p.m": "pm", "in the morning": "morning",
    "in the afternoon": "day", "in the evening": "evening", "at night": "night",
    "утра": "morning", "утром": "morning", "дня": "day", "днём": "day", "днем": "day", "вечера": "evening",
    "вечером": "evening", "ночи": "night", "ночью": "night",
}  # fmt: skip
_HOURS: Mapping[Part, Mapping[int, int]] = {
    "am": {12: 0, **{hour: hour for hour in range(12)}},
    "pm": {12: 12, **{hour: hour + 12 for hour in range(1, 12)}, **{hour: hour for hour in range(13, 24)}},
    "morning": {hour: hour for hour in range(12)},
    "day": {11: 11, 12: 12, **{hour: hour + 12 for hour in range(1, 7)}, **{hour: hour for hour in range(13, 19)}},
    "evening": {**{hour: hour + 12 for hour in range(3, 12)}, **{hour: hour for hour in range(15, 24)}},
    "night": {12: 0, 0: 0, **{hour: hour for hour in range(1, 6)}, 10: 22, 11: 23, 22: 22, 23: 23},
}  # fmt: skip
"""Of each part of the day, which hour a number is; a number that is not there could be two, or none."""

_WHOLE = {
    "noon": 720, "midnight": 0, "полдень": 720, "полночь": 0, "түсте": 720, "түн ортасында": 0, "түштө": 720,
    "түн ортосунда": 0,
}  # fmt: skip


def _any(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_AT = r"(?:at|в|во|сағат|саат)"
_NOON = re.compile(rf"(?<!\S)(?:{_AT}\s+)?({_any(_WHOLE)})(?![\w:])")
_TIME = re.compile(
    rf"(?<![^\s,;(])(?P<at>{_AT}\s+)?(?:(?P<before>{_any(_BEFORE)})\s+(?P<at2>{_AT}\s+)?)?"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?P<oclock>\s*(?:o'clock|часов|часа|час|ч\.?)(?!\w))?"
    r"(?P<case>\s?[-‐‑–]?(?:да|де|та|те|до|дө|то|тө)(?!\w))?"
    rf"(?:\s*(?P<after>{_any(_AFTER)})(?!\w))?(?![\w:/%*-]|[.,]\d)"
)

_CASE_KK, _CASE_KY = r"(?:де|да|лері|лерде|лары|ларда)?", r"(?:дө|до|де|да|лөрү|лөрдө|лери|лерде)?"
_DAYS = {
    "mon": rf"mon(?:days?)?|понедельник(?:ам|а)?|пн|дүйсенбі{_CASE_KK}|дүйшөмбү{_CASE_KY}",
    "tue": rf"tue(?:s(?:days?)?)?|вторник(?:ам|а)?|вт|сейсенбі{_CASE_KK}|шейшемби{_CASE_KY}",
    "wed": rf"wed(?:nesdays?)?|сред(?:а|у|ам|ы)|ср|сәрсенбі{_CASE_KK}|шаршемби{_CASE_KY}",
    "thu": rf"thu(?:rs?(?:days?)?)?|четверг(?:ам|а)?|чт|бейсенбі{_CASE_KK}|бейшемби{_CASE_KY}",
    "fri": rf"fri(?:days?)?|пятниц(?:а|у|ам|ы)|пт|жұма{_CASE_KK}|жума\s+күн(?:ү|дөрү)",
    "sat": rf"sat(?:urdays?)?|суббот(?:а|у|ам|ы)|сб|сенбі{_CASE_KK}|ишемби{_CASE_KY}",
    "sun": rf"sun(?:days?)?|воскресень(?:е|ям|я)|вс|жексенбі{_CASE_KK}|жекшемби{_CASE_KY}",
    "mon-fri": r"weekdays?|будням|будни|рабочим\s+дням|жұмыс\s+күндері|иш\s+күндөрү",
    "sat,sun": r"weekends?|выходным|выходные|демалыс\s+күндері|дем\s+алыш\s+күндөрү",
}  # fmt: skip
"""A Kyrgyz week is called as its Friday is; Friday alone is the *day* of that name."""

_DAY = "|".join(f"(?:{words})" for words in _DAYS.values())
_ON = r"(?:(?:every|each|on|по|в|во|каждый|каждую|каждое|әр|ар)\s+)"
_TOO = r"(?:\s*,\s*|\s+)(?:(?:and|и|және|жана|мен|менен)\s+)?"
_WEEK = re.compile(
    rf"(?<!\S){_ON}*(?:{_DAY})(?:{_TOO}{_ON}*(?:{_DAY}))*(?:\s+(?:сайын|күні|күнү|күндері|күндөрү))*(?![\w-])"
)


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
    named = [day for day, words in _DAYS.items() if re.search(rf"(?<!\w)(?:{words})(?!\w)", text)]
    return ",".join(named)
