"""Whether the answer says what is there: `python -m bench.answers [--worlds 200] [--kinds clean,flood]`.

Chats of every leading picture (`tests/worlds/answered.py`), seeded, are written as exports, as tables or live, read and
measured on the real way, and answered in English; what is printed is read back (`tests/worlds/claims.py`) and held
against what is true. Seeds begin where none was looked at while the sentences were written.
"""

import argparse
import asyncio
import csv
import multiprocessing
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec

from auditor import library
from auditor.measure.methods.uncertainty import clopper_pearson
from auditor.report.answer.answer import answer_of
from auditor.report.answer.known import Known
from auditor.report.answer.table import TABLE
from auditor.report.report import AuditReport
from auditor.report.statements.wording import wording
from storage.opening import open_store
from tests.auditor.collect.live.live_audit import audited
from tests.telegram.server import LocalTelegram
from tests.worlds.answered import KINDS, Answered, Kind
from tests.worlds.claims import claims_of
from tests.worlds.desktop_export import write_export

FIRST_SEED = 20_000

PICTURE: dict[Kind, str] = {
    "forced": "forced", "flood": "wave", "groups": "groups", "added": "added", "channel": "views", "table": "episodes",
    "few write": "few_write", "clean": "", "small clean": "", "unknown": "looked_for",
}  # fmt: skip
"""The picture that is to lead; of a clean chat it is whichever of the last two holds."""

FINDINGS = ("forced", "groups", "copies", "acts", "swarms", "another finding")
"""How the rows of the table are named that tell of a finding; a wave is told without a strength."""


class Rates(msgspec.Struct):
    """Sums over the worlds of one kind."""

    worlds: int = 0
    pictured: int = 0
    named: int = 0
    accused: int = 0
    claims: int = 0
    wrong: int = 0
    longest: int = 0
    examples: list[str] = []

    def __add__(self, other: "Rates") -> "Rates":
        names = ("worlds", "pictured", "named", "accused", "claims", "wrong")
        summed = {name: getattr(self, name) + getattr(other, name) for name in names}
        longest = max(self.longest, other.longest)
        return Rates(**summed, longest=longest, examples=[*self.examples, *other.examples][:3])


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
    async with LocalTelegram([answered.live]) as telegram, open_store(home) as database:
        return (await audited(telegram, database, answered.live)).report


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
        elif row is not None and any(mark in row.name for mark in ("× some", "× strong", "another finding", "silence")):
            yield row.name.split(" ")[0].rstrip(",")


def one_world(kind: Kind, seed: int) -> Rates:
    """What the answer of one world says, beside what is there."""
    answered = KINDS[kind](seed)
    report = report_of(answered)
    answer, known = answer_of(report, wording("en")), Known(report)
    told, claims = set(told_of(known)), claims_of(str(answer.answer), answered)
    accused = told - answered.planted - answered.may
    wrong = [claim for claim in claims if not claim.holds]
    wanted = PICTURE[kind]
    examples = [f"{kind} {seed}: tells of {', '.join(sorted(accused))}"] if accused else []
    examples += [f"{kind} {seed}: {claim.name} is {claim.truth:.4g}, not {claim.printed}" for claim in wrong]
    return Rates(
        worlds=1,
        pictured=int(answer.picture == wanted if wanted else answer.picture in {"few_write", "looked_for"}),
        named=int(answered.planted <= told),
        accused=int(bool(accused)),
        claims=len(claims),
        wrong=len(wrong),
        longest=answer.answer.words,
        examples=examples,
    )


HEAD = (
    "| worlds | picture as planted | what was planted is named | told of what is not there (95%) | figures read back | "
    "outside what is printed | longest answer, words |\n|---|---|---|---|---|---|---|"
)


def row_of(kind: Kind, rates: Rates) -> str:
    """A line of the table."""
    low, high = clopper_pearson(rates.accused, rates.worlds)
    accused = f"{rates.accused} ({low:.3f}-{high:.3f})"
    named = f"{rates.named} of {rates.worlds}" if KINDS[kind](0).planted else "nothing is"
    pictured = f"{rates.pictured} of {rates.worlds}"
    return f"| {kind} | {pictured} | {named} | {accused} | {rates.claims} | {rates.wrong} | {rates.longest} |"


def main() -> None:
    """Prints the table; ends with 1 where a figure is wrong."""
    command = argparse.ArgumentParser(prog="python -m bench.answers", description=__doc__)
    command.add_argument("--worlds", type=int, default=200)
    command.add_argument("--seed", type=int, default=FIRST_SEED)
    command.add_argument("--kinds", default=",".join(KINDS))
    command.add_argument("--processes", type=int, default=1)
    asked = command.parse_args()
    print(HEAD, flush=True)
    wrong, told = 0, Counter[str]()
    with multiprocessing.get_context("spawn").Pool(asked.processes) as pool:
        for name in asked.kinds.split(","):
            kind = next(kind for kind in KINDS if kind == name)
            seeds = range(asked.seed, asked.seed + asked.worlds)
            rates = sum(pool.imap_unordered(partial(one_world, kind), seeds), Rates())
            print(row_of(kind, rates), flush=True)
            wrong += rates.wrong
            told.update(rates.examples)
    print("\n".join(["", *told]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
