"""The answer: a test a row of its table, in every language, and what may never stand in it."""

import re

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.measure.misleading import NO_AGREEMENT, WAVES_CAN_BE_NEWS
from auditor.report.answer.answer import Answer, answer_of
from auditor.report.answer.known import PICTURES, Known
from auditor.report.answer.table import TABLE, Row
from auditor.report.report import without_pointers
from auditor.report.statements.wording import wording
from tests.auditor.report.sample_answers import GROUPS as FOUND_GROUPS
from tests.auditor.report.sample_answers import REPORTS, WAVE, WAVE_ROW, changed, flooded, quiet, told
from tests.auditor.report.sample_report import live_report, sample_report

ROWS = {(row.part, row.name): row for row in TABLE}
EN = wording("en")

MOST_WORDS, MOST_TOLD = 45, 6
"""Words of an answer; and figures, of which a share with its bounds and the crowd it is of are one."""

ACCUSING = {
    "en": r"fake|\bbots?\b|\bdead\b|guilty|attack|clean|\bsafe\b|suspicious",
    "ru": r"фейк|накрут|\bбот|мёртв|виновн|атак|чист|безопасн|подозрит",
    "kk": r"фейк|\bбот|\bөлі\b|кінәлі|шабуыл|\bтаза\b|қауіпсіз|күдікті",
    "ky": r"фейк|\bбот|\bөлүк\b|күнөөлүү|чабуул|\bтаза\b|коопсуз|шектүү",
}


def first(row: Row, known: Known) -> str:
    """Which row of its part is said of a report."""
    return next(each.name for each in TABLE if each.part == row.part and each.when(known))


def parts_of(answer: Answer) -> list[str]:
    return [str(each) for each in (answer.crowd, answer.contrast, answer.verdict, answer.cannot_know)]


def test_every_row_has_a_report_that_it_is_said_of() -> None:
    assert sorted(ROWS) == sorted(REPORTS)


@pytest.mark.parametrize(("part", "name"), ROWS)
def test_a_row_is_said_where_it_holds(part: str, name: str) -> None:
    row, known = ROWS[part, name], Known(REPORTS[part, name])  # type: ignore[index]

    assert name == first(row, known)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("part", "name"), ROWS)
def test_a_row_is_whole_and_accuses_nobody_in_any_language(part: str, name: str, language: str) -> None:
    answer = answer_of(REPORTS[part, name], wording(language))

    for text in filter(None, [*parts_of(answer), *(chip.text for chip in answer.chips), *answer.caveats]):
        assert not re.search(r"[{}?\ue000\ue001]|None\b(?! of)|  |\( *\)|: *\.|, *[.,]", text), text
        assert not re.search(ACCUSING[language], text.lower()), text
    assert answer.answer.words <= MOST_WORDS
    assert sum(run.is_figure for run in answer.answer.runs) <= MOST_TOLD


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_never_stands_without_what_it_does_not_show(language: str) -> None:
    words = wording(language)
    for strength in ("strong", "some"):
        answer = answer_of(quiet(told(FOUND_GROUPS, strength=strength, kind="text", window=300)), words)
        assert words.text(NO_AGREEMENT) == str(answer.cannot_know)


def test_a_wave_never_stands_without_its_innocent_explanation() -> None:
    for findings in (None, told(FOUND_GROUPS, strength="strong", kind="text", window=300)):
        report = flooded({}) if findings is None else flooded({}, findings)
        assert WAVES_CAN_BE_NEWS in str(answer_of(report, EN).verdict)


def test_the_answer_of_the_design() -> None:
    answer = answer_of(REPORTS["contrast", "fates"], EN)

    assert str(answer.crowd) == (
        "Of the 90,000 people this export shows, 71% were added by somebody else, and 41 people made half of all "
        "additions."
    )
    assert str(answer.contrast) == (
        "Of the added, 75% stayed without writing a word; of those who came by themselves, 34%."
    )


def test_a_flood_is_told_by_its_hours_and_beside_other_days() -> None:
    answer = answer_of(REPORTS["crowd", "wave"], EN)

    assert str(answer.crowd) == (
        "2,500 of the 3,999 people known to have come, 63%, came within 3 hours: 19:00–22:00 UTC on 21 October 2026."
    )
    assert str(answer.contrast) == "In the same hours of other days 0–3 came; 0.35 were to be expected."
    assert str(answer.verdict).startswith("For a flood: a week later 33% of the wave were gone, of all others 5%.")
    assert str(answer.cannot_know) == "Who these people are, figures cannot show."


def test_day_and_hour_are_of_the_zone_of_the_reader() -> None:
    answer = answer_of(REPORTS["crowd", "wave"], wording("en", "Asia/Bishkek"))

    assert "01:00–04:00 UTC+6 on 22 October 2026" in str(answer.crowd)


def test_hours_over_midnight_name_both_days() -> None:
    row = WAVE_ROW | {"start": "2026-10-21T22:10:00Z", "end": "2026-10-22T00:40:00Z"}
    told_at = str(answer_of(changed(flooded({}), {}, evidence={"arrivals.wave": [row]}), EN).crowd)

    assert "within 3 hours: 22:00–01:00 UTC, from 21 October 2026 to the next day." in told_at


def test_the_answer_is_the_same_with_and_without_pointers() -> None:
    report = flooded({})

    assert answer_of(report, EN) == answer_of(without_pointers(report), EN)


def test_bounds_are_rounded_outward_and_told_in_tenths_where_both_round_to_one() -> None:
    def crowd(low: float, high: float) -> str:
        bounds = msgspec.structs.replace(
            sample_report().measures["arrivals.added"], outcome="bounded", value=None, low=low, high=high
        )
        return str(answer_of(changed(sample_report(), {"arrivals.added": bounds}), EN).crowd)

    assert "about 8 in 10 (78–80%)" in crowd(0.784, 0.793)
    assert "65–81% were added" in crowd(0.656, 0.801)
    assert "96–100% were added" in crowd(0.961, 0.999)


def test_an_export_shows_and_an_audit_could_see() -> None:
    assert "this export shows" in str(answer_of(sample_report(), EN).crowd)
    assert "this audit could see" in str(answer_of(live_report(), EN).crowd)


def test_few_people_are_said_before_the_answer() -> None:
    few = changed(sample_report(), {"people.seen": msgspec.structs.replace(
        sample_report().measures["people.seen"], value=12, count=12)})  # fmt: skip

    assert "Only 12 people were seen; shares of so few say little." in answer_of(few, EN).caveats


def test_every_picture_can_lead() -> None:
    led = {Known(report).picture for report in REPORTS.values()}

    assert set(PICTURES) == led


def test_a_small_wave_is_a_chip_and_does_not_lead() -> None:
    small = msgspec.structs.replace(WAVE["arrivals.wave"], value=0.06, count=240)
    answer = answer_of(flooded({}, value=small.value, count=small.count), EN)

    assert "looked_for" == answer.picture
    assert "A wave: 6% of all who came" in [chip.text for chip in answer.chips]
