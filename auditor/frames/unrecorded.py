"""Whether arrivals go unrecorded, as the history itself shows: people act in it who are shown coming nowhere.

Telegram need not write down who comes: in large groups it does not. Where it does of everybody who acts, a name that is
said of an addition is taken for the one person who bears it; where it does not, the added may be a silent namesake of
somebody who came unseen (docs/method.md#from-an-export-to-people).
"""

import numpy as np
import pandas as pd

from auditor.frames.inputs import NOBODY, Ints
from storage.columns import EventColumns, MessageColumns


def came_unseen(
    messages: MessageColumns,
    arrivals: EventColumns,
    leaves: EventColumns,
    *,
    shown: Ints,
    alternatives: dict[int, tuple[int, ...]],
    nameless: frozenset[int],
    founder: int,
) -> int:
    """How many people with an id act, or are shown to act (`shown`), of whom no arrival is shown before they do,
    neither by id nor under their name. As many as arrived under a name may have come so; the founder of a chat need
    not arrive."""
    acts = _first(
        np.concatenate(
            [messages.person, arrivals.adder, leaves.person[~leaves.alone], arrivals.person[~arrivals.alone]]
        ),
        np.concatenate([messages.id, arrivals.id, leaves.id[~leaves.alone], arrivals.id[~arrivals.alone]]),
    )
    came = _first(arrivals.person, arrivals.id)
    people = np.union1d(acts.index.to_numpy(np.int64), shown)
    people = people[(people != NOBODY) & (people & 1 == 0)]
    late = acts.reindex(people).lt(came.reindex(people))
    unseen = set(people[~np.isin(people, came.index) | late.to_numpy()].tolist())
    unseen -= _under_shared_names(unseen, arrivals, alternatives, nameless)
    return len(unseen - {founder})


def _first(people: Ints, ids: Ints) -> pd.Series:
    """The first element that speaks of each person."""
    whom = people != NOBODY
    return pd.Series(ids[whom], pd.Index(people[whom], dtype=np.int64)).groupby(level=0).min()


def _under_shared_names(
    unseen: set[int], arrivals: EventColumns, alternatives: dict[int, tuple[int, ...]], nameless: frozenset[int]
) -> set[int]:
    """Those of the unseen who may have come under a name of several, or without one."""
    names, counts = np.unique(arrivals.person[~arrivals.resolved], return_counts=True)
    explained: set[int] = set()
    for name, count in zip(names.tolist(), counts.tolist(), strict=True):
        bearers = nameless if name == NOBODY else alternatives.get(name, ())
        explained |= set(sorted((unseen & set(bearers)) - explained)[:count])
    return explained
