"""The page: one file, one script that nothing needs, nothing from elsewhere, every word in the reader's language."""

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser

import msgspec
import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.measure.spec import Finding
from auditor.report.pages.evidence import LONGEST_QUOTE
from auditor.report.pages.page import render_page
from auditor.report.report import AuditReport
from auditor.report.statements import signs
from auditor.report.statements.wording import wording
from tests.auditor.languages.letters import NOT_LATIN
from tests.auditor.report.sample_findings import CANNOT_TELL, FINDINGS, NOTHING_FOUND, PEOPLE, spoken_by_test
from tests.auditor.report.sample_report import (
    EVERY_NOTE,
    empty_report,
    named,
    report_at_rest,
    report_of_findings,
    report_with_findings,
    sample_report,
)
from tests.auditor.report.test_titles import HOSTILE

VOID = {"meta", "br", "img", "link", "input", "hr"}
REPORTS = {
    "sample": sample_report(),
    "empty": empty_report(),
    "findings": report_with_findings(),
    "nothing found": report_of_findings(NOTHING_FOUND),
    "cannot tell": report_of_findings(CANNOT_TELL),
}
EN = wording("en")


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
        if self.open and self.open[-1] not in {"style", "script"} and data.strip():
            self.texts.append(data)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute))]


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
def test_a_page_loads_nothing_and_leads_nowhere_else(report: AuditReport) -> None:
    text = render_page(report, "en", message_ids=True)
    page = Page(text)
    assert not {"img", "link", "iframe", "object", "form", "base"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    assert not re.search(r"https?:|//\w|@import|url\((?!#fill-)", re.sub(r"'sha256-[^']+'", "", text))
    ids = set(page.values("id"))
    assert [] == [where for where in page.values("href") if not where.startswith("#") or where[1:] not in ids]


def test_a_page_beside_its_tables_links_to_them_by_name() -> None:
    links = Page(render_page(sample_report(), "en", tables=True)).values("href")
    assert {"report.json", "data/measures.csv", "data/codebook.csv"} <= set(links)
    assert not [where for where in links if ":" in where or where.startswith(("/", "."))]


def test_the_policy_lets_in_this_style_and_this_script_alone() -> None:
    text = render_page(sample_report(), "en")
    inside = [re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("style", "script")]
    assert [1, 1] == [len(found) for found in inside]
    style, script = (base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode() for found in inside)
    policy = f"style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    assert f"default-src 'none'; {policy}" in Page(text).values("content")
    assert "\0" not in text


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_leaves_its_place(title: str) -> None:
    page = Page(render_page(named(title), "en"))
    usual = Page(render_page(named("A chat"), "en"))
    assert [tag for tag, _ in usual.tags] == [tag for tag, _ in page.tags]


def test_a_chat_without_a_title_has_words_for_it() -> None:
    assert "a chat without a title" in render_page(named("\u202e\n"), "en")


@pytest.mark.parametrize("language", NOT_LATIN)
def test_no_english_is_left_on_a_page_in_another_language(language: str) -> None:
    text = " ".join(Page(render_page(report_with_findings(), language)).texts)
    allowed = {"Telegram", "Desktop", "deadsouls", "deadsouls-report", "p", "q", "docs", "method", "md"}
    assert set() == set(re.findall(r"[A-Za-z][a-z-]*[a-z]|[A-Za-z]", re.sub(r"p-\w+|UTC", "", text))) - allowed


def test_the_answer_stands_first_and_what_it_rests_on_behind_it() -> None:
    text = render_page(report_with_findings(), "en")
    order = ('class="answer"', 'class="verdict"', 'id="picture"', 'class="chips"', 'class="toc"', 'id="findings"',
             'id="figures"', 'id="when"', 'id="unseen"', 'id="cite"')  # fmt: skip
    places = [text.index(part) for part in order]
    assert sorted(places) == places


def test_every_figure_says_of_whom_it_is_told_and_how_it_can_mislead() -> None:
    report = sample_report()
    rows = re.findall(r'<details class="row" id="([^"]+)">(.*?)</details>', render_page(report, "en"), re.DOTALL)
    assert len(rows) > 10
    assert all(EN.misleads(measure_id) in unescape(row) for measure_id, row in rows)
    parts = [unescape(row) for measure_id, row in rows if report.measures[measure_id].unit == "share"]
    assert not [row for row in parts if not re.search(r'class="of">[^<]*\bof [\d,]+ \w+', row)]


def test_the_page_says_why_there_are_several_totals() -> None:
    told = render_page(sample_report(), "en").partition("Why so many different totals?")[2].partition("</details>")[0]
    assert "people seen" in told
    assert "people who were added" in told


def test_every_note_stands_on_the_page() -> None:
    report = sample_report(coverage=msgspec.structs.replace(sample_report().coverage, notes=EVERY_NOTE))
    assert len(EVERY_NOTE) == render_page(report, "ru").split('id="unseen"')[1].split("</ul>")[0].count("<li>")


def test_without_findings_none_are_claimed() -> None:
    assert "so it claims none, and does not rule them out" in render_page(sample_report(), "en")


def test_pointers_stand_on_the_page_on_demand_only() -> None:
    without = render_page(report_with_findings(), "en")
    adder = spoken_by_test(PEOPLE[0])
    assert adder in without
    assert not [pointer for pointer in ("40000", "40,000", "11:27", "09:14", "a quote") if pointer in without]
    assert "2018-03-17</span> 11:00<" in without
    demanded = render_page(report_with_findings(), "en", message_ids=True, quotes={51_001: "a quote"})
    assert not [pointer for pointer in (adder, "40000", "11:27:31", "a quote") if pointer not in demanded]


def test_a_quote_needs_message_ids_to_be_asked_for() -> None:
    assert "a quote" not in render_page(report_with_findings(), "en", quotes={51_001: "a quote"})


def test_a_quoted_text_is_cut_and_stays_in_its_place() -> None:
    hostile = "</q><script>alert(1)</script>\u202e" + "ж" * 300
    text = render_page(report_with_findings(), "en", message_ids=True, quotes={51_001: hostile})
    assert 1 == text.count("<script>")
    assert "&lt;script&gt;" in text
    assert 160 < text.count("ж") < LONGEST_QUOTE


def test_quotes_stand_only_under_the_rows_whose_messages_they_are() -> None:
    quotes = {51_001: "of the episode", 80_001: "of the group", 99_999: "of nobody"}
    text = render_page(report_with_findings(), "en", message_ids=True, quotes=quotes)
    assert 1 == text.count("of the episode") == text.count("of the group")
    assert "of nobody" not in text


def test_people_are_never_shown_as_numbers() -> None:
    text = render_page(report_at_rest(), "en", message_ids=True)
    assert not [person for person in PEOPLE if str(person) in text or f"{person:,}" in text]


@pytest.mark.parametrize("finding", FINDINGS, ids=[finding.id for finding in FINDINGS])
def test_a_finding_shows_what_was_looked_for_what_was_found_and_what_else_it_can_be(finding: Finding) -> None:
    article = article_of(finding, report_with_findings())
    assert EN.measure_meaning(finding.id) in unescape(article)
    assert all(sentence in unescape(article) for sentence in signs.sentences_of(finding, EN))
    assert EN.misleads(finding.id) in unescape(article)
    assert '<table class="evidence stack"' in article


def test_the_comparison_group_stands_beside_the_adders() -> None:
    article = article_of(FINDINGS[0], report_with_findings())
    assert "198 of 412 (48.1%)" in article
    assert 'id="chart-compared-gone"' in article
    assert 'id="chart-compared-silent"' in article


def test_forced_is_said_of_adders_with_exit_evidence_alone() -> None:
    silent = msgspec.structs.replace(
        report_with_findings(),
        findings=[Finding("arrivals", "none", "arrivals.forced", {"tested": 9, "silent_adders": 2, "smallest": 10})],
        evidence={"arrivals.added_silent": report_with_findings().evidence["arrivals.added_silent"]},
    )
    article = article_of(silent.findings[0], silent)
    assert "Adders who add people who do not take part" in article
    assert "Adders with a pattern of forced adding" not in article
    assert "none shows a pattern of forced adding" in article


def test_nothing_found_comes_with_the_smallest_that_could_have_been() -> None:
    text = render_page(report_of_findings(NOTHING_FOUND), "en")
    for pattern in ("an adder of 14 people who have all left again", "a group of 3 people", "500 messages in a day"):
        assert f"<td>{pattern}</td>" in text


def test_what_cannot_be_told_says_why() -> None:
    text = render_page(report_of_findings(CANNOT_TELL), "en")
    assert "<td>the history does not show who left</td>" in text
    assert 4 == text.count("<td>the times are good to the day only</td>")


def test_a_finding_whose_rows_have_gone_says_so_and_keeps_its_figures() -> None:
    article = article_of(FINDINGS[3], msgspec.structs.replace(report_with_findings(), evidence={}))
    assert "The rows behind this are no longer kept." in article
    assert "85 pairs act together" in article


def article_of(finding: Finding, report: AuditReport) -> str:
    articles: list[str] = re.findall(r"<article.*?</article>", render_page(report, "en"), re.DOTALL)
    return next(each for each in articles if f'"finding-{finding.id}"' in each)


def test_the_time_of_the_last_message_is_no_finer_than_a_day() -> None:
    assert "09:41" not in render_page(sample_report(), "en")


def test_the_same_report_gives_the_same_page() -> None:
    assert render_page(sample_report(), "kk") == render_page(sample_report(), "kk")
