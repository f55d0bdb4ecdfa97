"""The storage door: records go in, pseudonymous rows come to rest.

Here an id or a name becomes a pseudonym, an id's age and a text's fingerprint are taken, and people on the erasure list
are turned away. An import is one observation in one transaction: interrupted, it leaves nothing. A live reading
(`paged`) comes page by page, each kept as it arrives, and none of them twice (`readings.py`). A chat's first
observation is written straight to its tables; a later one is laid beside what is known (`Beside`), and only what is new
or changed is written.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from pyroaring import BitMap64
from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, schema
from storage.beside import Beside, Row
from storage.database import ROWS_A_STEP, fetch_all, insertion, write_many
from storage.identities import NAMELESS, NOBODY, Identities
from storage.records import Arrival, Batch, Chat, Coverage, Leave, Member, Message, Post, Who
from storage.traits import account_age, texts
from storage.traits import names as name_traits

PEOPLE_REMEMBERED = 300_000
"""How many (id, name) pairs are kept in memory with their pseudonyms; beyond, they are made anew."""

ROWS_AT_ONCE = 10 * ROWS_A_STEP
"""How many rows wait before they are written together."""

_UNMET = -1
"""Stands for the pseudonym of somebody not met yet; no pseudonym that is remembered is one by name and all ones."""

_SPACE = 1 << 63

_WRITTEN = (*(table.name for table in schema.VERSIONED), "names", "members", "accounts", "posts")
"""What waits to be written: `members` are lines of a member list, `accounts` what is shown of anybody else."""


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
        self,
        connection: AsyncConnection,
        *,
        chat: int,
        identity: str,
        observation: int,
        key: bytes,
        keep_text: bool,
        paged: bool = False,
    ) -> None:
        self.chat = chat
        self.observation = observation
        self.changed = 0
        self._connection = connection
        self._identity = identity
        self._identities = Identities(key)
        self._text_key = texts.text_key(key)
        self._keep_text = keep_text
        self._paged = paged
        self._people: dict[Who, int] = {}
        self._waiting: dict[str, list[Row]] = {name: [] for name in _WRITTEN}
        self._erasures: frozenset[int] = frozenset()
        self._erased: set[int] = set()
        self._erased_names: set[int] = set()
        self._erased_messages = 0
        self._message_ordinals = _Ordinals()
        self._service_ordinals = _Ordinals()
        self._beside: Beside | None = None
        self._accounts_shown: set[int] = set()
        once = " ON CONFLICT DO NOTHING" if paged else ""
        same: dict[str, Any] = {"chat": chat, "since": observation, "until": None}
        mine = {"chat": chat, "observation": observation}
        replaced = " ON CONFLICT (chat, observation, {}) DO UPDATE SET {}".format
        self._into = {
            "messages": insertion(schema.messages, once, **same, traits=texts.VERSION),
            "arrivals": insertion(schema.arrivals, once, **same),
            "leaves": insertion(schema.leaves, once, **same),
            "names": insertion(schema.names, " ON CONFLICT (chat, person, name) DO UPDATE SET seen = excluded.seen"),
            "members": insertion(schema.members, replaced("person", _excluded(schema.members)), **mine),
            "accounts": insertion(schema.members, " ON CONFLICT DO NOTHING", **mine),
            "posts": insertion(schema.posts, replaced("id", _excluded(schema.posts)), **mine),
        }
        self._under_way: asyncio.Task[int] | None = None

    async def prepare(self) -> None:
        """Learns whom to turn away, and whether something is known of the chat already."""
        connection = self._connection
        await self.learn_erasures()
        for table in schema.VERSIONED:
            earlier = select(table.c.id).where(table.c.chat == self.chat, table.c.since < self.observation).limit(1)
            if (await connection.execute(earlier)).first():
                self._beside = Beside(connection, self.chat, self.observation)
                await self._beside.prepare()
                return

    async def learn_erasures(self) -> None:
        """Whom to turn away from now on."""
        erased = await fetch_all(self._connection, select(schema.erasures.c.person))
        self._erasures = frozenset(row[0] for row in erased)

    def take(self, batch: Batch) -> None:
        """Makes rows of one batch; they wait to be written."""
        if len(self._people) > PEOPLE_REMEMBERED:
            self._people.clear()
            self._accounts_shown.clear()
        self._members(batch.members)
        self._waiting["posts"] += map(_post_row, batch.posts)
        self._waiting["messages"] += self._message_rows(batch.messages)
        self._waiting["arrivals"] += self._arrival_rows(batch.arrivals)
        self._waiting["leaves"] += self._leave_rows(batch.leaves)

    async def add(self, batch: Batch) -> None:
        """Brings one batch to rest, now or with those that follow."""
        self.take(batch)
        if sum(map(len, self._waiting.values())) > ROWS_AT_ONCE:
            await self._write_meanwhile(ROWS_A_STEP)

    async def write_all(self) -> None:
        """Writes what waits."""
        await self._write_meanwhile(1)
        await self._written()

    async def close(self, coverage: Coverage) -> Coverage:
        """Ends the observation; returns the coverage with what only the door could count."""
        await self.write_all()
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

    def _members(self, members: list[Member]) -> None:
        """Notes the names shown, and what is shown of accounts."""
        told = [(self._person(member.who), member) for member in members]
        shown = [
            (person, member)
            for person, member in told
            if member.account is not None
            and person not in self._erasures
            and (member.listing is not None or person not in self._accounts_shown)
        ]
        if not shown:
            return
        self._accounts_shown.update(person for person, _ in shown)
        ids = np.array([int(member.who.key or 0) for _, member in shown], np.int64)
        ages = zip(*(_or_zero(bound) for bound in account_age.created_many(ids)), strict=True)
        for (person, member), age in zip(shown, ages, strict=True):
            self._waiting["accounts" if member.listing is None else "members"].append(
                self._account(person, member, age)
            )

    def _account(self, person: int, member: Member, age: tuple[int, int]) -> Row:
        account, listing = member.account, member.listing
        assert account is not None  # noqa: S101 - whoever calls has looked
        role, joined_at, adder = "", 0, NOBODY
        if listing is not None:
            role, joined_at = listing.role, listing.joined_at or 0
            adder = NOBODY if listing.adder is None else self._person(listing.adder)
        return (
            person, int(listing is not None), role, joined_at, NOBODY if self._turned_away(adder) else adder,
            int(account.bot), int(account.deleted), _shown(account.blank), _shown(account.flagged),
            account.seen, account.seen_at or 0, int(account.by_me), *age, account_age.VERSION,
        )  # fmt: skip

    def _show(self, person: int, name: int, shown_as: str | None) -> None:
        if shown_as is None and self._paged:
            return  # there a missing name says nothing: what is deleted says so itself
        traits = name_traits.name_traits(shown_as)
        version = name_traits.VERSION
        now = self.observation
        self._waiting["names"].append((self.chat, person, name, now, now, traits.script, traits.digits, version))

    def _turned_away(self, person: int) -> bool:
        return person in self._erasures

    def _message_rows(self, messages: list[Message]) -> list[Row]:
        ordinals = self._ordinals(self._message_ordinals, [message.id for message in messages])
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
                place = person if arrival.source == "invite-links" else arrival.position
                yield arrival.source, arrival.id, ordinal, place, arrival.at or 0, arrival.kind, person, adder

    def _leave_rows(self, leaves: list[Leave]) -> Iterable[Row]:
        for ordinal, leave in zip(self._elements(leaves), leaves, strict=True):
            person = self._person(leave.who)
            if not self._turned_away(person):
                yield leave.source, leave.id, ordinal, leave.position, leave.at or 0, person, int(leave.by_self)

    def _ordinals(self, ordinals: _Ordinals, ids: Sequence[int]) -> list[int]:
        """Telegram itself gives an id once; what comes again in another page is the same."""
        return [0] * len(ids) if self._paged else ordinals.of(ids)

    def _elements(self, records: Sequence[Arrival | Leave]) -> list[int]:
        """The ordinal of each record's service message; those of one message share it."""
        if self._paged:
            return [0] * len(records)
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
        tables = {table.name: table for table in schema.VERSIONED}
        for name, into in self._into.items():
            rows, table = waiting[name], tables.get(name)
            if rows and self._beside is not None and table is not None:
                changed += await self._beside.write(table, into, rows)
            elif rows:
                await write_many(self._connection, into, rows)
                changed += len(rows) if table is not None else 0
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
    await door.prepare()
    return door


def _or_zero(times: npt.NDArray[np.int64]) -> list[int]:
    """Times to be written, 0 where unknown."""
    return np.where(times == account_age.NO_TIME, 0, times).tolist()  # type: ignore[no-any-return]


def _shown(value: bool | None) -> int:
    return -1 if value is None else int(value)


def _post_row(post: Post) -> Row:
    shown = (post.views, post.forwards, post.reactions, post.comments)
    return post.id, post.at, *(-1 if count is None else count for count in shown)


def _excluded(table: Table) -> str:
    """Every column that is not of the key, as the new row has it."""
    return ", ".join(f"{column.name} = excluded.{column.name}" for column in table.columns if not column.primary_key)
