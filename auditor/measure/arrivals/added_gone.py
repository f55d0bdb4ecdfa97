"""People who were added and soon left."""

import pandas as pd

from auditor.frames.facts import GONE_HOURS
from auditor.frames.frames import Frames
from auditor.frames.inputs import NO_TIME
from auditor.frames.leaves import gone_at_once
from auditor.frames.readings import ways_of_share
from auditor.measure.arrivals.doubt import doubt
from auditor.measure.arrivals.unseen import share_of_added
from auditor.measure.fineness import events_too_coarse
from auditor.measure.misleading import LEAVING_IS_RARELY_LOGGED
from auditor.measure.shares import either, share
from auditor.measure.spec import Measure, Spec


def count(frames: Frames) -> Measure:
    """Added people who left within 24 h / added people seen for 24 h; where leaving is not
    logged but the list whole, added people who are not in it / added."""
    if frames.list_whole and not frames.leaves_logged:
        return share_of_added(frames, ADDED_GONE, frames.people["left"])  # however long they stayed
    if (refusal := _leaving_unknown(frames)) is not None:
        return refusal
    if frames.live:
        watched = frames.people.index.isin(watched_a_day(frames, frames.people["arrival"] == "added").index)
        among = pd.Series(watched, frames.people.index)
        return share_of_added(frames, ADDED_GONE, gone_at_once(frames.people), among=among)
    added = watched_a_day(frames, frames.people["arrival"] == "added")
    in_doubt = doubt(frames, "added")
    gone = int(gone_at_once(added).sum())
    leaves = len(frames.lumped_of("leave"))
    more, lost = in_doubt.as_this_kind, in_doubt.lost
    fewer = min(gone, lost)
    lumped = [either((more + lost + leaves, more), (-fewer, more - fewer))]
    ways = [*ways_of_share(frames.readings, "gone", "watched"), *lumped]
    return share(ADDED_GONE, gone, len(added), ways, "no-added")


def _leaving_unknown(frames: Frames) -> Measure | None:
    """Why leaving cannot be told, if it cannot."""
    if frames.leaves_logged is None:
        return ADDED_GONE.insufficient("too-few-arrivals-to-tell")
    if not frames.leaves_logged:
        return ADDED_GONE.unavailable("leaves-not-logged")
    if frames.facts.as_of is None:
        return ADDED_GONE.unavailable("no-times")
    why = events_too_coarse(frames.facts, GONE_HOURS * 3600)
    return None if why is None else ADDED_GONE.insufficient(why)


def watched_a_day(frames: Frames, whom: pd.Series) -> pd.DataFrame:
    """Of these people, those whose first 24 hours lie within what was read (or who left before they were over)."""
    people = frames.people[whom & (frames.people["arrived_at"] != NO_TIME)]
    over = (frames.facts.as_of or 0) - people["arrived_at"] >= GONE_HOURS * 3600
    return people[over | people["left"]]


ADDED_GONE = Spec(
    id="arrivals.added_gone",
    unit="share",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="Added and soon gone",
    meaning=(
        "People who were added and left within 24 hours; where leaving is not logged, those missing from a "
        "complete member list."
    ),
    misleads=LEAVING_IS_RARELY_LOGGED,
    out_of=(
        "of {count} added person of whom it can be told whether they left",
        "of {count} added people of whom it can be told whether they left",
    ),
    count=count,
)
