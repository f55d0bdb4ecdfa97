"""What the bot says: complete in every language, HTML that Telegram takes, and short enough for a phone."""

import ast
import re
import unicodedata
from html import escape, unescape
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

import auditor.collect.live
from auditor.languages import spoken
from auditor.languages.spoken import LANGUAGES
from auditor.report.answer.answer import answer_of
from auditor.report.report import AuditReport, Note
from auditor.report.statements import signs
from auditor.report.statements.headlines import key_figures
from auditor.report.statements.wording import Wording, wording
from bot.access import Verdict
from bot.commands.every import COMMANDS
from bot.commands.help import help_text, listed
from bot.commands.language import languages
from bot.commands.me import what_is_held
from bot.commands.privacy import what_is_kept
from bot.commands.queue import lines_of
from bot.handling import tap_of
from bot.telling import answers
from bot.telling.answers import Answer
from storage.companion.jobs import Job, Waiting
from tests.auditor.languages.letters import NOT_LATIN
from tests.auditor.report.sample_report import (
    EVERY_NOTE,
    TITLE,
    channel_report,
    empty_report,
    live_report,
    named,
    report_with_findings,
    sample_report,
)
from tests.auditor.report.test_titles import HOSTILE
from tests.bot.held import HELD

REPORTS = {
    "export": sample_report(),
    "findings": report_with_findings(),
    "nothing": empty_report(),
    "live": live_report(),
    "live, whole list": live_report(whole=True),
    "channel": channel_report(),
}
NUMBERS = (1, 2, 5, 21)
STAGES = ("", "members", "history", "ancestor", "admin-log", "invites", "measuring", "export")


def causes_of(error: str) -> set[str]:
    """Why a reader raises this error: every `why` in its code."""
    return {
        str(fact.value.value)
        for file in Path(auditor.collect.live.__path__[0]).glob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == error
        for fact in call.keywords
        if fact.arg == "why" and isinstance(fact.value, ast.Constant)
    }


CAUSES = causes_of("ChatUnreachable")
PARKED = ["telegram-refused", "audit-parked", *(f"audit-parked/{cause}" for cause in causes_of("AuditParked")), ""]
"""What an audit can wait for."""
KINDS = ("chat-unreachable", "export-unreadable", "chat-not-chosen", "chat-denied", "telegram-refused",
         "unknown-audit", "usage", "")  # fmt: skip
TOO_BIG = ("export-unreadable/too-big", "export-unreadable/too-big-zip")
VERDICTS = sorted(set(get_args(Verdict)) - {"allowed"})
LAST_AUDIT = 10**12 - 1
"""No button takes a longer number."""

BAD_TITLES = [*HOSTILE, "<b>", "</b>", "Tom & Jerry", "&lt;", "\u202egnp.exe", "🔥" * 200, "two\nlines"]

FOREIGN = {
    "Telegram", "Desktop", "WhatsApp", "Discord", "YouTube", "CSV", "JSON", "HTML", "ID", "id", "trusted", "result",
    "json", "txt", "zip", "t", "me", "deadsouls", "privacy", "English", "epoch",
}  # fmt: skip
"""What stays in Latin letters in every language: names, formats, what one types."""


def job(**changes: Any) -> Job:
    waits = Job(7, "live", "name:durov", None, 0, False, "waiting", 0, 0, "", 0, None, 0, None, "", "", TITLE)
    return msgspec.structs.replace(waits, **changes)


def refusals(words: Wording) -> dict[str, Answer]:
    return {verdict: answers.refusal(verdict, words) for verdict in VERDICTS}


def failures(words: Wording) -> dict[str, Answer]:
    slugs = [*KINDS, *(f"chat-unreachable/{cause}" for cause in CAUSES), "chat-unreachable/asked-to-join"]
    return {slug: answers.failure(slug, words) for slug in [*slugs, *TOO_BIG, "broken/01234567"]}


def progress(words: Wording) -> dict[str, Answer]:
    """How an audit goes, in every state and with every kind of number."""
    said = {f"stage {stage}": answers.waiting(job(state="running", stage=stage), 0, words) for stage in STAGES}
    for number in (0, *NUMBERS):
        read = job(state="running", stage="history", done=number, total=100)
        said[f"place {number}"] = answers.waiting(job(), number, words)
        for slug in PARKED:
            parked = job(state="parked", not_before=60 * number, slug=slug)
            said[f"parked {slug} {number}"] = answers.waiting(parked, 0, words)
        said[f"left {number}"] = answers.waiting(read, 0, words, seconds_left=60 * number)
    return said


def summaries(words: Wording) -> dict[str, Answer]:
    said = {name: answers.summary(report, LAST_AUDIT, words) for name, report in REPORTS.items()}
    for hours in (0, *NUMBERS):
        said[f"age {hours}"] = answers.summary(sample_report(), LAST_AUDIT, words, age_hours=hours, private=False)
    return said


def queue(words: Wording, title: str | None = TITLE) -> Answer:
    jobs = [job(title=title), job(title=title, state="parked"), job(kind="export", target="upload:1.zip", title=None)]
    jobs += [job(title=title, state="running", stage=stage, done=1, total=3) for stage in STAGES]
    return lines_of([Waiting(each, number) for number, each in enumerate(jobs, 1)], words)


def every_answer(language: str) -> dict[str, Answer]:
    """All that is said anywhere, by a name."""
    words = wording(language)
    kept = [what_is_kept(words, texts, rows) for texts in (0, *NUMBERS) for rows in NUMBERS]
    return {
        "hello": answers.hello(words),
        "help": help_text(COMMANDS, words, operator=False),
        "help for operators": help_text(COMMANDS, words, operator=True),
        "languages": languages(words),
        "how to ask": answers.how_to_ask(words),
        "stopped": answers.stopped(words),
        "nothing to stop": answers.nothing_to_stop(words),
        "nothing in the queue": lines_of([], words),
        "queue": queue(words),
        "held": what_is_held(HELD, words),
        "nothing held": what_is_held(HELD | {"forgotten": True, "chats": []}, words),
        **{f"unseen from {at}": answers.unseen(with_notes(EVERY_NOTE[at : at + 15]), words) for at in (0, 15, 30, 45)},
        **{f"kept {number}": Answer("\n\n".join(map(escape, said))) for number, said in enumerate(kept)},
        **refusals(words),
        **failures(words),
        **progress(words),
        **summaries(words),
    }


def with_notes(notes: list[Note]) -> AuditReport:
    report = named("Ж" * 200)
    return msgspec.structs.replace(report, coverage=msgspec.structs.replace(report.coverage, notes=notes))


class Shown(HTMLParser):
    """HTML read as strictly as Telegram reads it; `text` is what somebody sees."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text, self.open = "", list[str]()
        self.feed(html)
        self.close()
        assert [] == self.open, html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i"}, tag
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        assert not set("<>&") & set(data), data
        self.text += data

    def handle_entityref(self, name: str) -> None:
        assert name in {"lt", "gt", "amp", "quot"}, name
        self.text += unescape(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text += unescape(f"&#{name};")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def shown(answer: Answer) -> str:
    return Shown(answer.html).text


def units(text: str) -> int:
    """Its length as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def labels(answer: Answer) -> list[str]:
    return [label for row in answer.buttons for label, _ in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_says_something_in_html_that_telegram_takes(language: str) -> None:
    for name, answer in every_answer(language).items():
        assert shown(answer).strip(), name
        assert units(answer.html) <= 4_096, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_shows_a_slug_or_a_gap(language: str) -> None:
    for name, answer in every_answer(language).items():
        assert not set("{}") & set(shown(answer)), name
        assert " ?" not in shown(answer), name
        assert language not in NOT_LATIN or not re.search("[a-z]-[a-z]", shown(answer)), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words_of_its_own(language: str) -> None:
    words = wording(language)
    otherwise = shown(answers.failure("what nobody foresaw", words))
    silent = [slug for slug, answer in failures(words).items() if slug and shown(answer) == otherwise]
    unreachable = shown(answers.failure("chat-unreachable", words))

    assert [] == silent
    assert {"private", "members-only", "no-such-chat", "removed"} <= CAUSES
    assert [] == [each for each in CAUSES if shown(answers.failure(f"chat-unreachable/{each}", words)) == unreachable]
    assert len(PARKED) == len({shown(progress(words)[f"parked {slug} 1"]) for slug in PARKED}) >= 5
    assert len(VERDICTS) == len({shown(answer) for answer in refusals(words).values()})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_is_short_and_its_data_fits(language: str) -> None:
    for name, answer in every_answer(language).items():
        assert all(0 < len(label) <= 40 for label in labels(answer)), name
        data = [data for row in answer.buttons for _, data in row]
        data += [data for row in answers.in_which_language(LAST_AUDIT) for _, data in row]
        assert all(tap_of(each) and len(each.encode()) <= 64 for each in data), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_that_stand_side_by_side_are_shorter_still(language: str) -> None:
    words = wording(language)
    beside = [
        words.text("Choose a group"), words.text("Choose a channel"), words.text("Join and audit"),
        words.text("Delete everything"), words.text("Stop"), words.text("With message ids"),
        *chain.from_iterable([label for label, _ in row] for row in answers.summary(sample_report(), 1, words).buttons),
    ]  # fmt: skip
    assert [] == [label for label in beside if len(label) > 24]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_pops_up_after_a_tap_is_not_cut(language: str) -> None:
    words = wording(language)
    notices = [
        words.text("This button no longer works."),
        words.text("Only the person who asked for this audit can stop it."),
        words.text("Please write to me in private first: I send files only there."),
        words.text("Sent to you in private."),
        words.text("This button is for another person."),
        shown(answers.refusal("for-the-trusted", words)),
        shown(answers.failure("unknown-audit", words)),
        shown(answers.failure("usage", words)),
    ]
    assert [] == [notice for notice in notices if units(notice) > 200]


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_what_the_bot_says_of_itself(language: str) -> None:
    words = wording(language)
    known = listed(COMMANDS, words, operator=True)

    assert all(3 <= units(what) <= 256 for _, what in known)
    assert len(known) == len({name for name, _ in known}) == len({what for _, what in known})
    assert units(words.text("Dead Souls measures whether the crowd in a Telegram chat is real.")) <= 120


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_strongest_signs_stand_with_their_innocent_explanation(language: str) -> None:
    words = wording(language)
    said = shown(answers.summary(report_with_findings(), LAST_AUDIT, words))
    answer, (first, second) = answer_of(report_with_findings(), words), signs.exceeding(report_with_findings())[:2]
    assert f"{answer.answer}\n\n{answer.verdict}\n\n{answer.cannot_know}" in said
    assert f"{words.measure_title(first.id)} ({words.strength(first.strength)})" in said
    assert f"{signs.brief(second, words)} ({words.strength(second.strength)})" in said
    for finding in (first, second):
        assert words.misleads(finding.id) in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REPORTS)
def test_a_summary_is_one_screen(name: str, language: str) -> None:
    seen = shown(answers.summary(REPORTS[name], LAST_AUDIT, wording(language), age_hours=21))
    assert units(seen) <= 1_900
    assert len(seen.splitlines()) <= 32


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_is_one_screen_even_with_the_longest_title_and_notes(language: str) -> None:
    words = wording(language)
    longest = sorted(EVERY_NOTE, key=lambda note: len(words.note(note)))[-answers.NOTES :]
    seen = shown(answers.summary(with_notes(longest), LAST_AUDIT, words, age_hours=21))

    assert units(seen) <= 1_900
    assert len(seen.splitlines()) <= 32


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_that_is_too_long_ends_after_a_whole_line(language: str) -> None:
    seen = shown(answers.unseen(with_notes(EVERY_NOTE * 2), wording(language)))
    *notes, last = seen.splitlines()[1:]

    assert "…" == last
    assert {f"– {wording(language).note(note)}" for note in EVERY_NOTE} >= set(notes)
    assert units(seen) <= 4_096


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REPORTS)
def test_every_figure_stands_with_what_it_is_out_of_or_its_bounds(name: str, language: str) -> None:
    report, words = REPORTS[name], wording(language)
    lines = [line for line in shown(answers.summary(report, 1, words)).splitlines() if line.startswith("▪️")]
    figures = key_figures(report, answers.FIGURES, answer_of(report, words).picture)

    assert len(figures) == len(lines)
    for line, (_, measure) in zip(lines, figures, strict=True):
        if measure.unit == "index" or measure.count == measure.of:  # no part of anything
            continue
        assert words.number(measure.of or 0) in line
        assert words.number(measure.count or 0) in line
        if measure.outcome == "bounded":
            assert words.bounds(measure) in line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", BAD_TITLES)
def test_a_title_is_one_escaped_line_wherever_it_stands(title: str, language: str) -> None:
    words = wording(language)
    for longest, plain, said in (
        (80, answers.summary(sample_report(), 1, words), answers.summary(named(title), 1, words)),
        (60, answers.waiting(job(), 1, words), answers.waiting(job(title=title or None), 1, words)),
        (60, queue(words), queue(words, title or None)),
    ):
        seen = shown(said)
        untitled = not title and longest == 60
        assert untitled or len(shown(plain).splitlines()) == len(seen.splitlines())
        assert {"Cs", "Cc"}.isdisjoint(unicodedata.category(letter) for letter in seen.replace("\n", ""))
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c") & set(seen)
        assert units(seen) - units(shown(plain)) <= 2 * longest * seen.count("#7 ") + 2 * longest


@pytest.mark.parametrize("title", ["<b>", "</b>", "Tom & Jerry", "&lt;"])
def test_a_title_that_looks_like_markup_is_shown_as_it_is(title: str) -> None:
    words = wording("en")
    for said in (answers.summary(named(title), 1, words), answers.waiting(job(title=title), 1, words)):
        assert shown(said).startswith(title)
    assert shown(queue(words, title)).startswith(f"#7 {title} · ")


@pytest.mark.parametrize("title", ["Ж" * 10_000, "🔥" * 200])
def test_a_title_that_is_too_long_is_cut(title: str) -> None:
    words = wording("en")
    assert shown(answers.summary(named(title), 1, words)).startswith(title[:79] + "…")
    assert shown(answers.waiting(job(title=title), 1, words)).startswith(title[:59] + "…\n")
    assert shown(queue(words, title)).startswith(f"#7 {title[:59]}… · ")


@pytest.mark.parametrize("language", NOT_LATIN)
def test_nothing_is_said_in_english(language: str) -> None:
    english, said = every_answer("en"), every_answer(language)
    assert english.keys() == said.keys()
    for name, answer in said.items():
        lines, source = shown(answer).splitlines(), shown(english[name]).splitlines()
        assert len(source) == len(lines), name
        for line, same in zip(lines, source, strict=True):
            assert line != same or not re.search("[A-Za-z]{2}", line), name
            words = re.sub(r"/[a-z]+|\b[A-Z]\w+/[A-Z]\w+|\bUTC\b", " ", line)
            assert set(re.findall("[A-Za-z]+", words)) <= FOREIGN, line
        assert [] == [
            label for label in labels(answer) if label in labels(english[name]) and label not in
            {"CSV", "JSON", *(spoken.language(each).name for each in LANGUAGES)}
        ], name  # fmt: skip


def test_russian_counts_as_russians_do() -> None:
    said = progress(wording("ru"))
    left = [shown(said[f"left {number}"]).partition(". ")[2] for number in NUMBERS]
    assert [
        "Осталось около 1 минуты.",
        "Осталось около 2 минут.",
        "Осталось около 5 минут.",
        "Осталось около 21 минуты.",
    ] == left
    ages = [shown(answers.summary(empty_report(), 1, wording("ru"), age_hours=hours)) for hours in NUMBERS]
    assert ["1 час", "2 часа", "5 часов", "21 час"] == [re.findall(r"\d+ час\w*", age)[0] for age in ages]
