"""Members by the member list of a live audit, as the measures of `souls` share them.

Of a list read whole a share is counted; unknown answers widen it to bounds. Of a list cut off or hidden nothing is
ever extrapolated, for what Telegram lists is the most active part: a share lies in [k/N, (k + u + N - n)/N] with
k yes and u unknown among the n listed of N members (Manski 1995).
"""

import pandas as pd

from auditor.frames.frames import Frames
from auditor.measure.methods.uncertainty import share_bounds
from auditor.measure.spec import Measure, Spec


def bots(frames: Frames) -> int:
    """Bots among the members: as the source tells, or as many as were listed."""
    told = frames.facts.bots
    return frames.bots_listed if told is None else max(told, frames.bots_listed)


def total(frames: Frames) -> int | None:
    """How many people are members: Telegram's count without the bots, and no fewer than are known. Null where
    neither a count nor a whole list was had."""
    known = int(frames.people["listed"].sum()) + (frames.facts.erased_people if frames.list_whole else 0)
    if frames.facts.claimed is not None:
        return max(known, frames.facts.claimed - bots(frames) - frames.facts.reader_counted)
    return known if frames.list_whole else None


def unlisted(frames: Frames) -> int:
    """Members who are not in the list as it was read."""
    return (total(frames) or 0) - int(frames.people["listed"].sum())


def share_of_members(frames: Frames, spec: Spec, answers: pd.Series, *, fewer: int = 0) -> Measure:
    """A share of all members, of answers that are 1 yes, 0 no or -1 cannot tell; of the yes, so many may be no."""
    of = total(frames)
    if (refusal := no_roll(frames, spec)) is not None or of is None:
        return refusal or spec.unavailable("not-given")
    told = answers[frames.people["listed"]]
    yes, unknown = int((told == 1).sum()), int((told == -1).sum())
    if len(told) == of and not unknown and not fewer:
        return spec.measured(yes, of)
    low, high = share_bounds(yes, unknown, len(told), of)
    return spec.bounded(yes, of, max(0.0, low - fewer / of), high)


def no_roll(frames: Frames, spec: Spec) -> Measure | None:
    """Why nothing can be said of the members, if nothing can."""
    if not total(frames) and frames.list_whole:
        return spec.insufficient("no-people")
    if not frames.people["listed"].any() and not frames.list_whole:
        return spec.unavailable("members-not-listed")
    return None
