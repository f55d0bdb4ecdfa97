"""Evidence rows as tables for a page: who by pseudonym, how many, when; where in the chat only on demand.

Message ids, quoted text and times finer than an hour lead back to people for whoever can open the chat. A page that
may not hold them is made of a report that no longer does (`without_pointers`).
"""

from collections.abc import Mapping
from typing import NamedTuple

from auditor.measure.catalogue import SPECS
from auditor.measure.spec import Row, Rows
from auditor.report.statements.row_keys import KEYS, NAMED, Key, person_of
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording

MOST_ROWS = 20
"""Rows on the page; the rest stands in `report.json` and `evidence.csv`."""

MOST_MESSAGES = 50
"""Message ids under one row of the page."""

MOST_PEOPLE = 12
"""Pseudonyms under one row of the page."""

LONGEST_ID = 80
"""Letters of a message's id, where its source writes words for it."""

LONGEST_QUOTE = 200
"""Letters of a quoted text."""

MOST_QUOTES = 3
"""Different texts quoted of one row."""

Quotes = Mapping[int, str] | Mapping[int | str, str]
"""Texts of messages by their ids, as they rest in storage at the moment a page is made."""


class EvidenceTable(NamedTuple):
    """A table of evidence: its title, its columns, its rows (a cell is all that is listed in it), the people, the
    message ids and the quotes of each row, and how many rows are not shown."""

    title: str
    columns: list[str]
    rows: list[list[list[str]]]
    people: list[list[str]]
    messages: list[list[str]]
    quotes: list[list[str]]
    left_out: int


def evidence_table(
    measure_id: str, rows: list[Row], words: Wording, quotes: Quotes | None = None, *, most: int = MOST_ROWS
) -> EvidenceTable:
    """The first rows of a measure, without the columns of which none of them has anything. Of a measure that this
    version does not know every key is shown."""
    spec = SPECS.get(measure_id)
    declared = spec.rows if spec is not None and spec.rows is not None else EVERY_KEY
    shown = rows[:most]
    keys = [key for key in map(NAMED.get, declared.keys) if key is not None and key.title is not None]
    cells = [(_title_of(key, declared, words), [_listed(key.cell(row, words)) for row in shown]) for key in keys]
    filled = [(title, column) for title, column in cells if any(column)]
    return EvidenceTable(
        words.text(declared.title) if declared.title else words.measure_title(measure_id),
        [title for title, _ in filled],
        [list(row) for row in zip(*(column for _, column in filled), strict=True)],
        [_people(row.get("people"), words) if "people" in declared.keys else [] for row in shown],
        [_messages(row, words) for row in shown],
        [_quoted(row, quotes or {}) for row in shown],
        len(rows) - len(shown),
    )


EVERY_KEY = Rows(tuple(key.name for key in KEYS if key.name not in {"lasted", "added_by"}))


def _title_of(key: Key, declared: Rows, words: Wording) -> str:
    if key.name == "count":
        return words.text(declared.count_is)
    return ": ".join(words.text(title) for title in ((key.title,) if isinstance(key.title, str) else key.title or ()))


def _listed(cell: str | list[str]) -> list[str]:
    return cell if isinstance(cell, list) else [cell] if cell else []


def _people(value: object, words: Wording) -> list[str]:
    people = [person_of(each) for each in value] if isinstance(value, list) else []
    listed = [each for each in people[:MOST_PEOPLE] if each]
    return [*listed, *_and_more(len(people) - MOST_PEOPLE, words)] if listed else []


def _messages(row: Row, words: Wording) -> list[str]:
    ids = [plain_title(str(each), LONGEST_ID) for each in row.get("messages") or [] if isinstance(each, int | str)]
    if not ids:
        return []
    total = row.get("messages_total")
    more = (total if isinstance(total, int) else len(ids)) - len(ids[:MOST_MESSAGES])
    return [*ids[:MOST_MESSAGES], *_and_more(more, words)]


def _and_more(more: int, words: Wording) -> list[str]:
    return [words.count_text("and {count} more", "and {count} more", more)] if more > 0 else []


def _quoted(row: Row, quotes: Quotes) -> list[str]:
    """The different texts of a row's messages, in their order."""
    texts = [plain_title(quotes[each], LONGEST_QUOTE) for each in row.get("messages") or [] if each in quotes]
    return list(dict.fromkeys(filter(None, texts)))[:MOST_QUOTES]
