"""How far arrivals that no source shows may move the figures of a live audit.

Telegram does not write every arrival down. Somebody of unknown arrival came some way after all, so each may be a case
of any; and where the list is cut off and coming is not logged, so may each member who was never seen.
"""

import pandas as pd

from auditor.frames.frames import Frames
from auditor.measure.souls.members import unlisted
from auditor.measure.spec import Measure, Spec

JOINS_KNOWN_MEMBERS = 100
"""With this many members listed, and an arrival known of each but the creator, coming counts as logged: as many as are
asked for of leaving."""


def strangers(frames: Frames) -> int:
    """How many people may be in the chat, or were erased from the audit, of whom nothing was seen at all.

    Where coming is logged, everybody was seen who came. Where it is not, it can be all of Telegram's count but the
    listed: whoever the history shows and the list does not may have left unseen.
    """
    return frames.facts.erased_people + frames.perhaps_more + (0 if _coming_is_logged(frames) else unlisted(frames))


def _coming_is_logged(frames: Frames) -> bool:
    """Whether the whole history was read, and holds an arrival of each of the many members that are listed; of the
    creator alone there may be none."""
    members = frames.people[frames.people["listed"]]
    unshown = (members["arrival"] == "unknown") & ~members["creator"]
    whole = frames.facts.history_whole and not frames.list_whole
    return whole and len(members) >= JOINS_KNOWN_MEMBERS and not unshown.any()


def unknown(frames: Frames) -> pd.DataFrame:
    """The people of whom no source shows how they came."""
    return frames.people[frames.people["arrival"] == "unknown"]


def hidden_adds(frames: Frames) -> int:
    """How many adds nobody saw there may be: one of each person of unknown arrival, seen or not."""
    return len(unknown(frames)) + strangers(frames) if frames.live else 0


def share_of_added(
    frames: Frames, spec: Spec, cases: pd.Series, *, among: pd.Series | None = None, hidden: int = 0
) -> Measure:
    """A share of the added. The low end takes those of unknown arrival who are no cases for added, the high end those
    who are; `hidden` messages may each be of somebody counted as silent."""
    people = frames.people
    if not len(people):
        return nobody(frames, spec)
    added = people["arrival"] == "added"
    added &= among if among is not None else True
    count, of = int((added & cases).sum()), int(added.sum())
    if not of:
        return spec.insufficient("no-added")
    unsure = people["arrival"] == "unknown"
    further = strangers(frames)
    more, others = int((unsure & cases).sum()) + further, int((unsure & ~cases).sum()) + further
    fewer = min(count, hidden + frames.perhaps_more)
    return between(spec, count, of, (more, others), base_grows=True, fewer=fewer)


def between(
    spec: Spec, count: int, of: int, doubt: tuple[int, int], *, base_grows: bool = False, fewer: int = 0
) -> Measure:
    """A share, or its ends if `doubt` is (further cases, further people who are none); further cases are among `of`
    already unless the base grows by them, all but as many as are further people."""
    more, others = doubt
    if not more and not others and not fewer:
        return spec.measured(count, of)
    top = of + more if base_grows else of + others
    return spec.bounded(count, of, (count - fewer) / (of + others), min(1.0, (count + more) / top))


def nobody(frames: Frames, spec: Spec) -> Measure:
    """Of a chat that shows nobody."""
    if frames.list_whole or frames.facts.listing is None:
        return spec.insufficient("no-people")
    return spec.unavailable("members-not-listed")
