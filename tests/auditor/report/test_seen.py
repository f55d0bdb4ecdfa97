"""Pages as readers have them: what stands on the first screen, nothing cut, everything reached and printed."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page

from auditor.conductors.trend import trend
from auditor.languages.spoken import LANGUAGES
from auditor.report.pages.farms_page import render_farms
from auditor.report.pages.page import render_page
from auditor.report.pages.statement import statement_page
from auditor.report.pages.trend_page import render_trend
from auditor.report.report import AuditReport, from_json, to_json
from auditor.report.trend import read_observed
from tests import browser as seen
from tests.auditor.report.sample_findings import CANNOT_TELL, NOTHING_FOUND
from tests.auditor.report.sample_history import yearly
from tests.auditor.report.sample_report import (
    channel_report,
    empty_report,
    live_report,
    report_of_findings,
    report_with_findings,
)
from tests.auditor.report.test_first_pictures import flooded_report
from tests.auditor.report.test_table_report import table_report
from tests.auditor.test_rights import TOLD
from tests.house.fifth_language import farms_report
from tests.house.tree import ROOT

SAMPLE = from_json((ROOT / "examples" / "dvk-sample" / "report-en" / "report.json").read_bytes())
HISTORY = trend([read_observed(to_json(report)) for report in yearly(12)])
REPORTS: dict[str, AuditReport] = {
    "sample": SAMPLE,
    "findings": report_with_findings(),
    "nothing found": report_of_findings(NOTHING_FOUND),
    "cannot tell": report_of_findings(CANNOT_TELL),
    "live": live_report(),
    "channel": channel_report(),
    "table": table_report(),
    "flooded": flooded_report(),
    "empty": empty_report(),
}


def page_of(report: AuditReport, language: str) -> str:
    return render_page(report, language, tables=True)


PAGES: dict[str, Callable[[str], str]] = {
    **{name: partial(page_of, report) for name, report in REPORTS.items()},
    "trend": lambda lang: render_trend(HISTORY, lang),
    "farms": lambda lang: render_farms(farms_report(), lang, message_ids=True),
    "statement": lambda lang: statement_page(TOLD, lang),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with seen.opened() as browser:
        yield browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_telephone_holds_the_answer(browser: Browser, language: str) -> None:
    with seen.shown(browser, render_page(SAMPLE, language, tables=True)) as page:
        found = seen.places(page)
    limits = {"figure": 150, "verdict": 450, "picture": 620, "finding": 1_550, "height": 10_000}
    assert {} == {name: found[name] for name, most in limits.items() if found[name] > most}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_desk_holds_answer_verdict_and_picture(browser: Browser, language: str) -> None:
    with seen.shown(browser, render_page(SAMPLE, language, tables=True), seen.DESK) as page:
        found = seen.places(page)
    assert 800 >= max(found[f"{name}_end"] for name in ("answer", "verdict", "picture"))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_and_axe_finds_nothing_in_any_language_light_or_dark(browser: Browser, name: str) -> None:
    coloured = list(LANGUAGES)[list(PAGES).index(name) % len(LANGUAGES)]
    for language in LANGUAGES:
        with seen.shown(browser, PAGES[name](language)) as page:
            open_all(page)
            assert [] == seen.cut_off(page)
            assert seen.PHONE == page.evaluate("document.documentElement.scrollWidth")
            assert [] == seen.violations(page, contrast=language == coloured)
            if language == coloured:
                page.emulate_media(color_scheme="dark")
                assert [] == seen.violations(page)


@pytest.mark.parametrize("name", ["sample", "findings", "trend", "farms"])
def test_a_keyboard_alone_reaches_everything(browser: Browser, name: str) -> None:
    with seen.shown(browser, PAGES[name]("en")) as page:
        assert seen.reachable(page) == seen.reached_by_tab(page)


@pytest.mark.parametrize("name", ["sample", "findings", "table", "trend", "farms"])
def test_every_column_and_row_is_printed_with_the_number_of_its_sheet(browser: Browser, name: str) -> None:
    with seen.shown(browser, PAGES[name]("en")) as page:
        cells = seen.cells(page)
        sheets = seen.printed(page)
        assert [] == seen.too_wide_for_paper(page)
    whole = "".join("".join(sheets).split())
    assert len(cells) > 20
    assert [] == [text for text in cells if "".join(text.split()) not in whole]
    assert all(f"{number} / {len(sheets)}" in sheet for number, sheet in enumerate(sheets, 1))


def test_a_page_is_whole_without_scripts(browser: Browser) -> None:
    html = PAGES["findings"]("ru")
    with seen.shown(browser, html, scripts=False) as page:
        without = page.locator("main").inner_text()
    with seen.shown(browser, html) as page:
        added = page.locator(".reading, .filter")
        assert added.count()
        added.evaluate_all("all => all.forEach(each => each.remove())")
        assert without.split() == page.locator("main").inner_text().split()


def test_a_table_is_sorted_by_a_column_and_shows_only_what_is_looked_for(browser: Browser) -> None:
    with seen.shown(browser, PAGES["sample"]("en"), seen.DESK) as page:
        open_all(page)
        table = page.locator("#finding-arrivals\\.forced table.evidence")
        table.get_by_role("button", name="Added", exact=True).click()
        sorted_by = [head.get_attribute("aria-sort") for head in table.locator("thead th").all()]
        place = sorted_by.index("descending")
        counts = [int(text) for text in table.locator(f"tbody td:nth-child({place + 1})").all_inner_texts()]
    assert 7 == len(counts)
    assert sorted(counts, reverse=True) == counts


def open_all(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
