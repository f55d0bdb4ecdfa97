"""Who came, went, was deleted, began to write or fell silent between two audits of a chat. What can be said of their
measures without the rows of people stands in `differences.py`.

Only lists read whole say who is gone: a list that Telegram cuts off shows others each time, and that is no churn.
"""

import numpy as np
import pandas as pd

from auditor.frames.frames import DAY, NO_TIME, Frames
from auditor.frames.inputs import Ints
from auditor.measure.answers import bounded, insufficient, measured, unavailable
from auditor.measure.catalogue import SILENT_DAYS
from auditor.measure.methods.differences import differences, findings
from auditor.measure.souls import members as roll
from auditor.measure.spec import Measure

__all__ = ["WATCHED", "changes", "differences", "findings"]


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
