"""A wave in words, and the growth of Telegram's own count where nobody can be seen."""

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.measure.spec import Measure
from auditor.report.statements.wording import wording
from auditor.report.wave_report import WaveReport, counts, ids_csv, lines, removal

EN = wording("en")
UNKNOWN = {name: Measure("insufficient", "share", why="no-rhythm")
           for name in ("arrivals.wave", "arrivals.wave_usual", "arrivals.wave_age", "arrivals.wave_gone")}  # fmt: skip
SEEN = UNKNOWN | {
    "arrivals.wave": Measure("measured", "share", 0.5, 5_000, 10_000),
    "arrivals.wave_usual": Measure("measured", "share", 0.02, 100, 5_000, 0.01, 0.03),
}
ROW = {"start": "2026-11-01T10:00:00Z", "end": "2026-11-01T12:59:00Z", "count": 5_000,
       "sources": {"invite-links": 4_000, "admin-log": 1_000}}  # fmt: skip


def report(measures: dict[str, Measure], counted: list[int], row: dict[str, object] | None = None) -> WaveReport:
    known = [(f"2026-11-{day:02}T00:00:00Z", count) for day, count in enumerate(counted, 1)]
    return WaveReport(title="Новости", as_of="2026-11-20T00:00:00Z", measures=measures, row=row,
                      people=list(range(5_000)) if row else [], counts=known)  # fmt: skip


def test_where_nobody_can_be_seen_the_count_of_days_bounds_the_wave() -> None:
    (said,) = counts(report(UNKNOWN, [10_000, 10_040, 9_990, 100_020, 100_050]), EN)

    assert "3 November 2026 → 4 November 2026" in said
    assert "89,990 to 90,080 people more" in said


@pytest.mark.parametrize("counted", [[], [10_000]])
def test_one_count_says_nothing_of_growth(counted: list[int]) -> None:
    assert [] == counts(report(UNKNOWN, counted), EN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_its_denominator_or_its_reason_and_each_source_its_count(language: str) -> None:
    words = wording(language)
    said = "\n".join(lines(report(SEEN, [1, 2, 3], ROW), words))

    assert words.figure(SEEN["arrivals.wave"]) in said
    assert words.reason("no-rhythm") in said
    assert words.number(4_000) in said
    assert words.misleads("arrivals.wave") in said


def test_ids_stand_beside_what_would_have_come_anyway_and_what_can_no_longer_be_read() -> None:
    said = removal(report(SEEN, [], ROW), 4_600, EN)

    assert "4,600 ids of 5,000 people of the wave." == said[0]
    assert "Expected to be no fakes: 2% (100 of 5,000); between 1% and 3%." == said[1]
    assert "400 people can no longer be read: gone, or shown to nobody." == said[2]


def test_ids_are_a_table_of_numbers_alone() -> None:
    assert b"user_id\r\n1\r\n22\r\n" == ids_csv([1, 22])
