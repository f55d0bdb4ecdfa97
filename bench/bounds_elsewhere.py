"""Whether bounds hold, and how tight they are, on chats that share nothing with `tests/worlds`.

    python -m bench.bounds_elsewhere [--worlds 10000] [--from 100000] [--enumerated 1500] [--before b3f16ec]

Each chat of `bench.elsewhere` goes as an export through reader, storage and measures; no truth may lie outside its
bounds. The commit `--before` reads the same files, and must miss. Counted apart are worlds in which a premise that
the coverage states does not hold (`truth_fits`), and chats without ids. Of the small chats all ways to read their
names are written down, and their extremes laid beside the bounds. Seeds below 100,000 were used in making; the
definitions were written before.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import msgspec

from auditor.measure.spec import Measure
from bench import elsewhere, elsewhere_readings
from bench.elsewhere import Elsewhere
from bench.elsewhere_readings import Figures

HERE = Path(__file__).parent
PEOPLE_MOST, WAYS_MOST = 8, 4_000
"""Chats of at most so many people have their ways written down, where these are at most so many."""

MISSES_ASKED, EXACT_ASKED = 1_000, 0.9
"""In 10,000 worlds of whatever sort the commit before must miss in so many; so many of the bounds must be extremes."""

Read = dict[str, Measure]


def read(paths: list[str], tree: Path) -> list[Read]:
    """What the code of `tree` makes of exports."""
    command = [sys.executable, "-P", str(HERE / "read_exports.py")]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    ran = subprocess.run(
        command, input="\n".join(paths), env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return [msgspec.json.decode(line, type=Read) for line in ran.stdout.splitlines()]


def written(worlds: list[Elsewhere], folder: Path) -> list[str]:
    """The exports of these chats, each a chat of its own."""
    paths = []
    for number, world in enumerate(worlds):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(elsewhere.export(world) | {"id": 10_000 + number}))
        paths.append(str(path))
    return paths


def missed(found: Read, truth: Figures) -> list[str]:
    """The measures whose truth lies outside of what is said."""
    return [
        name
        for name, (cases, of) in truth.items()
        if not _holds(found[name], cases if of is None else _share(cases, of))
    ]


def _share(cases: float, of: float) -> float | None:
    return cases / of if of else None


def _holds(said: Measure, true: float | None) -> bool:
    ends = _ends(said)
    return true is None or ends is None or ends[0] - 1e-9 <= true <= ends[1] + 1e-9


def _ends(said: Measure) -> tuple[float, float] | None:
    """Between what a figure is said to lie; None where nothing is said."""
    if said.outcome == "measured" and said.value is not None:
        return said.value, said.value
    return (said.low, said.high) if said.low is not None and said.high is not None else None


def width(said: Measure) -> float:
    """How wide a figure is, shares by themselves, counts by their denominator; of one that is not known, 1."""
    ends = _ends(said)
    if ends is None:
        return 1.0
    return (ends[1] - ends[0]) / (1 if said.unit == "share" else max(1, said.of or 1))


def plain(world: Elsewhere) -> bool:
    """Whether no added name is borne by an id, and no actor adds its own name."""
    shown = {world.names[who] for who in elsewhere_readings.acting(world)} if world.ids != "none" else set()
    for event in world.recorded:
        names = [world.names[who] for who in event.whom]
        if event.what in elsewhere.ARRIVING and any(name is not None and name in shown for name in names):
            return False
        if event.what in elsewhere.ARRIVING and event.actor and world.names[event.actor] in names:
            return False
    return True


class Exactness:
    """How often a figure's ends are the extremes of all ways, and why not."""

    def __init__(self) -> None:
        self.worlds = self.figures = self.exact = self.outside = 0
        self.causes: Counter[str] = Counter()

    def take(self, seed: int, world: Elsewhere, found: Read) -> None:
        """Writes all ways down, if they are few enough."""
        if len(world.names) > PEOPLE_MOST or elsewhere_readings.number_of_ways(world, WAYS_MOST) >= WAYS_MOST:
            return
        self.worlds += 1
        ways = [elsewhere_readings.figures(way) for way in elsewhere_readings.ways(world)]
        for name, said in found.items():
            known = _values(ways, name)
            ends = _ends(said)
            if ends is None or not known or name == "souls.deleted":  # whose upper end is always 1
                continue
            self.figures += 1
            if not all(_holds(said, value) for value in known):
                self.outside += 1
                print("  a way is not held: seed", seed, name, said, min(known), max(known))
            if abs(ends[0] - min(known)) < 1e-9 and abs(ends[1] - max(known)) < 1e-9:
                self.exact += 1
            else:
                self.causes[f"{name}: {_cause(world)}"] += 1


def _values(ways: list[Figures], name: str) -> list[float]:
    """What a figure is in each way to read the names; ways in which it is of nobody left out."""
    values = [_share(way[name][0], of) if (of := way[name][1]) is not None else way[name][0] for way in ways]
    return [value for value in values if value is not None]


def _leaves_out_a_way(world: Elsewhere, name: str, said: Measure) -> bool:
    """Whether the ends of a figure leave out a way to read the names; False where these are too many to write down."""
    if len(world.names) > PEOPLE_MOST or elsewhere_readings.number_of_ways(world, WAYS_MOST) >= WAYS_MOST:
        return False
    ways = [elsewhere_readings.figures(way) for way in elsewhere_readings.ways(world)]
    return not all(_holds(said, value) for value in _values(ways, name))


def _cause(world: Elsewhere) -> str:
    said = [world.names[who] for event in world.recorded for who in event.whom]
    if None in said:
        return "a missing name may be anybody's"
    if any(event.actor == elsewhere.CHAT and event.what in elsewhere.ARRIVING for event in world.recorded):
        return "an anonymous admin may be a further person"
    if elsewhere_readings.looks_complete(world):
        return "somebody acts before they come, or fewer came than bear the name"
    return "other"


def main() -> None:
    """Prints the figures; exits with 1 where they are not as asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=10_000)
    parser.add_argument("--from", type=int, default=100_000, dest="first")
    parser.add_argument("--enumerated", type=int, default=1_500)
    parser.add_argument("--before", help="a commit to read the same files with")
    asked = parser.parse_args()
    worlds = [elsewhere.chat(seed) for seed in range(asked.first, asked.first + asked.worlds)]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "exports").mkdir()
        paths = written(worlds, Path(folder, "exports"))
        now = read(paths, HERE.parent)
        before = read(paths, archive(asked.before, Path(folder))) if asked.before else None
    sys.exit(bool(told(asked.first, worlds, now, before, asked.enumerated)))


def archive(commit: str, folder: Path) -> Path:
    """The tree of a commit."""
    tree = folder / "before"
    tree.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=HERE.parent, stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(tree)], input=packed, check=True)
    return tree


def told(first: int, worlds: list[Elsewhere], now: list[Read], before: list[Read] | None, enumerated: int) -> int:
    """Prints the table; returns how many worlds and figures are not as asked, and the goals that are missed."""
    of: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    before_outside: Counter[str] = Counter()
    plain_wider = plain_rightly = before_misses = 0
    widths: defaultdict[str, float] = defaultdict(float)
    exactness = Exactness()
    for number, (world, found) in enumerate(zip(worlds, now, strict=True)):
        sort = _sort(world)
        of[sort] += 1
        misses = missed(found, elsewhere_readings.figures(world))
        outside[sort] += bool(misses)
        if misses and sort.startswith("premises hold"):
            print("  seed", first + number, misses)
        if before is not None:
            truth = elsewhere_readings.figures(world)
            before_outside[sort] += bool(missed(before[number], truth))
            kind = "plain" if plain(world) else "names of ids added"
            for name, said in found.items():
                widths[f"{kind}, figures"] += 1
                widths[f"{kind}, now"] += width(said)
                widths[f"{kind}, before"] += width(before[number][name])
                if kind == "plain" and width(said) > width(before[number][name]) + 1e-9:
                    rightly = _leaves_out_a_way(world, name, before[number][name])
                    plain_wider += not rightly
                    plain_rightly += rightly
                    print("  wider: seed", first + number, name, before[number][name], said)
        if exactness.worlds < enumerated and world.ids != "none":
            exactness.take(first + number, world, found)
    for sort, count in sorted(of.items()):
        print(f"{sort:62} {count:6} worlds, truth outside in {outside[sort]}")
    if before is not None:
        for sort, count in sorted(before_outside.items()):
            print(f"the commit before misses in {count} worlds: {sort}")
        before_misses = sum(before_outside.values())
        print(f"the commit before misses in {before_misses} of {len(worlds)} worlds in all")
        for kind in ("plain", "names of ids added"):
            figures = max(1, widths[f"{kind}, figures"])
            now_mean, before_mean = (widths[f"{kind}, {when}"] / figures for when in ("now", "before"))
            print(f"mean width, {kind}: {now_mean:.4f} (before {before_mean:.4f})")
        print(f"plain figures that are wider than before: {plain_wider}")
        print(f"  and {plain_rightly} because the ends before left out a way to read the names")
    share = exactness.exact / max(1, exactness.figures)
    print(f"enumerated: {exactness.worlds} worlds, {exactness.figures} figures, {exactness.outside} do not hold a way,")
    print(f"  {exactness.exact} have the extremes as their ends ({share:.3f})")
    for cause, count in exactness.causes.most_common(25):
        print(f"  {count:6} {cause}")
    return (
        sum(count for sort, count in outside.items() if sort.startswith("premises hold"))
        + exactness.outside
        + plain_wider
        + (before is not None and 10_000 * before_misses < MISSES_ASKED * len(worlds))
        + (share < EXACT_ASKED)
    )


def _sort(world: Elsewhere) -> str:
    if world.ids == "none":
        return "no ids"
    file = "the file looks complete" if elsewhere_readings.looks_complete(world) else "arrivals are missing"
    return f"premises {'hold' if elsewhere_readings.truth_fits(world) else 'fail'}, {file}"


if __name__ == "__main__":
    main()
