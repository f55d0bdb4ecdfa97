"""How often the search for coordination is wrong: `python -m bench.coordination [--worlds 200] [--write]`.

Every regime of `tests/worlds/coordination` is drawn that many times, with seeds that no threshold was chosen on
(tuning used seeds below 10,000), and searched the way an audit does. With `--write` the table goes into docs/method.md
between its markers, with date and seed; nothing there is typed.
"""

import argparse
import datetime as dt
import functools
import re
import sys
from collections.abc import Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path

import msgspec

from auditor.measure.methods.uncertainty import clopper_pearson
from tests.auditor.measure.crowd_frames import crowd_frames, number_of
from tests.auditor.measure.searched import coordination as searched
from tests.worlds.coordination import REGIMES

CLEAN, PRECISION, SHUFFLED = 0.01, 0.97, 0.05
RECALL = {"exact farms": 0.93, "edited farms": 0.93, "half-paraphrased farms": 0.50, "small farms": 0.36}
"""Goals: shares of clean chats with a group or a swarm, precision and recall of accounts, shares of shuffled days with
a group. An episode is a fact that most lively chats show, and is no flag."""

METHOD = Path(__file__).parent.parent / "docs" / "method.md"
BEGIN, END = "<!-- bench.coordination: begin -->", "<!-- bench.coordination: end -->"


class Rates(msgspec.Struct):
    """Sums over worlds: chats with a group, an episode, a swarm; accounts in groups, right and wrong; what was planted
    and found."""

    worlds: int = 0
    grouped: int = 0
    copied: int = 0
    swarmed: int = 0
    flagged: int = 0
    false_accounts: int = 0
    farmed: int = 0
    found: int = 0
    farms: int = 0
    farms_found: int = 0
    shuffles: int = 0
    shuffles_grouped: float = 0.0
    raids: int = 0
    raids_found: int = 0
    swarms: int = 0
    swarms_found: int = 0
    false_swarms: int = 0
    spammers: int = 0
    spammers_found: int = 0
    false_spammers: int = 0

    @property
    def precision(self) -> float:
        """Farm accounts among those in groups."""
        return 1 - self.false_accounts / self.flagged if self.flagged else 1.0

    @property
    def recall(self) -> float:
        """Accounts of farms that are in groups."""
        return self.found / self.farmed if self.farmed else 1.0

    @property
    def shuffled(self) -> float:
        """Shuffled days with a group."""
        return self.shuffles_grouped / self.shuffles if self.shuffles else 0.0


def one_world(regime: str, reshuffles: int, seed: int) -> Rates:
    """What was found in one world, beside what is there."""
    crowd = REGIMES[regime](seed)
    answers = searched(crowd_frames(crowd), reshuffles=reshuffles)
    number, planted = number_of(crowd), crowd.planted
    copies, swarms, groups, pace = (answers[f"coordination.{name}"] for name in ("copies", "swarms", "groups", "pace"))
    flagged = {number[who] for row in groups.evidence for who in row["people"]}
    targets = [number.get(row["target"], -1) for row in swarms.evidence]
    fast = {number[row["person"]] for row in pace.evidence}
    facts = groups.finding.facts if groups.finding else {}
    told = [{number[who] for who in row["people"]} for row in copies.evidence]
    return Rates(
        worlds=1,
        grouped=int(bool(groups.evidence)),
        copied=int(bool(copies.evidence)),
        swarmed=int(bool(swarms.evidence)),
        flagged=len(flagged),
        false_accounts=len(flagged - planted.farmed),
        farmed=len(planted.farmed),
        found=len(flagged & planted.farmed),
        farms=len(planted.farms),
        farms_found=sum(len(farm & flagged) >= 3 for farm in planted.farms),
        shuffles=int(facts["shuffles"] or 0),
        shuffles_grouped=float(facts["shuffled"] or 0) * int(facts["shuffles"] or 0),
        raids=len(planted.raids),
        raids_found=sum(any(len(people & raid) >= 0.8 * len(raid) for people in told) for raid, _ in planted.raids),
        swarms=len(planted.swarms),
        swarms_found=sum(target in targets for _, target, _ in planted.swarms),
        false_swarms=sum(target not in {whom for _, whom, _ in planted.swarms} for target in targets),
        spammers=len(planted.spammers),
        spammers_found=len(fast & planted.spammers),
        false_spammers=len(fast - planted.spammers),
    )


def rates_of(regime: str, seeds: Sequence[int], *, reshuffles: int = 100, processes: int = 1) -> Rates:
    """The sums over the worlds of these seeds."""
    work = functools.partial(one_world, regime, reshuffles)
    if processes > 1:
        with Pool(processes) as pool:
            worlds = pool.map(work, seeds, chunksize=4)
    else:
        worlds = [work(seed) for seed in seeds]
    return Rates(*(sum(getattr(world, field) for world in worlds) for field in Rates.__struct_fields__))


def missed(regime: str, rates: Rates) -> Iterator[str]:
    """The goals that a regime misses, and by how much."""
    if regime.endswith("clean"):
        for what, count in (("group", rates.grouped), ("swarm", rates.swarmed)):
            if count > CLEAN * rates.worlds:
                yield f"chats with a {what} {count / rates.worlds:.1%}, goal {CLEAN:.0%}"
    if rates.farmed and rates.precision < PRECISION:
        yield f"precision {rates.precision:.3f}, goal {PRECISION}"
    if rates.recall < RECALL.get(regime, 0.0):
        yield f"recall {rates.recall:.3f}, goal {RECALL[regime]}"
    if rates.shuffled > SHUFFLED:
        yield f"shuffled days with a group {rates.shuffled:.1%}, goal {SHUFFLED:.0%}"


def row_of(regime: str, rates: Rates) -> str:
    """A line of the table; intervals are Clopper and Pearson's of 95 % over worlds."""

    def share(count: int, of: int) -> str:
        if not of:
            return ""
        low, high = clopper_pearson(count, of)
        return f"{count / of:.3f} ({low:.3f}-{high:.3f})"

    farm = rates.farmed > 0
    cells = [
        regime,
        share(rates.grouped, rates.worlds),
        f"{rates.precision:.3f}" if farm else "",
        f"{rates.recall:.3f}" if farm else "",
        f"{rates.farms_found} of {rates.farms}" if farm else "",
        f"{rates.shuffled:.4f}",
        share(rates.copied, rates.worlds),
        f"{rates.raids_found} of {rates.raids}" if rates.raids else "",
        share(rates.swarmed, rates.worlds),
        f"{rates.swarms_found} of {rates.swarms}, {rates.false_swarms} false" if rates.swarms else "",
        f"{rates.spammers_found} of {rates.spammers}, {rates.false_spammers} false"
        if rates.spammers
        else f"{rates.false_spammers} false",
    ]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "| regime | chats with a group | precision | recall | farms found | shuffled days with a group | chats with an"
    " episode | raids found | chats with a swarm | swarms found | pace |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Prints the table, and writes it where it belongs."""
    command = argparse.ArgumentParser(prog="python -m bench.coordination", description=__doc__)
    command.add_argument("--worlds", type=int, default=200)
    command.add_argument("--seed", type=int, default=10_000)
    command.add_argument("--processes", type=int, default=2)
    command.add_argument("--regimes", default=",".join(REGIMES))
    command.add_argument("--write", action="store_true")
    asked = command.parse_args()
    seeds = range(asked.seed, asked.seed + asked.worlds)
    lines, failing = [HEAD], list[str]()
    sys.stdout.write(HEAD + "\n")
    for regime in asked.regimes.split(","):
        rates = rates_of(regime, seeds, processes=asked.processes)
        lines.append(row_of(regime, rates))
        failing += [f"- {regime}: {what}" for what in missed(regime, rates)]
        print(lines[-1], flush=True)
    told = "Goals missed:\n\n" + "\n".join(failing) if failing else "No goal is missed."
    print(told)
    if asked.write:
        today = dt.datetime.now(dt.UTC).date().isoformat()
        said = f"{today}, seeds {seeds.start} to {seeds.stop - 1}, {asked.worlds} worlds a regime, 100 shuffles each."
        table = "\n".join(lines)
        old = METHOD.read_text(encoding="utf-8")
        new = re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{said}\n\n{table}\n\n{told}\n{END}", old, flags=re.DOTALL)
        METHOD.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
