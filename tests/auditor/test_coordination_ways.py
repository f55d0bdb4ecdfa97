"""Whatever way a crowd comes, by an export, live, or straight as frames, the same is found; without its texts, too."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from auditor.collect.desktop import open_export
from auditor.conductors.audit import Finished, audit, frames_of
from auditor.conductors.measuring import Arguments
from auditor.frames.frames import Frames
from auditor.frames.inputs import NOBODY
from auditor.measure.spec import PEOPLE_KEYS, Row
from storage.audited.retention import retain
from storage.opening import open_store
from tests.auditor.collect.live.live_audit import audited, installation
from tests.auditor.measure.crowd_frames import crowd_frames
from tests.auditor.measure.searched import coordination as searched
from tests.telegram.server import LocalTelegram
from tests.worlds.coordination import REGIMES, Crowd, regimes
from tests.worlds.coordination.live import crowd_live
from tests.worlds.desktop_export import write_export
from tests.worlds.world import DAY

NOW = 1_790_000_000
LABELS = ("blank", "new")
"""What only a live audit shows."""
BY_NEAR_COPIES = ("coordination.groups", "coordination.acts")
"""Near copies over the whole time are looked for by samples of hashes under the installation's key: another key joins a
text in a thousand otherwise, which moves expectations, and nobody."""


def found(frames: Frames) -> dict[str, Any]:
    """All that is found, people numbered by their first message."""
    written = frames.messages[frames.messages["person"] != NOBODY].sort_values(["at", "id"])
    rank = {person: place for place, person in enumerate(pd.unique(written["person"]))}
    answers = searched(frames, reshuffles=20)
    return {
        measure: (
            (answer.measure.outcome, [sorted(_numbered(row, rank)["people"]) for row in answer.evidence])
            if measure in BY_NEAR_COPIES
            else (answer.measure, [_numbered(row, rank) for row in answer.evidence], answer.finding)
        )
        for measure, answer in answers.items()
    }


def _numbered(row: Row, rank: dict[int, int]) -> Row:
    plain = {key: value for key, value in row.items() if key not in LABELS}
    for key in PEOPLE_KEYS:
        if plain.get(key) is not None:
            people = plain[key]
            plain[key] = [rank[who] for who in people] if isinstance(people, list) else rank[people]
    return plain


async def by_export(crowd: Crowd, folder: Path, *, keep_text: bool = True, text_days: int | None = None) -> Frames:
    """The frames of an export of the crowd, after its texts were aged out where days are given."""
    folder.mkdir()
    (source,) = open_export(write_export(crowd.world(), folder / "result.json"), chat=None, tz="UTC", now=NOW)
    async with open_store(folder) as store:
        done: Finished = await audit(
            store, source, Arguments(), now=NOW, keep_text=keep_text, progress=lambda done: None
        )
        if text_days is not None:
            await retain(store, now=NOW + 31 * DAY, text_days=text_days, row_days=400)
        observation = await _observation(store, done)
        return await frames_of(store, observation, Arguments())


async def _observation(store: Any, done: Finished) -> Any:
    from storage.audited.observations import find_observation

    return await find_observation(store, done.audit.observation)


@pytest.mark.parametrize("regime", ["edited farms", "raids", "reply swarms", "inhuman pace"])
async def test_an_export_shows_what_the_fast_way_shows(regime: str, tmp_path: Path) -> None:
    crowd = REGIMES[regime](3)

    assert found(crowd_frames(crowd)) == found(await by_export(crowd, tmp_path / "export"))


async def test_with_texts_kept_aged_out_or_never_kept_the_same_is_found(tmp_path: Path) -> None:
    crowd = regimes.edited_farms(5, 60, 10)
    unlimited = found(await by_export(crowd, tmp_path / "unlimited"))

    assert len(unlimited["coordination.groups"][1]) == 2
    assert unlimited == found(await by_export(crowd, tmp_path / "thirty", text_days=30))
    assert unlimited == found(await by_export(crowd, tmp_path / "none", keep_text=False, text_days=0))


async def test_a_live_audit_shows_the_same_and_labels_beside(tmp_path: Path) -> None:
    crowd = regimes.edited_farms(5, 60, 10)
    async with LocalTelegram([crowd_live(crowd)]) as telegram, open_store(installation(tmp_path)) as store:
        done = await audited(telegram, store, crowd_live(crowd))

        assert found(crowd_frames(crowd)) == found(done.frames)
        rows = done.report.evidence["coordination.groups"]
        assert sorted(len(farm) for farm in crowd.planted.farms) == sorted(row["blank"] for row in rows)
        assert {finding.id: finding.strength for finding in done.report.findings}["coordination.groups"] == "some"
