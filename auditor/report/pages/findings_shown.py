"""Findings as a page shows them: what was looked for, how strong the signs are, what was found and in what, beside what
it was held, its rows and pictures, and the innocent explanation."""

from typing import NamedTuple

from auditor.measure.catalogue import SPECS
from auditor.measure.spec import Finding, Row
from auditor.report.pages.evidence import EvidenceTable, Quotes, evidence_table
from auditor.report.pictures import adders_compared, network
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
    tables: list[EvidenceTable]
    innocent: str


def shown(report: AuditReport, words: Wording, quotes: Quotes | None = None) -> list[Shown]:
    """Every finding of a report, those with signs first."""
    return [_shown(finding, report, words, quotes) for finding in signs.by_strength(report)]


def beside(report: AuditReport, words: Wording) -> list[tuple[EvidenceTable, str]]:
    """The rows that no finding rests on, each table with how it can mislead: context, such as bursts of arrivals, and
    what a later version knows."""
    used = {measure for finding in report.findings for measure in _tables_of(finding)}
    return [
        (evidence_table(measure, rows, words), words.misleads(measure))
        for measure, rows in report.evidence.items()
        if measure not in used and rows
    ]


def _tables_of(finding: Finding) -> tuple[str, ...]:
    """Whose rows a finding rests on."""
    spec = SPECS.get(finding.id)
    return (finding.id, *(each.id for each in spec.beside)) if spec is not None else (finding.id,)


def _shown(finding: Finding, report: AuditReport, words: Wording, quotes: Quotes | None) -> Shown:
    rows = {measure: report.evidence[measure] for measure in _tables_of(finding) if report.evidence.get(measure)}
    return Shown(
        id=f"finding-{plain_title(finding.id, 60)}",
        title=signs.title_of(finding, words),
        looked_for=words.measure_meaning(finding.id),
        degree=finding.strength.replace(" ", "-"),
        strength=signs.strength_of(finding, words),
        sentences=signs.sentences_of(finding, words),
        smallest=signs.smallest_of(finding, words),
        gone=finding.strength in signs.EXCEEDING and not rows,
        pictures=_pictures(finding, rows, words),
        tables=[evidence_table(measure, found, words, quotes) for measure, found in rows.items()],
        innocent=words.misleads(finding.id),
    )


def _pictures(finding: Finding, rows: dict[str, list[Row]], words: Wording) -> list[Picture]:
    """What the rows of a finding look like, as its measure says."""
    spec = SPECS.get(finding.id)
    if spec is None or spec.rows is None or spec.rows.picture is None:
        return []
    if spec.rows.picture == "adders":
        return _comparisons([row for found in rows.values() for row in found], words)
    return _networks(rows.get(finding.id, []), words)


def _comparisons(adders: list[Row], words: Wording) -> list[Picture]:
    legend = tuple(adders_compared.legend(words))
    drawn = [(what, adders_compared.comparison(adders, what, f"compared-{what}", words)) for what in ("gone", "silent")]
    return [Picture(adders_compared.title(what, words), svg, legend=legend) for what, svg in drawn if svg]


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
