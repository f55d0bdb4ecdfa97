"""Pieces of a graph of pairs that met: who hangs together, how far beyond chance, and who belongs to it.

A piece is a connected part of the graph. In a graph of many true pairs, false ones are many as well, at the same rate
among pairs; they tie bystanders to a piece by an edge here and there. So who belongs is decided by all edges of a
person with it together, at a rate of false people that is read off the pieces of the draws.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.presence import Floats
from auditor.measure.methods.stretches import distinct

PERSON_Q = 0.01
"""False people among those who are told of a family (method.md)."""


class Edges(msgspec.Struct, frozen=True):
    """Pairs that met, the first the lower: in how many acts, how many meetings were expected, and the chance of as
    many. Of several draws, whoever has number n of N people in the first is n + N in the second."""

    one: Ints
    two: Ints
    acts: Ints
    expected: Floats
    chance: Floats

    def at(self, rows: Ints | Bools) -> "Edges":
        """Some of them."""
        return Edges(self.one[rows], self.two[rows], self.acts[rows], self.expected[rows], self.chance[rows])

    @property
    def excess(self) -> Floats:
        """Of each, the logarithm of the likelihood ratio of as many meetings against what is expected."""
        return np.asarray(self.acts * np.log(self.acts / self.expected) - self.acts + self.expected)


class Limits(msgspec.Struct, frozen=True):
    """What the edges of a family are held to: the greatest chance of one, and of one that is sure; and what the acts of
    one must be above."""

    chance: float
    sure: float
    weight: float = 0.0

    def hold(self, edges: Edges) -> Bools:
        """Which edges are within them."""
        return np.asarray((edges.chance <= self.chance) & (edges.acts > self.weight))


ALL = Limits(1.0, 1.0)
"""That hold every edge."""


class Piece(NamedTuple):
    """People who hang together, by which edges, and the sum of their excess."""

    people: Ints
    edges: Edges
    excess: float

    @property
    def met(self) -> int:
        """In how many acts its pairs met, all together."""
        return int(self.edges.acts.sum())


def pieces_within(edges: Edges, limits: Limits, people_least: int) -> list[Piece]:
    """The pieces of so many people at least, by edges within the limits. A person with a single edge is no member,
    unless the edge is sure."""
    edges = edges.at(limits.hold(edges))
    while len(edges.one):
        people, place = np.unique(np.concatenate((edges.one, edges.two)), return_inverse=True)
        tied = np.bincount(place, minlength=len(people))[place] > 1
        stays = (edges.chance <= limits.sure) | (tied[: len(edges.one)] & tied[len(edges.one) :])
        if stays.all():
            break
        edges = edges.at(stays)  # without these, others may have a single edge left
    return _connected(edges, people_least)


def with_tied(piece: Piece, edges: Edges, limits: Limits) -> Piece:
    """The piece with whoever has an edge to it. A single edge makes no piece; to one that there is, it ties."""
    likely = edges.at(limits.hold(edges))
    touching = np.isin(likely.one, piece.people) | np.isin(likely.two, piece.people)
    people = distinct(np.concatenate((piece.people, likely.one[touching], likely.two[touching])))
    return Piece(people, likely.at(np.isin(likely.one, people) & np.isin(likely.two, people)), piece.excess)


def narrowed(piece: Piece, people: Ints, people_least: int) -> list[Piece]:
    """What is left of a piece where these people alone belong to it; it may fall apart."""
    if np.isin(piece.people, people).all():
        return [piece]
    left = piece.edges.at(np.isin(piece.edges.one, people) & np.isin(piece.edges.two, people))
    return [part._replace(excess=min(part.excess, piece.excess)) for part in _connected(left, people_least)]


def who_belongs(seen: "Ties", drawn: Sequence["Ties"], draws: int) -> Ints:
    """The people whose ties are beyond those of the draws, at `PERSON_Q`; the worst of several nulls, each of so many
    draws, counts."""
    order = np.argsort(-seen.excess, kind="stable")
    excess = seen.excess[order]
    false = np.max([len(each.excess) - np.searchsorted(np.sort(each.excess), excess) for each in drawn], axis=0)
    rate = false / draws / np.arange(1, len(excess) + 1)
    return np.sort(seen.people[order][np.minimum.accumulate(rate[::-1])[::-1] <= PERSON_Q])


class Ties(NamedTuple):
    """Who has an edge to any of some pieces, and the excess of all these edges of theirs."""

    people: Ints
    excess: Floats


def ties_to(pieces: Sequence[Piece], edges: Edges, limits: Limits) -> Ties:
    """The ties to pieces among these edges."""
    if not pieces:
        return Ties(np.empty(0, np.int64), np.empty(0, np.float64))
    inside = np.zeros(int(max(edges.one.max(), edges.two.max())) + 1, np.bool_)
    inside[np.concatenate([piece.people for piece in pieces])] = True
    touching = edges.at(limits.hold(edges) & (inside[edges.one] | inside[edges.two]))
    people, place = np.unique(np.concatenate((touching.one, touching.two)), return_inverse=True)
    return Ties(people, np.asarray(np.bincount(place, np.tile(touching.excess, 2), len(people)), np.float64))


def _connected(edges: Edges, people_least: int) -> list[Piece]:
    """The connected pieces of so many people at least."""
    if not len(edges.one):
        return []

    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    count = len(edges.one)
    people, place = np.unique(np.concatenate((edges.one, edges.two)), return_inverse=True)
    shape = (len(people), len(people))
    graph = coo_matrix((np.ones(count, np.bool_), (place[:count], place[count:])), shape=shape)
    pieces, piece = connected_components(graph, directed=False)
    of_edge = piece[place[:count]]
    size, summed = np.bincount(piece), np.bincount(of_edge, edges.excess, pieces)
    by_person, by_edge = np.argsort(piece, kind="stable"), np.argsort(of_edge, kind="stable")
    person_ends = np.cumsum(size)
    edge_ends = np.cumsum(np.bincount(of_edge, minlength=pieces))
    return [
        Piece(
            people[by_person[person_ends[n] - size[n] : person_ends[n]]],
            edges.at(by_edge[(edge_ends[n - 1] if n else 0) : edge_ends[n]]),
            float(summed[n]),
        )
        for n in np.flatnonzero(size >= people_least).tolist()
    ]
