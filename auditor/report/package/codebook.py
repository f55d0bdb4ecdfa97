"""Every column of every table of the CSV package: what it is called, its type, its unit, what it means.

The tables are written after this list, `codebook.csv` and `datapackage.json` are made of it: they cannot differ. What
one package tells of its people in bands, or withholds, `described` adds.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from auditor.report.package.bands import BANDS

Type = Literal["string", "integer", "number", "date"]


class Column(NamedTuple):
    """A column. `values` are all that it may hold, where they are few; `required` ones are never empty."""

    name: str
    type: Type
    unit: str
    meaning: str
    values: tuple[str, ...] = ()
    required: bool = False


_YES_NO = ("yes", "no", "unknown")
_TESTED = " Empty where not tested."

TABLES: dict[str, tuple[Column, ...]] = {
    "measures": (
        Column("id", "string", "", "Id of the measure; the catalogue of measures says what it is.", required=True),
        Column("outcome", "string", "", "measured; bounded: only an interval is known; insufficient: too little data; "
               "unavailable: this source cannot show it.",
               ("measured", "bounded", "insufficient", "unavailable"), required=True),
        Column("value", "number", "see unit", "The figure: a share from 0 to 1, or a number."),
        Column("count", "number", "cases", "Cases counted; where bounded, cases known."),
        Column("of", "integer", "cases", "Denominator: what the count is out of. Of episodes and groups, which are no "
               "part of it, the messages or people that were searched; findings.csv has how many of them they hold."),
        Column("low", "number", "see unit", "Lower bound of the figure."),
        Column("high", "number", "see unit", "Upper bound of the figure."),
        Column("unit", "string", "", "Unit of value, low and high.",
               ("share", "people", "messages", "episodes", "groups", "windows", "index"), required=True),
        Column("why", "string", "", "Slug of the reason why there is no figure."),
    ),
    "people": (
        Column("person", "string", "", "Pseudonym, the same within this package only.", required=True),
        Column("kind", "string", "", "person: known by an id; name-only: known by a name in this chat alone.",
               ("person", "name-only")),
        Column("arrival", "string", "", "How the person last came.",
               ("added", "by_link", "by_request", "by_self", "unknown")),
        Column("arrival_source", "string", "", "What that is known from; none where nothing shows it.",
               ("bot-updates", "admin-log", "service-messages", "invite-links", "member-list")),
        Column("arrival_day", "date", "day", "Day of that arrival, UTC; a member list dates unknown ones, too."),
        Column("adder", "string", "", "Pseudonym of the person who added this one."),
        Column("messages", "integer", "messages", "Messages in the history read."),
        Column("first_day", "date", "day", "Day of the first message, UTC."),
        Column("last_day", "date", "day", "Day of the last message, UTC."),
        Column("left", "string", "", "Whether the person is known to have left.", _YES_NO),
        Column("deleted", "string", "", "Whether the account is deleted.", _YES_NO),
        Column("inactive", "string", "", "Whether last seen over 30 days before.", _YES_NO),
        Column("blank", "string", "", "Whether without photo and username.", _YES_NO),
        Column("new", "string", "", "Whether created within 30 days before arriving.", _YES_NO),
        Column("age_from", "string", "quarter", "Earliest quarter of the account's creation."),
        Column("age_to", "string", "quarter", "Latest quarter of the account's creation."),
    ),
    "adders": (
        Column("adder", "string", "", "Pseudonym of a person who added others.", required=True),
        Column("added", "integer", "people", "Different people added."),
        Column("silent", "integer", "people", "Of these, people who never wrote in the history read."),
        Column("gone_at_once", "integer", "people", "Of these, people who left within 24 hours; empty where leaving "
               "is not logged."),
        Column("first_day", "date", "day", "Day of the first addition, UTC."),
        Column("last_day", "date", "day", "Day of the last addition, UTC."),
        Column("share", "number", "share", "Part of all additions, 0 to 1."),
        Column("tested_gone", "integer", "people", "Of tested_gone_of, people who left by themselves within 24 hours; "
               "where leaving is not logged, who are not in a complete member list." + _TESTED),
        Column("tested_gone_of", "integer", "people", "People added of whom it was tested whether they left; those "
               "who cannot be told apart count as having stayed." + _TESTED),
        Column("tested_silent", "integer", "people", "Of tested_silent_of, people who never wrote." + _TESTED),
        Column("tested_silent_of", "integer", "people", "People added of whom it was tested whether they wrote; those "
               "who cannot be told apart count as having written." + _TESTED),
        Column("self_gone", "integer", "people", "Of self_gone_of, people who left, as in tested_gone." + _TESTED),
        Column("self_gone_of", "integer", "people", "People who came by themselves, compared with." + _TESTED),
        Column("self_silent", "integer", "people", "Of self_silent_of, people who never wrote." + _TESTED),
        Column("self_silent_of", "integer", "people", "People who came by themselves, compared with." + _TESTED),
        Column("cohort", "string", "", "Compared with those who came within 15 days of one of the additions, or with "
               "the whole chat." + _TESTED, ("15-days", "whole-chat")),
        Column("p_gone", "number", "probability", "Chance of as many gone, if these left like those who came by "
               "themselves." + _TESTED),
        Column("p_silent", "number", "probability", "Chance of as many silent, likewise." + _TESTED),
        Column("q", "number", "probability", "False discovery rate at which this adder is found, both tests together, "
               "among all adders tested." + _TESTED),
        Column("flagged", "string", "", "Whether found with exit evidence: q and p_gone at most 0.05." + _TESTED,
               ("yes", "no")),
        Column("silent_only", "string", "", "Whether found by silence alone: q at most 0.05, p_gone not." + _TESTED,
               ("yes", "no")),
    ),
    "days": (
        Column("day", "date", "day", "Day, UTC.", required=True),
        Column("added", "integer", "arrivals", "People added."),
        Column("by_link", "integer", "arrivals", "People who came by invite link."),
        Column("by_request", "integer", "arrivals", "People who asked to join and were let in."),
        Column("by_self", "integer", "arrivals", "People who came by themselves."),
        Column("unknown", "integer", "arrivals", "People of whom only the day is known."),
        Column("messages", "integer", "messages", "Messages of people."),
        Column("writers", "integer", "people", "Different people who wrote."),
    ),
    "findings": (
        Column("family", "string", "", "Family of the measure that the finding belongs to.", required=True),
        Column("strength", "string", "", "By the policy's table; no verdict on a person.",
               ("strong", "some", "none", "cannot tell"), required=True),
        Column("id", "string", "", "Id of the finding.", required=True),
        Column("facts", "string", "JSON", "The figures of the finding."),
    ),
    "evidence": (
        Column("measure", "string", "", "Id of the measure that the row is evidence of.", required=True),
        Column("row", "integer", "", "Place of the row among those of its measure, from 1.", required=True),
        Column("adder", "string", "", "Pseudonym of the person who added the others."),
        Column("person", "string", "", "Pseudonym of the person the row is about."),
        Column("people", "string", "", "Pseudonyms with spaces between, of an episode, a swarm or a group; of a text "
               "left out, those who wrote the messages that show it."),
        Column("target", "string", "", "Pseudonym of the person replied to; empty of a message."),
        Column("kind", "string", "", "Of a burst: adds, joins; of an episode or a text left out: text, forward; of "
               "pace: day, gaps."),
        Column("start", "string", "time", "Beginning, UTC, ISO 8601; to the hour unless message ids were asked for."),
        Column("end", "string", "time", "End, in the same way."),
        Column("minutes", "integer", "minutes", "How long it took at most; empty where start and end are exact."),
        Column("added", "integer", "people", "Different people added."),
        Column("gone", "integer", "people", "Of these, people who left within 24 hours, or are not in the whole list."),
        Column("gone_of", "integer", "people", "Denominator of gone: people of whom it can be told."),
        Column("silent", "integer", "people", "Of the added, people who never wrote in the history read."),
        Column("silent_of", "integer", "people", "Denominator of silent."),
        Column("self_gone", "integer", "people", "Of those who came by themselves, people who left in the same way."),
        Column("self_gone_of", "integer", "people", "Denominator of self_gone."),
        Column("self_silent", "integer", "people", "Of those who came by themselves, people who never wrote."),
        Column("self_silent_of", "integer", "people", "Denominator of self_silent."),
        Column("gone_low", "number", "share", "Lower end of the 95 % interval of gone / gone_of."),
        Column("gone_high", "number", "share", "Upper end of it."),
        Column("silent_low", "number", "share", "Lower end of the 95 % interval of silent / silent_of."),
        Column("silent_high", "number", "share", "Upper end of it."),
        Column("cohort", "string", "", "With whom it was compared: those who came by themselves within 15 days, or in "
               "the whole chat."),
        Column("p_gone", "number", "p-value", "Chance of so many gone, were they like those who came by themselves."),
        Column("p_silent", "number", "p-value", "The same of the silent."),
        Column("q", "number", "q-value", "Of all that was tested, corrected for their number."),
        Column("share", "number", "share", "Part of all additions, 0 to 1."),
        Column("count", "number", "cases", "Arrivals of a burst, messages of an episode, replies of a swarm, texts "
               "shared in a group, messages of a person or of a text left out."),
        Column("writers", "integer", "people", "Of a text left out, different people who wrote it."),
        Column("days", "integer", "days", "Of a text left out, days on which it was in use."),
        Column("met", "integer", "cases", "Of a group, how often two of it shared a text; expected is of the same."),
        Column("expected", "number", "cases", "How many chance alone, or the chat's own rhythm, would give."),
        Column("exact", "string", "", "Whether the texts are the same word for word.", ("yes", "no")),
        Column("same_age", "integer", "people", "Of a wave, the most accounts that were made within 90 days."),
        Column("same_age_of", "integer", "people", "Denominator of same_age: accounts whose age is known."),
        Column("rest_same_age", "integer", "people", "The same of those who did not come in a wave."),
        Column("rest_same_age_of", "integer", "people", "Denominator of rest_same_age."),
        Column("p_age", "number", "p-value", "Chance that a wave is as much closer in age, were it like the rest."),
        Column("rest_gone", "integer", "people", "Of those who came in no wave, people who left or are deleted."),
        Column("rest_gone_of", "integer", "people", "Denominator of rest_gone."),
        Column("sources", "string", "JSON", "Of a wave, how many of its arrivals each source told of."),
        Column("seconds", "number", "seconds", "Median pause between messages."),
        Column("added_together", "integer", "people", "Of people, those whom one adder added within one hour."),
        Column("blank", "integer", "people", "Of people, those without photo and username; a label, not evidence."),
        Column("new", "integer", "people", "Of people, accounts made within 30 days before they came; a label."),
        Column("edges", "string", "JSON", "Of a group: two places in people, from 0, and how many texts they share."),
        Column("messages_total", "integer", "messages", "Messages that the row rests on."),
        Column("messages", "string", "", "Ids of at most 500 of them; empty unless they were asked for."),
    ),
    "coverage": (
        Column("key", "string", "", "What is stated: of the audit, of the chat, or of what was and was not seen.",
               required=True),
        Column("value", "string", "", "Its value; empty where the source cannot tell."),
    ),
    "codebook": (
        Column("table", "string", "", "Table, the name of the file without .csv.", required=True),
        Column("column", "string", "", "Column of that table.", required=True),
        Column("type", "string", "", "Type of its values, in the words of Table Schema.",
               ("string", "integer", "number", "date"), required=True),
        Column("unit", "string", "", "Unit of its values."),
        Column("meaning", "string", "", "What it means.", required=True),
    ),
}  # fmt: skip
"""The tables in the order of the package. Empty cells are unknown, in `people` also withheld."""

_NEVER_EMPTY = frozenset({"kind", "arrival", "messages", "left", "deleted", "inactive", "blank", "new"})
"""Columns of `people` that have a word or a number for what is not known: empty ones are withheld."""


def described(bands: Mapping[str, str] | None, k: int) -> dict[str, tuple[Column, ...]]:
    """The tables of one package, whose people are told in these bands (a name of `BANDS` by column), each row's values
    shared by `k`; in exact figures where there are none."""
    return TABLES | {"people": tuple(_of_people(column, bands, k) for column in TABLES["people"])}


def _of_people(column: Column, bands: Mapping[str, str] | None, k: int) -> Column:
    if column.required:
        return column
    if bands is None:
        empty = "" if column.name in _NEVER_EMPTY else "Empty where there is none, or it is unknown."
        return column._replace(meaning=f"{column.meaning} {empty}".rstrip())
    band = bands.get(column.name)
    told = [column.meaning, *([BANDS[column.name][band].meaning] if band else [])]
    also = "" if column.name in _NEVER_EMPTY else "there is none, where it is unknown, or where "
    told.append(f"Empty where {also}withheld: fewer than {k} people share what the row would show.")
    return column._replace(meaning=" ".join(told))


KEYS: dict[str, tuple[str, ...]] = {
    "measures": ("id",), "people": ("person",), "adders": ("adder",), "days": ("day",), "evidence": ("measure", "row"),
}  # fmt: skip
"""The columns that tell the rows of a table apart."""
