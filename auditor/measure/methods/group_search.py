"""Groups of people who met more often than their days and hours explain.

Of each kind of object and each window, pairs are told at a false discovery rate that is read off draws from the null,
over pairs that met alone: who never met anybody costs no power. Their edges make a graph; a group is a connected piece
whose excess of meetings is greater than that of any piece of any kind and window in any draw.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.methods.draws import Drawn, draws_of, draws_of_anybody
from auditor.measure.methods.joint import ACTS_LEAST, Expected, Met, expected_of_anybody, met_often
from auditor.measure.methods.kinds import Kind
from auditor.measure.methods.meeting_families import Family, Presences
from auditor.measure.methods.meetings import Meetings
from auditor.measure.methods.pieces import (
    ALL,
    Edges,
    Limits,
    Ties,
    narrowed,
    pieces_within,
    ties_to,
    who_belongs,
    with_tied,
)
from auditor.measure.methods.presence import Floats, Presence

Q = 0.15
"""False discovery rate of the edges of which groups are made (method.md); groups are held to more."""

Q_SURE = 0.05
"""At which a single edge ties a person to a group."""

DRAWS = 30
"""Draws by presence, and as many in which everybody is as likely as everybody else."""

MARGIN = 1.5
"""Times that a group's excess is above the greatest of all draws (method.md)."""

MEETINGS_LEAST = 8
"""Meetings of its pairs that a group has at least. Three people who met twice have 6: clean worlds have such in one of
fifty, and no number of draws that can be made tells how rare it is (judgement)."""

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


class Circle(msgspec.Struct, frozen=True):
    """A group that one family shows."""

    family: Family
    people: Ints
    edges: Edges
    excess: float
    """The logarithm of the likelihood ratio of the meetings, summed over the edges."""


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
    found = [(family, _search_family(family, presences, thresholds, draws, rng)) for family in families]
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


def _search_family(
    family: Family, presences: Presences, asked: Thresholds, draws: int, rng: np.random.Generator
) -> _Found | None:
    """What a family shows; null where it can show no group."""
    meetings = family.meetings
    met = met_often(meetings.episode, meetings.person, meetings.act, asked.acts, meetings.chat)
    if not len(met.one):
        return None
    presence = presences.explaining(family)
    expected = Expected(meetings, presence)
    seen = _edges(met, expected, presence.people)
    # No draws are needed where even all pairs that met make no group that could be told.
    if not any(piece.met >= MEETINGS_LEAST for piece in pieces_within(seen, ALL, asked.people)):
        return None
    size = meetings.size.astype(np.float64)
    draws = max(min(draws, FEWEST_DRAWS), min(draws, int(MEETINGS_MOST / (size * size).sum())))
    drawn = _drawn(meetings, presence, expected, draws, rng, least=asked.acts)
    order = np.argsort(seen.chance, kind="stable")
    q = np.empty(len(order))
    q[order] = _false_rate(seen.chance[order], [np.sort(each.chance) for each in drawn], draws)
    told = np.flatnonzero(q <= asked.q)
    if not len(told):
        return None
    weight = float(np.quantile(seen.acts[told], asked.edge_weight)) if asked.edge_weight else 0.0
    sure = float(seen.chance[q <= min(Q_SURE, asked.q)].max(initial=-1.0))
    limits = Limits(float(seen.chance[told].max()), sure, weight)
    by_chance = [pieces_within(each, limits, asked.people) for each in drawn]
    ties = [ties_to(*each, limits) for each in zip(by_chance, drawn, strict=True)]
    return _Found(
        _circles(family, seen, limits, asked.people, ties, draws=draws),
        limits,
        max((piece.excess for pieces in by_chance for piece in pieces), default=0.0),
        int(np.count_nonzero(limits.hold(seen))),
        max(int(np.count_nonzero(limits.hold(each))) for each in drawn) / draws,
    )


def _circles(
    family: Family, seen: Edges, limits: Limits, people_least: int, drawn: Sequence[Ties], *, draws: int
) -> list[Circle]:
    """The groups of a family: its pieces with whoever is tied to them, without those whose ties are those of chance.
    `drawn` are the ties to pieces of the draws from each null."""
    pieces = pieces_within(seen, limits, people_least)
    belong = who_belongs(ties_to(pieces, seen, limits), drawn, draws)
    parts = [part for piece in pieces for part in narrowed(with_tied(piece, seen, limits), belong, people_least)]
    return [Circle(family, *part) for part in parts if part.met >= MEETINGS_LEAST]


def shows_again(families: Iterable[Family], presences: Presences, searched: Searched) -> bool:
    """Whether other meetings of the same families show a group, by what a search made before was held to."""
    return any(_shows_again(family, presences, searched) for family in families)


def _shows_again(family: Family, presences: Presences, searched: Searched) -> bool:
    meetings, asked = family.meetings, searched.thresholds
    met = met_often(meetings.episode, meetings.person, meetings.act, asked.acts, meetings.chat)
    limits = searched.limits[family.kind, family.window]

    def beyond(edges: Edges) -> bool:
        pieces = pieces_within(edges, limits, asked.people)
        return any(piece.met >= MEETINGS_LEAST and piece.excess > searched.least_excess for piece in pieces)

    # Nobody is expected to meet less often than anybody. What is nothing even so need not be worked out.
    if not beyond(_edges_at(met, np.full(len(met.one), expected_of_anybody(meetings, presences.people)))):
        return False
    presence = presences.explaining(family)
    return beyond(_edges(met, Expected(meetings, presence), presence.people))


def _false_rate(chance: Floats, drawn: Sequence[Floats], draws: int) -> Floats:
    """The rate of false pairs among those of at most this chance, ascending, read off the draws from each null."""
    false = np.max([np.searchsorted(each, chance, "right") for each in drawn], axis=0)
    rate = (false + 1) / draws / np.arange(1, len(chance) + 1)
    return np.asarray(np.minimum.accumulate(rate[::-1])[::-1])


def _edges(met: Met, expected: Expected, people: int) -> Edges:
    """The pairs with their chance. Of several draws at once, people are numbered on: whoever has number n of `people`
    in the first draw is n + people in the second."""
    pairs, back = np.unique((met.one % people) << 32 | met.two % people, return_inverse=True)
    return _edges_at(met, expected.for_pairs(pairs >> 32, pairs & 0xFFFFFFFF)[back])


def _edges_at(met: Met, mean: Floats) -> Edges:
    """The same where so many meetings are expected of each."""
    from scipy.special import gammainc

    return Edges(met.one, met.two, met.acts, mean, gammainc(met.acts, mean))


def _drawn(
    meetings: Meetings, presence: Presence, expected: Expected, draws: int, rng: np.random.Generator, *, least: int
) -> list[Edges]:
    """The pairs that met in the draws by presence, and in those in which everybody is as likely as everybody else."""
    people, acts = presence.people, int(meetings.act.max()) + 1
    at_once = max(1, PLACES_AT_ONCE // max(1, int(meetings.size.sum())))
    parts: tuple[list[Edges], list[Edges]] = ([], [])
    for begin in range(0, draws, at_once):
        some = min(at_once, draws - begin)
        blocks = zip(*draws_of(meetings, presence, some, rng), strict=True)
        act = (np.arange(some)[:, None] * acts + meetings.act).ravel()
        for null, drawn in zip(
            parts,
            (
                Drawn(*(np.concatenate(column) for column in blocks)),
                draws_of_anybody(meetings, presence, some, rng),
            ),
            strict=True,
        ):
            met = met_often(
                drawn.draw * meetings.count + drawn.episode,
                drawn.draw * people + drawn.person,
                act,
                least,
                None if meetings.chat is None else drawn.chat,
            )
            first = begin * people
            null.append(_edges(Met(met.one + first, met.two + first, met.acts), expected, people))
    return [
        Edges(*(np.concatenate([getattr(edges, column) for edges in null]) for column in Edges.__struct_fields__))
        for null in parts
    ]
