"""What the figures rest on: the source's coverage and the frames' doubts, as facts and notes of the report."""

import datetime as dt
from collections.abc import Iterator

from auditor.measure.frames import NOBODY, Frames
from auditor.report.report import CoverageFacts, Note
from storage.records import Coverage


def coverage_facts(coverage: Coverage, frames: Frames) -> CoverageFacts:
    """The coverage of a report."""
    facts = frames.facts
    whole = facts.history_whole if coverage.elements else None
    return CoverageFacts(
        people_seen=len(frames.people),
        people_claimed=facts.claimed,
        messages=len(frames.messages) + facts.erased_messages,
        first=iso(coverage.first_at),
        last=iso(coverage.last_at),
        members_hidden=None,
        history_complete=whole,
        arrival_sources=list(coverage.arrival_sources),
        leaves_logged=frames.leaves_logged,
        unresolved=frames.unmatched,
        erased=coverage.erased_people,
        damaged=coverage.damaged,
        repaired=coverage.repaired,
        notes=[*_of_what_was_seen(coverage, frames), *_of_times(coverage), *_of_the_file(coverage)],
    )


def _of_what_was_seen(coverage: Coverage, frames: Frames) -> Iterator[Note]:
    facts, people = frames.facts, frames.people
    yield Note("export-no-member-list")
    yield Note("bots-not-known")
    if not facts.history_whole:
        yield Note("history-begins-late", {"first": _date(facts.since or coverage.first_at)})
    if facts.since is not None or facts.until is not None:
        yield Note("window", {"since": _date(facts.since), "until": _date(facts.until)})
    if facts.claimed is not None:
        if facts.claimed < len(frames.members):
            yield Note("claimed-too-small", {"claimed": facts.claimed, "seen": len(frames.members)})
        else:
            yield Note("claimed", {"count": facts.claimed})
    if int((people["messages"] > 0).sum()) == 1 and not len(frames.arrivals):
        yield Note("one-writer")
    if coverage.ids == "none":
        yield Note("names-as-people")
    elif coverage.ids == "some":
        yield Note("some-without-ids")
    yield from _counted(
        ("unresolved", frames.unmatched),
        ("not-people", coverage.not_people),
        ("unknown-adders", coverage.unknown_adders),
        ("erased", coverage.erased_people),
    )
    if frames.leaves_logged is None and (frames.arrivals["adder"] != NOBODY).any():
        yield Note("leaves-unclear")
    elif frames.leaves_logged is False:
        yield Note("leaves-not-logged")


def _of_times(coverage: Coverage) -> Iterator[Note]:
    if coverage.time_resolution is None:
        yield Note("no-times")
    elif coverage.time_resolution == "day":
        yield Note("day-times")
    if coverage.local_times:
        yield Note("local-times", {"count": coverage.local_times, "tz": coverage.tz or "UTC"})
    yield from _counted(("undated", coverage.undated), ("contradicting-times", coverage.contradicting_times))


def _of_the_file(coverage: Coverage) -> Iterator[Note]:
    yield from _counted(
        ("repeated-ids", coverage.repeated_ids), ("bad-ids", coverage.bad_ids), ("repaired", coverage.repaired)
    )
    if coverage.damaged:
        offset = coverage.damaged_at[0] if coverage.damaged_at else 0
        yield Note("damaged", {"count": coverage.damaged, "offset": offset})
    if coverage.truncated:
        yield Note("truncated")


def _counted(*notes: tuple[str, int]) -> Iterator[Note]:
    for slug, count in notes:
        if count:
            yield Note(slug, {"count": count})


def iso(at: int | None) -> str | None:
    """Seconds since 1970 as ISO 8601 in UTC."""
    return None if at is None else dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _date(at: int | None) -> str:
    return "" if at is None else dt.datetime.fromtimestamp(at, dt.UTC).date().isoformat()
