"""An import that dies: `python -m bench.kills [--kills 50] [--messages 30000]`.

The command is killed (SIGKILL) at random moments of an import, in an installation that holds an earlier, shorter import
of the same chat; each time the next run must complete and write the same report and tables as one that nobody disturbed
(under the same key), byte for byte.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world
from tests.worlds.world import World

KEY = bytes(range(32))


class Kills:
    """A chat, its undisturbed audit, and ways to disturb it."""

    def __init__(self, folder: Path, *, messages: int, seed: int, earlier: bool) -> None:
        self._folder = folder
        self._rng = random.Random(seed)
        world = dvk_world(seed, people=messages * 9 // 40, messages=messages, leavers=50, deleted=30, namesakes=30)
        self._export = write_export(world, folder / "result.json")
        self._earlier = write_export(_first_half(world), folder / "earlier.json") if earlier else None
        home = self._home("undisturbed")
        began = time.perf_counter()
        self._finish(home)
        self.seconds = time.perf_counter() - began
        self._expected = self._written(home)
        assert self._expected

    def kill_once(self) -> str:
        """Kills one run at a random moment and lets the next complete; says how far the killed one had come."""
        home = self._home("killed")
        run = self._start(home)
        time.sleep(self._rng.uniform(0.1, self.seconds))
        run.send_signal(signal.SIGKILL)
        killed = run.wait() == -signal.SIGKILL
        reached = self._reached(home) if killed else "it had ended"
        self._finish(home)
        written = self._written(home)
        other = [name for name, content in self._expected.items() if written.get(name) != content]
        if other or len(written) != len(self._expected):
            raise AssertionError(f"after a kill when {reached}, the next run wrote something else: {other} in {home}")
        with contextlib.closing(sqlite3.connect(home / "deadsouls.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            seen = connection.execute("SELECT count(*) FROM observations").fetchone()[0]
            assert seen == 1 + (self._earlier is not None), f"{seen} observations"
        shutil.rmtree(home)
        return reached

    def _home(self, name: str) -> Path:
        home = self._folder / name
        home.mkdir(mode=0o700)
        (home / "key").write_bytes(KEY)
        (home / "key").chmod(0o600)
        if self._earlier is not None:
            assert self._start(home, self._earlier).wait() == 0
        return home

    def _start(self, home: Path, export: Path | None = None) -> subprocess.Popen[bytes]:
        asked = ["audit", str(export or self._export), "--quiet", "--report", str(home / "report")]
        environment = {**os.environ, "DEADSOULS_HOME": str(home)}
        return subprocess.Popen([sys.executable, "-m", "auditor.cli", *asked], env=environment)

    def _finish(self, home: Path) -> None:
        shutil.rmtree(home / "report", ignore_errors=True)
        code = self._start(home).wait()
        assert code == 0, f"the next run ended with {code}"

    def _written(self, home: Path) -> dict[str, bytes]:
        paths = [home / "report" / "report.json", *sorted((home / "report").rglob("*.csv"))]
        return {path.name: path.read_bytes() for path in paths}

    def _reached(self, home: Path) -> str:
        if not (home / "deadsouls.db").exists():
            return "there was no database yet"
        with contextlib.closing(sqlite3.connect(home / "deadsouls.db")) as connection:
            try:
                seen, audits = connection.execute(
                    "SELECT (SELECT count(*) FROM observations), (SELECT count(*) FROM audits)"
                ).fetchone()
            except sqlite3.OperationalError:
                return "there were no tables yet"
        before = int(self._earlier is not None)
        if audits > before:
            return "the report was being written"
        return "it was measuring" if seen > before else "it was importing"


def _first_half(world: World) -> World:
    half = sum(1 for _ in world.events()) // 2
    return replace(world, events=lambda: islice(world.events(), half))


def main() -> None:
    """Kills so many runs and counts how far they had come."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--messages", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    reached: Counter[str] = Counter()
    for earlier in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            kills = Kills(Path(folder), messages=asked.messages, seed=asked.seed, earlier=earlier)
            print(f"undisturbed: {kills.seconds:.1f} s{', beside an earlier import' if earlier else ''}", flush=True)
            for _ in range(asked.kills // 2):
                reached[kills.kill_once()] += 1
    print(f"{sum(reached.values())} kills, every next run equal to the undisturbed one: {dict(reached)}")


if __name__ == "__main__":
    main()
