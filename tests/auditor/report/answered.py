"""The report of a planted world on the real way, and what its answer tells of."""

import asyncio
import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from auditor import library
from auditor.report.answer.known import Known
from auditor.report.answer.table import TABLE
from auditor.report.report import AuditReport
from storage.opening import open_store
from tests.auditor.collect.live.live_audit import audited
from tests.telegram.server import LocalTelegram
from tests.worlds.answered import Answered, Kind
from tests.worlds.desktop_export import write_export

PICTURE: dict[Kind, str] = {
    "forced": "forced", "flood": "wave", "groups": "groups", "added": "added", "channel": "views", "table": "episodes",
    "few write": "few_write", "clean": "", "small clean": "", "unknown": "looked_for",
}  # fmt: skip
"""The picture that is to lead; of a clean chat it is whichever of the last two holds."""


def leads_as_planted(kind: Kind, picture: str) -> bool:
    """Whether the picture that leads is the one of its kind of world."""
    wanted = PICTURE[kind]
    return picture == wanted if wanted else picture in {"few_write", "looked_for"}


def report_of(answered: Answered) -> AuditReport:
    """The report of a world, on the real way."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if answered.live is not None:
            return asyncio.run(_live(answered, folder))
        if answered.world is not None:
            path = write_export(answered.world, folder / "result.json", indent=None)
        else:
            path = _table(answered, folder / "texts.csv")
        return library.measure_all(library.read(path, now=1_800_000_000))


async def _live(answered: Answered, folder: Path) -> AuditReport:
    assert answered.live is not None
    home = folder / "home"
    home.mkdir(mode=0o700)
    async with LocalTelegram([answered.live]) as telegram, open_store(home) as store:
        return (await audited(telegram, store, answered.live)).report


def _table(answered: Answered, path: Path) -> Path:
    assert answered.crowd is not None
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "author_id", "time", "text"])
        rows.writerows(
            [number, f"a{act.person}", act.at, act.text] for number, act in enumerate(answered.crowd.acts, 1)
        )
    return path


def told_of(known: Known) -> Iterator[str]:
    """What the verdict and the crowd's sentence tell of: findings, and a wave."""
    for part in ("crowd", "verdict"):
        row = next((row for row in TABLE if row.part == part and row.when(known)), None)
        if row is not None and row.name.startswith("wave"):
            yield "wave"
        elif row is not None and any(mark in row.name for mark in ("× some", "× strong", "another finding")):
            yield row.name.split(" ")[0].rstrip(",")
