"""What stands in the sentences of the answer, by name: counts, shares with their bounds, spans, reasons."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from auditor.measure.saying import kind_of_object, lasting
from auditor.measure.spec import UNITS
from auditor.report.answer.known import Ends, Known
from auditor.report.statements import headlines, signs
from auditor.report.statements.wording import Wording

Say = Callable[[Known, Wording], str]
Count = Callable[[Known], Ends]


def _share(ends: Ends, words: Wording) -> str:
    """A share as a reader remembers it: so many in ten where both bounds round to the same tenth, its bounds beside."""
    if ends.exact:
        return words.whole_percent(ends.low)
    bounds = words.whole_percents(*ends)
    tenths = {round(10 * end) for end in ends}
    if len(tenths) == 1 and 0 < (tenth := tenths.pop()) < 10:
        return words.text("about {tenth} in 10 ({bounds})", tenth=tenth, bounds=bounds)
    return bounds


def _of_measure(measure_id: str) -> Say:
    """A share that a measure gives."""

    def say(known: Known, words: Wording) -> str:
        ends = known.ends(measure_id)
        return "" if ends is None else _share(ends, words)

    return say


def _silent(came: Literal["added", "self"]) -> Say:
    """Of the people who came one way, the share that stayed and wrote nothing."""

    def say(known: Known, words: Wording) -> str:
        fate = known.fate(came)
        return "" if fate is None else words.whole_percent(fate.silent / fate.people)

    return say


def _part(key: str, place: int) -> Say:
    """Of the wave, or of all others, the share of which something holds."""

    def say(known: Known, words: Wording) -> str:
        parts = known.parts(key)
        return "" if parts is None else words.whole_percent(parts[place])

    return say


def _finding(finding_id: str, name: str) -> Say:
    return lambda known, words: words.number(known.number(finding_id, name))


def _seen(known: Known, words: Wording) -> str:
    return words.between_text(*known.report.chat.read.seen, int(known.seen.low), int(known.seen.high))


def _days(known: Known, words: Wording) -> str:
    return words.count_text("{count} day", "{count} days", known.days)


def _messages(known: Known, words: Wording) -> str:
    return words.count_text(*UNITS["messages"], known.report.coverage.messages)


def _span(known: Known, words: Wording) -> str:
    """How long the wave took, rounded up to the unit that it is told in."""
    seconds = known.wave.seconds if known.wave else 0
    unit = 60 if seconds <= 7_200 else 3_600 if seconds <= 2 * 86_400 else 86_400
    return lasting(max(unit, -(-seconds // unit) * unit), words)


def _when(known: Known, words: Wording) -> str:
    """When the wave came: hours of one day, or from a day to a day, of the reader's zone."""
    if known.wave is None:
        return ""
    start, end = (each.astimezone(ZoneInfo(words.zone)) for each in known.wave.hours)
    first, last = (words.date_in_prose(each.isoformat()) for each in (start, end - timedelta(seconds=1)))
    if first == last:
        return words.text("{hours} on {day}", hours=words.hours(start, end), day=first)
    if end - start <= timedelta(days=1):
        hours = words.hours(start, end)
        return words.text("{hours}, from {first} to the next day", hours=hours, first=first)
    return words.text("from {first} to {last}", first=first, last=last)


def _usual(known: Known, words: Wording) -> str:
    return "" if known.usual is None else words.range(*known.usual)


def _expected(known: Known, words: Wording) -> str:
    return words.expected(known.wave.row["expected"]) if known.wave else ""


def _why(finding_id: str) -> Say:
    """Why a finding cannot be told."""

    def say(known: Known, words: Wording) -> str:
        why = known.fact(finding_id, "why")
        return words.reason(why if isinstance(why, str) else None)

    return say


def _untold(known: Known, words: Wording) -> str:
    """What of acting together could not be looked for, each reason once, behind all that it holds for."""
    by_reason: dict[str, list[str]] = {}
    for each in known.untold:
        why = each.facts.get("why")
        reason = words.reason(why if isinstance(why, str) else None)
        by_reason.setdefault(reason, []).append(signs.title_of(each, words))
    return "; ".join(f"{', '.join(titles)} ({reason})" for reason, titles in by_reason.items())


def _missing(known: Known, words: Wording) -> str:
    """Why nothing could be told: the reasons, each once."""
    reasons = [words.reason(why) for each in known.asked if isinstance(why := each.facts.get("why"), str)]
    return "; ".join(dict.fromkeys(reasons)) or words.reason("no-messages")


def _would_do(known: Known, words: Wording) -> str:
    """What would be enough, by what is missing."""
    told = {
        "no-large-adders": words.text("somebody who added at least 10 people"),
        "too-few-self-joiners": words.text("30 people who came by themselves"),
        "too-few-arrivals-to-tell": words.text("more arrivals"),
        "leaves-not-logged": words.text("a history that shows who left"),
        "too-few-writers": words.text("more people who write"),
        "no-texts": words.text("the texts of the messages"),
        "no-times": words.text("the times of the messages"),
        "names-in-doubt": words.text("an export in which every person has an id"),
    }
    wanted = [told[why] for each in known.asked if (why := str(each.facts.get("why"))) in told]
    return "; ".join(dict.fromkeys(wanted)) or words.text("a longer part of the history")


def _kind(finding_id: str, name: str = "kind") -> Say:
    return lambda known, words: kind_of_object(known.fact(finding_id, name), words)


def _lasting(finding_id: str, name: str) -> Say:
    return lambda known, words: lasting(known.number(finding_id, name), words)


def _pairs(known: Known, words: Wording) -> str:
    return words.count_text("{count} pair", "{count} pairs", known.number(headlines.GROUPS, "pairs"))


def _expected_pairs(known: Known, words: Wording) -> str:
    return words.expected(known.fact(headlines.GROUPS, "expected_pairs") or 0)


def _views(known: Known, words: Wording) -> str:
    """Views for a hundred subscribers."""
    ends = known.ends(headlines.VIEWS)
    return "" if ends is None else words.range(*(round(100 * end) for end in ends))


def _title(known: Known, words: Wording) -> str:
    return signs.title_of(known.strongest, words) if known.strongest else ""


def _strength(known: Known, words: Wording) -> str:
    return signs.strength_of(known.strongest, words) if known.strongest else ""


def _range(count: Count) -> Say:
    return lambda known, words: words.range(*count(known))


def _at(measure_id: str) -> Count:
    return lambda known: known.ends(measure_id) or Ends(0, 0)


def _exactly(number: Callable[[Known], int]) -> Count:
    return lambda known: Ends(number(known), number(known))


def _number(finding_id: str, name: str) -> Count:
    return _exactly(lambda known: known.number(finding_id, name))


COUNTS: dict[str, Count] = {
    "half": _at(headlines.HALF_WROTE),
    "half_added": _at(headlines.HALF_ADDED),
    "writers": _at(headlines.WRITERS),
    "dated": _exactly(lambda known: known.wave.dated if known.wave else 0),
    "subscribers": _exactly(lambda known: known.report.coverage.people_claimed or 0),
    "adders": _number(headlines.FORCED, "adders"),
    "silent_adders": _number(headlines.FORCED, "silent_adders"),
    "tested": _number(headlines.FORCED, "tested"),
    "grouped": _number(headlines.GROUPS, "people"),
    "of_mass": _number(headlines.COPIES, "of_mass"),
    "mass": _number(headlines.ACTS, "mass_people"),
    "steps": _number(headlines.ACTS, "steps_people"),
    "swarms": _number(headlines.SWARMS, "swarms"),
}
"""Numbers that a sentence can agree with; each is a fact, too."""

FIGURES: dict[str, Say] = {
    **{name: _range(count) for name, count in COUNTS.items()},
    "added": _of_measure(headlines.ADDED),
    "added_silent": _of_measure(headlines.ADDED_SILENT),
    "silent": _silent("added"),
    "own_silent": _silent("self"),
    "wave": lambda known, words: words.number(known.wave.people if known.wave else 0),
    "wave_share": _of_measure(headlines.WAVE),
    "span": _span,
    "usual": _usual,
    "expected": _expected,
    "gone": _part("gone", 0),
    "rest_gone": _part("gone", 1),
    "one_age": _part("same_age", 0),
    "rest_one_age": _part("same_age", 1),
    "groups": _finding(headlines.GROUPS, "groups"),
    "pairs": _pairs,
    "expected_pairs": _expected_pairs,
    "swarming": lambda known, words: words.count_text(*UNITS["people"], known.number(headlines.SWARMS, "people")),
    "views": _views,
    "messages": _messages,
    "days": _days,
}
"""What is set apart as a figure."""

PHRASES: dict[str, Say] = {
    "of_seen": _seen,
    "when": _when,
    "why_forced": _why(headlines.FORCED),
    "why_groups": _why(headlines.GROUPS),
    "untold": _untold,
    "missing": _missing,
    "would_do": _would_do,
    "kind": _kind(headlines.GROUPS),
    "window": _lasting(headlines.GROUPS, "window"),
    "mass_kind": _kind(headlines.ACTS, "mass_kind"),
    "mass_window": _lasting(headlines.ACTS, "mass_window"),
    "mass_others": _finding(headlines.ACTS, "mass_others"),
    "steps_kind": _kind(headlines.ACTS, "steps_kind"),
    "steps_time": _lasting(headlines.ACTS, "steps_seconds"),
    "title": _title,
    "strength": _strength,
}
"""What is not."""
