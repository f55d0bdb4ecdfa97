"""The report of a table of texts: authors and copies, no chat and no members."""

import re

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.measure.catalogue import CATALOGUE
from auditor.report.pages.page import render_page
from auditor.report.pictures.card import card_svg, render_card
from auditor.report.report import AuditReport, ChatFacts, Note, Series
from auditor.report.statements.headlines import key_figures
from auditor.report.statements.message import COLUMNS, LINES, summary_lines
from auditor.report.statements.wording import wording
from storage.sources import TEXTS
from tests.auditor.report.sample_report import sample_report
from tests.auditor.report.test_card import texts


def table_report() -> AuditReport:
    """Of the sample, what a table of texts would show."""
    sample = sample_report()
    hidden = {
        spec.id: msgspec.structs.replace(
            sample.measures[spec.id], outcome="unavailable", value=None, count=None, of=None, low=None, high=None,
            why="texts-have-no-members",
        )
        for spec in CATALOGUE
        if spec.id in sample.measures and spec.needs not in TEXTS.shows
    }  # fmt: skip
    return msgspec.structs.replace(
        sample,
        chat=ChatFacts("complaints.csv", "table", "texts"),
        coverage=msgspec.structs.replace(
            sample.coverage, people_claimed=None, history_complete=None, leaves_logged=None, arrival_sources=[],
            notes=[Note("table-of-texts"), Note("table-names"), Note("authorless", {"count": 2})],
        ),
        measures=sample.measures | hidden,
        series=Series(days=[], curve=sample.series.curve, fates=[]),
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_card_and_message_can_be_made(language: str) -> None:
    report = table_report()
    assert not set("{}") & set(re.sub(r"<(style|script)>.*?</\1>", "", render_page(report, language), flags=re.DOTALL))
    assert render_card(report, language).startswith(b"\x89PNG")
    lines = summary_lines(report, language)
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_the_card_is_cut(language: str) -> None:
    assert [] == [text.text for text in texts(table_report(), language) if "…" in (text.text or "")]


def test_its_figures_are_of_authors() -> None:
    assert {"voices", "coordination"} >= {measure.partition(".")[0] for measure, _ in key_figures(table_report(), 9)}
    page = render_page(table_report(), "en")
    assert "a table of texts has authors, but no members" in page
    assert "Authors" in page
    assert "Leaving is logged" not in page
    assert 1 == page.count("table of texts · ") - page.count("<title>complaints.csv · table of texts")


def test_the_card_does_not_speak_of_a_chat() -> None:
    card = card_svg(table_report(), wording("en"))
    assert "an audit of a table of texts" in card
    assert "chats only read" not in card
