"""Alerts: what those who watch are to be told, each event once in a room, whoever saw it; and whether it was told.

An alert waits until its quiet hours are over or its digest is due. Like an answer, it is the edit of a message that was
noted before: a kill between telling and noting cannot tell it twice.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import select, update

from storage import schema
from storage.store import Connection, Store, fetch_all

Facts = dict[str, Any]


class NewAlert(msgspec.Struct, frozen=True):
    """What happened in a chat, for one room. `key` names the event; `until` is up to when it was seen to go on;
    `topic` the one of a forum in which it is told."""

    room: int
    asker: int
    language: str
    chat: int | None
    key: str
    kind: str
    made_at: int
    not_before: int
    facts: Facts
    audit: int | None = None
    adder: int | None = None
    until: int = 0
    topic: int | None = None


class Alert(NewAlert, frozen=True, kw_only=True):
    """One that is kept. `title` is the chat's."""

    alert: int
    state: str
    message: int | None
    title: str | None


async def keep(connection: Connection, told: Iterable[NewAlert]) -> int:
    """Keeps what is to be told; of one event in one room what came first, and of whoever was
    forgotten meanwhile nothing. Returns how many are new."""
    new = 0
    for alert in told:
        gone = select(schema.erasures.c.person).where(schema.erasures.c.person == alert.adder)
        adder = None if alert.adder and await connection.scalar(gone) is not None else alert.adder
        values = msgspec.structs.asdict(alert) | {
            "adder": adder,
            "state": "waiting",
            "facts": msgspec.json.encode(alert.facts).decode(),
            "until": max(alert.until, alert.made_at),
        }
        new += await connection.add_new(schema.alerts, values)
    return new


async def add(store: Store, told: Iterable[NewAlert]) -> int:
    """The same, by itself."""
    async with store.writing() as connection:
        return await keep(connection, told)


async def due(store: Store, now: int) -> list[Alert]:
    """What is to be told by now, by room, in the order in which it happened."""
    table = schema.alerts
    return await _all(store, table.c.state == "waiting", table.c.not_before <= now)


async def find(store: Store, alert: int) -> Alert | None:
    """One alert."""
    found = await _all(store, schema.alerts.c.alert == alert)
    return found[0] if found else None


async def shown(store: Store, told: list[Alert], message: int) -> None:
    """Which message of ours is to hold some alerts."""
    await _set(store, told, message=message)


async def settle(store: Store, told: list[Alert], state: str) -> None:
    """These were `told`, or cannot be (`dropped`)."""
    await _set(store, told, state=state)


async def wait(store: Store, told: list[Alert], until: int) -> None:
    """These cannot be told before a moment."""
    await _set(store, told, not_before=until)


async def bursts_since(store: Store, chat: int, at: int) -> list[Alert]:
    """The bursts of a chat that were seen to go on after a moment."""
    table = schema.alerts
    return await _all(store, table.c.chat == chat, table.c.kind == "burst", table.c.until >= at)


async def goes_on(store: Store, told: list[Alert], until: int) -> None:
    """An event is seen to go on."""
    await _set(store, told, until=until)


async def _set(store: Store, told: list[Alert], **values: Any) -> None:
    table = schema.alerts
    async with store.writing() as connection:
        mine = table.c.alert.in_([each.alert for each in told])
        await connection.execute(update(table).where(mine).values(values))


async def _all(store: Store, *which: Any) -> list[Alert]:
    table, chats = schema.alerts, schema.chats
    chosen = select(table, chats.c.title).outerjoin(chats, chats.c.chat == table.c.chat)
    async with store.reading() as connection:
        rows = await fetch_all(connection, chosen.where(*which).order_by(table.c.room, table.c.alert))
    return [Alert(**{**row._mapping, "facts": msgspec.json.decode(row.facts)}) for row in rows]  # noqa: SLF001 - public
