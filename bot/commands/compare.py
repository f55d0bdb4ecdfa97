"""`/compare`: the last two audits of a chat side by side, and the way to all of them over time."""

from html import escape
from typing import TYPE_CHECKING

from auditor.measure.spec import Difference, Measure
from auditor.report.comparison import Comparison, moved, seen_alike
from auditor.report.statements.headlines import is_known
from auditor.report.statements.wording import Wording
from bot.reports import last_of
from bot.talk import Command, Talk
from bot.telling.answers import Answer, cut
from storage.audited import audits

if TYPE_CHECKING:
    from storage.audited.audits import Audit

MOST_MOVED = 8
"""So many figures that moved beyond noise are told in one message; the page over time has them all."""


async def compare(talk: Talk, asked: str) -> None:
    """What changed between the last two audits of a chat, to whoever may see them."""
    newest = await last_of(talk, asked)
    earlier = await audits.before(talk.companion.store, newest)
    if earlier is None:
        await talk.say(only_one(newest, talk.words))
        return
    found = await talk.companion.pool.compared(earlier.row, newest.row)
    await talk.say(compared(found, newest.row, talk.words))


def only_one(audit: "Audit", words: Wording) -> Answer:
    """There is nothing to set an audit against yet."""
    title = escape(words.chat_title(audit.title, 80))
    said = escape(words.text("There is only one audit of this chat yet. A second one makes a comparison."))
    return Answer(f"<b>{title}</b>\n{said}", [[(words.text("Audit again"), f"again:{audit.row}")]])


def compared(found: Comparison, audit: int, words: Wording) -> Answer:
    """Two audits in at most one screen: who came and went, what moved beyond noise, and whether both saw alike."""
    before, after = (words.date_in_words(each.as_of) for each in (found.before, found.after))
    lines = [f"<b>{escape(words.chat_title(found.after.chat.title, 80))}</b>", escape(f"{before} → {after}"), ""]
    changes = [(name, each) for name, each in found.measures.items() if isinstance(each, Measure)]
    for name, each in changes:
        lines.append(f"▪️ {escape(words.measure_title(name))}: <b>{escape(words.figure(each))}</b>" if is_known(each)
                     else f"▪️ {escape(words.measure_title(name))}: {escape(words.figure(each))}")  # fmt: skip
    lines += ["", *_moved(found, words)]
    if not seen_alike(found.before, found.after):
        lines += ["", f"<i>{escape(words.reason('coverage-differs'))}</i>"]
    return Answer(cut(lines), [[(words.text("Over time"), f"trend:{audit}"), (words.text("Page"), f"page:{audit}")]])


def _moved(found: Comparison, words: Wording) -> list[str]:
    if not found.findings:
        return [escape(words.text("No share moved beyond noise."))]
    lines = [f"<b>{escape(words.text('Moved beyond noise'))}</b>"]
    for finding in found.findings[:MOST_MOVED]:
        each = found.measures[finding.id]
        if isinstance(each, Difference):
            sides = f"{words.short(each.before)} → {words.short(each.after)}"
            lines.append(escape(f"▫️ {words.measure_title(finding.id)}: {sides} ({moved(each, words)})"))
    more = len(found.findings) - MOST_MOVED
    return [*lines, *([f"… {words.number(more)}"] if more > 0 else [])]


COMPARE = Command(
    "compare",
    compare,
    what=lambda words: words.text("what changed between the last two audits: /compare @name"),
    in_groups=True,
)
