"""The report as a picture of 1200 x 630, to be shared: the first screen of the page, and nothing that leads to a
person. Drawn with the fonts of this package alone, so that it is the same picture everywhere."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from auditor.report.answer.answer import Answer, Chip, answer_of
from auditor.report.answer.passage import NOTHING, Passage, passage
from auditor.report.pages.findings_shown import findings_of
from auditor.report.pages.lead import Lead, Panel
from auditor.report.pages.lead_shown import lead_of
from auditor.report.pictures.set_words import set_lines
from auditor.report.pictures.typeface import BOLD, REGULAR, typeface
from auditor.report.report import AuditReport, without_pointers
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording, wording
from auditor.report.statements.writing import UTC

WIDTH, HEIGHT = 1200, 630

MOST_WORDS = 35
"""What nobody can know stands in the answer's own type where both have no more words; else smaller, below it."""

_EDGE, _GAP = 56, 44
_COLUMN = (WIDTH - 2 * _EDGE - _GAP) // 2
_RIGHT = _EDGE + _COLUMN + _GAP
_TOP, _BOTTOM = 146, 556
"""Where the two columns begin and end."""

_INK, _QUIET, _PAPER, _FIGURE = "#eceff3", "#a9b3bf", "#12161b", "#ffffff"
_STRENGTHS = {"strong": "#ffb48a", "some": "#f3bf86"}

_SIZED = re.compile(r' width="[^"]*" height="[^"]*"')
"""The size that a mark has on a page."""

_SMALLEST = 20
"""No letter is smaller."""

_LOOK = (
    ".ink{fill:#eceff3;font-size:13.4px;letter-spacing:-.3px}.rule{stroke:#3d4754}.track{fill:#2a3340}.dot{fill:#f58a4a}"
    ".added,.h4{fill:#8db7ef}.by_link,.h2{fill:#5580b3}.wrote{fill:#3fb8a9}"
    ".line-silent{stroke:#8db7ef}.line-wrote{stroke:#3fb8a9}.line-gone_at_once{stroke:#f58a4a}"
    ".line-gone_later{stroke:#f3bf86}.grid{stroke:#3d4754}.link,.edge{stroke:#a9b3bf}.node{fill:#8db7ef}"
)
"""The page's pictures on the card's dark ground; a unit of theirs is one and a half of the card's."""


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
    shown = without_pointers(report)
    answer = answer_of(shown, words)
    lead = lead_of(shown, answer.picture, findings_of(shown, words), words)
    parts = [
        f"<style>{_LOOK}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>',
        *_head(report, words),
        *_said(answer),
        *_picture(lead),
        *_foot(answer, words),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="DejaVu Sans">{"".join(parts)}</svg>'
    )


def _head(report: AuditReport, words: Wording) -> list[str]:
    room = WIDTH - 2 * _EDGE
    title = typeface(BOLD).only_known(plain_title(report.chat.title)) or words.chat_title("")
    kicker, kind, day = words.kicker(report), words.kind(report.chat.kind), words.as_of(report)
    whole = " · ".join(dict.fromkeys((kicker, kind, day)))
    fits = typeface(REGULAR).width(whole, _SMALLEST) <= room
    facts = whole if fits else f"{kicker} · {day}"
    return [
        _line(_EDGE, 68, title, 34, room, _INK, bold=True),
        _line(_EDGE, 106, facts, _fitting(facts, (24, 22, 20), room), room, _QUIET),
    ]


def _said(answer: Answer) -> list[str]:
    """The first sentence with its bounds, what turns it round before it, and what nobody can know: as large as there
    is room for."""
    short = answer.headline.words + answer.cannot_know.words <= MOST_WORDS
    caveats = passage(" ".join(answer.caveats)) if answer.caveats else NOTHING
    blocks = (
        (caveats, _QUIET, 0.78),
        (answer.headline, _INK, 1.0),
        (answer.cannot_know, _QUIET, 1.0 if short else 0.78),
    )
    for size in (36, 34, 32, 30, 28, 26, 24, 22, _SMALLEST):
        parts, y = _set(blocks, size)
        if y <= _BOTTOM:
            break
    return parts


def _set(blocks: tuple[tuple[Passage, str, float], ...], size: float) -> tuple[list[str], float]:
    """Passages one below the other, and where they end."""
    parts: list[str] = []
    y = float(_TOP)
    for said, colour, part in blocks:
        if not said:
            continue
        own = max(_SMALLEST, round(size * part))
        for line in set_lines(said, own, _COLUMN):
            y += own * 1.28
            for piece in line:
                face = colour if not piece.is_figure else _FIGURE
                parts.append(_text(_EDGE + piece.x, y, piece.text, own, face, bold=piece.is_figure))
        y += own * 0.6
    return parts, y - size * 0.6


def _picture(lead: Lead) -> list[str]:
    """The one picture of the page, with its title; or what was looked for, in a list."""
    title = f"{lead.title} · {lead.sub}" if lead.sub else lead.title
    if typeface(REGULAR).width(title, _SMALLEST) > _COLUMN:
        title = lead.title
    parts = [_line(_RIGHT, _TOP + 26, title, _fitting(title, (24, 22, 20), _COLUMN), _COLUMN, _QUIET)]
    top = _TOP + 46.0
    if lead.panels:
        legend = _legend(lead)
        below = _BOTTOM - 28 * (legend[-1].line + 1) if legend else _BOTTOM
        return [*parts, *_panels(lead.panels[:2], top, below), *_written(legend, below)]
    if lead.svg:
        return [*parts, _placed(lead.svg, _RIGHT, top, _COLUMN, _BOTTOM - top)]
    return [*parts, *_lists(lead, top)]


def _lists(lead: Lead, top: float) -> Iterator[str]:
    """What was looked for and not found, and what could not be: as many of it as there is room for."""
    for _, name, lines in lead.lists:
        wrapped = [typeface(REGULAR).lines(f"– {line.title}", _SMALLEST, _COLUMN, 3) for line in lines]
        if top + 34 + 27 * len(wrapped[0]) > _BOTTOM:
            return
        top += 34
        yield _line(_RIGHT, top, name, 22, _COLUMN, _INK, bold=True)
        for written in wrapped:
            if top + 27 * len(written) > _BOTTOM:
                return
            for text in written:
                top += 27
                yield _line(_RIGHT, top, text, _SMALLEST, _COLUMN, _INK)
        top += 10


def _panels(panels: tuple[Panel, ...], top: float, bottom: float) -> list[str]:
    """Hundred marks side by side, below each figure what it is of."""
    wide = (_COLUMN - 28) / 2 if len(panels) == 2 else _COLUMN * 0.6
    parts, said = [], [typeface(REGULAR).lines(panel.says, _SMALLEST, wide, 6) for panel in panels]
    below = top + (56 if any(panel.large for panel in panels) else 0) + 25 * max(map(len, said))
    side = min(wide, bottom - below - 22)
    for place, (panel, lines) in enumerate(zip(panels, said, strict=True)):
        x = _RIGHT + place * (wide + 28)
        y = top
        if panel.large:
            y += 48
            parts.append(_line(x, y, panel.large, _fitting(panel.large, (52, 44, 38, 32), wide, BOLD), wide, _FIGURE,
                               bold=True))  # fmt: skip
        for line in lines:
            y += 25
            parts.append(_line(x, y, line, _SMALLEST, wide, _QUIET))
        parts.append(_placed(panel.svg, x, below + 14, side, side))
    return parts


def _placed(svg: str, x: float, y: float, width: float, height: float) -> str:
    """A picture of the page at a place of the card."""
    place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" preserveAspectRatio="xMidYMin"'
    return f"<svg {place} {re.sub(_SIZED, ' ', svg[len('<svg ') :], count=1)}"


class _Mark(NamedTuple):
    """One mark of the legend: from where on it stands, in which line, and what it stands for."""

    x: float
    line: int
    svg: str
    says: str


def _legend(lead: Lead) -> list[_Mark]:
    """What the marks of a picture stand for, in as few lines as hold it."""
    rows = lead.table.rows if lead.table is not None else []
    marks = list(lead.legend) or [(mark, says) for mark, says, _ in rows if mark]
    placed: list[_Mark] = []
    x, line = 0.0, 0
    for svg, says in marks:
        wide = 28 + typeface(REGULAR).width(says, _SMALLEST)
        if x and x + wide > _COLUMN:
            x, line = 0.0, line + 1
        placed.append(_Mark(x, line, svg, says))
        x += wide + 20
    return placed


def _written(legend: list[_Mark], top: float) -> Iterator[str]:
    for mark in legend:
        x, y = _RIGHT + mark.x, top + 28 * mark.line
        yield _placed(mark.svg, x, y + 4, 20, 20)
        yield _line(x + 28, y + 21, mark.says, _SMALLEST, _COLUMN - 28, _INK)


def _foot(answer: Answer, words: Wording) -> list[str]:
    """The strongest chip, and that nobody is judged."""
    chip: Chip | None = next(iter(answer.chips), None)
    caution = f"{words.text('no verdict on anyone')} · deadsouls"
    room = WIDTH - 2 * _EDGE - typeface(REGULAR).width(caution, 22) - 30
    parts = [_line(WIDTH - _EDGE - typeface(REGULAR).width(caution, 22), 598, caution, 22, 900, _QUIET)]
    if chip is not None:
        size = _fitting(chip.text, (24, 22, 20), room, BOLD)
        parts.append(_line(_EDGE, 598, chip.text, size, room, _STRENGTHS.get(chip.degree, _INK), bold=True))
    return parts


def _fitting(text: str, sizes: tuple[int, ...], room: float, font: Path = REGULAR) -> int:
    """The largest of the sizes in which the text fits, or the smallest."""
    return next((size for size in sizes if typeface(font).width(text, size) <= room), sizes[-1])


def _line(  # noqa: PLR0917  a place, a text and its look, in the order of SVG
    x: float, y: float, text: str, size: float, room: float, colour: str, *, bold: bool = False
) -> str:
    face = typeface(BOLD if bold else REGULAR)
    return _text(x, y, face.cut(text, size, room), size, colour, bold=bold)


def _text(x: float, y: float, text: str, size: float, colour: str, *, bold: bool) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{weight}>{escape(text)}</text>'
