"""Readings: a live observation, taken in page by page.

Every page is kept as it arrives, together with the marks that say where to go on, in short transactions; so a reading
that was killed or parked goes on where it stopped. Until it is finished nobody sees its observation. A process of its
own does the writing (`keeper.py`).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import TypeVar

import msgspec
from sqlalchemy import delete, func, select

from storage import schema
from storage.audited import chats
from storage.audited.observations import Observation, check_last, last_whole
from storage.errors import KeeperLost, StorageError
from storage.keeping.pipe import Failed, Finish, Finished, Opening, Page, frame, receive, sentence_of
from storage.records import Batch, Chat, Coverage
from storage.sources import LIVE
from storage.store import Store, fetch_all

BYTES_WAITING = 8 << 20
"""So much may wait in front of the pipe before the next page is asked for; bounds the memory, not the speed."""

_T = TypeVar("_T")


class Posts(msgspec.Struct, frozen=True):
    """The first of some posts, and how many they are."""

    first: int
    count: int


class Reading:
    """An unfinished live observation. Made by `reading`; `keep` pages, then `finish`."""

    def __init__(
        self,
        store: Store,
        keeper: asyncio.subprocess.Process,
        observation: Observation,
        *,
        marks: str,
        last: Coverage | None,
    ) -> None:
        self.marks = marks
        """As kept with the last page of an earlier try; "" at the beginning."""
        self.begun_at = observation.collected_at
        self.last = last
        """The coverage of the last finished live reading; None where there is none, or what it read has gone."""
        self.chat_row = observation.chat_row
        self._database = store
        self._keeper = keeper
        self._observation = observation
        assert keeper.stdin is not None  # noqa: S101 - both ends are piped
        self._pipe = keeper.stdin
        self._answer = asyncio.create_task(self._answered())
        self._whole = False

    async def posts_since(self, at: int) -> Posts | None:
        """The posts that earlier readings saw from a moment on; None where there are none."""
        table = schema.posts
        theirs = table.c.chat == self.chat_row, table.c.at >= at
        chosen = select(func.min(table.c.id), func.count(table.c.id.distinct())).where(*theirs)
        async with self._database.reading() as connection:
            first, count = (await connection.execute(chosen)).one()
        return None if first is None else Posts(first, count)

    async def listed(self) -> frozenset[int]:
        """The pseudonyms of those whom earlier tries at this reading found in the member list."""
        table = schema.members
        theirs = table.c.chat == self.chat_row, table.c.last == self._observation.row, table.c.listed == 1
        async with self._database.reading() as connection:
            return frozenset(row[0] for row in await fetch_all(connection, select(table.c.person).where(*theirs)))

    async def keep(self, page: Batch, marks: str) -> None:
        """Hands a page over to be kept; waits only where too much is waiting."""
        await self._say(Page(page, marks))

    async def finish(self, coverage: Coverage) -> Observation:
        """Ends the observation, which is seen from now on."""
        await self._say(Finish(coverage, self.last))
        found = msgspec.structs.replace(self._observation, coverage=await self._answer)
        self._whole = True
        return found

    async def end(self) -> None:
        """Where the reading is not whole, waits until what was handed over is kept."""
        if self._whole:
            self._database.keepers.give_back(self._keeper)
            return
        try:
            await self._database.keepers.end(self._keeper)
        finally:
            self._answer.cancel()
            await asyncio.gather(self._answer, return_exceptions=True)

    async def _say(self, word: Page | Finish) -> None:
        if not self._answer.done():
            self._pipe.write(frame(word))
            if self._pipe.transport.get_write_buffer_size() > BYTES_WAITING:
                await self._unless_ended(self._pipe.drain())
        if self._answer.done():
            self._answer.result()

    async def _unless_ended(self, waiting: Coroutine[object, object, None]) -> None:
        """Waits for it, or for the keeper's end."""
        waited = asyncio.ensure_future(waiting)
        try:
            await asyncio.wait({waited, self._answer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waited.cancel()
            await asyncio.gather(waited, return_exceptions=True)

    async def _answered(self) -> Coverage:
        """The one answer of the keeper."""
        assert self._keeper.stdout is not None  # noqa: S101 - both ends are piped
        match await receive(self._keeper.stdout, Finished | Failed):
            case Finished(coverage):
                return coverage
            case Failed(slug, sentence):
                kinds = {kind.slug: kind for kind in StorageError.__subclasses__()}
                raise kinds.get(slug, StorageError)(sentence_of(sentence))
        raise KeeperLost(
            "The process that writes the database ended before its time; what was kept before is kept."
            " Run the same command again to go on."
        )


@contextlib.asynccontextmanager
async def reading(store: Store, chat: Chat, *, now: int, keep_text: bool) -> AsyncIterator[Reading]:
    """Takes up the unfinished reading of `chat`, or begins one. An error in writing ends the reading.

    Raises `StorageError` where the store has no home by which the process that keeps the pages could open it.
    """
    if not store.home:
        raise StorageError(
            "A live reading cannot be kept in {place}, which no other process can open.", place=store.place
        )
    table = schema.observations
    async with store.writing() as connection:
        row = await chats.find_or_add(connection, chat)
        open_ones = table.c.chat == row, table.c.source == LIVE.name, table.c.marks.is_not(None)
        await connection.execute(delete(table).where(*open_ones, table.c.rows_rest == 0))  # its pages went with time
        found = (await connection.execute(select(table).where(*open_ones))).first()
        if found is None:
            values = {"chat": row, "source": LIVE.name, "collected_at": now, "coverage": "{}", "marks": ""}
            values |= {"texts_rest": int(keep_text), "rows_rest": 1}
            added = await connection.execute(table.insert().values(values))
            number, marks, begun_at = int(added.inserted_primary_key[0]), "", now  # type: ignore[index]
        else:
            number, marks, begun_at = found.observation, found.marks, found.collected_at
        before = await last_whole(connection, row, number, source=LIVE.name)
        await check_last(connection, row, number)
    last = before.coverage if before is not None and before.rows_rest else None
    opening = Opening(store.home, store.key, row, chats.identity_of(chat), number, begun_at, keep_text)
    observation = Observation(number, row, chat, LIVE.name, last or Coverage(source=LIVE.name), begun_at)
    under_way = Reading(store, await store.keepers.take(opening), observation, marks=marks, last=last)
    try:
        yield under_way
    finally:
        await under_way.end()
    await store.checkpoint()
