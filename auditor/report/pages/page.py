"""The report as one HTML file: no script, nothing loaded from elsewhere, read on a telephone and in print."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from auditor.measure.catalogue import CATALOGUE, RULES
from auditor.measure.spec import Measure, Spec
from auditor.report.pages import findings_shown
from auditor.report.pages.evidence import Quotes
from auditor.report.pages.html import filled
from auditor.report.pictures import charts, drawing
from auditor.report.pictures.time_bins import SKELETONS, bins, ways
from auditor.report.report import AuditReport, without_pointers
from auditor.report.statements import signs
from auditor.report.statements.headlines import BURSTS, CAME_BY, CLAIMED, HALF_WROTE, is_known, key_figures
from auditor.report.statements.wording import Wording, wording
from auditor.report.statements.writing import UTC


def render_page(
    report: AuditReport, lang: str, *, zone: str = UTC, message_ids: bool = False, quotes: Quotes | None = None
) -> str:
    """The page in a language, for a reader in a zone. Message ids, exact times of evidence and quotes stand in it only
    with `message_ids`."""
    return page_in(report, wording(lang, zone), message_ids=message_ids, quotes=quotes)


def page_in(report: AuditReport, words: Wording, *, message_ids: bool = False, quotes: Quotes | None = None) -> str:
    """The page in a wording."""
    if not message_ids:
        report, quotes = without_pointers(report), None
    return filled(
        "page.html",
        words,
        report=report,
        title=words.chat_title(report.chat.title),
        facts=list(
            dict.fromkeys((words.kind(report.chat.kind), words.read_from(report.chat.source), words.as_of(report)))
        ),
        about=_about(report, words),
        tool=report.tool,
        figures=[_key_figure(measure_id, measure, words) for measure_id, measure in key_figures(report, 4)],
        notes=[*filter(None, [signs.left_out(report, words)]), *map(words.note, report.coverage.notes)],
        read=_what_was_read(report, words),
        sections=_sections(report, words),
        charts=_charts(report, words),
        ages=_ages(report, words),
        missing=_missing(report, words),
        subjects=signs.subjects(report, words),
        caution=signs.caution(report, words),
        findings=findings_shown.shown(report, words, quotes),
        beside=findings_shown.beside(report, words),
        rules=_rules(words),
    )


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


def _key_figure(measure_id: str, measure: Measure, words: Wording) -> dict[str, str]:
    headline = words.headline(measure_id, measure)
    return {
        "title": words.measure_title(measure_id),
        "large": headline.large,
        "rests_on": headline.rests_on,
        "bounds": headline.bounds,
        "bar": _bar(measure),
    }


def _bar(measure: Measure) -> str:
    if measure.unit != "share" or not is_known(measure):
        return ""
    low = measure.low if measure.low is not None else measure.value or 0.0
    high = measure.high if measure.high is not None else measure.value or 0.0
    return charts.share_bar(low, high, measure.value)


def _what_was_read(report: AuditReport, words: Wording) -> list[tuple[str, str]]:
    coverage = report.coverage
    span = f"{words.date_in_words(coverage.first)} – {words.date_in_words(coverage.last)}" if coverage.first else ""
    if not report.chat.has_members:
        return [
            (words.text("Source"), words.read_from(report.chat.source)),
            (words.text("Authors"), words.number(coverage.people_seen)),
            (words.text("Messages"), words.number(coverage.messages)),
            (words.text("History read"), span or words.text("date unknown")),
        ]
    rows = [
        (words.text("Source"), words.read_from(report.chat.source)),
        (words.text("People seen"), words.number(coverage.people_seen)),
        (_claimed_title(report, words), _number(coverage.people_claimed, words)),
        (words.text("Members in the list"), _number(coverage.members_listed, words)),
        (words.text("Bots among the members"), _number(coverage.bots, words)),
        (words.text("Messages"), words.number(coverage.messages)),
        (words.text("History read"), span or words.text("date unknown")),
        (words.text("History from the chat's beginning"), _yes_no(coverage.history_complete, words)),
        (words.text("Leaving is logged"), _yes_no(coverage.leaves_logged, words)),
    ]
    return [(name, value) for name, value in rows if value]


def _claimed_title(report: AuditReport, words: Wording) -> str:
    if report.chat.read.live:
        return words.text("Members by Telegram's count")
    return words.measure_title(CLAIMED)


def _number(number: int | None, words: Wording) -> str:
    return "" if number is None else words.number(number)


def _yes_no(answer: bool | None, words: Wording) -> str:
    if answer is None:
        return words.text("Unknown")
    return words.text("Yes") if answer else words.text("No")


def _sections(report: AuditReport, words: Wording) -> list[dict[str, Any]]:
    """The known measures by family, in the order of the catalogue; those that a finding tells of stand there alone."""
    told = {finding.id for finding in report.findings}
    known = [spec for spec in CATALOGUE if spec.id in report.measures and is_known(report.measures[spec.id])]
    known = [spec for spec in known if spec.id not in told]
    return [
        {"family": family, "title": words.family(family), "articles": _articles(list(specs), report, words)}
        for family, specs in groupby(known, key=attrgetter("family"))
    ]


def _articles(specs: list[Spec], report: AuditReport, words: Wording) -> list[dict[str, Any]]:
    """The measures of a family; neighbours that can mislead in the same way share the sentence that says so."""
    return [
        {
            "measures": [_measure(spec.id, report.measures[spec.id], words) for spec in neighbours],
            "misleads": words.said(misleads),
        }
        for misleads, neighbours in groupby(specs, key=attrgetter("misleads"))
    ]


def _measure(measure_id: str, measure: Measure, words: Wording) -> dict[str, str]:
    bounded = measure.outcome == "bounded"
    headline = words.headline(measure_id, measure)
    return {
        "id": measure_id,
        "title": words.measure_title(measure_id),
        "figure": words.bounds(measure) if bounded else headline.large,
        "rests_on": "; ".join(part for part in headline[1:] if part),
        "meaning": words.measure_meaning(measure_id),
        "bar": _bar(measure),
    }


def _ages(report: AuditReport, words: Wording) -> dict[str, Any] | None:
    """How many accounts were made how shortly before they came; none where nobody's arrival is dated."""
    within = [row for row in report.series.new if row.of]
    if not within:
        return None
    return {
        "of": words.count_text(
            "Of {count} listed member whose arrival is dated", "Of {count} listed members whose arrival is dated",
            within[0].of,
        ),
        "rows": [
            (
                words.count_text("up to {count} day before they came", "up to {count} days before they came", row.days),
                [_part(row.count, row.of, words), _part(row.cannot_tell, row.of, words)],
            )
            for row in within
        ],
    }  # fmt: skip


def _missing(report: AuditReport, words: Wording) -> list[dict[str, Any]]:
    """The measures without a figure, grouped by who could show them; what this source could show stands first. Of what
    a finding cannot tell it says so itself."""
    groups: dict[str, list[tuple[str, str]]] = {}
    told = {finding.id for finding in report.findings}
    for spec in CATALOGUE:
        measure = report.measures.get(spec.id)
        if measure is None or is_known(measure) or spec.id in told:
            continue
        source = words.which_source(spec, report.chat.read)
        why = "" if source else words.reason(measure.why)
        groups.setdefault(source, []).append((words.measure_title(spec.id), why))
    return [{"source": source, "measures": groups[source]} for source in sorted(groups, key=bool)]


def _charts(report: AuditReport, words: Wording) -> dict[str, Any]:
    half = report.measures.get(HALF_WROTE)
    half_by = int(half.value) if half is not None and half.value is not None else None
    unit, columns = bins(report.series.days)
    bursts = [str(row["start"])[:10] for row in report.evidence.get(BURSTS, []) if row.get("start")]
    return {
        "arrivals": charts.arrivals_chart(report.series, words, bursts),
        "arrivals_legend": [(drawing.swatch(kind), words.measure_title(CAME_BY[kind])) for kind in ways(columns)],
        "bursts": (charts.burst_swatch(), words.measure_title(BURSTS)) if bursts else None,
        "arrivals_rows": [
            (
                words.date_on_axis(column.start, SKELETONS[unit]),
                [words.number(column.counts[kind]) for kind in ways(columns)],
            )
            for column in columns
            if column.total
        ],
        "curve": charts.curve_chart(report.series, half_by, words),
        "fates": charts.fates_chart(report.series, words),
        "fates_columns": [charts.came(fate, words) for fate in report.series.fates if fate.people],
        "fates_rows": _fates_rows(report, words),
    }


def _fates_rows(report: AuditReport, words: Wording) -> list[tuple[str, str, list[str]]]:
    fates = [fate for fate in report.series.fates if fate.people]
    rows = []
    for name in charts.FATES:
        counts = [getattr(fate, name) for fate in fates]
        if any(count is not None for count in counts):
            cells = [_part(count, fate.people, words) for count, fate in zip(counts, fates, strict=True)]
            rows.append((drawing.swatch(name), charts.fate_name(name, words), cells))
    return rows


def _part(count: int | None, of: int, words: Wording) -> str:
    return words.text("Unknown") if count is None else f"{words.number(count)} ({words.percent(count / of)})"


def _rules(words: Wording) -> list[tuple[str, str, str]]:
    return [(words.family(family), words.strength(rule.strength), words.said(rule.words)) for family, rule in RULES]
