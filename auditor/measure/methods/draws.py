"""Episodes as they would be if people came by their days and hours alone.

Each draw fills the places of every episode anew, with different people, each with the chance of their presence there
(presence.py). What every episode was about, when it was and how many it held stays.
"""

from collections.abc import Iterator

import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.methods.meetings import Meetings
from auditor.measure.methods.presence import ELSEWHERE, HOURS, UNSEEN, Presence
from auditor.measure.methods.stretches import distinct

ROUNDS = 16
"""Times a place is drawn again where its person is in the episode already; then it stays empty."""

PRESENT_AT_ONCE = 1 << 22
"""Entries of the table of who is there when, held at once; some 30 bytes each."""

PLACES_AT_ONCE = 1 << 21
"""Places drawn at once."""


def draws_of_anybody(meetings: Meetings, people: int, draws: int, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Rows of draw, episode and person, where everybody is as likely as everybody else."""
    size = np.tile(np.minimum(meetings.size, people), draws)
    have = np.empty(0, np.int64)
    need = np.repeat(np.arange(len(size)), size)
    for _ in range(ROUNDS):
        have = distinct(np.concatenate((have, need * people + rng.integers(people, size=len(need)))))
        lack = size - np.bincount(have // people, minlength=len(size))
        need = np.repeat(np.arange(len(size)), lack)
        if not len(need):
            break
    slot, who = np.divmod(have, people)
    draw, row = np.divmod(slot, meetings.count)
    return draw, row, who


def draws_of(
    meetings: Meetings, presence: Presence, draws: int, rng: np.random.Generator
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Rows of draw, episode and person, for some of the episodes at a time, in each of which every draw is made."""
    people = len(presence.written)
    cell = meetings.at // 3600
    for cells, rows in _blocks(meetings, presence, cell, draws):
        table = _Table(presence, cells)
        place = np.searchsorted(cells, cell[rows])
        have = np.empty(0, np.int64)
        size = np.tile(meetings.size[rows], draws)
        need = np.repeat(np.arange(len(size)), size)
        for _ in range(ROUNDS):
            who = table.drawn(place[need % len(rows)], rng)
            have = distinct(np.concatenate((have, need * people + who)))
            lack = size - np.bincount(have // people, minlength=len(size))
            need = np.repeat(np.arange(len(size)), lack)
            if not len(need):
                break
        slot, who = np.divmod(have, people)
        draw, row = np.divmod(slot, len(rows))
        yield draw, rows[row], who


def _blocks(meetings: Meetings, presence: Presence, cell: Ints, draws: int) -> Iterator[tuple[Ints, Ints]]:
    """The hours of some episodes, ascending, and the episodes, so that each block is of bounded size."""
    cells, of_episode = np.unique(cell, return_inverse=True)
    in_days = np.diff(presence.days.tocsc().indptr)[cells // HOURS - presence.first_day]
    places = np.bincount(of_episode, meetings.size.astype(np.float64), len(cells)) * draws
    filled = np.floor(np.maximum(np.cumsum(in_days) / PRESENT_AT_ONCE, np.cumsum(places) / PLACES_AT_ONCE))
    order = np.argsort(of_episode, kind="stable")
    ends = np.cumsum(np.bincount(of_episode, minlength=len(cells)))
    begin = 0
    for end in [*(np.flatnonzero(np.diff(filled) > 0) + 1).tolist(), len(cells)]:
        if end > begin:
            first = ends[begin - 1] if begin else 0
            yield cells[begin:end], np.sort(order[first : ends[end - 1]])
        begin = end


class _Table:
    """Draws people by their presence in some hours."""

    def __init__(self, presence: Presence, cells: Ints) -> None:
        day, hour = np.divmod(cells, HOURS)
        near = presence.days.tocsc()[:, day - presence.first_day]
        self._person = near.indices
        column = np.repeat(np.arange(len(cells)), np.diff(near.indptr))
        self._cumulated = np.cumsum(near.data * presence.hours[near.indices, hour[column]])
        base = np.concatenate(([0.0], self._cumulated))
        self._begin, end = base[near.indptr[:-1]], base[near.indptr[1:]]
        self._from, self._upto = near.indptr[:-1], near.indptr[1:]
        self._local = end - self._begin
        whole = np.cumsum((presence.written + UNSEEN)[:, None] / presence.span * presence.hours, 0)
        self._whole = (whole / np.maximum(whole[-1], 1e-300)).T
        self._hour = hour
        weight = ELSEWHERE * whole[-1][hour]
        self._elsewhere = weight / (weight + (1 - ELSEWHERE) * self._local)

    def drawn(self, cell: Ints, rng: np.random.Generator) -> Ints:
        """A person for each of `cell`, numbers of the table's hours."""
        aim = self._begin[cell] + rng.random(len(cell)) * self._local[cell]
        found = np.searchsorted(self._cumulated, aim, "right")
        found = np.clip(found, self._from[cell], np.maximum(self._from[cell], self._upto[cell] - 1))
        who = self._person[np.minimum(found, len(self._person) - 1)].astype(np.int64)
        elsewhere = np.flatnonzero(rng.random(len(cell)) < self._elsewhere[cell])
        hours = self._hour[cell[elsewhere]]
        for hour in np.unique(hours):
            some = elsewhere[hours == hour]
            who[some] = np.searchsorted(self._whole[hour], rng.random(len(some)), "right")
        return np.asarray(who)
