"""What the look-ups of the companion's queue cost while 100,000 people wait: `python -m bench.queue`.

Half of the people wait for a chat of their own, half for one of forty; 1,000 audits are parked, 20 have just ended and
their 200 askers are not answered yet; of 5,000 watches 40 are due. Each look-up is made `--rounds` times; printed is
the processor time of all threads of the process, in milliseconds, as median and worst.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from storage.companion import askings, jobs, watch_runs, watches
from storage.opening import open_store
from storage.store import Store

NOW = 1_800_000_000
CROWDED = 40
PARKED, ENDED, TO_ANSWER = 1_000, 20, 200
DUE_WATCHES = 40
GOAL_MS = 10.0


async def fill(store: Store, people: int, watched: int) -> None:
    """Writes the rows as the product does, at once."""
    rng = random.Random(1)
    own = people // 2
    async with store.writing() as connection:
        job_rows: list[dict[str, Any]] = [
            {"job": n, "kind": "live", "target": f"name:chat{n}", "account": 0, "may_join": 0, "state": "waiting",
             "attempts": 0, "not_before": NOW, "stage": "", "done": 0, "asked_at": NOW - rng.randrange(3_600),
             "slug": "", "sentence": "", "turn": 1 + n % 4}
            for n in range(1, own + CROWDED + 1)
        ]  # fmt: skip
        for row in job_rows[:PARKED]:
            row |= {"state": "parked", "not_before": NOW + rng.randrange(60, 3_600)}
        for row in job_rows[PARKED : PARKED + ENDED]:
            row |= {"state": "failed", "slug": "chat-unreachable"}
        await _insert(connection, "jobs", job_rows)
        ended: list[int] = [row["job"] for row in job_rows[PARKED : PARKED + ENDED]]
        asking_rows = []
        for n in range(1, people + 1):
            job = n if n <= own else own + 1 + n % CROWDED
            if n > people - TO_ANSWER:
                job = ended[n % ENDED]
            asking_rows.append(
                {"job": job, "asker": 10**9 + n % (people * 2 // 3), "room": 10**9 + n, "request": n, "message": n,
                 "language": "en", "asked_at": NOW - rng.randrange(3_600), "state": "open", "card": "",
                 "due": int(job in ended), "told_at": NOW - rng.randrange(600)}
            )  # fmt: skip
        await _insert(connection, "askings", asking_rows)
        watch_rows = [
            {"target": f"name:watched{n}", "asker": 10**9 + n % 500, "room": 10**9 + n % 500, "language": "en",
             "rule": "0 9 * * *", "named": "daily", "zone": "UTC", "may_join": 0, "signs": "usual", "quiet": "",
             "made_at": NOW, "state": "active", "tries": 0,
             "due_at": NOW - 3_600 if n < DUE_WATCHES else NOW + rng.randrange(60, 86_400), "marks": "{}",
             "jitter": n % 600}
            for n in range(watched)
        ]  # fmt: skip
        await _insert(connection, "watches", watch_rows)


async def _insert(connection: Any, table: str, rows: list[dict[str, Any]]) -> None:
    from storage import schema

    await connection.execute(getattr(schema, table).insert(), rows)


async def measure(asked: Callable[[], Awaitable[object]], rounds: int) -> tuple[float, float]:
    """Median and worst processor time of a look-up in milliseconds, a first unmeasured one apart."""
    await asked()
    took = []
    for _ in range(rounds):
        began = time.process_time()
        await asked()
        took.append(1_000 * (time.process_time() - began))
    return statistics.median(took), max(took)


async def bench(home: Path, people: int, watched: int, rounds: int) -> bool:
    """Prints a line a look-up; True where each median is within the goal."""
    async with open_store(home) as store:
        await fill(store, people, watched)
        looked: dict[str, Callable[[], Awaitable[object]]] = {
            "jobs.take": lambda: jobs.take(store, 1, now=NOW),
            "jobs.place": lambda: jobs.place(store, people // 2),
            "jobs.counted": lambda: jobs.counted(store),
            "askings.unanswered": lambda: askings.unanswered(store),
            "askings.to_tell": lambda: askings.to_tell(store, before=NOW - 3, most=50),
            "askings.under_way, of one": lambda: askings.under_way(store, 10**9 + 5),
            "watches.due": lambda: watches.due(store, NOW),
            "watches.ended": lambda: watch_runs.ended(store),
            "watches.named": lambda: watches.named(store, 5, ["name:watched7", "id:7"]),
        }
        good = True
        for name, asked in looked.items():
            median, worst = await measure(asked, rounds)
            good &= median <= GOAL_MS
            print(f"{name:28} {median:7.1f} ms {worst:7.1f} ms")
    return good


def main() -> None:
    """Fills a database of its own and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--watches", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        good = asyncio.run(bench(Path(home), asked.people, asked.watches, asked.rounds))
    print(f"{'within' if good else 'BEYOND'} the goal of {GOAL_MS:g} ms each")
    raise SystemExit(not good)


if __name__ == "__main__":
    main()
