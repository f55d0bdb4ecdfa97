"""What the desk costs beside the command: `python -m bench.desk [--messages 560000] [--rounds 1]`.

One export (560,000 messages of 90,000 people: 300 MB) is audited by the command, dropped on a desk, and read by a desk
where it lies, in turn, each in a home of its own; from the first byte sent until the page is open. (The command has
written card and tables by then, too; on the desk they are made when they are saved.) Goal: at most 1.1 times the
command. Then its rows are looked at (goal: a page within a second once they are there, and none of more than 500 kB),
and the first page is painted by Chromium (goal: within half a second of being asked for).
"""

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from bench.worlds_export import chatty_world
from tests.worlds.desktop_export import write_export

ROOT = Path(__file__).parents[1]

PATIENCE = 3_600

MOST_SECONDS, MOST_BYTES, MOST_PAINT, MOST_TIMES = 1.0, 500_000, 0.5, 1.1


def environment(home: Path) -> dict[str, str]:
    """Of a process with a home of its own."""
    return os.environ | {"DEADSOULS_HOME": str(home), "PYTHONPATH": str(ROOT)}


def by_command(export: Path, home: Path) -> float:
    """Seconds that the command takes."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "auditor.cli", "audit", str(export), "--report", str(home / "report"), "--quiet"]
    subprocess.run(command, env=environment(home), check=True, cwd=home.parent)
    return time.perf_counter() - begun


@contextlib.contextmanager
def desk(home: Path) -> Iterator[str]:
    """A desk that runs; the address that lets in once."""
    command = [sys.executable, "-m", "auditor.cli", "desk", "--no-browser"]
    with subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, text=True, cwd=home.parent
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        try:
            yield running.stdout.readline().strip()
        finally:
            running.terminate()


class Visitor:
    """Somebody who was let in."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(timeout=PATIENCE)
        answer = self.client.get(address)
        self.origin = f"http://{httpx.URL(address).netloc.decode()}"
        self.room = answer.headers["location"].rstrip("/")

    def get(self, path: str) -> httpx.Response:
        """A page; raises where there is none."""
        return self.client.get(f"{self.origin}{self.room}/{path}").raise_for_status()

    def answer_of(self, path: str, **form: object) -> str:
        """Sends a form, waits for what it began, and asks for all that the command writes; where the audit is."""
        sent = self.client.post(f"{self.origin}{self.room}/{path}", headers={"origin": self.origin}, **form)  # type: ignore[arg-type]
        run = sent.headers["location"].removeprefix(f"{self.room}/")
        while not self.get(f"{run}/far").json()["over"]:
            time.sleep(0.5)
        there = str(self.client.get(f"{self.origin}{self.room}/{run}").headers["location"]).removeprefix(
            f"{self.room}/"
        )
        self.get(there)
        self.get(f"{there}/page")
        return there


def dropped(export: Path, home: Path) -> float:
    """Seconds from the first byte to the answer, dropped."""
    with desk(home) as address, export.open("rb") as file:
        visitor, begun = Visitor(address), time.perf_counter()
        visitor.answer_of("files", files={"file": ("result.json", file)})
        return time.perf_counter() - begun


def in_place(export: Path, home: Path) -> float:
    """The same, read where it lies."""
    with desk(home) as address:
        visitor, begun = Visitor(address), time.perf_counter()
        visitor.answer_of("paths", data={"path": str(export)})
        return time.perf_counter() - begun


ROWS = {
    "first look": "people",
    "by messages": "people?sort=messages&down=down",
    "by pseudonym, last page": "people?sort=person&page=9999",
    "added, never wrote": "people?came=added&wrote=no",
    "found by a part": "people?find=abc",
    "adders": "adders",
    "done together": "episodes",
}


def explored(home: Path) -> list[tuple[str, float, int]]:
    """What the rows of an audit cost: seconds and bytes of each look."""
    looks = []
    with desk(home) as address:
        visitor = Visitor(address)
        for name, path in ROWS.items():
            begun = time.perf_counter()
            while "data-again>" in (page := visitor.get(f"audits/1/{path}")).text:
                time.sleep(0.5)
            looks.append((name, time.perf_counter() - begun, len(page.content)))
    return looks


def painted(home: Path) -> float:
    """Seconds from asking for the first page to its first paint."""
    from tests import browser as seen

    with desk(home) as address, seen.opened() as browser:
        page = browser.new_page()
        page.goto(address)
        page.goto(page.url)  # the browser is warm, the page is not
        entries = "performance.getEntriesByName('first-contentful-paint')"
        return float(page.evaluate(f"{entries}[0].startTime")) / 1000


def main() -> int:
    """Prints ratios; 1 where a goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--messages", type=int, default=560_000)
    asked.add_argument("--rounds", type=int, default=1)
    given = asked.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "result.json"
        write_export(chatty_world(2018, given.messages), export)
        print(f"{export.stat().st_size / 1e6:.0f} MB")
        ways: dict[str, Callable[[Path, Path], float]] = {"command": by_command, "dropped": dropped, "path": in_place}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        home = Path(folder) / "home"
        for _ in range(given.rounds):
            for name, way in ways.items():
                shutil.rmtree(home, ignore_errors=True)
                taken[name].append(way(export, home))
        usual = statistics.median(taken["command"])
        for name, seconds in taken.items():
            times = statistics.median(seconds) / usual
            missed += times > MOST_TIMES
            print(f"{name}: {times:.2f} of the command ({statistics.median(seconds):.1f} s)")
        for number, (name, looked, size) in enumerate(explored(home)):
            missed += (number > 0 and looked > MOST_SECONDS) or size > MOST_BYTES
            print(f"rows, {name}: {looked:.2f} s, {size / 1000:.0f} kB")
        paint = painted(home)
        missed += paint > MOST_PAINT
        print(f"first paint: {paint:.2f} s")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
