"""The storage door: records go in, pseudonymous rows (`rows.py`) come to rest.

An import is one observation in one transaction: interrupted, it leaves nothing. A live reading (`paged`) comes page by
page, each kept as it arrives, and none of them twice (`readings.py`). A chat's first observation is written straight to
its tables; a later one is laid beside what is known, and only what is new or changed is written (`store.Writer`).
"""

import asyncio

import msgspec
from sqlalchemy import and_, delete, func, select

from storage import schema
from storage.audited import chats, kept_texts
from storage.people.identities import NAMELESS
from storage.people.rows import Rows
from storage.records import Batch, Chat, Coverage, joined
from storage.sources import SOURCES, SourceName
from storage.store import Connection, Writer, fetch_all

ROWS_A_STEP = 500
"""Rows are handed over in multiples of so many: as many as go through one statement."""

ROWS_AT_ONCE = 10 * ROWS_A_STEP
"""How many rows wait before they are written together."""

MESSAGES_AT_ONCE, BATCHES_AT_ONCE = 1_000, 16
"""Batches are made into rows together: what each call of NumPy costs is then paid for many texts."""


class Door:
    """One observation being written. Made by `enter`; `add` batches, then `close` with the coverage."""

    def __init__(
        self,
        connection: Connection,
        *,
        chat: int,
        identity: str,
        observation: int,
        key: bytes,
        read_at: int,
        source: SourceName,
        keep_text: bool,
        paged: bool = False,
        platform: str = "",
    ) -> None:
        self.chat = chat
        self.observation = observation
        self._paged = paged
        self.changed = 0
        self._connection = connection
        self._rows = Rows(
            chat=chat,
            identity=identity,
            observation=observation,
            key=key,
            read_at=read_at,
            source=source,
            keep_text=keep_text,
            paged=paged,
            platform=platform,
        )
        self._writer: Writer | None = None
        self._under_way: asyncio.Task[int] | None = None
        self._gathered: list[Batch] = []
        self._messages_gathered = 0

    async def prepare(self) -> None:
        """Learns whom to turn away, and whether something is known of the chat already."""
        connection = self._connection
        if not self._paged:  # of a process that died between the two files
            await connection.execute(delete(schema.texts).where(schema.texts.c.observation == self.observation))
        await self.learn_erasures()
        self._writer = await connection.writer(chat=self.chat, observation=self.observation, paged=self._paged)

    async def learn_erasures(self) -> None:
        """Whom to turn away from now on."""
        erased = await fetch_all(self._connection, select(schema.erasures.c.person))
        self._rows.erasures = frozenset(row[0] for row in erased)

    def take(self, batch: Batch) -> None:
        """Makes rows of one batch; they wait to be written."""
        self._rows.take(batch)

    async def add(self, batch: Batch) -> None:
        """Brings one batch to rest, now or with those that follow."""
        self._gathered.append(batch)
        self._messages_gathered += len(batch.messages)
        if self._messages_gathered >= MESSAGES_AT_ONCE or len(self._gathered) >= BATCHES_AT_ONCE:
            await self._take_gathered()

    async def _take_gathered(self) -> None:
        if self._gathered:
            self.take(joined(self._gathered))
            self._gathered, self._messages_gathered = [], 0
        if sum(map(len, self._rows.waiting.values())) > ROWS_AT_ONCE:
            await self._write_meanwhile(ROWS_A_STEP)

    async def write_all(self) -> None:
        """Writes what waits."""
        await self._take_gathered()
        await self._write_meanwhile(1)
        await self._written()

    async def close(self, coverage: Coverage) -> Coverage:
        """Ends the observation; returns the coverage with what only the door could count."""
        await self.write_all()
        await self._turn_away_names_of_the_erased()
        await self._prepared.end()
        return msgspec.structs.replace(
            coverage,
            repeated_ids=self._rows.repeated,
            erased_people=len(self._rows.erased),
            erased_messages=self._rows.erased_messages,
        )

    async def posts_read_again(self, coverage: Coverage) -> int:
        """How many of the posts that a live reading read had been read by the one before."""
        return 0 if coverage.read_from is None else await self._prepared.posts_behind(coverage.read_from)

    async def stop(self) -> None:
        """Ends what is still being written, so that the transaction can be given up; whatever came of it is lost."""
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.gather(self._under_way, return_exceptions=True)
            self._under_way = None

    async def _write_meanwhile(self, whole: int) -> None:
        """Hands the waiting rows, in multiples of `whole`, to the database's thread; they are written while the next
        are made."""
        await self._written()
        rows = {}
        for name, waiting in self._rows.waiting.items():
            full = len(waiting) - len(waiting) % whole
            rows[name], self._rows.waiting[name] = waiting[:full], waiting[full:]
        self._under_way = asyncio.create_task(self._prepared.write(rows))
        await asyncio.sleep(0)

    async def _written(self) -> None:
        """Waits for what is under way."""
        if self._under_way is not None:
            self.changed += await self._under_way
            self._under_way = None

    @property
    def _prepared(self) -> Writer:
        assert self._writer is not None  # noqa: S101 - `prepare` comes first
        return self._writer

    async def _turn_away_names_of_the_erased(self) -> None:
        """Service messages speak of the erased by name alone; a name that only they bear is theirs."""
        for name in self._rows.erased_names - {NAMELESS}:
            borne = select(func.count()).where(
                schema.names.c.chat == self.chat, schema.names.c.name == name, schema.names.c.seen == self.observation
            )
            if await self._connection.scalar(borne):
                continue
            messages = schema.messages.c
            written = messages.chat == self.chat, messages.person == name, messages.since == self.observation
            await kept_texts.drop_of_messages(self._connection, and_(*written))
            for table in schema.VERSIONED:
                mine = (table.c.chat == self.chat, table.c.person == name, table.c.since == self.observation)
                self.changed -= (await self._connection.execute(table.delete().where(*mine))).rowcount


async def enter(
    connection: Connection, chat: Chat, *, key: bytes, source: SourceName, collected_at: int, keep_text: bool
) -> Door:
    """Opens the door for one observation, inside a write transaction of the caller's."""
    row = await chats.find_or_add(connection, chat, has_usernames=SOURCES[source].live)
    values = {"chat": row, "source": source, "collected_at": collected_at, "coverage": "{}"}
    values |= {"texts_rest": int(keep_text), "rows_rest": 1}
    added = await connection.execute(schema.observations.insert().values(values))
    door = Door(
        connection,
        chat=row,
        identity=chats.identity_of(chat),
        observation=int(added.inserted_primary_key[0]),  # type: ignore[index]
        key=key,
        read_at=collected_at,
        source=source,
        keep_text=keep_text,
        platform=chat.platform,
    )
    await door.prepare()
    return door
