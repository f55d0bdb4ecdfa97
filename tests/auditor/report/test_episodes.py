"""What every door says of episodes and groups, of what was left out, and of what groups do not show."""

import re
from html import unescape

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.measure.spec import Difference, Finding, Measure
from auditor.report.comparison import Comparison, comparison_text, side
from auditor.report.farms_report import FarmsReport, farms_text
from auditor.report.pages.farms_page import render_farms
from auditor.report.pages.page import render_page
from auditor.report.pictures.card import card_svg
from auditor.report.report import AuditReport, from_json, to_json
from auditor.report.statements import signs
from auditor.report.statements.headlines import key_figures
from auditor.report.statements.message import COLUMNS, LINES, summary_lines
from auditor.report.statements.wording import wording
from bot.telling import answers
from tests.auditor.report.sample_findings import FINDINGS, GROUPS, LEFT_OUT, NOTHING_FOUND
from tests.auditor.report.sample_report import report_of_findings, report_with_findings
from tests.auditor.report.test_table_report import table_report

EN = wording("en")
COPIES = Measure("measured", "episodes", 14, 14, 19_432, inside=61)
ACTING = next(finding for finding in FINDINGS if finding.id == "coordination.groups")
UNSEEN = [
    *(Finding("coordination", "cannot tell", f"coordination.{name}", LEFT_OUT | {"why": why, "smallest": 3})
      for name, why in (("copies", "habits-in-bursts"), ("groups", "habits-in-bursts"))),
    NOTHING_FOUND[2],
]  # fmt: skip


def table_with(findings: list[Finding]) -> AuditReport:
    """A table of texts with episodes, groups and such findings."""
    report, found = table_report(), report_with_findings()
    names = ("coordination.copies", "coordination.swarms", "coordination.groups")
    measures = report.measures | {name: found.measures[name] for name in names}
    return msgspec.structs.replace(report, measures=measures, findings=findings, evidence={})


def doors(report: AuditReport, language: str) -> dict[str, str]:
    """What a person reads at each door, in one line."""
    words = wording(language)
    compared = Comparison(
        before=side(report), after=side(report), findings=[],
        measures={name: Difference(each, each, value=0.0, low=0.0, high=0.0) for name, each in report.measures.items()},
    )  # fmt: skip
    said = {
        "terminal": "\n".join(summary_lines(report, language)),
        "page": re.sub(r"<(style|script)>.*?</\1>", "", render_page(report, language), flags=re.DOTALL),
        "card": card_svg(report, words),
        "bot": answers.summary(report, 1, words).html,
        "compare": comparison_text(compared, language),
    }
    plain = {door: unescape(re.sub(r"<[^>]*>", " ", text)) for door, text in said.items()}
    return {door: re.sub(r"[ \n\t]+", " ", text) for door, text in plain.items()}


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (COPIES, "14 episodes; 61 of 19,432 messages are in them"),
        (Measure("measured", "episodes", 1, 1, 802, inside=3), "1 episode; 3 of 802 messages are in it"),
        (Measure("measured", "episodes", 0, 0, 802, inside=0), "0 episodes; 0 of 802 messages are in them"),
        (Measure("measured", "groups", 3, 3, 120, inside=44), "3 groups; 44 of 120 people are in them"),
        (Measure("measured", "episodes", 14, 14, 19_432), "14 episodes"),
        (
            Measure("bounded", "episodes", None, 2, 2_000, 2, 68, inside=6),
            "between 2 and 68 (known: 2 episodes; 6 of 2,000 messages are in them)",
        ),
    ],
)
def test_a_figure_of_episodes_says_what_they_hold(measure: Measure, expected: str) -> None:
    assert expected == EN.figure(measure)
    assert expected.partition("known: ")[2].rstrip(")") or expected == EN.headline("x", measure).rests_on


def test_a_report_keeps_what_episodes_hold_and_reads_one_that_does_not() -> None:
    report = report_with_findings()
    told = to_json(report)
    assert 61 == from_json(told).measures["coordination.copies"].inside
    assert b'"inside"' not in to_json(report_of_findings([]))
    older = told.replace(b',\n   "inside": 61', b"")
    assert older != told
    assert "14 episodes" == EN.figure(from_json(older).measures["coordination.copies"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_door_calls_episodes_a_part_of_the_messages(language: str) -> None:
    words = wording(language)
    said = doors(table_with([]), language)
    part = words.text("{count} of {of}", count=14, of=19_432)
    whole = words.figure(COPIES)
    assert [] == [door for door, text in said.items() if part in text or f"({words.percent(14 / 19_432)})" in text]
    assert {"terminal", "page", "bot"} <= {door for door, text in said.items() if whole in text}
    assert "coordination.copies" in dict(key_figures(table_with([]), 4))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_every_door_says_what_was_left_out(language: str) -> None:
    words = wording(language)
    said = doors(table_with(UNSEEN), language)
    sentence = signs.left_out(table_with(UNSEEN), words)
    assert sentence
    for door in ("terminal", "page", "bot"):  # a card has one sentence, one picture and one sign
        assert sentence in said[door], door
    above = said["page"].partition('id="findings"')[0]
    assert sentence in above


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_groups_are_told_every_door_says_what_they_do_not_show(language: str) -> None:
    report = msgspec.structs.replace(table_with([ACTING]), evidence={"coordination.groups": GROUPS})
    sentence = signs.no_agreement(wording(language))
    said = doors(report, language)
    for door in ("terminal", "page", "card", "bot"):
        assert sentence in said[door], door
    assert said["page"].count(sentence) >= 2 + len(GROUPS), "at the top, in the finding, and beside each group"
    lines = summary_lines(report, language)
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_what_was_found_or_left_out_is_cut_off_a_full_screen(language: str) -> None:
    words = wording(language)
    hiding = msgspec.structs.replace(ACTING, facts=ACTING.facts | LEFT_OUT | {"why": "habits-in-bursts"})
    for report in (table_with([*FINDINGS[:1], hiding]), msgspec.structs.replace(report_with_findings(),
                   findings=[*FINDINGS[:1], hiding])):  # fmt: skip
        lines = summary_lines(report, language)
        said = " ".join(line.strip() for line in lines)
        assert len(lines) <= LINES
        assert max(map(len, lines)) <= COLUMNS
        for sentence in (signs.no_agreement(words), signs.left_out(report, words), signs.counted(report, words)):
            assert sentence in said
        heading = words.text("What could not be seen ({read})", read="|").partition("|")[0]
        assert any(line.startswith(heading) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_each_farm_stands_what_it_does_not_show(language: str) -> None:
    row = {
        "kind": "text",
        "window": 300,
        "turnout": 0.5,
        "people": ["p-a", "p-b", "p-c"],
        "count": 2,
        "edges": [],
        "chats": [],
    }
    finding = Finding("farms", "some", "farms.accounts", {"farms": 2, "people": 6, "smallest": 3})
    report = FarmsReport(
        tool="0", policy="0", as_of=None, chats=[], measures={}, evidence={"farms.accounts": [row, row]},
        findings=[finding],
    )  # fmt: skip
    sentence = signs.no_agreement(wording(language))
    assert sentence in farms_text(report, language)
    assert 4 == unescape(render_farms(report, language)).count(sentence), "at the top, in the finding, beside each"
