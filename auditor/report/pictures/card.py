"""The report as a picture of 1200 x 630, to be shared: a few figures, what they rest on, nothing that leads to
a person. Drawn with the fonts of this package alone, so that it is the same picture everywhere."""

from html import escape
from pathlib import Path
from typing import NamedTuple

from auditor.measure.spec import Measure
from auditor.report.pictures.typeface import BOLD, REGULAR, typeface
from auditor.report.report import AuditReport
from auditor.report.statements import signs
from auditor.report.statements.episodes import HOLDING
from auditor.report.statements.headlines import key_figures
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording, wording
from auditor.report.statements.writing import UTC

WIDTH, HEIGHT = 1200, 630

_EDGE = 56
_GAP = 24
_INK, _QUIET, _PAPER, _PALE = "#f4f1ea", "#a9b4c2", "#16202c", "#2a3848"
_ACCENT, _DOUBT = "#f2b04c", "#f7d9a8"


class _Panel(NamedTuple):
    """Where one figure stands."""

    x: float
    y: float
    width: float
    height: float


class _Sizes(NamedTuple):
    """In which sizes titles and numbers are written."""

    title: int
    number: int


def render_card(report: AuditReport, lang: str, zone: str = UTC) -> bytes:
    """The card in a language, as PNG."""
    from resvg_py import svg_to_bytes

    return bytes(
        svg_to_bytes(
            svg_string=card_svg(report, wording(lang, zone)),
            skip_system_fonts=True,
            font_files=[str(REGULAR), str(BOLD)],
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
        )
    )


def card_svg(report: AuditReport, words: Wording) -> str:
    """The card as SVG."""
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>',
        f'<rect width="10" height="{HEIGHT}" fill="{_ACCENT}"/>',
        *_head(report, words),
        *_figures(report, words),
        *_findings(report, words),
        *_foot(report, words),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="DejaVu Sans">{"".join(parts)}</svg>'
    )


def _head(report: AuditReport, words: Wording) -> list[str]:
    room = WIDTH - 2 * _EDGE
    title = typeface(BOLD).only_known(plain_title(report.chat.title)) or words.chat_title("")
    facts = f"{words.kind(report.chat.kind)} · {words.as_of(report)}"
    coverage = words.coverage_line(report)
    return [
        _line(_EDGE, 62, words.kicker(report), 22, room, _ACCENT, bold=True),
        _line(_EDGE, 122, title, 46, room, _INK, bold=True),
        _line(_EDGE, 162, facts, 22, room, _QUIET),
        _line(_EDGE, 208, coverage, 26, room, _INK),
    ]


def _figures(report: AuditReport, words: Wording) -> list[str]:
    figures = key_figures(report, 4)
    if not figures:
        return [_line(_EDGE, 320, words.text("Nothing could be measured."), 32, WIDTH - 2 * _EDGE, _INK)]
    rows = -(-len(figures) // 2)
    width = (WIDTH - 2 * _EDGE - _GAP) / 2
    height = min(
        ((284 if report.findings else 314) - (22 if signs.left_out(report, words) else 0) - _GAP * (rows - 1)) / rows,
        180,
    )
    sizes = _sizes(figures, width - 48, words)
    parts: list[str] = []
    for index, (measure_id, measure) in enumerate(figures):
        alone = index == len(figures) - 1 and index % 2 == 0
        x, y = _EDGE + index % 2 * (width + _GAP), 234 + index // 2 * (height + _GAP)
        panel = _Panel(x, y, width * 2 + _GAP if alone else width, height)
        parts += _panel(panel, measure_id, measure, sizes, words)
    return parts


def _sizes(figures: list[tuple[str, Measure]], room: float, words: Wording) -> _Sizes:
    """The sizes in which all titles and all numbers fit; the same in every panel."""
    titles = [words.measure_title(measure_id) for measure_id, _ in figures]
    numbers = [words.headline(measure_id, measure).large for measure_id, measure in figures]
    return _Sizes(
        min(_largest(title, BOLD, (23, 21, 19, 17), room) for title in titles),
        min(_largest(number, BOLD, (56, 48, 42, 36), room * 0.55) for number in numbers),
    )


def _panel(panel: _Panel, measure_id: str, measure: Measure, sizes: _Sizes, words: Wording) -> list[str]:
    headline = words.headline(measure_id, measure)
    x, inner = panel.x + 24, panel.width - 48
    start = x + typeface(BOLD).width(headline.large, sizes.number) + 20
    room = x + inner - start
    beside = [line for line in headline[1:] if line]
    size = min((_largest(line, REGULAR, (20, 18, 16, 15), room) for line in beside), default=20)
    if len(beside) == 1:
        size, beside = 20, typeface(REGULAR).lines(beside[0], 20, room, 2)
    base = panel.y + panel.height / 2 + 31
    first = base - 8 - 13 * (len(beside) - 1)
    box = f'x="{panel.x:g}" y="{panel.y:g}" width="{panel.width:g}" height="{panel.height:g}"'
    return [
        f'<rect {box} rx="14" fill="{_PALE}"/>',
        _line(x, panel.y + 38, words.measure_title(measure_id), sizes.title, inner, _INK, bold=True),
        _line(x, base, headline.large, sizes.number, inner, _ACCENT, bold=True),
        *(_line(start, first + 26 * row, line, size, room, _QUIET) for row, line in enumerate(beside)),
        *_bar(x, panel.y + panel.height - 22, inner, measure),
    ]


def _largest(text: str, font: Path, sizes: tuple[int, ...], room: float) -> int:
    """The largest of the sizes in which the text fits, or the smallest."""
    return next((size for size in sizes if typeface(font).width(text, size) <= room), sizes[-1])


def _bar(x: float, y: float, width: float, measure: Measure) -> list[str]:
    """A figure's part of the whole as a thin bar, with its bounds; nothing for a number that is no part of another."""
    whole = 1.0 if measure.unit == "share" else float(measure.of or 0)
    if measure.unit in HOLDING | {"index"} or not whole:
        return []
    low = (measure.low if measure.low is not None else measure.value or 0) / whole
    high = (measure.high if measure.high is not None else measure.value or 0) / whole
    filled = low if measure.value is None else measure.value / whole
    parts = [
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="6" rx="3" fill="{_PAPER}"/>',
        f'<rect x="{x:g}" y="{y:g}" width="{max(min(filled, 1) * width, 4):.1f}" height="6" rx="3" fill="{_ACCENT}"/>',
    ]
    if high - low > 0.004:
        left, right = x + low * width, x + min(high, 1) * width
        parts.append(
            f'<path d="M{left:.1f} {y - 4:g}v14M{right:.1f} {y - 4:g}v14M{left:.1f} {y + 3:g}H{right:.1f}" '
            f'stroke="{_DOUBT}" stroke-width="3" fill="none"/>'
        )
    return parts


def _findings(report: AuditReport, words: Wording) -> list[str]:
    """One line: how strong the signs are, by what was looked into; above it what was left out."""
    line, room = " · ".join(signs.subjects(report, words)), WIDTH - 2 * _EDGE
    if not line:
        return []
    left_out = signs.left_out(report, words)
    size = _largest(left_out, REGULAR, (18, 17, 15, 13), room)
    return [
        *([_line(_EDGE, 518, left_out, size, room, _DOUBT)] if left_out else []),
        _line(_EDGE, 548, line, _largest(line, BOLD, (22, 20, 18, 16), room), room, _INK, bold=True),
    ]


def _foot(report: AuditReport, words: Wording) -> list[str]:
    name_width = typeface(BOLD).width("deadsouls", 24)
    caution = signs.caution(report, words) or (
        words.text("Many people pass on one text in good faith. No figure here is a verdict on anyone.")
        if not report.chat.has_members
        else words.text("Most people in large chats only read. No figure here is a verdict on anyone.")
    )
    room = WIDTH - 2 * _EDGE - name_width - 40
    size = next((size for size in (19, 17, 16, 15) if len(typeface(REGULAR).lines(caution, size, room, 3)) < 3), 14)
    foremost = words.foremost(report)
    lines = typeface(REGULAR).lines(" ".join(foremost), size, room, 1) if foremost else []
    lines = [*lines, *typeface(REGULAR).lines(caution, size, room, 2)]
    first = 590 - 12 * (len(lines) - 1) + (6 if foremost else 0)
    return [
        *(_line(_EDGE, first + 24 * row, line, size, room, _QUIET) for row, line in enumerate(lines)),
        _line(WIDTH - _EDGE - name_width, 592, "deadsouls", 24, name_width + 4, _INK, bold=True),
    ]


def _line(  # noqa: PLR0917  a place, a text and its look, in the order of SVG
    x: float, y: float, text: str, size: float, room: float, colour: str, *, bold: bool = False
) -> str:
    face = typeface(BOLD if bold else REGULAR)
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}"{weight}>'
        f"{escape(face.cut(text, size, room))}</text>"
    )
