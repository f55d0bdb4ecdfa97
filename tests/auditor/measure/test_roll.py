"""Who is really there, by a member list that is whole, cut off or hidden: counted by hand."""

import pytest

from auditor.measure import people
from auditor.measure.catalogue import CATALOGUE
from auditor.measure.measures import measure_all
from auditor.measure.souls import blank, dead, deleted, flagged, inactive, members, never_posted, new
from auditor.measure.spec import Measure
from tests.auditor.measure.live_rows import TODAY, Came, Shown, Went, live_frames

FIVE = [
    Shown(2, role="creator", seen="online"),
    Shown(4, deleted=True, seen="", blank=1, joined=10, made=(-500, -400)),
    Shown(6, seen="exact", seen_day=TODAY - 31, blank=1, joined=20, made=(15, 18)),
    Shown(8, seen="last-month", flagged=1, joined=30, made=(-40, 25)),
    Shown(10, seen="exact", seen_day=TODAY - 30, joined=395, made=(-9, None)),
]


def bounded(count: int, of: int, low: float, high: float) -> Measure:
    return Measure("bounded", "share", None, count, of, low, high)


def measured(count: int, of: int) -> Measure:
    return Measure("measured", "share", count / of, count, of)


def test_of_a_whole_list_with_every_answer_all_is_counted() -> None:
    found = measure_all(live_frames(FIVE, wrote=[2, 8], claimed=5), "live").measures
    assert found["people.seen"] == Measure("measured", "people", 5, 5, 5)
    assert found["people.claimed"] == Measure("measured", "people", 5, 5, 5)
    assert found["souls.deleted"] == measured(1, 5)
    assert found["souls.inactive"] == measured(1, 5)
    assert found["souls.blank"] == measured(2, 5)
    assert found["souls.flagged"] == measured(1, 5)
    assert found["souls.dead"] == measured(2, 5)
    assert found["souls.never_posted"] == measured(2, 4)


def test_bots_are_no_people_and_stand_apart() -> None:
    bot = Shown(12, bot=True, blank=1, seen="")
    shown = live_frames(
        [*FIVE, bot], came=[Came(12, 5, "added", 2), Came(14, 6, "added", 12)], wrote=[12, 2], claimed=6
    )
    assert 12 not in shown.people.index
    assert (shown.bots_listed, shown.bot_messages, members.bots(shown)) == (1, 1, 1)
    assert deleted.count(shown) == measured(1, 5)
    assert shown.people.loc[14, "adder"] == 0


@pytest.mark.parametrize("seen", ["online", "recently", "last-week", "last-month"])
def test_a_bucket_is_evidence_of_activity_whoever_hides_it(seen: str) -> None:
    shown = live_frames([Shown(2, seen=seen, by_me=True), Shown(4, seen=seen)])
    assert inactive.count(shown) == measured(0, 2)


def test_of_the_living_without_a_last_seen_time_only_the_upper_end_speaks() -> None:
    shown = live_frames([Shown(2), Shown(4, seen="empty"), Shown(6, seen=""), Shown(8, seen="exact", seen_day=1)])
    assert inactive.count(shown) == bounded(1, 4, 1 / 4, 3 / 4)
    assert shown.people["empty"].sum() == 1
    assert dead.count(shown) == bounded(1, 4, 1 / 4, 3 / 4)


def test_a_deleted_account_is_dead_and_neither_active_nor_inactive() -> None:
    shown = live_frames([Shown(2, deleted=True, seen="empty"), Shown(4)])
    assert inactive.count(shown) == measured(0, 2)
    assert dead.count(shown) == measured(1, 2)


def test_whoever_wrote_is_not_dead_however_long_ago_they_were_seen() -> None:
    shown = live_frames([Shown(2, seen="exact", seen_day=1), Shown(4, seen="empty")], wrote=[2, 4])
    assert dead.count(shown) == measured(0, 2)


def test_silence_in_half_a_history_makes_nobody_dead_who_was_there_before_it() -> None:
    early, late = Shown(2, seen="exact", seen_day=1, joined=-50), Shown(4, seen="exact", seen_day=1, joined=5)
    shown = live_frames([early, late], history_whole=False)
    assert dead.count(shown) == bounded(1, 2, 1 / 2, 1.0)


def test_what_a_short_sight_of_an_account_does_not_show_is_unknown() -> None:
    shown = live_frames([Shown(2, blank=-1, flagged=-1), Shown(4, blank=1), Shown(6)])
    assert blank.count(shown) == bounded(1, 3, 1 / 3, 2 / 3)
    assert flagged.count(shown) == bounded(0, 3, 0.0, 1 / 3)


@pytest.mark.parametrize("listing", ["capped", "hidden"])
def test_a_list_that_is_not_whole_is_never_extrapolated(listing: str) -> None:
    found = measure_all(live_frames(FIVE, wrote=[2, 8], listing=listing, claimed=20, bots=0), "live").measures
    assert found["souls.deleted"] == bounded(1, 20, 1 / 20, 16 / 20)
    assert found["souls.inactive"] == bounded(1, 20, 1 / 20, 16 / 20)
    assert found["souls.dead"] == bounded(2, 20, 2 / 20, 17 / 20)
    of_members = {spec.id for spec in CATALOGUE if spec.family == "souls" and spec.needs != "profiles"}
    assert {found[name].outcome for name in of_members} == {"bounded"}


def test_members_whom_telegram_counts_beyond_a_whole_list_are_unseen() -> None:
    assert deleted.count(live_frames(FIVE, claimed=6)) == bounded(1, 6, 1 / 6, 2 / 6)
    assert deleted.count(live_frames(FIVE, claimed=6, reader_counted=True)) == measured(1, 5)


def test_people_who_asked_to_be_forgotten_are_unseen_members() -> None:
    assert deleted.count(live_frames(FIVE, claimed=6, erased_people=1)) == bounded(1, 6, 1 / 6, 2 / 6)
    assert deleted.count(live_frames(FIVE, erased_people=1)) == bounded(1, 6, 1 / 6, 2 / 6)


def test_without_a_list_or_a_count_it_is_said_what_is_missing() -> None:
    assert deleted.count(live_frames([], listing="none", claimed=9)).why == "members-not-listed"
    assert deleted.count(live_frames([Shown(2)], listing="capped")).why == "not-given"
    assert never_posted.count(live_frames([], listing="none")).why == "not-given"
    assert deleted.count(live_frames([])) == Measure("insufficient", "share", why="no-people")
    assert people.claimed(live_frames([])).why == "not-given"


def test_never_wrote_is_bounded_sharply_by_the_count_where_the_whole_history_was_read() -> None:
    gone = Shown(14, listed=False)
    shown = live_frames([*FIVE, gone], wrote=[2, 8, 14, 16], listing="capped", claimed=102, bots=2)
    assert never_posted.count(shown) == bounded(96, 100, 96 / 100, 98 / 100)


def test_a_member_writes_in_the_name_of_no_bot() -> None:
    shown = live_frames([*FIVE, Shown(12, bot=True)], wrote=[12, 2], listing="hidden", claimed=101, bots=1)
    assert never_posted.count(shown) == bounded(99, 100, 99 / 100, 99 / 100)


def test_of_half_a_history_and_half_a_list_only_the_exposed_are_asked() -> None:
    shown = live_frames(FIVE, wrote=[2, 8], listing="capped", claimed=10, bots=0, history_whole=False)
    assert never_posted.count(shown) == bounded(2, 9, 2 / 9, 7 / 9)


def test_whoever_came_less_than_thirty_days_ago_is_not_asked() -> None:
    shown = live_frames(
        [Shown(2, joined=TODAY - 29), Shown(4, joined=TODAY - 30), Shown(6, joined=TODAY - 30)], wrote=[4]
    )
    assert never_posted.count(shown) == measured(1, 2)
    assert never_posted.count(live_frames([Shown(2, joined=TODAY - 1)])).why == "too-young"


def test_new_is_yes_no_or_cannot_tell() -> None:
    shown = live_frames(
        [
            Shown(2, joined=100, made=(70, 90)),
            Shown(4, joined=100, made=(69, 90)),
            Shown(6, joined=100, made=(-100, 69)),
            Shown(8, joined=100, made=(80, None)),
            Shown(10, joined=100, made=(None, None)),
            Shown(12, role="creator", made=(80, 90)),
        ]
    )
    assert new.count(shown) == bounded(2, 5, 2 / 5, 4 / 5)
    assert [(row.days, row.count, row.cannot_tell, row.of) for row in new.new_within(shown)] == [
        (30, 2, 2, 5), (90, 3, 2, 5), (180, 3, 2, 5), (365, 4, 1, 5),
    ]  # fmt: skip
    assert new.count(live_frames([Shown(2)])).why == "no-known-arrivals"
    assert new.new_within(live_frames([Shown(2)])) == []


def test_new_of_a_list_cut_off_counts_the_undated_among_the_unknown() -> None:
    shown = live_frames(
        [Shown(2, joined=100, made=(80, 90)), Shown(4, joined=100, made=(1, 9)), Shown(6)],
        listing="capped", claimed=10, bots=0,
    )  # fmt: skip
    assert new.count(shown) == bounded(1, 10, 1 / 10, 9 / 10)


def test_whoever_is_not_in_a_whole_list_has_left_and_whoever_is_has_not() -> None:
    shown = live_frames([Shown(2), Shown(4, joined=50)], came=[Came(4, 3), Came(6, 4)], went=[Went(4, 9)], wrote=[8])
    assert shown.people["left"].to_dict() == {2: False, 4: False, 6: True, 8: True}
    capped = live_frames([Shown(2)], came=[Came(4, 3), Came(6, 4)], went=[Went(4, 9)], listing="capped", claimed=5)
    assert capped.people["left"].to_dict() == {2: False, 4: True, 6: False}
