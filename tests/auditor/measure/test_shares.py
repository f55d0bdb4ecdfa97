"""Each outcome carries all that it must, and the bounds of a share are what they say."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.measure.catalogue import SPECS
from auditor.measure.shares import either, share
from auditor.measure.spec import Measure

SMALL = st.integers(0, 4)


def test_a_share_without_doubt_is_measured() -> None:
    assert share(SPECS["arrivals.added"], 3, 12, [], "no-people") == Measure("measured", "share", 0.25, 3, 12)
    idle = [either((0, 0))]
    assert share(SPECS["arrivals.added"], 3, 12, idle, "no-people") == Measure("measured", "share", 0.25, 3, 12)


def test_where_nobody_is_sure_to_be_asked_a_share_is_of_those_whom_every_way_has() -> None:
    somebody = [np.array([(0, 1), (1, 1)])]
    assert share(SPECS["arrivals.added_silent"], 0, 0, somebody, "no-added") == Measure(
        "bounded", "share", None, 0, 1, 0.0, 1.0
    )
    perhaps = [either((1, 1))]
    assert share(SPECS["arrivals.added_silent"], 0, 0, perhaps, "no-added").why == "no-added"


def test_a_number_is_its_own_value() -> None:
    assert SPECS["voices.half_by"].measured(4, 20) == Measure("measured", "people", 4, 4, 20)
    assert SPECS["voices.half_by"].bounded(4, 20, 3, 5) == Measure("bounded", "people", None, 4, 20, 3, 5)


def test_what_is_not_known_says_why_and_is_no_zero() -> None:
    assert SPECS["souls.deleted"].insufficient("no-people") == Measure("insufficient", "share", why="no-people")
    assert SPECS["souls.dead"].unavailable() == Measure("unavailable", "share", why="source-cannot-show")


WAY = st.integers(0, 2).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@given(
    of=st.integers(1, 6), count=st.integers(0, 6), groups=st.lists(st.lists(WAY, min_size=1, max_size=4), max_size=4)
)
def test_the_bounds_of_a_share_are_its_ends_over_all_ways(
    of: int, count: int, groups: list[list[tuple[int, int]]]
) -> None:
    """Of each group one way is so; each adds cases and people."""
    count = min(count, of)
    found = share(SPECS["arrivals.added"], count, of, [np.array(group) for group in groups], "no-people")
    chosen = [tuple(map(sum, zip((count, of), *way, strict=True))) for way in product(*groups)]
    readings = [cases / base for cases, base in chosen]
    if found.outcome == "measured":
        assert set(readings) == {found.value}
    else:
        assert (found.low, found.high) == pytest.approx((min(readings), max(readings)))
