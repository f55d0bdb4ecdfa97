"""The search for coordination on public data, beside the plain rules; figures only, never a name:

    python -m bench.coordination_data PATH [PATH …] --shape coortweet|irc|tweets [--control FILE …]

The data is written as a table of texts and read the way `deadsouls audit` reads it, then searched. Where the data
labels accounts, precision and recall are of these; an account that a label leaves out may be coordinated all the same.
"""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.coordination_families import read_deadsouls
from bench.coordination_rules import flagged
from bench.coordination_shapes import Data, Unreadable, coortweet, irc, tweets
from tests.worlds.coordination_families import World

SHAPES: dict[str, Callable[[list[Path], list[Path]], Data]] = {
    "coortweet": lambda paths, _: coortweet(paths),
    "irc": lambda paths, _: irc(paths),
    "tweets": tweets,
}


def world_of(data: Data) -> World:
    """The data as the worlds of the bench are: messages numbered from 1, answers by these numbers where they are
    known."""
    at, author, text, reply, shared = data.messages
    many = len(at)
    targets: dict[object, int] = {}
    answered = [targets.setdefault(to, many + 1 + len(targets)) if to else 0 for to in reply]
    return World(
        family="data",
        seed=0,
        kind="table",
        people=data.accounts,
        id=np.arange(1, many + 1),
        at=at,
        author=author,
        text=tuple(text),
        reply=np.array(answered, np.int64),
        forward=("",) * many,
        given=tuple(shared),
    )


def report(data: Data) -> Iterator[str]:
    """The lines that are printed."""
    first, last = (dt.datetime.fromtimestamp(int(at), dt.UTC).date() for at in data.messages.at[[0, -1]])
    messages = len(data.messages.at)
    yield f"{messages} messages of {data.accounts} accounts, {first} to {last}; {data.left_out} rows left out."
    if data.labelled is not None:
        yield f"Labelled as coordinated: {len(data.labelled)} accounts."
    began = time.perf_counter()
    found = read_deadsouls(world_of(data))
    took = time.perf_counter() - began
    ours, acting = set[int]().union(*found.groups), set[int]().union(*found.acts)
    strength = "strong" if found.strong else "not strong" if found.known else "cannot tell"
    yield f"Search: {len(found.groups)} groups, {len(found.acts)} single acts, {strength}; {took:.1f} s with reading.\n"
    yield "| what | flagged | labelled among them | precision | recall | also in our groups |"
    yield "|---|---|---|---|---|---|"
    yield _row("deadsouls, groups", ours, data, ours)
    yield _row("deadsouls, groups and single acts", ours | acting, data, ours)
    for rule, people in flagged(data.messages):
        if people:
            yield _row(str(rule), people, data, ours)


def _row(name: str, people: set[int], data: Data, ours: set[int]) -> str:
    right, precision, recall = "", "", ""
    if data.labelled is not None:
        count = len(people & data.labelled)
        right = str(count)
        precision = f"{count / len(people):.3f}" if people else ""
        recall = f"{count / len(data.labelled):.3f}" if data.labelled else ""
    return f"| {name} | {len(people)} | {right} | {precision} | {recall} | {len(people & ours)} |"


def main() -> None:
    """Reads, searches and prints."""
    command = argparse.ArgumentParser(prog="python -m bench.coordination_data", description=__doc__)
    command.add_argument("paths", type=Path, nargs="+")
    command.add_argument("--shape", choices=list(SHAPES), required=True)
    command.add_argument("--control", type=Path, nargs="*", default=[])
    asked = command.parse_args()
    try:
        for line in report(SHAPES[asked.shape](asked.paths, asked.control)):
            print(line, flush=True)
    except Unreadable as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
