"""Makes the finished report of an observation and its columns, by way of frames. Pure: no database, no clock.

Whoever reads a chat, from a file for an installation or for a notebook, comes by its report here.
"""

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from auditor.collect.grain import seconds_of
from auditor.conductors.coverage import LOST_MOST, UNDATED_MOST, calendar_time, coverage_facts, iso
from auditor.frames.frames import Frames, build_frames
from auditor.frames.inputs import Facts
from auditor.measure import voices
from auditor.measure.arrivals.fates import by_day, fates
from auditor.measure.arrivals.hours import by_hour, wave_zoom
from auditor.measure.arrivals.wave import WAVE
from auditor.measure.catalogue import POLICY
from auditor.measure.coordination.parameters import CoordinationParameters
from auditor.measure.measures import measure_all
from auditor.measure.souls.new import new_within
from auditor.measure.spec import Row
from auditor.report.report import (
    ArrivalDay,
    AuditReport,
    ChatFacts,
    CurvePoint,
    Fate,
    Hours,
    NewWithin,
    Series,
    Stretch,
)
from auditor.version import __version__
from storage.audited import chats
from storage.records import lost_share, undated_share
from storage.sources import SOURCES

if TYPE_CHECKING:
    from storage.audited.observations import Observation
    from storage.columns import Columns


class Arguments(msgspec.Struct, frozen=True):
    """What was asked of an audit beside its target; part of its identity. Times are seconds since 1970, UTC."""

    since: int | None = None
    until: int | None = None
    as_of: int | None = None
    claimed: int | None = None
    coordination: CoordinationParameters | msgspec.UnsetType = msgspec.UNSET
    """Of the search for groups, where others than the defaults were asked for."""


NOTHING_ASKED = Arguments()


def frames_from(columns: "Columns", observation: "Observation", arguments: Arguments) -> Frames:
    """What an observation shows within the window that was asked for."""
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
        numbered=coverage.repeated_ids == 0,
        missing=coverage.missing,
        unwritten=coverage.unsupported + (coverage.unknown_types.count if coverage.unknown_types else 0),
        migrated_at=coverage.migrated_at,
        ways_told=coverage.ways_told,
        names_as_people=coverage.ids == "none",
        grain=seconds_of(coverage.time_resolution or "second"),
        events_grain=coverage.events_within or 1,
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
        listened=columns.listened,
    )
    return build_frames(
        messages=columns.messages,
        arrivals=columns.arrivals,
        leaves=columns.leaves,
        alternatives=columns.alternatives,
        nameless=columns.nameless,
        by_name=columns.by_name,
        facts=facts,
        members=columns.members,
        posts=columns.posts,
        shown=columns.shown,
        founder=columns.founder,
        ages=columns.ages,
        profiles=columns.profiles,
    )


def build_report(observation: "Observation", frames: Frames, arguments: Arguments = NOTHING_ASKED) -> AuditReport:
    """The finished report: every computed measure, with what it rests on. Raises `UsageError` where the source does not
    show what the arguments ask for."""
    asked = arguments.coordination
    found = measure_all(frames, observation.source, None if asked is msgspec.UNSET else asked)
    return AuditReport(
        tool=__version__,
        policy=POLICY,
        parameters=msgspec.UNSET if asked is msgspec.UNSET else msgspec.to_builtins(asked),
        as_of=iso(frames.facts.as_of),
        chat=ChatFacts(observation.chat.title, observation.chat.kind, observation.source),
        coverage=coverage_facts(observation.coverage, frames),
        measures=found.measures,
        evidence={measure: [dated(row) for row in rows] for measure, rows in found.evidence.items()},
        findings=found.findings,
        series=_series(frames, found.evidence.get(WAVE.id, [])),
    )


def _series(frames: Frames, waves: list[Row]) -> Series:
    """What the charts draw."""
    largest = max(waves, key=lambda row: row["count"] - row["expected"], default=None)
    return Series(
        days=[ArrivalDay(day_of(n), *(int(count) for count in row)) for n, *row in by_day(frames).itertuples()],
        curve=[CurvePoint(people, messages) for people, messages in voices.curve(frames)],
        fates=[Fate(*fate) for fate in fates(frames)],
        new=[NewWithin(w.days, w.count, w.cannot_tell, w.of) for w in new_within(frames)],
        hours=Hours(**{kind: {_iso(at): n for at, n in counts.items()} for kind, counts in by_hour(frames).items()}),
        wave=[Stretch(_iso(each.start), each.seconds // 60, each.people) for each in wave_zoom(frames, largest)],
    )


def _iso(at: int) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def identity_of(observation: "Observation", arguments: Arguments, as_of: int | None) -> str:
    """What makes two audits one: chat, source, as_of and arguments; never a row number, a path or the clock."""
    asked = msgspec.to_builtins(arguments)
    chat = chats.identity_of(observation.chat)
    identity = {"chat": chat, "source": observation.source, "as_of": as_of, "asked": asked}
    return msgspec.json.encode(identity, order="sorted").decode()


def dated(row: Row) -> Row:
    """A row of evidence with its times as a report writes them."""
    return row | {key: iso(row[key]) for key in ("start", "end") if key in row}


def day_of(number: int) -> str:
    """A day that is counted from 1970-01-01, as a report writes it."""
    return (dt.date(1970, 1, 1) + dt.timedelta(days=int(number))).isoformat()
