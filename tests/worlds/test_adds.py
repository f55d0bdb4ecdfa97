"""The groups hold what they say, and the short way to frames gives what the long ways give."""

import asyncio
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from auditor.collect.desktop import open_export
from auditor.conductors.audit import collect, frames_of
from auditor.conductors.measuring import Arguments
from auditor.frames.frames import Frames
from auditor.measure.measures import measure_all
from auditor.measure.methods.tested_adders import examined
from storage.opening import open_store
from storage.sources import EXPORT, LIVE, SourceName
from tests.auditor.collect.live.live_audit import installation, read
from tests.telegram.server import LocalTelegram
from tests.worlds.adds import BY_NAME, Regime, as_frames, as_live, as_world, drawn
from tests.worlds.adds.group import NEVER
from tests.worlds.desktop_export import write_export
from tests.worlds.world import DAY, Event

EXPORTS = (
    "full logs",
    "30% of joins and half of leaves missing",
    "no leaves, export",
    "a third are namesakes",
    "lurkers",
)


def read_from(path: Path) -> Frames:
    """The frames of an export, on the whole way through the database."""

    async def reading() -> Frames:
        async with open_store(path.parent / "home") as store:
            (source,) = open_export(path, chat=None, tz="UTC", now=1_800_000_000)
            observation, _ = await collect(store, source, now=1_800_000_000, keep_text=False, progress=lambda _: None)
            return await frames_of(store, observation, Arguments())

    return asyncio.run(reading())


def alike(one: Frames, other: Frames, *, live: bool = False) -> None:
    """Two frames say the same of everybody, whoever bears which number."""
    for frames in ("arrivals", "messages"):
        shown = ["id", "at", "kind", "resolved", "in_chat", "left_at"] if frames == "arrivals" else ["id", "at"]
        pd.testing.assert_frame_equal(getattr(one, frames)[shown], getattr(other, frames)[shown], check_dtype=False)
    told = ["arrival", "arrived_at", "left", "left_at", "messages", "first_at", "last_at", "name_only"]
    told += ["listed"] if live else []
    this, that = (frames.people[told].sort_values(told, ignore_index=True) for frames in (one, other))
    pd.testing.assert_frame_equal(this, that, check_dtype=False)
    mine, theirs = (examined(frames, "against") for frames in (one, other))
    assert mine.own == theirs.own
    pd.testing.assert_frame_equal(
        mine.adders.reset_index(drop=True), theirs.adders.reset_index(drop=True), check_dtype=False
    )
    source: SourceName = LIVE.name if live else EXPORT.name
    counted = [measure_all(frames, source).measures for frames in (one, other)]
    without_accounts = {"arrivals.wave_age"}  # the short way makes no accounts, which have an age
    of_arrivals = [
        {name: found[name] for name in found if name.startswith("arrivals") and name not in without_accounts}
        for found in counted
    ]
    assert of_arrivals[0] == of_arrivals[1]


@pytest.mark.parametrize("name", EXPORTS)
def test_the_short_way_gives_what_the_export_gives(tmp_path: Path, name: str) -> None:
    group = drawn(BY_NAME[name], 5)
    alike(as_frames(group), read_from(write_export(as_world(group), tmp_path / "result.json")))


@pytest.mark.parametrize("name", ["full logs, live", "no leaves, 30% of joins missing, live"])
async def test_the_short_way_gives_what_the_live_chat_gives(tmp_path: Path, name: str) -> None:
    group = drawn(BY_NAME[name], 6)
    chat = as_live(group)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        observation = await read(telegram, store, chat)
        alike(as_frames(group), await frames_of(store, observation, Arguments()), live=True)


def added_in(events: list[Event]) -> dict[int, set[int]]:
    """Whom each added, counted from the events."""
    found: dict[int, set[int]] = {}
    for event in events:
        if event.kind == "invite_members" and event.members != (event.actor,):
            found.setdefault(event.actor, set()).update(event.members)
    return found


def test_the_truth_is_what_happened() -> None:
    group = drawn(BY_NAME["full logs"], 1)
    people = list(as_world(group).people)
    added = added_in(list(as_world(group).events()))
    assert group.forcing
    assert group.organising
    for adder in group.forcing | group.organising:
        assert len(added[people[adder]]) == group.added_by(adder)


def gone_and_silent(of: Regime, seeds: range) -> dict[str, tuple[float, float]]:
    """The mean shares of people gone within a day and of the silent, by who added them."""
    shares: dict[str, list[tuple[float, float]]] = {"forced": [], "organised": [], "themselves": []}
    for seed in seeds:
        group = drawn(of, seed)
        gone = (group.left_at != NEVER) & (group.left_at - group.came_at <= DAY)
        silent = ~np.isin(np.arange(group.people), group.writer)
        crowds = [("forced", group.adder == adder) for adder in group.forcing]
        crowds += [("organised", group.adder == adder) for adder in group.organising]
        for sort, crowd in [*crowds, ("themselves", group.adder < 0)]:
            shares[sort].append((float(gone[crowd].mean()), float(silent[crowd].mean())))
    return {sort: (sum(g for g, _ in of) / len(of), sum(s for _, s in of) / len(of)) for sort, of in shares.items()}


def test_forced_leave_and_stay_silent_and_organised_do_like_those_who_come_by_themselves() -> None:
    usual = gone_and_silent(BY_NAME["full logs"], range(30))
    lurking = gone_and_silent(BY_NAME["lurkers"], range(30))
    assert usual["forced"][0] > 3 * usual["themselves"][0] > 3 * usual["organised"][0] * 0.9
    assert usual["forced"][1] > usual["themselves"][1] + 0.15
    assert lurking["themselves"][1] > 0.85


def test_what_is_missing_is_missing() -> None:
    seed = 2
    whole, part = drawn(BY_NAME["full logs"], seed), drawn(BY_NAME["30% of joins and half of leaves missing"], seed)
    assert whole.joined.all()
    assert whole.leaving.all()
    assert 0.6 < part.joined.mean() < 0.8
    assert 0.45 < part.leaving.mean() < 0.55
    kinds = [event.kind for event in as_world(drawn(BY_NAME["no leaves, export"], seed)).events()]
    assert "remove_members" not in kinds


def test_a_clean_group_has_nobody_who_forces_and_a_seed_gives_one_group() -> None:
    regime = BY_NAME["full logs"]
    assert all(not drawn(regime.clean, seed).forcing for seed in range(5))
    assert drawn(regime, 4).names == drawn(regime, 4).names
    assert np.array_equal(drawn(regime, 4).left_at, drawn(regime, 4).left_at)
    assert drawn(regime, 4).people != drawn(regime, 5).people
