"""What one person may show of themselves: how they came to a chat, how surely that is known, and whether they wrote.

It knows neither who the person is nor anybody else. The page is one HTML file: no script, nothing from elsewhere.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from auditor.report.pages.html import filled
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording, wording
from auditor.report.statements.writing import UTC
from storage.sources import ChatKind

Certainty = Literal["exact", "date", "inferred", "unknown"]
"""`exact`: Telegram said so itself; `date`: when is known, how is not; `inferred`: from a name alone, or it was one of
two ways; `unknown`: nothing that was read shows it."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """How one person came to one chat. Days are ISO dates; None where they are not known."""

    tool: str
    title: str
    kind: ChatKind
    as_of: str | None
    """The day the chat was last read; None where it never was, and a bot alone tells."""
    arrival: str
    """added, by_link, by_request, by_self, unclear, unknown."""
    arrived: str | None
    source: str
    """One of `ARRIVAL_SOURCES`; "" where nothing shows the arrival."""
    certainty: Certainty
    messages: int | None
    """In the history read; None where none was read."""
    history_whole: bool
    listed: bool | None
    """In the member list at the last audit; None where that list was not seen, or not to its end."""


class FromExport(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement rests on that was made from one's own export."""

    sha256: str
    """Of the file that was read: whoever has it can make the statement again."""
    name: str = ""
    """What the person wants to be called on it; "" for nothing."""


def statement_page(statement: Statement, lang: str, zone: str = UTC, export: FromExport | None = None) -> str:
    """The statement as a page that its person can show, in a language. Without an `export` it is the bot's, of what is
    held about an account."""
    words = wording(lang, zone)
    return filled(
        "statement.html",
        words,
        scripted=False,
        tool=statement.tool,
        statement=statement,
        title=words.chat_title(statement.title),
        answer=statement_answer(statement, words),
        unknown=consent_unknown(statement, words),
        lines=statement_lines(statement, words),
        export=export,
        name=plain_title(export.name) if export else "",
    )


def statement_answer(statement: Statement, words: Wording) -> str:
    """What the statement says first: how the person came, when, and whether they wrote; what is not known is left
    out."""
    came = words.came(statement.arrival)
    if statement.arrived and statement.arrival != "unknown":
        came = f"{came.rstrip('.')}: {words.date_in_words(statement.arrived).rstrip('.')}."
    return " ".join(filter(None, (came, _ever_wrote(statement, words))))


def _ever_wrote(statement: Statement, words: Wording) -> str:
    if statement.messages is None:
        return ""
    if statement.messages:
        return words.count_text(
            "They wrote {count} message in the history read.", "They wrote {count} messages in the history read.",
            statement.messages,
        )  # fmt: skip
    return words.text("They wrote nothing in the history read.")


def consent_unknown(statement: Statement, words: Wording) -> str:
    """What nobody can know of somebody who was added, or may have been; empty of all others."""
    if statement.arrival not in {"added", "unclear"}:
        return ""
    return words.text("Whether they had agreed to be added, these records cannot show.")


def statement_lines(statement: Statement, words: Wording) -> list[tuple[str, str]]:
    """The statement as pairs of what is told and what is so; a bot can send them as they are."""
    return list(_lines(statement, words))


def _lines(statement: Statement, words: Wording) -> Iterator[tuple[str, str]]:
    yield words.text("How this person came"), words.came(statement.arrival)
    if statement.source:
        yield words.text("When"), words.date_in_words(statement.arrived)
        yield words.text("Known from"), words.known_from(statement.source)
    yield words.text("How certain that is"), words.certainty(statement.certainty)
    yield words.text("Messages of theirs"), _wrote(statement, words)
    if statement.as_of:
        yield words.text("In the member list at the last reading"), _listed(statement, words)
        yield words.text("Last reading of the chat"), words.date_in_words(statement.as_of)


def _wrote(statement: Statement, words: Wording) -> str:
    if statement.messages is None:
        return words.text("The chat's messages were not read.")
    whole = (
        words.text("The whole history was read; deleted messages are not in it.")
        if statement.history_whole
        else words.text("Only a part of the history was read; what was written before is not seen.")
    )
    wrote = words.number(statement.messages) if statement.messages else words.text("None in the history read")
    return f"{wrote}. {whole}"


def _listed(statement: Statement, words: Wording) -> str:
    if statement.listed is None:
        return words.text("Unknown")
    return words.text("Yes") if statement.listed else words.text("No")
