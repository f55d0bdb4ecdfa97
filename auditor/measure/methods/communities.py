"""Which accounts hang together over several chats, and how surely.

Pairs beyond chance make a graph, whose connected pieces are the first guess. One pair found by chance joins two pieces
that have nothing in common, so each piece is asked again after a bootstrap of what was copied: every object counts as
often as a Poisson number of mean 1 says (the Poisson bootstrap, Hanley and MacGibbon 2006), a pair stays where its
objects count at least two, and a pair is stable if its two hang together, by whatever way, in most draws. The pieces of
the stable pairs are the communities.
"""

import msgspec
import numpy as np

from auditor.measure.methods.groups import Group, groups_of
from auditor.measure.methods.joint_acts import PAIRS_AT_ONCE, Joint, meetings
from auditor.measure.methods.pairs import OBJECTS_LEAST, Floats, Pairs, Sparse

DRAWS = 100
"""Bootstraps: a stability of 0.7 then has a standard error of 0.05."""

STABLE = 0.7
"""Share of draws in which a pair must hang together (judgement): somebody who is held by a single pair over two objects
stays in 59 of 100 draws, over three in 80, and by two pairs over two objects each, all four different, in 83."""


class Communities(msgspec.Struct, frozen=True):
    """Groups of people over the stable pairs, and of each how stable its people are: the share of draws in which a
    member hangs together with those it is paired with, averaged over members."""

    groups: list[Group]
    pairs: Pairs
    stability: list[float]
    unstable: int
    """Pairs left out."""


def communities_of(joint: Joint, found: Pairs, *, draws: int = DRAWS, seed: int = 0) -> Communities:
    """The communities of at least three among pairs beyond chance."""
    if not len(found.one):
        return Communities([], found, [], 0)
    share = _stability(_objects_of_pairs(joint, found), found, draws, seed)
    stable = share >= STABLE
    pairs = Pairs(*(getattr(found, column)[stable] for column in Pairs.__struct_fields__))
    groups = groups_of(pairs)
    kept = share[stable]
    return Communities(
        groups, pairs, [float(kept[group.pairs].mean()) for group in groups], int(np.count_nonzero(~stable))
    )


def _objects_of_pairs(joint: Joint, found: Pairs) -> Sparse:
    """Over which objects each pair met: a table of ones, pair by object."""
    from scipy.sparse import coo_matrix, vstack

    episodes = joint.episodes
    column = np.unique(episodes.object, return_inverse=True)[1]
    met = meetings(joint, joint.timeline.person[episodes.post])
    of_episode = coo_matrix((np.ones(len(column), np.int64), (np.arange(len(column)), column))).tocsr()
    parts = []
    for begin in range(0, len(found.one), PAIRS_AT_ONCE):
        part = slice(begin, begin + PAIRS_AT_ONCE)
        shared = met[found.one[part]].multiply(met[found.two[part]]) @ of_episode
        shared.data = np.minimum(shared.data, 1)  # meeting twice over one object counts once
        parts.append(shared)
    return vstack(parts).tocsr()


def _stability(objects: Sparse, found: Pairs, draws: int, seed: int) -> Floats:
    """The share of draws in which the two of each pair hang together."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    together = np.zeros(len(found.one))
    people, place = np.unique(np.concatenate((found.one, found.two)), return_inverse=True)
    one, two = place[: len(found.one)], place[len(found.one) :]
    objects, rng = objects[:, np.unique(objects.indices)], np.random.default_rng(seed)
    for _ in range(draws):
        stays = objects @ rng.poisson(1.0, objects.shape[1]) >= OBJECTS_LEAST
        graph = coo_matrix((np.ones(int(stays.sum()), np.bool_), (one[stays], two[stays])), shape=(len(people),) * 2)
        piece = connected_components(graph, directed=False)[1]
        together += piece[one] == piece[two]
    return np.asarray(together / draws)
