"""What several chats share as one HTML file: the chats, which of them share people, and the farms, each with its chats,
its days and a picture. No script, nothing loaded from elsewhere, read on a telephone and in print.
"""

from datetime import date
from pathlib import Path
from typing import Any

from auditor.measure.saying import about, kind_of_object, lasting
from auditor.measure.spec import Row
from auditor.report.farms_report import FarmsReport, looked_into, notes, to_json, without_pointers
from auditor.report.package.folder import write_file, writing
from auditor.report.pages.evidence import MOST_MESSAGES, MOST_PEOPLE
from auditor.report.pages.html import filled
from auditor.report.pictures import network
from auditor.report.pictures.drawing import WIDTH, Plot, draw_text, n, picture
from auditor.report.statements import signs
from auditor.report.statements.headlines import FARMS, SHARED
from auditor.report.statements.titles import plain_title
from auditor.report.statements.wording import Wording, wording

PAGE, REPORT = "farms.html", "farms.json"

MOST_FARMS = 20
"""Farms that stand on the page; the rest is in the report."""

MOST_SHARING = 40
"""Pairs of chats that share people beyond chance, the surest first."""

_LANE, _HEAD = 22, 10
_LONGEST_TITLE = 18


def write_farms(report: FarmsReport, folder: Path, lang: str, *, message_ids: bool) -> Path:
    """Writes the page and the report, and returns the page's path. The report is closed to others (0600), and so is a
    page that points to messages. Raises `ReportUnwritable`."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_file(folder / PAGE, render_farms(report, lang, message_ids=message_ids).encode(), closed=message_ids)
        write_file(folder / REPORT, to_json(report), closed=True)
    return folder / PAGE


def render_farms(report: FarmsReport, lang: str, *, message_ids: bool = False) -> str:
    """The page in a language. Message ids and exact times stand in it only with `message_ids`."""
    return farms_page_in(report, wording(lang), message_ids=message_ids)


def farms_page_in(report: FarmsReport, words: Wording, *, message_ids: bool = False) -> str:
    """The page in a wording."""
    if not message_ids:
        report = without_pointers(report)
    found = report.evidence.get(FARMS, [])
    sharing = report.evidence.get(SHARED, [])
    return filled(
        "farms.html",
        words,
        mark=f"deadsouls {report.tool} · {words.text('policy {policy}', policy=report.policy)}",
        tool=report.tool,
        report=report,
        looked_into=looked_into(report, words),
        figures=[
            (words.measure_title(name), words.figure(measure), words.measure_meaning(name))
            for name, measure in report.measures.items()
        ],
        notes=notes(report, words),
        finding=_finding(report, words),
        farms=[_farm(number, row, words) for number, row in enumerate(found[:MOST_FARMS], 1)],
        farms_left_out=max(0, len(found) - MOST_FARMS),
        sharing=[_sharing(row, words) for row in sharing[:MOST_SHARING]],
        sharing_left_out=max(0, len(sharing) - MOST_SHARING),
        sharing_misleads=words.misleads(SHARED),
        chats=[_chat(chat, words) for chat in report.chats],
    )


def _finding(report: FarmsReport, words: Wording) -> dict[str, Any] | None:
    for finding in report.findings:
        return {
            "title": signs.title_of(finding, words),
            "looked_for": words.measure_meaning(finding.id),
            "degree": finding.strength.replace(" ", "-"),
            "strength": signs.strength_of(finding, words),
            "sentences": signs.sentences_of(finding, words),
            "smallest": signs.smallest_of(finding, words),
            "misleads": words.misleads(finding.id),
        }
    return None


def _chat(chat: Any, words: Wording) -> tuple[str, str, str, str, str]:
    return (
        words.chat_title(chat.title, 60),
        words.read_from(chat.source),
        words.date_in_words(chat.as_of),
        words.number(chat.people),
        words.number(chat.messages),
    )


def _sharing(row: Row, words: Wording) -> dict[str, str]:
    one, two = (words.chat_title(str(part.get("chat", "")), 60) for part in _parts(row, 2))
    return {
        "chats": f"{one} – {two}",
        "count": words.number(row.get("count", 0)),
        "expected": about(float(row.get("expected", 0.0)), words),
        "q": _chance(row.get("q"), words),
    }


def _farm(number: int, row: Row, words: Wording) -> dict[str, Any]:
    people = [plain_title(str(person), 40) for person in row.get("people", [])]
    more = len(people) - MOST_PEOPLE
    return {
        "title": words.text(
            "Group {number}: {people}", number=number,
            people=words.count_text("{count} person", "{count} people", len(people)),
        ),
        "what": _what(row, words),
        "no_agreement": signs.no_agreement(words),
        "facts": _facts(row, words),
        "lanes": lanes(number, row, words),
        "network": "" if row.get("kind") == "arrivals" else network.network(row, f"farm-{number}", words),
        "network_out": network.left_out(row),
        "people": people[:MOST_PEOPLE],
        "more": words.count_text("and {count} more", "and {count} more", more) if more > 0 else "",
        "chats": [_part(part, words) for part in _parts(row)],
    }  # fmt: skip


def _what(row: Row, words: Wording) -> str:
    if row.get("kind") == "arrivals":
        return words.text("came to the same chats in one order, each time within an hour")
    return words.text("kept doing the same within minutes")


def _facts(row: Row, words: Wording) -> list[tuple[str, str]]:
    arrivals = row.get("kind") == "arrivals"
    order, window, turnout = row.get("order"), row.get("window"), row.get("turnout")
    facts = [
        (words.text("What"), kind_of_object(row.get("kind"), words)),
        (words.text("Within"), lasting(window, words) if isinstance(window, int) else ""),
        (words.text("Takes part"), words.percent(turnout) if isinstance(turnout, int | float) else ""),
        (words.text("Chats") if arrivals else words.text("Things done together"), words.number(row.get("count", 0))),
        (
            words.text("Meetings of pairs"),
            ""
            if arrivals
            else words.text(
                "{met} (by chance: {expected})",
                met=words.number(row.get("met", 0)),
                expected=about(float(row.get("expected", 0.0)), words),
            ),
        ),
        (words.text("q-value"), _chance(row.get("q"), words)),
        (words.text("In the same order"), words.percent(order) if isinstance(order, float) else ""),
        (words.text("From"), words.date_in_words(row.get("start"))),
        (words.text("To"), words.date_in_words(row.get("end"))),
    ]
    return [(name, value) for name, value in facts if value]


def _part(part: Row, words: Wording) -> dict[str, Any]:
    """One chat of a farm."""
    ids = [str(each) for each in part.get("messages", [])]
    more = part.get("messages_total", 0) - len(ids[:MOST_MESSAGES])
    return {
        "title": words.chat_title(str(part.get("chat", "")), 60),
        "people": words.number(part.get("people", 0)),
        "acts": words.number(sum(count for _, count in part.get("days", []))),
        "messages": ", ".join(ids[:MOST_MESSAGES]),
        "more": words.count_text("and {count} more", "and {count} more", more) if ids and more > 0 else "",
    }


def _parts(row: Row, least: int = 0) -> list[Row]:
    parts = [part for part in row.get("chats", []) if isinstance(part, dict)]
    return [*parts, *({} for _ in range(least - len(parts)))]


def _chance(q: object, words: Wording) -> str:
    if not isinstance(q, int | float):
        return ""
    return f"< {words.decimal(0.001, 3)}" if q < 0.001 else words.decimal(q, 3)


def lanes(number: int, row: Row, words: Wording) -> str:
    """The days of a farm's joint acts, a lane a chat: a dot a day, the larger the more. Empty where no day is known."""
    acts = [(str(part.get("chat", "")), [(date.fromisoformat(day).toordinal(), count) for day, count in part["days"]])
            for part in _parts(row) if part.get("days")]  # fmt: skip
    if not acts:
        return ""
    days = [day for _, known in acts for day, _ in known]
    most = max(count for _, known in acts for _, count in known)
    first, last = min(days), max(days)
    plot = Plot(12, WIDTH - 12, _HEAD, _HEAD + 2 * _LANE * len(acts))
    parts = []
    for place, (title, known) in enumerate(acts):
        y = plot.top + 2 * _LANE * place + _LANE
        parts.append(draw_text(plot.left - 8, y - 4, words.chat_title(title, 44), "start"))
        parts.append(f'<path d="M{n(plot.left - 8)} {n(y + 12)}H{n(plot.right + 8)}" class="rule" stroke="#d5dae1"/>')
        for day, count in known:
            across = (day - first) / (last - first) if last > first else 0.5
            radius = 2.5 + 4.5 * (count / most) ** 0.5
            parts.append(
                f'<circle cx="{n(plot.place(across, 0)[0])}" cy="{n(y + 12)}" r="{n(radius)}" class="dot" '
                f'fill="#bb4a0b" fill-opacity="0.75"/>'
            )
    low = plot.bottom + 16
    begin, end = (words.date_on_axis(date.fromordinal(day), "yMMMd") for day in (first, last))
    parts.append(draw_text(plot.left - 8, low, begin, "start"))
    if last > first:
        parts.append(draw_text(plot.right + 8, low, end, "end"))
    says = words.count_text("{count} joint act on one day at most.", "{count} joint acts on one day at most.", most)
    return picture(f"lanes-{number}", round(low + 8), (words.text("When, chat by chat"), says), (), parts)
