"""Each outcome carries all that it must, and the bounds of a share are what they say."""

from hypothesis import given
from hypothesis import strategies as st

from auditor.measure.answers import bounded, insufficient, measured, share, unavailable
from auditor.measure.catalogue import Measure

SMALL = st.integers(0, 4)


def test_a_share_without_doubt_is_measured() -> None:
    found = share("arrivals.added", 3, 12, cases=(0, 0), base=(0, 0))
    assert found == Measure("measured", "share", 0.25, 3, 12)


def test_a_number_is_its_own_value() -> None:
    assert measured("voices.half_by", 4, 20) == Measure("measured", "people", 4, 4, 20)
    assert bounded("voices.half_by", 4, 20, 3, 5) == Measure("bounded", "people", None, 4, 20, 3, 5)


def test_what_is_not_known_says_why_and_is_no_zero() -> None:
    assert insufficient("souls.deleted", "no-people") == Measure("insufficient", "share", why="no-people")
    assert unavailable("souls.dead") == Measure("unavailable", "share", why="source-cannot-show")


@given(of=st.integers(1, 6), parts=st.tuples(st.integers(0, 6), SMALL, SMALL, SMALL, SMALL))
def test_the_bounds_of_a_share_are_its_ends_over_every_reading_of_the_doubt(
    of: int, parts: tuple[int, int, int, int, int]
) -> None:
    """A doubted case goes from both sides, a further one comes to both; others come to, or go from, the denominator."""
    count, fewer, more, less, others = min(parts[0], of), *parts[1:]
    found = share("arrivals.added", count, of, cases=(fewer, more), base=(less, others))
    readings = [
        (count - gone + come) / (of - gone + come - out + into)
        for gone in range(min(fewer, count) + 1)
        for come in range(more + 1)
        for out in range(min(less, of - count) + 1)
        for into in range(others + 1)
        if of - gone + come - out + into
    ]
    if found.outcome == "measured":
        assert {found.value} == set(readings) or not readings
        return
    if readings:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= min(readings) + 1e-12
        assert found.high >= max(readings) - 1e-12
