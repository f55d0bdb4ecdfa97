"""What the searches for coordination cost: `python -m bench.searches [--messages 1000000]`.

A crowd with farms that edit their texts (`tests/worlds/coordination`), its frames in memory. Printed are the seconds of
processor time of what the searches share and of each search, and how far memory rises above the frames.
"""

import argparse
import resource
import threading
import time
from pathlib import Path

from auditor.measure.catalogue import CATALOGUE
from auditor.measure.coordination.searching import searching
from auditor.measure.spec import Counted
from tests.auditor.measure.crowd_frames import crowd_frames
from tests.worlds.coordination.regimes import edited_farms

ASKED = ("coordination.asked",)
"""Searched where somebody asks for it with parameters of their own."""


def main() -> None:
    """Prints the figures."""
    command = argparse.ArgumentParser(prog="python -m bench.searches", description=__doc__)
    command.add_argument("--messages", type=int, default=1_000_000)
    command.add_argument("--seed", type=int, default=10_000)
    asked = command.parse_args()
    frames = crowd_frames(edited_farms(asked.seed, asked.messages // 45))
    before = _resident()
    peak = _Peak()
    began = time.process_time()
    made = searching(frames)
    shared = time.process_time() - began
    told, summed = [], shared
    for spec in CATALOGUE:
        if spec.prepared is not searching or spec.id in ASKED:
            continue
        at = time.process_time()
        counted = spec.count(made)
        took = time.process_time() - at
        summed += took
        measure = counted.measure if isinstance(counted, Counted) else counted
        told.append(f"{spec.id} {took:.2f} s ({measure.count})")
    print(f"{len(frames.messages):,} messages of {len(frames.people):,} people: shared {shared:.2f} s", *told, sep="; ")
    print(f"in all {summed:.2f} s of processor time; {peak.stop() - before:.0f} MB above the frames at most")


def _resident() -> float:
    """Megabytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


class _Peak:
    """The most that the process holds while something runs, looked at ten times a second."""

    def __init__(self) -> None:
        self._most, self._running = _resident(), True
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while self._running:
            self._most = max(self._most, _resident())
            time.sleep(0.1)

    def stop(self) -> float:
        """The most, in megabytes."""
        self._running = False
        self._thread.join()
        return self._most


if __name__ == "__main__":
    main()
