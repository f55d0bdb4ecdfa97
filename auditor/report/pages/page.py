"""The report as one HTML file: the answer first, then what it rests on; nothing loaded from elsewhere, complete without
scripts, read on a telephone and in print."""

from auditor.report.answer.answer import answer_of
from auditor.report.answer.known import Known
from auditor.report.pages import coverage_shown, figures_shown, findings_shown, when_shown
from auditor.report.pages.evidence import Quotes
from auditor.report.pages.findings_shown import Findings, findings_of
from auditor.report.pages.html import filled
from auditor.report.pages.lead_shown import fates, lead_of, looked_for
from auditor.report.report import AuditReport, without_pointers
from auditor.report.statements import denominators, signs
from auditor.report.statements.wording import Wording, wording
from auditor.report.statements.writing import UTC


def render_page(
    report: AuditReport,
    lang: str,
    *,
    zone: str = UTC,
    message_ids: bool = False,
    quotes: Quotes | None = None,
    tables: bool = False,
) -> str:
    """The page in a language, for a reader in a zone. Message ids, exact times of evidence and quotes stand in it only
    with `message_ids`; with `tables` it links to the files that lie beside it."""
    return page_in(report, wording(lang, zone), message_ids=message_ids, quotes=quotes, tables=tables)


def page_in(
    report: AuditReport,
    words: Wording,
    *,
    message_ids: bool = False,
    quotes: Quotes | None = None,
    tables: bool = False,
) -> str:
    """The page in a wording."""
    if not message_ids:
        report, quotes = without_pointers(report), None
    answer = answer_of(report, words)
    findings = findings_of(report, words, quotes)
    lead = lead_of(report, answer.picture, findings, words)
    nothing = looked_for(findings, words).lists
    charts = when_shown.charts_of(report, words)
    beside = when_shown.other_evidence(report, words)
    return filled(
        "page.html",
        words,
        mark=coverage_shown.mark(report, words),
        report=report,
        tool=report.tool,
        title=words.chat_title(report.chat.title),
        facts=_facts(report, words),
        answer=answer,
        lead=lead,
        anchors=_anchors(findings, beside),
        findings=findings,
        nothing=nothing,
        questions=figures_shown.questions(report, words),
        fates=None if lead.panels or Known(report).fates is None else fates(report, words),
        ages=figures_shown.ages(report, words),
        totals=denominators.totals(report, words),
        charts=charts,
        beside=beside,
        left_out=signs.left_out(report, words),
        notes=coverage_shown.unseen(report, words),
        missing=figures_shown.missing(report, words),
        read=[*coverage_shown.what_was_read(report, words), *coverage_shown.file_read(report, words)],
        cite=coverage_shown.cite(report, words),
        files=coverage_shown.files(words) if tables else [],
        rules=coverage_shown.rules(words),
        about=_about(report, words),
    )


def _facts(report: AuditReport, words: Wording) -> list[str]:
    """What was audited, each said once."""
    kicker = words.kicker(report)
    said = dict.fromkeys((words.kind(report.chat.kind), words.read_from(report.chat.source), words.as_of(report)))
    return [kicker, *(each for each in said if each not in kicker)]


def _anchors(findings: Findings, beside: list[findings_shown.Beside]) -> set[str]:
    """The places of the page that a chip can lead to."""
    lines = {line.id for line in (*findings.not_found, *findings.not_told)}
    return lines | {each.id for each in findings.shown} | {each.anchor for each in beside if each.anchor}


def _about(report: AuditReport, words: Wording) -> str:
    if not report.chat.has_members:
        return words.text(
            "Whether the authors of this table act as one, and how few of them wrote how much. The page describes "
            "texts and times, not persons: no figure here is a verdict on anyone."
        )
    return words.text(
        "How much of this chat's crowd takes part, and how people came to it. The page describes a crowd, not persons: "
        "no figure here is a verdict on anyone."
    )
