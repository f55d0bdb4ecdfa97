"""What a fifth language is offered in, and what of the program's words does not pass through it.

`test_languages.py` runs this in a copy of the program that has one language more: invented, with every sentence in
brackets and watch words that nobody uses. It prints one JSON object.
"""

import json
import re
import sys
from collections.abc import Iterator
from html import unescape
from typing import Any

from babel import Locale

from auditor.conductors.one_person import statement_page
from auditor.conductors.trend import trend
from auditor.doors.options import lang as lang_option
from auditor.languages.spoken import LANGUAGES, language
from auditor.measure.spec import Difference, Finding, Measure
from auditor.report.comparison import Comparison, comparison_text, side
from auditor.report.farms_report import FarmsReport, farms_text
from auditor.report.pages.farms_page import render_farms
from auditor.report.pages.page import render_page
from auditor.report.pages.trend_page import render_trend
from auditor.report.pictures.card import card_svg
from auditor.report.statements.message import summary_text
from auditor.report.statements.wording import wording
from auditor.report.trend import read_observed
from auditor.report.wave_report import lines, removal
from auditor.settings import read_settings
from bot.commands import compare
from bot.commands.every import COMMANDS
from bot.commands.help import listed
from bot.commands.language import languages
from bot.commands.wave import wave_answer
from bot.telling import answers
from bot.watches.watch_words import ASKS, wanted
from tests.auditor.report import test_wave_report as waves
from tests.auditor.report.sample_findings import CANNOT_TELL
from tests.auditor.report.sample_history import yearly
from tests.auditor.report.sample_report import (
    TITLE,
    channel_report,
    live_report,
    report_of_findings,
    report_with_findings,
    sample_report,
)
from tests.auditor.test_rights import TOLD
from tests.bot.introduced import introduced
from tests.bot.test_answers import every_answer
from tests.bot.watches.test_watch_answers import every_answer as every_watch_answer
from tests.house.fifth_commands import names_of_the_command_line, told_by_commands

OPEN, CLOSED = "⟦⟧"
TITLES = f"{TITLE} {TOLD.title} {channel_report().chat.title} Двор Новости <i>"
NAMES = {
    "deadsouls",
    "report",
    "YouTube",
    "durov",
    "UTC",
    "CSV",
    "JSON",
    "Asia",
    "Almaty",
    "cron",
    *re.findall(r"\w+", TITLES),
}
"""What is a name in every language: of the program, of formats, of the chats that are shown."""


TYPED = r"(['\"]).*?\1|\S*[/.]\S*|@\w+|\b[0-9a-f]{16,}\b"
"""What a person typed, paths, and digests."""


def outside_brackets(text: str) -> str:
    """What of a text no sentence of the catalogue holds."""
    depth, outside = 0, []
    for letter in text:
        depth += {OPEN: 1, CLOSED: -1}.get(letter, 0)
        if depth == 0 and letter != CLOSED:
            outside.append(letter)
    return "".join(outside)


def read_as_text(html: str) -> str:
    """What a reader sees of a page, its pictures' texts too."""
    return unescape(re.sub(r"(?s)<(style|script)>.*?</\1>|<head>.*?<title>|<[^>]*>", " ", html))


def unmarked(text: str, names: set[str]) -> list[str]:
    """Words that no catalogue was asked for."""
    left = re.sub(r"p-\w+|/[a-z]+|@\w+|\b[a-z]+\.[a-z_]+\b", " ", outside_brackets(text))
    return sorted(set(re.findall(r"[^\W\d_]+", left)) - names)


def told(code: str) -> Iterator[tuple[str, str]]:
    """All that readers are shown in a language, each under a name."""
    words = wording(code)
    reports = {"export": sample_report(), "findings": report_with_findings(), "live": live_report(),
               "channel": channel_report(), "cannot tell": report_of_findings(CANNOT_TELL)}  # fmt: skip
    for name, report in reports.items():
        yield f"page of {name}", read_as_text(render_page(report, code))
        yield f"summary of {name}", summary_text(report, code)
        yield f"card of {name}", read_as_text(card_svg(report, words))
    yield "trend", read_as_text(render_trend(trend([read_observed(each) for each in history()]), code))
    yield "statement", read_as_text(statement_page(TOLD, code))
    wave, compared, farms = waves.report(waves.SEEN, [1, 2, 3], waves.ROW), comparison(), farms_report()
    yield (
        "wave",
        "\n".join([*lines(wave, words), *removal(wave, 3, words), read_as_text(wave_answer(wave, 1, words).html)]),
    )
    yield "comparison", f"{comparison_text(compared, code)} {read_as_text(compare.compared(compared, 1, words).html)}"
    yield "farms", f"{farms_text(farms, code)} {read_as_text(render_farms(farms, code, message_ids=True))}"
    yield "menus", "\n".join(what for _, what in listed(COMMANDS, words, operator=True))
    for room, answered in {"answer": every_answer(code), "watch": every_watch_answer(words)}.items():
        for name, answer in answered.items():
            labels = [label for row in answer.buttons for label, _ in row]
            yield f"{room}: {name}", read_as_text("\n".join([answer.html, *labels]))


def comparison() -> Comparison:
    """Two audits of one chat, of which nothing moved and nothing was seen alike."""
    before, after = sample_report(), live_report()
    same: dict[str, Difference | Measure] = {
        name: Difference(each, each, value=0.0, low=0.0, high=0.0)
        for name, each in before.measures.items()
        if each.low is not None
    }
    return Comparison(before=side(before), after=side(after), measures=same, findings=[])


def farms_report() -> FarmsReport:
    """Two farms of three people in chats without a name."""
    row = {
        "kind": "text",
        "window": 300,
        "turnout": 0.5,
        "people": ["p-a", "p-b", "p-c"],
        "count": 2,
        "edges": [],
        "chats": [],
    }
    finding = Finding("farms", "some", "farms.accounts", {"farms": 2, "people": 6, "smallest": 3})
    return FarmsReport(
        tool="0", policy="0", as_of=None, chats=[], measures={}, evidence={"farms.accounts": [row, row]},
        findings=[finding],
    )  # fmt: skip


def history() -> list[bytes]:
    """Audits of some weeks, as they are kept."""
    from auditor.report.report import to_json

    return [to_json(each) for each in yearly(20)]


def offered(code: str) -> dict[str, Any]:
    """Where somebody can choose the language, or is understood in it."""
    asked = "zz-follow @durov zz-weekly zz-quiet 22-8 zz-all"
    understood = wanted(asked.partition("@durov ")[2], 1_795_600_000)
    return {
        "settings": read_settings().lang,
        "--lang": code in lang_choices(),
        "/language": [label for row in languages(wording(code)).buttons for label, _ in row],
        "under a report": [label for row in answers.in_which_language(1) for label, _ in row],
        "menus": sorted({str(each[2]) for each in introduced() if each[0] == "commands"}),
        "begins": bool(ASKS.match(asked)),
        "rule": [understood.rule.named, understood.signs, understood.quiet],
    }


def lang_choices() -> list[str]:
    """What `--lang` takes."""
    import click

    @click.command()
    @lang_option
    def nothing(lang: str | None) -> None:
        """Takes the option."""

    (option,) = nothing.params
    assert isinstance(option.type, click.Choice)
    return list(option.type.choices)


def main() -> None:
    """Prints what was found of the last of the languages."""
    code = LANGUAGES[-1]
    locale = Locale.parse(code)
    forms = [*locale.months["format"].values(), *locale.days["format"].values()]
    calendar = {word for form in forms for name in form.values() for word in name.split()}
    names = NAMES | calendar | {word for each in LANGUAGES for word in language(each).name.split()}
    found = {name: left for name, text in told(code) if (left := unmarked(text, names))}
    names |= names_of_the_command_line()
    for asked, printed in told_by_commands():
        if left := unmarked(re.sub(TYPED, " ", outside_brackets(printed)), names):
            found[asked] = left
    json.dump({"offered": offered(code), "unmarked": found}, sys.stdout)


if __name__ == "__main__":
    main()
