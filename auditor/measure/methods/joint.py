"""How often people met, and how often they would by presence."""

from collections.abc import Iterator

import msgspec
import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.meetings import Meetings
from auditor.measure.methods.places import Places, places_of
from auditor.measure.methods.presence import Floats, Presence, Sparse, present, present_in_chats, total_in
from auditor.measure.methods.stretches import distinct

ACTS_LEAST = 2
"""Acts in which a pair must have met (method.md): once can be chance, whatever the null says."""

ACTS_IN_ONE_CHAT = 3
"""Acts in which a pair must have met that is never seen in a second chat, where several are searched (method.md)."""

MEETINGS_AT_ONCE = 1 << 22
PAIRS_AT_ONCE = 1 << 15
SMALLEST_MEAN = 1e-12
CELLS_AT_ONCE = 1 << 23
ENTRIES_AT_ONCE = 1 << 21
PEOPLE_AS_TABLE = 1 << 11


class Met(msgspec.Struct, frozen=True):
    """Pairs that met in enough acts, the first the lower, in order; `acts` says in how many."""

    one: Ints
    two: Ints
    acts: Ints


def met_often(episode: Ints, person: Ints, act: Ints, least: int = ACTS_LEAST, chat: Ints | None = None) -> Met:
    """Pairs of `person` in at least `least` acts. A row is a person in an episode; `act` is that of each episode. With
    `chat`, that of each row, pairs in one chat alone must have met in `ACTS_IN_ONE_CHAT`."""
    nothing = np.empty(0, np.int64)
    acts = int(act.max(initial=0)) + 1
    often = np.bincount(distinct(person * acts + act[episode]) // acts, minlength=int(person.max(initial=0)) + 1)
    rows = often[person] >= least
    episode, person, chat = episode[rows], person[rows], None if chat is None else chat[rows]
    several = np.bincount(episode, minlength=len(act))[episode] > 1 if len(episode) else np.empty(0, np.bool_)
    episode, person, chat = episode[several], person[several], None if chat is None else chat[several]
    if not len(person):
        return Met(nothing, nothing, nothing)

    from scipy.sparse import csr_matrix

    people, who = np.unique(person, return_inverse=True)
    episodes, number = np.unique(episode, return_inverse=True)
    shape = (len(people), len(episodes))
    table = csr_matrix((np.ones(len(who), np.float32), (who, number)), shape=shape)
    across = table.T.tocsr()
    size = np.diff(across.indptr)
    work = np.add.reduceat(size[table.indices].astype(np.float64), table.indptr[:-1]).cumsum()
    once = csr_matrix((np.ones(len(episodes), np.float32), (np.arange(len(episodes)), act[episodes])))
    several_episodes = len(distinct(act[episodes])) < len(episodes)
    rooms = None if chat is None else _Rooms(who, number, chat, shape)
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
        if rooms is not None:
            stays = times >= ACTS_IN_ONE_CHAT
            stays[~stays] = rooms.several(one[~stays], two[~stays])
            one, two, times = one[stays], two[stays], times[stays]
        order = np.lexsort((two, one))
        found.append((people[one[order]], people[two[order]], times[order].astype(np.int64)))
        begin = end
    return Met(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _acts_of(table: Sparse, act_of: Sparse, one: Ints, two: Ints) -> Ints:
    """In how many acts each pair met: several episodes of one act count once."""
    parts = [
        np.diff((table[one[at : at + PAIRS_AT_ONCE]].multiply(table[two[at : at + PAIRS_AT_ONCE]]) @ act_of).indptr)
        for at in range(0, len(one), PAIRS_AT_ONCE)
    ]
    return np.concatenate(parts).astype(np.int64)


class _Rooms:
    """The chat of each person in each episode; tells whether the meetings of a pair are in several."""

    def __init__(self, who: Ints, episode: Ints, chat: Ints, shape: tuple[int, int]) -> None:
        from scipy.sparse import csr_matrix

        self._chats = int(chat.max()) + 1
        self._tables = [csr_matrix((value, (who, episode)), shape=shape) for value in (chat + 1, self._chats - chat)]

    def several(self, one: Ints, two: Ints) -> Bools:
        """Whether the episodes in which each pair met show the two in more than one chat."""
        found = np.zeros(len(one), np.bool_)
        for begin in range(0, len(one), PAIRS_AT_ONCE):
            part = slice(begin, begin + PAIRS_AT_ONCE)
            # The highest number of a chat, from 1, and the highest counted from the other end add up to one more than
            # there are chats where all is one chat, and to more where it is not.
            found[part] = sum(_most(table, one[part], two[part]) for table in self._tables) > self._chats + 1
        return found


def _most(table: Sparse, one: Ints, two: Ints) -> Ints:
    """The highest value of either of each pair in the episodes that hold both."""
    first, second = table[one], table[two]
    highest = [mine.multiply(theirs > 0).max(axis=1).toarray().ravel()
               for mine, theirs in ((first, second), (second, first))]  # fmt: skip
    return np.asarray(np.maximum(*highest))


def expected_of_anybody(meetings: Meetings, people: int) -> float:
    """How many episodes two people would meet in if everybody were as likely as everybody else: what is expected of a
    pair is never less."""
    size = meetings.size.astype(np.float64)
    return max(SMALLEST_MEAN, float((size * (size - 1)).sum()) / max(1, people * (people - 1)))


class Expected:
    """How many episodes pairs are expected to meet in: the sum over episodes of m (m - 1) times both shares of a place,
    m being how many people an episode holds. Over several chats an episode has places in several cells: m_s of them in
    cell s, and the sum is over episodes and cells s, t of m_s (m_t - [s = t]) times the one's share in s and the
    other's in t."""

    def __init__(self, meetings: Meetings, presence: Presence) -> None:
        self._presence = presence
        self._anybody = expected_of_anybody(meetings, presence.people)
        places = places_of(meetings, presence)
        if meetings.chat is None:
            self._cells, of_episode = np.unique(places.cell, return_inverse=True)
            pairs = np.bincount(of_episode, meetings.size * (meetings.size - 1.0), len(self._cells))
            self._weight = pairs / total_in(presence, self._cells) ** 2
            self._blocks = None
        else:
            self._cells, self._hour, self._blocks = _places_for_two(places, meetings.at // 3600)

    def for_pairs(self, one: Ints, two: Ints) -> Floats:
        """Of each pair."""
        if not len(one):
            return np.empty(0, np.float64)
        people, place = np.unique(np.concatenate((one, two)), return_inverse=True)
        first, second = place[: len(one)], place[len(one) :]
        found = np.zeros(len(one))
        if self._blocks is not None:
            for part in self._parts(people):
                share = present_in_chats(self._presence, people, self._cells[part])
                share.data /= total_in(self._presence, self._cells[part])[share.indices]
                found += _sparse_dot((share @ self._blocks[part, part]).tocsr(), share, first, second)
            return np.maximum(found, self._anybody)
        step = max(1, CELLS_AT_ONCE // len(people))
        for begin in range(0, len(self._cells), step):
            part = slice(begin, begin + step)
            there = present(self._presence, people, self._cells[part])
            found += _dot(there * self._weight[part], there, first, second)
        return np.maximum(found, self._anybody)

    def _parts(self, people: Ints) -> Iterator[slice]:
        """Stretches of the cells, whole hours, in which these people have a bounded number of entries."""
        presence = self._presence
        here = np.isin(presence.resident, people)
        often = np.add.reduceat(here.astype(np.int64), presence.begin[:-1])[presence.chat_of(self._cells)]
        full = np.cumsum(often) // ENTRIES_AT_ONCE
        hours = np.flatnonzero(np.diff(self._hour)) + 1
        begin = 0
        for end in [*hours[np.diff(full[hours], prepend=0) > 0].tolist(), len(full)]:
            yield slice(begin, end)
            begin = end


def _places_for_two(places: Places, hour: Ints) -> tuple[Ints, Ints, Sparse]:
    """The cells of the hours in which episodes begin, hour after hour, the hours, and how many places for two different
    people the episodes have in every two cells."""
    from scipy.sparse import coo_matrix, diags_array

    both = np.stack((hour[places.episode], places.cell))
    (hours, cells), of = np.unique(both, axis=1, return_inverse=True)
    shape = (len(hour), len(cells))
    inside = coo_matrix((places.size.astype(np.float64), (places.episode, of.ravel())), shape=shape).tocsr()
    return cells, hours, (inside.T @ inside - diags_array(np.asarray(inside.sum(axis=0)).ravel())).tocsr()


def _sparse_dot(left: Sparse, right: Sparse, first: Ints, second: Ints) -> Floats:
    """The products of rows of `left` with rows of `right`."""
    people = left.shape[0]
    if len(first) * 8 > people * people and people <= PEOPLE_AS_TABLE:
        return np.asarray((left @ right.T).toarray()[first, second])
    found = np.empty(len(first))
    step = max(1, ENTRIES_AT_ONCE * people // max(1, left.nnz))
    for begin in range(0, len(first), step):
        part = slice(begin, begin + step)
        found[part] = np.asarray(left[first[part]].multiply(right[second[part]]).sum(axis=1)).ravel()
    return found


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
