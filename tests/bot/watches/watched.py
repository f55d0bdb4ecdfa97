"""Watched chats under a faster clock: their worlds, and how time passes.

The people of these worlds are seen no more while their clock goes on; watches that are not about them ask for a change
of 99 %.
"""

import time

from bot.watches import schedule
from storage.companion import watches
from storage.companion.watches import JITTER_SECONDS, Watch
from tests.bot.running import PATIENCE, Running
from tests.bot.square import HOME, MARKET, NEWS, ROOM, SMALL, SQUARE
from tests.storage.installation import rows
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.worlds.live import LiveChat, basic_group_live, dvk_live, migrated_live

DAY = 86_400
NOW = int(time.time())
FLOODED, SHUT, MOVED, TAKEN, GONE, LOUD, BARRED, WITHDRAWN = (
    dvk_live(seed, 60, now=NOW, title=f"Двор {seed}", chat_id=1_500_000_030 + seed, username=f"yard_{seed}", **SMALL)
    for seed in range(1, 9)
)
LATER = dvk_live(9, 60, title="Чужой", chat_id=1_500_000_040, username="someone_elses", **SMALL)


AFTER = migrated_live(5, now=NOW)
BEFORE = basic_group_live(5, 60, now=NOW - 30 * DAY, standing="member")


class Clock:
    """The companion's clock, which a test sets on."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        return int(time.time()) + self.ahead


WATCHED = (SQUARE, MARKET, NEWS, HOME, ROOM, FLOODED, SHUT, MOVED, TAKEN, GONE, LOUD, LATER, BARRED, WITHDRAWN, BEFORE)


async def go_on(running: Running, days: float = 0) -> None:
    """Lets time pass, and what is due be done."""
    clock = running.companion.clock
    assert isinstance(clock, Clock)
    clock.ahead += int(days * DAY) + JITTER_SECONDS
    for _ in range(2):
        await schedule.look(running.companion, schedule.Started(0))
        await running.api.until(lambda: not unended(running), PATIENCE)
    await schedule.look(running.companion, schedule.Started(0))
    await running.api.until(lambda: not waiting(running), PATIENCE)


def unended(running: Running) -> int:
    sql = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running', 'parked')"
    return int(rows(running.companion.store, sql)[0][0])


def waiting(running: Running) -> int:
    sql = f"SELECT count(*) FROM alerts WHERE state = 'waiting' AND not_before <= {running.companion.clock()}"
    return int(rows(running.companion.store, sql)[0][0])


def alerts_of(person: Person) -> list[Message]:
    return [each for each in person.messages if "🔔" in each.text]


async def watch_of(running: Running, person: Person) -> Watch:
    (found,) = await watches.by_asker(running.companion.store, person.id)
    return found


async def watching(running: Running, chat: LiveChat, words: str = "daily 99%", person: Person | None = None) -> Person:
    """Somebody who watches a chat that was read once."""
    who = person or running.person()
    who.says(f"/watch @{chat.username} {words}")
    await who.answer("I watch this chat")
    await go_on(running)
    return who
