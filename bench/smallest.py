"""Whether every slow proof still runs: `python -m bench.smallest [NAME ...]`.

Each script of this folder runs once at a size at which its figures say nothing. What ends in a traceback, or not within
ten minutes, is broken; a goal that is missed at such a size is not.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SMALLEST = {
    "answers": "--worlds 1 --kinds unknown,flood",
    "bounds_elsewhere": "--worlds 3 --enumerated 1 --from 7",
    "chats": "mutants --examples 20",
    "code_mutants": "storage.sealing.keys --seconds 1 --workers 1",
    "companion": "load --people 4 --chats 2",
    "coordination": "--worlds 1 --processes 1 --regimes clean",
    "coordination_families": "--seed-from 7 --worlds 1 --regimes 1 --workers 1 --family emoji --family news"
    " --out {folder}/lines.jsonl",
    "copies": "growth --messages 2000 --rounds 1",
    "damage": "--times 2",
    "desk": "--messages 2000",
    "deleted": "--messages 3000",
    "farms": "--worlds 1 --clean 1 --processes 1",
    "forced_adds": "--worlds 1",
    "kills": "--kills 2 --messages 2000",
    "live": "--people 200 --rounds 1",
    "mutations": "--examples 20",
    "queue": "--people 3000 --watches 60 --rounds 1",
    "table_mutations": "--times 1 --only zip",
    "reading": "examples/dvk-sample/result.json --rounds 1",
    "reaudits": "--people 60 --days 12",
    "rights": "--rows 3000 --people 4",
    "searches": "--messages 2000",
    "secrets": "--seeds 1",
    "small": "--rounds 1",
    "tables": "--rows 2000 --rounds 1",
    "trend": "--days 3",
    "truth": "--seeds 1 --people 150",
    "watches": "run --chats 2 --days 8 --events 1",
    "wave": "--worlds 2",
    "worlds_export": "--messages 2000 --out {folder}/big.json",
}

NOT_ALONE = {"account_age", "coordination_data", "family_tables", "read_exports"}
"""Scripts whose data are not in the repository, or that another of them runs."""

MOST_SECONDS = 600


def ends(name: str, folder: str) -> str:
    """How a script ends: "" as it should."""
    told = SMALLEST[name].format(folder=folder).split()
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}", *told],
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"did not end within {MOST_SECONDS} seconds"
    return done.stderr.strip().splitlines()[-1] if "Traceback" in done.stderr or done.returncode > 1 else ""


def main() -> None:
    """Runs them, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=list(SMALLEST), metavar="NAME")
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in parser.parse_args().names:
            began = time.monotonic()
            how = ends(name, folder)
            broken += bool(how)
            print(f"{name:18} {time.monotonic() - began:6.1f} s  {how or 'runs'}", flush=True)
    sys.exit(bool(broken))


def scripts() -> set[str]:
    """The scripts of this folder."""
    here = Path(__file__).parent
    return {path.stem for path in here.glob("*.py") if "__main__" in path.read_text(encoding="utf-8")} - {"smallest"}


if __name__ == "__main__":
    main()
