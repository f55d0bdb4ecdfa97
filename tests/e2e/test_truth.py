"""Worlds whose truth is known go through the command; what it measured is the truth, what it bounded holds it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.auditor.measure.truth import untruths
from tests.e2e.command import audit, measures_in, run
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world, sample_world
from tests.worlds.full_account import NEVER_READ
from tests.worlds.world import World

PEOPLE = 1_500


@cache
def base() -> World:
    return dvk_world(1, people=PEOPLE)


def _everything(seed: int) -> World:
    return dvk_world(seed, people=PEOPLE, newcomers=100, deleted=40, namesakes=40, leavers=60, unknown=20)


WORLDS: dict[str, Callable[[], World]] = {
    "base": base,
    "namesakes": lambda: dvk_world(3, people=PEOPLE, namesakes=60),
    "newcomers": lambda: dvk_world(5, people=PEOPLE, newcomers=120),
    "deleted": lambda: dvk_world(4, people=PEOPLE, deleted=60),
    "leavers": lambda: dvk_world(2, people=PEOPLE, leavers=150),
    "unknown": lambda: dvk_world(6, people=PEOPLE, unknown=60),
    "everything": lambda: _everything(7),
    "namesakes and leavers": lambda: dvk_world(8, people=PEOPLE, namesakes=60, leavers=120),
    "deleted and leavers": lambda: dvk_world(9, people=PEOPLE, deleted=60, leavers=120),
}


@pytest.mark.parametrize("schema", ["2018-08", "2025"])
@pytest.mark.parametrize("variant", WORLDS)
def test_no_figure_misses_the_truth(tmp_path: Path, variant: str, schema: Any) -> None:
    world = WORLDS[variant]()
    report = audit(write_export(world, tmp_path / "result.json", schema=schema), tmp_path / "report")
    assert untruths(measures_in(report), world.truth) == {}
    assert report["as_of"] == "2018-04-11T00:00:00Z"


WHOEVER_ADDED_THEMSELVES: dict[str, Callable[[], World]] = {
    "the founder": lambda: dvk_world(1, people=PEOPLE, by_self=0),
    "the founder, newcomers": lambda: dvk_world(5, people=PEOPLE, by_self=0, newcomers=120),
    "the founder, leavers": lambda: dvk_world(2, people=PEOPLE, by_self=0, leavers=150),
    "many": base,
}


@pytest.mark.parametrize("variant", WHOEVER_ADDED_THEMSELVES)
def test_where_every_name_is_one_persons_only_who_added_their_own_is_in_doubt(tmp_path: Path, variant: str) -> None:
    world = WHOEVER_ADDED_THEMSELVES[variant]()
    found = measures_in(audit(write_export(world, tmp_path / "result.json"), tmp_path / "report"))
    assert {measure for measure, figure in found.items() if figure.outcome == "measured"} >= {
        "voices.writers",
        "voices.half_by",
        "voices.gini",
        "arrivals.bursts",
    }
    themselves = sum(event.kind == "invite_members" and event.actor in event.members for event in world.events())
    seen, people = found["people.seen"], world.truth["people.seen"].count
    assert (seen.low, seen.high) == (people, people + themselves)
    for measure in ("souls.never_posted", "arrivals.added", "arrivals.by_link", "arrivals.by_self"):
        figure = found[measure]
        assert figure.outcome == "bounded"
        assert figure.high is not None
        assert figure.low is not None
        assert figure.high - figure.low <= themselves / (figure.of or 1) * 1.05


def test_namesakes_widen_the_bounds_by_no_more_than_they_are(tmp_path: Path) -> None:
    world = WORLDS["namesakes"]()
    found = measures_in(audit(write_export(world, tmp_path / "result.json"), tmp_path / "report"))
    for measure in ("souls.never_posted", "arrivals.added", "arrivals.by_link"):
        figure = found[measure]
        assert figure.outcome == "bounded"
        assert figure.low is not None
        assert figure.high is not None
        assert figure.high - figure.low <= 2 * 60 / PEOPLE


WAYS: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "2019": ("result.json", {"schema": "2019"}, ()),
    "2021": ("result.json", {"schema": "2021"}, ()),
    "minified": ("result.json", {"indent": None}, ()),
    "zip": ("export.zip", {}, ()),
    "zip, minified": ("export.zip", {"indent": None}, ()),
    "migrated": ("result.json", {"migrated_after": 300}, ()),
    "full account": ("result.json", {"layout": "full"}, ("--chat", "1310155678")),
    "full account, by name": ("result.json", {"layout": "full", "indent": None}, ("--chat", "Активисты ДВК")),
}


@pytest.mark.parametrize("way", WAYS)
def test_however_it_is_written_the_figures_are_the_same(tmp_path: Path, way: str) -> None:
    name, how, more = WAYS[way]
    world = base()
    report = audit(write_export(world, tmp_path / name, **how), tmp_path / "report", *more)
    assert untruths(measures_in(report), world.truth) == {}
    assert report["coverage"]["damaged"] == report["coverage"]["repaired"] == 0


def test_local_dates_are_read_in_the_zone_that_is_given(tmp_path: Path) -> None:
    world = dvk_world(11, people=PEOPLE, newcomers=90, leavers=90)
    path = write_export(world, tmp_path / "result.json", schema="2021", zone_minutes=360)
    report = audit(path, tmp_path / "report", "--tz", "Etc/GMT-6")
    assert untruths(measures_in(report), world.truth) == {}
    assert report["as_of"] == "2018-04-11T00:00:00Z"
    assert any(note["id"] == "local-times" for note in report["coverage"]["notes"])


def test_of_a_full_account_nothing_but_the_chat_is_shown_or_kept(tmp_path: Path) -> None:
    path = write_export(sample_world(), tmp_path / "result.json", layout="full")
    assert run("audit", path, "--report", tmp_path / "report", "--quiet", "--chat", "all").code == 0
    written = [file for file in tmp_path.rglob("*") if file.is_file() and file != path]
    assert {file.name for file in written} >= {"deadsouls.db", "page.html", "report.json", "people.csv"}
    for file in written:
        data = file.read_bytes()
        assert [secret for secret in NEVER_READ if secret.encode() in data] == []


def test_every_group_of_a_full_account_gets_a_report_of_its_own(tmp_path: Path) -> None:
    path = write_export(sample_world(), tmp_path / "result.json", layout="full")
    assert run("audit", path, "--report", tmp_path / "report", "--quiet", "--chat", "all").code == 0
    assert len(list((tmp_path / "report").glob("*/report.json"))) == 4
    ran = run("audit", path, "--report", tmp_path / "report2", "--quiet")
    assert (ran.code, ran.out) == (1, "")
    assert "--chat" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_the_claimed_count_holds_those_who_never_came_to_sight(tmp_path: Path) -> None:
    world = base()
    path = write_export(world, tmp_path / "result.json")
    found = measures_in(audit(path, tmp_path / "report", "--claimed", str(PEOPLE + 500)))["souls.never_posted"]
    silent = world.truth["souls.never_posted"].count
    assert (found.outcome, found.of) == ("bounded", PEOPLE + 500)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= (silent + 500) / (PEOPLE + 500) <= found.high
