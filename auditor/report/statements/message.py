"""The report in at most one screen of text, for a terminal."""

import textwrap
import unicodedata

from auditor.report.answer.answer import Answer, answer_of
from auditor.report.report import AuditReport
from auditor.report.statements import signs
from auditor.report.statements.headlines import key_figures
from auditor.report.statements.notes import FOREMOST
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording, wording
from auditor.report.statements.writing import UTC

COLUMNS = 80
LINES = 24

_FIGURES = 5
_FINDINGS = 2
"""Signs that are told in words: the strongest in the answer, and one more."""

_NOTES = 8
"""Lines left for what could not be seen."""

_UNSEEN_LEAST = 2
"""Of these, how many there are at least: that there is something, and how much."""


def summary_lines(report: AuditReport, lang: str, zone: str = UTC) -> list[str]:
    """The answer first, with its uncertainty and what nobody can know; the figures beside it with their denominators
    and bounds; at last what they rest on and what could not be seen; at most 24 lines of 80 columns."""
    words = wording(lang, zone)
    answer = answer_of(report, words)
    head, found = [*_head(report, answer, words), ""], _findings(report, words)
    room = LINES - len(head) - len(found) - 1
    figures = _figures(report, answer, words, room - _UNSEEN_LEAST)
    lines = [*head, *figures, *found, "", *_unseen_notes(report, words, min(room - len(figures), _NOTES))]
    return [line.rstrip() for line in lines[:LINES]]


def summary_text(report: AuditReport, lang: str, zone: str = UTC) -> str:
    """The same as one text."""
    return "\n".join(summary_lines(report, lang, zone)) + "\n"


def _head(report: AuditReport, answer: Answer, words: Wording) -> list[str]:
    """What turns the answer round, the answer, and what was found with what nobody can know."""
    title = f"{words.chat_title(report.chat.title, 60)} · {words.date_in_words(report.as_of)}"
    return [
        _fitting(title, COLUMNS),
        *(line for sentence in answer.caveats for line in _wrapped(sentence, "", 2)),
        "",
        *_wrapped(str(answer.answer), "", 6),
        *([""] if answer.judgement else []),
        *_wrapped(str(answer.judgement), "", 12),
    ]


def _figures(report: AuditReport, answer: Answer, words: Wording, room: int) -> list[str]:
    """As many figures as there is room for; what was found and what was left out goes before."""
    figures = [
        (words.measure_title(measure_id), words.figure(measure))
        for measure_id, measure in key_figures(report, _FIGURES, answer.picture)
    ]
    if not figures:
        return [words.text("Nothing could be measured.")]
    widest = max(len(title) for title, _ in figures)
    lines: list[str] = []
    for title, figure in figures:
        line = f"{title:<{widest}}  {figure}"
        wrapped = [line]
        if len(line) > COLUMNS:
            wrapped = textwrap.wrap(line, COLUMNS, subsequent_indent=" " * (widest + 2))
        if lines and len(lines) + len(wrapped) > room:
            break
        lines += wrapped
    return lines


def _unseen_notes(report: AuditReport, words: Wording, room: int) -> list[str]:
    """What was read; as many notes as there is room for, and how many more there are."""
    coverage = report.coverage
    read = words.count_text("{count} message read", "{count} messages read", coverage.messages)
    span = f", {words.date_in_words(coverage.first)} – {words.date_in_words(coverage.last)}" if coverage.first else ""
    notes = [words.note(note) for note in report.coverage.notes if note.id not in FOREMOST]
    lines = _wrapped(words.text("What could not be seen ({read})", read=f"{read}{span}"), "", 2)
    for index, note in enumerate(notes):
        wrapped = textwrap.wrap(note, COLUMNS, initial_indent="- ", subsequent_indent="  ")
        more = len(notes) - index
        if len(lines) + len(wrapped) + (more > 1) > room:
            lines.append(words.count_text("- {count} more note on the page", "- {count} more notes on the page", more))
            break
        lines += wrapped
    if not report.coverage.notes:
        lines.append(words.text("Nothing is known to be missing."))
    return lines


def _findings(report: AuditReport, words: Wording) -> list[str]:
    """How many signs exceed their limits, and what was found of the second strongest; the answer tells of the first."""
    if not report.findings:
        line = words.text("Signs of forced adding or coordination: not looked for in this audit.")
        return ["", *_wrapped(line, "", 2)]
    lines = ["", *_wrapped(signs.counted(report, words), "", 2), *_wrapped(signs.left_out(report, words), "", 3)]
    for finding in signs.exceeding(report)[1:_FINDINGS]:
        lines += _wrapped(f"- {signs.brief(finding, words)}", "  ", 8 if signs.caution_of(finding.id, words) else 3)
    for told in signs.asked(report, words):
        # Options are not broken at their hyphens, so that they can be copied.
        lines += textwrap.wrap(f"- {told}", COLUMNS, subsequent_indent="  ", break_on_hyphens=False)[:5]
    return lines


def _wrapped(text: str, indent: str, most: int) -> list[str]:
    return textwrap.wrap(text, COLUMNS, subsequent_indent=indent, max_lines=most, placeholder="…")


def _fitting(text: str, columns: int) -> str:
    """The text cut to the width that a terminal gives it: letters of East Asia and emoji take two columns."""
    taken = 0
    for index, letter in enumerate(text):
        taken += 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if taken > columns:
            return plain_title(text[: index - 1], columns) + "…"
    return text


def exact_text(lang: str) -> str:
    """What tables in exact figures allow."""
    return wording(lang).text(
        "people.csv is exact: rows of two such tables can be joined, and whoever reads the chat can tell people apart "
        "by days and counts. Keep it on this machine; what is passed on is written without --exact."
    )
