"""How often people met, and how often they would by presence."""

from typing import Any

import msgspec
import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.methods.meetings import Meetings
from auditor.measure.methods.presence import HOURS, Floats, Presence, present
from auditor.measure.methods.stretches import distinct

ACTS_LEAST = 2
"""Acts in which a pair must have met (method.md): once can be chance, whatever the null says."""

MEETINGS_AT_ONCE = 1 << 22
PAIRS_AT_ONCE = 1 << 15
SMALLEST_MEAN = 1e-12
CELLS_AT_ONCE = 1 << 23


class Met(msgspec.Struct, frozen=True):
    """Pairs that met in enough acts, the first the lower, in order; `acts` says in how many."""

    one: Ints
    two: Ints
    acts: Ints


def met_often(episode: Ints, person: Ints, act: Ints, least: int = ACTS_LEAST) -> Met:
    """Pairs of `person` in at least `least` acts. A row is a person in an episode; `act` is that of each episode."""
    from scipy.sparse import csr_matrix

    nothing = np.empty(0, np.int64)
    acts = int(act.max(initial=0)) + 1
    often = np.bincount(distinct(person * acts + act[episode]) // acts, minlength=int(person.max(initial=0)) + 1)
    rows = often[person] >= least
    episode, person = episode[rows], person[rows]
    several = np.bincount(episode, minlength=len(act))[episode] > 1 if len(episode) else np.empty(0, np.bool_)
    episode, person = episode[several], person[several]
    if not len(person):
        return Met(nothing, nothing, nothing)
    people, who = np.unique(person, return_inverse=True)
    episodes, number = np.unique(episode, return_inverse=True)
    shape = (len(people), len(episodes))
    table = csr_matrix((np.ones(len(who), np.float32), (who, number)), shape=shape)
    across = table.T.tocsr()
    size = np.diff(across.indptr)
    work = np.add.reduceat(size[table.indices].astype(np.float64), table.indptr[:-1]).cumsum()
    once = csr_matrix((np.ones(len(episodes), np.float32), (np.arange(len(episodes)), act[episodes])))
    several_episodes = len(distinct(act[episodes])) < len(episodes)
    found, begin = [], 0
    while begin < len(people):
        done = work[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(work, done + MEETINGS_AT_ONCE, "right")))
        met = (table[begin:end] @ across).tocoo()
        some = np.flatnonzero((met.data >= least) & (met.col > met.row + begin))
        one, two, times = met.row[some].astype(np.int64) + begin, met.col[some].astype(np.int64), met.data[some]
        if several_episodes and len(one):
            times = _acts_of(table, once, one, two)
            one, two, times = one[times >= least], two[times >= least], times[times >= least]
        order = np.lexsort((two, one))
        found.append((people[one[order]], people[two[order]], times[order].astype(np.int64)))
        begin = end
    return Met(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _acts_of(table: Any, act_of: Any, one: Ints, two: Ints) -> Ints:
    """In how many acts each pair met: several episodes of one act count once."""
    parts = [
        np.diff((table[one[at : at + PAIRS_AT_ONCE]].multiply(table[two[at : at + PAIRS_AT_ONCE]]) @ act_of).indptr)
        for at in range(0, len(one), PAIRS_AT_ONCE)
    ]
    return np.concatenate(parts).astype(np.int64)


class Expected:
    """How many episodes pairs are expected to meet in: the sum over episodes of m (m - 1) times both shares of a place,
    m being how many people an episode holds."""

    def __init__(self, meetings: Meetings, presence: Presence) -> None:
        self._presence = presence
        self._cells, of_episode = np.unique(meetings.at // 3600, return_inverse=True)
        day, hour = np.divmod(self._cells, HOURS)
        pairs = np.bincount(of_episode, meetings.size * (meetings.size - 1.0), len(self._cells))
        people = len(presence.written)
        self._anybody = max(SMALLEST_MEAN, float(pairs.sum()) / max(1, people * (people - 1)))
        self._weight = pairs / presence.total[day - presence.first_day, hour] ** 2

    def of(self, one: Ints, two: Ints) -> Floats:
        """Of each pair."""
        if not len(one):
            return np.empty(0, np.float64)
        people, place = np.unique(np.concatenate((one, two)), return_inverse=True)
        first, second = place[: len(one)], place[len(one) :]
        found = np.zeros(len(one))
        step = max(1, CELLS_AT_ONCE // len(people))
        for begin in range(0, len(self._cells), step):
            part = slice(begin, begin + step)
            there = present(self._presence, people, self._cells[part])
            found += _dot(there * self._weight[part], there, first, second)
        return np.maximum(found, self._anybody)


def _dot(left: Floats, right: Floats, first: Ints, second: Ints) -> Floats:
    """The products of rows of `left` with rows of `right`."""
    if len(first) * 8 > len(left) * len(right) and len(left) <= 1 << 13:
        return np.asarray((left @ right.T)[first, second])
    found = np.empty(len(first))
    step = max(1, MEETINGS_AT_ONCE // max(1, left.shape[1]))
    for begin in range(0, len(first), step):
        part = slice(begin, begin + step)
        found[part] = np.einsum("ij,ij->i", left[first[part]], right[second[part]])
    return found
