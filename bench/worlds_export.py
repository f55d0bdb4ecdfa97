"""Writes big exports to measure on: `python -m bench.worlds_export --out FILE --messages 1000000`, or the case of
April 2018 in full size with what an audit of it must find beside it (`--dvk full`)."""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world, sample_world
from tests.worlds.world import World


def main() -> None:
    """Write one export and say how big it is and how long it took."""
    command = argparse.ArgumentParser(prog="python -m bench.worlds_export", description=__doc__)
    command.add_argument("--out", type=Path, required=True)
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--messages", type=int, help="an even number of messages, in chatty texts")
    what.add_argument("--dvk", choices=("full", "sample"), help="the case, with FILE.truth.json beside it")
    command.add_argument("--seed", type=int, default=2018)
    command.add_argument("--schema", choices=("2018-08", "2019", "2021", "2025"), default="2025")
    asked = command.parse_args()

    begun = time.perf_counter()
    if asked.messages:
        world = chatty_world(asked.seed, asked.messages)
    else:
        world = dvk_world(asked.seed) if asked.dvk == "full" else sample_world(asked.seed)
    write_export(world, asked.out, schema=asked.schema)
    if asked.dvk:
        write_truth(world, asked.out.with_suffix(".truth.json"))
    size = asked.out.stat().st_size / 1e6
    print(f"{asked.out}: {size:.1f} MB, {len(world.people)} people, {time.perf_counter() - begun:.1f} s")


def chatty_world(seed: int, messages: int) -> World:
    """A chat of so many messages, its texts about a hundred characters long."""
    people = min(90_000, max(500, messages * 9 // 40))
    return dvk_world(seed, people=people, messages=messages, long_texts=0.7)


def write_truth(world: World, path: Path) -> None:
    """What an audit of this world must find, by measure id."""
    truth = {measure: asdict(expected) for measure, expected in world.truth.items()}
    path.write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
