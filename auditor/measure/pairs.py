"""Which pairs of people post the same things together more often than their chat's days explain.

The null is local to the day (methods 4): who fills the places of an episode is drawn in proportion to how much each
wrote on that calendar day. With m people in an episode e and shares a of the day's messages, a pair is expected to meet

    lambda_uv = sum over episodes of m (m - 1) a_u a_v

times; p is the Poisson probability of meeting over at least as many objects as they did, and q is Benjamini and
Hochberg's (1995) over all N (N - 1) / 2 pairs of those who wrote, the many who never met included.
"""

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

MEETINGS_AT_ONCE = 1 << 22
"""Meetings of two people in one episode that are worked on in one go; some 50 bytes each."""

SMALLEST_MEAN = 1e-12
"""Stands in for an expectation of 0: of people whose every joint post fell after the midnight in its episode."""

Floats = npt.NDArray[np.float64]


class Pairs(msgspec.Struct, frozen=True):
    """Pairs beyond chance, by the people's numbers, the first the lower. `objects` they share, `expected` by chance."""

    one: Ints
    two: Ints
    objects: Ints
    expected: Floats
    q: Floats


class Days(msgspec.Struct, frozen=True):
    """How much each person wrote on the days that have episodes: a sparse table of shares, person by day."""

    share: object
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
    found = []
    for one, two in _meeting_twice(table, np.bincount(episode, minlength=episodes.count)):
        shared = _objects_shared(table, one, two, episodes)
        keep = shared >= OBJECTS_LEAST
        one, two, shared = one[keep], two[keep], shared[keep]
        mean = np.maximum(_expected(days, slots, one, two), SMALLEST_MEAN)
        chance = gammainc(shared, mean)
        keep = chance <= Q
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


def _meeting_twice(table, size: Ints):  # type: ignore[no-untyped-def]
    """Pairs who met in at least two episodes, in blocks of people of bounded work."""
    rows = np.flatnonzero(np.diff(table.indptr))
    work = np.add.reduceat(size[table.indices], table.indptr[rows]).cumsum()
    begin = 0
    while begin < len(rows):
        done = work[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(work, done + MEETINGS_AT_ONCE, "right")))
        block = rows[begin:end]
        met = (table[block] @ table.T).tocoo()
        often = (met.data >= OBJECTS_LEAST) & (met.col > block[met.row])
        one, two = block[met.row[often]], met.col[often].astype(np.int64)
        order = np.lexsort((two, one))
        yield one[order], two[order]
        begin = end


def _objects_shared(table, one: Ints, two: Ints, episodes: Episodes) -> Ints:  # type: ignore[no-untyped-def]
    """How many objects each pair met over; meeting twice over one counts once."""
    found = np.zeros(len(one), np.int64)
    step = max(1, MEETINGS_AT_ONCE // 64)
    for begin in range(0, len(one), step):
        part = slice(begin, begin + step)
        both = table[one[part]].multiply(table[two[part]]).tocoo()
        objects = int(episodes.object.max()) + 1
        pairs = np.unique(both.row.astype(np.int64) * objects + episodes.object[both.col]) // objects
        found[part] = np.bincount(pairs, minlength=len(found[part]))
    return found


def _expected(days: Days, slots: Floats, one: Ints, two: Ints) -> Floats:
    """The sum over days of both shares and the places that the day's episodes have for a pair."""
    share = days.share
    weighted = share.multiply(slots[None, :]).tocsr()  # type: ignore[attr-defined]
    found = np.zeros(len(one))
    step = max(1, MEETINGS_AT_ONCE // 64)
    for begin in range(0, len(one), step):
        part = slice(begin, begin + step)
        found[part] = np.asarray(weighted[one[part]].multiply(share[two[part]]).sum(axis=1)).ravel()  # type: ignore[index]
    return found
