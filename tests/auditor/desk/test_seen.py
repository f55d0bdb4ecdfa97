"""The desk as a person has it: in a browser, by keyboard, on a phone, in the dark, on paper, without scripts, in four
languages; and beside a page that means harm."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from auditor.languages.spoken import LANGUAGES
from tests import browser as seen
from tests.auditor.desk.running import PATIENCE, Running, let_in
from tests.auditor.desk.test_files import SMALL
from tests.house.sample import EXAMPLE
from tests.house.tree import ROOT

SAMPLE = EXAMPLE / "result.json"

PAGES = (
    "", "audits", "audits/1", "audits/1/people", "audits/1/adders", "audits/1/episodes", "audits/1/wave", "statement",
    "account", "settings", "nothing",
)  # fmt: skip

LOOKS: dict[str, tuple[int, Literal["light", "dark"]]] = dict(
    zip(LANGUAGES, ((seen.PHONE, "dark"), (seen.DESK, "light")), strict=False)
)
"""In which language axe looks at which width and light; in the others it is looked at whether anything is cut off."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with seen.opened() as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser's profile, in English."""
    profile = browser.new_context(locale="en-US", accept_downloads=True)
    profile.set_default_timeout(PATIENCE * 1000)
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext, running: Running) -> Page:
    """A tab on the first page."""
    tab = context.new_page()
    tab.goto(running.address)
    return tab


def room(page: Page) -> str:
    """The desk's own path, as the browser shows it."""
    return "/".join(page.url.split("/")[:4])


def test_no_page_breaks_a_rule_or_is_cut_off_in_any_language_or_light(page: Page) -> None:
    page.set_input_files("#file", SAMPLE)
    page.click("#drop button.button")
    page.wait_for_url("**/audits/1")
    place, found = room(page), list[str]()
    for language in LANGUAGES:
        page.goto(f"{place}/settings")
        page.check(f"input[value={language}]")
        page.click("form[action$=settings] button")
        width, scheme = LOOKS.get(language, (seen.PHONE, None))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for path in PAGES:
            page.goto(f"{place}/{path}")
            found += [f"{language} {width} {path}: {what}" for what in seen.cut_off(page)]
            if scheme is not None:
                found += [f"{scheme} {width} {path}: {what}" for what in seen.violations(page)]
    assert [] == found


def test_by_the_keyboard_alone_all_is_reached_and_a_path_is_audited(page: Page, tmp_path: Path) -> None:
    (tmp_path / "export.json").write_bytes(SMALL)
    for path in ("", "statement", "settings"):
        page.goto(f"{room(page)}/{path}")
        radios = page.locator("input[type=radio]").count()  # a group of them is one stop
        assert seen.reachable(page) - max(0, radios - 1) <= seen.reached_by_tab(page)
    page.goto(f"{room(page)}/")
    while page.evaluate("document.activeElement.name") != "path":
        page.keyboard.press("Tab")
    page.keyboard.type(str(tmp_path / "export.json"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/audits/1")


def test_a_dropped_file_is_sent_with_its_progress(page: Page) -> None:
    page.evaluate(
        """content => {
          const held = new DataTransfer();
          held.items.add(new File([content], 'result.json'));
          document.dispatchEvent(new DragEvent('drop', {dataTransfer: held, bubbles: true}));
        }""",
        SMALL.decode(),
    )
    page.wait_for_url("**/audits/1")


def test_a_drop_that_is_refused_says_why_where_it_was_dropped(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.desk.receiving.LEAVE_FREE", 1 << 60)
    page.set_input_files("#file", {"name": "result.json", "mimeType": "application/json", "buffer": SMALL})
    page.click("#drop button.button")
    page.wait_for_selector("#sending:has-text('almost full')")


def test_without_scripts_an_audit_is_started_and_read(browser: Browser, running: Running) -> None:
    profile = browser.new_context(java_script_enabled=False, locale="ru-RU")
    profile.set_default_timeout(PATIENCE * 1000)
    tab = profile.new_page()
    tab.goto(running.address)
    tab.set_input_files("#file", SAMPLE)
    tab.click("#drop button.button")
    tab.wait_for_url("**/audits/1")
    assert "Показатели" in tab.content()
    tab.goto(f"{room(tab)}/audits/1/page")
    assert "Активисты ДВК" in tab.title()
    profile.close()


def test_two_tabs_see_one_audit_and_one_can_stop_it(
    page: Page, context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        import asyncio

        await asyncio.sleep(PATIENCE)

    monkeypatch.setattr("auditor.desk.desk.apart", never)
    page.set_input_files("#file", SAMPLE)
    page.click("#drop button.button")
    page.wait_for_url("**/runs/*")
    other = context.new_page()
    other.goto(page.url)
    other.click("form[action$=stop] button")
    other.wait_for_selector("text=Stopped")
    page.wait_for_selector("text=Stopped")


def test_on_paper_an_audit_is_its_figures(page: Page) -> None:
    page.set_input_files("#file", SAMPLE)
    page.click("#drop button.button")
    page.wait_for_url("**/audits/1")
    (sheet, *_) = seen.printed(page)

    assert "Never wrote" in sheet
    assert "New audit" not in sheet


def test_a_report_is_of_no_origin_and_reaches_nothing(page: Page, context: BrowserContext) -> None:
    page.set_input_files("#file", {"name": "result.json", "mimeType": "application/json", "buffer": SMALL})
    page.click("#drop button.button")
    page.wait_for_url("**/audits/1")
    place = room(page)
    with context.expect_page() as opening:
        page.click("text=Open the page")
    report = opening.value
    report.wait_for_load_state()

    assert "null" == report.evaluate("origin")
    assert "refused" == report.evaluate(f"fetch('{place}/audits').then(() => 'read', () => 'refused')")
    assert "closed" == report.evaluate(
        "(() => { try { return document.cookie || 'none' } catch { return 'closed' } })()"
    )
    assert report.evaluate("window.opener") is None


class Hostile(BaseHTTPRequestHandler):
    """A server of somebody else on this machine: its pages are of the same site, for a site has no port."""

    heard: list[str]
    html: bytes

    def do_GET(self) -> None:
        """Serves the page, and notes what a browser sends along."""
        self.heard.append(self.headers.get("cookie", ""))
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(self.html)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def hostile() -> Iterator[type[Hostile]]:
    server = HTTPServer(("127.0.0.1", 0), Hostile)
    Hostile.heard = []
    Hostile.server_port = server.server_port  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Hostile
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_of_another_server_on_this_machine_gets_and_changes_nothing(
    page: Page, context: BrowserContext, hostile: type[Hostile], tmp_path: Path
) -> None:
    (tmp_path / "export.json").write_bytes(SMALL)
    place = room(page)  # which it could not know
    hostile.html = f"""
      <iframe src="{place}/"></iframe><img src="{place}/audits">
      <form method="post" action="{place}/paths"><input name="path" value="{tmp_path}/export.json"></form>
    """.encode()
    tab = context.new_page()
    there = f"http://127.0.0.1:{hostile.server_port}/"  # type: ignore[attr-defined]
    tab.goto(there)
    assert "refused" == tab.evaluate(
        f"fetch('{place}/audits', {{credentials: 'include'}}).then(() => 'read', () => 'refused')"
    )
    framed = [frame for frame in tab.frames if frame.parent_frame]
    assert not any("real?" in frame.content() for frame in framed if frame.url.startswith("http"))
    tab.evaluate("document.forms[0].submit()")
    tab.wait_for_url(f"{place}/paths")
    assert "Start it again" in tab.content()

    page.goto(f"{place}/audits")
    assert "Nothing was audited here yet." in page.content()
    assert not any("desk=" in heard for heard in hostile.heard)


def test_a_desk_that_is_killed_is_followed_by_one_that_goes_on(tmp_path: Path) -> None:
    home = tmp_path / "home"

    @contextlib.contextmanager
    def started() -> Iterator[tuple[subprocess.Popen[str], str]]:
        command = [sys.executable, "-m", "auditor.cli", "desk", "--no-browser"]
        env = os.environ | {"PYTHONPATH": str(ROOT), "DEADSOULS_HOME": str(home)}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:  # noqa: S603
            assert process.stdout is not None
            process.stdout.readline()
            yield process, process.stdout.readline().strip()

    with started() as (process, address):
        with let_in(address) as client:
            run = client.drop("result.json", SAMPLE.read_bytes())
        process.send_signal(signal.SIGKILL)
    with started() as (process, address):
        with let_in(address) as client:
            far = client.get(run).text
            assert "The desk ended while this was read" in far or "audits/1" in far
            assert "audits/1" == client.path_of(client.over(run))
        process.send_signal(signal.SIGTERM)
    assert 0 == process.returncode
