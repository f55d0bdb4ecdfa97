"""A year of one chat: what moved when, what was seen in another way, and the pictures that show it."""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.conductors.trend import trend
from auditor.languages.spoken import LANGUAGES
from auditor.measure.catalogue import SPECS
from auditor.report.pictures.trend_chart import trend_chart
from auditor.report.report import to_json
from auditor.report.statements.wording import wording
from auditor.report.trend import MOST_POINTS, Trend, ends_of, exceeding, point_of, read_observed, stretches
from tests.auditor.report import sample_history
from tests.auditor.report.sample_history import CAPPED, HIDDEN, JUMP, POLICY, SIGNS, day, yearly


@cache
def observed() -> tuple[bytes, ...]:
    return tuple(map(to_json, yearly()))


@cache
def year() -> Trend:
    return trend([read_observed(report) for report in observed()])


def days_with(found: list[bool]) -> list[int]:
    return [number for number, is_so in enumerate(found) if is_so]


def test_a_jump_moves_its_measure_on_its_day() -> None:
    moved = days_with(["arrivals.added" in step.moved for step in year().steps])

    assert JUMP in moved
    assert len(moved) <= 1 + 0.1 * len(year().steps), "a 95 % interval errs now and then"


def test_audits_that_saw_the_chat_in_another_way_are_marked_and_nothing_moves_between_them() -> None:
    apart = days_with([bool(step.apart) for step in year().steps])

    assert [HIDDEN.start, HIDDEN.stop, CAPPED.start, CAPPED.stop, POLICY] == apart
    assert all(not year().steps[number].moved for number in apart)


def test_what_exceeds_its_limit_is_told_on_its_days_alone() -> None:
    assert list(SIGNS) == days_with([bool(exceeding(step)) for step in year().steps])


def test_where_a_measure_is_not_known_it_has_no_point() -> None:
    row = stretches(year().steps[HIDDEN.start - 5 : HIDDEN.stop + 5])
    known = [point_of(stretch, "souls.deleted").measure is not None for stretch in row]

    assert [True] * 5 + [False] * len(HIDDEN) + [True] * 5 == known


def test_of_a_year_the_audits_of_a_week_share_a_point_that_spans_them() -> None:
    row = stretches(year().steps)

    assert 40 < len(row) <= MOST_POINTS
    assert list(year().steps) == [step for stretch in row for step in stretch.steps]
    for stretch in row:
        point = point_of(stretch, "arrivals.added")
        assert point.low is not None
        assert point.high is not None
        for step in stretch.steps:
            low, high = ends_of(step.audit.measures["arrivals.added"])
            assert point.low <= low <= high <= point.high


def test_two_audits_of_one_moment_are_one_and_one_without_a_date_is_counted() -> None:
    first, second, *_ = (read_observed(report) for report in observed()[:2])
    undated = read_observed(
        observed()[2].replace(b'"as_of": "', b'"was": "', 1).replace(b'"tool"', b'"as_of": null, "tool"', 1)
    )
    found = trend([second, first, first, undated])

    assert [first.as_of, second.as_of] == [step.audit.as_of for step in found.steps]
    assert 1 == found.undated


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", sorted(SPECS))
def test_every_picture_says_what_it_shows_or_is_not_drawn(measure: str, language: str) -> None:
    drawn = trend_chart(measure, stretches(year().steps), wording(language))
    known = any(point_of(stretch, measure).measure is not None for stretch in stretches(year().steps))

    assert known == bool(drawn)
    if drawn:
        assert re.search(r"<title [^>]*>[^<]+</title><desc [^>]*>[^<]+</desc>", drawn)
        assert wording(language).measure_title(measure) in drawn


@settings(max_examples=30, deadline=None)
@given(first=st.integers(0, 360), audits=st.integers(1, 5))
def test_every_mark_lies_within_its_picture(first: int, audits: int) -> None:
    row = stretches(year().steps[first : first + audits])
    for measure in ("arrivals.added", "souls.deleted", "people.seen", "voices.gini"):
        drawn = trend_chart(measure, row, wording("ru"))
        for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", drawn):
            assert 0 <= float(x) <= 360
            assert 0 <= float(y) <= 152


def test_the_days_of_the_sample_are_days() -> None:
    assert sample_history.FIRST == day(0)
    assert str(day(0)) == (year().steps[0].audit.as_of or "")[:10]
