"""Evidence rows as tables for a page: who by pseudonym, how many, when; where in the chat only on demand.

Message ids, quoted text and times finer than an hour lead back to people for whoever can open the chat. A page that
may not hold them is made of a report that no longer does (`without_pointers`).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from auditor.measure.spec import Row
from auditor.report.report import seconds_of
from auditor.report.statements.signs import about
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording

MOST_ROWS = 20
"""Rows on the page; the rest stands in `report.json` and `evidence.csv`."""

MOST_MESSAGES = 50
"""Message ids under one row of the page."""

MOST_PEOPLE = 12
"""Pseudonyms under one row of the page."""

LONGEST_QUOTE = 200
"""Letters of a quoted text."""

MOST_QUOTES = 3
"""Different texts quoted of one row."""

Quotes = Mapping[int, str]
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


def evidence_table(measure_id: str, rows: list[Row], words: Wording, quotes: Quotes | None = None) -> EvidenceTable:
    """The rows of a measure, without the columns of which none of them has anything."""
    shown = rows[:MOST_ROWS]
    cells = [(title, [_listed(cell(row)) for row in shown]) for title, cell in _columns(measure_id, words)]
    filled = [(title, column) for title, column in cells if any(column)]
    return EvidenceTable(
        _title(measure_id, words),
        [title for title, _ in filled],
        [list(row) for row in zip(*(column for _, column in filled), strict=True)],
        [[] if measure_id in _NOBODY else _people(row.get("people"), words) for row in shown],
        [_messages(row, words) for row in shown],
        [_quoted(row, quotes or {}) for row in shown],
        len(rows) - len(shown),
    )


def _title(measure_id: str, words: Wording) -> str:
    titles = {
        "arrivals.forced": words.text("Adders with a pattern of forced adding"),
        "arrivals.added_silent": words.text("Adders who add people who do not take part"),
    }
    return titles.get(measure_id) or words.measure_title(measure_id)


Cell = Callable[[Row], str | list[str]]
Column = tuple[str, Cell]


def _columns(measure_id: str, words: Wording) -> list[Column]:
    """What a page shows of a row, in this order; a key that is not named here stays in `report.json`."""

    def number(key: str) -> Callable[[Row], str]:
        return lambda row: _number(row.get(key), words)

    def part(count: str, of: str) -> Callable[[Row], str]:
        return lambda row: _part(row.get(count), row.get(of), words)

    by_themselves = words.text("those who came by themselves")
    return [
        (words.text("Adder"), lambda row: "" if _adds_people(row) else _person(row.get("adder"))),
        (words.text("Person"), lambda row: _person(row.get("person"))),
        (words.text("From"), lambda row: _time(row.get("start"))),
        (words.text("To"), lambda row: "" if measure_id in _LASTING else _time(row.get("end"))),
        (words.text("Duration"), lambda row: _duration(row, words) if measure_id in _LASTING else ""),
        (words.text("What"), lambda row: _kind(row, words)),
        (words.text("Added"), number("added")),
        (words.text("Left"), part("gone", "gone_of")),
        (f"{words.text('Left')}: {by_themselves}", part("self_gone", "self_gone_of")),
        (words.text("The rest: left"), part("rest_gone", "rest_gone_of")),
        (words.text("Made within 90 days"), part("same_age", "same_age_of")),
        (words.text("The rest: made within 90 days"), part("rest_same_age", "rest_same_age_of")),
        (words.text("Known from"), lambda row: _sources(row, words)),
        (words.text("Never wrote"), part("silent", "silent_of")),
        (f"{words.text('Never wrote')}: {by_themselves}", part("self_silent", "self_silent_of")),
        (words.text("Compared with"), lambda row: _cohort(row, words)),
        (words.text("Share of all additions"), lambda row: _percent(row.get("share"), words)),
        (words.text("Reply to"), lambda row: _target(row, words)),
        (_count_title(measure_id, words), number("count")),
        (words.text("People"), number("writers")),
        (words.text("Days"), number("days")),
        (words.text("Meetings of pairs"), number("met")),
        (words.text("Expected"), lambda row: _about(row.get("expected"), words)),
        (words.text("Median pause"), lambda row: _seconds(row.get("seconds"), words)),
        (words.text("q-value"), lambda row: _chance(row.get("q"), words)),
        (words.text("Added together"), lambda row: _number(row.get("added_together") or None, words)),
        (words.text("Adder"), lambda row: _person(row.get("adder")) if _adds_people(row) else ""),
        (words.text("Neither photo nor username"), number("blank")),
        (words.text("New accounts"), number("new")),
    ]  # fmt: skip


_LASTING = frozenset({"arrivals.bursts", "arrivals.wave", "coordination.copies", "coordination.swarms"})
"""Of these it is said how long they took; of the others from when to when."""


_NOBODY = frozenset({"coordination.habits"})
"""Whose people are not listed: they stand for the messages that show a text, and did nothing that others do not."""


def _count_title(measure_id: str, words: Wording) -> str:
    titles = {
        "arrivals.bursts": words.text("Arrivals"),
        "arrivals.wave": words.text("Arrivals"),
        "coordination.copies": words.text("Messages"),
        "coordination.habits": words.text("Messages"),
        "coordination.pace": words.text("Messages"),
        "coordination.swarms": words.text("Replies"),
        "coordination.groups": words.text("Texts shared"),
    }
    return titles.get(measure_id) or words.text("Count")


# -- cells


def _listed(cell: str | list[str]) -> list[str]:
    return cell if isinstance(cell, list) else [cell] if cell else []


def _adds_people(row: Row) -> bool:
    """Whether the adder of a row is only who added its people together."""
    return "added_together" in row


def _person(value: object) -> str:
    """A pseudonym as it is told; never the number that it is at rest."""
    return plain_title(value, 40) if isinstance(value, str) else ""


def _people(value: object, words: Wording) -> list[str]:
    people = [_person(each) for each in value] if isinstance(value, list) else []
    listed = [each for each in people[:MOST_PEOPLE] if each]
    return [*listed, *_and_more(len(people) - MOST_PEOPLE, words)] if listed else []


def _messages(row: Row, words: Wording) -> list[str]:
    ids = [str(each) for each in row.get("messages") or [] if isinstance(each, int)]
    if not ids:
        return []
    total = row.get("messages_total")
    more = (total if isinstance(total, int) else len(ids)) - len(ids[:MOST_MESSAGES])
    return [*ids[:MOST_MESSAGES], *_and_more(more, words)]


def _and_more(more: int, words: Wording) -> list[str]:
    return [words.count_text("and {count} more", "and {count} more", more)] if more > 0 else []


def _time(value: object) -> str:
    """To the minute, or the second, as the row has it: an hour alone stands where pointers were taken off."""
    if not isinstance(value, str):
        return ""
    time = plain_title(value, 20).replace("T", " ").removesuffix("Z")
    return time.removesuffix(":00") if time.endswith(":00:00") else time


def _duration(row: Row, words: Wording) -> str:
    took = seconds_of(row) if "minutes" not in row else None
    if took is not None and took < 120:
        return words.count_text("{count} second", "{count} seconds", took)
    minutes = row.get("minutes", None if took is None else -(-took // 60))
    if not isinstance(minutes, int):
        return ""
    if minutes <= 120:
        return words.count_text("{count} minute", "{count} minutes", max(minutes, 1))
    return words.count_text("{count} hour", "{count} hours", -(-minutes // 60))


def _kind(row: Row, words: Wording) -> str:
    kinds = {
        "adds": words.text("additions"),
        "joins": words.text("people joined"),
        "day": words.text("messages in a day"),
        "gaps": words.text("pauses too short"),
        "forward": words.text("one message passed on"),
        "text": words.text("one text, word for word") if row.get("exact") else words.text("nearly one text"),
    }
    kind = row.get("kind")
    return kinds.get(kind, plain_title(kind, 40)) if isinstance(kind, str) else ""


def _cohort(row: Row, words: Wording) -> str:
    cohorts = {"15-days": words.text("those of the same weeks"), "whole-chat": words.text("those of the whole chat")}
    cohort = row.get("cohort")
    return cohorts.get(cohort, plain_title(cohort, 40)) if isinstance(cohort, str) else ""


def _target(row: Row, words: Wording) -> str:
    if "target" not in row:
        return ""
    return _person(row["target"]) or words.text("one message")


def _sources(row: Row, words: Wording) -> list[str]:
    told = row.get("sources")
    return [f"{words.known_from(str(source))}: {words.number(count)}" for source, count in told.items()
            if isinstance(count, int)] if isinstance(told, dict) else []  # fmt: skip


def _number(value: object, words: Wording) -> str:
    return words.number(value) if isinstance(value, int | float) else ""


def _about(value: object, words: Wording) -> str:
    return about(value, words) if isinstance(value, int | float) else ""


def _percent(value: object, words: Wording) -> str:
    return words.percent(value) if isinstance(value, int | float) else ""


def _part(count: object, of: object, words: Wording) -> str:
    if not isinstance(count, int) or not isinstance(of, int) or not of:
        return ""
    return f"{words.text('{count} of {of}', count=count, of=of)} ({words.percent(count / of)})"


def _seconds(value: object, words: Wording) -> str:
    return words.count_text("{count} second", "{count} seconds", round(value)) if isinstance(value, int | float) else ""


def _chance(value: object, words: Wording) -> str:
    """A q-value; a small one as smaller than a thousandth."""
    if not isinstance(value, int | float):
        return ""
    return f"< {words.decimal(0.001, 3)}" if value < 0.001 else words.decimal(value, 3)


def _quoted(row: Row, quotes: Quotes) -> list[str]:
    """The different texts of a row's messages, in their order."""
    texts = [plain_title(quotes[each], LONGEST_QUOTE) for each in row.get("messages") or [] if each in quotes]
    return list(dict.fromkeys(filter(None, texts)))[:MOST_QUOTES]
