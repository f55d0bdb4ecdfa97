"""How often forced adds are found, and how often somebody is wrongly: `python -m bench.forced_adds [--write]`.

Two hundred groups of each regime of `tests/worlds/adds`, and two hundred without anybody who forces, straight as frames
(a test holds that to what exports and live chats give). Seeds below 10,000 were used while the method and the groups
were made; those told of here begin at 10,000. `--write` renews the table in `docs/method.md`. Exits with 1 where a goal
is missed; which and why stands under the table.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from auditor.measure.methods.tested_adders import ENOUGH_ADDED, FOUND_Q
from auditor.measure.spec import Row
from tests.auditor.measure.searched import arrivals as searched
from tests.worlds.adds import REGIMES, Group, Regime, as_frames, drawn
from tests.worlds.adds.shown import person_of

FIRST_SEED = 10_000
METHOD = Path(__file__).parents[1] / "docs" / "method.md"
BEGINS, ENDS = "<!-- forced adds: made by bench.forced_adds -->", "<!-- forced adds: end -->"

SIZES = ((10, 20), (20, 50), (50, 100), (100, 10**9))

RECALL = {
    "full logs": 0.80,
    "full logs, live": 0.80,
    "no leaves, live": 0.70,
    "lurkers": 0.60,
    "lurkers, live": 0.60,
}
PRECISION, CLEAN, ORGANISERS = 0.97, 0.02, 0.02


@dataclass
class Rates:
    """What came of some groups of one regime. `forcing` and `found` are how many people each forced adder truly added,
    of those who added enough; `named_without_exit` must be none."""

    clean: int = 0
    clean_flagged: int = 0
    forcing: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    named: int = 0
    organisers: int = 0
    organisers_named: int = 0
    others_named: int = 0
    named_without_exit: int = 0
    silent: int = 0
    silent_right: int = 0
    below: list[float] = field(default_factory=list)

    def __add__(self, other: "Rates") -> "Rates":
        mine, theirs = self.__dict__, other.__dict__
        return Rates(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def precision(self) -> float:
        """Of those found, how many force."""
        return 1 - (self.organisers_named + self.others_named) / self.named if self.named else float("nan")

    def recall(self, low: int = ENOUGH_ADDED, high: int = 10**9) -> float:
        """Of those who force and truly added so many, how many are found."""
        there = [number for number in self.forcing if low <= number < high]
        return sum(low <= number < high for number in self.found) / len(there) if there else float("nan")


def rates_of(group: Group) -> Rates:
    """What the measure says of one group, held against what is true of it."""
    answers = searched(as_frames(group))
    rows = answers["arrivals.forced"].evidence
    silent = answers["arrivals.added_silent"].evidence
    truly = {person_of(adder): group.added_by(adder) for adder in group.forcing}
    organising = {person_of(adder) for adder in group.organising}
    named = {row["adder"] for row in rows}
    finding = answers["arrivals.forced"].finding
    enough = {adder for adder, number in truly.items() if number >= ENOUGH_ADDED}
    share = sum(truly.values()) / max(1, int((group.adder >= 0).sum()))
    told = [float(finding.facts["share_at_least"] or 0)] if finding is not None and named else []
    return Rates(
        clean=int(not truly),
        clean_flagged=int(not truly and bool(named)),
        forcing=[truly[adder] for adder in enough],
        found=[truly[adder] for adder in enough & named],
        named=len(named),
        organisers=len(organising),
        organisers_named=len(named & organising),
        others_named=len(named - organising - set(truly)),
        named_without_exit=sum(not _rests_on_leaving(row) for row in rows),
        silent=len(silent),
        silent_right=sum(row["adder"] in truly for row in silent),
        below=[one - share for one in told] if truly else [],
    )


def _rests_on_leaving(row: Row) -> bool:
    return bool(row.get("p_gone", 1.0) <= FOUND_Q and row["q"] <= FOUND_Q and row["gone_of"] >= ENOUGH_ADDED)


def rates(regime: Regime, seeds: range) -> Rates:
    """The groups of these seeds, with and without anybody who forces."""
    groups = (drawn(which, seed) for which in (regime, regime.clean) for seed in seeds)
    return sum(map(rates_of, groups), Rates())


def missed(regime: Regime, found: Rates) -> Iterator[str]:
    """The goals that a regime misses, and by how much."""
    if found.named and found.precision < PRECISION:
        yield f"precision {found.precision:.3f}, goal {PRECISION}"
    if found.recall() < RECALL.get(regime.name, 0):
        yield f"recall {found.recall():.3f}, goal {RECALL[regime.name]:.2f}"
    if found.clean_flagged > CLEAN * found.clean:
        yield f"clean groups flagged {found.clean_flagged / found.clean:.1%}, goal {CLEAN:.0%}"
    if found.organisers_named > ORGANISERS * found.organisers:
        yield f"organisers flagged {found.organisers_named / found.organisers:.1%}, goal {ORGANISERS:.0%}"
    if found.named_without_exit:
        yield f"{found.named_without_exit} found without exit evidence"


def row_of(regime: Regime, found: Rates) -> str:
    """A row of the table."""
    sizes = " · ".join(_short(found.recall(low, high)) for low, high in SIZES)
    below = f"{100 * sum(found.below) / len(found.below):+.0f}" if found.below else ""
    silent = f"{found.silent_right} of {found.silent}"
    cells = [
        regime.name, str(len(found.forcing)), _short(found.precision), _short(found.recall()), sizes,
        f"{found.clean_flagged} of {found.clean}", f"{found.organisers_named} of {found.organisers}", below, silent,
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _short(share: float) -> str:
    return f"{share:.3f}" if share == share else "–"  # noqa: PLR0124 - none is not a number


HEAD = """| groups | forced adders | precision | recall | by 10, 20, 50, 100 added or more | clean groups flagged \
| organisers flagged | share told less true, points | by silence alone: forced |
|---|---|---|---|---|---|---|---|---|"""


def table(found: dict[Regime, Rates], seeds: range, day: str) -> str:
    """The table with its heading line and the goals it misses."""
    failing = [
        f"- {regime.name}: {', '.join(lacks)}" for regime in found if (lacks := [*missed(regime, found[regime])])
    ]
    told = "Goals missed:\n\n" + "\n".join(failing) if failing else "No goal is missed."
    began = (
        f"{day}, `python -m bench.forced_adds --write`; of each regime {len(seeds)} groups with forced adders and"
        f" {len(seeds)} without, seeds {seeds.start} to {seeds.stop - 1} (the method was made on seeds below"
        f" {FIRST_SEED})."
    )
    rows = [row_of(regime, rated) for regime, rated in found.items()]
    return "\n".join([began, "", HEAD, *rows, "", told])


def main() -> None:
    """Prints the table; with `--write` puts it into the method's page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + asked.worlds)
    with ProcessPoolExecutor(2) as pool:
        found = dict(zip(REGIMES, pool.map(partial(rates, seeds=seeds), REGIMES), strict=True))
    told = table(found, seeds, dt.datetime.now(dt.UTC).date().isoformat())
    print(told)
    if asked.write:
        before, rest = METHOD.read_text(encoding="utf-8").split(BEGINS)
        after = rest.split(ENDS)[1]
        METHOD.write_text(f"{before}{BEGINS}\n{told}\n{ENDS}{after}", encoding="utf-8")
    sys.exit(any(chain.from_iterable(missed(regime, rated) for regime, rated in found.items())))


if __name__ == "__main__":
    main()
