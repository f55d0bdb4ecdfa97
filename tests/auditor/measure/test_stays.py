"""Which source of an arrival is believed, and what becomes of those who came unseen: counted by hand."""

import pytest

from auditor.frames.frames import Frames
from auditor.frames.inputs import ARRIVAL_SOURCES, NO_TIME, NOBODY
from auditor.measure.arrivals import added_gone, adders
from auditor.measure.arrivals.added_silent import silent_share
from auditor.measure.arrivals.fates import by_day, fates
from auditor.measure.spec import Measure
from auditor.measure.tables import people_table
from tests.auditor.measure.live_rows import TODAY, Came, Shown, Went, at, live_frames
from tests.auditor.measure.searched import by_kind


def verdict(shown: Frames, person: int) -> tuple[str, int, str]:
    people = shown.people.loc[[person]]
    return people["arrival"].iloc[0], int(people["adder"].iloc[0]), people["arrival_source"].iloc[0]


@pytest.mark.parametrize("better", range(4))
def test_of_two_sources_of_one_arrival_the_better_is_believed(better: int) -> None:
    told = [
        Came(4, 10.9, "by_link", source=ARRIVAL_SOURCES[better + 1]),
        Came(4, 10, "added", 2, ARRIVAL_SOURCES[better]),
    ]
    for order in (told, told[::-1]):
        shown = live_frames([Shown(2), Shown(4)], came=order)
        assert verdict(shown, 4) == ("added", 2, ARRIVAL_SOURCES[better])
        assert len(shown.arrivals) == 1


def test_two_arrivals_more_than_a_day_apart_are_two_and_the_last_counts() -> None:
    shown = live_frames([Shown(4)], came=[Came(4, 10, "added", 2), Came(4, 11.1, "by_link", source="invite-links")])
    assert verdict(shown, 4) == ("by_link", NOBODY, "invite-links")
    assert len(shown.arrivals) == 2


def test_a_leave_between_parts_two_arrivals_however_near() -> None:
    came = [Came(4, 10, "added", 2, "admin-log"), Came(4, 10.2, "by_link", source="invite-links")]
    shown = live_frames([Shown(4)], came=came, went=[Went(4, 10.1, source="admin-log")])
    assert verdict(shown, 4) == ("by_link", NOBODY, "invite-links")


def test_one_source_may_tell_of_two_arrivals_in_a_day() -> None:
    shown = live_frames([Shown(4)], came=[Came(4, 10, "added", 2), Came(4, 10.5, "by_self")])
    assert verdict(shown, 4) == ("by_self", NOBODY, "service-messages")


def test_a_join_date_a_day_after_all_that_is_known_is_another_arrival_unseen() -> None:
    came = [Came(4, 10, "added", 2), Came(6, 10, "added", 2)]
    shown = live_frames([Shown(4, joined=10.9), Shown(6, joined=12)], came=came)
    assert verdict(shown, 4) == ("added", 2, "service-messages")
    assert verdict(shown, 6) == ("unknown", NOBODY, "member-list")
    assert shown.people.loc[6, "arrived_at"] == at(12)


def test_a_bare_join_date_says_when_and_not_how() -> None:
    shown = live_frames([Shown(4, joined=12), Shown(6)])
    assert verdict(shown, 4) == ("unknown", NOBODY, "member-list")
    assert verdict(shown, 6) == ("unknown", NOBODY, "")
    assert shown.people["arrived_at"].to_dict() == {4: at(12), 6: NO_TIME}
    assert people_table(shown)["arrival_source"].tolist() == ["member-list", ""]


def test_a_basic_groups_list_names_who_invited_unless_a_message_says_otherwise() -> None:
    shown = live_frames(
        [Shown(2), Shown(4, joined=12, adder=2), Shown(6, joined=13, adder=6), Shown(8, joined=14, adder=2)],
        came=[Came(8, 14, "by_link")],
    )
    assert verdict(shown, 4) == ("added", 2, "member-list")
    assert verdict(shown, 6) == ("by_self", NOBODY, "member-list")
    assert verdict(shown, 8) == ("by_link", NOBODY, "service-messages")


THREE_ADDED = [Came(4, 10, "added", 2), Came(6, 10, "added", 2), Came(8, 10, "added", 2)]


def test_somebody_of_unknown_arrival_may_have_come_any_way() -> None:
    shown = live_frames([Shown(2, role="creator"), Shown(4), Shown(6), Shown(8)], came=THREE_ADDED, wrote=[4])
    found = by_kind(shown)
    assert found["arrivals.added"] == Measure("bounded", "share", None, 3, 4, 3 / 4, 1.0)
    assert found["arrivals.by_link"] == Measure("bounded", "share", None, 0, 4, 0.0, 1 / 4)
    assert found["arrivals.unknown"] == Measure("measured", "share", 1 / 4, 1, 4)
    assert adders.adders(shown) == Measure("bounded", "people", None, 1, 4, 1, 2)
    assert silent_share(shown) == Measure("bounded", "share", None, 2, 3, 2 / 3, 3 / 4)


def test_where_each_arrival_is_known_the_shares_are_counted() -> None:
    shown = live_frames([Shown(2), Shown(4)], came=[Came(2, 1, "by_self"), Came(4, 10, "added", 2)])
    assert by_kind(shown)["arrivals.added"] == Measure("measured", "share", 1 / 2, 1, 2)
    assert adders.adders(shown) == Measure("measured", "people", 1, 1, 2)
    assert silent_share(shown) == Measure("measured", "share", 1.0, 1, 1)


def test_members_nobody_saw_may_have_come_any_way() -> None:
    shown = live_frames(
        [Shown(2), Shown(4)], came=[Came(2, 1, "by_self"), *THREE_ADDED], listing="capped", claimed=6, bots=0
    )
    assert by_kind(shown)["arrivals.added"] == Measure("bounded", "share", None, 3, 4, 3 / 8, 7 / 8)


def test_where_each_of_a_hundred_listed_has_an_arrival_coming_counts_as_logged() -> None:
    came = [Came(person, 10, "added", 2) for person in range(4, 404, 2)]
    listed = [Shown(2, role="creator"), *(Shown(person) for person in range(4, 204, 2))]
    shown = live_frames(listed, came=came, listing="capped", claimed=300, bots=0)
    assert by_kind(shown)["arrivals.added"] == Measure("bounded", "share", None, 200, 201, 200 / 201, 1.0)
    short = live_frames(listed[:-1], came=[*came[:50], *came[51:]], listing="capped", claimed=300, bots=0)
    assert by_kind(short)["arrivals.added"].low == 199 / (201 + 200)


def test_the_added_who_are_not_in_the_whole_list_are_gone_where_leaving_is_not_logged() -> None:
    shown = live_frames([Shown(2), Shown(4), Shown(8)], came=[Came(2, 1, "by_self"), *THREE_ADDED])
    assert shown.leaves_logged is False
    assert added_gone.count(shown) == Measure("measured", "share", 1 / 3, 1, 3)
    fate = fates(shown)[0]
    assert (fate.gone_at_once, fate.gone_later, fate.wrote, fate.silent) == (None, 1, 0, 2)


def test_where_every_leave_is_logged_gone_is_within_a_day() -> None:
    went = [Went(6, 10.5), Went(8, 20)]
    shown = live_frames([Shown(2), Shown(4)], came=[Came(2, 1, "by_self"), *THREE_ADDED], went=went)
    assert shown.leaves_logged is True
    assert added_gone.count(shown) == Measure("measured", "share", 1 / 3, 1, 3)
    assert people_table(shown).set_index("person")["left"].to_dict() == {2: "no", 4: "no", 6: "yes", 8: "yes"}


def test_a_list_cut_off_says_of_nobody_that_they_are_gone() -> None:
    shown = live_frames(
        [Shown(2)], came=[*THREE_ADDED, *(Came(n, 20) for n in range(100, 320, 2))], listing="capped", claimed=200
    )
    assert added_gone.count(shown).why == "leaves-not-logged"
    assert set(people_table(shown)["left"]) == {"no", "unknown"}


def test_the_traits_of_a_row_are_told_in_words() -> None:
    shown = live_frames(
        [Shown(2, joined=100, made=(80, 90), blank=1), Shown(4, deleted=True, seen="empty")], wrote=[6], went=[]
    )
    rows = {row["person"]: row for row in people_table(shown).to_dict("records")}
    told = {person: [row[trait] for trait in TRAITS] for person, row in rows.items()}
    assert told[2] == ["no", "no", "yes", "yes", "2024-Q1", "2024-Q1"]
    assert told[4][:4] == ["yes", "no", "no", "unknown"]
    assert told[6] == ["unknown"] * 4 + [""] * 2


TRAITS = ("deleted", "inactive", "blank", "new", "age_from", "age_to")


def test_times_of_today_are_in_the_window() -> None:
    assert live_frames([], came=[Came(4, TODAY), Came(6, TODAY + 1)], listing="none").people.index.tolist() == [4]


def test_of_whom_only_the_list_knows_the_day_is_in_the_timeline() -> None:
    shown = live_frames([Shown(2, joined=3), Shown(4, joined=5)], came=[Came(4, 5, "by_link")], claimed=2, bots=0)
    assert by_day(shown)["unknown"].sum() == 1
    assert by_day(shown)["by_link"].sum() == 1


@pytest.mark.parametrize("adder", [2**62 + 2, -(2**62) - 2, 2**53 + 2])
def test_who_added_somebody_keeps_every_digit(adder: int) -> None:
    """A pseudonym is wider than what a float holds; somebody whose arrival nobody saw must not make it one."""
    shown = live_frames([Shown(adder), Shown(4), Shown(6)], came=[Came(4, 10, "added", adder)])
    assert verdict(shown, 4) == ("added", adder, "service-messages")
    assert people_table(shown).set_index("person")["adder"].to_dict() == {adder: NOBODY, 4: adder, 6: NOBODY}
