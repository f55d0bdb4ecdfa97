"""Those who talk to the companion: their language, what the operator granted them, which chats are never audited, and
the log of decisions. They rest by id, because they are answered by it, and go with `let_go`."""

import secrets
from typing import Any, Literal

import msgspec
from sqlalchemy import Column, ColumnElement, bindparam, delete, func, insert, select, update

from storage import schema, traces
from storage.companion.askings import called, forget, spent_since
from storage.companion.jobs import ENDED
from storage.people.identities import Identities
from storage.store import Connection, Store, fetch_all

DAY = 86_400
KEPT_DAYS = 30
"""Days for which somebody is kept after their last job or grant, if they watch nothing: more is not needed to answer
them. docs/privacy.md promises it."""

_NO_MESSAGE = 1 << 40
"""Below it stand requests of which it is not known any more which message asked."""

_NOWHERE = 0
"""The room of a request of which it is not known any more where it was made."""

Role = Literal["", "allowed", "trusted", "denied"]


class Talker(msgspec.Struct, frozen=True):
    """One of them, as far as known."""

    person: int
    language: str | None = None
    role: Role = ""


async def find(store: Store, person: int) -> Talker:
    """What is known of somebody who talks to the companion."""
    async with store.reading() as connection:
        row = (await connection.execute(select(schema.talkers).where(schema.talkers.c.person == person))).first()
    return Talker(person) if row is None else Talker(row.person, row.language, row.role)


async def speak(store: Store, person: int, language: str, *, now: int) -> None:
    """Somebody chose a language."""
    await _set(store, person, now, language=language)


async def grant(store: Store, person: int, role: Role, *, now: int) -> None:
    """The operator allows, trusts or denies somebody, or takes it back ('')."""
    await _set(store, person, now, role=role, granted_at=now)


async def _set(store: Store, person: int, now: int, **values: Any) -> None:
    new = {"person": person, "role": "", "last_at": now, **values}
    known = {**values, "last_at": now}
    async with store.writing() as connection:
        await connection.put(schema.talkers, new, key=["person"], known=known)


async def granted(store: Store) -> list[Talker]:
    """Everybody who was allowed, trusted or denied."""
    table = schema.talkers
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(table).where(table.c.role != "").order_by(table.c.person))
    return [Talker(row.person, row.language, row.role) for row in rows]


async def deny_chat(store: Store, identity: str, *, now: int) -> None:
    """A chat that is never audited from now on."""
    async with store.writing() as connection:
        values = {"identity": identity, "denied_at": now}
        await connection.add_new(schema.denied_chats, values)


async def allow_chat(store: Store, identity: str) -> bool:
    """Takes a chat off the deny list; False where it was not on it."""
    table = schema.denied_chats
    async with store.writing() as connection:
        return (await connection.execute(delete(table).where(table.c.identity == identity))).rowcount > 0


async def denied(store: Store, identities: list[str]) -> bool:
    """Whether a chat is on the deny list under any of these."""
    table = schema.denied_chats
    async with store.reading() as connection:
        chosen = select(func.count()).where(table.c.identity.in_(identities))
        return bool(await connection.scalar(chosen))


async def denied_chats(store: Store) -> list[str]:
    """The deny list."""
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(schema.denied_chats.c.identity))
    return sorted(row.identity for row in rows)


async def decided(store: Store, person: int, command: str, verdict: str, *, now: int) -> None:
    """Notes a decision: its day, because a second would tie it to an audit or a message; never what was asked for, nor
    by whom but for a pseudonym. Numbers are drawn: in the order of a day's decisions its messages could be found."""
    pseudonym = Identities(store.key).asker(str(person))
    async with store.writing() as connection:
        values = {"at": now - now % DAY, "person": pseudonym, "command": command, "verdict": verdict}
        await connection.execute(insert(schema.decisions).values(decision=1 + secrets.randbits(62), **values))


async def let_go(store: Store, *, now: int, decision_days: int) -> int:
    """Lets go of those who watch nothing and whose last job or grant was 30 days ago, of what was asked for in a group
    after a day, and of decisions after `decision_days`. Returns how many askings and talkers went."""
    askings, talkers, jobs, decisions = schema.askings, schema.talkers, schema.jobs, schema.decisions
    due = now - KEPT_DAYS * DAY
    async with store.writing() as connection:
        over = askings.c.asked_at <= due, askings.c.state != "open"
        gone = (await connection.execute(delete(askings).where(*over))).rowcount
        gone += await _blur(connection, Identities(store.key), now - DAY)
        deserted = jobs.c.job.not_in(select(askings.c.job)), jobs.c.asked_at <= due
        await connection.execute(delete(jobs).where(*deserted))
        await connection.execute(delete(schema.spent).where(schema.spent.c.at <= now - DAY))
        await connection.execute(delete(decisions).where(decisions.c.at <= now - decision_days * DAY))
        gone += await _drop_silent(connection, Identities(store.key), due)
        seen = talkers.c.last_at <= now - DAY, talkers.c.last_at % DAY != 0
        days = {"last_at": _day(talkers.c.last_at), "granted_at": _day(talkers.c.granted_at)}
        await connection.execute(update(talkers).where(*seen).values(days))
        if gone:
            await traces.mark(connection, "main")
        return gone


async def _drop_silent(connection: Connection, identities: Identities, due: int) -> int:
    """Those go who neither ask nor watch, and of whom nothing was noted since `due`; a denial protects others."""
    askings, talkers = schema.askings, schema.talkers
    silent = talkers.c.last_at <= due, talkers.c.role.in_(("", "allowed", "trusted"))
    busy = set((await connection.scalars(select(askings.c.asker).union(select(schema.watches.c.asker)))).all())
    people = (await connection.scalars(select(talkers.c.person).where(*silent))).all()
    gone = [{"gone": each} for each in people if busy.isdisjoint(called(identities, each))]
    if gone:
        await connection.execute(delete(talkers).where(talkers.c.person == bindparam("gone")), gone)
    return len(gone)


async def _blur(connection: Connection, identities: Identities, before: int) -> int:
    """What was answered a day ago. In a group the request stood as a message, which the times of the audit lead to: so
    it goes, and nothing says any more who asked. Of others rests what was asked for on which day, under the pseudonym
    of who asked. Returns how many went."""
    askings, jobs = schema.askings, schema.jobs
    over = askings.c.asked_at <= before, askings.c.state != "open", askings.c.card != "due"
    gone = (await connection.execute(delete(askings).where(*over, askings.c.room < _NOWHERE))).rowcount
    exact = *over, askings.c.room != _NOWHERE
    for asker in (await connection.scalars(select(askings.c.asker).where(*exact).distinct())).all():
        values = {
            "asker": identities.asker(str(asker)),
            "room": _NOWHERE,
            "request": -_NO_MESSAGE - askings.c.asking,
            "message": None,
            "topic": None,
            "asked_at": _day(askings.c.asked_at),
        }
        await connection.execute(update(askings).where(*exact, askings.c.asker == asker).values(values))
    ended = jobs.c.asked_at <= before, jobs.c.state.in_(ENDED), jobs.c.asked_at % DAY != 0
    times = {"asked_at": _day(jobs.c.asked_at), "ended_at": _day(jobs.c.ended_at), "heartbeat": None}
    await connection.execute(update(jobs).where(*ended).values(times))
    return gone


def _day(at: Column[int]) -> ColumnElement[int]:
    return at - at % DAY


async def held(store: Store, person: int) -> dict[str, Any]:
    """What rests about somebody because they talk to the companion, ready to be JSON."""
    askings, jobs, chats = schema.askings, schema.jobs, schema.chats
    told = await find(store, person)
    asked = select(askings.c.asked_at, askings.c.state, jobs.c.target, chats.c.title).join(
        jobs, jobs.c.job == askings.c.job
    )
    async with store.reading() as connection:
        rows = await fetch_all(
            connection,
            asked.outerjoin(chats, chats.c.chat == jobs.c.chat)
            .where(askings.c.asker.in_(called(Identities(store.key), person)))
            .order_by(askings.c.asking),
        )
        watched = select(schema.watches.c.target, schema.watches.c.made_at, chats.c.title).outerjoin(
            chats, chats.c.chat == schema.watches.c.chat
        )
        watches = await fetch_all(connection, watched.where(schema.watches.c.asker == person))
    return {
        "language": told.language,
        "role": told.role,
        "audits_within_a_day_before_being_forgotten": await spent_since(store, 0, person),
        "asked_for": [
            {"at": row.asked_at, "state": row.state, "chat": row.title or row.target.partition(":")[2]} for row in rows
        ],
        "watches": [{"since": row.made_at, "chat": row.title or row.target.partition(":")[2]} for row in watches],
    }


async def forget_talker(store: Store, person: int, *, now: int) -> int:
    """Deletes what rests about somebody because they talked to the companion. A denial stays: it protects others."""
    talkers = schema.talkers
    async with store.writing() as connection:
        gone = await forget(connection, store.key, person, now=now)
        for theirs in (schema.watches, schema.alerts):
            gone += (await connection.execute(delete(theirs).where(theirs.c.asker == person))).rowcount
        mine = talkers.c.person == person
        gone += (await connection.execute(delete(talkers).where(mine, talkers.c.role != "denied"))).rowcount
        await connection.execute(update(talkers).where(mine).values(language=None))
        if gone:
            await traces.mark(connection, "main")
        return gone
