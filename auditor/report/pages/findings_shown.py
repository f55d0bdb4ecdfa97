"""Findings as a page shows them: what was looked for, how strong the signs are, what was found and in what, beside what
it was held, its rows and pictures, and the innocent explanation."""

from collections.abc import Mapping
from typing import NamedTuple

from auditor.measure.catalogue import SPECS
from auditor.measure.spec import Finding, Row
from auditor.report.pages.evidence import EvidenceTable, Quotes, evidence_table
from auditor.report.pictures import adders_compared, hundred_marks, network
from auditor.report.pictures.added_by import AddedBy, added_by
from auditor.report.report import AuditReport
from auditor.report.statements import signs
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording


class Picture(NamedTuple):
    """A picture with what stands above and below it, and the legend of its marks."""

    title: str
    svg: str
    below: str = ""
    legend: tuple[tuple[str, str], ...] = ()


class Crowds(NamedTuple):
    """Who added whom, a line an adder, and how many people a mark stands for."""

    lines: list[AddedBy]
    each: str
    silent: str
    others: str
    """The two marks, for a legend."""


class Shown(NamedTuple):
    """One finding, ready to be set."""

    id: str
    title: str
    looked_for: str
    degree: str
    """Its strength as a class of the style sheet."""
    strength: str
    sentences: list[str]
    smallest: str
    gone: bool
    """Whether it rests on rows that are no longer kept."""
    pictures: list[Picture]
    crowds: Crowds | None
    """Who added whom, where it is about adders."""
    tables: list[EvidenceTable]
    innocent: str


class Line(NamedTuple):
    """A finding in a line of a table: what was looked for, from what size it would show or why it cannot be told, and
    what stands folded beneath."""

    id: str
    title: str
    says: str
    meaning: str
    more: list[str]
    innocent: str


class Findings(NamedTuple):
    """The findings of a report: those that have something to show, the strongest first; and in a line each, what was
    looked for and not found, and what could not be looked for."""

    shown: list[Shown]
    not_found: list[Line]
    not_told: list[Line]


def findings_of(report: AuditReport, words: Wording, quotes: Quotes | None = None) -> Findings:
    """Every finding of a report at its place."""
    found = Findings([], [], [])
    for finding in signs.by_strength(report):
        if finding.strength in signs.EXCEEDING or signs.in_context(finding) or _rows_of(finding, report):
            found.shown.append(_shown(finding, report, words, quotes))
        elif finding.strength == "none":
            found.not_found.append(_line(finding, _would_show(finding, words), words))
        else:
            found.not_told.append(_line(finding, words.reason(_why(finding)), words))
    return found


def _line(finding: Finding, says: str, words: Wording) -> Line:
    sentences = signs.sentences_of(finding, words)
    return Line(
        id=_id(finding),
        title=signs.title_of(finding, words),
        says=says,
        meaning=words.measure_meaning(finding.id),
        more=sentences if finding.strength == "none" else sentences[1:],
        innocent=words.misleads(finding.id),
    )


def _would_show(finding: Finding, words: Wording) -> str:
    """The smallest pattern that could have been found."""
    count, spec = finding.number("smallest"), SPECS.get(finding.id)
    return words.count_text(*spec.smallest, count) if count and spec is not None and spec.smallest else ""


def _why(finding: Finding) -> str | None:
    why = finding.facts.get("why")
    return plain_title(why, 60) if isinstance(why, str) else None


def _id(finding: Finding) -> str:
    return f"finding-{plain_title(finding.id, 60)}"


class Beside(NamedTuple):
    """Rows that no finding rests on, with how they can mislead, and their place on the page where something leads to
    it."""

    table: EvidenceTable
    innocent: str
    anchor: str


def beside_of(report: AuditReport, words: Wording, anchors: Mapping[str, str]) -> list[Beside]:
    """Context, such as bursts of arrivals, and what a later version knows."""
    used = {measure for finding in report.findings for measure in _tables_of(finding)}
    return [
        Beside(evidence_table(measure, rows, words), words.misleads(measure), anchors.get(measure, ""))
        for measure, rows in report.evidence.items()
        if measure not in used and rows
    ]


def _tables_of(finding: Finding) -> tuple[str, ...]:
    """Whose rows a finding rests on."""
    spec = SPECS.get(finding.id)
    return (finding.id, *(each.id for each in spec.beside)) if spec is not None else (finding.id,)


def _shown(finding: Finding, report: AuditReport, words: Wording, quotes: Quotes | None) -> Shown:
    rows = _rows_of(finding, report)
    return Shown(
        id=_id(finding),
        title=signs.title_of(finding, words),
        looked_for=words.measure_meaning(finding.id),
        degree=finding.strength.replace(" ", "-"),
        strength=signs.strength_of(finding, words),
        sentences=signs.sentences_of(finding, words),
        smallest=signs.smallest_of(finding, words),
        gone=finding.strength in signs.EXCEEDING and not rows,
        pictures=_pictures(finding, rows, words),
        crowds=_crowds(finding, rows, words),
        tables=[evidence_table(measure, found, words, quotes) for measure, found in rows.items()],
        innocent=words.misleads(finding.id),
    )


def _rows_of(finding: Finding, report: AuditReport) -> dict[str, list[Row]]:
    return {measure: report.evidence[measure] for measure in _tables_of(finding) if report.evidence.get(measure)}


def _pictures(finding: Finding, rows: dict[str, list[Row]], words: Wording) -> list[Picture]:
    """What the rows of a finding look like, as its measure says."""
    spec = SPECS.get(finding.id)
    if spec is None or spec.rows is None or spec.rows.picture is None:
        return []
    if spec.rows.picture == "adders":
        return _comparisons([row for found in rows.values() for row in found], words)
    return _networks(rows.get(finding.id, []), words)


def _crowds(finding: Finding, rows: dict[str, list[Row]], words: Wording) -> Crowds | None:
    spec = SPECS.get(finding.id)
    if spec is None or spec.rows is None or spec.rows.picture != "adders":
        return None
    lines, each = added_by([row for found in rows.values() for row in found], words)
    if not lines:
        return None
    marks = hundred_marks.mark_swatch("silent"), hundred_marks.mark_swatch("wrote")
    return Crowds(lines, words.count_text("one mark is {count} person", "one mark is {count} people", each), *marks)


def _comparisons(adders: list[Row], words: Wording) -> list[Picture]:
    legend = tuple(adders_compared.legend(words))
    drawn = [(what, adders_compared.comparison(adders, what, f"compared-{what}", words)) for what in ("gone", "silent")]
    shown = [Picture(adders_compared.title(what, words), svg) for what, svg in drawn if svg]
    return [*shown[:-1], *(each._replace(legend=legend) for each in shown[-1:])]


def _networks(rows: list[Row], words: Wording) -> list[Picture]:
    pictures = []
    for number, row in enumerate(rows[: network.MOST_GROUPS], 1):
        people = words.count_text("{count} person", "{count} people", len(row.get("people") or []))
        title = words.text("Group {number}: {people}", number=number, people=people)
        out = network.left_out(row)
        below = ""
        if number == 1:
            below = words.text("A dot is a person. The thicker a line, the more texts two of them share.")
        if out:
            more = words.count_text(
                "{count} more person of this group is not drawn.",
                "{count} more people of this group are not drawn.",
                out,
            )
            below = f"{below} {more}".strip()
        below = f"{below} {signs.no_agreement(words)}".strip()
        svg = network.network(row, f"group-{number}", words)
        if svg:
            pictures.append(Picture(title, svg, below))
    return pictures
