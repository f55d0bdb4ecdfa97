"""Episodes over time: a dot for each, the larger the more people, a line for each thing that was looked for."""

from collections.abc import Mapping, Sequence
from datetime import date

from auditor.measure.spec import Row
from auditor.report.pictures.drawing import WIDTH, Plot, draw_text, n, picture, with_tooltip
from auditor.report.statements.wording import Wording

_LANE = 44


def moments(found: Mapping[str, Sequence[Row]], name: str, words: Wording) -> str:
    """The rows of each measure by the day on which they begin; empty where none is dated."""
    lanes = [(words.measure_title(measure), dated) for measure, rows in found.items() if (dated := _dated(rows))]
    if not lanes:
        return ""
    days = [day for _, dated in lanes for day, _ in dated]
    most = max(people for _, dated in lanes for _, people in dated)
    first, last = min(days), max(days)
    plot = Plot(12, WIDTH - 12, 10, 10 + _LANE * len(lanes))
    parts, says = [], []
    for place, (title, dated) in enumerate(lanes):
        y = plot.top + _LANE * place + 22
        parts.append(draw_text(0, y - 6, title, "start"))
        parts.append(f'<path d="M0 {n(y + 10)}H{WIDTH}" class="rule" stroke="#d5dae1"/>')
        for day, people in dated:
            across = (day - first).days / (last - first).days if last > first else 0.5
            radius = 2.5 + 4.5 * (people / most) ** 0.5
            dot = (
                f'<circle cx="{n(plot.place(across, 0)[0])}" cy="{n(y + 10)}" r="{n(radius)}" class="dot" '
                'fill="#bb4a0b" fill-opacity="0.75"/>'
            )
            who = words.count_text("{count} person", "{count} people", people)
            parts.append(with_tooltip(f"{words.date_on_axis(day, 'yMMMd')}: {who}", [dot]))
        says.append(f"{title}: {words.number(len(dated))}")
    low = plot.bottom + 14
    parts.append(draw_text(0, low, words.date_on_axis(first, "yMMMd"), "start"))
    if last > first:
        parts.append(draw_text(WIDTH, low, words.date_on_axis(last, "yMMMd"), "end"))
    return picture(name, round(low + 6), (words.text("When it was"), "; ".join(says)), (), parts)


def _dated(rows: Sequence[Row]) -> list[tuple[date, int]]:
    return [
        (date.fromisoformat(str(row["start"])[:10]), len(row.get("people") or []) or int(row.get("count") or 1))
        for row in rows
        if row.get("start")
    ]
