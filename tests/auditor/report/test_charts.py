"""The charts: well-formed, the same each time, on a true scale of time, readable without colour."""

from xml.etree import ElementTree as ET

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.pictures import charts
from auditor.report.pictures.drawing import COLOURS, WIDTH
from auditor.report.pictures.time_bins import ARRIVALS, bins
from auditor.report.report import ArrivalDay, CurvePoint, Series
from auditor.report.statements.wording import wording
from tests.auditor.report.sample_report import series

SVG = "{http://www.w3.org/2000/svg}"
EN = wording("en")
EMPTY = Series([], [], [])


def drawn(series: Series, language: str = "en") -> list[str]:
    words = wording(language)
    return [
        charts.arrivals_chart(series, words),
        charts.curve_chart(series, 300, words),
    ]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own


def days(*dates: str) -> list[ArrivalDay]:
    return [ArrivalDay(day, 3, 2, 1, 1) for day in dates]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_well_formed_and_says_what_it_shows(language: str) -> None:
    for svg in drawn(series(), language):
        tree = parsed(svg)
        named = {tree.find("title").get("id"), tree.find("desc").get("id")}  # type: ignore[union-attr]
        assert named == set((tree.get("aria-labelledby") or "").split())
        assert "img" == tree.get("role")
        assert len(tree.findtext("desc") or "") > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_chart_leaves_the_picture(language: str) -> None:
    for svg in drawn(series(), language):
        for text in parsed(svg).iter("text"):
            width = len(text.text or "") * 6.7
            x = float(text.get("x") or 0)
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor") or "start"]
            assert left >= -2
            assert left + width <= WIDTH + 2


def test_charts_are_the_same_each_time() -> None:
    assert drawn(series()) == drawn(series())


def test_nothing_is_drawn_of_nothing() -> None:
    assert ["", ""] == drawn(EMPTY)
    assert "" == charts.curve_chart(Series([], [CurvePoint(1, 12)], []), 1, EN)


def test_what_differs_in_colour_differs_in_pattern() -> None:
    assert len(ARRIVALS) == len({COLOURS[way][1] for way in ARRIVALS}) == len({COLOURS[way][0] for way in ARRIVALS})


def test_days_without_arrivals_keep_their_place() -> None:
    _, columns = bins(days("2018-03-01", "2018-03-05"))
    assert [7, 0, 0, 0, 7] == [column.total for column in columns]


@pytest.mark.parametrize(
    ("last", "unit", "count"),
    [("2018-03-20", "day", 20), ("2018-09-01", "week", 27), ("2020-01-01", "month", 23), ("2036-01-01", "year", 19)],
)
def test_long_times_are_gathered(last: str, unit: str, count: int) -> None:
    found, columns = bins(days("2018-03-01", last))
    assert (unit, count) == (found, len(columns))
    assert 14 == sum(column.total for column in columns)


def test_the_first_and_the_last_year_there_is_can_be_drawn() -> None:
    unit, columns = bins(days("0001-01-01", "9999-12-31"))
    assert ("year", 9999) == (unit, len(columns))


def test_the_half_is_marked_where_the_measure_says() -> None:
    assert "300 people wrote half" in charts.curve_chart(series(), 300, EN)
    assert "1 person wrote half" in charts.curve_chart(Series([], [CurvePoint(1, 9), CurvePoint(2, 10)], []), None, EN)


@pytest.mark.parametrize(
    ("most", "expected"), [(1, 2), (7, 8), (10, 10), (11, 12), (99, 100), (100, 120), (215, 240), (9_700, 10_000)]
)
def test_an_axis_ends_at_a_round_number_with_a_half(most: int, expected: int) -> None:
    assert expected == charts.ceiling(most)
    assert 0 == expected % 2
