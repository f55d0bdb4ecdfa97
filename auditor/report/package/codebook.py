"""Every column of every table of the CSV package: what it is called, its type, its unit, what it means.

The tables are written after this list, `codebook.csv` and `datapackage.json` are made of it: they cannot differ. What
one package tells of its people in bands, or withholds, `described` adds.
"""

from collections.abc import Mapping
from typing import NamedTuple

from auditor.report.package.bands import BANDS
from auditor.report.statements.row_keys import KEYS as KEYS_OF_ROWS
from auditor.report.statements.row_keys import Type


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
        *(Column(key.name, key.type, key.unit, key.meaning, key.values) for key in KEYS_OF_ROWS if key.type),
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
    return TABLES | {"people": tuple(_people_column(column, bands, k) for column in TABLES["people"])}


def _people_column(column: Column, bands: Mapping[str, str] | None, k: int) -> Column:
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
