"""Groups of people who met more often than their days and hours explain.

Of each kind of object and each window, pairs are told at a false discovery rate that is read off draws from the null,
over pairs that met alone: who never met anybody costs no power. Their edges make a graph; a group is a connected piece
whose excess of meetings is greater than that of any piece of any kind and window in any draw.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.draws import Drawn, draws_of, draws_of_anybody
from auditor.measure.methods.joint import ACTS_LEAST, Expected, Met, met_often
from auditor.measure.methods.kinds import Kind
from auditor.measure.methods.meeting_families import Family, Presences
from auditor.measure.methods.meetings import Meetings
from auditor.measure.methods.presence import Floats, Presence

Q = 0.15
"""False discovery rate of the edges of which groups are made (method.md); groups are held to more."""

Q_SURE = 0.05
"""At which a single edge ties a person to a group."""

DRAWS = 30
"""Draws by presence, and as many in which everybody is as likely as everybody else."""

MARGIN = 1.5
"""Times that a group's excess is above the greatest of all draws (method.md)."""

PEOPLE_LEAST = 3

FEWEST_DRAWS = 6
MEETINGS_MOST = 1 << 22
"""Meetings of two people in an episode that all draws of a family together may hold; of families with more, fewer draws
are made, of which each tells as much about the rate of false pairs."""

PLACES_AT_ONCE = 1 << 22


class Thresholds(msgspec.Struct, frozen=True):
    """What is asked of pairs and groups."""

    q: float = Q
    """False discovery rate of the pairs."""
    acts: int = ACTS_LEAST
    """Acts in which a pair met, at least."""
    people: int = PEOPLE_LEAST
    """People of a group, at least."""
    edge_weight: float = 0.0
    """Quantile of the acts of the pairs told of a family; a pair stays with more. At 0 all stay."""


USUAL = Thresholds()


class Edges(msgspec.Struct, frozen=True):
    """Pairs that met, the first the lower: in how many acts, how many meetings were expected, and the chance of as
    many."""

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

    family: Family
    people: Ints
    edges: Edges
    excess: float
    """The logarithm of the likelihood ratio of the meetings, summed over the edges."""


class Limits(msgspec.Struct, frozen=True):
    """What the edges of a family are held to: the greatest chance of one, and of one that is sure; and what the acts of
    one must be above."""

    chance: float
    sure: float
    weight: float = 0.0

    def hold(self, edges: "Edges") -> Bools:
        """Which edges are within them."""
        return np.asarray((edges.chance <= self.chance) & (edges.acts > self.weight))


class Searched(msgspec.Struct, frozen=True):
    """What was found, and what it was held to."""

    circles: list[Circle]
    limits: dict[tuple[Kind, int], Limits]
    """Of each family with edges, by kind and window."""
    least_excess: float
    """What the excess of a group must be above."""
    pairs: int
    expected_pairs: float
    """Pairs that the draws have on average at the same limits."""
    thresholds: Thresholds = USUAL


class _Found(NamedTuple):
    """The pieces of a family at its limits, the greatest excess of a piece in the draws, and how many pairs there are,
    and are by chance."""

    circles: list[Circle]
    limits: Limits
    greatest: float
    pairs: int
    expected: float


def search(
    families: Sequence[Family],
    presences: Presences,
    thresholds: Thresholds = USUAL,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> Searched:
    """The groups of all families together."""
    rng = np.random.default_rng(seed)
    found = [(family, _of_family(family, presences, thresholds, draws, rng)) for family in families]
    told = [(family, each) for family, each in found if each is not None]
    least = MARGIN * max((each.greatest for _, each in told), default=0.0)
    return Searched(
        [circle for _, each in told for circle in each.circles if circle.excess > least],
        {(family.kind, family.window): each.limits for family, each in told},
        least,
        sum(each.pairs for _, each in told),
        sum(each.expected for _, each in told),
        thresholds,
    )


def _of_family(
    family: Family, presences: Presences, asked: Thresholds, draws: int, rng: np.random.Generator
) -> _Found | None:
    """What a family shows; null where no pair is beyond chance."""
    meetings = family.meetings
    met = met_often(meetings.episode, meetings.person, meetings.act, asked.acts, meetings.chat)
    if not len(met.one):
        return None
    presence = presences.of(family)
    people = presence.people
    expected = Expected(meetings, presence)
    _, seen = _edges(met, expected, people)
    size = meetings.size.astype(np.float64)
    draws = max(min(draws, FEWEST_DRAWS), min(draws, int(MEETINGS_MOST / (size * size).sum())))
    draw, drawn = _drawn(meetings, presence, expected, draws, rng, least=asked.acts)
    # Numbers below `draws` are those of draws by presence; the others hold everybody as likely as everybody else.
    by_presence = draw < draws
    pooled = (np.sort(drawn.chance[by_presence]), np.sort(drawn.chance[~by_presence]))
    order = np.argsort(seen.chance, kind="stable")
    q = np.empty(len(order))
    q[order] = _false_rate(seen.chance[order], pooled, draws)
    told = np.flatnonzero(q <= asked.q)
    if not len(told):
        return None
    weight = float(np.quantile(seen.acts[told], asked.edge_weight)) if asked.edge_weight else 0.0
    sure = float(seen.chance[q <= min(Q_SURE, asked.q)].max(initial=-1.0))
    limits = Limits(float(seen.chance[told].max()), sure, weight)
    by_chance = limits.hold(drawn)
    chance = max(int((by_chance & each).sum()) for each in (by_presence, ~by_presence)) / draws
    pieces = _pieces_at(drawn, limits, asked.people, draw * people)
    return _Found(
        [
            Circle(family, *_with_tied(members, seen, limits), excess)
            for members, _, excess in _pieces_at(seen, limits, asked.people)
        ],
        limits,
        max((excess for _, _, excess in pieces), default=0.0),
        int(np.count_nonzero(limits.hold(seen))),
        chance,
    )


def search_again(families: Sequence[Family], presences: Presences, searched: Searched) -> list[Circle]:
    """The groups in other meetings of the same families, by what a search made before was held to."""
    circles, asked = [], searched.thresholds
    for family in families:
        meetings, presence = family.meetings, presences.of(family)
        met = met_often(meetings.episode, meetings.person, meetings.act, asked.acts, meetings.chat)
        _, edges = _edges(met, Expected(meetings, presence), presence.people)
        circles += [
            Circle(family, members, theirs, excess)
            for members, theirs, excess in _pieces_at(edges, searched.limits[family.kind, family.window], asked.people)
            if excess > searched.least_excess
        ]
    return circles


def _false_rate(chance: Floats, pooled: tuple[Floats, Floats], draws: int) -> Floats:
    """The rate of false pairs among those of at most this chance, ascending, read off the pooled draws."""
    false = np.maximum(*(np.searchsorted(each, chance, "right") for each in pooled))
    rate = (false + 1) / draws / np.arange(1, len(chance) + 1)
    return np.asarray(np.minimum.accumulate(rate[::-1])[::-1])


def _edges(met: Met, expected: Expected, people: int) -> tuple[Ints, Edges]:
    """The draw of each pair, and the pairs with their chance. Of several draws at once, people are numbered on: whoever
    has number n of `people` in the first draw is n + people in the second."""
    from scipy.special import gammainc

    draw, one = np.divmod(met.one, people)
    two = met.two % people
    pairs, back = np.unique(one << 32 | two, return_inverse=True)
    mean = expected.of(pairs >> 32, pairs & 0xFFFFFFFF)[back]
    return draw, Edges(one, two, met.acts, mean, gammainc(met.acts, mean))


def _drawn(
    meetings: Meetings, presence: Presence, expected: Expected, draws: int, rng: np.random.Generator, *, least: int
) -> tuple[Ints, Edges]:
    """The pairs that met in each of the draws."""
    people, acts = presence.people, int(meetings.act.max()) + 1
    at_once = max(1, PLACES_AT_ONCE // max(1, int(meetings.size.sum())))
    parts = []
    for begin in range(0, draws, at_once):
        some = min(at_once, draws - begin)
        blocks = zip(*draws_of(meetings, presence, some, rng), strict=True)
        for first, drawn in (
            (begin, Drawn(*(np.concatenate(column) for column in blocks))),
            (begin + draws, draws_of_anybody(meetings, presence, some, rng)),
        ):
            act = (np.arange(some)[:, None] * acts + meetings.act).ravel()
            met = met_often(
                drawn.draw * meetings.count + drawn.episode,
                drawn.draw * people + drawn.person,
                act,
                least,
                None if meetings.chat is None else drawn.chat,
            )
            of, edges = _edges(met, expected, people)
            parts.append((of + first, edges))
    return np.concatenate([of for of, _ in parts]), Edges(
        *(np.concatenate([getattr(edges, column) for _, edges in parts]) for column in Edges.__struct_fields__)
    )


def _pieces_at(
    edges: Edges, limits: Limits, people_least: int, offset: Ints | None = None
) -> list[tuple[Ints, Edges, float]]:
    """The connected pieces of so many people at least, by edges within the limits: who, which edges, and the sum of
    their excess. `offset` numbers the people of each edge apart."""
    rows = np.flatnonzero(limits.hold(edges))
    shift = np.zeros(len(edges.one), np.int64) if offset is None else offset
    one, two = edges.one + shift, edges.two + shift
    # A person with a single edge is no member, unless the edge is sure; without them others may have one edge left.
    while len(rows):
        people, place = np.unique(np.concatenate((one[rows], two[rows])), return_inverse=True)
        tied = np.bincount(place, minlength=len(people))[place] > 1
        stays = (edges.chance[rows] <= limits.sure) | (tied[: len(rows)] & tied[len(rows) :])
        if stays.all():
            break
        rows = rows[stays]
    return [
        (members, edges.at(rows[some]), excess)
        for members, some, excess in _pieces(one[rows], two[rows], _excess(edges.at(rows)), people_least)
    ]


def _with_tied(members: Ints, edges: Edges, limits: Limits) -> tuple[Ints, Edges]:
    """The members, with whoever has an edge to one of them, and the edges between any of these. A single edge makes no
    group; to a group that there is, it ties."""
    likely = limits.hold(edges)
    touching = likely & (np.isin(edges.one, members) | np.isin(edges.two, members))
    members = np.union1d(members, np.concatenate((edges.one[touching], edges.two[touching])))
    return members, edges.at(np.flatnonzero(likely & np.isin(edges.one, members) & np.isin(edges.two, members)))


def _excess(edges: Edges) -> Floats:
    """Of each edge, the logarithm of the likelihood ratio of as many meetings against what is expected."""
    return np.asarray(edges.acts * np.log(edges.acts / edges.expected) - edges.acts + edges.expected)


def _pieces(one: Ints, two: Ints, excess: Floats, people_least: int) -> list[tuple[Ints, Ints, float]]:
    """The connected pieces of so many people at least: who, which edges, and the sum of their excess."""
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
        for n in np.flatnonzero(size >= people_least).tolist()
    ]
