"""What changed between two audits of a chat: who came, went, was deleted, began to write or fell silent; and of each
measure whether it moved beyond noise.

Only lists read whole say who is gone: a list that Telegram cuts off shows others each time, and that is no churn.
"""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from auditor.measure import roll
from auditor.measure.answers import bounded, insufficient, measured, unavailable
from auditor.measure.catalogue import SILENT_DAYS, Difference, Finding, Measure
from auditor.measure.frames import DAY, NO_TIME, Frames
from auditor.measure.inputs import Ints
from auditor.measure.uncertainty import Interval, wilson


def changes(before: Frames, after: Frames) -> dict[str, Measure]:
    """`watch.arrived`, `.gone`, `.deleted`, `.woke` and `.silent`: people, of those who could have been one."""
    if before.facts.as_of is None or after.facts.as_of is None:
        return {f"watch.{what}": unavailable(f"watch.{what}", "no-times") for what in WATCHED}
    return {f"watch.{what}": of(before, after) for what, of in WATCHED.items()}


def arrived(before: Frames, after: Frames) -> Measure:
    """Members of the later audit who were not in the earlier: by two whole lists, else by their arrivals."""
    listed = _listed(after)
    if before.list_whole and after.list_whole:
        return measured("watch.arrived", len(listed.difference(_listed(before))), len(listed))
    people = after.members
    since = people[people["arrived_at"] > _as_of(before)]
    came = since.index.difference(_listed(before))
    if not after.live:
        further = _unresolved_since(after, "arrival", before)
        of = len(people)
        return _at_least("watch.arrived", len(came), of + further, further)
    total = roll.total(after)
    if total is None:
        return unavailable("watch.arrived", "lists-not-whole")
    stayed = len(listed.intersection(_listed(before)))
    return _at_least("watch.arrived", len(came), max(total, len(came)), max(0, total - stayed - len(came)))


def gone(before: Frames, after: Frames) -> Measure:
    """Members of the earlier audit who are not in the later: by two whole lists, else where leaving is logged."""
    if before.list_whole and after.list_whole:
        listed = _listed(before)
        return measured("watch.gone", len(listed.difference(_listed(after))), len(listed))
    if not after.leaves_logged:
        reason = "lists-not-whole" if after.live else "leaves-not-logged"
        return unavailable("watch.gone", reason)
    left = after.people[after.people["left"] & (after.people["left_at"] > _as_of(before))]
    known = left.index.intersection(before.members.index)
    return _at_least("watch.gone", len(known), len(before.members), _unresolved_since(after, "leave", before))


def deleted(before: Frames, after: Frames) -> Measure:
    """Accounts that lived at the earlier audit and are deleted at the later, of those shown at both."""
    if not (before.live and after.live):
        return unavailable("watch.deleted")
    living = before.people[before.people["shown"] & ~before.people["deleted"]].index
    seen_again = after.people[after.people["shown"]].reindex(living).dropna(how="all")
    count = int(seen_again["deleted"].astype(bool).sum())
    return measured("watch.deleted", count, len(seen_again)) if len(seen_again) else _nobody("watch.deleted")


def woke(before: Frames, after: Frames) -> Measure:
    """People who had never written by the earlier audit and wrote by the later."""
    silent = before.members[before.members["messages"] == 0].index
    if not len(silent):
        return _nobody("watch.woke")
    wrote = _writers(after, _as_of(before), _as_of(after))
    hidden = _unresolved_since(after, "message", before)
    return _at_least("watch.woke", int(silent.isin(wrote).sum()), len(silent), hidden)


def silent(before: Frames, after: Frames) -> Measure:
    """People who wrote in the days before the earlier audit, and in none of as many before the later."""
    span = SILENT_DAYS * DAY
    if _as_of(after) - _as_of(before) < span:
        return insufficient("watch.silent", "too-close")
    wrote = _writers(after, _as_of(before) - span, _as_of(before))
    if not len(wrote):
        return insufficient("watch.silent", "no-messages")
    writing = _writers(after, _as_of(after) - span, _as_of(after))
    fell = len(np.setdiff1d(wrote, writing))
    hidden = min(fell, _unresolved_since(after, "message", before))
    if not hidden:
        return measured("watch.silent", fell, len(wrote))
    return bounded("watch.silent", fell, len(wrote), fell - hidden, fell)


WATCHED = {"arrived": arrived, "gone": gone, "deleted": deleted, "woke": woke, "silent": silent}


def differences(
    before: Mapping[str, Measure], after: Mapping[str, Measure], *, comparable: bool
) -> dict[str, Difference]:
    """Every measure that both audits have, side by side. `comparable`: both saw the chat in the same way."""
    return {name: _difference(before[name], after[name], comparable) for name in after if name in before}


def _difference(before: Measure, after: Measure, comparable: bool) -> Difference:
    known = {"measured", "bounded"}
    if before.outcome not in known or after.outcome not in known:
        return Difference(before, after, why="not-known-twice")
    value = after.value - before.value if before.value is not None and after.value is not None else None
    if not comparable:
        return Difference(before, after, why="coverage-differs")
    ends = _share_ends(before, after) if after.unit == "share" else _count_ends(before, after, value)
    return Difference(before, after, value, *ends) if ends else Difference(before, after, value, why="no-interval")


def _share_ends(before: Measure, after: Measure) -> Interval:
    """Newcombe's hybrid score interval of a difference of two shares (1998, method 10). It takes the two for samples
    apart; most people are in both, which makes it wider than it need be, never narrower. Bounds count in full."""
    first, second = _ends(before), _ends(after)
    if before.value is None or after.value is None:
        return Interval(second.low - first.high, second.high - first.low)
    gap = after.value - before.value
    down = math.hypot(after.value - second.low, first.high - before.value)
    up = math.hypot(second.high - after.value, before.value - first.low)
    return Interval(gap - down, gap + up)


def _ends(share: Measure) -> Interval:
    if share.value is None or not share.of:
        return Interval(share.low or 0.0, 1.0 if share.high is None else share.high)
    score = wilson(int(share.count or 0), share.of)
    low = score.low if share.low is None else min(score.low, share.low)
    return Interval(low, score.high if share.high is None else max(score.high, share.high))


def _count_ends(before: Measure, after: Measure, value: float | None) -> Interval | None:
    """A count is exact where it is a point; an index has no interval of its own."""
    if after.unit == "index":
        return None
    if value is not None:
        return Interval(value, value)
    first, second = _around(before), _around(after)
    return Interval(second.low - first.high, second.high - first.low)


def _around(measure: Measure) -> Interval:
    point = measure.value or 0
    return Interval(
        point if measure.low is None else measure.low,
        (measure.of or point) if measure.high is None else measure.high,
    )


def findings(found: Mapping[str, Difference]) -> list[Finding]:
    """The shares that moved beyond noise: the only kind whose noise is known."""
    return [
        Finding("watch", "strong", name, {"before": each.before.value, "after": each.after.value,
                                          "low": each.low, "high": each.high})
        for name, each in found.items()
        if each.after.unit == "share" and each.beyond_noise
    ]  # fmt: skip


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


def _at_least(measure: str, count: int, of: int, further: int) -> Measure:
    return bounded(measure, count, of, count, count + further) if further else measured(measure, count, of)


def _nobody(measure: str) -> Measure:
    return insufficient(measure, "no-people")
