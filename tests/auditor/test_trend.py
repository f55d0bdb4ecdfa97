"""A chat's history: each audit set against the one before."""

from auditor.report.report import to_json
from auditor.report.trend import read_observed
from auditor.trend import trend
from tests.auditor.report.sample_history import CAPPED, HIDDEN, JUMP, POLICY, day, yearly

OBSERVED = [read_observed(to_json(report)) for report in yearly(260, arrival_days=2)]
FOUND = trend(OBSERVED)


def test_a_planted_jump_is_the_only_one_of_its_measure() -> None:
    assert [day(JUMP).isoformat()] == [
        (step.audit.as_of or "")[:10] for step in FOUND.steps if "arrivals.added" in step.moved
    ]


def test_a_change_of_what_could_be_seen_is_told_on_its_day() -> None:
    apart = {number: step.apart for number, step in enumerate(FOUND.steps) if step.apart}
    assert {HIDDEN.start, HIDDEN.stop, CAPPED.start, CAPPED.stop, POLICY} == set(apart)
    assert ["policy"] == apart[POLICY]


def test_the_order_of_observation_does_not_matter() -> None:
    assert FOUND == trend(OBSERVED[::-1])
