"""The keys of rows of evidence: what each is, how a page shows it, and its column of `evidence.csv`.

A new key is a line here. A measure names those that a page shows of its rows (`Spec.rows`); tables hold every key.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from auditor.measure.saying import about, kind_of_object, lasting
from auditor.measure.spec import Row
from auditor.report.report import seconds_of
from auditor.report.statements.titles import plain_title

if TYPE_CHECKING:
    from auditor.report.statements.wording import Wording

Type = Literal["string", "integer", "number", "date"]
"""Of values in a table, in the words of Table Schema."""

Cell = Callable[[Row, "Wording"], str | list[str]]


class Key(NamedTuple):
    """A key of a row. Without a type it is no column of a table, without a title none of a page; two titles are one,
    the second what the first is of."""

    name: str
    type: Type | None
    unit: str
    meaning: str
    title: str | tuple[str, str] | None = None
    cell: Cell = lambda _, __: ""
    values: tuple[str, ...] = ()


BY_THEMSELVES = "those who came by themselves"


# -- cells


def person_of(value: object) -> str:
    """A pseudonym as it is told; never the number that it is at rest."""
    return plain_title(value, 40) if isinstance(value, str) else ""


def number(key: str) -> Cell:
    """A count."""

    def cell(row: Row, words: "Wording") -> str:
        value = row.get(key)
        return words.number(value) if isinstance(value, int | float) else ""

    return cell


def part(count_key: str, of_key: str) -> Cell:
    """So many of so many, and their share."""

    def cell(row: Row, words: "Wording") -> str:
        count, of = row.get(count_key), row.get(of_key)
        if not isinstance(count, int) or not isinstance(of, int) or not of:
            return ""
        return f"{words.text('{count} of {of}', count=count, of=of)} ({words.percent(count / of)})"

    return cell


def person(key: str) -> Cell:
    """Who."""
    return lambda row, _: person_of(row.get(key))


def time(key: str) -> Cell:
    """To the minute, or the second, as the row has it, in the reader's zone: an hour alone stands where pointers were
    taken off."""

    def cell(row: Row, words: "Wording") -> str:
        value = row.get(key)
        if not isinstance(value, str):
            return ""
        moment = words.moment(value)
        if not isinstance(moment, datetime):
            return plain_title(value, 20)
        return f"{moment:%Y-%m-%d %H:%M:%S}" if moment.minute or moment.second else f"{moment:%Y-%m-%d %H:%M}"

    return cell


def _duration(row: Row, words: "Wording") -> str:
    took = seconds_of(row) if "minutes" not in row else None
    if took is not None and took < 120:
        return words.count_text("{count} second", "{count} seconds", took)
    minutes = row.get("minutes", None if took is None else -(-took // 60))
    if not isinstance(minutes, int):
        return ""
    if minutes <= 120:
        return words.count_text("{count} minute", "{count} minutes", max(minutes, 1))
    return words.count_text("{count} hour", "{count} hours", -(-minutes // 60))


def _kind(row: Row, words: "Wording") -> str:
    kinds = {
        "adds": words.text("additions"),
        "joins": words.text("people joined"),
        "day": words.text("messages in a day"),
        "gaps": words.text("pauses too short"),
        "text": words.text("one text, word for word") if row.get("exact") else words.text("nearly one text"),
    }
    kind = row.get("kind")
    if not isinstance(kind, str):
        return ""
    return kinds.get(kind) or kind_of_object(kind, words) or plain_title(kind, 40)


def _pattern(row: Row, words: "Wording") -> str:
    patterns = {
        "mass": words.text("all at once"),
        "steps": words.text("at even steps"),
        "spread": words.text("over a week or more"),
    }
    pattern = row.get("pattern")
    return patterns.get(pattern, plain_title(pattern, 40)) if isinstance(pattern, str) else ""


def _window(row: Row, words: "Wording") -> str:
    value = row.get("window")
    return lasting(value, words) if isinstance(value, int) else ""


def _cohort(row: Row, words: "Wording") -> str:
    cohorts = {"15-days": words.text("those of the same weeks"), "whole-chat": words.text("those of the whole chat")}
    cohort = row.get("cohort")
    return cohorts.get(cohort, plain_title(cohort, 40)) if isinstance(cohort, str) else ""


def _target(row: Row, words: "Wording") -> str:
    if "target" not in row:
        return ""
    return person_of(row["target"]) or words.text("one message")


def _sources(row: Row, words: "Wording") -> list[str]:
    told = row.get("sources")
    return [f"{words.known_from(str(source))}: {words.number(count)}" for source, count in told.items()
            if isinstance(count, int)] if isinstance(told, dict) else []  # fmt: skip


def _together(row: Row, words: "Wording") -> str:
    """How many were added together; nothing where nobody was."""
    value = row.get("added_together")
    return words.number(value) if value and isinstance(value, int | float) else ""


def _expected(row: Row, words: "Wording") -> str:
    value = row.get("expected")
    return about(value, words) if isinstance(value, int | float) else ""


def _share(row: Row, words: "Wording") -> str:
    value = row.get("share")
    return words.percent(value) if isinstance(value, int | float) else ""


def _turnout(row: Row, words: "Wording") -> str:
    value = row.get("turnout")
    return words.percent(value) if isinstance(value, int | float) else ""


def _pause(row: Row, words: "Wording") -> str:
    value = row.get("seconds")
    return words.count_text("{count} second", "{count} seconds", round(value)) if isinstance(value, int | float) else ""


def _chance(row: Row, words: "Wording") -> str:
    """A q-value; a small one as smaller than a thousandth."""
    value = row.get("q")
    if not isinstance(value, int | float):
        return ""
    return f"< {words.decimal(0.001, 3)}" if value < 0.001 else words.decimal(value, 3)


KEYS: tuple[Key, ...] = (
    Key("adder", "string", "", "Pseudonym of the person who added the others.", "Adder", person("adder")),
    Key("person", "string", "", "Pseudonym of the person the row is about.", "Person", person("person")),
    Key(
        "people", "string", "",
        "Pseudonyms with spaces between, of an episode, a swarm or a group; of a text left out, those "
        "who wrote the messages that show it.",
    ),
    Key("target", "string", "", "Pseudonym of the person replied to; empty of a message.", "Reply to", _target),
    Key(
        "kind", "string", "",
        "Of a burst: adds, joins; of an episode or a text left out: text, forward; of pace: day, gaps; of an act, what "
        "its messages have in common: text, template, link, mentions, emoji, hashtags, forward, given.", "What", _kind,
    ),
    Key(
        "pattern", "string", "",
        "Of an act: mass (all at once), steps (one after the other, evenly), spread (one text over a week or more).",
        "How", _pattern, values=("mass", "steps", "spread"),
    ),
    Key("window", "integer", "seconds", "Within what time it was looked for.", "Within", _window),
    Key(
        "others", "integer", "people",
        "Of an act of mass: the most people that anything else drew within the same time.",
        "Most of anything else", number("others"),
    ),
    Key(
        "start", "string", "time",
        "Beginning, UTC, ISO 8601; to the hour unless message ids were asked for.", "From", time("start"),
    ),
    Key("end", "string", "time", "End, in the same way.", "To", time("end")),
    Key("minutes", "integer", "minutes", "How long it took at most; empty where start and end are exact."),
    Key("lasted", None, "", "How long it took.", "Duration", _duration),
    Key("added", "integer", "people", "Different people added.", "Added", number("added")),
    Key(
        "gone", "integer", "people",
        "Of these, people who left within 24 hours, or are not in the whole list.", "Left", part("gone", "gone_of"),
    ),
    Key("gone_of", "integer", "people", "Denominator of gone: people of whom it can be told."),
    Key(
        "silent", "integer", "people",
        "Of the added, people who never wrote in the history read.", "Never wrote", part("silent", "silent_of"),
    ),
    Key("silent_of", "integer", "people", "Denominator of silent."),
    Key(
        "self_gone", "integer", "people",
        "Of those who came by themselves, people who left in the same way.", ("Left", BY_THEMSELVES), part("self_gone",
        "self_gone_of"),
    ),
    Key("self_gone_of", "integer", "people", "Denominator of self_gone."),
    Key(
        "self_silent", "integer", "people",
        "Of those who came by themselves, people who never wrote.", ("Never wrote", BY_THEMSELVES), part("self_silent",
        "self_silent_of"),
    ),
    Key("self_silent_of", "integer", "people", "Denominator of self_silent."),
    Key("gone_low", "number", "share", "Lower end of the 95 % interval of gone / gone_of."),
    Key("gone_high", "number", "share", "Upper end of it."),
    Key("silent_low", "number", "share", "Lower end of the 95 % interval of silent / silent_of."),
    Key("silent_high", "number", "share", "Upper end of it."),
    Key(
        "cohort", "string", "",
        "With whom it was compared: those who came by themselves within 15 days, or in the whole chat.",
        "Compared with", _cohort,
    ),
    Key("p_gone", "number", "p-value", "Chance of so many gone, were they like those who came by themselves."),
    Key("p_silent", "number", "p-value", "The same of the silent."),
    Key("q", "number", "q-value", "Of all that was tested, corrected for their number.", "q-value", _chance),
    Key("share", "number", "share", "Part of all additions, 0 to 1.", "Share of all additions", _share),
    Key(
        "count", "number", "cases",
        "Arrivals of a burst, messages of an episode, replies of a swarm, texts shared in a group, "
        "people of an act, messages of a person or of a text left out.", "Count", number("count"),
    ),
    Key(
        "writers", "integer", "people",
        "Of a text left out, different people who wrote it.", "People", number("writers"),
    ),
    Key("days", "integer", "days", "Of a text left out, days on which it was in use.", "Days", number("days")),
    Key(
        "turnout", "number", "share",
        "Of a group, the part of it that takes part in something that it does together, on average.", "Takes part",
        _turnout,
    ),
    Key(
        "met", "integer", "cases",
        "Of a group, how often two of it did the same; expected is of the same.", "Meetings of pairs", number("met"),
    ),
    Key(
        "expected", "number", "cases",
        "How many chance alone, or the chat's own rhythm, would give.", "Expected", _expected,
    ),
    Key("exact", "string", "", "Whether the texts are the same word for word.", values=("yes", "no")),
    Key(
        "same_age", "integer", "people",
        "Of a wave, the most accounts that were made within 90 days.", "Made within 90 days", part("same_age",
        "same_age_of"),
    ),
    Key("same_age_of", "integer", "people", "Denominator of same_age: accounts whose age is known."),
    Key(
        "rest_same_age", "integer", "people",
        "The same of those who did not come in a wave.", "The rest: made within 90 days", part("rest_same_age",
        "rest_same_age_of"),
    ),
    Key("rest_same_age_of", "integer", "people", "Denominator of rest_same_age."),
    Key("p_age", "number", "p-value", "Chance that a wave is as much closer in age, were it like the rest."),
    Key(
        "rest_gone", "integer", "people",
        "Of those who came in no wave, people who left or are deleted.", "The rest: left", part("rest_gone",
        "rest_gone_of"),
    ),
    Key("rest_gone_of", "integer", "people", "Denominator of rest_gone."),
    Key(
        "sources", "string", "JSON",
        "Of a wave, how many of its arrivals each source told of.", "Known from", _sources,
    ),
    Key("seconds", "number", "seconds", "Median pause between messages.", "Median pause", _pause),
    Key(
        "added_together", "integer", "people",
        "Of people, those whom one adder added within one hour.", "Added together", _together,
    ),
    Key("added_by", None, "", "Who added those who were added together.", "Adder", person("adder")),
    Key(
        "blank", "integer", "people",
        "Of people, those without photo and username; a label, not evidence.",
        "Neither photo nor username", number("blank"),
    ),
    Key(
        "new", "integer", "people",
        "Of people, accounts made within 30 days before they came; a label.", "New accounts", number("new"),
    ),
    Key("looked", "string", "JSON", "Of a group: which evidence that was not used to find it could be looked at."),
    Key("held", "string", "JSON", "Which of it sets the group apart."),
    Key("edges", "string", "JSON", "Of a group: two places in people, from 0, and how often these two did the same."),
    Key("edges_total", None, "cases", "How many edges there are, where not all are listed; else the same number."),
    Key(
        "directed", None, "",
        "Whether an edge leads from its first place to its second: so many messages of the first had one of the second "
        "beside them.",
    ),
    Key("messages_total", "integer", "messages", "Messages that the row rests on."),
    Key("messages", "string", "", "Ids of at most 500 of them; empty unless they were asked for."),
)  # fmt: skip
"""In the order of the columns of `evidence.csv`."""

NAMED: dict[str, Key] = {key.name: key for key in KEYS}

KEY_TITLES: tuple[str, ...] = tuple(
    title for key in KEYS if key.title for title in ((key.title,) if isinstance(key.title, str) else key.title)
)
"""What stands above columns of a page, in English."""
