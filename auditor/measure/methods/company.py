"""What is known of several people together: whom one adder added within an hour, who is blank, who was new.

These are labels of a row of evidence, never evidence themselves. And which of a row's messages are shown.
"""

import msgspec
import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.frames.frames import Frames
from auditor.frames.inputs import NO_TIME, NOBODY, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.spec import MESSAGES_SHOWN, Row

TOGETHER = 3_600
"""Seconds within which one adder's adds count as together (method.md)."""


class Company(msgspec.Struct, frozen=True):
    """What labels are taken from: who was added by whom and when, and what a live audit shows of accounts."""

    adds: pd.DataFrame
    blank: pd.Series | None
    new: pd.Series | None


def company_of(frames: Frames) -> Company:
    """Where to look people up."""
    came = frames.arrivals
    known = (came["kind"] == "added") & came["resolved"] & (came["adder"] != NOBODY) & (came["at"] != NO_TIME)
    adds = came.loc[known, ["person", "adder", "at"]].sort_values(["at", "person"], kind="stable")
    people = frames.people
    return Company(
        adds.set_index("person"),
        people.get("blank"),
        people.get("new"),
    )


def labels(company: Company, people: Ints) -> Row:
    """`added_together` and `adder`, `blank`, `new`, of persons, as far as they are known."""
    row: Row = {}
    together, adder = _added_together(company.adds, people)
    if together > 1:
        row |= {"added_together": together, "adder": adder}
    for name, column in (("blank", company.blank), ("new", company.new)):
        if column is not None:
            row[name] = int((column.reindex(people).to_numpy() == 1).sum())
    return row


def _added_together(adds: pd.DataFrame, people: Ints) -> tuple[int, int]:
    """The most of these people whom one adder added within an hour, and the adder; of several, the first to do so."""
    theirs = adds.loc[adds.index.intersection(pd.Index(people))]
    best, by = 0, NOBODY
    for adder, made in theirs.groupby("adder", sort=False):
        at, person = made["at"].to_numpy(), made.index.to_numpy()
        begins = np.searchsorted(at, at - TOGETHER)
        for end, begin in enumerate(begins.tolist()):
            if end + 1 - begin > best:
                distinct = len(np.unique(person[begin : end + 1]))
                if distinct > best:
                    best, by = distinct, int(str(adder))
    return best, by


def shown_messages(timeline: Timeline, place: Ints) -> Row:
    """`messages` and `messages_total` of these places in the timeline: each person by their first, then the earliest,
    in order of time."""
    place = np.sort(place)
    first = np.unique(timeline.person[place], return_index=True)[1]
    others = np.setdiff1d(np.arange(len(place)), first)
    chosen = np.sort(np.concatenate((np.sort(first), others))[:MESSAGES_SHOWN])
    return {"messages": timeline.id[place[chosen]].tolist(), "messages_total": len(place)}


def people_of(timeline: Timeline, ranks: npt.NDArray[np.int64]) -> Ints:
    """The persons behind numbers of the timeline, in order of their first message."""
    return timeline.people[np.unique(ranks)]
