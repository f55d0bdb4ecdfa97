"""Groups as a graph: what may leave to others, and what is the operator's alone."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from auditor.errors import ReportUnwritable
from auditor.report.package.graph import graphml, write_graph

_ = "{http://graphml.graphdrawing.org/xmlns}"
FIVE: dict[str, Any] = {
    "people": ["p-e", "p-d", "p-c", "p-b", "p-a"], "edges": [[0, 1, 31], [1, 2, 3], [2, 3, 2], [3, 4, 1]], "count": 40,
    "start": "2018-03-19T09:14:02Z", "end": "2018-04-19T09:15:40Z", "kind": "text", "window": 60,
    "messages": [51_001],
}  # fmt: skip
THREE: dict[str, Any] = {"people": ["p-x", "p-y", "p-z"], "edges": [[0, 1, 9], [1, 2, 9]], "count": 9}
EVIDENCE = {"coordination.copies": [{"people": ["p-q", "p-r"], "count": 2}], "coordination.groups": [FIVE, THREE]}


def read(data: bytes) -> tuple[list[str], dict[tuple[str, str], dict[str, str]]]:
    """The nodes, and of each edge what it says."""
    graph = ET.fromstring(data).find(f"{_}graph")  # noqa: S314 - of our own making
    assert graph is not None
    edges = {
        (edge.attrib["source"], edge.attrib["target"]): {
            each.attrib["key"].removeprefix("edge-"): each.text or "" for each in edge
        }
        for edge in graph.iter(f"{_}edge")
    }
    return [node.attrib["id"] for node in graph.iter(f"{_}node")], edges


def test_what_leaves_has_groups_of_five_weights_in_bands_and_days() -> None:
    nodes, edges = read(graphml(EVIDENCE, exact=False))
    assert ["p-a", "p-b", "p-c", "p-d", "p-e"] == nodes
    assert {("p-e", "p-d"): "16", ("p-d", "p-c"): "2", ("p-c", "p-b"): "2", ("p-b", "p-a"): "1"} == {
        ends: said["weight"] for ends, said in edges.items()
    }
    assert sorted(edges) == list(edges)
    said = edges["p-e", "p-d"] | {"weight": ""}
    assert {
        "group": "coordination.groups/1", "weight": "", "kind": "text", "window": "60", "first": "2018-03-19",
        "last": "2018-04-19",
    } == said  # fmt: skip


def test_as_it_is_the_graph_has_all_groups_and_their_times() -> None:
    nodes, edges = read(graphml(EVIDENCE, exact=True))
    assert 8 == len(nodes)
    assert ("31", "2018-03-19T09:14:02Z") == (edges["p-e", "p-d"]["weight"], edges["p-e", "p-d"]["first"])
    assert b"51001" not in graphml(EVIDENCE, exact=True)


@pytest.mark.parametrize("edges", [[[0, 9, 1]], [[0]], [["a", "b", 1]], [None], "x"])
def test_edges_of_an_earlier_version_are_left_out(edges: Any) -> None:
    assert {} == read(graphml({"coordination.groups": [FIVE | {"edges": edges}]}, exact=False))[1]


def test_names_are_escaped_and_a_graph_of_nothing_is_one() -> None:
    hostile = [f'"><x y="{letter}\u202e&' for letter in "abcde"]
    assert sorted(hostile) == read(graphml({"m": [FIVE | {"people": hostile}]}, exact=False))[0]
    assert ([], {}) == read(graphml({}, exact=False))


def test_a_disk_that_refuses_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReportUnwritable, match="The graph cannot be written"):
        write_graph(EVIDENCE, tmp_path / "absent" / "farms.graphml")


def test_an_edge_of_a_rule_that_leads_one_way_says_so() -> None:
    row = {"people": ["p-a", "p-b", "p-c"], "edges": [[2, 0, 5], [0, 1, 3]], "directed": True}
    led, plain = (graphml({"coordination.asked": [each]}, exact=True) for each in (row, row | {"directed": False}))
    edges = ET.fromstring(led).iter(f"{_}edge")  # noqa: S314 - of our own making

    assert [("p-a", "p-b", "true"), ("p-c", "p-a", "true")] == [
        (edge.get("source"), edge.get("target"), edge.get("directed")) for edge in edges
    ]
    assert b"directed=" not in plain.replace(b"edgedefault=", b"")
