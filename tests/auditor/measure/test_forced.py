"""Who is found, who is not, and what is said where it cannot be told."""

from typing import Any

import pytest

from auditor.frames.frames import Frames
from auditor.measure.methods.uncertainty import clopper_pearson
from auditor.measure.spec import Measure
from auditor.measure.tables import adders_table
from tests.auditor.measure.adders_by_hand import BEGAN, DAY, ENDS, HOUR, Told, a_chat
from tests.auditor.measure.searched import arrivals as searched


def found(frames: Frames) -> list[dict[str, Any]]:
    return searched(frames)["arrivals.forced"].evidence


def measure(frames: Frames) -> Measure:
    return searched(frames)["arrivals.forced"].measure


def test_an_adder_whose_people_leave_and_stay_silent_is_found_with_all_figures() -> None:
    told = a_chat()
    organiser, forcing = told.adds(40, gone=2, silent=22), told.adds(40, gone=16, silent=39)
    answer = searched(told.frames())["arrivals.forced"]
    assert answer.measure == Measure("measured", "people", 1, 1, 2)
    (row,) = answer.evidence
    assert row["adder"] == forcing != organiser
    assert (40, 16, 40, 39, 40) == tuple(row[key] for key in ("added", "gone", "gone_of", "silent", "silent_of"))
    assert (5, 100, 60, 100) == tuple(
        row[key] for key in ("self_gone", "self_gone_of", "self_silent", "self_silent_of")
    )
    assert (row["gone_low"], row["gone_high"]) == tuple(clopper_pearson(16, 40))
    assert row["share"] == 0.5
    assert row["q"] <= 0.001
    assert len(row["messages"]) == row["messages_total"] == 40
    assert answer.finding is not None
    assert answer.finding.strength == "strong"
    assert answer.finding.facts == {
        "adders": 1, "tested": 2, "adds": 40, "adds_all": 80, "share_at_least": 0.5, "silent_adders": 0,
        "self_joiners": 103, "smallest": 10,
    }  # fmt: skip


def test_below_a_tenth_of_all_additions_the_signs_are_some() -> None:
    told = a_chat()
    told.adds(12, gone=9, silent=12)
    for _ in range(4):
        told.adds(40, gone=2, silent=22)
    finding = searched(told.frames())["arrivals.forced"].finding
    assert finding is not None
    assert (finding.strength, finding.facts["adders"]) == ("some", 1)


def test_silence_alone_is_never_called_forced() -> None:
    told = a_chat()
    quiet = told.adds(60, gone=3, silent=60)
    answers = searched(told.frames())
    assert answers["arrivals.forced"].evidence == []
    assert [row["adder"] for row in answers["arrivals.added_silent"].evidence] == [quiet]
    finding = answers["arrivals.forced"].finding
    assert finding is not None
    assert (finding.strength, finding.facts["silent_adders"]) == ("none", 1)


def test_where_leaving_is_not_logged_an_export_says_no_more_than_silence() -> None:
    told = a_chat()
    told.adds(60, gone=30, silent=60)
    told.went.clear()
    answers = searched(told.frames())
    assert answers["arrivals.forced"].measure == Measure("unavailable", "people", why="leaves-not-logged")
    assert answers["arrivals.forced"].evidence == []
    assert len(answers["arrivals.added_silent"].evidence) == 1
    finding = answers["arrivals.forced"].finding
    assert finding is not None
    assert (finding.strength, finding.facts["why"]) == ("cannot tell", "leaves-not-logged")


def test_where_leaving_is_not_logged_a_whole_list_shows_who_is_gone() -> None:
    told = a_chat()
    forcing = told.adds(40, gone=16, silent=39)
    gone = {person for _, person, _ in told.went}
    told.went.clear()
    frames = told.frames(members={person for _, _, person, _, _ in told.came} - gone)
    (row,) = found(frames)
    assert (row["adder"], row["gone"], row["self_gone"]) == (forcing, 16, 5)


def test_whoever_was_removed_did_not_leave() -> None:
    told = a_chat()
    told.adds(40, gone=30, silent=40, removed=True)
    assert found(told.frames()) == []


def test_people_who_came_when_leaving_was_no_longer_logged_are_not_asked() -> None:
    """A founder adds the first people of a group while leaving is still logged; those who come by themselves come
    later, when it is not. Without this, they would look more faithful than the founder's."""
    told = Told()
    told.adds(45, gone=8, silent=40, day=1)
    told.crowd(300, gone=0, silent=180, day=40)
    frames = told.frames()
    assert measure(frames) == Measure("insufficient", "people", why="too-few-self-joiners")
    assert found(frames) == []


def test_nine_are_too_few_and_ten_are_enough() -> None:
    told = a_chat()
    told.adds(9, gone=9, silent=9)
    assert measure(told.frames()) == Measure("insufficient", "people", why="no-large-adders")
    told = a_chat()
    told.adds(10, gone=9, silent=10)
    assert measure(told.frames()) == Measure("measured", "people", 1, 1, 1)


def test_with_fewer_than_thirty_by_themselves_nothing_can_be_compared() -> None:
    told = Told()
    told.crowd(28, gone=1, silent=15)
    told.adds(40, gone=30, silent=40)
    assert measure(told.frames()) == Measure("insufficient", "people", why="too-few-self-joiners")
    told.crowd(2, gone=0, silent=1)
    assert measure(told.frames()).count == 1


@pytest.mark.parametrize(
    ("facts", "outcome", "why"),
    [
        ({"grain": 86_400}, "insufficient", "day-times"),
        ({"as_of": None}, "unavailable", "no-times"),
    ],
)
def test_without_times_it_cannot_be_told(facts: dict[str, Any], outcome: str, why: str) -> None:
    told = a_chat()
    told.adds(40, gone=30, silent=40)
    frames = told.frames(**facts)
    assert (measure(frames).outcome, measure(frames).why) == (outcome, why)
    assert found(frames) == []


def test_a_window_that_ends_is_the_moment_of_the_audit() -> None:
    told = a_chat()
    told.adds(40, gone=30, silent=40)
    assert measure(told.frames(as_of=None, until=ENDS)).count == 1
    assert measure(told.frames(as_of=None, until=BEGAN + 10 * DAY)).why == "no-large-adders"


def test_before_a_window_that_begins_nobody_is_asked() -> None:
    told = a_chat(day=60)
    told.adds(40, gone=30, silent=40, day=20)
    late = told.adds(40, gone=30, silent=40, day=60)
    frames = told.frames(since=BEGAN + 50 * DAY, history_whole=False)
    assert [row["adder"] for row in found(frames)] == [late]


def test_whoever_came_less_than_a_day_before_the_audit_is_not_asked() -> None:
    told = a_chat(day=85)
    told.adds(40, gone=30, silent=40, day=89)
    assert measure(told.frames(as_of=BEGAN + 90 * DAY - HOUR)).why == "no-large-adders"


def test_added_people_who_cannot_be_told_apart_speak_for_the_adder() -> None:
    told = a_chat()
    adder = told.adds(14, gone=6, silent=14)
    assert [row["adder"] for row in found(told.frames())] == [adder]
    for place in range(80):
        told.comes(BEGAN + 30 * DAY + place, "added", adder, sure=False)
    figure = measure(told.frames())
    assert (figure.outcome, figure.count, figure.low, figure.high) == ("bounded", 0, 0, 1)
    assert found(told.frames()) == []


def test_people_who_cannot_be_told_apart_make_no_adder_large_enough() -> None:
    told = a_chat()
    told.adds(12, gone=1, silent=8)
    adder = told.adds(4, gone=4, silent=4)
    for place in range(30):
        told.comes(BEGAN + 30 * DAY + place, "added", adder, sure=False)
    figure = measure(told.frames())
    assert (figure.outcome, figure.count, figure.of, figure.high) == ("bounded", 0, 1, 1)


def test_somebody_added_again_and_again_counts_once_by_the_last_time() -> None:
    told = a_chat()
    adder = told.adds(12, gone=12, silent=12)
    victims = [person for _, kind, person, by, _ in told.came if by == adder]
    for person in victims:
        told.came.append((BEGAN + 40 * DAY, "added", person, adder, True))
        told.leaves(person, BEGAN + 40 * DAY + HOUR)
    (row,) = found(told.frames())
    assert (row["added"], row["gone"], row["gone_of"]) == (12, 12, 12)


def test_whoever_comes_back_alone_was_still_gone_when_added() -> None:
    told = a_chat()
    adder = told.adds(20, gone=14, silent=20)
    for person in [person for _, _, person, by, _ in told.came if by == adder][:14]:
        told.came.append((BEGAN + 60 * DAY, "by_link", person, 0, True))
    (row,) = found(told.frames())
    assert (row["gone"], row["gone_of"]) == (14, 20)


def test_the_comparison_is_with_the_same_weeks_where_enough_came_in_them() -> None:
    """In the week of the additions people left as often as the added; over the whole chat they did not."""
    told = a_chat(day=70)
    told.crowd(60, gone=30, silent=45, day=10)
    told.adds(40, gone=20, silent=30, day=10)
    assert found(told.frames()) == []
    told = a_chat(day=70)
    told.crowd(30, gone=15, silent=23, day=10)
    told.adds(40, gone=20, silent=38, day=10)
    (row,) = found(told.frames())
    assert (row["cohort"], row["self_gone"]) == ("whole-chat", 20)


def test_every_adder_that_was_tested_stands_in_the_table() -> None:
    told = a_chat()
    told.adds(40, gone=16, silent=39)
    told.adds(20, gone=1, silent=12)
    told.adds(3, gone=3, silent=3)
    table = adders_table(told.frames())
    assert [40, 20, 3] == table["added"].tolist()
    assert ["yes", "no", ""] == table["flagged"].tolist()
    assert ["no", "no", ""] == table["silent_only"].tolist()
    assert [16, 1] == table["tested_gone"].dropna().tolist()
    assert table["q"].isna().tolist() == [False, False, True]


def test_an_erased_or_hidden_adder_is_nobody_who_could_be_found() -> None:
    told = a_chat()
    adder = told.adds(40, gone=16, silent=39)
    told.came = [(at, kind, person, 0 if by == adder else by, sure) for at, kind, person, by, sure in told.came]
    answer = searched(told.frames())["arrivals.forced"]
    assert answer.measure.why == "no-large-adders"
    assert answer.finding is not None
    assert answer.finding.facts["adds_all"] == 40


def test_at_least_is_of_all_additions_also_those_in_doubt() -> None:
    told = a_chat()
    adder = told.adds(40, gone=20, silent=40)
    other = told.adds(2, gone=0, silent=2)
    for place in range(10):
        told.comes(BEGAN + 30 * DAY + place, "added", other, sure=False)
    finding = searched(told.frames())["arrivals.forced"].finding
    assert finding is not None
    assert (finding.facts["adds"], finding.facts["adds_all"]) == (40, 52)
    assert finding.facts["share_at_least"] == 40 / 52
    assert adder


def test_nobody_gives_no_figures_and_no_error() -> None:
    answers = searched(Told().frames())
    assert answers["arrivals.forced"].measure == Measure("insufficient", "people", why="no-large-adders")
    assert answers["arrivals.bursts"].measure == Measure("insufficient", "windows", why="no-rhythm")
