"""A chat over time, through the command: two audits of a growing export, and the page and the table of both."""

import csv
from dataclasses import replace
from pathlib import Path

from tests.e2e.command import audit, run
from tests.e2e.test_compare import EARLIER, WORLD, _until
from tests.worlds.desktop_export import write_export

HOSTILE = "<script>alert(1)</script>"


def test_the_page_and_the_table_hold_every_audit_and_run_nothing(tmp_path: Path) -> None:
    world = replace(WORLD, title=HOSTILE)
    last = max(event.at for event in world.events())
    measures = 0
    for name, each in (("early", _until(world, last - EARLIER)), ("late", world)):
        (tmp_path / name).mkdir()
        measures += len(audit(write_export(each, tmp_path / name / "result.json"), tmp_path / f"of-{name}")["measures"])
    ran = run("show", HOSTILE, "--trend", "--lang", "ru", "--report", tmp_path / "trend")
    assert (0, f"{tmp_path / 'trend' / 'trend.html'}\n", "") == ran
    page = (tmp_path / "trend" / "trend.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "2 аудита" in page
    with (tmp_path / "trend" / "trend.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert measures == len(rows)
    assert 2 == len({row["as_of"] for row in rows})


def test_a_trend_of_nothing_or_beside_a_comparison_is_wrong_usage() -> None:
    for more in ((), ("chat", "--compare"), ("chat", "--json", "-"), ("chat", "--message-ids")):
        assert 2 == run("show", *more, "--trend").code


def test_a_chat_that_was_never_audited_is_refused_as_show_refuses_it() -> None:
    assert run("show", "nobody", "--trend") == run("show", "nobody")
