"""What findings say: counted, in sentences, with their figures; nothing is claimed of which a part cannot be told."""

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.measure.spec import Finding
from auditor.report.statements import signs
from auditor.report.statements.wording import wording
from tests.auditor.report.sample_findings import CANNOT_TELL, FINDINGS, IN_CONTEXT, LEFT_OUT, NOTHING_FOUND
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


def test_an_episode_of_three_is_context_and_no_sign_that_exceeds_its_limit() -> None:
    report = report_of_findings([NOTHING_FOUND[0], IN_CONTEXT])
    assert "0 of 2 signs looked for exceed their limits." == signs.counted(report, EN)
    assert ["Forced adding: no signs found", "Acting together: no signs found"] == signs.subjects(report, EN)
    assert ("for context", "") == (signs.strength_of(IN_CONTEXT, EN), signs.smallest_of(IN_CONTEXT, EN))
    assert "1 episode; 3 of 802 messages are in it (3 people)." == signs.sentences_of(IN_CONTEXT, EN)[0]
    assert [IN_CONTEXT, NOTHING_FOUND[0]] == signs.by_strength(report)


def test_episodes_and_groups_are_no_part_of_what_they_were_looked_for_among() -> None:
    assert "14 episodes; 61 of 19,432 messages are in them (37 people)." == signs.sentences_of(COPIES, EN)[0]
    assert "3 groups; 44 of 2,104 people are in them." == signs.sentences_of(GROUPS, EN)[0]
    old = Finding("coordination", "some", "coordination.copies", {"episodes": 14, "messages": 61, "people": 37})
    assert "14 episodes (37 people)." == signs.sentences_of(old, EN)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_groups_stands_what_they_do_not_show(language: str) -> None:
    words = wording(language)
    farms = Finding("farms", "some", "farms.accounts", {"farms": 1, "people": 4})
    for finding in (GROUPS, farms):
        assert signs.no_agreement(words) in signs.sentences_of(finding, words)
        assert signs.no_agreement(words) in signs.brief(finding, words)
    assert signs.no_agreement(words) == signs.caution(report_of_findings([GROUPS]), words)
    assert "" == signs.caution(report_of_findings([COPIES, NOTHING_FOUND[3]]), words)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("wordless", "320 of 3,920 messages are nothing but links, mentions, emoji or signs"),
        ("wordless-in-bursts", "320 of 3,920 messages are nothing but links, mentions, emoji or signs"),
        ("habits-left-out", "320 of 3,920 messages, with texts that many write."),
        ("habits-in-bursts", "320 of 3,920 messages, with texts that many write, in bursts, too."),
    ],
)
def test_what_was_left_out_is_said_wherever_signs_are_counted(why: str, said: str) -> None:
    unknown = Finding("coordination", "cannot tell", "coordination.copies", LEFT_OUT | {"why": why, "episodes": 0})
    least = Finding("coordination", "some", "coordination.copies", COPIES.facts | LEFT_OUT | {"why": why})
    for finding in (unknown, least):
        assert said in signs.left_out(report_of_findings([NOTHING_FOUND[2], finding]), EN)
        assert said in " ".join(signs.sentences_of(finding, EN))
    assert "14 episodes" in signs.sentences_of(least, EN)[0]
    assert "1 sign cannot be looked for here." in signs.counted(report_of_findings([NOTHING_FOUND[2], unknown]), EN)
    assert "" == signs.left_out(report_of_findings([*FINDINGS, *CANNOT_TELL]), EN)


def test_what_was_found_beside_what_was_left_out_is_not_lost() -> None:
    facts = IN_CONTEXT.facts | LEFT_OUT | {"why": "habits-left-out"}
    said = signs.sentences_of(Finding("coordination", "cannot tell", "coordination.copies", facts), EN)
    assert said[0].startswith("Cannot be told here")
    assert "1 episode; 3 of 802 messages are in it (3 people)." in said


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
