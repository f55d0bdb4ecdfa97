"""Arrivals and messages by hour, and a wave by ten minutes."""

from auditor.measure.arrivals.hours import TOGETHER, Stretch, by_hour, wave_zoom
from tests.auditor.collect.chats import (
    ASEL,
    BEGAN,
    BOLAT,
    DANA,
    ERLAN,
    Somebody,
    added,
    came_by_link,
    frames_of_elements,
    said,
)

FLOOD = [Somebody(2_000 + n, f"Кісі {n}") for n in range(60)]
DAY, HOUR = 86_400, 3_600


def test_hours_add_up_to_all_that_came_and_was_written() -> None:
    shown = frames_of_elements([
        added(1, ASEL, BOLAT, DANA), came_by_link(30, ERLAN), said(31, ERLAN), said(32, ERLAN), said(90, ASEL),
    ])  # fmt: skip
    found = by_hour(shown)

    assert 2 == sum(found["added"].values())
    assert 1 == sum(found["by_link"].values())
    assert len(shown.messages) == sum(found["messages"].values())
    assert all(at % HOUR == 0 for counts in found.values() for at in counts)
    assert {} == found["by_request"]


def test_a_wave_by_ten_minutes_shows_nobody_alone() -> None:
    shown = frames_of_elements([came_by_link(n, who, at=BEGAN + 137 * n) for n, who in enumerate(FLOOD)])
    at = shown.arrivals["at"]
    zoom = wave_zoom(shown, {"start": int(at.min()), "end": int(at.max())})

    assert all(each.people == 0 or each.people >= TOGETHER for each in zoom)
    assert sum(each.people for each in zoom) == len(shown.arrivals)
    assert [each.start + each.seconds for each in zoom[:-1]] == [each.start for each in zoom[1:]]
    assert zoom[0].start % HOUR == 0


def test_fewer_than_five_at_the_end_are_counted_with_those_before() -> None:
    shown = frames_of_elements([came_by_link(n, who, at=BEGAN + 137 * n) for n, who in enumerate(FLOOD[:3])])
    at = shown.arrivals["at"]

    assert [] == wave_zoom(shown, {"start": int(at.min()), "end": int(at.max())})


def test_of_a_wave_of_days_nothing_is_told_by_ten_minutes() -> None:
    shown = frames_of_elements([came_by_link(n, who, at=BEGAN + 137 * n) for n, who in enumerate(FLOOD)])

    assert [] == wave_zoom(shown, {"start": 0, "end": 3 * DAY})
    assert [] == wave_zoom(shown, None)
    assert Stretch(0, 600, 5).people == TOGETHER
