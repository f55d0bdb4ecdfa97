"""The audits that were made: their reports as JSON, and what is needed to measure them again."""

from collections.abc import AsyncIterator

import msgspec
from sqlalchemy import ColumnElement, Select, func, insert, or_, select, update
from sqlalchemy.engine import Row

from storage import schema
from storage.audited.chats import chat_of_row
from storage.audited.seals import damaged, is_sound, report_seal
from storage.errors import ForgottenMeanwhile, UnknownAudit
from storage.records import Chat
from storage.sentences import Sentence
from storage.sources import LIVE_NAMES
from storage.store import Connection, Store, fetch_all


class Audit(msgspec.Struct, frozen=True):
    """One stored audit. `identity` is what its export key is made from; `arguments` is JSON."""

    row: int
    observation: int
    title: str
    identity: str
    arguments: str
    as_of: int | None
    made_at: int
    report: bytes


class ChatLine(msgspec.Struct, frozen=True):
    """One line of the list of audits."""

    audit: int
    title: str
    chat: str
    as_of: int | None
    made_at: int


def _audits() -> Select[tuple[object, ...]]:
    table, chats = schema.audits, schema.chats
    return select(table, chats.c.title, chats.c.identity.label("chat_identity")).join(
        chats, chats.c.chat == table.c.chat
    )


def _audit(row: Row[tuple[object, ...]]) -> Audit:
    """The audit of a row. Raises `DatabaseUnreadable` where it is not what was written."""
    if not is_sound(row):
        raise damaged()
    return Audit(row.audit, row.observation, row.title, row.identity, row.arguments, row.as_of, row.made_at, row.report)


async def save(
    store: Store,
    *,
    chat_row: int,
    observation: int,
    identity: str,
    arguments: str,
    as_of: int | None,
    made_at: int,
    report: bytes,
    erased: int | None = None,
) -> Audit:
    """Keeps a report. An audit of the same observation and identity is replaced, not doubled.

    Raises `ForgottenMeanwhile` where not as many were on the erasure list as when the rows were read (`erased`): the
    report may speak of somebody who is forgotten by now.
    """
    table = schema.audits
    values = {"arguments": arguments, "as_of": as_of, "made_at": made_at, "report": report}
    values["seal"] = report_seal(chat_row, observation, identity, arguments, as_of, report)
    async with store.writing() as connection:
        if erased is not None and erased != await _erased(connection):
            raise ForgottenMeanwhile("Somebody was forgotten while the chat was measured; measure it again.")
        same = (table.c.observation == observation, table.c.identity == identity)
        row = await connection.scalar(select(table.c.audit).where(*same))
        if row is None:
            place = {"chat": chat_row, "observation": observation, "identity": identity}
            added = await connection.execute(insert(table).values(**place, **values))
            row = added.inserted_primary_key[0]  # type: ignore[index]
        else:
            await connection.execute(update(table).where(table.c.audit == row).values(values))
        found = (await connection.execute(_audits().where(table.c.audit == row))).one()
    return _audit(found)


async def erased(store: Store) -> int:
    """How many people are on the erasure list."""
    async with store.reading() as connection:
        return await _erased(connection)


async def _erased(connection: Connection) -> int:
    return int(await connection.scalar(select(func.count()).select_from(schema.erasures)) or 0)


async def same_audit(store: Store, observation: int, identity: str) -> Audit | None:
    """The stored audit of this observation under the same identity, if there is one."""
    table = schema.audits
    chosen = _audits().where(table.c.observation == observation, table.c.identity == identity)
    async with store.reading() as connection:
        row = (await connection.execute(chosen)).first()
    return None if row is None else _audit(row)


async def list_audits(store: Store) -> list[ChatLine]:
    """Every stored audit, the newest first."""
    table = schema.audits
    async with store.reading() as connection:
        rows = await fetch_all(connection, _audits().order_by(table.c.audit.desc()))
    return [ChatLine(row.audit, row.title, row.chat_identity, row.as_of, row.made_at) for row in rows]


async def find(store: Store, wanted: str) -> Audit:
    """The audit that a person means: by its number, or the newest of a chat by title, id (10 digits) or @name.

    Raises `UnknownAudit`, in a sentence, where none or several chats answer.
    """
    table, chats = schema.audits, schema.chats
    number = wanted.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 10:
        chosen = _audits().where(table.c.audit == int(number))
    else:
        meant = [chats.c.title == wanted, chats.c.username == wanted.removeprefix("@")]
        if wanted.isascii() and wanted.lstrip("-").isdigit() and len(wanted) < 19:
            meant.append(chats.c.telegram_id == int(wanted.removeprefix("-100").lstrip("-")))
        chosen = _audits().where(or_(*meant)).order_by(table.c.audit.desc())
    async with store.reading() as connection:
        rows = await fetch_all(connection, chosen)
        total = await connection.scalar(select(func.count()).select_from(table))
    if not rows:
        hint = Sentence("run `deadsouls show` for the list") if total else Sentence("no audit has been made yet")
        raise UnknownAudit("No stored audit answers to {wanted!r}; {hint}.", wanted=wanted, hint=hint)
    if len({row.chat for row in rows}) > 1:
        choices = ", ".join(sorted({f"{row.title!r} (#{row.audit})" for row in rows}))
        raise UnknownAudit(
            "Several chats answer to {wanted!r}: {choices}. Name the audit by its number.",
            wanted=wanted,
            choices=choices,
        )
    return _audit(rows[0])


async def before(store: Store, later: Audit) -> Audit | None:
    """The newest audit of the same chat, source and arguments of an earlier observation; None where there is none."""
    table, observations = schema.audits, schema.observations
    chosen = (
        _audits()
        .join(observations, observations.c.observation == table.c.observation)
        .where(table.c.observation < later.observation, *_like(later))
        .order_by(table.c.observation.desc(), table.c.audit.desc())
        .limit(1)
    )
    async with store.reading() as connection:
        row = (await connection.execute(chosen)).first()
    return None if row is None else _audit(row)


async def reports(store: Store, newest: Audit) -> AsyncIterator[bytes]:
    """The reports of an audit and of all before it that are like it (the same chat, source and arguments), as they were
    observed; one at a time, for they may be many and large."""
    table, observations = schema.audits, schema.observations
    chosen = (
        select(table.c.audit)
        .join(observations, observations.c.observation == table.c.observation)
        .where(table.c.observation <= newest.observation, *_like(newest))
        .order_by(table.c.observation, table.c.audit)
    )
    async with store.reading() as connection:
        for audit in (await connection.scalars(chosen)).all():
            yield _audit((await connection.execute(_audits().where(table.c.audit == audit))).one()).report


def _like(audit: Audit) -> tuple[ColumnElement[bool], ...]:
    """Of the same chat, source and arguments."""
    table, observations = schema.audits, schema.observations
    source = select(observations.c.source).where(observations.c.observation == audit.observation).scalar_subquery()
    chat = select(table.c.chat).where(table.c.audit == audit.row).scalar_subquery()
    return table.c.chat == chat, observations.c.source == source, table.c.arguments == audit.arguments


async def chat_of(store: Store, audit: int) -> Chat:
    """The chat that an audit is of. Raises `UnknownAudit`."""
    table, chats = schema.audits, schema.chats
    chosen = select(chats).join(table, table.c.chat == chats.c.chat).where(table.c.audit == audit)
    async with store.reading() as connection:
        row = (await connection.execute(chosen)).first()
    if row is None:
        raise UnknownAudit("There is no audit #{audit}.", audit=str(audit))
    return chat_of_row(row)


async def is_live(store: Store, audit: Audit) -> bool:
    """Whether an audit is of what Telegram showed, and not of an export that somebody holds."""
    table = schema.observations
    async with store.reading() as connection:
        source = await connection.scalar(select(table.c.source).where(table.c.observation == audit.observation))
    return source in LIVE_NAMES


async def live_since(store: Store, by: str, value: str, at: int) -> Audit | None:
    """The newest live audit of a chat (by `name` or `id`) that was made since a moment; None where there is none."""
    table, chats, observations = schema.audits, schema.chats, schema.observations
    if by == "name":
        meant = func.lower(chats.c.username) == value.lower()
    elif by == "id" and len(value) < 19:
        meant = chats.c.telegram_id == int(value)
    else:
        return None
    live = table.c.observation.in_(select(observations.c.observation).where(observations.c.source.in_(LIVE_NAMES)))
    chosen = _audits().where(meant, live, table.c.made_at >= at).order_by(table.c.audit.desc()).limit(1)
    async with store.reading() as connection:
        row = (await connection.execute(chosen)).first()
    return None if row is None else _audit(row)


async def made_since(connection: Connection, chat: int, at: int) -> int | None:
    """The newest live audit of a chat made since a moment."""
    table, observations = schema.audits, schema.observations
    made = table.c.chat == chat, table.c.made_at >= at, observations.c.source.in_(LIVE_NAMES)
    joined = select(func.max(table.c.audit)).join(observations, observations.c.observation == table.c.observation)
    found = await connection.scalar(joined.where(*made))
    return None if found is None else int(found)
