"""Two audits of one chat, side by side: as JSON (`deadsouls-compare/1`), and as lines of text for a terminal."""

from typing import Literal

import msgspec

from auditor.measure.spec import Difference, Finding, Measure
from auditor.report.report import AuditReport, ChatFacts, CoverageFacts
from auditor.report.statements.wording import Wording, wording
from auditor.report.statements.writing import UTC


class Side(msgspec.Struct, frozen=True):
    """One of the two audits: of what, as of when, made by what, and what it rests on."""

    as_of: str | None
    tool: str
    policy: str
    chat: ChatFacts
    coverage: CoverageFacts


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What two audits of a chat say together: `watch.*` are measures of both, the others stand before and after."""

    format: Literal["deadsouls-compare/1"] = "deadsouls-compare/1"
    before: Side
    after: Side
    measures: dict[str, Difference | Measure]
    findings: list[Finding]


def side(report: AuditReport) -> Side:
    """What a comparison tells of one of its audits."""
    return Side(report.as_of, report.tool, report.policy, report.chat, report.coverage)


def sights(audit: AuditReport | Side) -> dict[str, object]:
    """What decides what an audit could see, and by which thresholds: where two audits differ in it, a difference of
    their figures may be the sight's and not the chat's."""
    coverage = audit.coverage
    return {
        "source": audit.chat.source,
        "listing": coverage.listing,
        "history": coverage.history_complete,
        "leaves": coverage.leaves_logged,
        "arrivals": coverage.arrival_sources,
        "policy": audit.policy,
    }


def seen_alike(before: AuditReport | Side, after: AuditReport | Side) -> bool:
    """Whether both audits saw the chat in the same way. A list that Telegram cuts off shows others each time."""
    return sights(before) == sights(after) and before.coverage.listing != "capped"


def to_json(comparison: Comparison) -> bytes:
    """UTF-8 JSON, the same bytes for the same comparison."""
    return msgspec.json.format(msgspec.json.encode(comparison), indent=1) + b"\n"


def comparison_text(comparison: Comparison, lang: str, zone: str = UTC) -> str:
    """Who came and went, then every figure that both audits know, and what moved beyond noise."""
    words = wording(lang, zone)
    before, after = (words.date_in_words(each.as_of) for each in (comparison.before, comparison.after))
    lines = [f"{words.chat_title(comparison.after.chat.title, 60)} · {before} → {after}", ""]
    changes = [(name, each) for name, each in comparison.measures.items() if isinstance(each, Measure)]
    lines += _table([(words.measure_title(name), words.figure(each)) for name, each in changes])
    sides = [(name, each) for name, each in comparison.measures.items() if isinstance(each, Difference)]
    known = [(name, each) for name, each in sides if each.why != "not-known-twice"]
    rows = [(words.measure_title(name), words.short(each.before), words.short(each.after), moved(each, words))
            for name, each in known]  # fmt: skip
    if rows:
        heads = ("", words.text("Before"), words.text("After"), words.text("Difference"))
        lines += ["", *_table([heads, *rows])]
    lines += ["", *_verdict(comparison, words)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def moved(difference: Difference, words: Wording) -> str:
    """The interval of a difference in words, or why there is none."""
    if difference.low is None or difference.high is None:
        return words.reason(difference.why)
    if difference.low == difference.high:
        return words.signed(difference.low)
    if difference.after.unit != "share":
        span = words.text("{low} to {high}", low=words.signed(difference.low), high=words.signed(difference.high))
    else:  # in percentage points
        low, high = (words.signed(round(100 * end, 1)) for end in (difference.low, difference.high))
        span = words.text("{low} to {high} pp", low=low, high=high)
    return span if difference.beyond_noise else f"{span} ({words.text('within noise')})"


def _verdict(comparison: Comparison, words: Wording) -> list[str]:
    if not comparison.findings:
        return [words.text("No share moved beyond noise.")]
    moved = "; ".join(words.measure_title(finding.id) for finding in comparison.findings)
    return [words.text("Moved beyond noise: {measures}.", measures=moved)]


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as their widest cell."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
