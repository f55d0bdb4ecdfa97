"""What changed between two audits, on chats small enough to count by hand."""

from typing import Any

import pytest

from auditor.measure.methods.differences import differences
from auditor.measure.spec import Measure
from auditor.measure.watch import CHANGES, changes, findings
from tests.auditor.measure.live_rows import TODAY, Came, Shown, Went, at, live_frames

EARLIER = TODAY - 60


def _share(count: int, of: int) -> Measure:
    return Measure("measured", "share", count / of, count, of)


def test_two_whole_lists_say_who_came_and_who_is_gone() -> None:
    before = live_frames([Shown(2), Shown(4), Shown(6)], as_of=at(EARLIER))
    after = live_frames([Shown(4), Shown(6), Shown(8), Shown(10)])
    found = changes(before, after)
    assert Measure("measured", "people", 2, 2, 4) == found["watch.arrived"]
    assert Measure("measured", "people", 1, 1, 3) == found["watch.gone"]


def test_a_capped_list_seen_twice_is_no_churn() -> None:
    capped: dict[str, Any] = {"listing": "capped", "claimed": 20, "bots": 0}
    before = live_frames([Shown(2), Shown(4)], as_of=at(EARLIER), **capped)
    after = live_frames([Shown(6), Shown(8)], **capped)
    found = changes(before, after)
    assert ("unavailable", "lists-not-whole") == (found["watch.gone"].outcome, found["watch.gone"].why)
    arrived = found["watch.arrived"]
    assert ("bounded", 0, 0, 20) == (arrived.outcome, arrived.count, arrived.low, arrived.high)


def test_an_arrival_after_the_earlier_audit_is_known_even_where_the_list_is_capped() -> None:
    capped: dict[str, Any] = {"listing": "capped", "claimed": 5, "bots": 0}
    before = live_frames([Shown(2), Shown(4)], as_of=at(EARLIER), **capped)
    after = live_frames([Shown(4), Shown(8)], came=[Came(8, TODAY - 10)], **capped)
    arrived = changes(before, after)["watch.arrived"]
    assert (1, 1, 4) == (arrived.count, arrived.low, arrived.high)


def test_leaving_that_is_logged_says_who_is_gone_without_a_list() -> None:
    story: dict[str, Any] = {"came": [Came(2, 1), Came(4, 2), Came(6, 3)], "listing": None}
    before = live_frames([], as_of=at(EARLIER), source="desktop-export", **story)
    after = live_frames([], went=[Went(4, TODAY - 5)], source="desktop-export", **story)
    assert Measure("measured", "people", 1, 1, 3) == changes(before, after)["watch.gone"]


def test_an_account_that_lived_and_is_deleted_now_was_deleted_in_between() -> None:
    before = live_frames([Shown(2), Shown(4), Shown(6, deleted=True)], as_of=at(EARLIER))
    after = live_frames([Shown(2, deleted=True), Shown(4), Shown(6, deleted=True)])
    assert Measure("measured", "people", 1, 1, 2) == changes(before, after)["watch.deleted"]


def test_whoever_wrote_for_the_first_time_began_to_write() -> None:
    before = live_frames([Shown(2), Shown(4), Shown(6)], wrote=[2], as_of=at(0.5), first_at=at(0))
    after = live_frames([Shown(2), Shown(4), Shown(6)], wrote=[2, 4])
    assert Measure("measured", "people", 2, 2, 3) == changes(before, after)["watch.woke"]


def test_whoever_wrote_lately_then_and_not_lately_now_fell_silent() -> None:
    people = [Shown(2), Shown(4)]
    before = live_frames(people, wrote=[2, 4], as_of=at(5))
    after = live_frames(people, wrote=[2, 4])
    assert Measure("measured", "people", 2, 2, 2) == changes(before, after)["watch.silent"]


def test_audits_a_week_apart_do_not_call_anybody_silent() -> None:
    before = live_frames([Shown(2)], wrote=[2], as_of=at(TODAY - 7))
    assert "too-close" == changes(before, live_frames([Shown(2)], wrote=[2]))["watch.silent"].why


def test_without_a_usable_time_nothing_is_called_a_change() -> None:
    before = live_frames([Shown(2)], as_of=None)
    assert dict.fromkeys((spec.id for spec in CHANGES), "no-times") == {
        name: each.why for name, each in changes(before, live_frames([Shown(2)])).items()
    }


def test_the_interval_of_a_difference_is_that_of_the_published_example() -> None:
    """Newcombe 1998, table II, example (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339."""
    found = differences({"souls.dead": _share(48, 80)}, {"souls.dead": _share(56, 70)}, comparable=True)["souls.dead"]
    assert pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4) == (found.value, found.low, found.high)
    assert found.beyond_noise


def test_a_small_wobble_is_noise() -> None:
    found = differences({"souls.dead": _share(480, 800)}, {"souls.dead": _share(492, 803)}, comparable=True)
    assert not found["souls.dead"].beyond_noise
    assert [] == findings(found)


def test_bounds_that_overlap_are_no_change_and_bounds_apart_are_one() -> None:
    def bounds(low: float, high: float) -> Measure:
        return Measure("bounded", "share", None, 10, 100, low, high)

    overlap = differences({"souls.dead": bounds(0.2, 0.5)}, {"souls.dead": bounds(0.4, 0.6)}, comparable=True)
    apart = differences({"souls.dead": bounds(0.2, 0.3)}, {"souls.dead": bounds(0.5, 0.6)}, comparable=True)
    assert not overlap["souls.dead"].beyond_noise
    assert pytest.approx((0.2, 0.4)) == (apart["souls.dead"].low, apart["souls.dead"].high)
    assert ["souls.dead"] == [finding.id for finding in findings(apart)]


def test_what_was_seen_in_different_ways_is_not_set_against_each_other() -> None:
    found = differences({"souls.dead": _share(10, 100)}, {"souls.dead": _share(90, 100)}, comparable=False)
    assert "coverage-differs" == found["souls.dead"].why
    assert [] == findings(found)


def test_a_count_is_exact_and_makes_no_finding_of_its_own() -> None:
    before, after = Measure("measured", "people", 300, 300, 900), Measure("measured", "people", 310, 310, 950)
    found = differences({"voices.half_by": before}, {"voices.half_by": after}, comparable=True)
    assert (10, 10, 10) == (found["voices.half_by"].value, found["voices.half_by"].low, found["voices.half_by"].high)
    assert [] == findings(found)


def test_a_measure_that_one_audit_does_not_know_is_said_to_be_so() -> None:
    unknown = Measure("unavailable", "share", why="source-cannot-show")
    found = differences({"souls.dead": unknown}, {"souls.dead": _share(1, 9)}, comparable=True)
    assert "not-known-twice" == found["souls.dead"].why
