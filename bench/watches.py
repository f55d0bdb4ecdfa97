"""Watches under an accelerated clock.

`python -m bench.watches calibrate` counts false alerts in chats where nothing was planted, by how often they are read
and from what change on it is told. `python -m bench.watches run` watches 100 chats for 90 days through kills, restarts,
clocks that are set and the end of summer time.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from auditor.watching import alerts
from auditor.watching.alerts import Thresholds
from tests.bot.watches.sandbox import Plan, sandbox
from tests.worlds.watched import DAY, WatchedChat

RULES = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 90}
EFFECTS = (0.02, 0.05, 0.08, None)


def calibrate(chats: int, days: int, seed: int) -> None:
    """Prints false alerts in 100 chat-months."""
    crowds = [WatchedChat(number, 0, days, seed) for number in range(chats)]
    months = chats * days / 30
    print(f"{chats} chats of 200 to 50,000 people, {days} days each, seed {seed}; false alerts in 100 chat-months")
    print("rule     " + "".join(f"{100 * effect:>8.0f} pp" if effect else "      usual" for effect in EFFECTS))
    for rule, step in RULES.items():
        counts = []
        for effect in EFFECTS:
            told = 0
            for chat in crowds:
                before = None
                for day in range(0, days, step):
                    after = chat.report(day * DAY)
                    told += alerts.news(before, after, Thresholds(effect), {}).is_any
                    before = after
            counts.append(100 * told / months)
        print(f"{rule:9}" + "".join(f"{count:>11.2f}" for count in counts))


def main() -> None:
    """One of the two proofs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["calibrate", "run"])
    parser.add_argument("--chats", type=int)
    parser.add_argument("--days", type=int)
    parser.add_argument("--events", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.what == "calibrate":
        calibrate(asked.chats or 200, asked.days or 360, asked.seed)
        return
    plan = Plan(asked.chats or 100, asked.days or 90, asked.events, asked.seed)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for line in asyncio.run(sandbox(Path(folder), plan)).lines():
            print(line)
    print(f"took {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
