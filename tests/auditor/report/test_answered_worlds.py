"""Planted worlds on the real way: the answer names what is there, nothing else, and its figures hold the truth.

`python -m bench.answers` asks hundreds of each kind; here it is one.
"""

import pytest

from auditor.report.answer.answer import answer_of
from auditor.report.answer.known import Known
from auditor.report.statements.wording import wording
from tests.auditor.report.answered import leads_as_planted, report_of, told_of
from tests.worlds.answered import KINDS, Kind
from tests.worlds.claims import claims_of, holds

SEEDS: dict[Kind, int] = {"forced": 1, "flood": 1, "groups": 5, "added": 1, "channel": 1, "table": 1, "few write": 1,
                          "clean": 1, "unknown": 3}  # fmt: skip
READ: dict[Kind, int] = {"forced": 4, "flood": 2, "groups": 3, "added": 4, "channel": 1, "table": 2, "few write": 3,
                         "clean": 1, "unknown": 0}  # fmt: skip
"""How many figures of each answer are read back, so that a reader that reads nothing is noticed."""


@pytest.mark.parametrize("kind", SEEDS)
def test_an_answer_names_what_is_there_and_its_figures_hold_the_truth(kind: Kind) -> None:
    answered = KINDS[kind](SEEDS[kind])
    report = report_of(answered)
    answer, told = answer_of(report, wording("en")), set(told_of(Known(report)))
    claims = claims_of(str(answer.answer), answered)

    assert leads_as_planted(kind, answer.picture), answer
    assert answered.planted <= told <= answered.planted | answered.may
    assert [] == [claim for claim in claims if not claim.holds]
    assert READ[kind] == len(claims)


@pytest.mark.parametrize(
    ("printed", "truth", "expected"),
    [
        ("78–80%", 0.784, True),
        ("78–80%", 0.801, False),
        ("about 8 in 10 (78–80%)", 0.77, False),
        ("75%", 0.7537, True),
        ("75%", 0.757, False),
        ("1,034–1,300", 1_299, True),
        ("1,034", 1_035, False),
        ("< 1%", 0.004, True),
        ("< 1%", 0.0, False),
    ],
)
def test_what_is_printed_is_read_back_as_it_was_meant(printed: str, truth: float, expected: bool) -> None:
    assert expected == holds(printed, truth)
