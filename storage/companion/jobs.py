"""The companion's queue: what was asked for, by whom, and how far it has come. It outlives the process.

A job is one audit of one chat; askings are the people who wait for it. A job ends exactly once (`done`, `failed`,
`cancelled`), and each of its askings is answered once. What was running when the process died waits again.

Whose turn it is is fixed when a job is asked for: the k-th job of somebody's day stands behind the first of all others.
Every look-up that is made again and again reads what is due alone, by an index, however many wait.
"""

from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, tuple_, update

from storage import schema
from storage.sources import READ, SENT, Way
from storage.store import Connection, Store, fetch_all

DAY = 86_400

State = Literal["waiting", "running", "parked", "done", "failed", "cancelled"]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")
UNENDED: tuple[State, ...] = ("waiting", "running", "parked")
ANY_ACCOUNT = 0

BEGUN = 0
"""The turn of a job that was begun and had to wait: before all that were not."""


class Job(msgspec.Struct, frozen=True):
    """One audit that was asked for. `title` is the chat's, once it is known."""

    job: int
    kind: Way
    target: str
    chat: int | None
    account: int
    may_join: bool
    state: State
    attempts: int
    not_before: int
    stage: str
    done: int
    total: int | None
    asked_at: int
    audit: int | None
    slug: str
    sentence: str
    title: str | None = None


class Request(msgspec.Struct, frozen=True):
    """What a person asked for: in which room, by which message."""

    kind: Way
    target: str
    asker: int
    room: int
    request: int
    language: str
    message: int | None = None
    may_join: bool = False
    account: int = 0
    """Who is to work on it; 0 for any reading account."""
    since: int | None = None
    """A job for the same target that was done since then will do: it ended while this was being asked."""
    topic: int | None = None
    """The topic of a forum in which it was asked."""


class Asked(msgspec.Struct, frozen=True):
    """What became of a request. `again`: this very message had asked before; `joined`: others wait for it, too."""

    job: int
    asking: int
    again: bool
    joined: bool


class Waiting(msgspec.Struct, frozen=True):
    """A line of the queue: a job that has not ended, and how many people wait for it."""

    job: Job
    people: int


async def ask(store: Store, request: Request, *, now: int) -> Asked:
    """Puts a request into the queue: to a job for the same target that has not ended, or to a new one."""
    jobs, askings = schema.jobs, schema.askings
    async with store.writing() as connection:
        same = askings.c.room == request.room, askings.c.request == request.request
        known = (await connection.execute(select(askings).where(*same))).first()
        if known is not None:
            return Asked(known.job, known.asking, again=True, joined=False)
        will_do: ColumnElement[bool] = jobs.c.state.in_(UNENDED)
        if request.since is not None:
            will_do = or_(will_do, and_(jobs.c.state == "done", jobs.c.ended_at >= request.since))
        same_target = jobs.c.kind == request.kind, jobs.c.target == request.target
        chosen = select(jobs.c.job, jobs.c.state).where(*same_target, will_do).order_by(jobs.c.job.desc())
        found = (await connection.execute(chosen)).first()
        job, turn = None if found is None else found.job, await _turn(connection, request, now)
        if job is None:
            added = await connection.execute(
                insert(jobs).values(
                    kind=request.kind, target=request.target, account=request.account, may_join=int(request.may_join),
                    state="waiting", attempts=0, not_before=now, stage="", done=0, asked_at=now, slug="", sentence="",
                    turn=turn,
                )
            )  # fmt: skip
            job = int(added.inserted_primary_key[0])  # type: ignore[index]
        else:
            sooner = {"turn": func.min(jobs.c.turn, turn), "may_join": func.max(jobs.c.may_join, int(request.may_join))}
            await connection.execute(update(jobs).where(jobs.c.job == job).values(sooner))
        asking = await connection.execute(
            insert(askings).values(
                job=job, asker=request.asker, room=request.room, request=request.request, message=request.message,
                language=request.language, asked_at=now, state="open",
                due=int(found is not None and found.state in ENDED), told_at=None if request.message is None else 0,
                topic=request.topic,
            )
        )  # fmt: skip
        number = int(asking.inserted_primary_key[0])  # type: ignore[index]
        return Asked(int(job), number, again=False, joined=found is not None)


async def _turn(connection: Connection, request: Request, now: int) -> int:
    """The place of a new job among those that its asker asked for within a day, from 1. What somebody's watches ask for
    is counted apart from what they ask for themselves."""
    askings = schema.askings
    of_a_watch = request.request < 0
    theirs = askings.c.asker == request.asker, askings.c.asked_at > now - DAY, askings.c.state != "withdrawn"
    alike = askings.c.request < 0 if of_a_watch else askings.c.request >= 0
    return 1 + int(await connection.scalar(select(func.count(askings.c.job.distinct())).where(*theirs, alike)) or 0)


async def take(store: Store, account: int, *, now: int) -> Job | None:
    """The next job for a reading account, which runs from now on: by turn, then by who has waited longest. A job that
    an account has begun stays with it, and goes on before others begin. A lock key below 0 is no account: it takes what
    is under it alone."""
    jobs = schema.jobs
    over = jobs.c.state == "parked", jobs.c.not_before <= now
    async with store.writing() as connection:
        await connection.execute(update(jobs).where(*over).values(state="waiting", turn=BEGUN))
        firsts = []
        for lent in {account} | ({ANY_ACCOUNT} if account > ANY_ACCOUNT else set()):
            ready = jobs.c.state == "waiting", jobs.c.account == lent, awaited()
            first = select(jobs.c.turn, jobs.c.job).where(*ready).order_by(jobs.c.turn, jobs.c.job).limit(1)
            firsts += [(row.turn, row.job) for row in await fetch_all(connection, first)]
        if not firsts:
            return None
        _, job = min(firsts)
        taken = {"state": "running", "account": account, "heartbeat": now, "attempts": jobs.c.attempts + 1}
        await connection.execute(update(jobs).where(jobs.c.job == job).values(taken))
        return (await find_all(connection, jobs.c.job == job)).get(job)


def awaited() -> ColumnElement[bool]:
    """Whether somebody waits for a job."""
    askings = schema.askings
    return select(askings.c.asking).where(askings.c.job == schema.jobs.c.job, askings.c.state == "open").exists()


async def place(store: Store, job: int) -> int:
    """How many waiting jobs come before this one, and one more; 0 for one that does not wait."""
    jobs, mine = schema.jobs, schema.jobs.alias()
    before = jobs.c.state == "waiting", tuple_(jobs.c.turn, jobs.c.job) <= tuple_(mine.c.turn, mine.c.job)
    chosen = (
        select(func.count()).select_from(jobs.join(mine, mine.c.job == job)).where(mine.c.state == "waiting", *before)
    )
    async with store.reading() as connection:
        return int(await connection.scalar(chosen) or 0)


async def find_all(connection: Connection, which: ColumnElement[bool]) -> dict[int, Job]:
    """Some jobs, by their number."""
    return {row.job: _job(row) for row in await fetch_all(connection, _jobs().where(which))}


async def find(store: Store, job: int) -> Job | None:
    """One job."""
    async with store.reading() as connection:
        return (await find_all(connection, schema.jobs.c.job == job)).get(job)


async def beat(store: Store, job: int, *, now: int, stage: str, done: int, total: int | None) -> bool:
    """Notes how far a running job has come. False where it is no longer to run: everybody has withdrawn."""
    jobs = schema.jobs
    async with store.writing() as connection:
        running = jobs.c.job == job, jobs.c.state == "running"
        how_far = {"heartbeat": now, "stage": stage, "done": done, "total": total}
        return (await connection.execute(update(jobs).where(*running).values(how_far))).rowcount == 1


async def meet(store: Store, job: int, chat: int) -> int | None:
    """Notes which chat a job turned out to be about. Where another unended job is about the same, its number:
    everybody who waits for this one waits for that one from now on, and this one is gone."""
    jobs, askings = schema.jobs, schema.askings
    async with store.writing() as connection:
        others = jobs.c.chat == chat, jobs.c.job != job, jobs.c.state.in_(UNENDED), jobs.c.kind == READ
        other = await connection.scalar(select(jobs.c.job).where(*others))
        await connection.execute(update(jobs).where(jobs.c.job == job).values(chat=chat))
        if other is None:
            return None
        joining = select(func.max(jobs.c.may_join)).where(jobs.c.job.in_([job, other])).scalar_subquery()
        await connection.execute(update(jobs).where(jobs.c.job == other).values(may_join=joining))
        await connection.execute(update(askings).where(askings.c.job == job).values(job=other))
        await connection.execute(update(jobs).where(jobs.c.job == job).values(state="cancelled", slug="merged"))
        return int(other)


async def park(store: Store, job: int, *, until: int, slug: str, sentence: str, free: bool = False) -> None:
    """A job that has to wait until a moment, and then goes on by itself; `free`: by whichever account."""
    jobs = schema.jobs
    async with store.writing() as connection:
        running = jobs.c.job == job, jobs.c.state == "running"
        values: dict[str, Any] = {"state": "parked", "not_before": until, "slug": slug, "sentence": sentence}
        values |= {"account": ANY_ACCOUNT} if free else {}
        await connection.execute(update(jobs).where(*running).values(values))


async def hold(store: Store, *, until: int, slug: str, sentence: str) -> int:
    """No account can read: live jobs that wait for one are parked until a moment, and say why. How many were."""
    jobs = schema.jobs
    async with store.writing() as connection:
        idle = jobs.c.kind == READ, jobs.c.state == "waiting"
        values = {"state": "parked", "not_before": until, "slug": slug, "sentence": sentence, "account": ANY_ACCOUNT}
        return (await connection.execute(update(jobs).where(*idle).values(values))).rowcount


async def release(store: Store, account: int) -> None:
    """An account cannot read: what it had begun is for whichever can."""
    jobs = schema.jobs
    async with store.writing() as connection:
        begun = jobs.c.account == account, jobs.c.state.in_(("waiting", "parked"))
        await connection.execute(update(jobs).where(*begun).values(account=ANY_ACCOUNT))


async def end(
    store: Store,
    job: int,
    state: Literal["done", "failed", "cancelled"],
    *,
    now: int,
    audit: int | None = None,
    slug: str = "",
    sentence: str = "",
) -> bool:
    """Ends a job that has not ended; False where it has."""
    jobs = schema.jobs
    askings = schema.askings
    async with store.writing() as connection:
        unended = jobs.c.job == job, jobs.c.state.in_(UNENDED)
        values = {"state": state, "ended_at": now, "audit": audit, "slug": slug, "sentence": sentence}
        if (await connection.execute(update(jobs).where(*unended).values(values))).rowcount != 1:
            return False
        waiting = askings.c.job == job, askings.c.state == "open"
        await connection.execute(update(askings).where(*waiting).values(due=1))
        return True


async def revive(store: Store, *, now: int, accounts: int) -> int:
    """At the start: what was running when the process died waits again, at once; what an account began that is no
    longer there is for any of the `accounts`. Returns how many waited again."""
    jobs = schema.jobs
    async with store.writing() as connection:
        lost = jobs.c.account > accounts, jobs.c.state.in_(UNENDED)
        await connection.execute(update(jobs).where(*lost).values(account=ANY_ACCOUNT))
        values = {"state": "waiting", "not_before": now}
        return (await connection.execute(update(jobs).where(jobs.c.state == "running").values(values))).rowcount


async def queue(store: Store, most: int | None = None) -> list[Waiting]:
    """What has not ended, in the order in which it was asked for; at `most` so many."""
    jobs, askings = schema.jobs, schema.askings
    people = select(func.count()).where(askings.c.state == "open", askings.c.job == jobs.c.job).scalar_subquery()
    chosen = _jobs().add_columns(people.label("people")).where(jobs.c.state.in_(UNENDED))
    async with store.reading() as connection:
        rows = await fetch_all(connection, chosen.order_by(jobs.c.job).limit(most))
    return [Waiting(_job(row), row.people) for row in rows]


async def counted(store: Store) -> dict[str, int]:
    """How many jobs there are in each state that is no end."""
    jobs = schema.jobs
    states = select(jobs.c.state, func.count().label("n")).where(jobs.c.state.in_(UNENDED)).group_by(jobs.c.state)
    async with store.reading() as connection:
        found = {row.state: int(row.n) for row in await fetch_all(connection, states)}
    return {state: found.get(state, 0) for state in UNENDED}


async def running(store: Store) -> set[int]:
    """The jobs that are being worked on."""
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(schema.jobs.c.job).where(schema.jobs.c.state == "running"))
    return {row.job for row in rows}


async def uploads(store: Store) -> set[str]:
    """The targets of exports that have not been audited yet."""
    jobs = schema.jobs
    chosen = select(jobs.c.target).where(jobs.c.state.in_(UNENDED), jobs.c.kind == SENT)
    async with store.reading() as connection:
        return {row.target for row in await fetch_all(connection, chosen)}


async def asked_since(store: Store, at: int, *, asker: int | None = None, target: str | None = None) -> int:
    """How many audits were asked for from a moment on, by one person or of one chat."""
    jobs, askings = schema.jobs, schema.askings
    if target is not None:
        chosen = select(func.count()).where(jobs.c.target == target, jobs.c.asked_at > at)
    else:
        theirs = askings.c.asked_at > at, *([] if asker is None else [askings.c.asker == asker])
        chosen = select(func.count(askings.c.job.distinct())).where(*theirs)
    async with store.reading() as connection:
        return int(await connection.scalar(chosen) or 0)


async def targets_of(store: Store, audit: int) -> list[str]:
    """By what an audit was asked for."""
    jobs = schema.jobs
    async with store.reading() as connection:
        rows = await fetch_all(connection, select(jobs.c.target).where(jobs.c.audit == audit).distinct())
    return [row.target for row in rows]


def _jobs() -> Select[Any]:
    jobs, chats = schema.jobs, schema.chats
    return select(jobs, chats.c.title).outerjoin(chats, chats.c.chat == jobs.c.chat)


def _job(row: Any) -> Job:
    return Job(
        row.job, row.kind, row.target, row.chat, row.account, bool(row.may_join), row.state, row.attempts,
        row.not_before, row.stage, row.done, row.total, row.asked_at, row.audit, row.slug, row.sentence, row.title,
    )  # fmt: skip
