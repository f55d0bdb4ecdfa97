"""Groups with forced adders go through the command, as an export and live; what it finds is held against the truth."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.live import telegram
from tests.auditor.collect.live.live_audit import installation
from tests.e2e.command import audit, run
from tests.worlds.adds import BY_NAME, Group, as_live, as_world, drawn, forced_live, forced_without_leaves_live
from tests.worlds.adds.group import ENDS
from tests.worlds.desktop_export import write_export
from tests.worlds.world import Event

SEED = 7


def who_made(messages: list[int], events: list[Event]) -> set[int]:
    """Whose acts these messages of a row of evidence are."""
    return {event.actor for event in events if event.id in set(messages)}


def adders_found(report: dict[str, Any], events: list[Event]) -> list[set[int]]:
    rows = report["evidence"].get("arrivals.forced", [])
    assert all(row["q"] <= 0.05 and row["p_gone"] <= 0.05 and row["messages"] for row in rows)
    return [who_made(row["messages"], events) for row in rows]


def ids_of(group: Group, people: frozenset[int]) -> set[int]:
    ids = list(as_world(group).people)
    return {ids[person] for person in people}


def test_an_export_names_those_who_force_and_nobody_else(tmp_path: Path) -> None:
    group = drawn(BY_NAME["full logs"], SEED)
    world = as_world(group)
    report = audit(write_export(world, tmp_path / "result.json"), tmp_path / "report")
    found = adders_found(report, list(world.events()))
    assert found
    assert all(len(one) == 1 and one <= ids_of(group, group.forcing) for one in found)
    (finding,) = [one for one in report["findings"] if one["id"] == "arrivals.forced"]
    # Whoever seems to have come by a username may have been added by a namesake: of all additions that there may be
    # then, no adder made a tenth.
    most = max(row["added"] for row in report["evidence"]["arrivals.forced"])
    assert most < 0.1 * finding["facts"]["adds_all"] <= most + 0.1 * len(list(world.people))
    assert finding["strength"] == "some"
    assert finding["facts"]["adders"] == len(found) == report["measures"]["arrivals.forced"]["count"]
    truly = sum(group.added_by(adder) for adder in group.forcing)
    assert finding["facts"]["adds"] <= truly
    adders = (tmp_path / "report" / "data" / "adders.csv").read_text(encoding="utf-8")
    flagged = adders.splitlines()[0].split(",").index("flagged")
    assert sum(line.split(",")[flagged] == "yes" for line in adders.splitlines()[1:]) == len(found)


def test_an_export_without_leaves_says_that_it_cannot_tell(tmp_path: Path) -> None:
    world = as_world(drawn(BY_NAME["no leaves, export"], SEED))
    report = audit(write_export(world, tmp_path / "result.json"), tmp_path / "report")
    assert report["measures"]["arrivals.forced"]["why"] == "leaves-not-logged"
    assert "arrivals.forced" not in report["evidence"]
    assert report["evidence"]["arrivals.added_silent"]
    (finding,) = [one for one in report["findings"] if one["id"] == "arrivals.forced"]
    assert finding["strength"] == "cannot tell"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEADSOULS_API_ID", "1")
    monkeypatch.setenv("DEADSOULS_API_HASH", "x")
    return installation(tmp_path)


@pytest.mark.parametrize(
    ("world", "name"), [("forced", "full logs, live"), ("forced-without-leaves", "no leaves, live")]
)
def test_a_live_audit_names_those_who_force_and_nobody_else(home: Path, tmp_path: Path, world: str, name: str) -> None:
    group = drawn(BY_NAME[name], SEED)
    with telegram(home, "--world", world, "--seed", str(SEED), "--now", str(ENDS + 3_600)):
        done = run("audit", "@auyl_chaty", "--report", tmp_path / "report", "--quiet")
    assert (done.code, done.err) == (0, "")
    report = json.loads((tmp_path / "report" / "report.json").read_bytes())
    chat = as_live(group)
    found = adders_found(report, list(chat.events))
    assert found
    assert all(len(one) == 1 and one <= ids_of(group, group.forcing) for one in found)


def test_the_worlds_that_the_local_telegram_serves_are_these() -> None:
    assert forced_live(SEED).events == as_live(drawn(BY_NAME["full logs, live"], SEED)).events
    assert not [e for e in forced_without_leaves_live(SEED).written if e.kind == "remove_members"]
