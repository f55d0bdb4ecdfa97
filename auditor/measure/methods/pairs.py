"""Which pairs of people post the same things together more often than the days of their chats explain.

The null is local to the day (method.md): who fills the places of an episode is drawn in proportion to how much each
wrote on that calendar day. With m people in an episode e and shares a of the day's messages, a pair is expected to meet

    lambda_uv = sum over episodes of m (m - 1) a_u a_v

times; p is the Poisson probability of meeting over at least as many objects as they did, and q is Benjamini and
Hochberg's (1995) over all N (N - 1) / 2 pairs of those who wrote, the many who never met included.

Over several chats a day of a chat is a stratum of its own, and an episode may have places in several: with m_s of its
people in stratum s, lambda_uv is the sum over episodes and strata s, t of m_s (m_t - [s = t]) a_us a_vt.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import DAY, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.objects import Episodes

Q = 0.05
"""False discovery rate of pairs (method.md)."""

OBJECTS_LEAST = 2
"""Objects a pair must share (method.md): once can be chance, whatever the null says."""

PAIRS_AT_ONCE = 1 << 16
"""Pairs whose episodes are gone through one by one in one go."""

ROWS_AT_ONCE = 1 << 13
"""Pairs whose strata are gone through one by one in one go; over many chats a person has hundreds."""

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


class Strata(msgspec.Struct, frozen=True):
    """How much each person wrote in the strata that have episodes, and where each post of the episodes is counted."""

    share: Sparse
    """Shares of the messages of each stratum, person by stratum; none where there are no episodes."""
    slot: Ints
    """The slot of each post: what one episode has in one stratum."""
    slot_episode: Ints
    slot_stratum: Ints


def strata_of(timeline: Timeline, episodes: Episodes, chat: Ints | None = None) -> Strata:
    """The days on which episodes begin; where `chat` says the chat of each message, of each chat for itself."""
    if not episodes.count:
        nothing = np.empty(0, np.int64)
        return Strata(None, nothing, nothing, nothing)

    from scipy.sparse import coo_matrix

    chat = np.zeros(len(timeline.at), np.int64) if chat is None else chat
    chats = int(chat.max(initial=0)) + 1
    of_post = (episodes.start // DAY)[episodes.episode] * chats + chat[episodes.post]
    number, stratum = np.unique(of_post, return_inverse=True)
    slots, slot = np.unique(episodes.episode * max(1, len(number)) + stratum, return_inverse=True)
    slot_episode, slot_stratum = np.divmod(slots, max(1, len(number)))
    of_message = timeline.day * chats + chat
    column = np.searchsorted(number, of_message)
    column[column == len(number)] = 0
    counted = np.flatnonzero(number[column] == of_message) if len(number) else np.empty(0, np.int64)
    column = column[counted]
    written = np.bincount(column, minlength=len(number))
    share = 1.0 / written[column]
    table = coo_matrix((share, (timeline.person[counted], column)), shape=(timeline.writers, len(number)))
    return Strata(table.tocsr(), slot, slot_episode, slot_stratum)


def pairs_beyond_chance(person: Ints, episodes: Episodes, strata: Strata, writers: int) -> Pairs:
    """The pairs at q <= 0.05 that share at least two objects. `person` is who made each post of the episodes."""
    if not episodes.count:
        return _none()

    from scipy.sparse import coo_matrix
    from scipy.special import gammainc

    filled = np.unique(strata.slot * writers + person) // writers
    met = np.unique(strata.slot_episode[strata.slot] * writers + person)
    episode, who = np.divmod(met, writers)
    people = np.bincount(episode, minlength=episodes.count)
    places = _places(strata, filled, people > 1)
    episode, who = (values[people[episode] > 1] for values in (episode, who))
    busy = _with_several_objects(who, episodes.object[episode], writers)
    episode, who = episode[busy[who]], who[busy[who]]
    if not len(who):
        return _none()
    table = coo_matrix((np.ones(len(who), np.float32), (who, episode)), shape=(writers, episodes.count)).tocsr()
    found = []
    for earlier, later, met in _meeting_twice(table, np.bincount(episode, minlength=episodes.count)):
        mean = np.maximum(_expected(places, strata.share, earlier, later), SMALLEST_MEAN)
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


def _places(strata: Strata, filled: Ints, crowded: npt.NDArray[np.bool_]) -> Sparse:
    """How many places for two different people the episodes have in every two strata; `filled` is a slot for each
    person who fills one, `crowded` are the episodes of at least two people."""
    from scipy.sparse import coo_matrix, diags_array

    people = np.bincount(filled, minlength=len(strata.slot_episode)).astype(np.float64)
    people[~crowded[strata.slot_episode]] = 0
    shape = (len(crowded), strata.share.shape[1])
    inside = coo_matrix((people, (strata.slot_episode, strata.slot_stratum)), shape=shape).tocsr()
    return (inside.T @ inside - diags_array(np.asarray(inside.sum(axis=0)).ravel())).tocsr()


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


def _expected(places: Sparse, share: Sparse, one: Ints, two: Ints) -> Floats:
    """The sum over strata of both shares and the places that the episodes there have for a pair; `one` ascends."""
    found = np.zeros(len(one))
    people, row = np.unique(one, return_inverse=True)
    weighted = (share[people] @ places).tocsr()
    if len(one) > PAIRS_AT_ONCE:  # many pairs of few people: a product of tables costs less than row by row
        others, column = np.unique(two, return_inverse=True)
        others_share = share[others].T.tocsr()
        step = max(1, MEETINGS_AT_ONCE // len(others))
        for begin in range(0, len(people), step):
            part = slice(*np.searchsorted(row, (begin, begin + step)))
            block = (weighted[begin : begin + step] @ others_share).toarray()
            found[part] = block[row[part] - begin, column[part]]
        return found
    for begin in range(0, len(one), ROWS_AT_ONCE):
        part = slice(begin, begin + ROWS_AT_ONCE)
        found[part] = np.asarray(weighted[row[part]].multiply(share[two[part]]).sum(axis=1)).ravel()
    return found
