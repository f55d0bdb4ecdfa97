"""The one picture of a page, chosen by the answer: what it shows, and the same in figures."""

from collections.abc import Callable

from auditor.report.answer.known import Known, Picture
from auditor.report.pages.findings_shown import Findings
from auditor.report.pages.lead import Lead, Panel, Table
from auditor.report.pages.wave_shown import wave_lead
from auditor.report.pictures import hundred_marks, network, plain_bars
from auditor.report.pictures.moments import moments
from auditor.report.report import AuditReport, Fate
from auditor.report.statements import denominators, headlines
from auditor.report.statements.wording import Wording


def lead_of(report: AuditReport, picture: Picture, findings: Findings, words: Wording) -> Lead:
    """The picture of an answer; where it cannot be drawn, what was looked for stands there."""
    draw = _DRAWN.get(picture)
    return (draw(report, words) if draw is not None else None) or looked_for(findings, words)


def fates(report: AuditReport, words: Wording) -> Lead | None:
    """What became of the added and of those who came by themselves."""
    known = [fate for fate in report.series.fates if fate.people]
    if not known:
        return None
    exact = Known(report).fates is not None
    panels = tuple(
        Panel(
            words.whole_percent(fate.silent / fate.people) if exact else "",
            _panel_says(fate, words)
            if exact
            else words.text("{kind}: {count}", kind=hundred_marks.came(fate, words), count=fate.people),
            hundred_marks.hundred_marks(fate, f"marks-{fate.came}", words),
        )
        for fate in known
    )
    below = () if exact else (
        words.text("Only those are drawn of whom it is known who they are and how they came; the bounds hold all."),
    )  # fmt: skip
    return Lead(
        words.text("What became of them"), words.text("one mark is 1 in 100"), panels,
        below=below, table=_fates_table(known, words),
    )  # fmt: skip


def _added(report: AuditReport, words: Wording) -> Lead | None:
    """What became of the added where that is known; else how many were added, and never wrote, within bounds."""
    known = Known(report)
    if known.fates is not None:
        return fates(report, words)
    ends = [(name, found) for name in (headlines.ADDED, headlines.ADDED_SILENT) if (found := known.ends(name))]
    panels = []
    for name, (low, high) in ends:
        says = denominators.rests_on(name, report.measures[name], words)
        title = words.measure_title(name)
        svg = hundred_marks.marks_within(low, high, f"marks-{name}", (title, says))
        panels.append(Panel(words.whole_percents(low, high), f"{title}: {says}", svg))
    marks = {
        "silent": words.text("certain"),
        "perhaps": words.text("cannot be excluded"),
        "wrote": words.text("not so"),
    }
    legend = tuple((hundred_marks.mark_swatch(part), says) for part, says in marks.items())
    return Lead(words.text("Who was added"), words.text("one mark is 1 in 100"), tuple(panels), legend=legend)


def _panel_says(fate: Fate, words: Wording) -> str:
    if fate.came == "added":
        if fate.gone_later is None:
            return words.text("of the added never wrote")
        return words.text("of the added stayed and never wrote")
    return words.text("of those who came by themselves")


def _fates_table(fates: list[Fate], words: Wording) -> Table:
    heads = [words.text("{kind}: {count}", kind=hundred_marks.came(fate, words), count=fate.people) for fate in fates]
    rows = []
    for name in hundred_marks.FATES:
        counts = [getattr(fate, name) for fate in fates]
        if any(count is not None for count in counts):
            cells = [part(count, fate.people, words) for count, fate in zip(counts, fates, strict=True)]
            rows.append((hundred_marks.mark_swatch(name), hundred_marks.fate_name(name, fates[0], words), cells))
    return Table(words.text("What became of them"), heads, rows)


def part(count: int | None, of: int, words: Wording) -> str:
    """So many, and what part of all that is."""
    return words.text("Unknown") if count is None else f"{words.number(count)} ({words.percent(count / of)})"


def _groups(report: AuditReport, words: Wording) -> Lead | None:
    rows = report.evidence.get(headlines.GROUPS, [])
    svg = network.network(rows[0], "lead-group", words) if rows else ""
    if not svg:
        return None
    row = rows[0]
    below = [words.text("A dot is a person. The thicker a line, the more texts two of them share.")]
    if isinstance(row.get("met"), int) and isinstance(row.get("expected"), int | float):
        below.append(
            words.text(
                "Two of them did the same {met} times; chance would give {expected}.",
                met=row["met"],
                expected=words.expected(row["expected"]),
            )
        )
    if out := network.left_out(row):
        below.append(words.count_text(
            "{count} more person of this group is not drawn.", "{count} more people of this group are not drawn.", out
        ))  # fmt: skip
    people = words.count_text("{count} person", "{count} people", len(row.get("people") or []))
    return Lead(words.text("Who acted with whom"), people, svg=svg, below=tuple(below))


def _views(report: AuditReport, words: Wording) -> Lead | None:
    views = report.measures.get(headlines.VIEWS)
    if views is None:
        return None
    svg = plain_bars.views_with_spread(views, report.measures.get(headlines.SPREAD), words)
    below = words.text("The dark line is the median post; the shade, how far other posts usually are from it.")
    return Lead(words.measure_title(headlines.VIEWS), svg=svg, below=(below,))


def _episodes(report: AuditReport, words: Wording) -> Lead | None:
    found = {each: report.evidence.get(each, []) for each in (headlines.COPIES, headlines.ACTS, headlines.SWARMS)}
    svg = moments(found, "moments", words)
    return Lead(words.text("When many did the same"), svg=svg) if svg else None


def _few_write(report: AuditReport, words: Wording) -> Lead | None:
    half = Known(report).ends(headlines.HALF_WROTE)
    writers = report.measures[headlines.HALF_WROTE].of if half else None
    if half is None or not writers:
        return None
    svg = plain_bars.few_write(round(half.high), writers, report.coverage.messages, words)
    return Lead(words.text("How few write how much"), svg=svg)


def looked_for(findings: Findings, words: Wording) -> Lead:
    """What was looked for, from what size it would show, and what could not be looked for."""
    lists = [
        ("none", words.text("Looked for, not found"), findings.not_found),
        ("cannot-tell", words.text("Could not be looked for"), findings.not_told),
    ]
    return Lead(words.text("What was looked for"), lists=tuple(each for each in lists if each[2]))


_DRAWN: dict[Picture, Callable[[AuditReport, Wording], Lead | None]] = {
    "forced": fates,
    "wave": wave_lead,
    "groups": _groups,
    "added": _added,
    "views": _views,
    "episodes": _episodes,
    "few_write": _few_write,
}
