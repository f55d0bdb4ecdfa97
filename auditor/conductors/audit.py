"""The conductor: source -> storage -> frames -> measures -> report.

Collecting and measuring are separate verbs: what was collected is measured again, offline, for another window
(`measure`), and its tables are made again for another reader (`tables_for`).
"""

import asyncio
import contextlib
import datetime as dt
import gc
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from auditor import __version__
from auditor.collect.grain import seconds_of
from auditor.collect.source import Source
from auditor.conductors.coverage import LOST_MOST, UNDATED_MOST, calendar_time, coverage_facts, iso
from auditor.errors import ExactRefused
from auditor.frames.frames import (
    EventInput,
    Facts,
    Frames,
    MemberInput,
    MessageInput,
    PostInput,
    TextInput,
    build_frames,
)
from auditor.measure import voices
from auditor.measure.arrivals.fates import by_day, fates
from auditor.measure.catalogue import CATALOGUE, POLICY
from auditor.measure.measures import measure_all
from auditor.measure.souls.new import new_within
from auditor.measure.spec import Row
from auditor.measure.tables import adders_table, days_table, people_table
from auditor.report.package.tables import Tables
from auditor.report.report import (
    ArrivalDay,
    AuditReport,
    ChatFacts,
    CurvePoint,
    Fate,
    NewWithin,
    Series,
    from_json,
    to_json,
    told,
)
from storage.audited import audits, chats
from storage.audited.audits import Audit
from storage.audited.columns import Columns, read_columns
from storage.audited.observations import Observation, check, find_observation, observe, seal
from storage.audited.quotes import read_quotes
from storage.errors import ForgottenMeanwhile, UnknownAudit
from storage.people.identities import export_key, spoken
from storage.records import lost_share, undated_share
from storage.sources import SOURCES
from storage.sqlite.database import Database

OPERATOR = "operator"
"""The recipient of what the command writes; the companion has recipients of its own."""

PROGRESS_EVERY = 0.01

TRIES = 10
"""How often a chat is measured when each time somebody is forgotten meanwhile."""

T = TypeVar("T", bound=msgspec.Struct)


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of records make no circles; looking for some in them costs a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Arguments(msgspec.Struct, frozen=True):
    """What was asked of an audit beside its target; part of its identity. Times are seconds since 1970, UTC."""

    since: int | None = None
    until: int | None = None
    as_of: int | None = None
    claimed: int | None = None


class Finished(msgspec.Struct, frozen=True):
    """An audit that was made, or found made; `again`: nothing in the source was new to it."""

    audit: Audit
    report: AuditReport
    frames: Frames
    again: bool


async def collect(
    database: Database, source: Source, *, now: int, keep_text: bool, progress: Callable[[float], None]
) -> tuple[Observation, bool]:
    """Takes in one reading of `source`, whole or not at all; says whether it showed nothing new."""
    async with observe(database, source.chat, source=source.kind.name, collected_at=now, keep_text=keep_text) as visit:
        reported = 0.0
        with _without_collector():
            for batch in source.read():
                await visit.add(batch)
                if batch.progress - reported >= PROGRESS_EVERY:
                    reported = batch.progress
                    progress(reported)
                    await asyncio.sleep(0)
        await visit.finish(source.coverage())
    if visit.observation is None:
        raise AssertionError("an observation that was left without an error is finished")
    progress(1.0)
    return visit.observation, visit.nothing_new


async def audit(
    database: Database,
    source: Source,
    arguments: Arguments,
    *,
    now: int,
    keep_text: bool,
    progress: Callable[[float], None],
) -> Finished:
    """The whole way for one chat. An export that shows nothing new gives the audit that is there already."""
    observation, nothing_new = await collect(database, source, now=now, keep_text=keep_text, progress=progress)
    return await measured(database, observation, arguments, now=now, nothing_new=nothing_new)


async def measured(
    database: Database, observation: Observation, arguments: Arguments, *, now: int, nothing_new: bool = False
) -> Finished:
    """What an observation shows, measured and kept; where it shows nothing new, the audit that is there already.
    Where somebody is forgotten meanwhile, it is measured again: nothing of them comes back."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(ForgottenMeanwhile):
            return await _measured(database, observation, arguments, now=now, nothing_new=nothing_new)
    return await _measured(database, observation, arguments, now=now, nothing_new=nothing_new)


async def _measured(
    database: Database, observation: Observation, arguments: Arguments, *, now: int, nothing_new: bool
) -> Finished:
    erased = await audits.erased(database)
    frames = await frames_of(database, observation, arguments)
    await seal(database, observation)
    identity = identity_of(observation, arguments, frames.facts.as_of)
    known = await audits.same_audit(database, observation.row, identity) if nothing_new else None
    if known is not None and (kept_report := from_json(known.report)).policy == POLICY:  # else other rules made it
        return Finished(known, kept_report, frames, again=True)
    report = build_report(observation, frames)
    kept = await audits.save(
        database,
        chat_row=observation.chat_row,
        observation=observation.row,
        identity=identity,
        arguments=msgspec.json.encode(arguments).decode(),
        as_of=frames.facts.as_of,
        made_at=now,
        report=to_json(report),
        erased=erased,
    )
    return Finished(kept, report, frames, again=False)


async def reopen(database: Database, kept: Audit) -> Finished:
    """A stored audit with the rows it was made from; raises `UnknownAudit` where those have gone."""
    observation = await find_observation(database, kept.observation)
    if observation is None or not observation.rows_rest:
        raise UnknownAudit(
            f"The rows of people behind audit #{kept.row} have gone, as DEADSOULS_RETAIN_ROWS_DAYS says;"
            " its report is still there: deadsouls show."
        )
    arguments = msgspec.json.decode(kept.arguments, type=Arguments)
    frames = await frames_of(database, observation, arguments)
    return Finished(kept, from_json(kept.report), frames, again=True)


async def frames_of(database: Database, observation: Observation, arguments: Arguments) -> Frames:
    """What an observation shows within the window that was asked for. Raises `DatabaseUnreadable` where it is not what
    was written."""
    await check(database, observation)
    return frames_from(await read_columns(database, observation), observation, arguments)


def frames_from(columns: Columns, observation: Observation, arguments: Arguments) -> Frames:
    """The same, of columns that were read already."""
    coverage = observation.coverage
    live = SOURCES[observation.source].live
    as_of = arguments.as_of
    if as_of is None and arguments.until is None:
        as_of = observation.collected_at if live else calendar_time(coverage, coverage.last_at)
    facts = Facts(
        as_of=as_of,
        since=arguments.since,
        until=arguments.until,
        first_at=coverage.first_at,
        history_whole=coverage.history_begins is not None and not coverage.missing and arguments.since is None,
        founded=coverage.history_begins == "creation",
        numbered=coverage.repeated_ids == 0,
        missing=coverage.missing,
        unwritten=coverage.unsupported + (coverage.unknown_types.count if coverage.unknown_types else 0),
        migrated_at=coverage.migrated_at,
        names_as_people=coverage.ids == "none",
        grain=seconds_of(coverage.time_resolution or "second"),
        mostly_undated=coverage.time_resolution is not None and undated_share(coverage) >= UNDATED_MOST,
        mostly_lost=lost_share(coverage) >= LOST_MOST,
        replies_rounded=coverage.replies_rounded,
        calendar=coverage.times_from != "relative",
        claimed=arguments.claimed or coverage.claimed,
        erased_people=coverage.erased_people,
        erased_messages=coverage.erased_messages,
        source=observation.source,
        kind=observation.chat.kind,
        listing=coverage.listing,
        claimed_by_telegram=arguments.claimed is None and coverage.claimed is not None,
        reader_counted=coverage.reader_inside,
        bots=coverage.bots,
        history_hidden=coverage.history_hidden,
        read_at=observation.collected_at if live else None,
        listened=tuple((span.since, span.until) for span in columns.listened),
    )
    return build_frames(
        messages=_messages(columns),
        arrivals=_as(EventInput, columns.arrivals),
        leaves=_as(EventInput, columns.leaves),
        alternatives=columns.alternatives,
        nameless=columns.nameless,
        by_name=columns.by_name,
        facts=facts,
        members=None if columns.members is None else _as(MemberInput, columns.members),
        posts=None if columns.posts is None else _as(PostInput, columns.posts),
        shown=columns.shown,
    )


def _messages(columns: Columns) -> MessageInput:
    shown = columns.messages
    return MessageInput(shown.id, shown.at, shown.person, _as(TextInput, shown.texts))


def _as(wanted: type[T], columns: msgspec.Struct) -> T:
    """Columns of storage as an input of the measures, which knows nothing of storage; their fields are the same."""
    return wanted(*(getattr(columns, field) for field in wanted.__struct_fields__))


def identity_of(observation: Observation, arguments: Arguments, as_of: int | None) -> str:
    """What makes two audits one: chat, source, as_of and arguments; never a row number, a path or the clock."""
    asked = msgspec.to_builtins(arguments)
    chat = chats.identity_of(observation.chat)
    identity = {"chat": chat, "source": observation.source, "as_of": as_of, "asked": asked}
    return msgspec.json.encode(identity, order="sorted").decode()


def build_report(observation: Observation, frames: Frames) -> AuditReport:
    """The finished report: every computed measure, with what it rests on."""
    days, found = by_day(frames), measure_all(frames, observation.source)
    return AuditReport(
        tool=__version__,
        policy=POLICY,
        as_of=iso(frames.facts.as_of),
        chat=ChatFacts(observation.chat.title, observation.chat.kind, observation.source),
        coverage=coverage_facts(observation.coverage, frames),
        measures=found.measures,
        evidence={measure: [dated(row) for row in rows] for measure, rows in found.evidence.items()},
        findings=found.findings,
        series=Series(
            days=[ArrivalDay(day_of(number), *(int(count) for count in row)) for number, *row in days.itertuples()],
            curve=[CurvePoint(people, messages) for people, messages in voices.curve(frames)],
            fates=[Fate(*fate) for fate in fates(frames)],
            new=[NewWithin(w.days, w.count, w.cannot_tell, w.of) for w in new_within(frames)],
        ),
    )


def dated(row: Row) -> Row:
    """A row of evidence with its times as a report writes them."""
    return row | {key: iso(row[key]) for key in ("start", "end") if key in row}


def told_to(
    database: Database, kept: Audit, *, recipient: str = OPERATOR, join_key: bytes | None = None
) -> AuditReport:
    """A stored report, its people under the names this recipient knows them by; the same as in their tables."""
    key = join_key or export_key(database.key, recipient, kept.identity)
    return told(from_json(kept.report), lambda person: spoken(key, person))


QUOTED = tuple(spec.id for spec in CATALOGUE if spec.rows is not None and spec.rows.quoted)
"""Measures of whose evidence the texts say most: what was posted as one."""


async def quotes_for(database: Database, kept: Audit) -> dict[int, str]:
    """The texts behind a stored report's episodes and groups, by message id, as far as they rest now."""
    observation = await find_observation(database, kept.observation)
    if observation is None or not observation.rows_rest:
        return {}
    evidence, wanted = from_json(kept.report).evidence, dict[int, frozenset[int]]()
    for row in (row for measure in QUOTED for row in evidence.get(measure, [])):
        people = frozenset(row.get("people", []))
        wanted |= {each: wanted.get(each, frozenset()) | people for each in row.get("messages", [])}
    return await read_quotes(database, observation, wanted)


def tables_for(
    database: Database,
    finished: Finished,
    *,
    recipient: str = OPERATOR,
    join_key: bytes | None = None,
    exact: bool = False,
) -> Tables:
    """The rows behind an audit, its people under the names this recipient knows them by. To be written as they are only
    where `exact`, which raises `ExactRefused` for anybody but the operator."""
    if exact and recipient != OPERATOR:
        raise ExactRefused("Exact tables are written by the command alone, for the operator of this machine.")
    key = join_key or export_key(database.key, recipient, finished.audit.identity)
    frames = finished.frames
    people, adders = people_table(frames), adders_table(frames)
    names = {person: spoken(key, person) for person in people["person"].tolist()} | {0: ""}
    people["person"] = people["person"].map(names)
    people["adder"] = people["adder"].map(names)
    adders["adder"] = adders["adder"].map(names)
    # Of those who added as many, the order must not tell who is who.
    adders = adders.sort_values(["added", "adder"], ascending=[False, True], ignore_index=True)
    return Tables(people=people, adders=adders, days=days_table(frames), exact=exact)


def day_of(number: int) -> str:
    """A day that is counted from 1970-01-01, as a report writes it."""
    return (dt.date(1970, 1, 1) + dt.timedelta(days=int(number))).isoformat()
