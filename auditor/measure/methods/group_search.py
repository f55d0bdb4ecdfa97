"""Groups of people who met more often than their days and hours explain.

Of each kind of object and each window, pairs are told at a false discovery rate that is read off draws from the null,
over pairs that met alone: who never met anybody costs no power. Their edges make a graph; a group is a connected piece
whose excess of meetings is greater than that of any piece of any kind and window in any draw.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.methods.draws import draws_of, draws_of_anybody
from auditor.measure.methods.joint import Expected, Met, met_often
from auditor.measure.methods.meetings import Meetings
from auditor.measure.methods.presence import Floats, Presence

Q = 0.15
"""False discovery rate of the edges of which groups are made (method.md); groups are held to more."""

Q_SURE = 0.02
"""At which a single edge ties a person to a group."""

NARROW = 300
"""Seconds up to which a window is narrow: coming within it is what is tested, so that nobody's own posts explain it."""

MARGIN = 1.5
"""Times that a group's excess is above the greatest of all draws (method.md)."""

PEOPLE_LEAST = 3

PLACES_AT_ONCE = 1 << 22


class Family(NamedTuple):
    """The meetings of one kind of object within one window."""

    kind: str
    window: int
    meetings: Meetings


class Edges(msgspec.Struct, frozen=True):
    """Pairs that met: in how many acts, how many were expected, and the chance of as many."""

    one: Ints
    two: Ints
    acts: Ints
    expected: Floats
    chance: Floats

    def at(self, rows: Ints) -> "Edges":
        """Some of them."""
        return Edges(self.one[rows], self.two[rows], self.acts[rows], self.expected[rows], self.chance[rows])


class Circle(msgspec.Struct, frozen=True):
    """A group that one family shows."""

    kind: str
    window: int
    people: Ints
    edges: Edges
    excess: float
    """The logarithm of the likelihood ratio of the meetings, summed over the edges."""


class Searched(msgspec.Struct, frozen=True):
    """The groups, and what the draws show."""

    circles: list[Circle]
    top: float
    """The greatest excess in any draw."""
    pairs: int
    expected_pairs: float


def search(families: Iterable[Family], presence: Mapping[bool, Presence], *, draws: int, seed: int = 0) -> Searched:
    """The groups of all families together."""
    rng = np.random.default_rng(seed)
    circles, top, pairs, chance = [], 0.0, 0, 0.0
    for family in families:
        found = _of_family(family, presence[family.window <= NARROW], draws, rng)
        if found is None:
            continue
        theirs, greatest, told, by_chance = found
        circles += theirs
        top = max(top, greatest)
        pairs, chance = pairs + told, chance + by_chance
    return Searched([c for c in circles if c.excess > MARGIN * top], top, pairs, chance)


def _of_family(
    family: Family, presence: Presence, draws: int, rng: np.random.Generator
) -> tuple[list[Circle], float, int, float] | None:
    meetings = family.meetings
    met = met_often(meetings.episode, meetings.person, meetings.act)
    if not len(met.one):
        return None
    expected = Expected(meetings, presence)
    seen = _edges(met, expected, 1)[1]
    draw, drawn = _drawn(meetings, presence, expected, draws, rng)
    order = np.argsort(seen.chance, kind="stable")
    by_presence = draw < draws
    pooled = (np.sort(drawn.chance[by_presence]), np.sort(drawn.chance[~by_presence]))
    q = np.empty(len(order))
    q[order] = _false_rate(seen.chance[order], pooled, draws)
    told = q <= Q
    if not told.any():
        return [], 0.0, 0, 0.0
    bar, sure = seen.chance[told].max(), seen.chance[q <= Q_SURE].max(initial=-1.0)
    theirs = seen.at(_held(seen, np.flatnonzero(told), seen.one, seen.two, sure))
    people = len(presence.written)
    likely = np.flatnonzero(drawn.chance <= bar)
    of_draws = drawn.at(_held(drawn, likely, drawn.one + draw * people, drawn.two + draw * people, sure))
    draw = draw[_held(drawn, likely, drawn.one + draw * people, drawn.two + draw * people, sure)]
    pieces = _pieces(of_draws.one + draw * people, of_draws.two + draw * people, _excess(of_draws))
    top = max((excess for _, _, excess in pieces), default=0.0)
    circles = [
        Circle(family.kind, family.window, members, theirs.at(rows), excess)
        for members, rows, excess in _pieces(theirs.one, theirs.two, _excess(theirs))
    ]
    return circles, top, int(told.sum()), float(max(np.searchsorted(each, bar, "right") for each in pooled)) / draws


def _false_rate(chance: Floats, pooled: tuple[Floats, Floats], draws: int) -> Floats:
    """The rate of false pairs among those of at most this chance, ascending, read off the pooled draws."""
    false = np.maximum(*(np.searchsorted(each, chance, "right") for each in pooled))
    rate = (false + 1) / draws / np.arange(1, len(chance) + 1)
    return np.asarray(np.minimum.accumulate(rate[::-1])[::-1])


def _edges(met: Met, expected: Expected, people: int) -> tuple[Ints, Edges]:
    """The pairs with their chance; of several draws at once, people are numbered draw by draw."""
    from scipy.special import gammainc

    draw, one = np.divmod(met.one, people) if people > 1 else (np.zeros(len(met.one), np.int64), met.one)
    two = met.two % people if people > 1 else met.two
    pairs, back = np.unique(one << 32 | two, return_inverse=True)
    mean = expected.of(pairs >> 32, pairs & 0xFFFFFFFF)[back]
    return draw, Edges(one, two, met.acts, mean, gammainc(met.acts, mean))


def _drawn(
    meetings: Meetings, presence: Presence, expected: Expected, draws: int, rng: np.random.Generator
) -> tuple[Ints, Edges]:
    """The pairs that met in each of the draws."""
    people, acts = len(presence.written), int(meetings.act.max()) + 1
    at_once = max(1, PLACES_AT_ONCE // max(1, int(meetings.size.sum())))
    parts = []
    for begin in range(0, draws, at_once):
        some = min(at_once, draws - begin)
        blocks = list(draws_of(meetings, presence, some, rng))
        for first, (draw, episode, who) in (
            (begin, (np.concatenate(column) for column in zip(*blocks, strict=True))),
            (begin + draws, draws_of_anybody(meetings, people, some, rng)),
        ):
            act = (np.arange(some)[:, None] * acts + meetings.act).ravel()
            met = met_often(draw * meetings.count + episode, draw * people + who, act)
            of, edges = _edges(met, expected, people)
            parts.append((of + first, edges))
    return np.concatenate([of for of, _ in parts]), Edges(
        *(np.concatenate([getattr(edges, column) for _, edges in parts]) for column in Edges.__struct_fields__)
    )


def _held(edges: Edges, rows: Ints, one: Ints, two: Ints, sure: float) -> Ints:
    """The rows whose two people have two edges each, asked again as long as some go; an edge that is sure stays."""
    while len(rows):
        people, place = np.unique(np.concatenate((one[rows], two[rows])), return_inverse=True)
        count = np.bincount(place, minlength=len(people))
        stays = (edges.chance[rows] <= sure) | (
            (count[place[: len(rows)]] >= 2) & (count[place[len(rows) :]] >= 2)
        )
        if stays.all():
            break
        rows = rows[stays]
    return rows


def _excess(edges: Edges) -> Floats:
    """Of each edge, the logarithm of the likelihood ratio of as many meetings against what is expected."""
    return np.asarray(edges.acts * np.log(edges.acts / edges.expected) - edges.acts + edges.expected)


def _pieces(one: Ints, two: Ints, excess: Floats) -> list[tuple[Ints, Ints, float]]:
    """The connected pieces of at least three people: who, which edges, and the sum of their excess."""
    if not len(one):
        return []

    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    people, place = np.unique(np.concatenate((one, two)), return_inverse=True)
    shape = (len(people), len(people))
    graph = coo_matrix((np.ones(len(one), np.bool_), (place[: len(one)], place[len(one) :])), shape=shape)
    count, piece = connected_components(graph, directed=False)
    of_edge = piece[place[: len(one)]]
    size, summed = np.bincount(piece), np.bincount(of_edge, excess, count)
    by_person, by_edge = np.argsort(piece, kind="stable"), np.argsort(of_edge, kind="stable")
    person_ends = np.cumsum(size)
    edge_ends = np.cumsum(np.bincount(of_edge, minlength=count))
    return [
        (
            people[by_person[person_ends[n] - size[n] : person_ends[n]]],
            by_edge[(edge_ends[n - 1] if n else 0) : edge_ends[n]],
            float(summed[n]),
        )
        for n in np.flatnonzero(size >= PEOPLE_LEAST).tolist()
    ]


def kinds_and_windows(
    objects: Mapping[str, Ints], at: Ints, person: Ints, windows: Iterable[int]
) -> Iterable[Family]:
    """The families of all kinds and windows."""
    from auditor.measure.methods.meetings import meetings_of

    for kind, object_of in objects.items():
        before = None
        for window in windows:
            meetings = meetings_of(object_of, at, person, window)
            size = (meetings.count, len(meetings.person))
            if meetings.count and size != before:
                yield Family(kind, window, meetings)
            before = size
