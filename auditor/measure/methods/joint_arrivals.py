"""Who comes to several chats within an hour each time, and in the same order.

Looked at are people who came to two chats by themselves, at known times more than an hour apart. Who comes to both
within an hour followed one link into both (a folder of chats, a pinned message), and the order in the second is that of
the first by itself; so they say nothing here.

A cell is an hour of one chat and an hour of another, an hour or more between them, with the people who came in both. It
must be beyond chance twice:

- the hour: of the n people whom two chats share so, n R/N S/M are expected in a cell when R of the N who came to the
  first chat came in its hour, and S of the M of the second in that one; p is the Poisson chance of as many or more.
  Both counts are of everybody who came, so that a crowd that news brought is expected to be one.
- the order: p is the chance that as many pairs of people, or more, come in the same order both times when any order is
  as likely (Kendall's tau, one-sided, exact for few).

The p of a cell is the larger of the two (intersection-union, Berger 1982), and q is Benjamini and Hochberg's (1995)
over all cells of five people or more. Habits order people as well: whoever reads a channel all day is early each time.
That makes tau positive and small, so q is not enough, and tau must be at least 0.8. Of a cell that was found, those far
out of the line are left out: they came in these two hours by chance. Cells with largely the same people are one line.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.incidence import incidence
from auditor.measure.methods.joint_acts import ArrivalsInput, ChatInput
from auditor.measure.methods.uncertainty import false_discovery

HOUR = 3_600
"""How long a line may take in one chat (method.md), and how far apart two arrivals of one person must lie."""

STEP = HOUR // 2
"""Hours begin every half hour, so that whatever takes half an hour lies in one of them whole."""

PEOPLE_LEAST = 5
"""People of a cell: five in one order have p = 1/120; of four, 1/24, one cell alone could be told."""

ORDER_LEAST = 0.8
"""Kendall's tau (judgement): one person in ten far out of place leaves 0.8, and habits of reading do not go so far."""

OUT_OF_LINE = 0.05
"""Share of the line that a person's place may differ by, or one place where that is more (judgement): somebody who came
by chance stands so near to their place in one case of ten, a list that is worked off keeps everybody nearer."""

Q = 0.05
"""False discovery rate over cells (method.md)."""

SAME_PEOPLE = 0.5
"""Share of the smaller of two cells that they must hold together to be one line (judgement)."""


class Cell(msgspec.Struct, frozen=True):
    """Who came to two chats (by their places) in the same hour of each: `one` and `two` are their rows there."""

    chats: tuple[int, int]
    one: Ints
    two: Ints
    expected: float
    order: float
    chance: float


class Line(msgspec.Struct, frozen=True):
    """People who came so, and their rows in each chat by its place. Of its cells, the poorest figures."""

    people: Ints
    rows: dict[int, Ints]
    expected: float
    order: float
    q: float


class Lines(msgspec.Struct, frozen=True):
    """What was found among the people who `came` to two chats more than an hour apart, in so many cells `tested`."""

    lines: list[Line]
    came: int
    tested: int


def lines_of(chats: Sequence[ChatInput]) -> Lines:
    """The lines over all pairs of chats, the largest first."""
    came = [each.arrivals for each in chats]
    pairs, people = _pairs_of_chats(came)
    cells: list[Cell] = []
    for first, second in pairs:
        here, there = came[first], came[second]
        if here is None or there is None:
            continue
        one, two = _in_both(here, there)
        if len(one) >= PEOPLE_LEAST:
            cells += _cells((first, second), (here, there), one, two)
    if not cells:
        return Lines([], people, 0)
    q = false_discovery(np.array([cell.chance for cell in cells]))
    order = np.array([cell.order for cell in cells])
    stay = np.array([len(cell.one) for cell in cells]) >= PEOPLE_LEAST
    found = np.flatnonzero((q <= Q) & (order >= ORDER_LEAST) & stay).tolist()
    lines = _joined([cells[place] for place in found], [float(q[place]) for place in found], came)
    return Lines(lines, people, len(cells))


class _Came(NamedTuple):
    """A row an arrival of somebody who came to two chats more than an hour apart: who (from 0), when, where."""

    who: Ints
    at: Ints
    chat: Ints


def _pairs_of_chats(came: Sequence[ArrivalsInput | None]) -> tuple[list[tuple[int, int]], int]:
    """The pairs of chats that may hold a cell: some hour of each is shared by enough people. Beside them, how many
    people came to two chats more than an hour apart. The cost grows with the people that hours share, not with the
    pairs of chats."""
    rows, people = _coming_apart(came)
    hours = _busy_hours(rows)
    if not len(hours.who):
        return [], people
    hour, number = np.unique(hours.at, return_inverse=True)  # a number for each hour of each chat
    _, member = np.unique(hours.who, return_inverse=True)
    sizes = np.bincount(number, minlength=len(hour))
    chat = np.empty(len(hour), np.int64)
    chat[number] = hours.chat
    half_hour = hour - chat * _span(rows)  # within its chat
    found: list[Ints] = []
    for one, two, shared in incidence(number, member, len(hour), sizes).meetings():
        apart = np.abs(half_hour[one] - half_hour[two]) >= 2 * HOUR // STEP
        cells = np.flatnonzero((shared >= PEOPLE_LEAST) & (chat[one] != chat[two]) & apart)
        found.append(np.unique(chat[one[cells]] * len(came) + chat[two[cells]]))
    both = np.unique(np.concatenate([np.empty(0, np.int64), *found]))
    return [divmod(pair, len(came)) for pair in both.tolist()], people


def _coming_apart(came: Sequence[ArrivalsInput | None]) -> tuple[_Came, int]:
    """The arrivals of those who came to two chats more than an hour apart, and how many people these are."""
    given = [(place, each) for place, each in enumerate(came) if each is not None and len(each.person)]
    nothing = np.empty(0, np.int64)
    person = np.concatenate([nothing, *(each.person for _, each in given)])
    at = np.concatenate([nothing, *(each.at for _, each in given)])
    chat = np.repeat([place for place, _ in given], [len(each.person) for _, each in given]).astype(np.int64)
    people, who = np.unique(person, return_inverse=True)
    first, last = np.full(len(people), np.iinfo(np.int64).max), np.full(len(people), np.iinfo(np.int64).min)
    np.minimum.at(first, who, at)
    np.maximum.at(last, who, at)
    apart = last - first > HOUR
    kept = apart[who]
    return _Came(who[kept], at[kept], chat[kept]), int(apart.sum())


def _span(rows: _Came) -> int:
    """More half hours than lie between the first arrival and the last."""
    half_hours = rows.at // STEP
    return int(half_hours.max() - half_hours.min()) + 3 if len(rows.at) else 1


def _busy_hours(rows: _Came) -> _Came:
    """Each arrival in both hours of its chat that hold it (`at`: the number of that hour over all chats), without
    hours of too few people, and without people who are left in one chat alone, until nothing changes."""
    if not len(rows.at):
        return rows
    half_hour = rows.at // STEP - int((rows.at // STEP).min()) + 1
    hour = np.concatenate([rows.chat * _span(rows) + half_hour - back for back in (0, 1)])
    who, chat = np.tile(rows.who, 2), np.tile(rows.chat, 2)
    while len(hour):
        _, number, size = np.unique(hour, return_inverse=True, return_counts=True)
        stay = size[number] >= PEOPLE_LEAST
        low, high = np.full(int(who.max()) + 1, np.iinfo(np.int64).max), np.full(int(who.max()) + 1, -1)
        np.minimum.at(low, who[stay], chat[stay])
        np.maximum.at(high, who[stay], chat[stay])
        stay &= high[who] > low[who]
        if stay.all():
            break
        hour, who, chat = hour[stay], who[stay], chat[stay]
    return _Came(who, hour, chat)


def _in_both(here: ArrivalsInput, there: ArrivalsInput) -> tuple[Ints, Ints]:
    """The rows of those who came to both, more than an hour apart."""
    _, one, two = np.intersect1d(here.person, there.person, assume_unique=True, return_indices=True)
    apart = np.flatnonzero(np.abs(here.at[one] - there.at[two]) > HOUR)
    apart = apart[np.argsort(one[apart])]  # as the first chat has them: nothing depends on what people are called
    return one[apart].astype(np.int64), two[apart].astype(np.int64)


def _cells(chats: tuple[int, int], came: tuple[ArrivalsInput, ArrivalsInput], one: Ints, two: Ints) -> Iterator[Cell]:
    """The cells of two chats with enough people. An arrival lies in two hours of its chat, a person in up to four
    cells."""
    from scipy.stats import kendalltau, poisson

    at = came[0].at[one], came[1].at[two]
    hours = [times // STEP for times in at]
    rows = np.tile(np.arange(len(one)), 4)
    first = np.concatenate([hours[0] - back for back in (0, 0, 1, 1)])
    second = np.concatenate([hours[1] - back for back in (0, 1, 0, 1)])
    apart = np.abs(first - second) >= 2 * HOUR // STEP
    rows, first, second = rows[apart], first[apart], second[apart]
    hour, cell, size = np.unique(np.stack((first, second)), axis=1, return_inverse=True, return_counts=True)
    by_cell = np.argsort(cell, kind="stable")
    ends = np.cumsum(size)
    for place in np.flatnonzero(size >= PEOPLE_LEAST).tolist():
        here = np.sort(rows[by_cell[ends[place] - size[place] : ends[place]]])
        share = [_share(each.at, int(begin)) for each, begin in zip(came, hour[:, place], strict=True)]
        expected = len(one) * share[0] * share[1]
        tau = kendalltau(at[0][here], at[1][here], alternative="greater")
        if np.isnan(tau.statistic):
            continue  # all came in one second: there is no order
        chance = max(float(poisson.sf(len(here) - 1, expected)), float(tau.pvalue))
        line = here[_in_line(at[0][here], at[1][here])]
        yield Cell(chats, one[line], two[line], expected, float(tau.statistic), chance)


def _in_line(one: Ints, two: Ints) -> Bools:
    """Who stands at nearly the same place in both orders."""
    first, second = (np.argsort(np.argsort(at, kind="stable"), kind="stable") for at in (one, two))
    return np.asarray(np.abs(first - second) <= max(1, OUT_OF_LINE * len(one)))


def _share(at: Ints, begin: int) -> float:
    """The part of all arrivals that came in an hour, which begins so many half hours after 1970."""
    return float(np.mean((at >= begin * STEP) & (at < begin * STEP + HOUR)))


def _joined(cells: list[Cell], q: list[float], came: Sequence[ArrivalsInput | None]) -> list[Line]:
    """Cells with largely the same people, put together."""
    if not cells:
        return []
    people = [_persons(came[cell.chats[0]], cell.one) for cell in cells]
    which = _pieces(people)
    lines = []
    for piece in range(int(which.max()) + 1):
        mine = np.flatnonzero(which == piece).tolist()
        rows: dict[int, list[Ints]] = {}
        for place in mine:
            cell = cells[place]
            for chat, theirs in zip(cell.chats, (cell.one, cell.two), strict=True):
                rows.setdefault(chat, []).append(theirs)
        lines.append(
            Line(
                np.unique(np.concatenate([people[place] for place in mine])),
                {chat: np.unique(np.concatenate(rows[chat])) for chat in sorted(rows)},
                max(cells[place].expected for place in mine),
                min(cells[place].order for place in mine),
                max(q[place] for place in mine),
            )
        )
    return sorted(lines, key=lambda line: (-len(line.people), _first(line, came)))


def _pieces(people: Sequence[Ints]) -> Ints:
    """Which cells hang together: two that share half of the smaller's people."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    ends = np.cumsum([0, *map(len, people)])
    who, place = np.unique(np.concatenate(people), return_inverse=True)
    table = csr_matrix((np.ones(len(place), np.int64), place, ends), shape=(len(people), len(who)))
    both = (table @ table.T).tocoo()
    size = np.diff(ends)
    close: Bools = both.data >= SAME_PEOPLE * np.minimum(size[both.row], size[both.col])
    graph = csr_matrix((close[close], (both.row[close], both.col[close])), shape=both.shape)
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _persons(came: ArrivalsInput | None, rows: Ints) -> Ints:
    return np.empty(0, np.int64) if came is None else came.person[rows]


def _first(line: Line, came: Sequence[ArrivalsInput | None]) -> int:
    """When the first of a line came to any chat; ties are broken by time, never by who somebody is."""
    return min(int(here.at[rows].min()) for chat, rows in line.rows.items() if (here := came[chat]) is not None)
