"""Groups and farms as GraphML, for Gephi, Cytoscape, igraph or networkx.

A graph tells people apart better than any table: who shares how much with whom is a shape that whoever has another
graph of the same chat can lay over it, names or not. So what leaves to others has groups of `k` and more, weights in
bands and times by day; as it is, the graph is the operator's alone.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from auditor.errors import ReportUnwritable
from auditor.measure.spec import Row
from auditor.report.package.alike import K
from auditor.report.package.bands import COUNTS
from auditor.report.report import Evidence

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

_KEYS = (
    ("node", "group", "string"), ("edge", "group", "string"), ("edge", "weight", "int"), ("edge", "kind", "string"),
    ("edge", "window", "int"), ("edge", "first", "string"), ("edge", "last", "string"),
)  # fmt: skip
"""What nodes and edges say. `weight`: how many things the two shared, or where that is in bands the lower end of one
(1, 2 to 3, 4 to 7, ...); `group`: the measure and the row of its evidence; `kind` and `window`: what was shared, and
within how many seconds, where the row says it; `first` and `last`: when the group did."""


def graphml(evidence: Evidence, *, exact: bool, k: int = K) -> bytes:
    """The groups among the rows of evidence as one graph: of `k` people and more, in bands and by day; with `exact`,
    all of them as they are. Nodes and edges stand in the order of the names in them."""
    root = ET.Element("graphml", xmlns=_NAMESPACE)
    for about, name, of in _KEYS:
        ET.SubElement(root, "key", {"id": f"{about}-{name}", "for": about, "attr.name": name, "attr.type": of})
    graph = ET.SubElement(root, "graph", id="groups", edgedefault="undirected")
    nodes: dict[str, ET.Element] = {}
    edges: list[ET.Element] = []
    for group, row in _groups(evidence, 0 if exact else k):
        for person in row["people"]:
            if person not in nodes:
                nodes[person] = ET.Element("node", id=person)
                _say(nodes[person], "node", {"group": group})
        for one, other, weight in _edges(row):
            edge = ET.Element("edge", source=row["people"][one], target=row["people"][other])
            if row.get("directed") is True:
                edge.set("directed", "true")
            shown = weight if exact else COUNTS["doubling"].lower_end(weight)
            _say(edge, "edge", {"group": group, "weight": shown, **_facts(row, exact=exact)})
            edges.append(edge)
    graph.extend([nodes[person] for person in sorted(nodes)])
    graph.extend(sorted(edges, key=lambda edge: (edge.attrib["source"], edge.attrib["target"])))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def write_graph(evidence: Evidence, path: Path) -> None:
    """Writes the graph as it may leave to others. Raises `ReportUnwritable`."""
    try:
        path.write_bytes(graphml(evidence, exact=False))
    except OSError as error:
        raise ReportUnwritable(
            "The graph cannot be written to {path}: {said}.", path=path, said=str(error.strerror or error)
        ) from error


def _groups(evidence: Evidence, least: int) -> Iterator[tuple[str, Row]]:
    """The rows that are groups, each with its name: the measure, and its place among the rows."""
    for measure, rows in evidence.items():
        for place, row in enumerate(rows, 1):
            if isinstance(row.get("people"), list) and row.get("edges") and len(row["people"]) >= least:
                yield f"{measure}/{place}", row


def _edges(row: Row) -> Iterator[tuple[int, int, int]]:
    """The edges whose ends are people of the row; an edge is two places among them and a weight."""
    count = len(row["people"])
    for edge in row["edges"]:
        sound = isinstance(edge, list) and len(edge) >= 3 and all(isinstance(number, int) for number in edge[:3])
        if sound and min(edge[:2]) >= 0 and max(edge[:2]) < count:
            yield edge[0], edge[1], edge[2]


def _facts(row: Row, *, exact: bool) -> dict[str, object]:
    longest = None if exact else len("2026-01-01")
    times = {"first": row.get("start"), "last": row.get("end")}
    told = {name: str(time)[:longest] for name, time in times.items() if time}
    return told | {key: row[key] for key in ("kind", "window") if isinstance(row.get(key), str | int)}


def _say(element: ET.Element, about: str, facts: dict[str, object]) -> None:
    for name, value in facts.items():
        ET.SubElement(element, "data", key=f"{about}-{name}").text = str(value)
