"""What rests of when an account was last seen: enough for the 30-day question, and no more."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.frames.facts import INACTIVE_DAYS
from storage.people.traits.last_seen import DAYS, at_rest
from tests.auditor.measure.live_rows import BEGAN, DAY, TODAY, Shown, live_frames
from tests.auditor.measure.live_rows import at as on_day

READ_AT = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp())


def test_the_days_are_those_of_the_measure() -> None:
    assert INACTIVE_DAYS == DAYS


@pytest.mark.parametrize("bucket", ["recently", "last-week", "last-month", "empty", ""])
def test_a_bucket_rests_as_it_is_shown(bucket: str) -> None:
    assert (bucket, 0) == at_rest(bucket, None, READ_AT)


@pytest.mark.parametrize("seconds", [-240, 0, 1, 5 * DAY, 30 * DAY])
def test_whoever_was_seen_within_thirty_days_was_seen_lately(seconds: int) -> None:
    assert ("lately", 0) == at_rest("exact", READ_AT - seconds, READ_AT)
    assert ("lately", 0) == at_rest("online", None, READ_AT)


def test_whoever_was_seen_before_that_rests_with_the_month() -> None:
    january = (2026 - 1970) * 12
    assert ("long-ago", january) == at_rest("exact", READ_AT - 30 * DAY - 1, READ_AT)
    assert ("long-ago", january) == at_rest("exact", int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), READ_AT)
    assert ("long-ago", january - 1) == at_rest("exact", int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) - 1, READ_AT)


def test_an_exact_date_that_is_not_shown_says_nothing() -> None:
    assert ("empty", 0) == at_rest("exact", None, READ_AT)


days = st.integers(0, 200).map(lambda hours: hours * 1.37)


@given(days, st.one_of(st.just(0.0), days))
def test_the_answer_is_that_of_the_exact_date_or_none(ago: float, earlier: float) -> None:
    """As of the reading itself it is always the answer; as of an earlier moment it is never the wrong one."""
    as_of, seen = on_day(TODAY - earlier), on_day(TODAY - ago)
    shown = live_frames([Shown(2, seen="exact", seen_day=TODAY - ago)], as_of=as_of)
    (answer,) = shown.people["inactive"]
    allowed = {int(as_of - seen > 30 * DAY)} | (set() if earlier == 0 else {-1})
    assert answer in allowed


def test_as_of_an_earlier_moment_the_month_answers_where_it_can() -> None:
    months = np.array([on_day(TODAY - 200), on_day(TODAY - 60)], "M8[s]").astype("M8[M]")
    assert months[0] != months[1]
    shown = live_frames(
        [Shown(2, seen="exact", seen_day=TODAY - 200), Shown(4, seen="exact", seen_day=TODAY - 60)],
        as_of=on_day(TODAY - 65),
    )
    assert [1, 0] == shown.people["inactive"].tolist()
    assert on_day(0) == BEGAN
