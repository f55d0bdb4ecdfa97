"""How often the search for coordination is right and wrong on worlds that another hand wrote, beside the plain rules:

    python -m bench.coordination_families --seed-from N [--worlds 300] [--regimes 500] [--family NAME]
        [--workers 2] [--search deadsouls|none] [--out FILE]

A world is searched in memory, and the first of each family by way of its file as well, which must give the same. What
was found in a world is a line of FILE as soon as it is known; a run that was killed goes on where it stopped. Lines
of other code are left alone and not counted: each line bears a digest of what searches and what makes the worlds.

Precision and recall are of accounts, summed over worlds; intervals are of 95 %, from worlds drawn again (bootstrap).
Seeds from 400,000 on measure, and are drawn once, when all is decided; below are those to develop with.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

from auditor.frames.frames import Frames
from auditor.measure.catalogue import CATALOGUE
from auditor.measure.measures import answers_of
from bench.coordination_rules import Messages, flagged
from bench.family_rates import table
from tests.auditor.measure.family_frames import accounts, frames_of, frames_read
from tests.worlds.coordination_families import FAMILIES, REGIMES, World

ROOT = Path(__file__).parent.parent
SEARCHING = ("auditor/measure", "auditor/frames", "storage/people/traits", "tests/worlds/coordination_families")
DRIVING = ("bench/coordination_families.py", "bench/coordination_rules.py", "tests/auditor/measure/family_frames.py")
"""Folders and files whose code decides what a line says."""

GROUPS, ACTS = "coordination.groups", "coordination.acts"


class Found(NamedTuple):
    """What a search tells of a world, by accounts: groups that act together, single acts, and how strong it calls them.
    `known` is false where it says that it cannot tell."""

    groups: list[set[int]]
    acts: list[set[int]]
    strong: bool
    known: bool = True


Search = Callable[[World], Found]


def deadsouls(world: World) -> Found:
    """The product's search, in memory."""
    return _searched(world, frames_of(world))


def read_deadsouls(world: World) -> Found:
    """The same by way of a file."""
    with tempfile.TemporaryDirectory() as folder:
        return _searched(world, frames_read(world, Path(folder)))


def nothing(_: World) -> Found:
    """No search: the plain rules stand alone."""
    return Found([], [], strong=False)


SEARCHES: dict[str, Search] = {"deadsouls": deadsouls, "none": nothing}


def _searched(world: World, frames: Frames) -> Found:
    specs = [spec for spec in CATALOGUE if spec.id in (GROUPS, ACTS)]
    answers, account = answers_of(frames, specs), accounts(world, frames)
    told = {
        name: [{account[who] for who in row["people"]} for row in answer.evidence] for name, answer in answers.items()
    }
    strong = any(answer.finding is not None and answer.finding.strength == "strong" for answer in answers.values())
    return Found(told[GROUPS], told.get(ACTS, []), strong, known=answers[GROUPS].measure.count is not None)


def line_of(search: str, family: str, seed: int, *, by_file: bool) -> dict[str, Any]:
    """What is found in one world, in figures."""
    world = (FAMILIES | REGIMES)[family](seed)
    began = time.perf_counter()
    found = SEARCHES[search](world)
    took = time.perf_counter() - began
    planted = world.in_concert
    shared = [given or forward for given, forward in zip(world.given, world.forward, strict=True)]
    messages = Messages(world.at, world.author, world.text, world.reply.tolist(), shared)
    line: dict[str, Any] = {
        "family": family,
        "seed": seed,
        "search": search,
        "code": code(),
        "planted": len(planted),
        "messages": len(world.at),
        "groups": len(found.groups),
        "acts": len(found.acts),
        "strong": found.strong,
        "known": found.known,
        "seconds": round(took, 3),
        "in groups": _right(found.groups, planted),
        "in any": _right([*found.groups, *found.acts], planted),
        "rules": {str(rule): _right([who], planted) for rule, who in flagged(messages) if who} if planted else {},
        "drawn": world.drawn,
    }
    if by_file and search == "deadsouls":
        line["same by file"] = _sorted(found) == _sorted(read_deadsouls(world))
    return line


def _right(groups: Sequence[set[int]], planted: frozenset[int]) -> list[int]:
    """How many are flagged, and how many of these are planted."""
    people = set().union(*groups)
    return [len(people), len(people & planted)]


def _sorted(found: Found) -> list[Any]:
    return [sorted(sorted(group) for group in told) for told in (found.groups, found.acts)] + [
        found.strong,
        found.known,
    ]


@cache
def code() -> str:
    """A digest of the code that decides what a line says."""
    digest = hashlib.sha256()
    searching = [path for folder in SEARCHING for path in (ROOT / folder).rglob("*.py")]
    for path in sorted([*searching, *(ROOT / file for file in DRIVING)]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def lines_in(out: Path, search: str) -> dict[tuple[str, int], dict[str, Any]]:
    """The lines that an earlier run of the same code left, by family and seed. A line that was cut off is none."""
    kept = {}
    for text in out.read_text(encoding="utf-8").splitlines() if out.exists() else []:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if line.get("code") == code() and line.get("search") == search:
            kept[line["family"], line["seed"]] = line
    return kept


def measured(search: str, asked: Sequence[tuple[str, int]], out: Path, workers: int) -> Iterator[dict[str, Any]]:
    """The line of every world that is asked for; the missing ones are worked out and written as they come."""
    kept = lines_in(out, search)
    yield from (kept[one] for one in asked if one in kept)
    firsts = dict(reversed(asked))
    tasks = [(search, family, seed, firsts[family] == seed) for family, seed in asked if (family, seed) not in kept]
    with out.open("a", encoding="utf-8") as lines, Pool(workers) as pool:
        if kept:
            lines.write("\n")  # behind a line that was cut off; an empty one is none
        for line in pool.imap_unordered(_work, tasks):
            lines.write(f"{json.dumps(line, ensure_ascii=False)}\n")
            lines.flush()
            yield line


def _work(task: tuple[str, str, int, bool]) -> dict[str, Any]:
    search, family, seed, by_file = task
    return line_of(search, family, seed, by_file=by_file)


def main() -> None:
    """Works through the worlds and prints the tables."""
    command = argparse.ArgumentParser(prog="python -m bench.coordination_families", description=__doc__)
    command.add_argument("--seed-from", type=int, required=True)
    command.add_argument("--worlds", type=int, default=300, help="of each family in which some act in concert")
    command.add_argument("--regimes", type=int, default=500, help="worlds of each regime in which nobody does")
    command.add_argument("--family", action="append", choices=[*FAMILIES, *REGIMES])
    command.add_argument("--workers", type=int, default=2)
    command.add_argument("--search", choices=list(SEARCHES), default="deadsouls")
    command.add_argument("--out", type=Path, default=Path("coordination_families.jsonl"))
    asked = command.parse_args()
    many = dict.fromkeys(FAMILIES, asked.worlds) | dict.fromkeys(REGIMES, asked.regimes)
    chosen = {name: number for name, number in many.items() if not asked.family or name in asked.family}
    worlds = [(name, asked.seed_from + place) for name, number in chosen.items() for place in range(number)]
    began, lines = time.monotonic(), list[dict[str, Any]]()
    for line in measured(asked.search, worlds, asked.out, asked.workers):
        lines.append(line)
        if len(lines) % 50 == 0:
            sys.stderr.write(f"{len(lines)} of {len(worlds)} worlds, {time.monotonic() - began:.0f} s\n")
    print("\n".join(table(lines)))


if __name__ == "__main__":
    main()
