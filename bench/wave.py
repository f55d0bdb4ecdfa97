"""How often a wave is seen where there is none, missed where there is one, and what it costs: `python -m bench.wave`.

Chats grow over ninety days by the hours of the day, some with a viral burst of real people, which is a wave too; the
planted wave comes within three hours. Limits were chosen on seeds below 10,000.
"""

import argparse
import time
from random import Random

import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.methods.uncertainty import clopper_pearson
from auditor.measure.methods.waves import Wave, waves_of
from tests.worlds.rhythm import HOUR, Rhythm
from tests.worlds.world import DAY

BEGINS = 1_700_000_000


def organic(rng: Random, people: int, days: int = 90) -> list[int]:
    """When people come of themselves."""
    rhythm = Rhythm(rng, BEGINS, BEGINS + days * DAY, growth=rng.uniform(0.5, 2.0))
    return [rhythm.between(rng, BEGINS, BEGINS + days * DAY - 1) for _ in range(people)]


def flood(rng: Random, fakes: int) -> tuple[list[int], int, int]:
    """When the fakes come, from when to when."""
    start = BEGINS + rng.randrange(20 * DAY, 85 * DAY)
    return [start + rng.randrange(3 * HOUR) for _ in range(fakes)], start, start + 3 * HOUR


def largest(waves: list[Wave]) -> Wave | None:
    """The one whose people are told of."""
    return max(waves, key=lambda wave: wave.people - wave.usual, default=None)


def _sorted(times: list[int]) -> Ints:
    return np.sort(np.array(times, np.int64))


def rates(seeds: range, people: int, fakes: int) -> str:
    """One line of the table."""
    seen = found = covered = 0
    false_share, missed = [], []
    for seed in seeds:
        rng = Random(f"wave/{seed}/{people}/{fakes}")
        honest = organic(rng, people)
        false, start, end = flood(rng, fakes) if fakes else ([], 0, 0)
        wave = largest(waves_of(_sorted(honest + false)))
        seen += wave is not None
        if wave is None or not fakes or wave.end < start or wave.start > end:
            continue
        found += 1
        inside = sum(wave.start <= at <= wave.end for at in honest)
        covered += wave.low <= inside <= wave.high
        false_share.append(inside / wave.people)
        missed.append(1 - sum(wave.start <= at <= wave.end for at in false) / fakes)
    low, high = clopper_pearson(seen, len(seeds))
    cells = [f"{people:,}", f"{fakes:,}", f"{len(seeds)}", f"{seen} ({low:.3f}-{high:.3f})"]
    if fakes:
        cells += [f"{found}", f"{covered / max(1, found):.3f}", f"{float(np.mean(false_share or [0])):.3f}",
                  f"{float(np.mean(missed or [0])):.3f}"]  # fmt: skip
    return f"| {' | '.join(cells + [''] * (8 - len(cells)))} |"


def main() -> None:
    """Prints the table, and what the largest attack known costs."""
    command = argparse.ArgumentParser(prog="python -m bench.wave", description=__doc__)
    command.add_argument("--worlds", type=int, default=200)
    command.add_argument("--seed", type=int, default=10_000)
    asked = command.parse_args()
    seeds = range(asked.seed, asked.seed + asked.worlds)
    heads = ["people", "fakes", "worlds", "with a wave", "the wave found", "usual within its bounds",
             "would have come anyway", "fakes missed"]  # fmt: skip
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    for people, fakes in ((300, 0), (4_000, 0), (60_000, 0), (300, 100), (4_000, 100), (4_000, 5_000), (60_000, 1_000)):
        print(rates(seeds if people < 60_000 else seeds[: len(seeds) // 4], people, fakes), flush=True)
    rng = Random("the largest")
    times = _sorted(organic(rng, 60_000) + flood(rng, 90_000)[0])
    began = time.perf_counter()
    wave = largest(waves_of(times))
    assert wave is not None
    print(f"60,000 people and 90,000 fakes: {time.perf_counter() - began:.2f} s, {wave.people:,} in the wave")


if __name__ == "__main__":
    main()
