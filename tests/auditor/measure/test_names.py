"""Whom a name stands for, and who is there: the rules of the method on chats small enough to count by hand."""

from auditor.frames.frames import Frames
from auditor.measure.spec import Measure
from tests.auditor.collect.chats import (
    ASEL,
    BOLAT,
    DANA,
    DAY,
    DELETED,
    ERLAN,
    Somebody,
    added,
    came_alone,
    came_by_link,
    came_by_request,
    element,
    founded,
    frames_of_elements,
    left,
    measures_of,
    said,
    without_id,
)

OTHER_DANA = Somebody(300, "Дана")
LATER = 24 * 60
"""The number of an element two months after the beginning."""


def unresolved(shown: Frames) -> list[tuple[str, str]]:
    return [(str(row.what), str(row.kind)) for row in shown.unresolved.itertuples()]


def test_a_name_borne_by_one_id_is_that_person() -> None:
    elements = [founded(), added(1, ASEL, BOLAT), said(2, BOLAT)]
    shown = frames_of_elements(elements)
    assert len(shown.people) == 2
    assert shown.people["name_only"].tolist() == [False, False]
    assert unresolved(shown) == []
    assert (shown.came_unseen, shown.named) == (0, 1)
    assert measures_of(elements)["arrivals.added_silent"] == Measure("measured", "share", 0.0, 0, 1)


def test_where_somebody_came_unseen_the_added_may_be_a_namesake_of_whoever_bears_the_name() -> None:
    elements = [founded(), added(1, ASEL, BOLAT), said(2, BOLAT), said(3, DANA)]
    shown = frames_of_elements(elements)
    assert (shown.came_unseen, shown.named) == (1, 0)
    assert unresolved(shown) == [("arrival", "added")]
    found = measures_of(elements)
    assert found["people.seen"] == Measure("bounded", "people", None, 3, 3, 3, 4)
    assert found["arrivals.added"] == Measure("bounded", "share", None, 0, 3, 1 / 4, 1 / 3)
    assert found["arrivals.unknown"] == Measure("bounded", "share", None, 3, 3, 2 / 3, 3 / 4)
    assert found["arrivals.added_silent"] == Measure("bounded", "share", None, 0, 1, 0.0, 1.0)
    assert found["arrivals.adders"] == Measure("measured", "people", 1, 1, 3)


def test_who_acts_by_removing_alone_came_too() -> None:
    seen = frames_of_elements([founded(), added(1, ASEL, BOLAT), said(2, BOLAT), left(3, BOLAT, by=DANA)])
    assert seen.came_unseen == 1


def test_who_acts_before_they_came_came_unseen() -> None:
    assert frames_of_elements([founded(), said(1, ASEL), said(2, BOLAT), added(3, ASEL, BOLAT)]).came_unseen == 1


def test_the_founder_is_who_made_the_chat_not_whose_act_is_kept_first() -> None:
    by_asel = founded() | {"actor": ASEL.name, "actor_id": f"user{ASEL.id}"}
    later = [said(2, DANA), added(3, DANA, ASEL), said(4, ASEL)]
    assert frames_of_elements([by_asel, *later]).came_unseen == 1
    pinned = element(1, type="service", action="pin_message", text="", actor=ASEL.name, actor_id=f"user{ASEL.id}")
    assert frames_of_elements([founded(), pinned, *later]).came_unseen == 1
    assert frames_of_elements([by_asel, added(2, ASEL, DANA), said(3, DANA)]).came_unseen == 0
    assert frames_of_elements([said(1, ASEL), added(2, ASEL, DANA), said(3, DANA)]).came_unseen == 1


def test_making_the_chat_is_no_arrival() -> None:
    by_asel = founded() | {"actor": ASEL.name, "actor_id": f"user{ASEL.id}"}
    seen = frames_of_elements([by_asel, said(1, ASEL)])
    assert len(seen.arrivals) == 0
    assert seen.people["arrival"].tolist() == ["unknown"]
    assert len(frames_of_elements([by_asel, came_by_link(1, BOLAT)]).people) == 1


def test_more_bearers_than_arrivals_of_a_name_came_unseen() -> None:
    assert frames_of_elements([founded(), added(1, ASEL, DANA), said(2, DANA), said(3, OTHER_DANA)]).came_unseen == 1
    twice = [founded(), added(1, ASEL, DANA), added(2, ASEL, DANA), said(3, DANA), said(4, OTHER_DANA)]
    assert frames_of_elements(twice).came_unseen == 0


def test_whoever_adds_their_own_name_came_or_added_a_namesake() -> None:
    elements = [founded(), said(1, ASEL), came_alone(2, DANA)]
    assert unresolved(frames_of_elements(elements)) == [("arrival", "unclear")]
    found = measures_of(elements)
    assert found["people.seen"] == Measure("bounded", "people", None, 2, 2, 2, 3)
    assert found["arrivals.by_self"] == Measure("bounded", "share", None, 0, 2, 0.0, 1 / 2)
    assert found["arrivals.added"] == Measure("bounded", "share", None, 0, 2, 0.0, 1 / 3)
    assert found["arrivals.adders"] == Measure("bounded", "people", None, 0, 2, 0, 1)


def test_of_two_named_in_one_element_each_is_another() -> None:
    found = measures_of([founded(), added(1, ASEL, DANA, DANA), said(2, ASEL)])
    assert found["people.seen"] == Measure("bounded", "people", None, 3, 3, 3, 3)


def test_a_name_borne_by_no_id_is_one_person() -> None:
    shown = frames_of_elements([added(1, ASEL, BOLAT, DANA), said(2, ASEL)])
    assert len(shown.people) == 3
    assert sorted(shown.people["name_only"]) == [False, True, True]
    assert unresolved(shown) == []


def test_a_name_borne_by_two_ids_is_nobody_in_particular() -> None:
    elements = [added(1, ASEL, DANA), said(2, DANA), said(3, OTHER_DANA)]
    shown = frames_of_elements(elements)
    assert len(shown.people) == 3
    assert unresolved(shown) == [("arrival", "added")]
    assert [len(bearers) for bearers in shown.alternatives.values()] == [2]
    found = measures_of(elements)
    assert found["people.seen"] == Measure("bounded", "people", None, 3, 3, 3, 4)
    assert found["arrivals.added"] == Measure("bounded", "share", None, 0, 3, 1 / 4, 1 / 3)


def test_a_further_arrival_by_name_alone_without_a_leave_between_may_be_another() -> None:
    shown = frames_of_elements([added(1, ASEL, DANA), added(2, ASEL, DANA), added(3, BOLAT, DANA)])
    assert len(shown.people) == 3
    assert unresolved(shown) == [("arrival", "added"), ("arrival", "added")]


def test_with_a_leave_between_the_same_person_came_back() -> None:
    shown = frames_of_elements([founded(), added(1, ASEL, DANA, BOLAT), left(2, DANA), added(3, BOLAT, DANA)])
    assert len(shown.people) == 3
    assert unresolved(shown) == []
    dana = shown.people[shown.people["arrived_at"] > 0].iloc[0]
    assert not dana["left"]


def test_where_somebody_arrived_by_id_an_arrival_by_that_name_may_be_anothers() -> None:
    for elements in (
        [came_by_link(1, DANA), added(2, ASEL, DANA)],
        [added(1, ASEL, DANA), came_by_link(2, DANA)],
    ):
        shown = frames_of_elements(elements)
        assert len(shown.people) == 2
        assert unresolved(shown) == [("arrival", "added")]
        assert sorted(shown.people["arrival"]) == ["by_link", "unknown"]


def test_a_member_without_a_name_is_counted_and_is_nobody() -> None:
    elements = [founded(), added(1, ASEL, DELETED, BOLAT, DELETED), said(2, BOLAT)]
    shown = frames_of_elements(elements)
    assert len(shown.people) == 2
    assert unresolved(shown) == [("arrival", "added"), ("arrival", "added")]
    assert measures_of(elements)["people.seen"] == Measure("bounded", "people", None, 2, 2, 2, 4)


def test_a_nameless_account_that_added_a_nameless_one_or_itself_is_unclear() -> None:
    elements = [came_alone(1, DELETED), said(2, ASEL), said(3, ASEL)]
    shown = frames_of_elements(elements)
    assert unresolved(shown) == [("arrival", "unclear")]
    found = measures_of(elements)
    for kind in ("added", "by_self"):
        assert (found[f"arrivals.{kind}"].outcome, found[f"arrivals.{kind}"].low) == ("bounded", 0.0)
        high = found[f"arrivals.{kind}"].high
        assert high is not None
        assert high >= 1 / 3
    assert found["arrivals.adders"].high == 1


def test_a_deleted_account_known_by_its_id_is_a_person() -> None:
    elements = [said(1, DELETED), said(2, ASEL)]
    assert len(frames_of_elements(elements).people) == 2
    assert measures_of(elements)["souls.deleted"] == Measure("bounded", "share", None, 1, 2, 0.5, 1.0)


def test_the_last_arrival_counts() -> None:
    elements = [came_by_link(1, ASEL), came_by_link(1, DANA), left(2, DANA), added(3, ASEL, DANA), said(4, ASEL)]
    found = measures_of(elements)
    assert [found[f"arrivals.{kind}"].count for kind in ("added", "by_link", "unknown")] == [1, 1, 0]


def test_the_last_arrival_before_as_of_counts() -> None:
    elements = [came_by_request(0, ASEL), came_by_link(1, DANA), left(20, DANA), added(30, ASEL, DANA), said(40, ASEL)]
    began = 1_514_764_800
    assert measures_of(elements, as_of=began + 25 * 3_600)["arrivals.by_link"].count == 1
    assert measures_of(elements, as_of=began + 35 * 3_600)["arrivals.by_link"].count == 0


def test_whoever_left_is_no_member() -> None:
    elements = [came_by_link(1, DANA), came_by_link(2, BOLAT), left(3, DANA), said(LATER, ASEL)]
    shown = frames_of_elements(elements)
    assert (len(shown.people), len(shown.members)) == (3, 2)
    assert measures_of(elements)["souls.never_posted"] == Measure("measured", "share", 0.5, 1, 2)


def test_whoever_left_and_wrote_again_is_there() -> None:
    shown = frames_of_elements([came_by_link(1, DANA), left(3, DANA), said(4, DANA)])
    assert shown.people["left"].tolist() == [False]


def test_whoever_left_and_came_back_is_there() -> None:
    shown = frames_of_elements([came_by_link(1, DANA), left(3, DANA), came_by_link(4, DANA)])
    assert shown.people["left"].tolist() == [False]


def test_the_silent_of_less_than_thirty_days_are_not_asked() -> None:
    day = 24
    elements = [said(1, ASEL), came_by_link(2, DANA), came_by_link(40 * day, BOLAT), said(60 * day, ERLAN)]
    assert measures_of(elements)["souls.never_posted"] == Measure("measured", "share", 1 / 3, 1, 3)
    assert measures_of(elements[:2])["souls.never_posted"] == Measure("insufficient", "share", why="too-young")


def test_thirty_days_to_the_second_are_thirty_days() -> None:
    began = 1_514_764_800
    elements = [said(1, ASEL, at=began), came_by_link(2, DANA, at=began + 10), said(3, ASEL, at=began + 10 + 30 * DAY)]
    assert measures_of(elements)["souls.never_posted"] == Measure("measured", "share", 0.5, 1, 2)
    elements[2]["date_unixtime"] = str(began + 9 + 30 * DAY)
    assert measures_of(elements)["souls.never_posted"] == Measure("measured", "share", 0.0, 0, 1)


def test_without_a_usable_time_nothing_is_said_of_who_never_posted() -> None:
    elements = [said(1, ASEL) | {"date": None, "date_unixtime": "0"}]
    assert measures_of(elements)["souls.never_posted"] == Measure("unavailable", "share", why="no-times")


def test_the_claimed_count_bounds_who_never_posted_where_the_history_is_whole() -> None:
    elements = [said(1, ASEL), came_by_link(2, BOLAT), came_by_link(3, DANA), left(4, DANA), said(LATER, BOLAT)]
    found = measures_of(elements, claimed=100)
    assert found["people.claimed"] == Measure("measured", "people", 100, 100, 100)
    assert found["souls.never_posted"] == Measure("bounded", "share", None, 98, 100, 0.98, 0.98)
    assert found["souls.deleted"] == Measure("bounded", "share", None, 0, 100, 0.0, 1.0)
    begins_late = [*[dict(row, id=row["id"] + 500) for row in elements]]
    assert measures_of(begins_late, claimed=100)["souls.never_posted"].of == 2


def test_where_leaves_are_not_logged_no_writer_is_known_to_be_there_still() -> None:
    found = measures_of([said(1, ASEL), came_by_link(2, BOLAT), said(LATER, BOLAT)], claimed=10)
    assert found["souls.never_posted"] == Measure("bounded", "share", None, 8, 10, 0.8, 1.0)


def test_without_a_claimed_count_there_is_none() -> None:
    assert measures_of([said(1, ASEL)])["people.claimed"] == Measure("unavailable", "people", why="not-given")


def test_what_an_export_cannot_show_says_so() -> None:
    found = measures_of([said(1, ASEL)])
    for measure in ("souls.inactive", "souls.new", "souls.blank", "souls.flagged", "souls.dead", "reach.views"):
        assert (found[measure].outcome, found[measure].why) == ("unavailable", "source-cannot-show")
    assert "farms.overlap" not in found


def test_the_window_cuts_what_is_read() -> None:
    elements = [said(1, ASEL), said(30, BOLAT), said(60, DANA), said(61, DANA)]
    began = 1_514_764_800
    found = measures_of(elements, since=began + DAY, until=began + 61 * 3_600)
    assert (found["voices.writers"].value, found["people.seen"].value) == (2, 2)


def test_where_nobody_has_an_id_a_writers_name_is_a_person() -> None:
    elements = [{k: v for k, v in row.items() if k not in ("from_id", "actor_id")} for row in
                (said(1, ASEL), added(2, ASEL, DANA), said(3, DANA), said(4, DANA))]  # fmt: skip
    shown = frames_of_elements(elements)
    assert shown.facts.names_as_people
    assert (len(shown.people), sorted(shown.people["messages"]), unresolved(shown)) == (2, [1, 2], [])
    assert measures_of(elements)["voices.half_by"] == Measure("measured", "people", 1, 1, 2)


def test_an_adder_whom_nothing_shows_may_be_a_further_person() -> None:
    elements = [without_id(said(1, ASEL)), without_id(added(2, DELETED, BOLAT))]
    shown = frames_of_elements(elements)
    assert unresolved(shown) == [("adder", "")]
    assert shown.unmatched == 0
    found = measures_of(elements)
    assert found["people.seen"] == Measure("bounded", "people", None, 2, 2, 2, 3)
    assert found["arrivals.added"] == Measure("bounded", "share", None, 1, 2, 1 / 3, 1 / 2)


def test_of_two_who_bear_a_writers_name_the_first_to_come_may_be_the_silent_one() -> None:
    elements = [
        without_id(row)
        for row in (
            said(1, ASEL),
            came_by_link(2, DANA),
            came_by_link(LATER, DANA),
            said(LATER + 1, DANA),
        )
    ]
    found = measures_of(elements)["souls.never_posted"]
    assert (found.outcome, found.count, found.low) == ("bounded", 0, 0.0)
    assert found.high is not None
    assert found.high >= 1 / 2
