"""A year of audits set side by side: what jumped is marked, what was seen in another way is not called a change."""

import msgspec

from auditor.conductors.trend import trend
from auditor.measure.spec import Measure
from auditor.report.pages.trend_page import trend_page_in
from auditor.report.report import to_json
from auditor.report.statements.wording import wording
from auditor.report.trend import MOST_POINTS, day_of, read_observed, stretches, trend_csv
from tests.auditor.report.sample_history import CAPPED, HIDDEN, JUMP, NEW_MEASURE, POLICY, day, yearly

YEAR = [read_observed(to_json(report)) for report in yearly()]
FOUND = trend(YEAR)


def test_a_planted_jump_is_marked_on_its_day() -> None:
    marked = [day_of(step) for step in FOUND.steps if "arrivals.added" in step.moved]

    assert day(JUMP) in marked
    assert len(marked) <= 0.05 * len(YEAR)


def test_no_change_is_told_between_audits_that_saw_the_chat_in_another_way() -> None:
    apart = {day_of(step): step.apart for step in FOUND.steps if step.apart}
    edges = {HIDDEN.start: ["listing"], HIDDEN.stop: ["listing"], CAPPED.start: ["listing"], CAPPED.stop: ["listing"]}

    assert apart == {day(number): what for number, what in (edges | {POLICY: ["policy"]}).items()}
    assert not [step for step in FOUND.steps if step.apart and step.moved]


def test_a_figure_is_set_against_the_first_audit_that_knew_it() -> None:
    since = FOUND.since["souls.flagged"]

    assert (since.first or "")[:10] == day(NEW_MEASURE).isoformat()
    assert (since.last or "")[:10] == day(len(YEAR) - 1).isoformat()


def test_more_audits_than_can_be_drawn_share_points_and_none_is_lost() -> None:
    drawn = stretches(FOUND.steps)

    assert len(drawn) <= MOST_POINTS
    assert sum(len(stretch.steps) for stretch in drawn) == len(YEAR)
    rows = trend_csv(FOUND).decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + sum(len(each.measures) for each in YEAR)


def test_audits_come_in_the_order_of_what_they_speak_of_and_the_undated_are_counted() -> None:
    undated = msgspec.structs.replace(YEAR[0], as_of=None)
    again = trend([*reversed(YEAR[:9]), undated])

    assert [step.audit for step in again.steps] == YEAR[:9]
    assert again.undated == 1


def test_the_page_says_how_many_groups_chance_alone_would_give() -> None:
    searched = {"coordination.groups": Measure("measured", "groups", 0, 0, 90, inside=0)}
    looked = [msgspec.structs.replace(each, measures=each.measures | searched) for each in YEAR[:125]]
    page = trend_page_in(trend([*looked, *YEAR[125:130]]), wording("en"))

    assert "In 125 audits of chats without coordination, at most about 2 would show" in page
    assert "without coordination" not in trend_page_in(FOUND, wording("en"))
