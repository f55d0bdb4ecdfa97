"""Who waits where for what, until each is answered once; the jobs they wait for are in `jobs.py`."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, delete, func, select, update

from storage import schema
from storage.companion.jobs import DAY, UNENDED, Job, awaited, find_all
from storage.people.identities import Identities
from storage.store import Connection, Store, fetch_all

HOUR = 3_600

A_BUTTON = 1 << 31
"""Telegram's messages have smaller numbers; what is above counts the requests of a button."""


class Asking(msgspec.Struct, frozen=True):
    """One person who waits for a job, and the message that tells them how it goes."""

    asking: int
    job: int
    asker: int
    room: int
    request: int
    message: int | None
    language: str
    asked_at: int
    topic: int | None = None
    """The topic of a forum in which it was asked, and is answered."""


def called(identities: Identities, asker: int) -> tuple[int, int]:
    """Under what the requests of a person rest: the id, and from a day after the answer the pseudonym."""
    return asker, identities.asker(str(asker))


async def request_of(store: Store, room: int, message: int) -> int:
    """The number of a request that is made by a button under a message, as often as it is answered: the message's own,
    with a count above Telegram's numbers. While one is open it is the same request."""
    askings = schema.askings
    under = askings.c.room == room, askings.c.request % A_BUTTON == message
    chosen = select(askings.c.request, askings.c.state).where(*under).order_by(askings.c.request.desc()).limit(1)
    async with store.reading() as connection:
        last = (await connection.execute(chosen)).first()
    if last is None:
        return message + A_BUTTON
    return int(last.request) if last.state == "open" else int(last.request) + A_BUTTON


async def was_asked(store: Store, room: int, request: int) -> bool:
    """Whether this very request was taken in before: after a kill it may be brought again."""
    askings = schema.askings
    async with store.reading() as connection:
        same = askings.c.room == room, askings.c.request == request
        return await connection.scalar(select(askings.c.asking).where(*same)) is not None


async def shown(store: Store, asking: int, message: int, *, instead_of: int | None = None) -> bool:
    """Which message of ours tells an asker how it goes, and becomes the answer. False where another does by now."""
    askings = schema.askings
    async with store.writing() as connection:
        mine = askings.c.asking == asking, askings.c.message.is_not_distinct_from(instead_of)
        values = {"message": message, "told_at": 0}
        return (await connection.execute(update(askings).where(*mine).values(values))).rowcount == 1


async def answered(store: Store, asking: int, *, card: bool = False) -> None:
    """Somebody has their answer; `card`: all but the card, which is due from now on."""
    async with store.writing() as connection:
        mine = schema.askings.c.asking == asking, schema.askings.c.state == "open"
        now = {"state": "answered", "card": "due" if card else "", "due": 0}
        await connection.execute(update(schema.askings).where(*mine).values(now))


async def unanswered(store: Store) -> list[tuple[Asking, Job]]:
    """Everybody whose job has ended, and who has not been answered."""
    return await _with_jobs(store, schema.askings.c.due == 1)


async def under_way(store: Store, asker: int | None = None) -> list[tuple[Asking, Job]]:
    """Everybody whose job has not ended, or one person of them."""
    if asker is None:
        return await _with_jobs(store, schema.askings.c.due == 0)
    theirs = schema.askings.c.asker == asker
    async with store.reading() as connection:  # alone, so that the index of the asker is the one that is used
        numbers = [row.asking for row in await fetch_all(connection, select(schema.askings.c.asking).where(theirs))]
    return await _with_jobs(store, schema.askings.c.due == 0, schema.askings.c.asking.in_(numbers))


async def to_tell(store: Store, *, before: int, most: int) -> list[tuple[Asking, Job]]:
    """Whose message has not said how it goes since `before`, who has waited longest for that first; at `most` so many.
    Those without a message are no matter of this: their first word is on its way."""
    askings = schema.askings
    return await _with_jobs(store, askings.c.due == 0, askings.c.told_at <= before, order=askings.c.told_at, most=most)


async def mark_told(store: Store, numbers: Sequence[int], now: int) -> None:
    """Notes that these messages say how it goes."""
    askings = schema.askings
    async with store.writing() as connection:
        await connection.execute(update(askings).where(askings.c.asking.in_(numbers)).values(told_at=now))


async def latest_of(store: Store, asker: int) -> tuple[Asking, Job] | None:
    """What a person asked for last."""
    askings = schema.askings
    theirs = askings.c.asker.in_(called(Identities(store.key), asker))
    async with store.reading() as connection:
        found = await fetch_all(connection, _askings().where(theirs).order_by(askings.c.asking.desc()).limit(1))
        for row in found:
            return _asking(row), (await find_all(connection, schema.jobs.c.job == row.job))[row.job]
    return None


async def withdraw(
    store: Store, asker: int, *, now: int, room: int | None = None, job: int | None = None
) -> list[Asking]:
    """A person wants none of what they wait for any longer (or of what was asked in one room, or of one job); a job for
    which nobody waits is cancelled."""
    askings = schema.askings
    theirs = [askings.c.asker == asker, askings.c.state == "open", askings.c.request > 0]
    theirs += [] if room is None else [askings.c.room == room]
    theirs += [] if job is None else [askings.c.job == job]
    return await _withdraw(store, theirs, now)


async def leave_room(store: Store, room: int, *, now: int) -> list[Asking]:
    """Nobody can be answered in a room any longer: all that was asked there is withdrawn."""
    askings = schema.askings
    return await _withdraw(store, [askings.c.room == room, askings.c.state == "open", askings.c.request > 0], now)


async def _withdraw(store: Store, which: list[ColumnElement[bool]], now: int) -> list[Asking]:
    jobs, askings = schema.jobs, schema.askings
    async with store.writing() as connection:
        found = await fetch_all(connection, _askings().where(*which, jobs.c.state.in_(UNENDED)))
        gone = [_asking(row) for row in found]
        if gone:
            numbers = askings.c.asking.in_([each.asking for each in gone])
            await connection.execute(update(askings).where(numbers).values(state="withdrawn", due=0))
            deserted = jobs.c.job.in_([each.job for each in gone]), ~awaited()
            values = {"state": "cancelled", "ended_at": now}
            await connection.execute(update(jobs).where(*deserted, jobs.c.state.in_(UNENDED)).values(values))
    return gone


def replies_to(request: int) -> int | None:
    """The message that an answer replies to; None where it was written in a room that is no more."""
    return request % A_BUTTON or None


async def moved(store: Store, room: int, to: int) -> None:
    """A group has become a supergroup: those who wait there are answered in the new one, by a message of its own. Its
    messages are numbered anew, so none of them is the one that asked."""
    askings = schema.askings
    theirs = askings.c.room == room, askings.c.state == "open"
    there = {
        "room": to,
        "message": None,
        "told_at": None,
        "topic": None,
        "request": askings.c.request % A_BUTTON * A_BUTTON,
    }
    async with store.writing() as connection:
        await connection.execute(update(askings).where(*theirs).values(there))


async def asked_for(store: Store, asker: int, audit: int) -> bool:
    """Whether an audit is the answer to what a person asked for and did not withdraw."""
    jobs, askings = schema.jobs, schema.askings
    mine = askings.c.asker.in_(called(Identities(store.key), asker))
    theirs = mine, jobs.c.audit == audit, askings.c.state != "withdrawn"
    chosen = select(func.count()).select_from(askings.join(jobs, jobs.c.job == askings.c.job)).where(*theirs)
    async with store.reading() as connection:
        return bool(await connection.scalar(chosen))


async def cards_due(store: Store) -> list[tuple[Asking, int]]:
    """Who has an answer whose card is still to be sent, and of which audit."""
    jobs, askings = schema.jobs, schema.askings
    chosen = select(askings, jobs.c.audit).join(jobs, jobs.c.job == askings.c.job)
    due = askings.c.card == "due", jobs.c.audit.is_not(None)
    async with store.reading() as connection:
        rows = await fetch_all(connection, chosen.where(*due).order_by(askings.c.asking))
    return [(_asking(row), row.audit) for row in rows]


async def card_sent(store: Store, asking: int) -> None:
    """Somebody has the card, too; or it cannot be given."""
    async with store.writing() as connection:
        mine = schema.askings.c.asking == asking
        await connection.execute(update(schema.askings).where(mine).values(card="sent"))


async def forget(connection: Connection, key: bytes, asker: int, *, now: int) -> int:
    """Deletes what somebody asked for. How many audits that were within a day stays for the rest of it, under their
    pseudonym, by the full hour: else whoever is forgotten has a new quota. Returns how many rows went."""
    askings, spent = schema.askings, schema.spent
    theirs = askings.c.asker.in_(called(Identities(key), asker))
    count = func.count(askings.c.job.distinct()).label("audits")
    asked = select(askings.c.asked_at, count).where(theirs, askings.c.asked_at > now - DAY).group_by(askings.c.asked_at)
    for row in await fetch_all(connection, asked):
        hour = row.asked_at - row.asked_at % HOUR
        values = {"person": Identities(key).asker(str(asker)), "at": hour, "audits": row.audits}
        again = {"audits": spent.c.audits + row.audits}
        await connection.put(spent, values, key=["person", "at"], known=again)
    return (await connection.execute(delete(askings).where(theirs))).rowcount


async def spent_since(store: Store, at: int, asker: int) -> int:
    """How many audits somebody had asked for from a moment on before they were forgotten."""
    spent = schema.spent
    mine = spent.c.person == Identities(store.key).asker(str(asker)), spent.c.at > at
    async with store.reading() as connection:
        return int(await connection.scalar(select(func.sum(spent.c.audits)).where(*mine)) or 0)


async def _with_jobs(
    store: Store, *which: ColumnElement[bool], order: ColumnElement[Any] | None = None, most: int | None = None
) -> list[tuple[Asking, Job]]:
    askings = schema.askings
    waiting = askings.c.state == "open", askings.c.request > 0  # below 0: a watch's
    chosen = select(askings).where(*waiting, *which).order_by(askings.c.asking if order is None else order).limit(most)
    async with store.reading() as connection:
        rows = await fetch_all(connection, chosen)
        found = await find_all(connection, schema.jobs.c.job.in_({row.job for row in rows})) if rows else {}
    return [(_asking(row), found[row.job]) for row in rows]


def _askings() -> Select[Any]:
    return select(schema.askings).join(schema.jobs, schema.jobs.c.job == schema.askings.c.job)


def _asking(row: Any) -> Asking:
    return Asking(*(getattr(row, field) for field in Asking.__struct_fields__))
