"""Episodes as they would be if people came by their days and hours alone.

Each draw fills the places of every episode anew, with different people, each with the chance of their presence there
(presence.py). What every episode was about, when it was, in which chats and how many it held there stays.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.meetings import Meetings
from auditor.measure.methods.places import Places, places_of
from auditor.measure.methods.presence import ELSEWHERE, HOURS, Floats, Presence, Sparse

ROUNDS = 16
"""Times a place is drawn again where its person is in the episode already; then it stays empty."""

PRESENT_AT_ONCE = 1 << 22
"""Entries of the table of who is there when, held at once; some 30 bytes each."""

PLACES_AT_ONCE = 1 << 21
"""Places drawn at once."""


class Drawn(NamedTuple):
    """Rows of draw, episode, person and chat."""

    draw: Ints
    episode: Ints
    person: Ints
    chat: Ints


def draws_of_anybody(meetings: Meetings, presence: Presence, draws: int, rng: np.random.Generator) -> Drawn:
    """Draws in which everybody is as likely as everybody else."""
    people, places = presence.people, places_of(meetings, presence)
    return _filled(places, np.arange(meetings.count), draws, people, lambda need: rng.integers(people, size=len(need)))


def draws_of(meetings: Meetings, presence: Presence, draws: int, rng: np.random.Generator) -> Iterator[Drawn]:
    """Draws by presence, for some of the episodes at a time, in each of which every draw is made."""
    places, by_day, anywhere = places_of(meetings, presence), presence.days.tocsc(), _Anywhere(presence)
    for rows in _blocks(places, by_day, draws):
        mine = _part(places, rows)
        cells, of_place = np.unique(mine.cell, return_inverse=True)
        table = _Table(presence, by_day, anywhere, cells)
        yield _filled(mine, rows, draws, presence.people, _drawing(table, of_place, rng))


def _drawing(table: "_Table", of_place: Ints, rng: np.random.Generator) -> Callable[[Ints], Ints]:
    """Draws a person for each of some places, which are numbered on from draw to draw."""
    return lambda need: table.drawn(of_place[need % len(of_place)], rng)


def _filled(places: Places, rows: Ints, draws: int, people: int, drawn: Callable[[Ints], Ints]) -> Drawn:
    """All places of these episodes (`rows`) in each draw, filled with different people by `drawn`."""
    count, ranks = len(places.episode), int(places.rank.max(initial=0)) + 1
    size, rank = np.tile(np.minimum(places.size, people), draws), np.tile(places.rank, draws)
    slot = (np.arange(draws)[:, None] * len(rows) + places.episode).ravel()
    have = np.empty(0, np.int64)
    need = np.repeat(np.arange(len(size)), size)
    for _ in range(ROUNDS):
        have = np.sort(np.concatenate((have, (slot[need] * people + drawn(need)) * ranks + rank[need])))
        have = have[_first(have // ranks)]
        draw, episode = np.divmod(have // ranks // people, len(rows))
        lack = size - np.bincount(draw * count + places.begin[episode] + have % ranks, minlength=len(size))
        need = np.repeat(np.arange(len(size)), lack)
        if not len(need):
            break
    draw, episode = np.divmod(have // ranks // people, max(1, len(rows)))
    chat = places.chat[places.begin[episode] + have % ranks]
    return Drawn(draw, rows[episode], have // ranks % people, chat)


def _first(values: Ints) -> Bools:
    """Where each different value comes first; they ascend."""
    return np.concatenate((np.ones(min(1, len(values)), np.bool_), values[1:] != values[:-1]))


def _part(places: Places, rows: Ints) -> Places:
    """The places of some episodes, which are numbered from 0."""
    often = np.diff(np.append(places.begin, len(places.episode)))[rows]
    begin = np.cumsum(often) - often
    of = np.repeat(places.begin[rows] - begin, often) + np.arange(int(often.sum()))
    return Places(np.repeat(np.arange(len(rows)), often), places.chat[of], places.cell[of], places.size[of], begin)


def _blocks(places: Places, by_day: Sparse, draws: int) -> Iterator[Ints]:
    """Episodes, in order of the first of their cells, so that each block is of bounded size."""
    cells, of_place = np.unique(places.cell, return_inverse=True)
    lead = np.minimum.reduceat(of_place, places.begin)
    held = np.unique(lead[places.episode] * len(cells) + of_place)
    in_days = np.bincount(held // len(cells), np.diff(by_day.indptr)[cells[held % len(cells)] // HOURS], len(cells))
    filled = np.bincount(lead[places.episode], places.size.astype(np.float64), len(cells)) * draws
    full = np.floor(np.maximum(np.cumsum(in_days) / PRESENT_AT_ONCE, np.cumsum(filled) / PLACES_AT_ONCE))
    order = np.argsort(lead, kind="stable")
    ends = np.cumsum(np.bincount(lead, minlength=len(cells)))
    begin = 0
    for end in [*(np.flatnonzero(np.diff(full) > 0) + 1).tolist(), len(cells)]:
        first = ends[begin - 1] if begin else 0
        if ends[end - 1] > first:
            yield np.sort(order[first : ends[end - 1]])
        begin = end


class _Anywhere:
    """The people of each chat by what they write there in the whole time at an hour of the day."""

    def __init__(self, presence: Presence) -> None:
        first, end = presence.begin[:-1], presence.begin[1:]
        chat = np.repeat(np.arange(presence.chats), end - first)
        self._resident = presence.resident
        self._upto = np.empty((HOURS, len(chat)))
        self.weight = np.empty((HOURS, presence.chats))
        rate = presence.elsewhere
        for hour in range(HOURS):
            whole = np.cumsum(rate * presence.hours[presence.resident, hour])
            before = np.concatenate(([0.0], whole))[first]
            self.weight[hour] = whole[end - 1] - before
            # Chat after chat on one axis, a chat from its number to the next.
            self._upto[hour] = (whole - before[chat]) / np.maximum(self.weight[hour][chat], 1e-300) + chat

    def drawn(self, hour: int, chat: Ints, rng: np.random.Generator) -> Ints:
        """A person for each of `chat`."""
        found = np.searchsorted(self._upto[hour], chat + rng.random(len(chat)), "right")
        return self._resident[np.minimum(found, len(self._resident) - 1)]


class _Table:
    """Draws people by their presence in some cells."""

    def __init__(self, presence: Presence, by_day: Sparse, anywhere: _Anywhere, cells: Ints) -> None:
        column, self._hour = np.divmod(cells, HOURS)
        self._chat, self._anywhere = presence.chat_of(cells), anywhere
        near = by_day[:, column]
        self._person = near.indices
        of = np.repeat(np.arange(len(cells)), np.diff(near.indptr))
        self._cumulated = np.cumsum(near.data * presence.hours[near.indices, self._hour[of]])
        base = np.concatenate(([0.0], self._cumulated))
        self._begin, end = base[near.indptr[:-1]], base[near.indptr[1:]]
        self._from, self._upto = near.indptr[:-1], near.indptr[1:]
        self._local: Floats = end - self._begin
        weight = ELSEWHERE * anywhere.weight[self._hour, self._chat]
        self._elsewhere = weight / (weight + (1 - ELSEWHERE) * self._local)

    def drawn(self, cell: Ints, rng: np.random.Generator) -> Ints:
        """A person for each of `cell`, numbers of the table's cells."""
        aim = self._begin[cell] + rng.random(len(cell)) * self._local[cell]
        found = np.searchsorted(self._cumulated, aim, "right")
        found = np.clip(found, self._from[cell], np.maximum(self._from[cell], self._upto[cell] - 1))
        who = np.zeros(len(cell), np.int64)
        if len(self._person):
            who = self._person[np.minimum(found, len(self._person) - 1)].astype(np.int64)
        elsewhere = np.flatnonzero(rng.random(len(cell)) < self._elsewhere[cell])
        hours, chat = self._hour[cell[elsewhere]], self._chat[cell[elsewhere]]
        for hour in np.unique(hours):
            some = elsewhere[hours == hour]
            who[some] = self._anywhere.drawn(int(hour), chat[hours == hour], rng)
        return who
