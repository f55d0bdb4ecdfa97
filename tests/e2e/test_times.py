"""What a table's times cannot show, from the file to every first screen."""

import random
import re
from pathlib import Path

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.pages.page import render_page
from auditor.report.pictures.card import card_svg
from auditor.report.report import AuditReport, from_json
from auditor.report.statements.message import summary_lines
from auditor.report.statements.wording import wording
from tests.e2e.command import run

BEGAN = 1_700_006_400


def table(folder: Path, *, undated: float = 0.0, step: int = 1, began: int = BEGAN) -> Path:
    """Talk of a hundred people, and one text from six of them within minutes."""
    rng = random.Random(3)
    rows = [(f"n{rng.randrange(100)}", began + rng.randrange(10 * 86_400), f"words {n} of nobody else {n * 7}")
            for n in range(300)]  # fmt: skip
    rows += [(f"f{n}", began + 3 * 86_400 + 45_000 + 23 * n, "our harbour belongs to all of us") for n in range(6)]
    lines = [
        f"{author},{'' if n < undated * len(rows) else at // step * step},{text}"
        for n, (author, at, text) in enumerate(rows)
    ]
    path = folder / "table.csv"
    path.write_text("author,time,text\n" + "\n".join(lines) + "\n")
    return path


def audited(folder: Path, path: Path, *more: str) -> AuditReport:
    done = run("audit", path, "--json", folder / "report.json", "--quiet", "--report", folder / "out", *more)
    assert 0 == done.code, done.err
    return from_json((folder / "report.json").read_bytes())


@pytest.mark.parametrize(("undated", "note"), [(0.05, "undated"), (0.2, "often-undated"), (0.6, "mostly-undated")])
def test_where_much_has_no_time_every_first_screen_says_so(undated: float, note: str, tmp_path: Path) -> None:
    report = audited(tmp_path, table(tmp_path, undated=undated))
    assert note in {each.id for each in report.coverage.notes}
    known = "measured" if undated < 0.5 else "insufficient"
    assert known == report.measures["coordination.copies"].outcome
    for lang in LANGUAGES:
        words = wording(lang)
        foremost = words.foremost(report)
        assert bool(foremost) == (note != "undated")
        for sentence in foremost:
            start = sentence[:30]
            assert any(line.startswith(start) for line in summary_lines(report, lang)[:6])
            assert start in " ".join(re.sub("<[^>]*>", " ", card_svg(report, words)).split())
            assert sentence in render_page(report, lang).partition('id="findings"')[0]


def test_the_grain_stands_in_the_report(tmp_path: Path) -> None:
    for step, resolution, outcome in (
        (1, "second", "measured"),
        (60, "minute", "measured"),
        (3_600, "hour", "insufficient"),
    ):
        found = audited(tmp_path, table(tmp_path, step=step))
        assert (resolution, outcome) == (
            found.coverage.time_resolution, found.measures["coordination.copies"].outcome
        )  # fmt: skip


def test_times_of_their_own_beginning_give_figures_but_no_dates(tmp_path: Path) -> None:
    path = table(tmp_path, began=0)
    refused = run("audit", path)
    assert (1, True) == (refused.code, "--epoch relative" in refused.err)
    report = audited(tmp_path, path, "--epoch", "relative")
    assert (None, None, None) == (report.as_of, report.coverage.first, report.coverage.last)
    assert 1 == report.measures["coordination.copies"].count
    assert "relative-times" in {note.id for note in report.coverage.notes}
    assert 2 == run("audit", path, "--epoch", "relative", "--since", "2024-01-01").code
