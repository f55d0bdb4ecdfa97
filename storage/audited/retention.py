"""What goes, and when: texts, rows of people, and whoever asked to be forgotten; and the proof of it."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, or_, select, tuple_, union, update
from sqlalchemy.engine import Row

from storage import schema, traces
from storage.audited import kept_texts
from storage.audited.seals import break_seals, is_sound, report_seal
from storage.people.bearing import names_borne_by, speaks_of
from storage.people.identities import NOBODY, Identities
from storage.sources import LIVE_NAMES
from storage.store import Connection, Store, fetch_all

DAY = 86_400


class Holdings(msgspec.Struct, frozen=True):
    """What is kept now, in rows; `oldest_text` is when the oldest text at rest was collected, `oldest_update` when the
    oldest arrival or leave was that a bot heard of."""

    chats: int
    audits: int
    messages: int
    texts: int
    oldest_text: int | None
    arrivals: int
    leaves: int
    accounts: int
    posts: int
    people: int
    erasures: int
    updates: int
    oldest_update: int | None
    listening: int
    decisions: int
    oldest_decision: int | None
    talkers: int
    denied: int
    requests: int
    unanswered: int
    """Requests that were heard and not yet answered."""
    evidence: int
    """Rows of evidence in stored reports."""
    evidence_overdue: int
    """Of these, rows in reports on observations whose rows have gone: 0, or retention does not do its work."""


async def retain(store: Store, *, now: int, text_days: int, row_days: int) -> None:
    """Lets go of texts and of rows of people whose time is over, and sees to it that nothing of them lies in the files,
    nor of what went earlier. Costs nothing when none is due."""
    observations = schema.observations
    collected = observations.c.collected_at
    texts_due = and_(observations.c.texts_rest == 1, collected <= now - text_days * DAY)
    rows_due = and_(observations.c.rows_rest == 1, collected <= now - row_days * DAY)
    async with store.reading() as connection:
        due = (await connection.execute(select(func.count()).where(or_(texts_due, rows_due)))).scalar_one()
        heard_due = await _unheld(connection, now - row_days * DAY)
    if due or heard_due:
        async with store.writing() as connection:
            await _drop_texts(connection, texts_due)
            await _drop_rows(connection, rows_due)
            await _drop_updates(connection, now - row_days * DAY)
    await store.leave_no_trace()


async def _drop_texts(connection: Connection, due: ColumnElement[bool]) -> None:
    """Texts collected so long ago go; their fingerprints stay."""
    observations = schema.observations
    await kept_texts.drop_of_observations(connection, due)
    await connection.execute(update(observations).where(due).values(texts_rest=0))


async def _drop_rows(connection: Connection, due: ColumnElement[bool]) -> None:
    """Versions that a due observation closed go, and runs and names that a live one was the last to show; all rows of a
    chat go once its last observation is due.

    A bot is no person: that it is one rests as long as what it wrote. Names that only exports show tell, as long as
    there is what they tell of, who is who and who is deleted. The reports, which hold the measures, stay; the rows of
    evidence in them, which speak of single people, go with the observation that they rest on.
    """
    observations = schema.observations
    over = select(observations.c.observation).where(due)
    newest = select(func.max(observations.c.observation)).group_by(observations.c.chat)
    last_due = select(observations.c.chat).where(due, observations.c.observation.in_(newest))
    silent = [row.chat for row in await fetch_all(connection, last_due)]
    if await connection.scalar(select(func.count()).select_from(over.subquery())):
        await traces.mark(connection, "main")
    messages = schema.messages
    await kept_texts.drop_of_messages(connection, or_(messages.c.chat.in_(silent), messages.c.until.in_(over)))
    for table in schema.VERSIONED:
        await connection.execute(delete(table).where(or_(table.c.chat.in_(silent), table.c.until.in_(over))))
    members, posts, names = schema.members, schema.posts, schema.names
    people = and_(members.c.last.in_(over), members.c.bot == 0)
    await connection.execute(delete(members).where(or_(members.c.chat.in_(silent), people)))
    await connection.execute(delete(posts).where(or_(posts.c.chat.in_(silent), posts.c.last.in_(over))))
    unspoken = and_(names.c.seen.in_(over.where(observations.c.source.in_(LIVE_NAMES))), ~_spoken_of())
    await connection.execute(delete(names).where(or_(names.c.chat.in_(silent), unspoken)))
    await _drop_evidence(connection, frozenset(row.observation for row in await fetch_all(connection, over)))
    if await connection.scalar(select(func.count()).where(due)):
        await break_seals(connection)
    await connection.execute(update(observations).where(due).values(rows_rest=0))


async def _drop_evidence(connection: Connection, observations: frozenset[int]) -> None:
    """Takes all rows of evidence out of the reports on these observations; measures and findings keep their figures."""
    table = schema.audits
    for row in await fetch_all(connection, select(table)):
        if row.observation in observations and (not is_sound(row) or _evidence_rows(row.report)):
            await _rewrite(connection, row, lambda _: False)


def _evidence_rows(report: bytes) -> int:
    """How many rows of evidence a stored report holds."""
    return sum(map(len, msgspec.json.decode(report, type=_Evidence).evidence.values()))


class _Evidence(msgspec.Struct):
    """A stored report, all but its evidence passed over."""

    evidence: dict[str, list[msgspec.Raw]] = {}


def _spoken_of() -> ColumnElement[bool]:
    """Whether rows speak of somebody by this name alone: then who bears it must be known as long as they rest."""
    names = schema.names
    columns = [schema.arrivals.c.person, schema.arrivals.c.adder, schema.leaves.c.person, schema.messages.c.person]
    spoken = union(*(select(column.table.c.chat, column).where(column.op("&")(1) == 1) for column in columns))
    return tuple_(names.c.chat, names.c.name).in_(spoken)


async def _unheld(connection: Connection, before: int) -> list[int]:
    """The chats of which something was heard so long ago that no live observation at rest holds it any more."""
    chats, heard, observations = schema.chats, schema.updates, schema.observations
    listening = schema.listening
    old = exists().where(heard.c.chat == chats.c.chat, heard.c.at <= before)
    silent = exists().where(listening.c.chat == chats.c.chat, listening.c.until <= before, listening.c.open == 0)
    live = observations.c.chat == chats.c.chat, observations.c.source.in_(LIVE_NAMES)
    held = exists().where(*live, observations.c.rows_rest == 1, observations.c.collected_at > before)
    return [row.chat for row in await fetch_all(connection, select(chats.c.chat).where(or_(old, silent), ~held))]


async def _drop_updates(connection: Connection, before: int) -> None:
    """What a bot heard goes like all rows: so long after it was last collected, be it by the bot or by an audit."""
    heard, listening = schema.updates, schema.listening
    theirs = await _unheld(connection, before)
    if theirs:
        await traces.mark(connection, "main")
    await connection.execute(delete(heard).where(heard.c.chat.in_(theirs), heard.c.at <= before))
    over = listening.c.chat.in_(theirs), listening.c.until <= before, listening.c.open == 0
    await connection.execute(delete(listening).where(*over))


async def holdings(store: Store) -> Holdings:
    """Counts what is at rest."""

    async def count(connection: Connection, table: object) -> int:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]

    observations, names = schema.observations, schema.names
    async with store.reading() as connection:
        held = select(func.count(), func.min(schema.texts.c.observation)).select_from(schema.texts)
        texts_held, oldest = (await connection.execute(held)).one()
        people = await connection.scalar(select(func.count(names.c.person.distinct())))
        collected = select(observations.c.collected_at).where(observations.c.observation == oldest)
        return Holdings(
            chats=await count(connection, schema.chats),
            audits=await count(connection, schema.audits),
            messages=await count(connection, schema.messages),
            texts=texts_held,
            oldest_text=await connection.scalar(collected) if oldest else None,
            arrivals=await count(connection, schema.arrivals),
            leaves=await count(connection, schema.leaves),
            accounts=await count(connection, schema.members),
            posts=await count(connection, schema.posts),
            people=int(people or 0),
            erasures=await count(connection, schema.erasures),
            updates=await count(connection, schema.updates),
            oldest_update=await connection.scalar(select(func.min(schema.updates.c.at))),
            listening=await count(connection, schema.listening),
            decisions=await count(connection, schema.decisions),
            oldest_decision=await connection.scalar(select(func.min(schema.decisions.c.at))),
            talkers=await count(connection, schema.talkers),
            denied=int(await connection.scalar(select(func.count()).where(schema.talkers.c.role == "denied")) or 0),
            requests=await count(connection, schema.askings),
            unanswered=await count(connection, schema.inbox),
            **await _evidence_held(connection),
        )


async def _evidence_held(connection: Connection) -> dict[str, int]:
    table, observations = schema.audits, schema.observations
    chosen = select(table, observations.c.rows_rest).join(
        observations, observations.c.observation == table.c.observation
    )
    rows = [row for row in await fetch_all(connection, chosen) if is_sound(row)]
    held = [(_evidence_rows(row.report), row.rows_rest) for row in rows]
    return {"evidence": sum(rows for rows, _ in held), "evidence_overdue": sum(rows for rows, rest in held if not rest)}


async def forget(store: Store, telegram_id: str, *, platform: str = "") -> int:
    """Deletes the rows of one person in every chat, turns them away from now on, and sees to it that nothing of them
    lies in the files (`traces.left` says whether it could be).

    Stored reports lose the evidence rows that speak of them, and keep their counts.
    `platform`: it is the id of an account there, in tables that were read with that name. Returns how many rows went.
    A person known by a name alone cannot be found by an id.
    """
    gone = await erase(store, telegram_id, platform=platform)
    await store.leave_no_trace()
    return gone


async def erase(store: Store, telegram_id: str, *, platform: str = "") -> int:
    """The same for whoever wipes the files by and by, for many who ask at once: a service."""
    identities = Identities(store.key)
    person, asker = identities.person(telegram_id), identities.asker(telegram_id)
    if platform:
        person, asker = identities.account_of(platform, telegram_id), NOBODY
    messages, alerts, names = schema.messages, schema.alerts, schema.names
    async with store.writing() as connection:
        borne = await names_borne_by(connection, person)
        await kept_texts.drop_of_messages(connection, speaks_of(messages, person, borne))
        gone = 0
        for table in schema.VERSIONED:
            gone += await _gone(connection, table, speaks_of(table, person, borne))
        for table in (schema.members, schema.updates, names):
            gone += await _gone(connection, table, table.c.person == person)
        gone += await _gone(connection, schema.accesses, schema.accesses.c.account == person)
        gone += await _gone(connection, schema.decisions, schema.decisions.c.person == asker)
        added = speaks_of(schema.arrivals, person, borne, by="adder")
        await connection.execute(update(schema.arrivals).where(added).values(adder=None))
        for table in (schema.members, schema.updates, alerts):
            await connection.execute(update(table).where(table.c.adder == person).values(adder=None))
        await connection.add_new(schema.erasures, {"person": person})
        await break_seals(connection)
        await _blank_reports(connection, frozenset({person, *(each.name for each in borne)}))
        await traces.mark(connection, "main")
    return gone


async def _gone(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    """Deletes rows; returns how many."""
    return (await connection.execute(delete(table).where(which))).rowcount


async def _blank_reports(connection: Connection, people: frozenset[int]) -> None:
    """Takes the evidence rows that speak of any of these people out of every stored report: also those under a name
    that others bear, too, for when they were written it may have been this person's alone."""
    table = schema.audits
    for row in await fetch_all(connection, select(table)):
        if is_sound(row) and not any(str(person).encode() in row.report for person in people):
            continue
        await _rewrite(connection, row, lambda entry: not _speaks_of(entry, people))


async def _rewrite(connection: Connection, row: Row[Any], keeps: Callable[[object], bool]) -> None:
    """A stored report anew, with those rows of its evidence alone that are kept. Of a damaged one nothing is left but
    the seal that says so: nobody knows of whom it speaks."""
    table = schema.audits
    values: dict[str, object] = {"report": b""}
    if is_sound(row):
        report = json.loads(row.report)
        for rows in report["evidence"].values():
            rows[:] = [entry for entry in rows if keeps(entry)]
        blanked = json.dumps(report, ensure_ascii=False, indent=1).encode()
        seal = report_seal(row.chat, row.observation, row.identity, row.arguments, row.as_of, blanked)
        values = {"report": blanked, "seal": seal}
    await connection.execute(update(table).where(table.c.audit == row.audit).values(values))


def _speaks_of(entry: object, people: frozenset[int]) -> bool:
    if isinstance(entry, dict | list):
        return any(_speaks_of(each, people) for each in (entry.values() if isinstance(entry, dict) else entry))
    return isinstance(entry, int) and entry in people
