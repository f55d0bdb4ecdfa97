"""Not known is never zero: tables of which a part cannot be known, from the command to the page."""

import csv
import random
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import audit, home, run

__all__ = ["home"]

DAY = 86_400
BEGINS = 1_700_006_400
SLOGAN = "Біздің жағалау бүкіл қалаға тиесілі, бүгін жоқ дейміз"
Row = tuple[int, str, str, str]


def talk(people: int = 60, days: int = 6, each: int = 4) -> list[Row]:
    """When, who, what, in answer to what: nobody repeats anybody."""
    rng = random.Random(5)
    return [
        (BEGINS + day * DAY + rng.randrange(DAY), f"n{who}", f"слово {rng.random()} и ещё слово {rng.random()}", "")
        for day in range(days) for who in range(people) for _ in range(each)
    ]  # fmt: skip


def burst(text: str, accounts: int, day: int, step: int = 4) -> list[Row]:
    return [(BEGINS + day * DAY + 40_000 + step * place, f"f{place}", text, "") for place in range(accounts)]


def table(path: Path, rows: list[Row], *, columns: tuple[str, ...] = ("time", "author_id", "text")) -> Path:
    names = ("time", "author_id", "text", "reply")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([row[names.index(column)] for column in columns] for row in sorted(rows))
    return path


def told(report: dict[str, Any], name: str) -> tuple[str, str | None, str]:
    """Outcome, reason and strength of a sign of coordination."""
    measure = report["measures"][f"coordination.{name}"]
    (strength,) = (each["strength"] for each in report["findings"] if each["id"] == f"coordination.{name}")
    return measure["outcome"], measure["why"], strength


@pytest.mark.parametrize("columns", [("time", "author_id", "text"), ("time", "author_id", "text", "reply")])
def test_without_replies_swarms_are_no_sign_looked_for(columns: tuple[str, ...], tmp_path: Path) -> None:
    path = table(tmp_path / "talk.csv", talk(), columns=columns)
    report = audit(path, tmp_path / "out")

    assert ("unavailable", "no-replies", "cannot tell") == told(report, "swarms")
    assert ("measured", None, "none") == told(report, "copies")
    said = run("audit", path, "--report", tmp_path / "again").out
    assert "0 of 3 signs looked for exceed their limits. 2 signs cannot be looked for here." in said


def test_a_slogan_of_half_an_hour_on_four_days_is_said_to_be_left_out_on_the_first_screen(tmp_path: Path) -> None:
    rows = [*talk(), *(row for day in range(4) for row in burst(SLOGAN, 30, day, step=50))]
    path = table(tmp_path / "slogan.csv", rows)
    report = audit(path, tmp_path / "out")

    for name in ("copies", "groups"):
        assert ("unavailable", "habits-in-bursts", "cannot tell") == told(report, name)
    left_out = "Left out of the search for copies: 120 of 1,560 messages"
    assert left_out in run("audit", path, "--report", tmp_path / "again").out
    assert left_out in (tmp_path / "out" / "page.html").read_text(encoding="utf-8")


def test_links_alone_cannot_be_compared_and_are_counted(tmp_path: Path) -> None:
    rng = random.Random(6)
    links = [
        (at, who, rng.choice(("https://a.example/x", "@kto", "🔥🔥", "t.me/a/1 @b")), "") for at, who, *_ in talk()
    ]
    rows = [*talk(each=1), *links]
    report = audit(table(tmp_path / "links.csv", rows), tmp_path / "out")

    for name in ("copies", "groups"):
        assert ("unavailable", "wordless", "cannot tell") == told(report, name)
    assert {1_440} == {finding["facts"]["left_out"] for finding in report["findings"] if "left_out" in finding["facts"]}
    assert "1,440 of 1,800 messages are nothing but links" in run("show", "links.csv").out


def test_a_table_without_words_knows_nobodys_pace(tmp_path: Path) -> None:
    path = tmp_path / "objects.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("account_id", "timestamp_share", "object_id", "content_id"))
        writer.writerows((who, at, f"o{place}", place) for place, (at, who, *_) in enumerate(sorted(talk())))
    report = audit(path, tmp_path / "out")

    assert ("unavailable", "no-words", "cannot tell") == told(report, "pace")
    assert ("unavailable", "no-replies", "cannot tell") == told(report, "swarms")
    assert "measured" == told(report, "copies")[0]


def test_one_episode_of_three_exceeds_no_limit(tmp_path: Path) -> None:
    path = table(tmp_path / "three.csv", [*talk(), *burst(SLOGAN, 3, 2)])
    report = audit(path, tmp_path / "out")

    assert ("measured", None, "none") == told(report, "copies")
    assert (1, 1_443, 3) == tuple(report["measures"]["coordination.copies"][key] for key in ("count", "of", "inside"))
    said = run("audit", path, "--report", tmp_path / "again").out
    assert "1 episode; 3 of 1,443 messages are in it" in said
    assert "0 of 3 signs" in said
