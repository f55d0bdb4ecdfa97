"""What exceeds a chat's own rhythm is shown, and what does not is not."""

import numpy as np
import pytest

from auditor.frames.inputs import Ints
from auditor.measure.methods.scan import MINUTE, Burst, has_a_rhythm, scan
from tests.auditor.measure.adders_by_hand import BEGAN, DAY, HOUR, a_chat
from tests.auditor.measure.searched import arrivals as searched
from tests.worlds.adds import BY_NAME, as_frames, drawn

HOURS = np.array([3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 9, 10, 9, 9, 9, 10, 12, 14, 17, 19, 15, 8])


def by_the_clock(rng: np.random.Generator, size: int, days: int) -> Ints:
    """Arrivals that follow the hours of the day and nothing else."""
    hour = rng.choice(24, size, p=HOURS / HOURS.sum())
    at = BEGAN + rng.integers(0, days, size) * DAY + hour * HOUR + rng.integers(0, HOUR, size)
    return np.sort(at).astype(np.int64)


@pytest.mark.parametrize("size", [300, 3_000, 100_000])
def test_a_rhythm_of_the_day_alone_is_no_burst(size: int) -> None:
    shown = [len(scan(by_the_clock(np.random.default_rng(seed), size, 90)).bursts) for seed in range(20)]
    assert sum(number > 0 for number in shown) <= 2


@pytest.mark.parametrize("size", [300, 3_000, 100_000])
def test_a_raid_is_one_burst_where_it_was(size: int) -> None:
    rng = np.random.default_rng(1)
    raid = BEGAN + 40 * DAY + 15 * HOUR + rng.integers(0, 10 * MINUTE, 300)
    (burst,) = scan(np.sort(np.concatenate([by_the_clock(rng, size, 90), raid]))).bursts
    assert burst.start <= raid.max()
    assert burst.end >= raid.min()
    assert burst.end - burst.start <= 2 * HOUR
    assert burst.came > 250
    assert burst.came > 4 * burst.expected
    assert burst.q <= 0.05


def test_most_viral_links_are_found_and_hardly_anything_else() -> None:
    viral = missed = other = 0
    for seed in range(30):
        group = drawn(BY_NAME["full logs"], seed)
        shown = [row for row in searched(as_frames(group))["arrivals.bursts"].evidence if row["kind"] == "joins"]
        found = [any(_meet(row, *burst) for row in shown) for burst in group.bursts]
        viral, missed = viral + len(found), missed + found.count(False)
        other += sum(not any(_meet(row, *burst) for burst in group.bursts) for row in shown)
    assert viral > 30
    assert missed <= viral // 20
    assert other <= 2


def _meet(row: dict[str, int], first: int, last: int, size: int) -> bool:
    return row["start"] <= last and row["end"] >= first and row["count"] <= 2 * size


def test_a_burst_alone_makes_no_finding() -> None:
    for seed in range(10):
        answers = searched(as_frames(drawn(BY_NAME["viral bursts"].clean, seed)))
        assert answers["arrivals.bursts"].measure.count
        assert answers["arrivals.bursts"].finding is None
        assert answers["arrivals.forced"].evidence == []


def test_all_times_moved_by_whole_hours_move_the_bursts_and_nothing_else() -> None:
    rng = np.random.default_rng(5)
    times = np.sort(np.concatenate([by_the_clock(rng, 800, 60), BEGAN + 20 * DAY + rng.integers(0, HOUR, 150)]))
    for hours in (-11, 3, 24 * 400 + 5):
        moved = scan(times + hours * HOUR)
        assert [
            Burst(one.start + hours * HOUR, one.end + hours * HOUR, one.came, one.expected, one.q)
            for one in scan(times).bursts
        ] == [pytest.approx(one) for one in moved.bursts]


def test_few_arrivals_or_a_short_time_have_no_rhythm() -> None:
    rng = np.random.default_rng(1)
    assert has_a_rhythm(by_the_clock(rng, 200, 30))
    assert not has_a_rhythm(by_the_clock(rng, 60, 30))
    assert not has_a_rhythm(by_the_clock(rng, 500, 4))
    told = a_chat()
    assert searched(told.frames())["arrivals.bursts"].measure.outcome == "measured"
    assert searched(told.frames(grain=86_400))["arrivals.bursts"].measure.why == "day-times"
    assert searched(told.frames(as_of=None))["arrivals.bursts"].measure.why == "no-times"
