"""How often the search for farms across chats is wrong, and what it costs: `python -m bench.farms [--clean 100]`.

Kloop's case is 20 chats, 100,000 people and five farms of 60 to 250 accounts. Thresholds were chosen on seeds below
10,000; figures are told on seeds from 10,000. Seconds and memory are those of a process of its own that is handed the
chats' fingerprints and does nothing but search; its peak holds them too.
"""

import argparse
import functools
import multiprocessing
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from auditor.measure.catalogue import Answer
from auditor.measure.farms import SHUFFLES, searched
from auditor.measure.joint_acts import ChatInput
from auditor.measure.uncertainty import clopper_pearson
from tests.auditor.measure.square_chats import numbers_of, square_chats
from tests.worlds import farms

PRECISION, RECALL, CLEAN, SECONDS, MEGABYTES = 0.97, 0.85, 0.05, 60.0, 1_000.0
"""Goals: precision and recall of accounts, share of clean worlds with a farm, cost of Kloop's case."""


class Found(msgspec.Struct):
    """What one world, or several together, showed: accounts flagged, falsely so, planted, found; farms planted, found
    as one and pure; worlds with a farm, and with strong ones; what the search cost."""

    worlds: int = 1
    with_farm: int = 0
    strong: int = 0
    flagged: int = 0
    false: int = 0
    farmed: int = 0
    right: int = 0
    farms: int = 0
    farms_found: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0

    @property
    def precision(self) -> float:
        """Farm accounts among the flagged."""
        return 1 - self.false / self.flagged if self.flagged else 1.0

    @property
    def recall(self) -> float:
        """Flagged among the farm accounts."""
        return self.right / self.farmed if self.farmed else 1.0


REGIMES: dict[str, Callable[[int], farms.Square]] = {
    "Kloop": farms.planted,
    "Kloop, half paraphrased": functools.partial(farms.planted, copying="half"),
    "Kloop, farms of 5 to 20": functools.partial(farms.planted, farms=(5, 20)),
    "Kloop without farms": functools.partial(farms.clean, size=farms.KLOOP),
    "clean": farms.clean,
}


def told(square: farms.Square, answers: dict[str, Answer]) -> Found:
    """What was found beside what is there. A farm is found where one row holds most of its accounts and no others."""
    answer, number = answers["farms.accounts"], numbers_of(square)
    rows = [{number[who] for who in row["people"]} for row in answer.evidence]
    flagged = set[int]().union(*rows)
    return Found(
        with_farm=int(bool(rows)),
        strong=int(answer.finding is not None and answer.finding.strength == "strong"),
        flagged=len(flagged),
        false=len(flagged - square.farmed),
        farmed=len(square.farmed),
        right=len(flagged & square.farmed),
        farms=len(square.farms),
        farms_found=sum(any(row <= farm and 2 * len(row) > len(farm) for row in rows) for farm in square.farms),
    )


def one_world(regime: str, shuffles: int, seed: int) -> Found:
    """One world, searched in this process."""
    square = REGIMES[regime](seed)
    return told(square, searched(square_chats(square), shuffles=shuffles))


def one_world_measured(regime: str, shuffles: int, seed: int) -> Found:
    """One world, searched in a process of its own."""
    square = REGIMES[regime](seed)
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        answers, seconds, megabytes = alone.apply(_searched_alone, (square_chats(square), shuffles))
    found = told(square, answers)
    found.seconds, found.megabytes = seconds, megabytes
    return found


def _searched_alone(chats: Sequence[ChatInput], shuffles: int) -> tuple[dict[str, Answer], float, float]:
    began = time.perf_counter()
    answers = searched(chats, shuffles=shuffles)
    seconds = time.perf_counter() - began
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return answers, seconds, int(status.partition("VmHWM:")[2].split()[0]) / 1_000


def together(worlds: Sequence[Found]) -> Found:
    """Sums; of what the search cost, the most."""
    sums = Found(*(sum(getattr(world, field) for world in worlds) for field in Found.__struct_fields__))
    sums.seconds = max(world.seconds for world in worlds)
    sums.megabytes = max(world.megabytes for world in worlds)
    return sums


def rates_of(regime: str, seeds: Sequence[int], *, shuffles: int = SHUFFLES, processes: int = 1) -> Found:
    """The worlds of these seeds."""
    if processes == 1:
        return together([one_world(regime, shuffles, seed) for seed in seeds])
    with multiprocessing.Pool(processes) as pool:
        return together(pool.map(functools.partial(one_world, regime, shuffles), seeds))


def line_of(regime: str, found: Found) -> str:
    """A line of the table; the interval of worlds with a farm is Clopper and Pearson's of 95 %."""
    low, high = clopper_pearson(found.with_farm, found.worlds)
    cells = [regime, str(found.worlds), f"{found.with_farm} ({low:.3f}-{high:.3f})", str(found.strong)]
    if found.farmed:
        cells += [f"{found.precision:.4f}", f"{found.recall:.4f}", f"{found.farms_found} of {found.farms}"]
    else:
        cells += ["", "", f"{found.false} accounts falsely"]
    cells += [f"{found.seconds:.1f}", f"{found.megabytes:.0f}"] if found.seconds else ["", ""]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "| regime | worlds | with a farm | strong | precision | recall | farms found pure | seconds | MB |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Prints the table and the goals missed."""
    command = argparse.ArgumentParser(prog="python -m bench.farms", description=__doc__)
    command.add_argument("--worlds", type=int, default=5)
    command.add_argument("--clean", type=int, default=100)
    command.add_argument("--seed", type=int, default=10_000)
    command.add_argument("--processes", type=int, default=2)
    asked = command.parse_args()
    missed = []
    print(HEAD)
    for regime in REGIMES:
        if regime == "clean":
            seeds = range(asked.seed, asked.seed + asked.clean)
            found = rates_of(regime, seeds, processes=asked.processes)
        else:
            seeds = range(asked.seed, asked.seed + asked.worlds)
            found = together([one_world_measured(regime, SHUFFLES, seed) for seed in seeds])
        print(line_of(regime, found), flush=True)
        missed += [f"- {regime}: precision {found.precision:.3f}"] * (found.precision < PRECISION)
        missed += [f"- {regime}: recall {found.recall:.3f}"] * (regime == "Kloop" and found.recall < RECALL)
        missed += [f"- {regime}: a farm in {found.with_farm}"] * (
            not found.farmed and found.with_farm > CLEAN * found.worlds
        )
        missed += [f"- {regime}: {found.seconds:.1f} s"] * (found.seconds > SECONDS)
        missed += [f"- {regime}: {found.megabytes:.0f} MB"] * (found.megabytes > MEGABYTES)
    print("Goals missed:\n" + "\n".join(missed) if missed else "No goal is missed.")


if __name__ == "__main__":
    main()
