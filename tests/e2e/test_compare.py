"""Two audits of one chat side by side, through the command."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from auditor.languages.spoken import LANGUAGES
from tests.e2e.command import audit, run
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world
from tests.worlds.world import DAY, Event, World

WORLD = dvk_world(5, people=300, leavers=40)
EARLIER = 100 * DAY
"""How long before the end the earlier export was made."""


def until(world: World, at: int) -> World:
    def events() -> Iterator[Event]:
        return (event for event in world.events() if event.at <= at)

    return replace(world, events=events)


def _twice(tmp_path: Path) -> int:
    """Audits an early and the whole export; returns the moment of the early one."""
    for folder in ("early", "late"):
        (tmp_path / folder).mkdir()
    last = max(event.at for event in WORLD.events())
    early = until(WORLD, last - EARLIER)
    moment = max(event.at for event in early.events())
    audit(write_export(early, tmp_path / "early" / "result.json"), tmp_path / "first")
    audit(write_export(WORLD, tmp_path / "late" / "result.json"), tmp_path / "second")
    return moment


def test_a_comparison_counts_who_came_went_woke_and_fell_silent(tmp_path: Path) -> None:
    moment = _twice(tmp_path)
    ran = run("show", WORLD.title, "--compare", "--json", tmp_path / "compared.json")
    assert (0, "") == (ran.code, ran.err)
    found = json.loads((tmp_path / "compared.json").read_bytes())
    assert "deadsouls-compare/1" == found["format"]
    assert found["before"]["as_of"] < found["after"]["as_of"]
    wrote: dict[int, list[int]] = {}
    for event in WORLD.events():
        if event.kind == "message":
            wrote.setdefault(event.actor, []).append(event.at)
    lately = {person for person, times in wrote.items() if any(moment - 30 * DAY < at <= moment for at in times)}
    last = max(event.at for event in WORLD.events())
    still = {person for person, times in wrote.items() if any(last - 30 * DAY < at <= last for at in times)}
    silent = found["measures"]["watch.silent"]
    assert (len(lately - still), len(lately)) == (silent["count"], silent["of"])
    left = {event.members[0] for event in WORLD.events() if event.kind == "remove_members" and event.at > moment}
    assert len(left) >= found["measures"]["watch.gone"]["count"] > 0
    sides = found["measures"]["souls.never_posted"]
    assert {"before", "after", "value", "low", "high", "why"} == set(sides)


def test_the_same_comparison_is_text_in_every_language(tmp_path: Path) -> None:
    _twice(tmp_path)
    texts = {lang: run("show", WORLD.title, "--compare", "--lang", lang) for lang in LANGUAGES}
    assert {0} == {ran.code for ran in texts.values()}
    assert len(LANGUAGES) == len({ran.out for ran in texts.values()})
    assert "Fell silent" in texts["en"].out


def test_one_audit_alone_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "late").mkdir()
    audit(write_export(WORLD, tmp_path / "late" / "result.json"), tmp_path / "second")
    ran = run("show", WORLD.title, "--compare")
    assert (1, "") == (ran.code, ran.out)
    assert "only one audit" in ran.err


def test_comparing_nothing_is_wrong_usage() -> None:
    assert 2 == run("show", "--compare").code
