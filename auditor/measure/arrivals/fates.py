"""What became of those who came, and on which days they did: what charts and tables show beside the measures."""

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from auditor.frames.facts import GONE_HOURS
from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, KINDS, NO_TIME
from auditor.frames.leaves import gone_at_once
from auditor.measure.fineness import events_too_coarse


class Fate(NamedTuple):
    """What became of the people who came one way; the parts add up to `people`."""

    came: Literal["added", "self"]
    people: int
    gone_at_once: int | None
    gone_later: int | None
    wrote: int
    silent: int


def fates(frames: Frames) -> list[Fate]:
    """The added, and beside them those who came by themselves; those of unknown arrival are in neither."""
    arrival = frames.people["arrival"]
    groups: tuple[tuple[Literal["added", "self"], pd.Series], ...] = (
        ("added", arrival == "added"),
        ("self", arrival.isin(KINDS[1:])),
    )
    logged = frames.leaving_known
    told = bool(frames.leaves_logged) and events_too_coarse(frames.facts, GONE_HOURS * 3600) is None
    found = []
    for came, whom in groups:
        people = frames.people[whom]
        gone = people["left"] if logged else pd.Series(False, index=people.index)
        at_once = gone_at_once(people) & gone if told else gone & False
        wrote = ~gone & (people["messages"] > 0)
        later = int((gone & ~at_once).sum())
        found.append(
            Fate(
                came,
                len(people),
                int(at_once.sum()) if told else None,
                later if logged else None,
                int(wrote.sum()),
                len(people) - int(gone.sum()) - int(wrote.sum()),
            )
        )
    return found


def by_day(frames: Frames) -> pd.DataFrame:
    """Arrivals of each day by kind, every occurrence counted; `unknown` are those of whom only the day is known, by a
    member list, or that were one of two ways. Index: days since 1970."""
    return arrivals_by(frames, DAY)


def arrivals_by(frames: Frames, seconds: int) -> pd.DataFrame:
    """The same of stretches of so many seconds. Index: stretches since 1970."""
    dated = frames.arrivals[frames.arrivals["at"] != NO_TIME]
    kinds = dated["kind"].where(dated["kind"].isin(KINDS), "unknown")
    people = frames.people
    by_list = people[(people["arrival"] == "unknown") & (people["arrived_at"] != NO_TIME)]
    stretches = pd.concat([dated["at"], by_list["arrived_at"]], ignore_index=True) // seconds
    ways = pd.concat([kinds, by_list["arrival"]], ignore_index=True)
    table = pd.crosstab(stretches, ways) if len(stretches) else pd.DataFrame()
    return table.reindex(columns=[*KINDS, "unknown"], fill_value=0).astype(np.int64)
