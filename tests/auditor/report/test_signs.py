"""What findings say: counted, in sentences, with their figures; nothing is claimed of which a part cannot be told."""

import msgspec
import pytest

from auditor.measure.catalogue import Finding
from auditor.report import signs
from auditor.report.wording import LANGUAGES, wording
from tests.auditor.report.sample_findings import CANNOT_TELL, FINDINGS, NOTHING_FOUND
from tests.auditor.report.sample_report import report_of_findings

EN = wording("en")
FORCED, COPIES, SWARMS, GROUPS, PACE = FINDINGS


def test_those_with_signs_come_first() -> None:
    cannot_tell, none = CANNOT_TELL[0], NOTHING_FOUND[3]
    report = report_of_findings([cannot_tell, none, PACE, COPIES, GROUPS])
    assert [GROUPS, COPIES, PACE, none, cannot_tell] == signs.by_strength(report)
    assert [GROUPS, COPIES] == signs.exceeding(report)


def test_nothing_is_denied_of_which_a_part_cannot_be_told() -> None:
    report = report_of_findings([NOTHING_FOUND[0], NOTHING_FOUND[1], CANNOT_TELL[3]])
    assert ["Forced adding: no signs found", "Acting together: cannot tell"] == signs.subjects(report, EN)


def test_a_pace_is_context_and_no_sign() -> None:
    assert "0 of 1 signs" in signs.counted(report_of_findings([NOTHING_FOUND[1], PACE]), EN)
    assert "for context" == signs.strength_of(PACE, EN)
    assert ["2 people."] == signs.sentences_of(PACE, EN)
    assert "" == signs.smallest_of(PACE, EN)


def test_a_share_of_additions_is_said_as_at_least_and_rounded_down() -> None:
    facts = FORCED.facts | {"share_at_least": 0.35199}
    said = signs.sentences_of(msgspec.structs.replace(FORCED, facts=facts), EN)
    assert "Such additions are at least 35.1% of all (22,451 of 63,900)." in said


def test_what_is_expected_by_chance_is_never_said_to_be_nothing() -> None:
    facts = GROUPS.facts | {"expected_pairs": 0.0004}
    said = " ".join(signs.sentences_of(msgspec.structs.replace(GROUPS, facts=facts), EN))
    assert "chance alone would give < 0.01." in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("finding", [*FINDINGS, *NOTHING_FOUND, *CANNOT_TELL])
def test_every_finding_says_something_in_every_language(finding: Finding, language: str) -> None:
    said = signs.sentences_of(finding, wording(language))
    assert said
    assert all(sentence.endswith(".") and not set("{}?") & set(sentence) for sentence in said)


@pytest.mark.parametrize("finding", [*FINDINGS, *NOTHING_FOUND, *CANNOT_TELL])
def test_a_fact_that_is_missing_leaves_out_its_sentence(finding: Finding) -> None:
    for name in finding.facts:
        fewer = {key: fact for key, fact in finding.facts.items() if key != name}
        said = signs.sentences_of(msgspec.structs.replace(finding, facts=fewer), EN)
        assert said
        assert "?" not in " ".join(said)


def test_a_finding_of_a_later_version_stands_under_its_id() -> None:
    later = Finding("coordination", "some", "coordination.later", {"waves": 3})
    assert "coordination.later" == signs.title_of(later, EN)
    assert [] == signs.sentences_of(later, EN)
