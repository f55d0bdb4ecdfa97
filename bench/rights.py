"""Whether people's rights cost others their answers: `python -m bench.rights [--rows 300000] [--people 100]`.

A chat of so many messages rests in the database. So many people ask at once what is kept about them, which looks
through all of it for each; meanwhile others send commands, whose time to the answer is measured at the Bot API. The bot
is a process of its own.
"""

import argparse
import asyncio
import contextlib
import sqlite3
import tempfile
import time
from pathlib import Path

from bench.companion import _command, _figures_of_commands
from tests.bot.process import Service, crowds, service

QUIET_SECONDS = 15.0
PEOPLE = 500
"""So many wrote the messages."""


async def measure(messages: int, people: int) -> None:
    """Prints the figures: commands alone, and beside the crowd."""
    with tempfile.TemporaryDirectory() as folder:
        async with service(Path(folder), crowds(1)) as running:
            await running.start()
            asking = [running.api.person() for _ in range(people)]
            others = [running.api.person() for _ in range(60)]  # none of them so often that they are told to wait
            for each in (*asking, *others):
                each.says("/start")
            await running.api.until(lambda: all(each.messages for each in (*asking, *others)), 120)
            _fill(running, messages)
            print("commands while nothing else goes on")
            alone, began = asyncio.create_task(_command(running, others)), time.time()
            await asyncio.sleep(QUIET_SECONDS)
            alone.cancel()
            _figures_of_commands(running, await alone, began)
            print(f"commands while {people} people ask at once what {messages:,} rows hold about them")
            beside, began = asyncio.create_task(_command(running, others)), time.time()
            for each in asking:
                each.says("/me")
            await running.api.until(lambda: all(each.files for each in asking), 600)
            print(f"all {people} had their answer after {time.time() - began:.1f} s")
            beside.cancel()
            sent = await beside
            await asyncio.sleep(2)
            _figures_of_commands(running, [each for each in sent if each[1] != "/me"], began)
            await running.stop()


def _fill(running: Service, messages: int) -> None:
    with contextlib.closing(sqlite3.connect(running.home / "deadsouls.db", timeout=60)) as connection, connection:
        connection.execute(
            "INSERT INTO chats (chat, identity, title, kind, telegram_id)"
            " VALUES (900, 'channel:9', 'x', 'supergroup', 9)"
        )
        connection.execute(
            "INSERT INTO messages"
            " (chat, id, ordinal, since, at, person, kind, length, words_total, words, traits)"
            " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " SELECT 900, i, 0, 1, 1700000000 + i, 1 + (i * 7919) % ?, 'text', 40, 8, zeroblob(32), 0 FROM n",
            (messages, PEOPLE),
        )
        connection.execute("ATTACH DATABASE ? AS texts", (str(running.home / "texts.db"),))
        connection.execute(
            "INSERT INTO texts.texts"
            " SELECT since, id, ordinal, 'Сколько здесь мёртвых душ, никто не знает' FROM messages"
        )


def main() -> None:
    """The one proof."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--people", type=int, default=100)
    asked = parser.parse_args()
    asyncio.run(measure(asked.rows, asked.people))


if __name__ == "__main__":
    main()
