"""A chat that one Desktop exports as JSON and as HTML: the same figures, up to what HTML cannot show."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.auditor.measure.truth import untruths
from tests.e2e.command import audit, measures_in
from tests.worlds.desktop_export import write_export
from tests.worlds.desktop_pages import PageLayout, write_pages
from tests.worlds.dvk import dvk_world, sample_world
from tests.worlds.world import World

OF_WHEN_SERVICE_MESSAGES_WERE = {
    "arrivals.added_gone", "arrivals.bursts", "arrivals.forced", "arrivals.wave", "arrivals.wave_gone",
    "arrivals.wave_usual",
}  # fmt: skip
"""Measures that need a time of each service message finer than pages tell it."""

WORLDS: dict[str, Callable[[], World]] = {
    "base": lambda: dvk_world(1, people=1_500),
    "everything": lambda: dvk_world(
        7, people=1_500, newcomers=100, deleted=40, namesakes=40, leavers=60, unknown=20, copies=6
    ),
    "sample": sample_world,
}


@pytest.mark.parametrize(
    ("variant", "layout", "zone"), [("base", "2018", 0), ("everything", "2022", -300), ("sample", "2026", 360)]
)
def test_pages_say_what_json_without_ids_says(variant: str, layout: PageLayout, zone: int, tmp_path: Path) -> None:
    world = WORLDS[variant]()
    json = audit(write_export(world, tmp_path / "result.json", schema="2018-08"), tmp_path / "json")
    pages = audit(write_pages(world, tmp_path / "pages", layout=layout, zone_minutes=zone), tmp_path / "html")
    found = measures_in(pages)
    assert untruths(found, world.truth) == {}
    apart = {name for name, measure in found.items() if measure != measures_in(json)[name]}
    assert OF_WHEN_SERVICE_MESSAGES_WERE >= apart
    refused = {found[name].why for name in apart if found[name].outcome == "insufficient"}
    assert {"day-events", "hour-events"} >= refused
    differing = ("first", "notes", "file_bytes", "file_sha256")
    of_json, of_pages = (
        {k: v for k, v in report["coverage"].items() if k not in differing} for report in (json, pages)
    )
    assert of_json == of_pages
    assert json["as_of"] == pages["as_of"]
    assert json["evidence"].keys() - OF_WHEN_SERVICE_MESSAGES_WERE <= pages["evidence"].keys()


def test_where_messages_are_close_pages_tell_who_was_added_and_soon_gone(tmp_path: Path) -> None:
    world = dvk_world(2, people=300, messages=30_000, leavers=40)
    found = measures_in(audit(write_pages(world, tmp_path / "pages"), tmp_path / "html"))
    assert untruths(found, world.truth) == {}
    assert "bounded" == found["arrivals.added_gone"].outcome


def test_the_same_chat_in_an_archive_says_the_same(tmp_path: Path) -> None:
    world = sample_world()
    reports: list[dict[str, Any]] = [
        audit(write_pages(world, tmp_path / name, zone_minutes=360), tmp_path / f"{name} report")
        for name in ("pages", "pages.zip")
    ]
    assert reports[0]["measures"] == reports[1]["measures"]
    assert reports[0]["coverage"] == reports[1]["coverage"]
