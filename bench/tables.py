"""How fast a table of texts is read, in ratios taken in one run: `python -m bench.tables [--rows N] [--rounds 3]`.

A table in the format of coordination-network-toolkit is made (seeded), then each way runs in a fresh process, in turn:

    pandas   pandas.read_csv of the same file, its C parser, all columns
    read     the streamed reader, records thrown away batch by batch
    store    the streamed reader into a fresh database
    columns  the CSV to columns, no records made; parquet: the same of the table as Parquet
    calamine the table as .xlsx, by the library itself, every row; xlsx: to columns, looked through first

`--ways columns,parquet` and `--ways calamine,xlsx` are the two comparisons with goals: Parquet is to be three times as
fast, a spreadsheet to take no more than twice the library's own time.
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.worlds.complaints import BEGAN, TOOLKIT
from tests.worlds.spreadsheets import write_xlsx

_OPENED = (
    "from pathlib import Path; from auditor.collect.sources import open_sources\n"
    "(source,) = open_sources(Path({file!r}), chat=None, columns=None, tz='UTC', now=1790000000)\n"
)
_BLOCKS = (
    "from pathlib import Path; from auditor.collect.datasets.blocks import table_file\n"
    "file = table_file(Path({file!r})); layout = file.layout(None)\n"
    "with file.opened(layout) as blocks: rows = sum(len(block[0]) for block in blocks)\n"
)
WAYS = {
    "columns": _BLOCKS,
    "parquet": _BLOCKS.replace("{file!r}", "{file!r} + '.parquet'"),
    "xlsx": _BLOCKS.replace("{file!r}", "{file!r} + '.xlsx'"),
    "calamine": "from python_calamine import CalamineWorkbook\n"
    "sheet = CalamineWorkbook.from_path({file!r} + '.xlsx').get_sheet_by_index(0)\n"
    "rows = sum(1 for row in sheet.iter_rows())",
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


def write_beside(file: Path, ways: list[str]) -> None:
    """The same table as Parquet and as a spreadsheet, where they are asked for; ids and times are numbers there."""
    with file.open(encoding="utf-8", newline="") as read:
        header, *rows = csv.reader(read)
    numbers = {"message_id", "user_id", "reply_id", "timestamp"}
    typed = [
        [int(cell) if name in numbers and cell else cell or None for cell in column]
        for name, column in zip(header, zip(*rows, strict=True), strict=True)
    ]
    if "parquet" in ways:
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table(typed, names=header), f"{file}.parquet")
    if {"xlsx", "calamine"} & set(ways):
        write_xlsx(Path(f"{file}.xlsx"), {"table": [header, *zip(*typed, strict=True)]}, shared=True)


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
    asked = parser.parse_args()
    ways = asked.ways.split(",")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        write_table(file, asked.rows)
        write_beside(file, ways)
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
