"""The page: one file, no script, nothing from elsewhere, every word in the reader's language."""

import base64
import hashlib
import re
from gettext import NullTranslations
from html.parser import HTMLParser

import msgspec
import pytest

from auditor.report.page import page_in, render_page
from auditor.report.report import AuditReport
from auditor.report.wording import LANGUAGES, Wording
from tests.auditor.report.sample_report import (
    EVERY_NOTE,
    TITLE,
    empty_report,
    named,
    report_with_findings,
    sample_report,
)
from tests.auditor.report.test_titles import HOSTILE

VOID = {"meta", "br", "img", "link", "input", "hr"}
REPORTS = {"sample": sample_report(), "empty": empty_report(), "findings": report_with_findings()}


class Page(HTMLParser):
    """A page taken apart; refuses tags that are not closed in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style" and data.strip():
            self.texts.append(data)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute))]


class Pseudo(NullTranslations):
    """A language in which every sentence stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def outside_brackets(text: str) -> str:
    depth, outside = 0, []
    for letter in text:
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        if depth == 0 and letter != "⟧":
            outside.append(letter)
    return "".join(outside)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_page_is_well_formed_in_every_language(report: AuditReport, language: str) -> None:
    page = Page(render_page(report, language))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert set(" ".join(page.values("aria-labelledby")).split()) <= set(ids)
    assert ("html", {"lang": language}) == page.tags[0]
    assert ["header", "main", "footer"] == [tag for tag, _ in page.tags if tag in {"header", "main", "footer"}]
    assert 1 == sum(tag == "h1" for tag, _ in page.tags)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_page_runs_nothing_and_loads_nothing(report: AuditReport) -> None:
    text = render_page(report, "en", message_ids=True)
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "object", "form", "a", "base"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    assert not re.search(r"https?:|//\w|@import|url\((?!#fill-)", text)


def test_the_policy_lets_in_this_style_alone() -> None:
    text = render_page(sample_report(), "en")
    style = text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policy in Page(text).values("content")


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_leaves_its_place(title: str) -> None:
    page = Page(render_page(named(title), "en"))
    usual = Page(render_page(named("A chat"), "en"))
    assert [tag for tag, _ in usual.tags] == [tag for tag, _ in page.tags]


def test_a_chat_without_a_title_has_words_for_it() -> None:
    assert "a chat without a title" in render_page(named("\u202e\n"), "en")


def test_no_word_of_the_page_is_unmarked() -> None:
    words = Wording("en", Pseudo())
    left = [outside_brackets(text) for text in Page(page_in(sample_report(), words)).texts]
    known = {TITLE, "deadsouls", "deadsouls-report", "UTC"}
    months = {"February", "March", "April", "Mar", "Apr"}
    found = {word for text in left for word in re.findall(r"[^\W\d_][\w-]*", text.replace(TITLE, ""))}
    assert set() == found - known - months


@pytest.mark.parametrize("language", ["ru", "kk", "ky"])
def test_no_english_is_left_on_a_page_in_another_language(language: str) -> None:
    text = " ".join(Page(render_page(report_with_findings(), language)).texts)
    allowed = {"Telegram", "Desktop", "deadsouls", "deadsouls-report", "q", "adders", "share", "smallest"}
    assert set() == set(re.findall(r"[A-Za-z][a-z-]*[a-z]|[A-Za-z]", re.sub(r"p-\w+", "", text))) - allowed


def test_what_could_not_be_seen_stands_first() -> None:
    text = render_page(sample_report(), "en")
    places = [
        text.index(f'id="{name}"') for name in ("unseen", "key", "people", "souls", "arrivals", "voices", "missing")
    ]
    assert sorted(places) == places


def test_every_measure_with_a_figure_says_how_it_can_mislead() -> None:
    articles = re.findall(r"<article.*?</article>", render_page(sample_report(), "en"), re.DOTALL)
    assert articles
    assert all("How this can mislead" in article for article in articles)


def test_every_note_stands_on_the_page() -> None:
    report = sample_report(coverage=msgspec.structs.replace(sample_report().coverage, notes=EVERY_NOTE))
    assert len(EVERY_NOTE) == render_page(report, "ru").split('id="unseen"')[1].split("</ul>")[0].count("<li>")


def test_without_findings_none_are_claimed() -> None:
    assert "so it claims none, and does not rule them out" in render_page(sample_report(), "en")


def test_pointers_stand_on_the_page_on_demand_only() -> None:
    without = render_page(report_with_findings(), "en")
    assert "p-abcdefgh2345" in without
    assert not [pointer for pointer in ("40000", "40,000", "11:27", "a quote") if pointer in without]
    assert "2018-03-18 11:00" in without
    demanded = render_page(report_with_findings(), "en", message_ids=True)
    assert "40000" in demanded
    assert "a quote" not in demanded


def test_the_time_of_the_last_message_is_no_finer_than_a_day() -> None:
    assert "09:41" not in render_page(sample_report(), "en")


def test_the_same_report_gives_the_same_page() -> None:
    assert render_page(sample_report(), "kk") == render_page(sample_report(), "kk")
