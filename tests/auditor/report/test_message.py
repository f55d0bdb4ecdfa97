"""The summary: one screen, the answer first."""

import re

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.answer.answer import answer_of
from auditor.report.report import AuditReport
from auditor.report.statements.message import COLUMNS, LINES, summary_lines, summary_text
from auditor.report.statements.wording import wording
from tests.auditor.report.sample_answers import REPORTS as REPORTS_OF_ROWS
from tests.auditor.report.sample_findings import CANNOT_TELL, NOTHING_FOUND
from tests.auditor.report.sample_report import (
    EVERY_NOTE,
    empty_report,
    named,
    report_of_findings,
    report_with_findings,
    sample_report,
)
from tests.auditor.report.test_titles import HOSTILE

REPORTS = {
    "sample": sample_report(),
    "empty": empty_report(),
    "findings": report_with_findings(),
    "nothing found": report_of_findings(NOTHING_FOUND),
    "cannot tell": report_of_findings(CANNOT_TELL),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_summary_fits_a_screen(report: AuditReport, language: str) -> None:
    lines = summary_lines(report, language)
    assert len(lines) <= LINES
    assert max(len(line) for line in lines) <= COLUMNS


def test_the_answer_comes_first() -> None:
    lines = summary_lines(sample_report(), "en")
    assert "" == lines[1]
    assert lines[2].startswith("Of the 90,000 people this export shows, 71% were added by somebody else")


def test_a_flood_is_announced_as_a_wave() -> None:
    text = " ".join(summary_text(REPORTS_OF_ROWS["crowd", "wave"], "en", "Asia/Almaty").split())
    assert "2,500 of the 3,999 people known to have come, 63%, came within 3 hours" in text
    assert "00:00–03:00 UTC+5 on 22 October 2026" in text
    assert "Came in one wave 62.5% (2,500 of 3,999)" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS_OF_ROWS.values(), ids=[" ".join(row) for row in REPORTS_OF_ROWS])
def test_every_answer_fits_with_what_nobody_can_know(report: AuditReport, language: str) -> None:
    lines, answer = summary_lines(report, language), answer_of(report, wording(language))
    assert len(lines) <= LINES
    assert str(answer.judgement) in " ".join(lines)


def test_figures_have_their_denominators_and_bounds() -> None:
    assert "78.4% (70,568 of 90,000); between 78.2% and 78.7%" in summary_text(sample_report(), "en")


def test_notes_without_room_are_counted() -> None:
    text = summary_text(sample_report(), "en")
    assert re.search(r"- \d more notes on the page\n", text)
    assert "An export does not tell bots from people" in text
    assert len(EVERY_NOTE) > 8


def test_findings_are_counted_against_their_limits() -> None:
    assert "4 of 4 signs looked for exceed their limits." in summary_text(report_with_findings(), "en")
    assert "0 of 5 signs looked for exceed their limits." in summary_text(report_of_findings(NOTHING_FOUND), "en")
    assert "4 signs cannot be looked for here." in summary_text(report_of_findings(CANNOT_TELL), "en")
    assert "not looked for in this audit" in summary_text(sample_report(), "en")


def test_the_strongest_signs_are_told_in_words() -> None:
    text = " ".join(summary_text(report_with_findings(), "en").split())
    assert "Strong signs of forced adding: the people of 3 adders left and kept silent" in text
    assert "Accounts that act together: 3 groups; 44 of 2,104 people are in them." in text


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_moves_the_terminal(title: str) -> None:
    lines = summary_lines(named(title), "en")
    assert len(summary_lines(sample_report(), "en")) == len(lines)
    assert "\x1b" not in "".join(lines)


def test_wide_letters_count_twice() -> None:
    line = next(line for line in summary_lines(named("界" * 60), "en") if "界" in line)
    assert line.count("界") <= COLUMNS // 2
