"""The card: a picture of fixed size, the same each time, on which every word fits."""

import struct
from xml.etree import ElementTree as ET

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.answer.answer import answer_of
from auditor.report.pictures.card import HEIGHT, MOST_WORDS, WIDTH, card_svg, render_card
from auditor.report.pictures.typeface import BOLD, REGULAR, typeface
from auditor.report.report import AuditReport
from auditor.report.statements.wording import wording
from tests.auditor.report.sample_answers import REPORTS as ANSWERED
from tests.auditor.report.sample_findings import CANNOT_TELL, PEOPLE
from tests.auditor.report.sample_report import (
    named,
    report_of_findings,
    report_with_findings,
    sample_report,
)
from tests.auditor.report.test_titles import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"


def texts(report: AuditReport, language: str) -> list[ET.Element]:
    return list(ET.fromstring(card_svg(report, wording(language))).iter(f"{SVG}text"))  # noqa: S314  our own


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_a_picture_of_1200_by_630(language: str) -> None:
    png = render_card(sample_report(), language)
    assert b"\x89PNG" == png[:4]
    assert (WIDTH, HEIGHT) == struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", ["Чат", "Ш" * 300])
def test_every_word_fits_and_can_be_drawn(language: str, title: str) -> None:
    for text in texts(named(title), language):
        face = typeface(BOLD if text.get("font-weight") else REGULAR)
        written = text.text or ""
        assert {ord(letter) for letter in written} <= face.widths.keys()
        assert float(text.get("x") or 0) + face.width(written, float(text.get("font-size") or 0)) <= WIDTH - 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_title_is_ever_cut(language: str) -> None:
    for report in (sample_report(), report_with_findings(), report_of_findings(CANNOT_TELL)):
        assert [] == [text.text for text in texts(report, language) if "…" in (text.text or "")]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_leaves_its_place(title: str) -> None:
    assert len(texts(sample_report(), "en")) == len(texts(named(title), "en"))
    assert render_card(named(title), "en")


def test_a_title_of_emoji_alone_has_words_for_it() -> None:
    assert "a chat without a title" in [text.text for text in texts(named("🔥🇰🇿🀄"), "en")]


def said(report: AuditReport, language: str) -> str:
    return " ".join(text.text or "" for text in texts(report, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", ANSWERED.values(), ids=[" ".join(row) for row in ANSWERED])
def test_a_card_says_the_answer_with_what_nobody_can_know(report: AuditReport, language: str) -> None:
    words, written = wording(language), said(report, language)
    answer = answer_of(report, words)

    for part in (answer.headline, answer.cannot_know):
        assert squeezed(str(part)) in squeezed(written)
    assert answer.chips[0].text in written if answer.chips else True
    assert words.text("no verdict on anyone") in written
    assert "…" not in written
    assert answer.headline.words <= MOST_WORDS


def squeezed(text: str) -> str:
    """Without the spaces that end a line or stand before a figure."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", ANSWERED.values(), ids=[" ".join(row) for row in ANSWERED])
def test_nothing_is_small_or_outside_of_its_place(report: AuditReport, language: str) -> None:
    for text in ET.fromstring(card_svg(report, wording(language))).findall(f"{SVG}text"):  # noqa: S314  our own
        assert float(text.get("font-size") or 0) >= 20
        face = typeface(BOLD if text.get("font-weight") else REGULAR)
        assert float(text.get("x") or 0) + face.width(text.text or "", float(text.get("font-size") or 0)) <= WIDTH - 40
        assert float(text.get("y") or 0) <= HEIGHT - 24


def test_a_card_has_no_pointers() -> None:
    svg = card_svg(report_with_findings(), wording("en"))
    assert not [pointer for pointer in ("p-", "40000", "09:41", "11:27", str(PEOPLE[0])) if pointer in svg]


def test_a_card_shows_the_strongest_sign_alone() -> None:
    written = said(report_with_findings(), "en")
    assert "Forced adding: strong signs" in written
    assert "some signs" not in written


def test_a_card_has_the_picture_of_the_page() -> None:
    svg = card_svg(ANSWERED["contrast", "fates"], wording("en"))
    assert 2 == svg.count('class="marks"')
    assert 1 == card_svg(ANSWERED["cannot_know", "few write"], wording("en")).count('id="chart-few-write"')
    assert "Looked for, not found" in card_svg(ANSWERED["crowd", "nothing found"], wording("en"))


def test_the_same_report_gives_the_same_card() -> None:
    assert render_card(sample_report(), "ky") == render_card(sample_report(), "ky")


def test_a_number_is_never_broken_over_two_lines() -> None:
    face = typeface(REGULAR)
    assert ["96\u00a0500 ішінен", "41\u00a0000"] == face.lines("96\u00a0500 ішінен 41\u00a0000", 20, 160, 2)
