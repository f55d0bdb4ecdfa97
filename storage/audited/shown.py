"""What an observation shows, read back as columns, the names in it resolved to people."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from storage.audited import updates
from storage.audited.observations import Observation
from storage.columns import (
    NO_TIME,
    Columns,
    EventColumns,
    Ints,
    MemberColumns,
    MessageColumns,
    PostColumns,
    ProfileColumns,
    TextColumns,
)
from storage.people.bearing import bearers
from storage.people.identities import NOBODY, by_name_alone
from storage.people.names import Names
from storage.people.rows import FOUNDER
from storage.people.traits.texts import CARRIED_SINCE
from storage.sources import SOURCES
from storage.store import Connection, Store

WORD_SIZE = 4
"""Bytes of a word's hash, as `people/traits/texts.py` writes them."""

_SEEN = "CASE WHEN seen < :now THEN seen ELSE :now END"
"""When a name was last shown, as far as an observation can know."""

_VISIBLE = "chat = :chat AND since <= :now AND (until IS NULL OR until > :now)"


async def read_columns(store: Store, observation: Observation, *, person: int | None = None) -> Columns:
    """The rows that `observation` shows, names resolved; with `person`, those alone that may be of that person."""
    kind = SOURCES[observation.source]
    async with store.reading() as connection:
        names = await bearers(connection, observation.chat_row, person)
        read = _Reading(connection, observation, names, person)
        messages = await read.messages()
        arrivals = await read.events("arrivals", "kind", "adder", f"kind != '{FOUNDER}'")
        leaves = await read.events("leaves", "by_self", "NULL")
        nameless = await _nameless(connection, observation) if kind.names_alone else frozenset[int]()
        shown = await _shown(connection, observation) if kind.names_alone and person is None else None
        founder = await read.founder() if kind.names_alone else NOBODY
        members = await _members(connection, observation, person) if kind.live else None
        profiles = await _profiles(connection, observation) if "profiles" in kind.shows else None
        ages = await _members(connection, observation, person) if kind.dated_ids else None
        posts = await _posts(connection, observation) if kind.live and person is None else None
        spans = await updates.spans(connection, observation.chat_row, observation.collected_at) if kind.live else ()
    by_name, listened = frozenset(read.by_name), tuple((span.since, span.until) for span in spans)
    return Columns(
        messages, arrivals, leaves, read.alternatives, nameless, by_name, members, posts, listened, shown, founder,
        ages, profiles,
    )  # fmt: skip


async def _members(connection: Connection, observation: Observation, person: int | None) -> MemberColumns:
    """The accounts that this observation saw; and bots that only an earlier one saw, for what they wrote is still
    there, and is no person's."""
    kinds: dict[str, npt.DTypeLike] = dict.fromkeys(("listed", "bot", "deleted", "by_me"), np.bool_)
    kinds |= dict.fromkeys(("blank", "flagged"), np.int8)
    fields = MemberColumns.__struct_fields__
    shown = ", ".join("listed AND last >= :now" if field == "listed" else field for field in fields)
    whose = "" if person is None else f" AND person = {int(person)}"
    sql = (
        f"SELECT {shown} FROM members AS this WHERE chat = :chat{whose} AND since <= :now AND (last >= :now OR bot)"
        " AND NOT EXISTS (SELECT 1 FROM members AS later WHERE later.chat = :chat AND later.person = this.person"
        " AND later.since > this.since AND later.since <= :now) ORDER BY person"
    )
    found = await _columns(connection, sql, fields, observation)
    columns = {
        name: [str(value) for value in values]
        if name in ("role", "seen")
        else np.array([NO_TIME if value is None else value for value in values], np.int64).astype(
            kinds.get(name, np.int64)
        )
        for name, values in found.items()
        if name != "adder"
    }
    adder = _ints(value or NOBODY for value in found["adder"])
    return MemberColumns(**columns, adder=adder)  # type: ignore[arg-type]


async def _profiles(connection: Connection, observation: Observation) -> ProfileColumns:
    """What this observation saw of authors' accounts."""
    fields = ProfileColumns.__struct_fields__
    shown = ", ".join(f"coalesce({field}, {NO_TIME})" for field in fields)
    sql = f"SELECT {shown} FROM members WHERE chat = :chat AND since <= :now AND last >= :now ORDER BY person"
    found = await _columns(connection, sql, fields, observation)
    flags = ("photo", "friends", "followers")
    columns = {name: np.array(values, np.int8 if name in flags else np.int64) for name, values in found.items()}
    return ProfileColumns(**columns)  # type: ignore[arg-type]


async def _posts(connection: Connection, observation: Observation) -> PostColumns:
    """The posts that this observation saw."""
    fields = PostColumns.__struct_fields__
    sql = f"SELECT {', '.join(fields)} FROM posts WHERE chat = :chat AND since <= :now AND last >= :now ORDER BY id"
    found = await _columns(connection, sql, fields, observation)
    return PostColumns(**{name: _ints(values) for name, values in found.items()})


async def _columns(
    connection: Connection, sql: str, fields: Sequence[str], observation: Observation
) -> dict[str, tuple[Any, ...]]:
    """What a query finds of an observation, put by column."""
    now = {"chat": observation.chat_row, "now": observation.row}
    rows = [row async for chunk in connection.chunks(sql, now) for row in chunk]
    return dict(zip(fields, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(fields, ())


class _Reading:
    """Reads rows and resolves the people in them, remembering what was ambiguous on the way."""

    def __init__(self, connection: Connection, observation: Observation, names: Names, person: int | None) -> None:
        self._connection = connection
        self._observation = observation
        self._names = names
        self._person = person
        self._visible = {"chat": observation.chat_row, "now": observation.row}
        whose = "" if person is None else f" AND person IN ({', '.join(map(str, [person, *names.known]))})"
        self._where = f"{_VISIBLE}{whose}"
        self.alternatives: dict[int, tuple[int, ...]] = {}
        self.by_name: set[int] = set()

    async def messages(self) -> MessageColumns:
        wanted = (
            "words", "id", f"coalesce(at, {NO_TIME})", f"coalesce(person, {NOBODY})", "coalesce(reply_to, 0)",
            "coalesce(origin, 0)", "length", "coalesce(exact, 0)", "words_total",
            "CASE WHEN kind = 'text' AND coalesce(exact, 0) = 0 THEN 1 ELSE 0 END", "coalesce(link, 0)",
            "coalesce(mentions, 0)", "coalesce(emoji, 0)", "coalesce(hashtags, 0)",
            f"traits >= {CARRIED_SINCE}", "since",
        )  # fmt: skip
        sql = f"SELECT {', '.join(wanted)} FROM messages WHERE {self._where} ORDER BY id, ordinal"
        chunks, words, sizes = [], [], []
        async for chunk in self._connection.chunks(sql, self._visible):
            hashes, *numbers = zip(*chunk, strict=True)
            chunks.append([np.array(column, np.int64) for column in numbers])
            words.append(b"".join(hashes))
            sizes.append(np.fromiter(map(len, hashes), np.int64, len(hashes)))
        columns = zip(*chunks, strict=True) if chunks else [[np.empty(0, np.int64)]] * (len(wanted) - 1)
        identifier, at, person, reply_to, origin, length, exact, total, wordless, *carried, looked, since = map(
            np.concatenate, columns
        )
        for place in np.flatnonzero(person & 1):
            found, resolved = self._who(int(person[place]), int(since[place]))
            person[place] = found if resolved else NOBODY
        ends = np.cumsum(np.concatenate(sizes) // WORD_SIZE) if sizes else np.empty(0, np.int64)
        marks = np.frombuffer(b"".join(words), "<u4")
        link, mentions, emoji, hashtags = carried
        texts = TextColumns(
            exact, length, total, marks, ends, reply_to, origin, wordless.astype(np.bool_),
            link, mentions, emoji, hashtags, looked.astype(np.bool_),
        )  # fmt: skip
        return MessageColumns(identifier, at, person, texts)

    async def events(self, table: str, kind: str, adder: str, which: str = "TRUE") -> EventColumns:
        sql = (
            f"SELECT id, coalesce(at, {NO_TIME}), {kind}, coalesce(person, {NOBODY}), coalesce({adder}, {NOBODY}),"
            f" since, source FROM {table} WHERE {self._where} AND {which} ORDER BY id, ordinal, position"
        )
        rows = await self._rows(sql)
        seen = self._observation
        if SOURCES[seen.source].live:
            chat, until = seen.chat_row, seen.collected_at
            rows += await updates.heard(self._connection, chat, until, leaves=table == "leaves", person=self._person)
        who = [self._who(row[3], row[5]) for row in rows]
        adders = [self._who(row[4], row[5]) for row in rows]
        return EventColumns(
            id=_ints(row[0] for row in rows),
            at=_ints(row[1] for row in rows),
            kind=[str(row[2]) for row in rows],
            person=_ints(person for person, _ in who),
            resolved=np.array([resolved for _, resolved in who], np.bool_),
            alone=np.array([bool(row[3] & 1) for row in rows], np.bool_),
            adder=_ints(person if resolved else NOBODY for person, resolved in adders),
            source=[str(row[6]) for row in rows],
        )

    async def founder(self) -> int:
        """Who made the chat, as an export showed it."""
        sql = f"SELECT coalesce(person, {NOBODY}), since FROM arrivals WHERE {self._where} AND kind = '{FOUNDER}'"
        found = [self._who(*row) for row in await self._rows(sql)]
        return next((person for person, resolved in found if resolved), NOBODY)

    async def _rows(self, sql: str) -> list[Any]:
        return [row async for chunk in self._connection.chunks(sql, self._visible) for row in chunk]

    def _who(self, person: int, since: int) -> tuple[int, bool]:
        """The person, and whether that is somebody in particular."""
        if person == NOBODY:
            return NOBODY, False
        if not by_name_alone(person):
            return person, True
        found = self._names.resolve(person, since)
        if found.person is None:
            self.alternatives[person] = found.alternatives
            return person, False
        if by_name_alone(found.person):
            self.by_name.add(found.person)
        return found.person, True


async def _nameless(connection: Connection, observation: Observation) -> frozenset[int]:
    """People whose latest showing was without a name."""
    sql = (
        "SELECT person FROM names WHERE chat = :chat AND since <= :now GROUP BY person"
        f" HAVING max(CASE WHEN name = 0 THEN {_SEEN} END) > coalesce(max(CASE WHEN name != 0 THEN {_SEEN} END), 0)"
    )
    values = {"chat": observation.chat_row, "now": observation.row}
    return frozenset([row[0] async for chunk in connection.chunks(sql, values) for row in chunk])


async def _shown(connection: Connection, observation: Observation) -> Ints:
    """The people whom this observation shows with their ids."""
    sql = "SELECT DISTINCT person FROM names WHERE chat = :chat AND since <= :now AND seen >= :now"
    values = {"chat": observation.chat_row, "now": observation.row}
    return _ints([row[0] async for chunk in connection.chunks(sql, values) for row in chunk])


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)
