"""The pictures of findings: well-formed, inside their frame, the same for the same rows, whoever the people are."""

import random
from xml.etree import ElementTree as ET

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.pictures import adders_compared, network
from auditor.report.pictures.drawing import WIDTH
from auditor.report.statements.wording import wording
from tests.auditor.report.sample_findings import GROUPS, SILENT
from tests.auditor.report.sample_report import report_with_findings

EN = wording("en")
ADDERS = report_with_findings().evidence["arrivals.forced"]
GROUP = report_with_findings().evidence["coordination.groups"]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own


def dots(svg: str, tag: str = "circle") -> list[float]:
    return [float(dot.get("cx") or 0) for dot in parsed(svg).iter(tag)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_well_formed_and_its_words_stay_inside(language: str) -> None:
    words = wording(language)
    drawn = [adders_compared.comparison(ADDERS, what, what, words) for what in ("gone", "silent")]
    drawn += [network.network(row, f"group-{place}", words) for place, row in enumerate(GROUP)]
    for svg in drawn:
        tree = parsed(svg)
        assert len(tree.findtext("desc") or "") > 10
        for text in tree.iter("text"):
            width, x = len(text.text or "") * 6.9, float(text.get("x") or 0)
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor") or "start"]
            assert -2 <= left
            assert left + width <= WIDTH + 2


def test_a_share_stands_at_its_place_on_the_scale() -> None:
    rows = [ADDERS[0] | {"gone": 0, "gone_of": 10}, ADDERS[0] | {"gone": 5, "gone_of": 10},
            ADDERS[0] | {"gone": 10, "gone_of": 10}]  # fmt: skip
    left, middle, right = dots(adders_compared.comparison(rows, "gone", "gone", EN))
    assert left < middle < right
    assert pytest.approx(middle - left, abs=0.2) == right - middle


def test_the_comparison_is_told_to_those_who_cannot_see_it() -> None:
    said = parsed(adders_compared.comparison(ADDERS[:1], "gone", "gone", EN)).findtext("desc")
    assert "A1: 64% (those who came by themselves: 7.5%)." == said


def test_without_exit_evidence_no_leaving_is_drawn() -> None:
    assert "" == adders_compared.comparison(SILENT, "gone", "gone", EN)
    assert "" != adders_compared.comparison(SILENT, "silent", "silent", EN)


def test_everybody_of_a_group_is_a_dot_and_every_shared_text_a_line() -> None:
    svg = network.network(GROUP[0], "group", EN)
    assert 7 == len(dots(svg))
    assert len(GROUPS[0]["edges"]) == sum(path.get("class") == "edge" for path in parsed(svg).iter("path"))


def test_a_picture_does_not_depend_on_who_somebody_is_nor_on_the_order_of_edges() -> None:
    other = GROUP[1] | {"people": [f"p-{place:012d}" for place in range(34)]}
    shuffled = GROUP[1] | {"edges": random.Random(7).sample(GROUP[1]["edges"], len(GROUP[1]["edges"]))}
    as_drawn = network.network(GROUP[1], "group", EN)
    assert as_drawn == network.network(other, "group", EN)
    assert as_drawn == network.network(shuffled, "group", EN)


def test_those_who_share_most_stand_side_by_side() -> None:
    assert {0, 1} == set(network.around([(0, 1, 9), (1, 2, 1), (2, 3, 5), (0, 3, 1)])[:2])


def test_a_large_group_is_cut_and_says_so() -> None:
    people = [f"p-{place:012d}" for place in range(90)]
    row = {"people": people, "edges": [[place, place + 1, 2] for place in range(89)]}
    assert network.MOST_PEOPLE == len(dots(network.network(row, "group", EN)))
    assert 90 - network.MOST_PEOPLE == network.left_out(row)


@pytest.mark.parametrize("edges", [None, [], [[0, 0, 2]], [[0, 9, 2]], [[0, 1, 0]]])
def test_nothing_is_drawn_of_nothing(edges: object) -> None:
    assert "" == network.network({"people": ["p-a", "p-b"], "edges": edges}, "group", EN)
