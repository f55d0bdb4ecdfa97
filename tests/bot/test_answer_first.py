"""The answer leads the bot's message, and a wave that leads is offered to the admins of its chat."""

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.answer.answer import answer_of
from auditor.report.report import AuditReport
from auditor.report.statements.wording import wording
from bot.telling import answers
from tests.auditor.report.sample_answers import REPORTS as ANSWERED
from tests.auditor.report.sample_report import live_report
from tests.bot.test_answers import LAST_AUDIT, labels, shown, units


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", ANSWERED.values(), ids=[" ".join(row) for row in ANSWERED])
def test_the_answer_comes_first_in_one_screen(report: AuditReport, language: str) -> None:
    words = wording(language)
    seen, answer = shown(answers.summary(report, LAST_AUDIT, words)), answer_of(report, words)

    assert str(answer.answer) == next(line for line in seen.splitlines()[1:] if line and line not in answer.caveats)
    assert units(seen) <= 1_900
    assert len(seen.splitlines()) <= 32


def test_a_wave_is_offered_where_it_leads_and_can_be_told() -> None:
    flood = ANSWERED["crowd", "wave"]
    live = msgspec.structs.replace(flood, chat=msgspec.structs.replace(flood.chat, source="live"))
    label = wording("en").text("The wave (for admins of the chat)")

    assert label in labels(answers.summary(live, 1, wording("en")))
    for other in (answers.summary(live, 1, wording("en"), private=False), answers.summary(flood, 1, wording("en")),
                  answers.summary(live_report(), 1, wording("en"))):  # fmt: skip
        assert label not in labels(other)
