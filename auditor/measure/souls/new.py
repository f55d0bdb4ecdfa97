"""New accounts: made shortly before they came to the chat."""

import msgspec

from auditor.frames.accounts import new_at_arrival
from auditor.frames.facts import NEW_DAYS
from auditor.frames.frames import Frames
from auditor.frames.inputs import NO_TIME
from auditor.measure.methods.uncertainty import share_bounds
from auditor.measure.misleading import AGE_IS_AN_INTERVAL
from auditor.measure.souls.members import no_roll, share_of_members, total, unlisted
from auditor.measure.spec import Measure, Spec


class NewWithin(msgspec.Struct, frozen=True):
    """Of `of` members with a known arrival, how many accounts were made within `days` before it, and of how many it
    cannot be told."""

    days: int
    count: int
    cannot_tell: int
    of: int


def new_within(frames: Frames) -> list[NewWithin]:
    """The figures of `souls.new` at each of the four spans, of the members who were listed; of a source without a list,
    of those who are not known to have left."""
    if "age_from" not in frames.people:
        return []
    members = frames.people[frames.people["listed"]] if frames.live else frames.members
    members = members[members["arrived_at"] != NO_TIME]
    found = []
    for days in NEW_DAYS:
        answers = new_at_arrival(members, days)
        found.append(NewWithin(days, int((answers == 1).sum()), int((answers == -1).sum()), len(members)))
    return found if len(members) else []


def count(frames: Frames) -> Measure:
    """Accounts made within 30 days before they came / members with a known arrival; of a list that is
    not whole, / all members, those of unknown arrival among the unknown."""
    if not frames.live:
        return _by_dated_ids(new_within(frames))
    of = total(frames)
    if (refusal := no_roll(frames, NEW)) is not None or of is None:
        return refusal or NEW.unavailable("not-given")
    if not frames.list_whole:
        return share_of_members(frames, NEW, frames.people["new"])
    within = new_within(frames)
    if not within:
        return NEW.insufficient("no-known-arrivals")
    new, cannot_tell, known = within[0].count, within[0].cannot_tell, within[0].of
    whole = known + unlisted(frames)
    if not cannot_tell and whole == known:
        return NEW.measured(new, known)
    return NEW.bounded(new, whole, *share_bounds(new, cannot_tell, known, whole))


def _by_dated_ids(within: list[NewWithin]) -> Measure:
    """Where ids say when accounts were made, and there is no list."""
    if not within:
        return NEW.insufficient("no-known-arrivals")
    new, cannot_tell, known = within[0].count, within[0].cannot_tell, within[0].of
    if not cannot_tell:
        return NEW.measured(new, known)
    return NEW.bounded(new, known, new / known, (new + cannot_tell) / known)


NEW = Spec(
    id="souls.new",
    unit="share",
    needs="ages",
    origin="docs/method.md#account-age",
    title="New accounts",
    meaning="Accounts created at most 30 days before they came to the chat.",
    misleads=AGE_IS_AN_INTERVAL,
    out_of=("of {count} member whose arrival is dated", "of {count} members whose arrival is dated"),
    count=count,
)
