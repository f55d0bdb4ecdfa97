"""Account ages: what the shipped table says of ids, where it says nothing, and how it is fitted."""

import datetime as dt
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.account_age import fit, left_out, read_points, read_ranges, written
from storage.people.traits.account_age import (
    DAY,
    GAP,
    ID_END,
    LAST_EVIDENCE,
    LAUNCHED,
    NO_TIME,
    VERSION,
    Created,
    created,
    created_many,
    point,
    read_table,
    shipped_table,
)

TABLE = shipped_table()
FIRST_RANGE = 7_000_000_000
SYNTHETIC = [3_318_845_111, 4_317_845_111]
NEVER = [
    *SYNTHETIC,
    *(-(2**63), -1_001_234_567_890, -1, 0),
    *(GAP[0], 3_000_000_000, GAP[1] - 1),
    *(ID_END, 2**63 - 1),
]
ISSUED = st.one_of(st.integers(1, GAP[0] - 1), st.integers(GAP[1], 9_500_000_000), st.integers(FIRST_RANGE, ID_END - 1))
ANY_ID = st.one_of(
    ISSUED,
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([*NEVER, *(first + by for first, _ in TABLE.ranges for by in (-1, 0, 1))]),
)


def at(year: int, month: int, day: int) -> int:
    return int(dt.datetime(year, month, day, tzinfo=dt.UTC).timestamp())


def start(day: dt.date) -> int:
    return at(day.year, day.month, day.day)


@pytest.mark.parametrize("never", [*NEVER, 2**70, -(2**70)])
def test_of_an_id_that_was_never_issued_nothing_is_known(never: int) -> None:
    assert created(never) is None
    assert point(never) is None


def test_in_a_batch_both_bounds_of_such_an_id_are_unknown() -> None:
    earliest, latest = created_many(np.array(NEVER, np.int64))

    assert {NO_TIME} == {*earliest.tolist(), *latest.tolist()}


@pytest.mark.parametrize("beside", [1, GAP[0] - 1, GAP[1], ID_END - 1])
def test_next_to_what_was_never_issued_something_is_known(beside: int) -> None:
    assert created(beside) is not None


@given(st.lists(ANY_ID, max_size=20))
def test_a_batch_says_of_each_id_what_is_said_of_it_alone(ids: list[int]) -> None:
    earliest, latest = created_many(np.array(ids, np.int64))

    assert ["int64", "int64"] == [earliest.dtype.name, latest.dtype.name]
    alone = [created(one) or Created(None, None) for one in ids]
    assert [
        (NO_TIME if one.earliest is None else one.earliest, NO_TIME if one.latest is None else one.latest)
        for one in alone
    ] == list(zip(earliest.tolist(), latest.tolist(), strict=True))


@given(ISSUED, ISSUED)
def test_a_greater_id_never_has_an_earlier_point(one: int, other: int) -> None:
    lower, upper = (point(each) for each in sorted((one, other)))
    if lower is not None and upper is not None:
        assert lower <= upper


@given(ISSUED)
def test_the_interval_holds_the_point_and_its_ends_are_in_order(telegram_id: int) -> None:
    age, middle = created(telegram_id), point(telegram_id)

    assert age is not None
    assert age.earliest is not None
    assert age.earliest >= start(LAUNCHED)
    assert age.latest is None or age.earliest < age.latest
    if middle is not None:
        assert age.latest is not None
        assert age.earliest <= middle <= age.latest


@given(st.integers(FIRST_RANGE, ID_END - 1))
def test_from_seven_thousand_million_on_there_is_no_point(telegram_id: int) -> None:
    assert point(telegram_id) is None


def test_just_below_there_is_one() -> None:
    assert point(FIRST_RANGE - 1) is not None


@pytest.mark.parametrize(("one", "following"), list(pairwise(TABLE.ranges)))
def test_a_range_is_a_window_from_its_opening_to_sixty_days_after_the_next(
    one: tuple[int, dt.date], following: tuple[int, dt.date]
) -> None:
    window = Created(start(one[1]), start(following[1]) + 61 * DAY - 1)

    assert [window] * 3 == [created(each) for each in (one[0], (one[0] + following[0]) // 2, following[0] - 1)]


@pytest.mark.parametrize("telegram_id", [8_800_000_000, 8_999_999_999, 9_000_000_000, 12_345_678_901, ID_END - 1])
def test_the_last_range_and_all_beyond_are_newer_than_its_opening_and_no_more_is_known(telegram_id: int) -> None:
    assert Created(start(TABLE.ranges[-1][1]), None) == created(telegram_id)


def test_before_the_first_dated_id_there_is_only_the_launch_of_telegram() -> None:
    for first in (1, 1_000, 1_000_000):
        age = created(first)

        assert age is not None
        assert at(2013, 8, 14) == age.earliest


def test_nothing_above_the_gap_is_older_than_the_end_of_what_is_below() -> None:
    age = created(GAP[1])

    assert age is not None
    assert at(2021, 11, 1) == age.earliest


@pytest.mark.parametrize(
    ("service", "began"),
    [
        (136_817_688, (2015, 9, 22)),  # speaks for channels, which began on that day
        (1_271_266_957, (2020, 9, 30)),  # keeps replies to comments
        (5_434_988_373, (2022, 11, 5)),  # deletes spam in big groups
    ],
)
def test_the_interval_of_an_account_of_telegram_itself_holds_the_day_of_its_feature(
    service: int, began: tuple[int, int, int]
) -> None:
    """Ids that every client knows by heart (core.telegram.org/api/peers); the days are those of Telegram's blog."""
    age = created(service)

    assert age is not None
    assert age.earliest is not None
    assert age.latest is not None
    assert age.earliest <= at(*began) <= age.latest


def test_an_account_of_telegram_itself_is_not_younger_than_its_feature() -> None:
    for service, began in ((93_372_553, at(2015, 6, 24)), (1_087_968_824, at(2020, 9, 30))):  # bots; anonymous admins
        age = created(service)

        assert age is not None
        assert age.earliest is not None
        assert age.earliest <= began


def test_the_table_says_which_it_is_and_how_far_it_knows() -> None:
    assert (VERSION, LAST_EVIDENCE) == (TABLE.version, TABLE.last_evidence)
    assert max(day for _, day in TABLE.ranges) <= LAST_EVIDENCE


def test_every_row_of_the_table_stands_at_a_round_id() -> None:
    assert all(one % 1_000_000 == 0 for one, _, _ in TABLE.curve)
    assert all(one % 100_000_000 == 0 for one, _ in TABLE.ranges)
    steps = {following[0] - one[0] for one, following in pairwise(TABLE.curve)}
    assert len(steps) < 10, "rows that follow dated ids would not keep so few steps"


def test_the_rows_of_the_table_are_in_order_of_ids_and_of_days() -> None:
    curve, ranges = [(one, day) for one, day, _ in TABLE.curve], TABLE.ranges

    assert (0, LAUNCHED) == curve[0]
    assert ranges[0] == curve[-1]
    for rows in (curve, ranges):
        assert all(one[0] < following[0] and one[1] <= following[1] for one, following in pairwise(rows))


def test_no_row_of_the_curve_stands_where_no_id_was_issued() -> None:
    assert not [one for one, _, _ in TABLE.curve if GAP[0] <= one < GAP[1]]


def test_nothing_is_read_when_the_module_is_imported() -> None:
    script = "import storage.people.traits.account_age as ages; raise SystemExit(ages._shipped.cache_info().currsize)"
    ran = subprocess.run([sys.executable, "-c", script], check=False)  # noqa: S603 - this interpreter

    assert 0 == ran.returncode


ARRIVED = at(2024, 6, 1)


RANGES = [(FIRST_RANGE, dt.date(2024, 2, 19)), (7_200_000_000, dt.date(2024, 5, 26))]


def made_up(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Invented ids with invented days: rising over the years, twenty days to and fro."""
    draw = np.random.default_rng(seed)
    ids = np.concatenate((draw.integers(1, GAP[0], 60), draw.integers(GAP[1], FIRST_RANGE, 40)))
    ids.sort()
    at_ends = [0, GAP[0], GAP[1], FIRST_RANGE]
    day = np.interp(ids, at_ends, [start(LAUNCHED), at(2021, 12, 1), at(2021, 12, 1), at(2024, 2, 19)])
    return ids, day + draw.normal(0, 20, len(ids)) * DAY


def test_synthetic_and_random_ids_are_not_fitted(tmp_path: Path) -> None:
    rows = [(SYNTHETIC[1], 5), (12_345_678, 1), (SYNTHETIC[0], 4), (6_543_210_987, 2), (7_111_111_111, 3), (0, 6)]
    path = tmp_path / "points.csv"
    path.write_text("user_id,unix_utc\n" + "".join(f"{one},{when}\n" for one, when in rows), encoding="utf-8")

    ids, moments, rejected = read_points(path)

    assert ([12_345_678, 6_543_210_987], [1.0, 2.0], 4) == (ids.tolist(), moments.tolist(), rejected)


def test_ranges_are_read_with_the_day_they_were_opened(tmp_path: Path) -> None:
    path = tmp_path / "blocks.csv"
    path.write_text("id_lo,opened_unix\n7200000000,1716729388\n7000000000,1708351706\n", encoding="utf-8")

    assert RANGES == read_ranges(path)


@pytest.mark.parametrize("seed", range(3))
def test_a_refit_finds_days_it_was_not_given(seed: int) -> None:
    ids, moments = made_up(seed)

    asked, errors, held = left_out(ids, moments, RANGES)

    assert ids[1:-1].tolist() == asked.tolist()
    assert np.median(np.abs(errors)) < 25
    assert held.mean() >= 0.9


def test_a_refit_has_none_of_its_points_in_the_table_and_can_be_read_back() -> None:
    ids, moments = made_up(7)

    table = fit(ids, moments, RANGES)

    assert not {one for one, _, _ in table.curve} & set(ids.tolist())
    assert [one for one, _, _ in TABLE.curve] == [one for one, _, _ in table.curve]
    assert table == read_table(written(table))
