"""How fast an export is read, in ratios taken in one run: `python -m bench.reading FILE [--rounds 3]`.

Each way runs in a fresh process, in turn (A B C A B C ...), and the ratios are taken round by round:

    load    json.load and the same flattening, in plain Python (bench/json_load.py)
    read    the streamed reader, records thrown away batch by batch
    store   the streamed reader into a fresh database
    audit   the whole command: read, store, measure, page, card, CSV
    unsearched, unshuffled   the same without the search for coordination, and with one shuffled chat instead of 100
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_SEARCHING = "from auditor.measure.coordination import searching as c\n"
_GROUPS = "from auditor.measure.coordination import groups as c\n"
_AUDIT = (
    "import sys; from auditor.cli import main\n"
    "sys.argv = ['deadsouls', 'audit', {file!r}, '--quiet', '--report', {home!r} + '/report']; main()"
)
WAYS = {
    "load": "from bench.json_load import flatten; from pathlib import Path; flatten(Path({file!r}))",
    "read": (
        "from auditor.collect.desktop import open_export; from pathlib import Path\n"
        "for source in open_export(Path({file!r}), chat=None, tz='UTC', now=1790000000):\n"
        "    for batch in source.read(): pass"
    ),
    "store": (
        "import asyncio; from pathlib import Path\n"
        "from auditor.conductors.audit import collect; from auditor.collect.desktop import open_export\n"
        "from storage.opening import open_store\n"
        "async def go():\n"
        "    source = open_export(Path({file!r}), chat=None, tz='UTC', now=1790000000)[0]\n"
        "    async with open_store(Path({home!r})) as database:\n"
        "        await collect(database, source, now=1790000000, keep_text=True, progress=lambda done: None)\n"
        "asyncio.run(go())"
    ),
    "audit": _AUDIT,
    "unsearched": f"{_SEARCHING}c._why_not = lambda frames: 'no-texts'\n{_AUDIT}",
    "unshuffled": f"{_GROUPS}c.count.__kwdefaults__['shuffles'] = 1\n{_AUDIT}",
}


def timed(way: str, file: Path) -> tuple[float, float]:
    """Seconds and peak memory (MB) of one way, in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        code = WAYS[way].format(file=str(file), home=home)
        began = time.perf_counter()
        child = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "DEADSOULS_HOME": home})
        _, status, usage = os.wait4(child.pid, 0)
        if status:
            raise SystemExit(f"{way} failed with status {status}")
        return time.perf_counter() - began, usage.ru_maxrss / 1024


def main() -> None:
    """Prints a row a way: median seconds, peak memory, and the ratio to `load` round by round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", default="load,read,store,audit")
    asked = parser.parse_args()
    ways = asked.ways.split(",")
    rounds = [{way: timed(way, asked.file) for way in ways} for _ in range(asked.rounds)]
    print(f"{asked.file.stat().st_size / 1e6:.0f} MB, {asked.rounds} rounds")
    for way in ways:
        seconds = [round_[way][0] for round_ in rounds]
        memory = max(round_[way][1] for round_ in rounds)
        ratio = statistics.median(round_[way][0] / round_[ways[0]][0] for round_ in rounds)
        shown = f"  {ratio:.2f} of {ways[0]} ({1 / ratio:.1f}x)"
        print(f"{way:6} {statistics.median(seconds):7.2f} s  {memory:6.0f} MB{shown}")


if __name__ == "__main__":
    main()
