"""Whether the audit says the truth: `python -m bench.truth [--seeds 10] [--people 3000] [--full]`.

Worlds whose truth is known, of every variant and in several schemas and layouts, go through the command. A measured
figure must be the truth, a bounded one must hold it. `--full` adds the case of April 2018 in full size: 90,000 people
of whom 70,568 never wrote, 300 who wrote half of 400,000 messages, every planted arrival count exact.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from auditor.measure.spec import Measure
from tests.auditor.measure.truth import untruths
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world, sample_world
from tests.worlds.world import World


class Case(NamedTuple):
    """One world, and how its export is written and audited."""

    name: str
    world: Callable[[], World]
    written: dict[str, Any]
    asked: tuple[str, ...] = ()
    file: str = "result.json"


class Outcome(NamedTuple):
    """What came of one case."""

    measured: int
    bounded: int
    missed: list[str]
    seconds: float


def cases(seed: int, people: int) -> Iterator[Case]:
    """The variants of one seed."""
    some = people // 25
    everything = {"newcomers": some, "deleted": some, "namesakes": some, "leavers": some, "unknown": some // 2}
    for name, variant in {
        "base": {},
        **{one: {one: some} for one in ("namesakes", "newcomers", "deleted", "leavers", "unknown")},
        "everything": everything,
    }.items():
        for schema in ("2018-08", "2019", "2025"):
            yield Case(f"{name}, {schema}", lambda v=variant: dvk_world(seed, people=people, **v), {"schema": schema})  # type: ignore[misc]
    whole: Callable[[], World] = lambda: dvk_world(seed, people=people, **everything)  # type: ignore[arg-type]  # noqa: E731
    yield Case("everything, 2021, east of UTC", whole, {"schema": "2021", "zone_minutes": 360}, ("--tz", "Etc/GMT-6"))
    yield Case("everything, minified", whole, {"indent": None})
    yield Case("everything, zip", whole, {}, file="export.zip")
    yield Case("everything, migrated", whole, {"migrated_after": people // 5})
    yield Case("everything, full account", whole, {"layout": "full"}, ("--chat", "1310155678"))


def outcome(case: Case) -> Outcome:
    """Runs the command on one case and holds what it says against the truth."""
    with tempfile.TemporaryDirectory() as folder:
        world = case.world()
        path = write_export(world, Path(folder) / case.file, **case.written)
        asked = ["audit", str(path), "--quiet", "--report", f"{folder}/report", *case.asked]
        began = time.perf_counter()
        environment = {**os.environ, "DEADSOULS_HOME": f"{folder}/home"}
        ran = subprocess.run(
            [sys.executable, "-m", "auditor.cli", *asked], env=environment, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - began
        if ran.returncode:
            return Outcome(0, 0, [ran.stderr.strip()[-300:]], seconds)
        report = json.loads(Path(folder, "report", "report.json").read_bytes())
    found = msgspec.convert(report["measures"], dict[str, Measure])
    missed = [f"{name}: {true} but {said}" for name, (true, said) in untruths(found, world.truth).items()]
    outcomes = [figure.outcome for figure in found.values()]
    return Outcome(outcomes.count("measured"), outcomes.count("bounded"), missed, seconds)


def full_size(seed: int) -> Outcome:
    """The case of April 2018 as it was: all that was planted, to the person."""
    with tempfile.TemporaryDirectory() as folder:
        world = dvk_world(seed)
        path = write_export(world, Path(folder) / "result.json")
        environment = {**os.environ, "DEADSOULS_HOME": f"{folder}/home"}
        asked = ["audit", str(path), "--quiet", "--report", f"{folder}/report"]
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "auditor.cli", *asked], env=environment, check=True)
        seconds = time.perf_counter() - began
        report = json.loads(Path(folder, "report", "report.json").read_bytes())
    found = msgspec.convert(report["measures"], dict[str, Measure])
    planted = {
        "people.seen": 90_000,
        "souls.never_posted": 70_568,
        "voices.half_by": 300,
        "voices.writers": 90_000 - 70_568,
        "arrivals.added": 90_000 - 9_000 - 1_800 - 3_600,
        "arrivals.by_link": 9_000,
        "arrivals.by_request": 1_800,
        "arrivals.by_self": 3_600,
        "arrivals.unknown": 0,
        "arrivals.adders": 60,
    }
    missed = [
        f"{name}: {count} but {found[name]}"
        for name, count in planted.items()
        if (found[name].outcome, found[name].count) != ("measured", count)
    ]
    missed += [f"{name}: {true} but {said}" for name, (true, said) in untruths(found, world.truth).items()]
    if report["coverage"]["messages"] < 400_000:
        missed.append(f"only {report['coverage']['messages']} messages")
    for name in planted:
        print(f"  {name:22} {found[name].count:>8} of {found[name].of}")
    outcomes = [figure.outcome for figure in found.values()]
    return Outcome(outcomes.count("measured"), outcomes.count("bounded"), missed, seconds)


def main() -> None:
    """Prints a row a case; exits with 1 where a figure missed the truth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--people", type=int, default=3_000)
    parser.add_argument("--full", action="store_true")
    asked = parser.parse_args()
    missed = 0
    print(f"{'seed':>4}  {'world':34} measured bounded missed  seconds")
    for seed in range(100, 100 + asked.seeds):
        for case in [Case("sample", lambda seed=seed: sample_world(seed), {}), *cases(seed, asked.people)]:  # type: ignore[misc]
            missed += _told(seed, case.name, outcome(case))
    if asked.full:
        missed += _told(2018, "full size", full_size(2018))
    print("every figure held" if not missed else f"{missed} figures missed the truth")
    sys.exit(bool(missed))


def _told(seed: int, name: str, found: Outcome) -> int:
    row = f"{seed:4}  {name:34} {found.measured:8} {found.bounded:7} {len(found.missed):6} {found.seconds:8.1f}"
    print("\n".join([row, *(f"      {line}" for line in found.missed)]), flush=True)
    return len(found.missed)


if __name__ == "__main__":
    main()
