"""The tables of worlds that `bench.coordination_families` has searched: `python -m bench.family_tables FILE [--write]`.

A run may be cut off anywhere; what stands in FILE is told, world by world as it came. With `--write` the tables go into
docs/method.md. Lines of another code than the last one's are counted and left out: figures of two searches are none.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.family_rates import Line, table

METHOD = Path(__file__).parent.parent / "docs" / "method.md"
BEGIN, END = "<!-- bench.family_tables: begin -->\n", "<!-- bench.family_tables: end -->"


def lines_of(written: Path) -> Iterator[Line]:
    """The lines of a file; one that was cut off is none."""
    for text in written.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(text)
        except ValueError:
            continue


def main() -> None:
    """Prints the tables, and writes them where they belong."""
    command = argparse.ArgumentParser(prog="python -m bench.family_tables", description=__doc__)
    command.add_argument("file", type=Path)
    command.add_argument("--write", action="store_true")
    asked = command.parse_args()
    every = list(lines_of(asked.file))
    lines = [line for line in every if line["code"] == every[-1]["code"]]
    told = "\n".join(table(lines)).strip() + "\n"
    sys.stdout.write(told)
    sys.stderr.write(f"{len(lines)} worlds; {len(every) - len(lines)} of other code left out\n")
    if asked.write:
        before, rest = METHOD.read_text(encoding="utf-8").split(BEGIN)
        METHOD.write_text(f"{before}{BEGIN}{told}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
