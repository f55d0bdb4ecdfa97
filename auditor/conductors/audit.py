"""Conducts an audit: from a source through storage, frames and measures to the report.

Collecting and measuring are separate verbs: what was collected is measured again, offline, for another window
(`measure`), and its tables are made again for another reader (`tables_for`).
"""

import asyncio
import contextlib
import gc
from collections.abc import Callable, Iterator

import msgspec
from pandas import DataFrame

from auditor.collect.source import Source
from auditor.conductors.measuring import Arguments, build_report, frames_from, identity_of
from auditor.errors import ExactRefused, Sentence
from auditor.frames.frames import Frames
from auditor.measure.catalogue import CATALOGUE, POLICY
from auditor.measure.shares_table import shares_table
from auditor.measure.tables import adders_table, days_table, people_table
from auditor.report.package.tables import Tables
from auditor.report.report import AuditReport, from_json, named_for, to_json
from storage.audited import audits
from storage.audited.audits import Audit
from storage.audited.observations import Observation, check, find_observation, observe, seal
from storage.audited.quotes import read_quotes
from storage.audited.shown import read_columns
from storage.errors import ForgottenMeanwhile, UnknownAudit
from storage.people.identities import export_key, spoken
from storage.records import File
from storage.store import Store

NOT_JOINED = Sentence(
    "A table whose authors are known by their platform gets no --join-key: with both, what one person wrote in many"
    " places could be put together."
)

OPERATOR = "operator"
"""The recipient of what the command writes; the companion has recipients of its own."""

PROGRESS_EVERY = 0.01

TRIES = 10
"""How often a chat is measured when each time somebody is forgotten meanwhile."""


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


class Finished(msgspec.Struct, frozen=True):
    """An audit that was made, or found made; `again`: nothing in the source was new to it."""

    audit: Audit
    report: AuditReport
    frames: Frames
    again: bool


async def collect(
    store: Store,
    source: Source,
    *,
    now: int,
    keep_text: bool,
    progress: Callable[[float], None],
    file: File | None = None,
) -> tuple[Observation, bool]:
    """Takes in one reading of `source`, whole or not at all; says whether it showed nothing new. `file` is the one that
    it was read from."""
    async with observe(store, source.chat, source=source.kind.name, collected_at=now, keep_text=keep_text) as visit:
        reported = 0.0
        with _without_collector():
            for batch in source.read():
                await visit.add(batch)
                if batch.progress - reported >= PROGRESS_EVERY:
                    reported = batch.progress
                    progress(reported)
                    await asyncio.sleep(0)
        await visit.finish(msgspec.structs.replace(source.coverage(), file=file))
    if visit.observation is None:
        raise AssertionError("an observation that was left without an error is finished")
    progress(1.0)
    return visit.observation, visit.nothing_new


async def audit(
    store: Store,
    source: Source,
    arguments: Arguments,
    *,
    now: int,
    keep_text: bool,
    progress: Callable[[float], None],
    file: File | None = None,
) -> Finished:
    """The whole way for one chat. An export that shows nothing new gives the audit that is there already."""
    observation, nothing_new = await collect(store, source, now=now, keep_text=keep_text, progress=progress, file=file)
    return await measured(store, observation, arguments, now=now, nothing_new=nothing_new)


async def measured(
    store: Store, observation: Observation, arguments: Arguments, *, now: int, nothing_new: bool = False
) -> Finished:
    """What an observation shows, measured and kept; where it shows nothing new, the audit that is there already.
    Where somebody is forgotten meanwhile, it is measured again: nothing of them comes back."""
    for _ in range(TRIES - 1):
        with contextlib.suppress(ForgottenMeanwhile):
            return await _measured(store, observation, arguments, now=now, nothing_new=nothing_new)
    return await _measured(store, observation, arguments, now=now, nothing_new=nothing_new)


async def _measured(
    store: Store, observation: Observation, arguments: Arguments, *, now: int, nothing_new: bool
) -> Finished:
    erased = await audits.erased(store)
    frames = await frames_of(store, observation, arguments)
    await seal(store, observation)
    identity = identity_of(observation, arguments, frames.facts.as_of)
    known = await audits.same_audit(store, observation.row, identity) if nothing_new else None
    if known is not None and (kept_report := from_json(known.report)).policy == POLICY:  # else other rules made it
        return Finished(known, kept_report, frames, again=True)
    report = build_report(observation, frames, arguments)
    kept = await audits.save(
        store,
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


async def reopen(store: Store, kept: Audit) -> Finished:
    """A stored audit with the rows it was made from; raises `UnknownAudit` where those have gone."""
    observation = await find_observation(store, kept.observation)
    if observation is None or not observation.rows_rest:
        raise UnknownAudit(
            "The rows of people behind audit #{audit} have gone, as DEADSOULS_RETAIN_ROWS_DAYS says; its report is"
            " still there: deadsouls show.",
            audit=str(kept.row),
        )
    arguments = msgspec.json.decode(kept.arguments, type=Arguments)
    frames = await frames_of(store, observation, arguments)
    return Finished(kept, from_json(kept.report), frames, again=True)


async def platform_of(store: Store, kept: Audit) -> str:
    """The platform by which the people of an audit are known in other tables, too; "" where they are not."""
    observation = await find_observation(store, kept.observation)
    return "" if observation is None else observation.chat.platform


async def frames_of(store: Store, observation: Observation, arguments: Arguments) -> Frames:
    """What an observation shows within the window that was asked for. Raises `DatabaseUnreadable` where it is not what
    was written."""
    await check(store, observation)
    return frames_from(await read_columns(store, observation), observation, arguments)


def shares_for(store: Store, finished: Finished, *, join_key: bytes | None = None) -> DataFrame:
    """The messages behind an audit for other tools, with ids and exact times: for the operator alone."""
    key = join_key or export_key(store.key, OPERATOR, finished.audit.identity)
    messages = shares_table(finished.frames)
    names = {person: spoken(key, person) for person in messages["person"].unique().tolist()}
    return messages.assign(person=messages["person"].map(names))


def report_for(store: Store, kept: Audit, *, recipient: str = OPERATOR, join_key: bytes | None = None) -> AuditReport:
    """A stored report, its people under the names this recipient knows them by; the same as in their tables."""
    key = join_key or export_key(store.key, recipient, kept.identity)
    return named_for(from_json(kept.report), lambda person: spoken(key, person))


QUOTED = tuple(spec.id for spec in CATALOGUE if spec.rows is not None and spec.rows.quoted)
"""Measures of whose evidence the texts say most: what was posted as one."""


async def quotes_for(store: Store, kept: Audit) -> dict[int, str]:
    """The texts behind a stored report's episodes and groups, by message id, as far as they rest now."""
    observation = await find_observation(store, kept.observation)
    if observation is None or not observation.rows_rest:
        return {}
    evidence, wanted = from_json(kept.report).evidence, dict[int, frozenset[int]]()
    for row in (row for measure in QUOTED for row in evidence.get(measure, [])):
        people = frozenset(row.get("people", []))
        wanted |= {each: wanted.get(each, frozenset()) | people for each in row.get("messages", [])}
    return await read_quotes(store, observation, wanted)


def tables_for(
    store: Store,
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
    key = join_key or export_key(store.key, recipient, finished.audit.identity)
    frames = finished.frames
    people, adders = people_table(frames), adders_table(frames)
    names = {person: spoken(key, person) for person in people["person"].tolist()} | {0: ""}
    people["person"] = people["person"].map(names)
    people["adder"] = people["adder"].map(names)
    adders["adder"] = adders["adder"].map(names)
    # Of those who added as many, the order must not tell who is who.
    adders = adders.sort_values(["added", "adder"], ascending=[False, True], ignore_index=True)
    return Tables(people=people, adders=adders, days=days_table(frames), exact=exact)
