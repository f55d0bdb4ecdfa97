"""What the figures rest on: the source's coverage and the frames' doubts, as facts and notes of the report."""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from auditor.collect.grain import MINUTE, named
from auditor.frames.frames import Frames
from auditor.frames.inputs import ARRIVAL_SOURCES, NOBODY, Bools, Facts
from auditor.measure.souls import members
from auditor.report.report import CoverageFacts, Note
from storage.audited.updates import HEARTBEAT_SECONDS
from storage.records import Coverage, lost_share, undated_share
from storage.sources import SOURCES

LOST_OFTEN, LOST_MOST = 0.1, 0.5
"""From the first part of a source that is damaged on every first screen says so; from the second on nothing is
measured."""

UNDATED_OFTEN, UNDATED_MOST = 0.1, 0.5
"""From the first part of a source without usable times on every first screen says so; from the second on no measure of
time is measured."""


def coverage_facts(coverage: Coverage, frames: Frames) -> CoverageFacts:
    """The coverage of a report."""
    facts = frames.facts
    posts = len(frames.posts.id) if frames.posts is not None else 0
    return CoverageFacts(
        people_seen=len(frames.people),
        people_claimed=facts.claimed,
        messages=len(frames.messages) + facts.erased_messages + posts,
        first=iso(calendar_time(coverage, coverage.first_at)),
        last=iso(calendar_time(coverage, coverage.last_at)),
        members_hidden=facts.listing == "hidden" if frames.live else None,
        history_complete=_whole(coverage, frames),
        arrival_sources=_arrival_sources(frames) if frames.live else list(coverage.arrival_sources),
        leaves_logged=frames.leaves_logged,
        unresolved=frames.unmatched,
        erased=coverage.erased_people,
        damaged=coverage.damaged,
        repaired=coverage.repaired,
        notes=[
            *_notes_on_lost_parts(coverage),
            *_notes_on_undated(coverage),
            *_notes_on_visibility(coverage, frames),
            *_notes_on_unknown_actions(coverage),
            *_notes_on_times(coverage),
            *_notes_on_file(coverage),
            *_counted(("kept-before-links", _not_looked_at(frames))),
        ],
        listing=facts.listing,
        members_listed=int(frames.people["listed"].sum()) if facts.listing not in {None, "none"} else None,
        bots=members.bots(frames) if frames.live else None,
        time_resolution=coverage.time_resolution,
        file_sha256=coverage.file.sha256 if coverage.file else None,
        file_bytes=coverage.file.bytes if coverage.file else None,
    )


def calendar_time(coverage: Coverage, at: int | None) -> int | None:
    """A time as a moment; none where the source counts from a beginning of its own."""
    return None if coverage.times_from == "relative" else at


def _not_looked_at(frames: Frames) -> int:
    """Messages that an earlier version kept, which did not look for links, mentions, emoji and hashtags."""
    if frames.texts is None:
        return 0
    looked: Bools = frames.texts.looked[frames.messages.index.to_numpy(np.int64)]
    return int(np.count_nonzero(~looked))


def _whole(coverage: Coverage, frames: Frames) -> bool | None:
    """Whether the history is whole; of a table and a data set nobody can tell."""
    knowable = coverage.elements and SOURCES[coverage.source].whole_knowable
    return frames.facts.history_whole if knowable else None


def _notes_on_visibility(coverage: Coverage, frames: Frames) -> Iterator[Note]:
    """What the kind of source does not show, by its own list: groups of notes, counts, and what holds of it always."""
    for name in SOURCES[frames.facts.source].notes:
        if name in GROUPS:
            yield from GROUPS[name](coverage, frames)
        elif name in COUNTS:
            yield from _counted((name, COUNTS[name](coverage, frames)))
        else:
            yield Note(name)


def _notes_on_author_ids(coverage: Coverage, _: Frames) -> Iterator[Note]:
    if coverage.ids != "all":
        yield Note("table-names" if coverage.ids == "none" else "table-some-names")


def _notes_on_platform(coverage: Coverage, _: Frames) -> Iterator[Note]:
    if coverage.platform:
        yield Note("table-of-platform", {"platform": coverage.platform})


def _notes_on_ways(coverage: Coverage, frames: Frames) -> Iterator[Note]:
    if not coverage.ways_told and (frames.arrivals["kind"] == "by_self").any():
        yield Note("ways-not-told")


def _notes_on_ids(coverage: Coverage, _: Frames) -> Iterator[Note]:
    if coverage.ids != "all":
        yield Note("names-as-people" if coverage.ids == "none" else "some-without-ids")


def _notes_on_one_writer(_: Coverage, frames: Frames) -> Iterator[Note]:
    if int((frames.people["messages"] > 0).sum()) == 1 and not len(frames.arrivals):
        yield Note("one-writer")


def _notes_on_claimed_count(_: Coverage, frames: Frames) -> Iterator[Note]:
    claimed, seen = frames.facts.claimed, len(frames.members)
    if claimed is not None:
        too_small = claimed < seen
        yield (
            Note("claimed-too-small", {"claimed": claimed, "seen": seen})
            if too_small
            else Note("claimed", {"count": claimed})
        )


def _notes_on_logging(_: Coverage, frames: Frames) -> Iterator[Note]:
    if frames.leaves_logged is None and (frames.arrivals["adder"] != NOBODY).any():
        yield Note("leaves-unclear")
    elif frames.leaves_logged is False:
        yield Note("leaves-not-logged")


def _notes_on_window(coverage: Coverage, frames: Frames) -> Iterator[Note]:
    facts = frames.facts
    only_missing = coverage.missing and coverage.history_begins is not None and facts.since is None
    if not facts.history_whole and not only_missing:
        yield Note("history-begins-late", {"first": _date(facts.since or coverage.first_at)})
    yield from _notes_on_limits(coverage, frames)


def _notes_on_limits(_: Coverage, frames: Frames) -> Iterator[Note]:
    facts = frames.facts
    if facts.since is not None or facts.until is not None:
        yield Note("window", {"since": _date(facts.since), "until": _date(facts.until)})


def _notes_of_live_reader(coverage: Coverage, frames: Frames) -> Iterator[Note]:
    """What a live audit saw and why it saw no more, by how much it weighs."""
    facts, people = frames.facts, frames.people
    listed = people[people["listed"]]
    yield from _notes_on_member_list(coverage, frames, len(listed))
    if coverage.joining_shows_more:
        yield Note("joining-shows-more")
    if facts.kind == "channel" and coverage.linked is not None:
        yield Note("discussion-apart")
    yield from _counted(
        ("last-seen-by-me", int(listed["by_me"].sum())), ("last-seen-empty", int(listed["empty"].sum()))
    )
    if facts.history_hidden:
        yield Note("history-hidden")
    if coverage.missing:
        yield Note("history-missing", {"read": coverage.elements, "of": coverage.elements + coverage.missing})
    yield from _counted(("messages-unreadable", coverage.unreadable))
    yield from _notes_on_window(coverage, frames)
    if coverage.unread_sources:
        yield Note("sources-unread")
    yield from _counted(("arrivals-unseen", int((people["arrival"] == "unknown").sum())))
    yield from _notes_on_leaves(frames)
    if facts.claimed is not None:
        yield Note("claimed-by-telegram" if facts.claimed_by_telegram else "claimed", {"count": facts.claimed})
    yield from _counted(("bots-apart", members.bots(frames)))
    if facts.bots is None and not frames.list_whole and facts.claimed is not None:
        yield Note("bots-not-all-known")
    yield from _counted(
        *((f"arrivals-{source}", int((people["arrival_source"] == source).sum())) for source in ARRIVAL_SOURCES),
        ("unresolved", frames.unmatched),
        ("not-people-live", coverage.not_people + frames.bot_messages),
        ("unknown-adders", coverage.unknown_adders),
        ("erased", coverage.erased_people),
    )
    yield from _notes_on_listening(facts)


def _notes_on_listening(facts: Facts) -> Iterator[Note]:
    """Since when a bot heard who came, and how often and how long it was deaf. A few heartbeats that are missing at the
    end are no silence: the bot may be about to speak."""
    end = facts.as_of if facts.as_of is not None else facts.until
    spans = [(since, until) for since, until in facts.listened if end is None or since < end]
    if not spans:
        return
    yield Note("bot-listened", {"since": _date(spans[0][0])})
    gaps = [later - until for (_, until), (later, _) in pairwise(spans)]
    if end is not None and end - spans[-1][1] > 5 * HEARTBEAT_SECONDS:
        gaps.append(end - spans[-1][1])
    if gaps:
        yield Note("bot-deaf", {"count": len(gaps), "hours": math.ceil(sum(gaps) / 3600)})


def _notes_on_member_list(coverage: Coverage, frames: Frames, listed: int) -> Iterator[Note]:
    facts, unread = frames.facts, coverage.unread_members
    if unread and facts.claimed is not None:
        yield Note("list-unread", {"count": unread, "listed": listed, "claimed": facts.claimed})
    elif facts.listing in {"capped", "hidden"} and listed and facts.claimed is not None:
        yield Note(f"list-{facts.listing}", {"listed": listed, "claimed": facts.claimed})
    elif not frames.list_whole and not listed:
        yield Note("list-closed-channel" if facts.kind == "channel" else "list-closed")
    elif frames.list_whole:
        yield from _counted(("list-short", members.unlisted(frames) - facts.erased_people))


def _notes_on_leaves(frames: Frames) -> Iterator[Note]:
    if frames.list_whole:
        if not frames.leaves_logged:
            yield Note("gone-by-list")
    elif frames.leaves_logged is False:
        yield Note("leaves-not-logged")
    elif frames.leaves_logged is None and len(frames.arrivals):
        yield Note("leaves-unclear")


def _arrival_sources(frames: Frames) -> list[str]:
    """Those by which somebody's arrival is known, the most trusted first."""
    used = set(frames.people["arrival_source"].unique())
    return [source for source in ARRIVAL_SOURCES if source in used]


def _notes_on_lost_parts(coverage: Coverage) -> Iterator[Note]:
    """What must be said before all else: that much of the source could not be read."""
    share = lost_share(coverage)
    if share >= LOST_OFTEN:
        elements = round(coverage.damaged / share)
        yield Note("mostly-lost" if share >= LOST_MOST else "often-lost", {"count": coverage.damaged, "of": elements})


def _notes_on_undated(coverage: Coverage) -> Iterator[Note]:
    """The same: that much of it has no time."""
    share = undated_share(coverage)
    if coverage.time_resolution is None:
        yield Note("no-times")
    elif share >= UNDATED_OFTEN:
        slug = "mostly-undated" if share >= UNDATED_MOST else "often-undated"
        yield Note(slug, {"count": coverage.undated, "of": coverage.elements})


def _notes_on_unknown_actions(coverage: Coverage) -> Iterator[Note]:
    """What is in the source that this version does not know, by its names."""
    for slug, unknown in (
        ("unknown-actions", coverage.unknown_actions),
        ("unknown-types", coverage.unknown_types),
        ("unknown-chats", coverage.unknown_chats),
    ):
        if unknown is not None:
            named = ", ".join(f"{name} ({count})" for name, count in unknown.names)
            more = ", …" if sum(count for _, count in unknown.names) < unknown.count else ""
            yield Note(slug, {"count": unknown.count, "names": named + more})
    yield from _counted(("unsupported", coverage.unsupported))


def _notes_on_times(coverage: Coverage) -> Iterator[Note]:
    if coverage.time_resolution not in {None, "second"}:
        yield Note(f"{coverage.time_resolution}-times")
    if coverage.events_within is not None:
        yield Note(f"{named(max(MINUTE, coverage.events_within))}-events")
    if coverage.times_from != "1970":
        yield Note("relative-times" if coverage.times_from == "relative" else f"days-from-{coverage.times_from}")
    if coverage.local_times:
        yield Note("local-times", {"count": coverage.local_times, "tz": coverage.tz or "UTC"})
    seldom = coverage.undated if undated_share(coverage) < UNDATED_OFTEN else 0
    yield from _counted(("undated", seldom), ("contradicting-times", coverage.contradicting_times))


def _notes_on_file(coverage: Coverage) -> Iterator[Note]:
    in_lines = SOURCES[coverage.source].in_lines
    yield from _counted(
        ("repeated-ids", coverage.repeated_ids),
        ("rows-without-id" if in_lines else "bad-ids", coverage.bad_ids),
        ("repaired", coverage.repaired),
    )
    if coverage.pages_beside:
        yield Note("pages-beside")
    if coverage.encoding is not None:
        yield Note("encoding", {"encoding": coverage.encoding})
    if coverage.stray_quotes:
        yield Note("stray-quotes", {"count": coverage.stray_quotes, "line": coverage.stray_quotes_at})
    if coverage.damaged and in_lines:
        line = coverage.damaged_at[0] if coverage.damaged_at else 0
        yield Note("damaged-lines", {"count": coverage.damaged, "line": line})
    elif coverage.damaged:
        offset = coverage.damaged_at[0] if coverage.damaged_at else 0
        yield Note("damaged", {"count": coverage.damaged, "offset": offset})
    if coverage.truncated:
        yield Note("truncated")


GROUPS: dict[str, Callable[[Coverage, Frames], Iterator[Note]]] = {
    "window": _notes_on_window,
    "limits": _notes_on_limits,
    "claim": _notes_on_claimed_count,
    "one-writer": _notes_on_one_writer,
    "ids": _notes_on_ids,
    "author-ids": _notes_on_author_ids,
    "platform": _notes_on_platform,
    "ways": _notes_on_ways,
    "logging": _notes_on_logging,
    "reading": _notes_of_live_reader,
}
"""Groups of notes that a kind of source names."""

COUNTS: dict[str, Callable[[Coverage, Frames], int]] = {
    "arrivals-unrecorded": lambda _, frames: frames.came_unseen,
    "names-taken": lambda _, frames: frames.named,
    "unresolved": lambda _, frames: frames.unmatched,
    "not-people": lambda coverage, _: coverage.not_people,
    "unknown-adders": lambda coverage, _: coverage.unknown_adders,
    "erased": lambda coverage, _: coverage.erased_people,
    "names-listed": lambda coverage, _: coverage.names_listed,
    "pages-missing": lambda coverage, _: coverage.pages_missing,
    "held-again": lambda coverage, _: coverage.held_again,
    "authorless": lambda coverage, _: coverage.authorless,
    "rounded-ids": lambda coverage, _: coverage.rounded_ids,
    "suspect-ids": lambda coverage, _: coverage.suspect_ids,
    "textless": lambda coverage, _: coverage.textless,
}
"""Notes that hold a number, and are told where it is not 0."""


def _counted(*notes: tuple[str, int]) -> Iterator[Note]:
    for slug, count in notes:
        if count:
            yield Note(slug, {"count": count})


def iso(at: int | None) -> str | None:
    """Seconds since 1970 as ISO 8601 in UTC."""
    return None if at is None else dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _date(at: int | None) -> str:
    return "" if at is None else dt.datetime.fromtimestamp(at, dt.UTC).date().isoformat()
