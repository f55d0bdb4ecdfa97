"""Which pairs of people post the same things together more often than their chat's days explain.

The null is local to the day (methods 4): who fills the places of an episode is drawn in proportion to how much each
wrote on that calendar day. With m people in an episode e and shares a of the day's messages, a pair is expected to meet

    lambda_uv = sum over episodes of m (m - 1) a_u a_v

times; p is the Poisson probability of meeting over at least as many objects as they did, and q is Benjamini and
Hochberg's (1995) over all N (N - 1) / 2 pairs of those who wrote, the many who never met included.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.measure.inputs import Ints
from auditor.measure.objects import Episodes
from auditor.measure.timeline import Timeline

Q = 0.05
"""False discovery rate of pairs (methods 4)."""

OBJECTS_LEAST = 2
"""Objects a pair must share (methods 4): once can be chance, whatever the null says."""

PAIRS_AT_ONCE = 1 << 16
"""Pairs whose episodes or days are gone through one by one in one go."""

MEETINGS_AT_ONCE = 1 << 22
"""Meetings of two people in one episode that are worked on in one go; some 50 bytes each."""

SMALLEST_MEAN = 1e-12
"""Stands in for an expectation of 0: of people whose every joint post fell after the midnight in its episode."""

Floats = npt.NDArray[np.float64]
Sparse = Any
"""A table of scipy's, compressed by rows; scipy has no types."""


class Pairs(msgspec.Struct, frozen=True):
    """Pairs beyond chance, by the people's numbers, the first the lower. `objects` they share, `expected` by chance."""

    one: Ints
    two: Ints
    objects: Ints
    expected: Floats
    q: Floats


class Days(msgspec.Struct, frozen=True):
    """How much each person wrote on the days that have episodes: a sparse table of shares, person by day."""

    share: Sparse
    number: Ints
    """The calendar days, ascending."""


def days_of(timeline: Timeline, episodes: Episodes) -> Days:
    """The shares of the days on which episodes begin."""
    from scipy.sparse import coo_matrix

    number = np.unique(episodes.start // 86_400)
    day = timeline.day
    column = np.searchsorted(number, day)
    column[column == len(number)] = 0
    counted = np.flatnonzero(number[column] == day) if len(number) else np.empty(0, np.int64)
    column = column[counted]
    written = np.bincount(column, minlength=len(number))
    share = 1.0 / written[column]
    table = coo_matrix((share, (timeline.person[counted], column)), shape=(timeline.writers, len(number)))
    return Days(table.tocsr(), number)


def pairs_beyond_chance(person: Ints, episodes: Episodes, days: Days, writers: int) -> Pairs:
    """The pairs at q <= 0.05 that share at least two objects. `person` is who made each post of the episodes."""
    from scipy.sparse import coo_matrix
    from scipy.special import gammainc

    met = np.unique(episodes.episode * writers + person)
    episode, who = np.divmod(met, writers)
    people = np.bincount(episode, minlength=episodes.count)
    episode, who = (values[people[episode] > 1] for values in (episode, who))
    busy = _with_several_objects(who, episodes.object[episode], writers)
    episode, who = episode[busy[who]], who[busy[who]]
    if not len(who):
        return _none()
    crowd = (people * (people - 1)).astype(np.float64)
    slots = np.bincount(np.searchsorted(days.number, episodes.start // 86_400), crowd, len(days.number))
    table = coo_matrix((np.ones(len(who), np.float32), (who, episode)), shape=(writers, episodes.count)).tocsr()
    weighted = days.share.multiply(slots[None, :]).tocsr()
    found = []
    for earlier, later, met in _meeting_twice(table, np.bincount(episode, minlength=episodes.count)):
        mean = np.maximum(_expected(weighted, days.share, earlier, later), SMALLEST_MEAN)
        may = gammainc(met, mean) <= Q  # of objects they share no more than they met, so nobody is lost here
        one, two, mean = earlier[may], later[may], mean[may]
        shared = _objects_shared(table, one, two, episodes)
        chance = gammainc(np.maximum(shared, 1), mean)
        keep = (shared >= OBJECTS_LEAST) & (chance <= Q)
        found.append((one[keep], two[keep], shared[keep], mean[keep], chance[keep]))
    if not found:
        return _none()
    one, two, shared, mean, chance = (np.concatenate(column) for column in zip(*found, strict=True))
    q = benjamini_hochberg(chance, writers * (writers - 1) // 2)
    keep = q <= Q
    return Pairs(one[keep], two[keep], shared[keep], mean[keep], q[keep])


def benjamini_hochberg(chance: Floats, tests: int) -> Floats:
    """The q-values of the smallest of `tests` p-values; those not given are taken for larger than all given."""
    order = np.argsort(chance, kind="stable")
    stepped = chance[order] * tests / np.arange(1, len(chance) + 1)
    q = np.empty(len(chance))
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q


def _none() -> Pairs:
    nobody, nothing = np.empty(0, np.int64), np.empty(0, np.float64)
    return Pairs(nobody, nobody, nobody, nothing, nothing)


def _with_several_objects(who: Ints, what: Ints, writers: int) -> npt.NDArray[np.bool_]:
    """Who is in episodes of at least two objects: nobody else can share two."""
    once = np.unique(who * (int(what.max(initial=0)) + 1) + what) // (int(what.max(initial=0)) + 1)
    return np.asarray(np.bincount(once, minlength=writers) >= OBJECTS_LEAST)


def _meeting_twice(table: Sparse, size: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Pairs who met in at least two episodes, and in how many, in blocks of people of bounded work."""
    rows = np.flatnonzero(np.diff(table.indptr))
    work = np.add.reduceat(size[table.indices], table.indptr[rows]).cumsum()
    begin = 0
    while begin < len(rows):
        done = work[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(work, done + MEETINGS_AT_ONCE, "right")))
        block = rows[begin:end]
        met = (table[block] @ table.T).tocoo()
        often = (met.data >= OBJECTS_LEAST) & (met.col > block[met.row])
        one, two, times = block[met.row[often]], met.col[often].astype(np.int64), met.data[often]
        order = np.lexsort((two, one))
        if len(order):
            yield one[order], two[order], times[order].astype(np.int64)
        begin = end


def _objects_shared(table: Sparse, one: Ints, two: Ints, episodes: Episodes) -> Ints:
    """How many objects each pair met over; meeting twice over one counts once."""
    found = np.zeros(len(one), np.int64)
    objects = int(episodes.object.max()) + 1
    for begin in range(0, len(one), PAIRS_AT_ONCE):
        part = slice(begin, begin + PAIRS_AT_ONCE)
        both = table[one[part]].multiply(table[two[part]]).tocoo()
        pairs = np.unique(both.row.astype(np.int64) * objects + episodes.object[both.col]) // objects
        found[part] = np.bincount(pairs, minlength=len(found[part]))
    return found


def _expected(weighted: Sparse, share: Sparse, one: Ints, two: Ints) -> Floats:
    """The sum over days of both shares and the places that the day's episodes have for a pair; `one` ascends."""
    found = np.zeros(len(one))
    if len(one) > PAIRS_AT_ONCE:  # many pairs of few people: a product of tables costs less than row by row
        people, row = np.unique(one, return_inverse=True)
        others, column = np.unique(two, return_inverse=True)
        others_share = share[others].T.tocsr()
        step = max(1, MEETINGS_AT_ONCE // len(others))
        for begin in range(0, len(people), step):
            part = slice(*np.searchsorted(row, (begin, begin + step)))
            block = (weighted[people[begin : begin + step]] @ others_share).toarray()
            found[part] = block[row[part] - begin, column[part]]
        return found
    return np.asarray(weighted[one].multiply(share[two]).sum(axis=1)).ravel()
