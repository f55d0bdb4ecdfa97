"""The report of a live audit: of a group listed whole or in part, and of a channel that shows nobody."""

import re

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.pages.page import render_page
from auditor.report.pictures import charts
from auditor.report.pictures.card import card_svg, render_card
from auditor.report.report import AuditReport
from auditor.report.statements.headlines import key_figures
from auditor.report.statements.message import COLUMNS, LINES, summary_lines
from auditor.report.statements.wording import wording
from storage.sources import EXPORT
from tests.auditor.report.sample_report import channel_report, live_report
from tests.auditor.report.test_card import texts

REPORTS = {"whole": live_report(whole=True), "capped": live_report(), "channel": channel_report()}

EVERY_REPORT = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


@EVERY_REPORT
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_card_and_message_can_be_made(report: AuditReport, language: str) -> None:
    page = render_page(report, language)
    assert not set("{}") & set(re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL))
    assert render_card(report, language).startswith(b"\x89PNG")
    lines = summary_lines(report, language)
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS


@EVERY_REPORT
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_the_card_is_cut(report: AuditReport, language: str) -> None:
    assert [] == [text.text for text in texts(report, language) if "…" in (text.text or "")]


@EVERY_REPORT
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_of_an_export(report: AuditReport, language: str) -> None:
    words = wording(language)
    written = render_page(report, language) + "\n".join(summary_lines(report, language))
    assert words.source(EXPORT) not in written
    assert words.read_from("live") in written
    assert not re.search("this export|An export", render_page(report, "en"))


def test_a_channel_leads_with_how_its_posts_are_read() -> None:
    shown = [measure_id for measure_id, _ in key_figures(channel_report(), 4)]
    assert shown == ["reach.views", "reach.spread", "reach.reactions", "people.claimed"]
    card = " ".join(re.sub("<[^>]*>", " ", card_svg(channel_report(), wording("en"))).split())
    assert "of its 41,200 subscribers" in card
    assert "23.1%" in card
    assert "23.1% (9,530.5 of 41,200)" in "\n".join(summary_lines(channel_report(), "en"))


def test_a_group_leads_with_its_dead_souls_within_their_bounds() -> None:
    assert key_figures(live_report(), 4)[0][0] == "souls.dead"
    assert "between 2% and 93.9% (known: 1,990 of 96,498)" in " ".join(summary_lines(live_report(), "en"))
    assert "2.1% (1,990 of 96,498)" in " ".join(summary_lines(live_report(whole=True), "en"))


def test_how_old_the_accounts_were_stands_in_a_table() -> None:
    page = render_page(live_report(), "en")
    assert "Of 10,000 listed members whose arrival is dated" in page
    assert "up to 365 days before they came" in page
    assert "Cannot be told" not in render_page(channel_report(), "en")


def test_what_was_read_says_how_many_were_listed() -> None:
    page = render_page(live_report(), "en")
    for part in ("Members by Telegram&#39;s count", "Members in the list", "10,000", "Bots among the members"):
        assert part in page


def test_views_beyond_the_subscribers_stay_inside_their_bar() -> None:
    measure = channel_report().measures["reach.views"].__class__("measured", "share", 2.5, 103_000, 41_200)
    report = channel_report()
    report.measures["reach.views"] = measure
    page = render_page(report, "en")
    assert "250%" in page
    bars = re.findall(r'<rect y="4" width="([\d.]+)"', page)
    assert charts.BAR == max(map(float, bars))
