"""What became of those whom an adder added, beside those who came by themselves: a picture of the evidence rows."""

from auditor.measure.spec import Row
from auditor.report.pictures.added_by import short_name
from auditor.report.pictures.drawing import WIDTH, Plot, draw_text, n, picture
from auditor.report.statements.wording import Wording

MOST_ADDERS = 12
"""Adders in the picture, those found first; the others are in the table."""

_ROW = 24
_TOP = 22


def comparison(rows: list[Row], what: str, name: str, words: Wording) -> str:
    """One line an adder: the share of their added people who left (`what` is "gone") or never wrote ("silent") with its
    interval, and the same share of those who came by themselves. Empty where nothing of it is known."""
    shown = [(number, row) for number, row in enumerate(rows, 1) if _share(row, what) is not None][:MOST_ADDERS]
    if not shown:
        return ""
    plot = Plot(36, WIDTH - 14, _TOP, _TOP + _ROW * len(shown))
    parts = [part for share in (0.0, 0.5, 1.0) for part in _tick(share, plot, words)]
    says = []
    for index, (number, row) in enumerate(shown):
        y = plot.top + _ROW * index + _ROW / 2
        who = short_name(number, words)
        parts += [draw_text(plot.left - 8, y + 4, who, "end"), *_marks(row, what, y, plot)]
        says.append(f"{who}: {_share_text(row, what, words)}")
    return picture(name, round(plot.bottom) + 8, (title(what, words), "; ".join(says) + "."), (), parts)


def title(what: str, words: Wording) -> str:
    """What the picture compares."""
    return words.text("Left") if what == "gone" else words.text("Never wrote")


def legend(words: Wording) -> list[tuple[str, str]]:
    """The two marks, each with what it stands for."""
    return [
        (_swatch(_interval(2, 20, 7) + _dot(11, 7)), words.text("those whom this person added, with the 95% interval")),
        (_swatch(_diamond(11, 7)), words.text("those who came by themselves")),
    ]


def _marks(row: Row, what: str, y: float, plot: Plot) -> list[str]:
    parts = []
    low, high, beside = row.get(f"{what}_low"), row.get(f"{what}_high"), _share(row, f"self_{what}")
    if isinstance(low, int | float) and isinstance(high, int | float):
        parts.append(_interval(_across(low, plot), _across(high, plot), y))
    if beside is not None:
        parts.append(_diamond(_across(beside, plot), y))
    parts.append(_dot(_across(_share(row, what) or 0.0, plot), y))
    return parts


def _share(row: Row, what: str) -> float | None:
    count, of = row.get(what), row.get(f"{what}_of")
    return count / of if isinstance(count, int) and isinstance(of, int) and of else None


def _share_text(row: Row, what: str, words: Wording) -> str:
    said = words.percent(_share(row, what) or 0.0)
    beside = _share(row, f"self_{what}")
    if beside is None:
        return said
    return f"{said} ({words.text('those who came by themselves')}: {words.percent(beside)})"


def _across(share: float, plot: Plot) -> float:
    return plot.place(min(max(share, 0.0), 1.0), 0)[0]


def _tick(share: float, plot: Plot, words: Wording) -> list[str]:
    x = _across(share, plot)
    anchor = "end" if share == 1 else "middle"
    return [
        f'<path d="M{n(x)} {n(plot.top)}V{n(plot.bottom)}" class="rule" stroke="#d5dae1"/>',
        draw_text(x + (8 if share == 1 else 0), plot.top - 8, words.percent(share), anchor),
    ]


def _interval(left: float, right: float, y: float) -> str:
    return (
        f'<path d="M{n(left)} {n(y - 4)}v8M{n(right)} {n(y - 4)}v8M{n(left)} {n(y)}H{n(right)}" '
        'class="line-added" stroke="#1f3f6e" stroke-width="2" fill="none"/>'
    )


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="4.5" class="filled" fill="#1f3f6e"/>'


def _diamond(x: float, y: float) -> str:
    return (
        f'<path d="M{n(x)} {n(y - 6)}L{n(x + 6)} {n(y)}L{n(x)} {n(y + 6)}L{n(x - 6)} {n(y)}Z" '
        'class="hollow" fill="#fff" stroke="#1d7f74" stroke-width="2"/>'
    )


def _swatch(drawn: str) -> str:
    return f'<svg class="swatch" width="22" height="14" viewBox="0 0 22 14" aria-hidden="true">{drawn}</svg>'
