"""When a watch is due: in words, in cron fields, and where clocks are put forward and back."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from auditor.errors import UsageError
from auditor.watching.rule import Rule, last_due, named_rule, next_due, zone_of


def at(moment: str, zone: str = "UTC") -> int:
    return int(dt.datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).timestamp())


def moments(rule: Rule, after: int, count: int) -> list[str]:
    """The next due moments, by the clocks of UTC."""
    found = []
    for _ in range(count):
        coming = next_due(rule, after)
        assert coming is not None
        found.append(dt.datetime.fromtimestamp(coming, dt.UTC).isoformat(timespec="minutes")[:16])
        after = coming
    return found


@pytest.mark.parametrize(
    ("named", "cron"), [("daily", "5 14 * * *"), ("weekly", "5 14 * * wed"), ("monthly", "5 14 25 * *")]
)
def test_a_rule_in_words_is_for_the_time_of_day_at_which_it_was_asked_for(named: str, cron: str) -> None:
    assert Rule(cron, "Asia/Almaty", named) == named_rule(named, "Asia/Almaty", at("2026-11-25 14:05", "Asia/Almaty"))  # type: ignore[arg-type]


def test_a_month_without_a_31st_is_not_left_out() -> None:
    assert "0 9 28 * *" == named_rule("monthly", "UTC", at("2026-01-31 09:00")).cron


def test_days_of_the_week_are_those_of_cron() -> None:
    monday_to_friday, sunday = named_rule("0 9 * * 1-5", "UTC", 0), named_rule("0 9 * * 7", "UTC", 0)

    assert ["2026-11-27T09:00", "2026-11-30T09:00"] == moments(monday_to_friday, at("2026-11-27 00:00"), 2)
    assert ["2026-11-29T09:00", "2026-12-06T09:00"] == moments(sunday, at("2026-11-27 00:00"), 2)
    assert moments(named_rule("0 9 * * 0", "UTC", 0), 0, 3) == moments(named_rule("0 9 * * sun", "UTC", 0), 0, 3)


def test_an_hour_that_comes_twice_is_one_for_a_daily_rule_and_two_for_an_hourly() -> None:
    daily, hourly = (named_rule(rule, "Europe/Berlin", 0) for rule in ("30 2 * * *", "30 * * * *"))

    assert ["2026-10-25T00:30", "2026-10-26T01:30"] == moments(daily, at("2026-10-24 12:00"), 2)
    assert ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"] == moments(hourly, at("2026-10-25 00:00"), 3)


def test_an_hour_that_never_comes_is_made_up_for() -> None:
    daily = named_rule("30 2 * * *", "Europe/Berlin", 0)

    assert ["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"] == moments(daily, at("2026-03-28 00:00"), 3)


def test_what_was_missed_is_the_last_moment() -> None:
    daily = named_rule("0 9 * * *", "UTC", 0)
    first = at("2026-11-01 09:00")

    assert at("2026-11-20 09:00") == last_due(daily, first, at("2026-11-21 08:59"))
    assert first == last_due(daily, first, first)


@pytest.mark.parametrize(
    ("rule", "why"),
    [("* * * * *", "too-often"), ("0,30 9 * * 1", "too-often"), ("59 * * * *", None), ("0 9 31 2 *", "never"),
     ("hourly", "rule"), ("0 9 * *", "rule"), ("0 9 * * 9", "rule"), ("61 9 * * *", "rule"), ("0 9 * * 5-1", "rule"),
     ("0 9 * * 1/0", "rule"), ("0 0 29 2 *", None)],
)  # fmt: skip
def test_what_is_no_rule_is_refused(rule: str, why: str | None) -> None:
    if why is None:
        assert next_due(named_rule(rule, "UTC", 0), 0)
        return
    with pytest.raises(UsageError) as refused:
        named_rule(rule, "UTC", 0)

    assert why == refused.value.facts["why"]


@pytest.mark.parametrize(
    ("word", "zone"),
    [("almaty", "Asia/Almaty"), ("Asia/Bishkek", "Asia/Bishkek"), ("utc", "UTC"), ("new york", "America/New_York"),
     ("mars", None), ("x" * 99, None)],
)  # fmt: skip
def test_a_zone_is_named_by_its_city(word: str, zone: str | None) -> None:
    assert zone == zone_of(word)
