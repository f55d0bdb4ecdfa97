"""Who came, went, was deleted, began to write or fell silent between two audits of a chat. What can be said of their
measures without the rows of people stands in `differences.py`.

Only lists read whole say who is gone: a list that Telegram cuts off shows others each time, and that is no churn.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, NO_TIME, Ints
from auditor.measure.souls.members import total
from auditor.measure.spec import Difference, Finding, Measure, Rule, Spec

SILENT_DAYS = 30
"""Who wrote within so many days before one audit, and in none of as many before the next, fell silent: the same span as
`EXPOSURE_DAYS`, so that nobody is called silent after a time in which a reader need not have written."""


def arrived(before: Frames, after: Frames) -> Measure:
    """Members of the later audit who were not in the earlier: by two whole lists, else by their arrivals."""
    listed = _listed(after)
    if before.list_whole and after.list_whole:
        return ARRIVED.measured(len(listed.difference(_listed(before))), len(listed))
    people = after.members
    since = people[people["arrived_at"] > _as_of(before)]
    came = since.index.difference(_listed(before))
    if not after.live:
        further = _unresolved_since(after, "arrival", before)
        of = len(people)
        return _at_least(ARRIVED, len(came), of + further, further)
    members = total(after)
    if members is None:
        return ARRIVED.unavailable("lists-not-whole")
    stayed = len(listed.intersection(_listed(before)))
    return _at_least(ARRIVED, len(came), max(members, len(came)), max(0, members - stayed - len(came)))


def gone(before: Frames, after: Frames) -> Measure:
    """Members of the earlier audit who are not in the later: by two whole lists, else where leaving is logged."""
    if before.list_whole and after.list_whole:
        listed = _listed(before)
        return GONE.measured(len(listed.difference(_listed(after))), len(listed))
    if not after.leaves_logged:
        reason = "lists-not-whole" if after.live else "leaves-not-logged"
        return GONE.unavailable(reason)
    left = after.people[after.people["left"] & (after.people["left_at"] > _as_of(before))]
    known = left.index.intersection(before.members.index)
    return _at_least(GONE, len(known), len(before.members), _unresolved_since(after, "leave", before))


def deleted(before: Frames, after: Frames) -> Measure:
    """Accounts that lived at the earlier audit and are deleted at the later, of those shown at both."""
    if not (before.live and after.live):
        return DELETED.unavailable()
    living = before.people[before.people["shown"] & ~before.people["deleted"]].index
    seen_again = after.people[after.people["shown"]].reindex(living).dropna(how="all")
    count = int(seen_again["deleted"].astype(bool).sum())
    return DELETED.measured(count, len(seen_again)) if len(seen_again) else DELETED.insufficient("no-people")


def woke(before: Frames, after: Frames) -> Measure:
    """People who had never written by the earlier audit and wrote by the later."""
    silent = before.members[before.members["messages"] == 0].index
    if not len(silent):
        return WOKE.insufficient("no-people")
    wrote = _writers(after, _as_of(before), _as_of(after))
    hidden = _unresolved_since(after, "message", before)
    return _at_least(WOKE, int(silent.isin(wrote).sum()), len(silent), hidden)


def silent(before: Frames, after: Frames) -> Measure:
    """People who wrote in the days before the earlier audit, and in none of as many before the later."""
    span = SILENT_DAYS * DAY
    if _as_of(after) - _as_of(before) < span:
        return SILENT.insufficient("too-close")
    wrote = _writers(after, _as_of(before) - span, _as_of(before))
    if not len(wrote):
        return SILENT.insufficient("no-messages")
    writing = _writers(after, _as_of(after) - span, _as_of(after))
    fell = len(np.setdiff1d(wrote, writing))
    hidden = min(fell, _unresolved_since(after, "message", before))
    if not hidden:
        return SILENT.measured(fell, len(wrote))
    return SILENT.bounded(fell, len(wrote), fell - hidden, fell)


def _as_of(frames: Frames) -> int:
    return frames.facts.as_of or 0


def _listed(frames: Frames) -> pd.Index:
    """The members that the list showed; without a list, everybody who is not known to have left."""
    return frames.people.index[frames.people["listed"]] if frames.live else frames.members.index


def _writers(frames: Frames, since: int, until: int) -> Ints:
    """Who wrote after one moment and up to another."""
    at = frames.messages["at"].to_numpy(np.int64)
    inside = (at != NO_TIME) & (at > since) & (at <= until)
    people = frames.messages["person"].to_numpy(np.int64)[inside]
    return np.unique(people[people != 0])


def _unresolved_since(after: Frames, what: str, before: Frames) -> int:
    """Occurrences of nobody in particular since the earlier audit; undated ones may be."""
    at = after.unresolved_of(what)["at"]
    return int(((at > _as_of(before)) | (at == NO_TIME)).sum())


def _at_least(spec: Spec, count: int, of: int, further: int) -> Measure:
    return spec.bounded(count, of, count, count + further) if further else spec.measured(count, of)


COVERAGE_DIFFERS = "The two audits may not have seen equally much; part of a difference can come from that."

ARRIVED = Spec(
    id="watch.arrived",
    unit="people",
    needs="audits",
    origin="docs/method.md#does-anyone-read-do-they-act-as-one-what-changed",
    title="New since the earlier audit",
    meaning="People in the later audit who were not in the earlier one.",
    misleads=COVERAGE_DIFFERS,
    count=arrived,
)

GONE = Spec(
    id="watch.gone",
    unit="people",
    needs="audits",
    origin="docs/method.md#does-anyone-read-do-they-act-as-one-what-changed",
    title="Gone since the earlier audit",
    meaning="People in the earlier audit who are not in the later one.",
    misleads=COVERAGE_DIFFERS,
    count=gone,
)

DELETED = Spec(
    id="watch.deleted",
    unit="people",
    needs="audits",
    origin="docs/method.md#does-anyone-read-do-they-act-as-one-what-changed",
    title="Deleted since the earlier audit",
    meaning="Members whose account was deleted between the two audits.",
    misleads=COVERAGE_DIFFERS,
    count=deleted,
)

WOKE = Spec(
    id="watch.woke",
    unit="people",
    needs="audits",
    origin="docs/method.md#does-anyone-read-do-they-act-as-one-what-changed",
    title="Began to write",
    meaning="People who had never written by the earlier audit and wrote after it.",
    misleads=COVERAGE_DIFFERS,
    count=woke,
)

SILENT = Spec(
    id="watch.silent",
    unit="people",
    needs="audits",
    origin="docs/method.md#does-anyone-read-do-they-act-as-one-what-changed",
    title="Fell silent",
    meaning=("People who wrote in the 30 days before the earlier audit, and not in the 30 days before the later one."),
    misleads=COVERAGE_DIFFERS,
    count=silent,
)

CHANGES = (ARRIVED, GONE, DELETED, WOKE, SILENT)
"""What can be said of two audits of a chat."""


def changes(before: Frames, after: Frames) -> dict[str, Measure]:
    """Each of them, of people who could have been one."""
    if before.facts.as_of is None or after.facts.as_of is None:
        return {spec.id: spec.unavailable("no-times") for spec in CHANGES}
    return {spec.id: spec.answer(spec.count(before, after)).measure for spec in CHANGES}


MOVED = Rule(
    "strong",
    "the interval of a difference excludes zero",
    lambda each: each.after.unit == "share" and each.beyond_noise,
)
"""When a share has moved beyond noise: the only kind of figure whose noise is known."""


def findings(found: Mapping[str, Difference]) -> list[Finding]:
    """The shares that moved beyond noise."""
    return [
        Finding("watch", MOVED.strength, name, {"before": each.before.value, "after": each.after.value,
                                                "low": each.low, "high": each.high})
        for name, each in found.items()
        if MOVED.holds(each)
    ]  # fmt: skip
