"""A chat that is audited every day: `python -m bench.reaudits [--people 4000] [--days 365]`.

The keeper's own storing (`storage.audited.door`), in this process: pages of 200 members and of 100 messages go
through the door, each with a commit of its own; retention runs every day. Every day two people in a hundred change: a
quarter of those leave, as many come, a quarter are seen otherwise (fell silent or came back), a quarter change a
trait; everybody else comes by at another second, which is nothing new. `--change 1` changes everybody every day.

Printed are rows and bytes after so many audits, and how long a re-audit's storing took, of the first's.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy import func, select, update

from storage import schema
from storage.audited import chats
from storage.audited.door import Door
from storage.audited.retention import retain
from storage.opening import open_store
from storage.records import Account, Arrival, Batch, Chat, Coverage, Leave, Listing, Member, Message, Who
from storage.store import Steps, Store

DAY = 86_400
BEGAN = 1_790_000_000
CHAT = Chat("Соседи", "supergroup", 1_400_000_001)
MESSAGES_FIRST, MESSAGES_A_DAY = 20_000, 150
PAGE_OF_MEMBERS, PAGE_OF_HISTORY = 200, 100
TOLD_AFTER = (1, 30, 60, 90, 120, 365)


class Crowd:
    """The members, and what they write; seeded."""

    def __init__(self, people: int, change: float) -> None:
        self._rng = Random(7)
        self._change = change
        self._next = 5_000_000_000
        self._message = 0
        self.members: dict[int, Member] = {}
        for _ in range(people):
            self._comes(BEGAN - self._rng.randrange(900 * DAY), BEGAN)

    def _comes(self, joined: int, now: int) -> Who:
        self._next += self._rng.randrange(1, 9_000)
        who = Who(str(self._next), f"Имя {self._next}")
        self.members[self._next] = Member(who, self._account(now), Listing(joined_at=joined))
        return who

    def _account(self, now: int) -> Account:
        draw = self._rng.random()
        if draw < 0.25:
            return Account(blank=draw < 0.1, flagged=False, seen="recently")
        away = 2 * DAY if draw < 0.6 else 200 * DAY
        return Account(blank=draw > 0.8, flagged=False, seen="exact", seen_at=now - self._rng.randrange(away))

    def a_day(self, now: int) -> tuple[list[Arrival], list[Leave]]:
        """What happens until `now`."""
        rng, came, went = self._rng, [], []
        changing = rng.sample(sorted(self.members), round(len(self.members) * self._change))
        for place, person in enumerate(changing):
            member = self.members[person]
            account = member.account or Account()
            self._message += 1
            if place % 4 == 0:
                del self.members[person]
                went.append(Leave(self._message, 0, now - rng.randrange(DAY), member.who, by_self=True))
            elif place % 4 == 1:
                came.append(Arrival(self._message, 0, now, "by_link", self._comes(now - rng.randrange(DAY), now)))
            else:
                turned = "empty" if account.seen != "empty" else "recently"
                seen = msgspec.structs.replace(account, seen=turned, seen_at=None)
                trait = msgspec.structs.replace(account, blank=not account.blank)
                self.members[person] = Member(member.who, seen if place % 4 == 2 else trait, member.listing)
        for person, member in self.members.items():
            shown = member.account
            if shown is not None and shown.seen_at is not None and now - shown.seen_at < 20 * DAY:
                lately = msgspec.structs.replace(shown, seen_at=now - rng.randrange(2 * DAY))
                self.members[person] = Member(member.who, lately, member.listing)
        return came, went

    def messages(self, number: int, now: int) -> list[Message]:
        """So many, of whoever is there."""
        rng, whos = self._rng, [member.who for member in self.members.values()]
        said = []
        for _ in range(number):
            self._message += 1
            words = " ".join(f"сөз{rng.randrange(5_000)}" for _ in range(9))
            said.append(Message(self._message, now - rng.randrange(DAY), rng.choice(whos), "text", words, None, None))
        return said

    def pages(self, said: list[Message], came: list[Arrival], went: list[Leave]) -> Iterator[Batch]:
        """As a walk brings them: the list, then the history."""
        listed, spoken = iter(self.members.values()), iter(said)
        while lines := list(islice(listed, PAGE_OF_MEMBERS)):
            yield Batch([], [], [], lines)
        yield Batch([], came, went, [])
        while page := list(islice(spoken, PAGE_OF_HISTORY)):
            yield Batch(page, [], [], [])


async def stored(store: Store, pages: list[Batch], now: int) -> float:
    """One observation brought to rest as the keeper does it. Returns seconds."""
    began = time.perf_counter()
    async with store.stepwise() as steps:
        door = await _door(store, steps, now)
        for page in pages:
            async with steps.step():
                await door.learn_erasures()
                door.take(page)
                await door.write_all()
        async with steps.step() as connection:
            told = msgspec.json.encode(await door.close(Coverage(source="live", listing="whole"))).decode()
            mine = schema.observations.c.observation == door.observation
            await connection.execute(update(schema.observations).where(mine).values(coverage=told, marks=None))
    return time.perf_counter() - began


async def _door(store: Store, steps: Steps, now: int) -> Door:
    async with steps.step() as connection:
        row = await chats.find_or_add(connection, CHAT)
        values = {"chat": row, "source": "live", "collected_at": now, "coverage": "{}", "marks": ""}
        added = await connection.execute(
            schema.observations.insert().values(values | {"texts_rest": 1, "rows_rest": 1})
        )
        door = Door(
            connection,
            chat=row,
            identity=chats.identity_of(CHAT),
            observation=int(added.inserted_primary_key[0]),  # type: ignore[index]
            key=store.key,
            source="live",
            read_at=now,
            keep_text=True,
            paged=True,
        )
        await door.prepare()
    return door


async def _told(store: Store, audits: int, seconds: list[float], shown: int) -> None:
    async with store.reading() as connection:
        count = {
            name: await connection.scalar(select(func.count()).select_from(schema.METADATA.tables[name])) or 0
            for name in ("members", "names", "messages", "arrivals", "leaves")
        }
    await store.checkpoint()
    size = Path(store.home, "deadsouls.db").stat().st_size / 1e6
    ratio = statistics.median(seconds[-10:]) / seconds[0]
    counts = " ".join(f"{name} {number:,}" for name, number in count.items())
    print(
        f"{audits:4} audits: {counts}; {size:.1f} MB; storing {ratio:.2f} of the first; as snapshots {shown:,}",
        flush=True,
    )


async def a_year(people: int, days: int, change: float, row_days: int) -> None:
    """A daily audit for so long."""
    print(f"{people} people, {change:.0%} change a day, RETAIN_ROWS_DAYS {row_days}", flush=True)
    crowd, seconds, shown = Crowd(people, change), [], 0
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "home") as store:
            for day in range(days):
                now = BEGAN + day * DAY
                came, went = crowd.a_day(now) if day else ([], [])
                said = crowd.messages(MESSAGES_A_DAY if day else MESSAGES_FIRST, now)
                await retain(store, now=now, text_days=30, row_days=row_days)
                seconds.append(await stored(store, list(crowd.pages(said, came, went)), now))
                shown += len(crowd.members)
                if day + 1 in TOLD_AFTER or day + 1 == days:
                    await _told(store, day + 1, seconds, shown)


def main() -> None:
    """With rows kept for 400 and for 60 days; or with everything changed every day."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=4_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--change", type=float, default=0.02)
    parser.add_argument("--row-days", type=int, nargs="*", default=[400, 60])
    asked = parser.parse_args()
    for row_days in asked.row_days:
        asyncio.run(a_year(asked.people, asked.days, asked.change, row_days))


if __name__ == "__main__":
    main()
