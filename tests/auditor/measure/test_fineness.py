"""What times that are not fine enough cannot show is said to be unknown, each search by its own window."""

from typing import Any

import pytest

from auditor.frames.frames import Frames
from auditor.measure.arrivals import added_gone
from auditor.measure.arrivals.fates import fates
from auditor.measure.coordination.searching import comparable
from auditor.measure.souls import never_posted
from tests.auditor.measure.adders_by_hand import a_chat
from tests.auditor.measure.crowd_frames import crowd_frames
from tests.auditor.measure.searched import arrivals as arrivals_searched
from tests.auditor.measure.searched import coordination as searched
from tests.auditor.measure.searched import waves as waves_searched
from tests.auditor.measure.test_coordination import TEXT, chat, together, with_facts

MINUTE, HOUR, DAY, MONTH = 60, 3_600, 86_400, 31 * 86_400

COORDINATION = ("copies", "swarms", "groups", "habits", "pace")


def a_crowd() -> Frames:
    crowd = chat(*together(TEXT, 1_000, 3, 5, 7))
    crowd.acts[100].to = crowd.acts[90]  # without a single reply nothing shows whether there are swarms
    return crowd_frames(crowd)


@pytest.mark.parametrize(
    ("facts", "why", "still_known"),
    [
        ({"grain": 1}, None, COORDINATION),
        ({"grain": MINUTE}, "minute-times", COORDINATION[:4]),
        ({"grain": HOUR}, "hour-times", ()),
        ({"grain": DAY}, "day-times", ()),
        ({"grain": MONTH}, "worse-times", ()),
        ({"mostly_undated": True}, "mostly-undated", ()),
    ],
)
def test_what_acts_within_minutes_needs_times_finer_than_these(
    facts: dict[str, Any], why: str | None, still_known: tuple[str, ...]
) -> None:
    frames = with_facts(a_crowd(), **facts)
    found = {name: searched(frames, reshuffles=5)[f"coordination.{name}"] for name in COORDINATION}
    for name, answer in found.items():
        if name in still_known:
            assert answer.measure.why is None
        else:
            assert ("insufficient", why) == (answer.measure.outcome, answer.measure.why)
            assert not answer.evidence
    assert comparable(frames) == bool(still_known)


def test_times_of_no_calendar_are_compared_with_no_other_chat() -> None:
    frames = with_facts(a_crowd(), calendar=False)
    assert not comparable(frames)
    assert "measured" == searched(frames, reshuffles=5)["coordination.copies"].measure.outcome


@pytest.mark.parametrize(
    ("facts", "why", "unknown"),
    [
        ({"grain": MINUTE}, None, set()),
        ({"grain": HOUR}, "hour-times", {"bursts"}),
        ({"grain": DAY}, "day-times", {"bursts", "wave", "gone", "forced"}),
        ({"grain": MONTH}, "worse-times", {"bursts", "wave", "gone", "forced", "never_posted"}),
        ({"mostly_undated": True}, "mostly-undated", {"bursts", "wave", "gone", "forced", "never_posted"}),
    ],
)
def test_of_arrivals_each_figure_needs_times_as_fine_as_its_window(
    facts: dict[str, Any], why: str | None, unknown: set[str]
) -> None:
    told = a_chat()
    told.adds(40, gone=30, silent=40)
    frames = told.frames(**facts)
    found = {
        "bursts": arrivals_searched(frames)["arrivals.bursts"].measure,
        "forced": arrivals_searched(frames)["arrivals.forced"].measure,
        "wave": waves_searched(frames)["arrivals.wave"].measure,
        "gone": added_gone.count(frames),
        "never_posted": never_posted.count(frames),
    }
    for name, measure in found.items():
        assert (measure.why == why and measure.outcome == "insufficient") == (name in unknown), name
    assert all((fate.gone_at_once is None) == ("gone" in unknown) for fate in fates(frames))


def test_windows_of_a_burst_that_are_too_narrow_are_left_out() -> None:
    by_second, by_minute = (arrivals_searched(a_chat().frames(grain=grain))["arrivals.bursts"] for grain in (1, MINUTE))
    assert by_second.measure.of is not None
    assert by_minute.measure.of is not None
    assert by_minute.measure.of < by_second.measure.of
