"""A browser that looks at pages as a reader does: headless Chromium, started once for a file of tests.

Where it is not installed the tests fail: a page that nobody has looked at is not finished.
"""

import json
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
"""What the program is called, by system."""

PLACE = "http://page.test/"
"""Where a page is said to lie; nothing is asked for over any network."""

PHONE, DESK = 380, 1280
"""Widths in pixels."""

A4_INSIDE = 695
"""A sheet of A4 between the margins of the style sheet, in pixels."""

_PLACES = """
() => {
  const top = what => Math.round(what.getBoundingClientRect().top + scrollY);
  const found = {height: document.documentElement.scrollHeight, width: document.documentElement.scrollWidth};
  const named = {answer: '.answer', verdict: '.verdict', picture: '#picture', finding: '#findings .find'};
  for (const [name, where] of Object.entries(named)) {
    const what = document.querySelector(where);
    if (!what) continue;
    found[name] = top(what);
    found[name + '_end'] = found[name] + Math.round(what.getBoundingClientRect().height);
  }
  const texts = document.createTreeWalker(document.querySelector('.answer'), NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const place = text.data.search(/\\d/);
    if (place < 0) continue;
    const digit = document.createRange();
    digit.setStart(text, place);
    digit.setEnd(text, place + 1);
    found.figure = top(digit);
    break;
  }
  return found;
}
"""

_CUT = """
(passed) => {
  const hidden = what => what && (getComputedStyle(what).clipPath !== 'none' || hidden(what.parentElement));
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter(what => !what.closest(passed) && what.checkVisibility() && !hidden(what))
    .filter(what => what.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(what => `${what.tagName} ${what.textContent.trim().slice(0, 40)}`);
}
"""

_OVER = """
() => [...document.querySelectorAll('table')]
  .filter(table => table.getBoundingClientRect().right > table.parentElement.getBoundingClientRect().right + 1)
  .map(table => table.caption ? table.caption.textContent : table.className)
"""

_REACHABLE = (
    "[...document.querySelectorAll('a, summary, button, input, [tabindex]')].filter(each => each.checkVisibility())"
)


@contextmanager
def opened() -> Iterator[Browser]:
    """The browser."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, f"no Chromium is installed (as {', '.join(NAMES)}); pages are looked at with it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def shown(
    browser: Browser, html: str, width: int = PHONE, scheme: Literal["light", "dark"] = "light", *, scripts: bool = True
) -> Iterator[Page]:
    """A page as a reader has it; whatever it complains of, or wants to load, fails."""
    context = browser.new_context(
        viewport={"width": width, "height": 1_000}, color_scheme=scheme, java_script_enabled=scripts
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.extend([request.url] if request.url != PLACE else []))
    page.route(PLACE, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    try:
        page.goto(PLACE)
        yield page
        assert [] == complaints
    finally:
        context.close()


def places(page: Page) -> dict[str, int]:
    """Where the parts of a page begin and end, in pixels from its top."""
    found: dict[str, int] = page.evaluate(_PLACES)
    return found


def cut_off(page: Page, *, in_boxes: bool = False) -> list[str]:
    """What reaches beyond the right edge, where nobody can see it; also in boxes that scroll aside, if asked for."""
    found: list[str] = page.evaluate(_CUT, "svg" if in_boxes else ".scroll, svg")
    return found


def violations(page: Page, *, contrast: bool = True) -> list[str]:
    """What axe finds wrong, each with the first element that it names. Contrast is what takes it long."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": _axe()})
    asked = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    answer = session.send(
        "Runtime.evaluate",
        {"expression": f"axe.run(document, {json.dumps(asked)})", "awaitPromise": True, "returnByValue": True},
    )
    found: list[dict[str, Any]] = answer["result"]["value"]["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def reachable(page: Page) -> int:
    """How many elements a reader can do something with."""
    found: int = page.evaluate(f"{_REACHABLE}.length")
    return found


def reached_by_tab(page: Page) -> int:
    """How many different ones of these the tabulator comes to."""
    reached = set()
    for _ in range(reachable(page) + 1):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(f"{_REACHABLE}.indexOf(document.activeElement)"))
    return len(reached - {-1})


def cells(page: Page) -> list[str]:
    """The text of every cell, of what is folded too."""
    texts: list[str] = page.evaluate("[...document.querySelectorAll('td, th, dd, dt')].map(each => each.textContent)")
    return [unicodedata.normalize("NFKC", text).strip() for text in texts if text.strip()]


def too_wide_for_paper(page: Page) -> list[str]:
    """What reaches beyond the right margin of a sheet of A4, and tables that reach over what stands beside them."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_INSIDE, "height": 1_000})
    over: list[str] = page.evaluate(_OVER)
    return cut_off(page, in_boxes=True) + over


def printed(page: Page) -> list[str]:
    """The text of each printed sheet, words apart by single spaces."""
    sheets = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True, print_background=True))).pages
    return [" ".join(unicodedata.normalize("NFKC", sheet.extract_text()).split()) for sheet in sheets]


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
