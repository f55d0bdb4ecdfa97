"""How often the search for farms across chats is wrong, and what it costs: `python -m bench.farms [--clean 100]`,
and with `--door` the whole way of one world of Kloop's size: exports, database, `deadsouls farms`.

Kloop's case is 20 chats, 100,000 people and five farms of 60 to 250 accounts. Thresholds were chosen on seeds below
10,000; figures are told on seeds from 10,000. Seconds and memory are those of a process of its own that is handed the
chats' fingerprints and does nothing but search; its peak holds them too.
"""

import argparse
import asyncio
import functools
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import msgspec
import numpy as np

from auditor.collect.desktop import open_export
from auditor.conductors.audit import collect
from auditor.measure.methods import joint_acts
from auditor.measure.methods.habits import habits_of
from auditor.measure.methods.joint_acts import ArrivalsInput, ChatInput
from auditor.measure.methods.joint_arrivals import lines_of
from auditor.measure.methods.objects import objects_of
from auditor.measure.methods.overlap import overlaps_of
from auditor.measure.methods.reshuffles import RESHUFFLES
from auditor.measure.methods.uncertainty import clopper_pearson
from auditor.measure.spec import Answer
from storage.opening import open_store
from tests.auditor.measure.searched import farms as searched
from tests.auditor.measure.square_chats import numbers_of, square_chats
from tests.worlds import farms
from tests.worlds.coordination.acts import BEGINS, Crowd
from tests.worlds.desktop_export import write_export
from tests.worlds.world import DAY

PRECISION, RECALL, CLEAN, SECONDS, MEGABYTES = 0.97, 0.85, 0.05, 60.0, 1_000.0
"""Goals: precision and recall of accounts, share of clean worlds with a farm, cost of Kloop's case."""


class Found(msgspec.Struct):
    """What one world, or several together, showed: accounts flagged, falsely so, planted, found; farms planted, found
    as one and pure; worlds with a farm; what the search cost."""

    worlds: int = 1
    with_farm: int = 0
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
        flagged=len(flagged),
        false=len(flagged - square.farmed),
        farmed=len(square.farmed),
        right=len(flagged & square.farmed),
        farms=len(square.farms),
        farms_found=sum(any(row <= farm and 2 * len(row) > len(farm) for row in rows) for farm in square.farms),
    )


def one_world(regime: str, reshuffles: int, seed: int) -> Found:
    """One world, searched in this process."""
    square = REGIMES[regime](seed)
    return told(square, searched(square_chats(square), reshuffles=reshuffles))


def one_world_measured(regime: str, reshuffles: int, seed: int) -> Found:
    """One world, searched in a process of its own."""
    square = REGIMES[regime](seed)
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        answers, seconds, megabytes = alone.apply(_searched_alone, (square_chats(square), reshuffles))
    found = told(square, answers)
    found.seconds, found.megabytes = seconds, megabytes
    return found


def _searched_alone(chats: Sequence[ChatInput], reshuffles: int) -> tuple[dict[str, Answer], float, float]:
    began = time.perf_counter()
    answers = searched(chats, reshuffles=reshuffles)
    seconds = time.perf_counter() - began
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return answers, seconds, int(status.partition("VmHWM:")[2].split()[0]) / 1_000


def together(worlds: Sequence[Found]) -> Found:
    """Sums; of what the search cost, the most."""
    sums = Found(*(sum(getattr(world, field) for world in worlds) for field in Found.__struct_fields__))
    sums.seconds = max(world.seconds for world in worlds)
    sums.megabytes = max(world.megabytes for world in worlds)
    return sums


def rates_of(regime: str, seeds: Sequence[int], *, reshuffles: int = RESHUFFLES, processes: int = 1) -> Found:
    """The worlds of these seeds."""
    if processes == 1:
        return together([one_world(regime, reshuffles, seed) for seed in seeds])
    with multiprocessing.Pool(processes) as pool:
        return together(pool.map(functools.partial(one_world, regime, reshuffles), seeds))


def line_of(regime: str, found: Found) -> str:
    """A line of the table; the interval of worlds with a farm is Clopper and Pearson's of 95 %."""
    low, high = clopper_pearson(found.with_farm, found.worlds)
    cells = [regime, str(found.worlds), f"{found.with_farm} ({low:.3f}-{high:.3f})"]
    if found.farmed:
        cells += [f"{found.precision:.4f}", f"{found.recall:.4f}", f"{found.farms_found} of {found.farms}"]
    else:
        cells += ["", "", f"{found.false} accounts falsely"]
    cells += [f"{found.seconds:.1f}", f"{found.megabytes:.0f}"] if found.seconds else ["", ""]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "| regime | worlds | with a farm | precision | recall | farms found pure | seconds | MB |\n"
    "|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class Home(Crowd):
    """A chat of a square as a world: who is in it came by a link, in the two months before."""

    here: tuple[int, ...] = ()

    def arrivals(self) -> Iterator[tuple[int, int, int | None]]:
        """When each came, who, and by whom."""
        rng = Random(f"{self.seed}/arrivals")
        for person in self.here:
            yield BEGINS - rng.randrange(1, 60 * DAY), person, None


def door(seed: int) -> None:
    """One world through the command."""
    square = farms.planted(seed)
    with tempfile.TemporaryDirectory() as folder:
        home, place = Path(folder, "home"), Path(folder, "result.json")
        env = {**os.environ, "DEADSOULS_HOME": str(home)}
        asyncio.run(_taken_in(square, home, place))
        size = sum(path.stat().st_size for path in home.iterdir()) / 1e6
        command = [sys.executable, "-m", "auditor.cli", "farms", "--quiet", "--json", str(Path(folder, "farms.json"))]
        began = time.perf_counter()
        process = subprocess.Popen(command, env=env)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        assert status == 0
        report = json.loads(Path(folder, "farms.json").read_bytes())
    rows = report["evidence"]["farms.accounts"]
    sizes = sorted(len(row["people"]) for row in rows)
    print(f"the whole command, 20 chats, {sum(chat['messages'] for chat in report['chats']):,} messages, a database of"
          f" {size:.0f} MB: {took:.1f} s, {used.ru_maxrss / 1_000:.0f} MB; farms of {sizes} people found, planted"
          f" {sorted(map(len, square.farms))}")  # fmt: skip


async def _taken_in(square: farms.Square, home: Path, place: Path) -> None:
    now = int(time.time())
    async with open_store(home) as store:
        for number, chat in enumerate(square.chats):
            crowd = Home(chat.name, square.people, chat.acts, here=chat.people)
            write_export(crowd.world(chat.name, 1_400_000_800 + number), place)
            (source,) = open_export(place, chat=None, tz="UTC", now=now)
            await collect(store, source, now=now, keep_text=False, progress=lambda _: None)


def many(chats: int, seed: int) -> None:
    """The same people, and about as many messages, in 20 chats and in many, everybody having come by a link: processor
    seconds of each part, in a process of its own. Many chats pass on so much that a part of it is left out."""
    costs, most = [], 0
    for number in (farms.KLOOP.chats, chats):
        square = farms.planted(seed, replace(farms.KLOOP, chats=number))
        rng = np.random.default_rng(seed)
        messages = sum(len(chat.acts) for chat in square.chats)
        most = most or messages
        kept = [replace(chat, acts=tuple(act for act in chat.acts if rng.random() * messages < most))
                for chat in square.chats]  # fmt: skip
        given = square_chats(replace(square, chats=tuple(kept)))
        came = [msgspec.structs.replace(chat, arrivals=_came(chat, rng)) for chat in given]
        with multiprocessing.get_context("spawn").Pool(1) as alone:
            cost = alone.apply(_parts, (came,))
        costs.append(cost["all of farms"])
        print(
            f"{number:,} chats, {sum(len(chat.acts) for chat in kept):,} messages: "
            + ", ".join(f"{name} {each:.1f}" for name, each in cost.items())
        )
    print(f"{chats:,} chats cost {costs[1] / costs[0]:.2f} of 20")


def _came(chat: ChatInput, rng: np.random.Generator) -> ArrivalsInput:
    people = rng.permutation(chat.people)
    return ArrivalsInput(np.arange(len(people)), BEGINS + np.sort(rng.integers(0, 30 * DAY, len(people))), people)


def _parts(chats: Sequence[ChatInput]) -> dict[str, float]:
    def seconds(work: Callable[[], object]) -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    overlaps_of([each.people[:1] for each in chats])  # SciPy loads
    cost = {
        "overlap": seconds(lambda: overlaps_of([each.people for each in chats])),
        "lines": seconds(lambda: lines_of(chats)),
        "habits": _habits_alone(chats, seconds),
    }
    cost["all of farms"] = seconds(lambda: searched(chats))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return cost | {"MB": int(status.partition("VmHWM:")[2].split()[0]) / 1_000}


def _habits_alone(chats: Sequence[ChatInput], seconds: Callable[[Callable[[], object]], float]) -> float:
    timeline, chat = joint_acts._one_timeline(chats)  # noqa: SLF001 - a part is timed by itself
    objects = objects_of(timeline, origins="authors")
    return seconds(lambda: habits_of(timeline, objects, chat))


def main() -> None:
    """Prints the table and the goals missed."""
    command = argparse.ArgumentParser(prog="python -m bench.farms", description=__doc__)
    command.add_argument("--worlds", type=int, default=5)
    command.add_argument("--clean", type=int, default=100)
    command.add_argument("--seed", type=int, default=10_000)
    command.add_argument("--processes", type=int, default=2)
    command.add_argument("--door", action="store_true", help="one world through exports, database and command")
    command.add_argument("--many", type=int, metavar="CHATS", help="what so many chats cost beside 20")
    asked = command.parse_args()
    if asked.many:
        many(asked.many, asked.seed)
        return
    if asked.door:
        door(asked.seed)
        return
    missed = []
    print(HEAD)
    for regime in REGIMES:
        if regime == "clean":
            seeds = range(asked.seed, asked.seed + asked.clean)
            found = rates_of(regime, seeds, processes=asked.processes)
        else:
            seeds = range(asked.seed, asked.seed + asked.worlds)
            found = together([one_world_measured(regime, RESHUFFLES, seed) for seed in seeds])
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
