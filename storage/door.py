"""The storage door: records go in, pseudonymous rows come to rest.

Here an id or a name becomes a pseudonym, a text its fingerprint, and people on the erasure list are turned
away. One visit is one observation of a chat, in one transaction: an import that is interrupted leaves nothing.
A chat's first observation is written straight to its tables; a later one is laid beside what is known
(`Beside`), and only what is new or changed is written.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from pyroaring import BitMap64
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, schema
from storage.beside import Beside, Row
from storage.database import ROWS_A_STEP, fetch_all, insertion, write_many
from storage.identities import NAMELESS, NOBODY, Identities
from storage.records import Arrival, Batch, Chat, Coverage, Leave, Message, Who
from storage.traits import names as name_traits
from storage.traits import texts

PEOPLE_REMEMBERED = 300_000
"""How many (id, name) pairs are kept in memory with their pseudonyms; beyond, they are made anew."""

ROWS_AT_ONCE = 10 * ROWS_A_STEP
"""How many rows wait before they are written together."""

_UNMET = -1
"""Stands for the pseudonym of somebody not met yet; no pseudonym that is remembered is one by name and all ones."""

_SPACE = 1 << 63

_TABLES = (*schema.VERSIONED, schema.names)


class _Ordinals:
    """Tells repeated ids of a file apart: the first of an id is 0, the next 1."""

    def __init__(self) -> None:
        self._seen = BitMap64()
        self._highest = -_SPACE
        self._repeats: dict[int, int] = {}
        self.repeated = 0

    def of(self, ids: Sequence[int]) -> list[int]:
        if ids and ids[0] > self._highest and all(map(int.__lt__, ids, ids[1:])):
            self._seen.update([number + _SPACE for number in ids])
            self._highest = ids[-1]
            return [0] * len(ids)
        return [self._one(number) for number in ids]

    def _one(self, number: int) -> int:
        place = number + _SPACE
        if place not in self._seen:
            self._seen.add(place)
            self._highest = max(self._highest, number)
            return 0
        self.repeated += 1
        ordinal = self._repeats[number] = self._repeats.get(number, 0) + 1
        return ordinal


class Door:
    """One observation being written. Made by `enter`; `add` batches, then `close` with the coverage."""

    def __init__(
        self, connection: AsyncConnection, *, chat: int, identity: str, observation: int, key: bytes, keep_text: bool
    ) -> None:
        self.chat = chat
        self.observation = observation
        self.changed = 0
        self._connection = connection
        self._identity = identity
        self._identities = Identities(key)
        self._text_key = texts.text_key(key)
        self._keep_text = keep_text
        self._people: dict[Who, int] = {}
        self._waiting: dict[str, list[Row]] = {table.name: [] for table in _TABLES}
        self._erasures: frozenset[int] = frozenset()
        self._erased: set[int] = set()
        self._erased_names: set[int] = set()
        self._erased_messages = 0
        self._message_ordinals = _Ordinals()
        self._service_ordinals = _Ordinals()
        self._beside: Beside | None = None
        same: dict[str, Any] = {"chat": chat, "since": observation, "until": None}
        self._into = {table.name: insertion(table, **same) for table in (schema.arrivals, schema.leaves)}
        self._into["messages"] = insertion(schema.messages, **same, traits=texts.VERSION)
        self._into["names"] = insertion(
            schema.names, " ON CONFLICT (chat, person, name) DO UPDATE SET seen = excluded.seen"
        )
        self._under_way: asyncio.Task[int] | None = None

    async def _prepare(self) -> None:
        connection = self._connection
        self._erasures = frozenset(row[0] for row in await fetch_all(connection, select(schema.erasures.c.person)))
        for table in schema.VERSIONED:
            if (await connection.execute(select(table.c.id).where(table.c.chat == self.chat).limit(1))).first():
                self._beside = Beside(connection, self.chat, self.observation)
                await self._beside.prepare()
                return

    async def add(self, batch: Batch) -> None:
        """Brings one batch to rest."""
        if len(self._people) > PEOPLE_REMEMBERED:
            self._people.clear()
        for member in batch.members:
            self._person(member.who)
        self._waiting["messages"] += self._message_rows(batch.messages)
        self._waiting["arrivals"] += self._arrival_rows(batch.arrivals)
        self._waiting["leaves"] += self._leave_rows(batch.leaves)
        if sum(map(len, self._waiting.values())) > ROWS_AT_ONCE:
            await self._write_meanwhile(ROWS_A_STEP)

    async def close(self, coverage: Coverage) -> Coverage:
        """Ends the observation; returns the coverage with what only the door could count."""
        await self._write_meanwhile(1)
        await self._written()
        await self._turn_away_names_of_the_erased()
        if self._beside is not None:
            await self._beside.keep_resolved_people()
        repeated = self._message_ordinals.repeated + self._service_ordinals.repeated
        return msgspec.structs.replace(
            coverage,
            repeated_ids=repeated,
            erased_people=len(self._erased),
            erased_messages=self._erased_messages,
        )

    async def stop(self) -> None:
        """Ends what is still being written, so that the transaction can be given up; whatever came of it is lost."""
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.gather(self._under_way, return_exceptions=True)
            self._under_way = None

    def _person(self, who: Who) -> int:
        """The pseudonym of `who`: by id, else by name alone; `NOBODY` where the source shows neither."""
        known = self._people.get(who, _UNMET)
        if known is not _UNMET:
            return known
        name = self._identities.name(self._identity, who.name)
        if who.key is None:
            person = name
        else:
            person = self._identities.person(who.key)
            if person in self._erasures:
                self._erased.add(person)
                self._erased_names.add(name)
            else:
                self._show(person, name, who.name)
        self._people[who] = person
        return person

    def _show(self, person: int, name: int, shown_as: str | None) -> None:
        traits = name_traits.name_traits(shown_as)
        version = name_traits.VERSION
        now = self.observation
        self._waiting["names"].append((self.chat, person, name, now, now, traits.script, traits.digits, version))

    def _turned_away(self, person: int) -> bool:
        return person in self._erasures

    def _message_rows(self, messages: list[Message]) -> list[Row]:
        ordinals = self._message_ordinals.of([message.id for message in messages])
        marks = texts.fingerprints([message.text for message in messages], self._text_key)
        keep, people, person_of = self._keep_text, self._people, self._person
        columns = zip(messages, ordinals, marks.length, marks.exact, marks.words_total, marks.words, strict=True)
        rows: list[Row] = []
        for message, ordinal, length, exact, total, words in columns:
            sender = message.sender
            person = people.get(sender, _UNMET)
            if person is _UNMET:
                person = person_of(sender)
            origin = 0 if message.forward is None else self._identities.origin(message.forward)
            rows.append(
                (
                    message.id, ordinal, message.at or 0, person, message.kind, message.reply_to or 0, origin,
                    length, exact, total, words, message.text if keep else "",
                )
            )  # fmt: skip
        if not self._erasures:
            return rows
        kept = [row for row in rows if row[3] not in self._erasures]
        self._erased_messages += len(rows) - len(kept)
        return kept

    def _arrival_rows(self, arrivals: list[Arrival]) -> Iterable[Row]:
        for ordinal, arrival in zip(self._elements(arrivals), arrivals, strict=True):
            person = self._person(arrival.who)
            adder = NOBODY if arrival.adder is None else self._person(arrival.adder)
            if not self._turned_away(person):
                adder = NOBODY if self._turned_away(adder) else adder
                yield arrival.id, ordinal, arrival.position, arrival.at or 0, arrival.kind, person, adder

    def _leave_rows(self, leaves: list[Leave]) -> Iterable[Row]:
        for ordinal, leave in zip(self._elements(leaves), leaves, strict=True):
            person = self._person(leave.who)
            if not self._turned_away(person):
                yield leave.id, ordinal, leave.position, leave.at or 0, person, int(leave.by_self)

    def _elements(self, records: Sequence[Arrival | Leave]) -> list[int]:
        """The ordinal of each record's service message; those of one message share it."""
        ordinals: list[int] = []
        for before, record in zip((None, *records), records, strict=False):
            again = before is not None and before.id == record.id and before.position < record.position
            ordinals.append(ordinals[-1] if again else self._service_ordinals.of([record.id])[0])
        return ordinals

    async def _write_meanwhile(self, whole: int) -> None:
        """Hands the waiting rows, in multiples of `whole`, to the database's thread; they are written while the next
        are made."""
        await self._written()
        rows = {}
        for name, waiting in self._waiting.items():
            full = len(waiting) - len(waiting) % whole
            rows[name], self._waiting[name] = waiting[:full], waiting[full:]
        self._under_way = asyncio.create_task(self._write(rows))
        await asyncio.sleep(0)

    async def _written(self) -> None:
        """Waits for what is under way."""
        if self._under_way is not None:
            self.changed += await self._under_way
            self._under_way = None

    async def _write(self, waiting: dict[str, list[Row]]) -> int:
        """Writes rows of every table; returns how many say something new."""
        changed = 0
        for table in _TABLES:
            rows, into = waiting[table.name], self._into[table.name]
            if rows and self._beside is not None and table in schema.VERSIONED:
                changed += await self._beside.write(table, into, rows)
            elif rows:
                await write_many(self._connection, into, rows)
                changed += len(rows) if table in schema.VERSIONED else 0
        return changed

    async def _turn_away_names_of_the_erased(self) -> None:
        """Service messages speak of the erased by name alone; a name that only they bear is theirs."""
        for name in self._erased_names - {NAMELESS}:
            borne = select(func.count()).where(
                schema.names.c.chat == self.chat, schema.names.c.name == name, schema.names.c.seen == self.observation
            )
            if await self._connection.scalar(borne):
                continue
            for table in schema.VERSIONED:
                mine = (table.c.chat == self.chat, table.c.person == name, table.c.since == self.observation)
                self.changed -= (await self._connection.execute(table.delete().where(*mine))).rowcount


async def enter(
    connection: AsyncConnection, chat: Chat, *, key: bytes, source: str, collected_at: int, keep_text: bool
) -> Door:
    """Opens the door for one observation, inside a write transaction of the caller's."""
    row = await chats.find_or_add(connection, chat)
    values = {"chat": row, "source": source, "collected_at": collected_at, "coverage": "{}"}
    values |= {"texts_rest": int(keep_text), "rows_rest": 1}
    added = await connection.execute(schema.observations.insert().values(values))
    door = Door(
        connection,
        chat=row,
        identity=chats.identity_of(chat),
        observation=int(added.inserted_primary_key[0]),  # type: ignore[index]
        key=key,
        keep_text=keep_text,
    )
    await door._prepare()  # noqa: SLF001 - a constructor cannot wait
    return door
