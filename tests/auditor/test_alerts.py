"""What a re-audit has to tell of, and when."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from auditor.measure.spec import Finding, Measure
from auditor.report.report import AuditReport
from auditor.watching.alerts import EFFECT, Thresholds, alert_time, news, usual_effect
from tests.auditor.report.sample_report import live_report

DAY = 86_400
ALMATY = "Asia/Almaty"


def report(deleted: int = 10, of: int = 1_000, *, day: int = 1, found: Any = (), **more: Any) -> AuditReport:
    """A report with so many deleted of so many, and what was found: (id, strength, how many)."""
    measures = {"souls.deleted": Measure("measured", "share", deleted / of, deleted, of)}
    measures |= {name: Measure("measured", "groups", count, count, 100) for name, _, count in found}
    findings = [Finding(name.partition(".")[0], strength, name, {}) for name, strength, _ in found]
    coverage = msgspec.structs.replace(live_report().coverage, listing="whole")
    as_of = dt.datetime.fromtimestamp(1_795_000_000 + day * DAY, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    changed = {"measures": measures, "findings": findings, "coverage": coverage, "as_of": as_of} | more
    return msgspec.structs.replace(live_report(), **changed)


def test_the_first_audit_is_no_news_and_is_remembered() -> None:
    found = news(None, report(found=[("arrivals.forced", "strong", 3)]), Thresholds(), {})

    assert not found.is_any
    assert {"arrivals.forced": ("strong", 3)} == found.marks


@pytest.mark.parametrize(("after", "told"), [(10, False), (30, False), (70, True)])
def test_a_share_is_told_beyond_noise_and_beyond_the_least_effect(after: int, told: bool) -> None:
    assert told == bool(news(report(), report(after, day=2), Thresholds(), {}).moved)


def test_a_large_effect_within_noise_is_not_told() -> None:
    assert not news(report(1, 10), report(3, 10, day=2), Thresholds(), {}).moved


def test_a_watch_may_ask_for_less() -> None:
    assert news(report(), report(30, day=2), Thresholds(effect=0.01), {}).moved


def test_over_a_longer_time_more_may_move_by_itself() -> None:
    assert EFFECT == usual_effect(DAY) == usual_effect(10 * DAY)
    assert usual_effect(40 * DAY) == pytest.approx(2 * EFFECT)
    assert news(report(), report(80, day=8), Thresholds(), {}).moved
    assert not news(report(), report(80, day=41), Thresholds(), {}).moved


def test_what_was_not_seen_alike_is_not_set_against_each_other() -> None:
    capped = msgspec.structs.replace(report().coverage, listing="capped")

    assert not news(report(), report(500, day=2, coverage=capped), Thresholds(), {}).moved


def test_medians_of_views_are_no_shares_of_people() -> None:
    few, many = (Measure("measured", "share", views / 1_000, views, 1_000) for views in (100, 600))
    before, after = (report(day=day, measures={"reach.views": views}) for day, views in ((1, few), (2, many)))

    assert not news(before, after, Thresholds(), {}).is_any


@pytest.mark.parametrize(
    ("known", "now", "told"),
    [(("none", 0), ("some", 1), True), (("some", 1), ("strong", 1), True), (("strong", 1), ("strong", 1), False),
     (("strong", 1), ("some", 1), False), (("strong", 1), ("strong", 2), True), (("strong", 40), ("strong", 42), False),
     (("strong", 3), ("none", 0), False)],
)  # fmt: skip
def test_a_finding_is_told_where_it_is_new_or_stronger(known: Any, now: Any, told: bool) -> None:
    after = report(day=2, found=[("arrivals.forced", *now)])
    found = news(report(), after, Thresholds(), {"arrivals.forced": known})

    assert told == bool(found.findings)


def test_a_finding_that_comes_and_goes_is_told_once() -> None:
    marks: Any = {}
    told = []
    for day, strength in enumerate(["none", "strong", "none", "strong", "some", "strong"]):
        count = int(strength != "none")
        found = news(report(), report(day=day + 2, found=[("arrivals.forced", strength, count)]), Thresholds(), marks)
        marks = found.marks
        told.append(len(found.findings))

    assert [0, 1, 0, 0, 0, 0] == told


@pytest.mark.parametrize(
    ("signs", "strength", "told"),
    [("usual", "some", False), ("usual", "strong", True), ("all", "some", True), ("strong", "some", False)],
)
def test_episodes_alone_are_told_to_who_wants_all(signs: Any, strength: str, told: bool) -> None:
    after = report(day=2, found=[("coordination.copies", strength, 1)])

    assert told == bool(news(report(), after, Thresholds(signs=signs), {}).findings)


def test_groups_are_told_though_they_are_never_strong() -> None:
    after = report(day=2, found=[("coordination.groups", "some", 1)])

    assert 1 == len(news(report(), after, Thresholds(), {}).findings)
    assert not news(report(), after, Thresholds(signs="strong"), {}).findings


def clock(hour: int, minute: int = 0, day: int = 25) -> int:
    return int(dt.datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ALMATY)).timestamp())


@pytest.mark.parametrize(
    ("now", "quiet", "digest", "expected"),
    [(clock(15), None, None, clock(15)), (clock(23), (1_320, 480), None, clock(8, day=26)),
     (clock(3), (1_320, 480), None, clock(8)), (clock(8), (1_320, 480), None, clock(8)),
     (clock(12), (600, 900), None, clock(15)), (clock(15), None, 540, clock(9, day=26)),
     (clock(7), None, 540, clock(9)), (clock(15), (1_320, 600), 540, clock(10, day=26))],
)  # fmt: skip
def test_nothing_is_told_in_quiet_hours_and_a_digest_waits(now: int, quiet: Any, digest: Any, expected: int) -> None:
    assert expected == alert_time(now, ALMATY, quiet, digest)
