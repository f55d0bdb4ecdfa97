"""Readings: a live observation, taken in page by page.

Every page is kept as it arrives, together with the marks that say where to go on, in a short transaction of its own; so
a reading that was killed or parked goes on where it stopped. Until it is finished nobody sees its observation.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from itertools import chain

import msgspec
from sqlalchemy import func, select, update

from storage import chats, schema
from storage.database import Database, Steps
from storage.door import Door
from storage.observations import Observation, last_whole
from storage.records import Batch, Chat, Coverage

MOST_WAITING = 32
"""Pages that may wait to be written before the next is asked for; bounds the memory, not the speed."""

GATHER_SECONDS = 0.2
"""How long pages are gathered to be written in one step; so much work is done again after a kill."""


class Posts(msgspec.Struct, frozen=True):
    """The first of some posts, and how many they are."""

    first: int
    count: int


class Reading:
    """An unfinished live observation. Made by `reading`; `keep` pages, then `finish`."""

    def __init__(
        self, steps: Steps, door: Door, chat: Chat, *, marks: str, begun_at: int, last: Coverage | None
    ) -> None:
        self.marks = marks
        """As kept with the last page; "" at the beginning."""
        self.begun_at = begun_at
        self.last = last
        """The coverage of the last finished live reading."""
        self.chat_row = door.chat
        self._steps = steps
        self._door = door
        self._chat = chat
        self._pages: asyncio.Queue[tuple[Batch, str]] = asyncio.Queue(MOST_WAITING)
        self._hurry = asyncio.Event()
        self._writer = asyncio.create_task(self._write())

    async def posts_since(self, at: int) -> "Posts | None":
        """The posts that the last reading saw from a moment on; None where there are none."""
        table = schema.posts
        chosen = select(func.min(table.c.id), func.count()).where(table.c.chat == self.chat_row, table.c.at >= at)
        async with self._steps.step() as connection:
            first, count = (await connection.execute(chosen)).one()
        return None if first is None else Posts(first, count)

    async def keep(self, page: Batch, marks: str) -> None:
        """Hands a page to whoever writes; waits only where too many are waiting."""
        if self._pages.full():
            self._hurry.set()
            await self._while_writing(self._pages.put((page, marks)))
        else:
            self._pages.put_nowait((page, marks))

    async def settle(self) -> None:
        """Waits until every page handed over is kept."""
        self._hurry.set()
        await self._while_writing(self._pages.join())

    async def stop(self) -> None:
        """Ends the writing; what was not yet kept is lost, and read again by the next reading."""
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)
        await self._door.stop()

    async def _while_writing(self, waiting: Coroutine[object, object, None]) -> None:
        """Waits for it, or for the writer's error."""
        waited = asyncio.ensure_future(waiting)
        try:
            await asyncio.wait({waited, self._writer}, return_when=asyncio.FIRST_COMPLETED)
            if self._writer.done():
                self._writer.result()
            await waited
        finally:
            waited.cancel()

    async def _write(self) -> None:
        """Writes pages as they come, all that wait in one step."""
        while True:
            pages = [await self._pages.get()]
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), GATHER_SECONDS)
            self._hurry.clear()
            while not self._pages.empty():
                pages.append(self._pages.get_nowait())
            async with self._steps.step() as connection:
                await self._door.learn_erasures()
                self._door.take(_joined([page for page, _ in pages]))
                await self._door.write_all()
                mine = schema.observations.c.observation == self._door.observation
                await connection.execute(update(schema.observations).where(mine).values(marks=pages[-1][1]))
            self.marks = pages[-1][1]
            for _ in pages:
                self._pages.task_done()

    async def finish(self, coverage: Coverage) -> Observation:
        """Ends the observation, which is seen from now on."""
        await self.settle()
        async with self._steps.step() as connection:
            coverage = await self._door.close(coverage)
            coverage = coverage if self.last is None else _continued(coverage, self.last)
            mine = schema.observations.c.observation == self._door.observation
            kept = msgspec.json.encode(coverage).decode()
            await connection.execute(update(schema.observations).where(mine).values(coverage=kept, marks=None))
        return Observation(self._door.observation, self._door.chat, self._chat, "live", coverage, self.begun_at)


@contextlib.asynccontextmanager
async def reading(database: Database, chat: Chat, *, now: int, keep_text: bool) -> AsyncIterator[Reading]:
    """Takes up the unfinished reading of `chat`, or begins one. An error in writing ends the reading."""
    async with database.stepwise() as steps:
        async with steps.step() as connection:
            row = await chats.find_or_add(connection, chat)
            table = schema.observations
            open_ones = table.c.chat == row, table.c.source == "live", table.c.marks.is_not(None)
            found = (await connection.execute(select(table).where(*open_ones))).first()
            if found is None:
                values = {"chat": row, "source": "live", "collected_at": now, "coverage": "{}", "marks": ""}
                values |= {"texts_rest": int(keep_text), "rows_rest": 1}
                added = await connection.execute(table.insert().values(values))
                number, marks, begun_at = int(added.inserted_primary_key[0]), "", now  # type: ignore[index]
            else:
                number, marks, begun_at = found.observation, found.marks, found.collected_at
            identity = chats.identity_of(chat)
            door = Door(
                connection,
                chat=row,
                identity=identity,
                observation=number,
                key=database.key,
                keep_text=keep_text,
                paged=True,
            )
            await door.prepare()
            before = await last_whole(connection, row, number, source="live")
            last = None if before is None else before.coverage
        under_way = Reading(steps, door, chat, marks=marks, begun_at=begun_at, last=last)
        try:
            yield under_way
        finally:
            await under_way.stop()
    await database.checkpoint()


def _joined(pages: list[Batch]) -> Batch:
    """Pages as one, so that fingerprints are taken of many texts at once."""
    return Batch(
        messages=list(chain.from_iterable(page.messages for page in pages)),
        arrivals=list(chain.from_iterable(page.arrivals for page in pages)),
        leaves=list(chain.from_iterable(page.leaves for page in pages)),
        members=list(chain.from_iterable(page.members for page in pages)),
        posts=list(chain.from_iterable(page.posts for page in pages)),
    )


def _continued(new: Coverage, last: Coverage) -> Coverage:
    """A later live reading goes on where the last one ended: what that one knew of the beginning still holds."""
    if new.read_from is None or last.read_to is None or new.read_from > last.read_to + 1:
        return new
    times = [at for at in (new.first_at, last.first_at) if at is not None]
    return msgspec.structs.replace(
        new,
        first_at=min(times, default=None),
        last_at=max((at for at in (new.last_at, last.last_at) if at is not None), default=None),
        history_begins=new.history_begins or last.history_begins,
        history_hidden=last.history_hidden,
        elements=new.elements + last.elements,
        not_people=new.not_people + last.not_people,
        unknown_adders=new.unknown_adders + last.unknown_adders,
    )
