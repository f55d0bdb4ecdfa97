"""What small things cost: `--help`, and audits of tables of 33 rows, in processor time (user and system).

    python -m bench.small [--rounds 9] [--beside CHECKOUT]

Whole processes, in turn, each audit in a home of its own; medians, beside a Python that does nothing and one that
imports pandas in the same run. `--beside` runs another checkout of this program in the same turns. Bytecode is written
to a folder of its own in a round that does not count, as it is after a first run.
"""

import argparse
import csv
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROWS = 33
PEOPLE = 7


def apart() -> Iterator[tuple[str, str, str]]:
    """A table in which nobody writes what somebody else writes."""
    for row in range(ROWS):
        yield f"user{row % PEOPLE}", f"2024-03-{1 + row % 20:02}T10:{row:02}:00Z", f"a text of its own, number {row}"


def together() -> Iterator[tuple[str, str, str]]:
    """A table in which most write one text a day within seconds: every search has something to search."""
    for row in range(ROWS):
        day, who = divmod(row, PEOPLE)
        yield f"user{who}", f"2024-03-{1 + day:02}T10:00:{who:02}Z", f"all of us write these words on day {day} at ten"


TABLES = {"audit of 33 rows": apart, "audit of 33 rows, copies": together}


def processor_time(arguments: list[str], environment: dict[str, str], folder: Path) -> float:
    """The processor time of a Python with these arguments, run in `folder`, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], env=environment, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measured(rounds: int, checkouts: dict[str, Path], folder: Path) -> dict[str, list[float]]:
    """The times of each thing, by name."""
    tables = {name: folder / f"{number}.csv" for number, name in enumerate(TABLES)}
    for name, rows in TABLES.items():
        with tables[name].open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("author", "time", "text"), *rows()])
    times: dict[str, list[float]] = {}
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    plain["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    for turn in range(rounds + 1):
        things: dict[str, tuple[list[str], dict[str, str]]] = {
            "nothing": (["-c", "pass"], plain), "import pandas": (["-c", "import pandas"], plain)
        }  # fmt: skip
        for which, checkout in checkouts.items():
            here = plain | {"PYTHONPATH": str(checkout)}
            things[f"--help{which}"] = ["-m", "auditor.cli", "--help"], here
            for number, (name, table) in enumerate(tables.items()):
                home = here | {"DEADSOULS_HOME": str(folder / f"home-{turn}-{number}{which}")}
                asked = ["audit", str(table), "--report", str(folder / "report")]
                things[f"{name}{which}"] = ["-m", "auditor.cli", *asked], home
        for name, (arguments, environment) in things.items():
            taken = processor_time(arguments, environment, folder)
            if turn:  # the first writes the bytecode
                times.setdefault(name, []).append(taken)
    return times


def main() -> None:
    """Prints the medians and what they are of the two plain Pythons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--beside", type=Path, help="another checkout of this program")
    asked = parser.parse_args()
    checkouts = {"": ROOT} | ({", beside": asked.beside.resolve()} if asked.beside else {})
    with tempfile.TemporaryDirectory() as folder:
        times = measured(asked.rounds, checkouts, Path(folder))
    middle = {name: statistics.median(each) for name, each in times.items()}
    print("| what | processor time | least | of nothing | of import pandas |\n|---|---|---|---|---|")
    for name, seconds in middle.items():
        of_nothing, of_pandas = seconds / middle["nothing"], seconds / middle["import pandas"]
        print(f"| {name} | {seconds:.2f} s | {min(times[name]):.2f} s | {of_nothing:.1f} | {of_pandas:.2f} |")


if __name__ == "__main__":
    main()
