"""A year of a chat as a page: 365 stored reports, one a day, until `trend.html` and `trend.csv` are written.

`python -m bench.trend`
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from auditor.conductors.trend import trend_of
from auditor.report.pages.trend_page import TABLE, write_trend
from auditor.report.report import AuditReport, to_json
from auditor.report.statements.wording import wording
from storage import schema
from storage.audited import audits
from storage.opening import open_store
from storage.store import Store
from tests.auditor.report.sample_history import yearly

_CHAT = {"chat": 1, "identity": "1", "title": "A year", "kind": "supergroup"}
_SEEN = {"chat": 1, "source": "live", "collected_at": 0, "coverage": "{}", "texts_rest": 0, "rows_rest": 0}


async def keep(store: Store, reports: list[AuditReport]) -> int:
    """Stores the reports as the audits of one chat, and returns the bytes they take."""
    size = 0
    async with store.writing() as connection:
        await connection.execute(insert(schema.chats).values(_CHAT))
        for number, report in enumerate(reports, 1):
            kept = to_json(report)
            size += len(kept)
            await connection.execute(insert(schema.observations).values(observation=number, **_SEEN))
            made = {"arguments": "{}", "identity": str(number), "made_at": number, "as_of": number, "report": kept}
            await connection.execute(insert(schema.audits).values(chat=1, observation=number, **made))
    return size


async def measure(days: int, arrival_days: int, lang: str) -> None:
    """Prints how long the page takes, from the open database on, and how large it is."""
    with tempfile.TemporaryDirectory() as place:
        async with open_store(Path(place)) as store:
            size = await keep(store, yearly(days, arrival_days=arrival_days))
            began = time.perf_counter()
            wording(lang)
            trend = await trend_of(store, await audits.find(store, str(days)))
            read = time.perf_counter()
            page = write_trend(trend, Path(place) / "trend", lang)
            done = time.perf_counter()
        table = page.with_name(TABLE)
        print(
            f"{len(trend.steps)} reports, {size / 1e6:.1f} MB: read and set side by side {read - began:.2f} s,", end=""
        )
        print(f" written {done - read:.2f} s, together {done - began:.2f} s;", end="")
        print(f" trend.html {page.stat().st_size / 1e3:.0f} kB, trend.csv {table.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    """Reads what to measure, and measures it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--arrival-days", type=int, default=1500, help="how far back the series of each report reach")
    parser.add_argument("--lang", default="en")
    asked = parser.parse_args()
    asyncio.run(measure(asked.days, asked.arrival_days, asked.lang))


if __name__ == "__main__":
    main()
