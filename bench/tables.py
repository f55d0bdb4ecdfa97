"""How fast a table of texts is read, in ratios taken in one run: `python -m bench.tables [--rows N] [--rounds 3]`.

A table in the format of coordination-network-toolkit is made (seeded), then each way runs in a fresh process, in turn:

    pandas   pandas.read_csv of the same file, its C parser, all columns
    read     the streamed reader, records thrown away batch by batch
    store    the streamed reader into a fresh database

`--formats` tells seconds of the processor, in one process, imports left out: of a CSV to columns, of the same as
Parquet to Arrow's columns and on to strings, and as .xlsx by the library itself and by ours, which looks through it
first. The goals: Parquet decoded three times as fast as CSV at least, a spreadsheet in twice the library's time.
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from auditor.collect.datasets.blocks import table_file
from tests.worlds.complaints import BEGAN, TOOLKIT
from tests.worlds.spreadsheets import write_xlsx

_OPENED = (
    "from pathlib import Path; from auditor.collect.sources import open_sources\n"
    "(source,) = open_sources(Path({file!r}), chat=None, columns=None, tz='UTC', now=1790000000)\n"
)
WAYS = {
    "pandas": "import pandas; pandas.read_csv({file!r})",
    "read": _OPENED + "for batch in source.read(): pass",
    "store": "import asyncio; from auditor.conductors.audit import collect\n"
    "from storage.opening import open_store\n"
    + _OPENED
    + (
        "async def go():\n"
        "    async with open_store(Path({home!r})) as database:\n"
        "        await collect(database, source, now=1790000000, keep_text=True, progress=lambda done: None)\n"
        "asyncio.run(go())"
    ),
}


def write_table(path: Path, rows: int, seed: int = 1) -> None:
    """A table of comments by a tenth as many people as rows; every fourth text was written before."""
    rng = Random(seed)
    words = ["".join(rng.choices("абвгдежзиклмнопрстуфхцчшы", k=rng.randrange(2, 10))) for _ in range(5_000)]
    told = [" ".join(rng.choices(words, k=rng.randrange(3, 40))) for _ in range(1_000)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TOOLKIT)
        for number in range(1, rows + 1):
            text = rng.choice(told) if number % 4 == 0 else " ".join(rng.choices(words, k=rng.randrange(3, 40)))
            author = rng.randrange(rows // 10) + 10**8
            reply = number - 1 if number % 5 == 0 else ""
            writer.writerow([number, author, f"user{author}", "", reply, text, BEGAN + number * 7, ""])


def write_beside(file: Path) -> None:
    """The same table as Parquet and as a spreadsheet; ids and times are numbers there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with file.open(encoding="utf-8", newline="") as read:
        header, *rows = csv.reader(read)
    numbers = {"message_id", "user_id", "reply_id", "timestamp"}
    typed = [
        [int(cell) if name in numbers and cell else cell or None for cell in column]
        for name, column in zip(header, zip(*rows, strict=True), strict=True)
    ]
    pq.write_table(pa.table(typed, names=header), f"{file}.parquet")
    write_xlsx(Path(f"{file}.xlsx"), {"table": [header, *zip(*typed, strict=True)]}, shared=True)


def to_columns(path: str) -> int:
    """Reads a table to its columns; returns how many rows there were."""
    file = table_file(Path(path))
    layout = file.layout(None)
    with file.opened(layout) as blocks:
        return sum(len(block[0]) for block in blocks)


def by_arrow(path: str) -> int:
    """Decodes the same columns, and makes nothing of them."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    columns = [name for name in file.schema_arrow.names if name != "urls"]
    return sum(batch.num_rows for batch in file.iter_batches(4_096, columns=columns, use_threads=False))


def by_calamine(path: str) -> int:
    """Reads a sheet by the library alone."""
    from python_calamine import CalamineWorkbook

    return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()) - 1


def compare_formats(file: Path, rounds: int) -> None:
    """Prints what each way takes at the median, and in ratio to the first of its pair."""
    write_beside(file)
    ways: dict[str, tuple[Callable[[str], int], str, str]] = {
        "csv": (to_columns, "", "csv"),
        "parquet, decoded": (by_arrow, ".parquet", "csv"),
        "parquet, as strings": (to_columns, ".parquet", "csv"),
        "xlsx, the library": (by_calamine, ".xlsx", "xlsx, the library"),
        "xlsx": (to_columns, ".xlsx", "xlsx, the library"),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, (way, ending, _) in ways.items():
            began = time.process_time()
            way(f"{file}{ending}")
            if number:  # the first time loads what is needed
                taken[name].append(time.process_time() - began)
    middle = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, (_, _, beside) in ways.items():
        print(f"{name:20} {middle[name]:6.2f} s  {middle[name] / middle[beside]:.2f} of {beside}")


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
    """Prints a row a way: median seconds, rows a second, peak memory, and the ratio to pandas round by round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", default="pandas,read,store")
    parser.add_argument("--formats", action="store_true", help="compare CSV, Parquet and .xlsx")
    asked = parser.parse_args()
    ways = asked.ways.split(",")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        write_table(file, asked.rows)
        if asked.formats:
            compare_formats(file, asked.rounds)
            return
        rounds = [{way: timed(way, file) for way in ways} for _ in range(asked.rounds)]
        print(f"{asked.rows:,} rows, {file.stat().st_size / 1e6:.0f} MB, {asked.rounds} rounds")
    for way in ways:
        seconds = statistics.median(round_[way][0] for round_ in rounds)
        memory = max(round_[way][1] for round_ in rounds)
        ratio = statistics.median(round_[way][0] / round_[ways[0]][0] for round_ in rounds)
        print(
            f"{way:8} {seconds:7.2f} s  {asked.rows / seconds:9,.0f} rows/s  {memory:6.0f} MB  {ratio:.2f} of {ways[0]}"
        )


if __name__ == "__main__":
    main()
