"""Of whom a figure is told: no denominator stands bare, and a page can say why there are several.

What a denominator counts is declared by its measure (`Spec.out_of`).
"""

from typing import NamedTuple

from auditor.measure.catalogue import SPECS
from auditor.measure.spec import Measure
from auditor.report.report import AuditReport
from auditor.report.statements.headlines import is_known
from auditor.report.statements.wording import Wording


class Total(NamedTuple):
    """One denominator: how many, who they are in words, and the titles of the figures that it is under."""

    of: int
    who: str
    figures: list[str]


def rests_on(measure_id: str, measure: Measure, words: Wording) -> str:
    """The cases that are known and of whom they are told; empty where a figure has neither."""
    who = _who(measure_id, measure, words)
    if not who:
        headline = words.headline(measure_id, measure)
        return headline.rests_on
    if measure.outcome == "bounded":
        return words.text("known: {count}, {of}", count=measure.count or 0, of=who)
    if measure.unit == "share":
        return f"{words.number(measure.count or 0)}, {who}"
    return who


def totals(report: AuditReport, words: Wording) -> list[Total]:
    """The denominators of a report, the largest first."""
    found: dict[tuple[int, str], list[str]] = {}
    for measure_id, measure in report.measures.items():
        if is_known(measure) and (who := _who(measure_id, measure, words)):
            found.setdefault((measure.of or 0, who), []).append(words.measure_title(measure_id))
    return [Total(of, who, figures) for (of, who), figures in sorted(found.items(), key=lambda each: -each[0][0])]


def _who(measure_id: str, measure: Measure, words: Wording) -> str:
    spec = SPECS.get(measure_id)
    if spec is None or spec.out_of is None or not measure.of:
        return ""
    return words.count_text(*spec.out_of, measure.of)
