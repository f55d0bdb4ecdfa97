"""What is held about one person, for that person: everything under their id, and what their name alone stands for.

Of others nothing is told: that somebody added them, or was added by them, but never who. A million messages are looked
through in a third of a second; an index by person would take an eighth of the database and of the time of an import.
"""

import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Row

from storage import schema
from storage.audited.retention import DAY
from storage.audited.updates import LEAVING
from storage.people.bearing import Borne, names_borne_by, speaks_of
from storage.people.identities import NAMELESS, Identities
from storage.store import Connection, Store, fetch_all

Held = dict[str, Any]
"""Ready to be JSON."""


async def held_about(store: Store, telegram_id: str, *, text_days: int, row_days: int) -> Held:
    """All that is held about a person: a chat they were seen in at a time, and whether they asked to be forgotten.
    `text_days` and `row_days` are how long texts and rows rest."""
    identities = Identities(store.key)
    person = identities.person(telegram_id)
    async with store.reading() as connection:
        borne = await names_borne_by(connection, person)
        parts = {
            "arrivals": await _arrivals(connection, person, borne),
            "leaves": await _leaves(connection, person, borne),
            "heard_by_the_bot": await _heard(connection, person),
            "others_added": await _others_added(connection, person),
            "messages": await _messages(connection, person, borne, text_days),
            "names": await _names(connection, person),
            "accounts": await _accounts(connection, person),
            "read_by_their_account": await _reading(connection, person),
        }
        chats = sorted({chat for part in parts.values() for chat in part})
        found = [await _chat(connection, chat, parts, row_days) for chat in chats]
        erased = await connection.scalar(select(schema.erasures.c.person).where(schema.erasures.c.person == person))
        asked = await _asked(connection, identities.asker(telegram_id))
    return {"forgotten": erased is not None, "chats": found, "asked_of_the_bot": asked}


async def _asked(connection: Connection, asker: int) -> list[Held]:
    """What a person asked the bot for, as the log of its decisions has it: by the day."""
    table = schema.decisions
    of_a_day = table.c.at, table.c.command, table.c.verdict
    rows = await fetch_all(connection, select(table).where(table.c.person == asker).order_by(*of_a_day))
    return [{"day": _day(row.at), "command": row.command, "verdict": row.verdict} for row in rows]


async def _chat(connection: Connection, chat: int, parts: dict[str, dict[int, Any]], row_days: int) -> Held:
    """What is held in one chat: when it was read, until when that rests, and each part of it."""
    table, chats = schema.observations, schema.chats
    named = (await connection.execute(select(chats.c.title, chats.c.kind).where(chats.c.chat == chat))).one()
    rest = select(table.c.collected_at, table.c.source).where(table.c.chat == chat, table.c.rows_rest == 1)
    read = await fetch_all(connection, rest.order_by(table.c.observation))
    return {
        "title": named.title,
        "kind": named.kind,
        "observations": [{"day": _day(row.collected_at), "source": row.source} for row in read],
        "rows_until": _day(read[-1].collected_at + row_days * DAY) if read else None,
        **{part: found[chat] for part, found in parts.items() if chat in found},
    }


async def _arrivals(connection: Connection, person: int, borne: list[Borne]) -> dict[int, Any]:
    table = schema.arrivals
    rows = await fetch_all(connection, select(table).where(speaks_of(table, person, borne)).order_by(table.c.at))
    return _by_chat(
        (row, {"at": _moment(row.at), "kind": row.kind, "source": row.source, "by_name_alone": row.person != person})
        for row in rows
    )


async def _leaves(connection: Connection, person: int, borne: list[Borne]) -> dict[int, Any]:
    table = schema.leaves
    rows = await fetch_all(connection, select(table).where(speaks_of(table, person, borne)).order_by(table.c.at))
    return _by_chat(
        (row, {"at": _moment(row.at), "kind": LEAVING[not row.by_self], "source": row.source}) for row in rows
    )


async def _heard(connection: Connection, person: int) -> dict[int, Any]:
    table = schema.updates
    rows = await fetch_all(connection, select(table).where(table.c.person == person).order_by(table.c.at))
    return _by_chat((row, {"at": _moment(row.at), "kind": row.kind, "heard": _moment(row.heard_at)}) for row in rows)


async def _others_added(connection: Connection, person: int) -> dict[int, Any]:
    """How many others a person is known to have added, in each chat."""
    found: dict[int, int] = {}
    for table in (schema.arrivals, schema.updates, schema.members):
        added = select(table.c.chat, func.count(table.c.person.distinct()).label("others"))
        for row in await fetch_all(connection, added.where(table.c.adder == person).group_by(table.c.chat)):
            found[row.chat] = max(found.get(row.chat, 0), row.others)
    return found


async def _messages(connection: Connection, person: int, borne: list[Borne], text_days: int) -> dict[int, Any]:
    table, texts, observations = schema.messages, schema.texts, schema.observations
    place = texts.c.observation == table.c.since, texts.c.id == table.c.id, texts.c.ordinal == table.c.ordinal
    chosen = select(
        table.c.chat,
        func.count().filter(table.c.until.is_(None)).label("messages"),
        func.count().filter(table.c.until.is_not(None)).label("replaced"),
        func.min(table.c.at).label("first"),
        func.max(table.c.at).label("last"),
        func.count(texts.c.text).label("texts"),
        func.max(texts.c.observation).label("taken"),
    ).outerjoin(texts, and_(*place))
    found = {}
    for row in await fetch_all(connection, chosen.where(speaks_of(table, person, borne)).group_by(table.c.chat)):
        collected = select(observations.c.collected_at).where(observations.c.observation == row.taken)
        taken = None if row.taken is None else await connection.scalar(collected)
        found[row.chat] = {
            "count": row.messages,
            "earlier_versions": row.replaced,
            "first_day": _day(row.first),
            "last_day": _day(row.last),
            "texts_at_rest": row.texts,
            "texts_until": None if taken is None else _day(taken + text_days * DAY),
        }
    return found


async def _names(connection: Connection, person: int) -> dict[int, Any]:
    """Of each name what is kept of it: its traits, and nothing that could be read."""
    table = schema.names
    rows = await fetch_all(connection, select(table).where(table.c.person == person).order_by(table.c.since))
    return _by_chat((row, {"shown": row.name != NAMELESS, "script": row.script, "digits": row.digits}) for row in rows)


async def _accounts(connection: Connection, person: int) -> dict[int, Any]:
    """What live audits saw of the account, and its line of the member list: from the first to the last that saw just
    this."""
    table, first, last = schema.members, schema.observations.alias(), schema.observations.alias()
    chosen = (
        select(table, first.c.collected_at.label("first"), last.c.collected_at.label("latest"))
        .join(first, first.c.observation == table.c.since)
        .join(last, last.c.observation == table.c.last)
    )
    rows = await fetch_all(connection, chosen.where(table.c.person == person).order_by(table.c.chat, table.c.since))
    return _by_chat((row, _account(row)) for row in rows)


def _account(row: Row[Any]) -> Held:
    return {
        "first_day": _day(row.first),
        "last_day": _day(row.latest),
        "in_the_member_list": bool(row.listed),
        "role": row.role or None,
        "joined": _moment(row.joined_at),
        "bot": bool(row.bot),
        "deleted": bool(row.deleted),
        "without_photo_and_username": _shown(row.blank),
        "flagged_by_telegram": _shown(row.flagged),
        "last_seen": row.seen or None,
        "last_seen_in": _month(row.seen_month),
        "has_photo": _shown(row.photo),
        "has_friends": _shown(row.friends),
        "has_followers": _shown(row.followers),
        "made_between": [_day(row.age_from), _day(row.age_to)],
    }


async def _reading(connection: Connection, person: int) -> dict[int, Any]:
    """The chats that were read with this person's own account."""
    table = schema.accesses
    return {
        row.chat: True for row in await fetch_all(connection, select(table.c.chat).where(table.c.account == person))
    }


def _by_chat(rows: Iterable[tuple[Row[Any], Held]]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = {}
    for row, held in rows:
        found.setdefault(row.chat, []).append(held)
    return found


def _shown(value: int) -> bool | None:
    return None if value < 0 else bool(value)


def _moment(at: int | None) -> str | None:
    return None if at is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def _day(at: int | None) -> str | None:
    return None if at is None else time.strftime("%Y-%m-%d", time.gmtime(at))


def _month(number: int | None) -> str | None:
    return None if number is None else f"{1970 + number // 12}-{number % 12 + 1:02}"
