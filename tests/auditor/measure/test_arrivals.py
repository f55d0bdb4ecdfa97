"""How they came and what became of them: by hand, and the adders against every way it could have been."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.measure.arrivals import adders as who_added
from auditor.measure.arrivals.added_silent import silent_share
from auditor.measure.arrivals.fates import by_day, fates
from auditor.measure.spec import Measure
from tests.auditor.collect.chats import (
    ASEL,
    BOLAT,
    DANA,
    DAY,
    ERLAN,
    Somebody,
    added,
    came_alone,
    came_by_link,
    came_by_request,
    created,
    founded,
    frames_of_elements,
    left,
    measures_of,
    said,
)
from tests.auditor.measure.occurrences import NOBODY, Came, frames
from tests.auditor.measure.searched import by_kind
from tests.worlds.world import fewest_making_half

FILLER = tuple(Somebody(1_000 + n, f"Кісі {n}") for n in range(110))


def test_where_nothing_shows_how_anybody_came_no_way_of_coming_is_a_zero() -> None:
    found = measures_of([said(1, ASEL), said(2, BOLAT)])
    for way in ("added", "by_link", "by_request", "by_self", "adders"):
        measure = found[f"arrivals.{way}"]
        assert (measure.outcome, measure.why, measure.count) == ("insufficient", "no-arrivals-shown", None)
    assert (found["arrivals.unknown"].count, found["arrivals.unknown"].of) == (2, 2)


def test_each_way_of_coming_is_counted_once() -> None:
    found = measures_of(
        [
            created(1, ASEL, ASEL, BOLAT),
            came_by_link(2, DANA),
            came_by_request(3, ERLAN),
            came_alone(4, FILLER[0]),
            said(5, FILLER[1]),
            added(6, ERLAN, FILLER[2], FILLER[3]),
        ]
    )
    shares = {kind: (found[f"arrivals.{kind}"].count, found[f"arrivals.{kind}"].of) for kind in
              ("added", "by_link", "by_request", "by_self", "unknown")}  # fmt: skip
    assert shares == {"added": (3, 8), "by_link": (1, 8), "by_request": (1, 8), "by_self": (1, 8), "unknown": (2, 8)}
    assert found["arrivals.adders"] == Measure("bounded", "people", None, 2, 8, 2, 3)
    assert found["arrivals.half_by"] == Measure("bounded", "people", None, 1, 2, 1, 1)
    assert found["arrivals.added_silent"] == Measure("bounded", "share", None, 3, 3, 1.0, 1.0)
    assert found["arrivals.by_self"] == Measure("bounded", "share", None, 1, 8, 1 / 9, 2 / 8)


def test_whoever_was_added_twice_by_one_adder_is_one_pair() -> None:
    found = measures_of(
        [
            founded(),
            added(1, ASEL, DANA),
            left(2, DANA),
            added(3, ASEL, DANA),
            left(4, DANA),
            added(5, ASEL, DANA),
            came_by_link(6, BOLAT),
            added(7, BOLAT, ERLAN, FILLER[0]),
        ]
    )
    assert found["arrivals.half_by"] == Measure("measured", "people", 1, 1, 2)
    assert found["arrivals.added"].count == 3


def test_an_admin_who_hides_behind_the_chat_may_be_one_more_adder() -> None:
    element = added(1, Somebody(1, "Чат"), DANA) | {"actor_id": "channel1234567890"}
    found = measures_of([element, said(2, ASEL)])
    assert found["arrivals.added"].count == 1
    assert found["arrivals.adders"] == Measure("bounded", "people", None, 0, 2, 0, 1)
    assert found["arrivals.half_by"] == Measure("insufficient", "people", why="no-adders")


def test_without_anybody_nothing_is_said_of_arrivals() -> None:
    empty = frames()
    assert by_kind(empty)["arrivals.added"] == Measure("insufficient", "share", why="no-people")
    assert who_added.adders(empty) == Measure("insufficient", "people", why="no-people")
    assert silent_share(empty) == Measure("insufficient", "share", why="no-added")


def test_gone_within_a_day_is_gone_at_once() -> None:
    found = measures_of(
        [
            founded(),
            added(1, ASEL, BOLAT, DANA, ERLAN),
            left(2, BOLAT),
            left(30, DANA),
            came_by_link(31, FILLER[0]),
            left(32, FILLER[0]),
            added(60, ASEL, FILLER[1]),
            said(70, ASEL),
        ]
    )
    assert found["arrivals.added_gone"] == Measure("measured", "share", 1 / 3, 1, 3)


def test_leaving_after_exactly_a_day_is_at_once_and_a_second_later_is_not() -> None:
    began = 1_514_764_800
    found = measures_of(
        [
            founded() | {"date_unixtime": str(began)},
            added(1, ASEL, BOLAT, DANA, at=began),
            left(2, BOLAT, at=began + DAY),
            left(3, DANA, at=began + DAY + 1),
            said(4, ASEL, at=began + 9 * DAY),
        ]
    )
    assert (found["arrivals.added_gone"].count, found["arrivals.added_gone"].of) == (1, 2)


def test_with_few_arrivals_and_nobody_leaving_it_cannot_be_told_whether_leaving_is_logged() -> None:
    found = measures_of([added(1, ASEL, BOLAT), said(99, ASEL)])
    assert found["arrivals.added_gone"] == Measure("insufficient", "share", why="too-few-arrivals-to-tell")


def test_a_hundred_arrivals_and_nobody_leaving_by_themselves_means_leaving_is_not_logged() -> None:
    many = [came_by_link(n, who) for n, who in enumerate(FILLER[:99], 1)]
    removed = [added(100, ASEL, BOLAT), left(101, BOLAT, by=ASEL), said(400, ASEL)]
    assert measures_of(many[1:] + removed)["arrivals.added_gone"].why == "too-few-arrivals-to-tell"
    assert measures_of(many + removed)["arrivals.added_gone"].why == "leaves-not-logged"
    left_alone = measures_of([*many, *removed, left(401, FILLER[0])])
    assert left_alone["arrivals.added_gone"].outcome == "measured"


def test_times_good_to_the_day_cannot_tell_who_was_gone_within_one() -> None:
    noon = 1_514_764_800 + DAY // 2
    rows = [
        added(1, ASEL, BOLAT, at=noon),
        left(2, BOLAT, at=noon + DAY),
        said(3, ASEL, at=noon + 2 * DAY),
        said(4, ASEL, at=noon + 3 * DAY),
    ]
    assert measures_of(rows)["arrivals.added_gone"] == Measure("insufficient", "share", why="day-times")


def test_the_fates_of_the_added_and_of_the_others_add_up() -> None:
    shown = frames_of_elements(
        [
            founded(),
            added(1, ASEL, BOLAT, DANA, ERLAN),
            left(2, BOLAT),
            said(3, DANA),
            came_by_link(4, FILLER[0]),
            left(60, FILLER[0]),
            said(61, ASEL),
        ]
    )
    assert [tuple(fate) for fate in fates(shown)] == [("added", 3, 1, 0, 1, 1), ("self", 1, 0, 1, 0, 0)]


def test_arrivals_by_day_count_every_occurrence() -> None:
    shown = frames_of_elements([added(1, ASEL, BOLAT, DANA), came_by_link(30, ERLAN), added(31, ASEL, BOLAT)])
    table = by_day(shown)
    assert table.index.tolist() == [17_532, 17_533]
    assert table.to_numpy().tolist() == [[2, 0, 0, 0, 0], [1, 1, 0, 0, 0]]


ADDERS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=4)


@settings(max_examples=150)
@given(adders=ADDERS)
def test_the_bounds_of_the_adders_hold_every_way_it_could_have_been(adders: list[tuple[int, int, int]]) -> None:
    """Of each adder: people surely added; further adds that may be of somebody else; and arrivals of somebody without
    a name that may be adds or not."""
    came: list[Came] = []
    for number, (sure, doubtful, unclear) in enumerate(adders, 1):
        came += [(1_000 * number + 2 * place, "added", 2 * number, True) for place in range(sure)]
        came += [(NOBODY, "added", 2 * number, False)] * doubtful
        came += [(NOBODY, "unclear", 2 * number, False)] * unclear
    shown = frames(arrivals=came, messages=[2 * number for number in range(1, len(adders) + 1)])
    ways = []
    choices = [
        range(sure + min(1, doubtful) * (not sure), sure + doubtful + unclear + 1) for sure, doubtful, unclear in adders
    ]
    for way in product(*choices):
        made = [adds for adds in way if adds]
        ways.append((len(made), fewest_making_half(made)))
    if not came:
        assert who_added.adders(shown).why == "no-arrivals-shown"
        return
    _holds(who_added.adders(shown), [number for number, _ in ways])
    if who_added.half_by(shown).outcome != "insufficient":
        _holds(who_added.half_by(shown), [half for number, half in ways if number])


def test_where_names_are_people_an_adder_who_may_be_two_widens_the_bounds() -> None:
    came: list[Came] = [(1, "by_link", NOBODY, True), (1, "by_link", NOBODY, True), (3, "by_link", NOBODY, True)]
    came += [(11 + 2 * n, "added", 1, True) for n in range(4)]
    came += [(31 + 2 * n, "added", 3, True) for n in range(3)]
    shown = frames(arrivals=came, names_as_people=True)
    _holds(who_added.adders(shown), [2, 3])
    _holds(who_added.half_by(shown), [fewest_making_half([4, 3]), fewest_making_half([2, 2, 3])])


def _holds(found: Measure, ways: list[int]) -> None:
    if found.outcome == "measured":
        assert ways == pytest.approx([found.value] * len(ways))
    else:
        assert found.outcome == "bounded"
        assert found.low is not None
        assert found.high is not None
        assert found.low <= min(ways)
        assert max(ways) <= found.high
