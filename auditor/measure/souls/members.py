"""Who is really there, by the member list of a live audit.

Of a list read whole a share is counted; unknown answers widen it to bounds. Of a list cut off or hidden nothing is
ever extrapolated, for what Telegram lists is the most active part: a share lies in [k/N, (k + u + N - n)/N] with
k yes and u unknown among the n listed of N members (methods 3; Manski 1995).
"""

import msgspec
import pandas as pd

from auditor.frames.accounts import new_at_arrival
from auditor.frames.facts import NEW_DAYS
from auditor.frames.frames import Frames
from auditor.frames.inputs import NO_TIME
from auditor.measure.answers import bounded, insufficient, measured, unavailable
from auditor.measure.methods.uncertainty import share_bounds
from auditor.measure.souls.never_posted import exposed
from auditor.measure.spec import Measure


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


def deleted(frames: Frames) -> Measure:
    """`souls.deleted`: deleted accounts / members."""
    return _of_members(frames, "souls.deleted", frames.people["deleted"].astype("int8"))


def inactive(frames: Frames) -> Measure:
    """`souls.inactive`: last seen over 30 days ago / members."""
    return _of_members(frames, "souls.inactive", frames.people["inactive"])


def blank(frames: Frames) -> Measure:
    """`souls.blank`: neither photo nor username / members."""
    return _of_members(frames, "souls.blank", frames.people["blank"])


def flagged(frames: Frames) -> Measure:
    """`souls.flagged`: scam, fake or restricted / members."""
    return _of_members(frames, "souls.flagged", frames.people["flagged"])


def dead(frames: Frames) -> Measure:
    """`souls.dead`: deleted, or inactive and never posted / members."""
    hidden = frames.hidden_messages
    return _of_members(frames, "souls.dead", dead_answers(frames), fewer=hidden)


def dead_answers(frames: Frames) -> pd.Series:
    """Of each person whether they are a dead soul. Where the history begins after they came, they may have written
    before: then silence alone makes nobody dead."""
    people, facts = frames.people, frames.facts
    silent = people["messages"] == 0
    start = max(facts.first_at or 0, facts.since or 0)
    seen_since = silent & (facts.history_whole | (people["arrived_at"] >= start))
    answers = people["inactive"].where(silent, 0)
    answers = answers.where((answers != 1) | seen_since, -1)
    return answers.where(~people["deleted"], 1)


def _of_members(frames: Frames, measure: str, answers: pd.Series, *, fewer: int = 0) -> Measure:
    """A share of all members, of answers that are 1 yes, 0 no or -1 cannot tell; of the yes, so many may be no."""
    of = total(frames)
    if (refusal := _no_roll(frames, measure)) is not None or of is None:
        return refusal or unavailable(measure, "not-given")
    told = answers[frames.people["listed"]]
    yes, unknown = int((told == 1).sum()), int((told == -1).sum())
    if len(told) == of and not unknown and not fewer:
        return measured(measure, yes, of)
    low, high = share_bounds(yes, unknown, len(told), of)
    return bounded(measure, yes, of, max(0.0, low - fewer / of), high)


def _no_roll(frames: Frames, measure: str) -> Measure | None:
    """Why nothing can be said of the members, if nothing can."""
    if not total(frames) and frames.list_whole:
        return insufficient(measure, "no-people")
    if not frames.people["listed"].any() and not frames.list_whole:
        return unavailable(measure, "members-not-listed")
    return None


class NewWithin(msgspec.Struct, frozen=True):
    """Of `of` members with a known arrival, how many accounts were made within `days` before it, and of how many it
    cannot be told."""

    days: int
    count: int
    cannot_tell: int
    of: int


def new_within(frames: Frames) -> list[NewWithin]:
    """The figures of `souls.new` at each of the four spans, of the members who were listed."""
    if not frames.live:
        return []
    members = frames.people[frames.people["listed"] & (frames.people["arrived_at"] != NO_TIME)]
    found = []
    for days in NEW_DAYS:
        answers = new_at_arrival(members, days)
        found.append(NewWithin(days, int((answers == 1).sum()), int((answers == -1).sum()), len(members)))
    return found if len(members) else []


def new(frames: Frames) -> Measure:
    """`souls.new`: accounts made within 30 days before they came / members with a known arrival; of a list that is
    not whole, / all members, those of unknown arrival among the unknown."""
    of = total(frames)
    if (refusal := _no_roll(frames, "souls.new")) is not None or of is None:
        return refusal or unavailable("souls.new", "not-given")
    if not frames.list_whole:
        return _of_members(frames, "souls.new", frames.people["new"])
    within = new_within(frames)
    if not within:
        return insufficient("souls.new", "no-known-arrivals")
    count, cannot_tell, known = within[0].count, within[0].cannot_tell, within[0].of
    whole = known + unlisted(frames)
    if not cannot_tell and whole == known:
        return measured("souls.new", count, known)
    return bounded("souls.new", count, whole, *share_bounds(count, cannot_tell, known, whole))


def never_posted(frames: Frames) -> Measure:
    """`souls.never_posted`: of a whole list among those there for 30 days; of any other, where the whole history was
    read, sharply from Telegram's count, for whoever wrote is in the history."""
    facts = frames.facts
    of = total(frames)
    if facts.kind == "channel":
        return unavailable("souls.never_posted", "subscribers-cannot-write")
    if frames.list_whole and (facts.as_of is None or facts.first_at is None):
        return unavailable("souls.never_posted", "no-times")
    if of is None:
        return unavailable("souls.never_posted", "not-given")
    if not of:
        return insufficient("souls.never_posted", "no-people")
    if facts.history_whole and not frames.list_whole:
        return _from_the_count(frames, of)
    return _among_the_exposed(frames)


def _from_the_count(frames: Frames, of: int) -> Measure:
    people = frames.people
    wrote = people["messages"] > 0
    writers = int(wrote.sum())
    doubt = frames.hidden_messages + frames.facts.erased_people
    surely_members = int((wrote & people["listed"]).sum())
    low = max(0, of - writers - doubt) / of
    high = (of - surely_members) / of
    return bounded("souls.never_posted", max(0, of - writers), of, low, max(low, high))


def _among_the_exposed(frames: Frames) -> Measure:
    facts = frames.facts
    if (refusal := _no_roll(frames, "souls.never_posted")) is not None:
        return refusal
    if facts.as_of is None or facts.first_at is None:
        return unavailable("souls.never_posted", "no-times")
    members = frames.people[frames.people["listed"]]
    start = max(facts.first_at, facts.since or facts.first_at)
    asked = members[exposed(members["arrived_at"], facts.as_of, start)]
    count, of = int((asked["messages"] == 0).sum()), len(asked) + unlisted(frames)
    if not of:
        return insufficient("souls.never_posted", "too-young")
    hidden = frames.hidden_messages
    if of == len(asked) and not hidden:
        return measured("souls.never_posted", count, of)
    return bounded("souls.never_posted", count, of, max(0, count - hidden) / of, (count + of - len(asked)) / of)
