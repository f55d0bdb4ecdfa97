"""Arrivals as they happen: what our bot hears where it is an admin, and when it was listening.

What was heard belongs to a chat, not to one observation. A live observation holds what was heard up to its
`collected_at`, so that it shows the same when it is measured again. A chat is listened to in spans; between two of them
the bot was down, or no admin, and nobody knows what happened then.
"""

import msgspec
from sqlalchemy import func, select, update

from storage import schema
from storage.audited import chats
from storage.people.identities import NOBODY, Identities
from storage.records import Arrival, Chat, Leave
from storage.store import Connection, Store, fetch_all

HEARTBEAT_SECONDS = 60
"""How often a bot that listens is to say so; what is heard after its last word is in doubt."""

LEAVING = ("left", "removed")
"""The kinds of an update that are leaves: by oneself, or by another."""

Row = tuple[int, int, str, int, int, int, str]
"""As `observations` reads events: id, at, kind, person, adder, since, source."""


class Span(msgspec.Struct, frozen=True):
    """A time in which a chat was listened to."""

    since: int
    until: int


async def record(store: Store, chat: Chat, event: Arrival | Leave, *, now: int) -> bool:
    """Brings one arrival or leave to rest; what comes twice counts once. False where there was nothing to keep:
    heard before, of somebody who asked to be forgotten, or of nobody in particular.

    Raises `DatabaseBusy` while a long import is being written; the bot tries again later.
    """
    if event.who.key is None:
        return False
    identities = Identities(store.key)
    person = identities.person(event.who.key)
    by = event.adder.key if isinstance(event, Arrival) and event.adder is not None else None
    adder = None if by is None else identities.person(by)
    table, erasures = schema.updates, schema.erasures.c.person
    async with store.writing() as connection:
        erased = {row[0] for row in await fetch_all(connection, select(erasures).where(erasures.in_([person, adder])))}
        if person in erased:
            return False
        at = now if event.at is None else event.at
        values = {
            "chat": await chats.find_or_add(connection, chat),
            "at": at,
            "person": person,
            "kind": event.kind if isinstance(event, Arrival) else LEAVING[not event.by_self],
            "adder": None if adder in erased else adder,
            "heard_at": max(at, now),
        }
        return await connection.add_new(table, values) > 0


async def listen(store: Store, chat: Chat, now: int) -> None:
    """The bot hears of arrivals in `chat` from now on."""
    table = schema.listening
    async with store.writing() as connection:
        row = await chats.find_or_add(connection, chat)
        if await connection.scalar(select(table.c.since).where(table.c.chat == row, table.c.open == 1)) is None:
            await _begin(connection, row, now)


async def deafen(store: Store, chat: Chat, now: int) -> None:
    """The bot hears of them no more: it is no admin, or was removed."""
    table = schema.listening
    async with store.writing() as connection:
        row = await chats.find_or_add(connection, chat)
        mine = table.c.chat == row, table.c.open == 1
        await connection.execute(update(table).where(*mine).values(until=now, open=0))


async def heartbeat(store: Store, now: int) -> None:
    """The bot is alive, and has heard all there was to hear."""
    table = schema.listening
    async with store.writing() as connection:
        await connection.execute(update(table).where(table.c.open == 1).values(until=now))


async def resume(store: Store, now: int) -> None:
    """The bot has started again: it was deaf everywhere from its last heartbeat on, and listens again."""
    table = schema.listening
    async with store.writing() as connection:
        open_ones = [row.chat for row in await fetch_all(connection, select(table.c.chat).where(table.c.open == 1))]
        await connection.execute(update(table).where(table.c.open == 1).values(open=0))
        for chat in open_ones:
            await _begin(connection, chat, now)


async def _begin(connection: Connection, chat: int, now: int) -> None:
    span = {"chat": chat, "since": now, "until": now, "open": 1}
    await connection.put(schema.listening, span, key=["chat", "since"], known=span)


async def spans(connection: Connection, chat: int, until: int) -> tuple[Span, ...]:
    """When a chat was listened to, up to a moment."""
    table = schema.listening
    chosen = select(table.c.since, table.c.until).where(table.c.chat == chat, table.c.since <= until)
    found = await fetch_all(connection, chosen.order_by(table.c.since))
    return tuple(Span(row.since, min(row.until, until)) for row in found)


async def heard(connection: Connection, chat: int, until: int, *, leaves: bool, person: int | None = None) -> list[Row]:
    """What was heard of a chat up to a moment, of everybody or of one person. Not of the accounts that read it: they
    are left out of every audit."""
    table, accesses = schema.updates, schema.accesses
    reading = select(accesses.c.account).where(accesses.c.chat == chat)
    chosen = (
        select(table)
        .where(table.c.chat == chat, table.c.heard_at <= until, table.c.person.not_in(reading))
        .where(table.c.kind.in_(LEAVING) if leaves else table.c.kind.not_in(LEAVING))
        .where(*([] if person is None else [table.c.person == person]))
        .order_by(table.c.at)
    )
    return [
        (0, row.at, str(int(row.kind == LEAVING[0])) if leaves else row.kind, row.person, row.adder or NOBODY, 0,
         "bot-updates")
        for row in await fetch_all(connection, chosen)
    ]  # fmt: skip


async def last_heard(connection: Connection, chat: int, person: int) -> int | None:
    """When something was last heard of a person in a chat."""
    table = schema.updates
    mine = table.c.chat == chat, table.c.person == person
    return await connection.scalar(select(table.c.heard_at).where(*mine).order_by(table.c.heard_at.desc()).limit(1))


async def came(store: Store, chat: int, since: int, until: int) -> list[tuple[int, int]]:
    """Who came after a moment and up to another, as far as heard: when, and the adder, 0 where nobody added them."""
    table = schema.updates
    inside = table.c.chat == chat, table.c.at > since, table.c.at <= until, table.c.kind.not_in(LEAVING)
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(table.c.at, table.c.adder).where(*inside).order_by(table.c.at))
    return [(row.at, row.adder or NOBODY) for row in rows]


async def counted(store: Store, chat: int, since: int, until: int, seconds: int) -> list[tuple[int, int]]:
    """How many came in each span of so many seconds, by the span's number since 1970; spans with nobody are absent."""
    table = schema.updates
    inside = table.c.chat == chat, table.c.at > since, table.c.at <= until, table.c.kind.not_in(LEAVING)
    span = (table.c.at // seconds).label("span")
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(span, func.count().label("n")).where(*inside).group_by(span))
    return [(int(row.span), row.n) for row in rows]


async def listened(store: Store, chat: int, since: int, until: int) -> int:
    """For how many seconds between two moments a chat was listened to."""
    async with store.reading() as connection:
        heard_in = await spans(connection, chat, until)
    return sum(max(0, each.until - max(each.since, since)) for each in heard_in)
