"""What one person may know of themselves in one chat: how they came, how surely that is known, whether they wrote.

The rows of one person go through the same frames as those of all, so that the answer is the one that the audit of the
chat counted.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec

from auditor.collect.live.target import live_target
from auditor.conductors.measuring import Arguments, frames_from
from auditor.frames.frames import Frames
from auditor.frames.inputs import NO_TIME, UNCLEAR
from auditor.report.pages.statement import Certainty, Statement, statement_page
from auditor.version import __version__
from storage.audited import chats, updates
from storage.audited.observations import Observation, find_observation, latest_observations
from storage.audited.shown import read_columns
from storage.columns import Columns
from storage.people.bearing import bearer_of
from storage.people.identities import Identities
from storage.records import Chat, Coverage
from storage.sources import LIVE, SOURCES
from storage.store import Store

__all__ = ["Statement", "Stay", "arrival_of", "own_statement", "statement", "statement_page"]


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """How a person came to a chat, and what they did there, as far as it was read. Times are seconds since 1970."""

    arrival: str
    """added, by_link, by_request, by_self, unclear, unknown."""
    arrived_at: int | None
    source: str
    """One of `ARRIVAL_SOURCES`; "" where nothing shows the arrival."""
    certainty: Certainty
    messages: int | None
    """None where the chat was never read."""
    history_whole: bool
    listed: bool | None
    """In the member list when it was last read; None where it was not seen to its end."""
    as_of: int | None
    """When the chat was last read; None where it never was, and a bot alone tells."""


async def statement(
    store: Store, telegram_id: str, typed_chat: str, *, denied: Callable[[Chat], bool] = lambda _: False
) -> Statement | None:
    """What may be told a person of themselves in the chat they typed. None says the same of a chat that was not
    audited, of one that is `denied`, and of one where nothing is known about them.

    Raises `UsageError` for a link that is of no chat, whatever is known.
    """
    target = live_target(typed_chat)
    if target is None or target.by == "invite" or target.discussion:
        return None
    async with store.reading() as connection:
        meant = (
            await chats.called(connection, username=target.value)
            if target.by == "name"
            else await chats.called(connection, telegram_id=int(target.value))
        )
    for row, chat in meant:
        stay = None if denied(chat) else await arrival_of(store, telegram_id, row, chat)
        if stay is not None:
            return _statement(stay, chat)
    return None


async def arrival_of(store: Store, telegram_id: str, chat_row: int, chat: Chat) -> Stay | None:
    """How a person came to a chat; None where nothing is known about them there."""
    person = Identities(store.key).person(telegram_id)
    read = await _last_read(store, chat_row)
    async with store.reading() as connection:
        heard_at = await updates.last_heard(connection, chat_row, person)
    if read is None and heard_at is None:
        return None
    seen = _with_what_was_heard(read, heard_at) or Observation(
        0, chat_row, chat, LIVE.name, Coverage(source=LIVE.name), heard_at or 0
    )
    # Whether an export's names may be taken for people is told by everybody's acts, not by this person's alone.
    columns = await read_columns(store, seen, person=None if SOURCES[seen.source].names_alone else person)
    frames = frames_from(columns, seen, Arguments())
    return _stay(columns, frames, person, read)


async def own_statement(store: Store, read: Observation, *, telegram_id: str = "", name: str = "") -> Statement | None:
    """What one's own export tells of its owner, who is known by an id, or by the name under which it shows them. None
    where it shows nobody of that id, and where nobody, or more than one, bears that name."""
    identities = Identities(store.key)
    if telegram_id:
        person: int | None = identities.person(telegram_id)
    else:
        async with store.reading() as connection:
            person = await bearer_of(connection, read.chat_row, identities.name(chats.identity_of(read.chat), name))
    columns = await read_columns(store, read)
    stay = None if person is None else _stay(columns, frames_from(columns, read, Arguments()), person, read)
    return None if stay is None else _statement(stay, read.chat)


def _stay(columns: Columns, frames: Frames, person: int, read: Observation | None) -> Stay | None:
    if person not in frames.people.index:
        return None
    came: dict[Any, Any] = frames.people.loc[person].to_dict()
    arrival, arrived_at = came["arrival"], came["arrived_at"]
    return Stay(
        arrival=arrival,
        arrived_at=None if arrived_at == NO_TIME else arrived_at,
        source=came["arrival_source"],
        certainty=_certainty(arrival, arrived_at, by_name=_by_name(columns, person, arrived_at)),
        messages=None if read is None else came["messages"],
        history_whole=read is not None and read.coverage.history_begins is not None and not read.coverage.missing,
        listed=True if came.get("listed") else False if frames.list_whole else None,
        as_of=None if read is None else _read_at(read),
    )


async def _last_read(store: Store, chat_row: int) -> Observation | None:
    """The last look at a chat whose rows are still there."""
    for row in await latest_observations(store, chat_row):
        found = await find_observation(store, row)
        return found if found is not None and found.rows_rest else None
    return None


def _read_at(read: Observation) -> int | None:
    """Up to when a look saw: an export as far as it reaches, whenever it was taken in."""
    return read.collected_at if SOURCES[read.source].live else read.coverage.last_at


def _with_what_was_heard(read: Observation | None, heard_at: int | None) -> Observation | None:
    """The last look, and what a bot heard since; an export laid beside what a bot heard is read as a live look."""
    if read is None or heard_at is None:
        return read
    return msgspec.structs.replace(read, source=LIVE.name, collected_at=max(read.collected_at, heard_at))


def _by_name(columns: Columns, person: int, arrived_at: int) -> bool:
    """Whether the arrival is known by a name alone."""
    found = columns.arrivals
    mine = (found.person == person) & found.resolved & (found.at == arrived_at)
    return bool(mine.any()) and bool(found.alone[mine].all())


def _certainty(arrival: str, arrived_at: int, *, by_name: bool) -> Certainty:
    if arrival == "unknown":
        return "unknown" if arrived_at == NO_TIME else "date"
    return "inferred" if by_name or arrival == UNCLEAR else "exact"


def _statement(stay: Stay, chat: Chat) -> Statement:
    return Statement(
        tool=__version__,
        title=chat.title,
        kind=chat.kind,
        as_of=_day(stay.as_of),
        arrival=stay.arrival,
        arrived=_day(stay.arrived_at),
        source=stay.source,
        certainty=stay.certainty,
        messages=stay.messages,
        history_whole=stay.history_whole,
        listed=stay.listed,
    )


def _day(at: int | None) -> str | None:
    return None if at is None else dt.datetime.fromtimestamp(at, dt.UTC).date().isoformat()
