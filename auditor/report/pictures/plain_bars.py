"""Bars that say one thing: how few people wrote half of it, and what part of its subscribers sees a post."""

from auditor.measure.spec import Measure
from auditor.report.pictures.drawing import WIDTH, draw_rect, draw_text, picture
from auditor.report.statements.headlines import VIEWS
from auditor.report.statements.wording import Wording

_TALL = 26


def few_write(half: int, writers: int, messages: int, words: Wording) -> str:
    """Two bars: of the people who wrote, those who wrote half; of the messages, that half."""
    wrote = words.count_text("{count} person wrote", "{count} people wrote", writers)
    by = words.count_text("{count} of them wrote half", "{count} of them wrote half", half)
    posted = words.count_text("{count} message", "{count} messages", messages)
    parts = [
        draw_text(0, 14, wrote, "start", "strong"),
        *_bar(22, half / writers, "added"),
        draw_text(0, 84, posted, "start", "strong"),
        *_bar(92, 0.5, "added"),
        draw_text(0, 136, f"■ {by}", "start"),
    ]
    title = words.text("How few write how much")
    return picture("few-write", 144, (title, f"{wrote}; {by}; {posted}."), (), parts)


def views_with_spread(views: Measure, spread: Measure | None, words: Wording) -> str:
    """Where on a scale from no subscriber to all the views of the median post lie; behind it, how far posts usually
    differ: the median less and more its spread."""
    low = views.low if views.low is not None else views.value or 0.0
    high = views.high if views.high is not None else views.value or 0.0
    middle = views.value if views.value is not None else (low + high) / 2
    differ = 0.0 if spread is None or spread.value is None else float(spread.value)
    ends = (max(0.0, low * (1 - differ)), high * (1 + differ))
    whole = max(1.0, ends[1])
    place = WIDTH / whole
    parts = [
        draw_rect(0, 24, WIDTH, _TALL, "track"),
        draw_rect(ends[0] * place, 24, (ends[1] - ends[0]) * place, _TALL, "h2"),
        draw_rect(low * place, 20, max(3.0, (high - low) * place), _TALL + 8, "added"),
        draw_text(0, 72, words.percent(0), "start"),
        draw_text(WIDTH, 72, words.percent(whole), "end"),
    ]
    at = middle * place
    anchor = "start" if at < 60 else "end" if at > WIDTH - 60 else "middle"
    parts.append(draw_text(at, 14, words.short(views), anchor, "strong"))
    title = words.measure_title(VIEWS)
    return picture("views", 80, (title, words.figure(views)), (), parts)


def _bar(y: int, share: float, kind: str) -> list[str]:
    return [
        draw_rect(0, y, WIDTH, _TALL, "track"),
        draw_rect(0, y, max(2.0, share * WIDTH), _TALL, kind),
    ]
