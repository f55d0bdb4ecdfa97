"""Evidence rows as tables for a page: who by pseudonym, how many, when; where in the chat only on demand.

Message ids, quoted text and times finer than an hour lead back to people for whoever can open the chat.
"""

from typing import Any, NamedTuple

from auditor.report.titles import plain_title
from auditor.report.wording import Wording

MOST_ROWS = 50
"""Rows on the page; the rest stands in `report.json`."""

MOST_MESSAGES = 50
"""Message ids in one cell of the page."""

COLUMNS: tuple[str, ...] = (
    "adder", "person", "people", "start", "end", "added", "gone", "silent", "count", "expected", "q", "messages_total",
)  # fmt: skip
"""What a page may show of a row, in this order; a key that is not named here stays in `report.json`."""


class EvidenceTable(NamedTuple):
    """A table of evidence: its title, its columns, its rows as text."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    left_out: int


def evidence_tables(
    evidence: dict[str, list[dict[str, Any]]], words: Wording, *, message_ids: bool
) -> list[EvidenceTable]:
    """A table for each measure that has evidence; `message_ids` adds what leads back to single messages."""
    tables = []
    for measure_id, rows in evidence.items():
        shown = rows[:MOST_ROWS]
        keys = [key for key in COLUMNS if any(key in row for row in shown)]
        if message_ids and any("messages" in row for row in shown):
            keys.append("messages")
        if keys:
            cells = [[_cell(key, row.get(key), words, exact=message_ids) for key in keys] for row in shown]
            names = [_column(key, words) for key in keys]
            tables.append(EvidenceTable(words.measure_title(measure_id), names, cells, len(rows) - len(shown)))
    return tables


def _column(key: str, words: Wording) -> str:
    names = {
        "adder": words.text("Adder"),
        "person": words.text("Person"),
        "people": words.text("People"),
        "start": words.text("From"),
        "end": words.text("To"),
        "added": words.text("Added"),
        "gone": words.text("Gone"),
        "silent": words.text("Never wrote"),
        "count": words.text("Count"),
        "expected": words.text("Expected"),
        "q": words.text("q-value"),
        "messages_total": words.text("Messages"),
        "messages": words.text("Message ids"),
    }
    return names[key]


def _cell(key: str, value: object, words: Wording, *, exact: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        listed = ", ".join(plain_title(str(item), 40) for item in value[:MOST_MESSAGES])
        return f"{listed}, …" if len(value) > MOST_MESSAGES else listed
    if key in {"start", "end"}:
        time = plain_title(str(value)[: 20 if exact else 13]).replace("T", " ")
        return time if exact else f"{time}:00"
    if key == "q":
        return plain_title(str(value), 12)
    return words.number(value) if isinstance(value, int | float) else plain_title(str(value), 40)
