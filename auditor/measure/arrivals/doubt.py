"""How far arrivals of nobody in particular, in an export, move the shares of those who came one way."""

from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.frames.frames import Frames
from auditor.frames.inputs import NOBODY, UNCLEAR, Ints

MAY_BE = ("added", "by_self")
"""What an unclear arrival may be."""


class Doubt(NamedTuple):
    """Lumped arrivals that are, or may be, of one kind, and of the others (an unclear one is in both); how many of
    this kind may be somebody's who is counted under another (`gained`), and how many counted under this kind may
    have come by another (`lost`)."""

    as_this_kind: int
    as_other_kind: int
    gained: int
    lost: int


def doubt(frames: Frames, kind: str) -> Doubt:
    occurrences = frames.lumped_of("arrival")
    if not len(occurrences):
        return Doubt(0, 0, 0, 0)
    unclear = (occurrences["kind"] == UNCLEAR) & (kind in MAY_BE)
    this, other = (occurrences["kind"] == kind) | unclear, occurrences["kind"] != kind
    groups, counted = _candidates(frames, occurrences)
    of_kind = counted == kind
    mine = pd.DataFrame({"this": this, "other": other}).groupby(occurrences["group"]).sum()
    theirs = pd.DataFrame({"this": of_kind, "other": ~of_kind}).groupby(groups).sum().reindex(mine.index, fill_value=0)
    gained = int(np.minimum(mine["this"], theirs["other"]).sum())
    lost = int(np.minimum(mine["other"], theirs["this"]).sum())
    return Doubt(int(this.sum()), int(other.sum()), gained, lost)


def _candidates(frames: Frames, occurrences: pd.DataFrame) -> tuple[Ints, npt.NDArray[np.object_]]:
    """Of whom an occurrence may speak: the person of that name, those who share it, or the deleted. Their groups, and
    how they came."""
    people, groups = frames.people, occurrences["group"].unique().tolist()
    nameless = people.index[people["deleted"]].tolist()
    bearers = [nameless if group == NOBODY else frames.alternatives.get(group, (group,)) for group in groups]
    group = np.repeat(np.array(groups, np.int64), np.array([len(each) for each in bearers], np.int64))
    place = people.index.get_indexer(pd.Index(np.array(list(chain.from_iterable(bearers)), np.int64)))
    return group[place >= 0], people["arrival"].to_numpy(object)[place[place >= 0]]
