"""Ids become sentences; figures are written with their denominators and bounds."""

import pytest

from auditor.errors import UsageError
from auditor.languages.spoken import LANGUAGES
from auditor.measure.catalogue import CATALOGUE, SPECS
from auditor.measure.families import FAMILIES, SUBJECTS
from auditor.measure.reasons import REASONS
from auditor.measure.spec import Measure
from auditor.report.report import Note
from auditor.report.statements.wording import wording
from tests.auditor.report.sample_findings import NOTHING_FOUND
from tests.auditor.report.sample_report import EVERY_NOTE, sample_report

EN = wording("en")
NBSP, NARROW = "\u00a0", "\u202f"


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace(NARROW, " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_its_sentences(language: str) -> None:
    words = wording(language)
    searched = {spec.id for spec in CATALOGUE if spec.smallest and not spec.on_request}
    assert {finding.id for finding in NOTHING_FOUND} | {"farms.accounts"} == searched
    assert {spec.family for spec in CATALOGUE} == set(FAMILIES)
    assert {finding.family for finding in NOTHING_FOUND} | {"farms"} == set(SUBJECTS)
    for spec in CATALOGUE:
        assert words.measure_title(spec.id) != spec.id
        assert words.measure_meaning(spec.id).endswith(".")
        assert words.misleads(spec.id).endswith(".")
    assert all(words.reason(slug) != slug for slug in REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_is_a_sentence_with_its_facts_filled_in(language: str) -> None:
    for note in EVERY_NOTE:
        sentence = wording(language).note(note)
        assert sentence.endswith(".")
        assert not set("{}?") & set(sentence)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (Measure("measured", "share", 70_568 / 90_000, 70_568, 90_000), "78.4% (70,568 of 90,000)"),
        (Measure("measured", "share", 0.5, 5, 10, 0.4, 0.6), "50% (5 of 10); between 40% and 60%"),
        (Measure("measured", "share", 0.0, 0, 10), "0% (0 of 10)"),
        (Measure("measured", "share", 1 / 90_000, 1, 90_000), "< 0.1% (1 of 90,000)"),
        (Measure("measured", "share", 89_999 / 90_000, 89_999, 90_000), "> 99.9% (89,999 of 90,000)"),
        (Measure("measured", "people", 300, 300, 19_432), "300 of 19,432 (1.5%)"),
        (Measure("measured", "people", 90_000, 90_000, 90_000), "90,000 people"),
        (Measure("measured", "people", 1, 1, None), "1 person"),
        (Measure("measured", "index", 0.8912, 0.8912, 19_432), "0.89"),
        (Measure("bounded", "share", None, 12, 100, 0.12, 0.19), "between 12% and 19% (known: 12 of 100)"),
        (Measure("bounded", "share", None, 12, 100, 0.12, 1.0), "at least 12% (known: 12 of 100)"),
        (Measure("bounded", "share", None, 0, 100, 0.0, 0.19), "at most 19% (known: 0 of 100)"),
        (Measure("bounded", "share", None, 0, 100, 0.0, 1.0), "any value is possible (known: 0 of 100)"),
        (Measure("bounded", "people", None, 12, 100, 12, 40), "between 12 and 40 (known: 12 of 100)"),
        (Measure("bounded", "people", None, 3, 7, 3, 3), "3 (known: 3 of 7)"),
        (Measure("bounded", "people", None, 0, 7, 0, 0), "0 (known: 0 of 7)"),
        (Measure("bounded", "share", None, 0, 100, 0.0, 0.0), "0% (known: 0 of 100)"),
        (Measure("bounded", "share", None, 100, 100, 1.0, 1.0), "100% (known: 100)"),
        (Measure("unavailable", "share", why="not-given"), "cannot be known: no member count was stated"),
        (Measure("insufficient", "share", why="no-people"), "too little data: no people were seen"),
        (Measure("unavailable", "share"), "cannot be known: no reason is given"),
    ],
)
def test_a_figure_says_what_it_rests_on(measure: Measure, expected: str) -> None:
    assert expected == EN.figure(measure)


def test_bounds_are_rounded_outwards() -> None:
    assert "between 12.3% and 45.7%" == EN.bounds(Measure("bounded", "share", None, 1, 9, 0.12399, 0.45601))
    assert "between 12% and 19%" == EN.bounds(Measure("bounded", "share", None, 1, 9, 0.12, 0.19))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "78.4% (70,568 of 90,000)"),
        ("ru", "78,4 % (70 568 из 90 000)"),
        ("kk", "78,4 % (90 000 ішінен 70 568)"),
        ("ky", "78,4 % (90 000 ичинен 70 568)"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(language: str, expected: str) -> None:
    measure = Measure("measured", "share", 70_568 / 90_000, 70_568, 90_000)
    assert expected == plain(wording(language).figure(measure))


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "1 человек"), (2, "2 человека"), (5, "5 человек"), (21, "21 человек"), (22, "22 человека")],
)
def test_russian_counts_by_its_own_rule(count: int, expected: str) -> None:
    assert expected == plain(wording("ru").figure(Measure("measured", "people", count, count, None)))


def test_dates_are_written_in_words() -> None:
    assert "11 April 2018" == EN.date_in_words("2018-04-11T09:41:07Z")
    assert "11 апреля 2018 г." == plain(wording("ru").date_in_words("2018-04-11"))
    assert "2018 ж. 11 сәуір" == plain(wording("kk").date_in_words("2018-04-11"))
    assert "2018-ж. 11-апрель" == plain(wording("ky").date_in_words("2018-04-11"))
    assert "date unknown" == EN.date_in_words(None)


def test_a_missing_figure_points_to_who_could_show_it() -> None:
    assert "A live audit could show it." == EN.which_source(SPECS["souls.inactive"])
    assert "" == EN.which_source(SPECS["souls.deleted"])
    assert "Audits of several chats could show it." == EN.which_source(SPECS["farms.accounts"])


def test_what_a_later_version_says_stands_for_itself() -> None:
    assert "souls.later" == EN.measure_title("souls.later")
    assert "later-note" == EN.note(Note("later-note", {"count": 3}))
    assert "later-reason" == EN.reason("later-reason")
    assert "? dates have no time zone; they were read as ?." == EN.note(Note("local-times")).replace("0", "?")


def test_a_note_cannot_be_made_to_speak_for_a_stranger() -> None:
    sentence = EN.note(Note("local-times", {"count": 2, "tz": "{count}\u202e\n" + "x" * 900}))
    assert "\u202e" not in sentence
    assert "{count}" in sentence
    assert len(sentence) < 120


def test_the_coverage_line_names_the_people_seen() -> None:
    assert "Of the 90,000 people this export shows" == EN.coverage_line(sample_report())


def test_a_language_that_is_not_spoken_here_is_refused() -> None:
    with pytest.raises(UsageError, match="'de'"):
        wording("de")
