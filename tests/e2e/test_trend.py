"""A chat over time, from its audits to the page and the table, through the command."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from auditor.languages.spoken import LANGUAGES
from tests.e2e.command import audit, run

TITLE = "<script>alert(1)</script> & Сход"
DAY = 86_400
BEGAN = 1_700_000_000


class Tags(HTMLParser):
    """The names of all elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found.add(tag)


def export(days: int, path: Path) -> Path:
    """An export of a chat that so many people joined, one a day; every other of them wrote."""
    messages: list[dict[str, object]] = []
    for day in range(days):
        who = {"actor": f"Person {day}", "actor_id": f"user{day + 1}"}
        at = {"date_unixtime": str(BEGAN + day * DAY)}
        number = len(messages) + 1
        messages.append({"id": number, "type": "service", "action": "join_group_by_link", "inviter": "x", **who, **at})
        if day % 2:
            said = {"from": who["actor"], "from_id": who["actor_id"], "text": f"message {day}"}
            messages.append({"id": number + 1, "type": "message", **said, **at})
    chat = {"name": TITLE, "type": "private_supergroup", "id": 5, "messages": messages}
    path.write_text(json.dumps(chat), encoding="utf-8")
    return path


@pytest.fixture
def audits(tmp_path: Path) -> list[dict[str, object]]:
    return [audit(export(days, tmp_path / "result.json"), tmp_path / str(days)) for days in (40, 60, 90)]


def test_every_measure_of_every_audit_stands_in_the_table(audits: list[dict[str, object]], tmp_path: Path) -> None:
    ran = run("show", TITLE, "--trend", "--report", tmp_path / "trend")
    assert (0, "") == (ran.code, ran.err)
    assert str(tmp_path / "trend" / "trend.html") in ran.out
    with (tmp_path / "trend" / "trend.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    seen = [row["value"] for row in rows if row["id"] == "people.seen"]

    assert ["40", "60", "90"] == seen
    for report in audits:
        measures = report["measures"]
        assert isinstance(measures, dict)
        mine = {row["id"]: row for row in rows if row["as_of"][:10] == str(report["as_of"])[:10]}
        assert measures.keys() <= mine.keys()
        assert all(measure["outcome"] == mine[name]["outcome"] for name, measure in measures.items())


@pytest.mark.usefixtures("audits")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_loads_nothing_leads_nowhere_else_and_takes_a_title_for_text(language: str, tmp_path: Path) -> None:
    run("show", TITLE, "--trend", "--lang", language, "--report", tmp_path / "trend")
    page = (tmp_path / "trend" / "trend.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)

    assert f'lang="{language}"' in page
    assert not tags.found & {"img", "link", "iframe", "form"}
    assert 1 == page.count("<script>")
    assert "&lt;script&gt;" in page
    assert not re.search(r"src=|href=\"(?!#)", page)


@pytest.mark.usefixtures("audits")
@pytest.mark.parametrize("wrong", [["--compare"], ["--json", "-"], ["--message-ids"]])
def test_what_a_trend_cannot_be_asked_is_wrong_usage(wrong: list[str]) -> None:
    ran = run("show", TITLE, "--trend", *wrong)

    assert (2, "") == (ran.code, ran.out)
    assert "--trend" in ran.err


def test_a_chat_that_was_never_audited_has_no_trend() -> None:
    ran = run("show", "nobody", "--trend")

    assert (ran.code, ran.out) != (0, "")
    assert "Traceback" not in ran.err
