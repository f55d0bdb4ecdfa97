"""Accounts that keep posting the same together: pairs beyond chance, joined into groups."""

import msgspec
import numpy as np

from auditor.frames.inputs import Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.company import Company, labels, shown_messages
from auditor.measure.methods.objects import Episodes
from auditor.measure.methods.pairs import Pairs
from auditor.measure.spec import Row

PEOPLE_LEAST = 3
"""Accounts of a group (method.md): two friends who share their finds are not one."""

EDGES_SHOWN = 2_000
"""Pairs of a group that its row lists: the strongest of each person, then the strongest of all."""


class Group(msgspec.Struct, frozen=True):
    """People who hang together, by their numbers ascending, and which of the pairs are among them."""

    people: Ints
    pairs: Ints


def groups_of(found: Pairs) -> list[Group]:
    """The connected groups of at least three, in order of the first message of their first member."""
    if not len(found.one):
        return []

    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    people, places = np.unique(np.concatenate((found.one, found.two)), return_inverse=True)
    one, two = places[: len(found.one)], places[len(found.one) :]
    graph = coo_matrix((np.ones(len(one), np.bool_), (one, two)), shape=(len(people), len(people)))
    count, which = connected_components(graph, directed=False)
    by_person, by_pair = np.argsort(which, kind="stable"), np.argsort(which[one], kind="stable")
    numbers = np.arange(count + 1)
    person_ends = np.searchsorted(which[by_person], numbers)
    pair_ends = np.searchsorted(which[one][by_pair], numbers)
    groups = [
        Group(people[by_person[person_ends[n] : person_ends[n + 1]]], by_pair[pair_ends[n] : pair_ends[n + 1]])
        for n in range(count)
    ]
    return sorted((group for group in groups if len(group.people) >= PEOPLE_LEAST), key=lambda group: group.people[0])


def group_rows(
    timeline: Timeline, episodes: Episodes, found: Pairs, groups: list[Group], company: Company
) -> list[Row]:
    """A row a group."""
    rows = []
    for group in groups:
        posts, objects = joint_posts(timeline, episodes, group.people)
        at = timeline.at[posts]
        persons = timeline.people[group.people]
        rows.append(
            {
                "people": persons.tolist(),
                "count": objects,
                "edges": edges_of(found, group),
                "met": int(found.objects[group.pairs].sum()),
                "expected": float(found.expected[group.pairs].sum()),
                "q": float(found.q[group.pairs].max()),
                "start": int(at.min()),
                "end": int(at.max()),
                **labels(company, persons),
                **shown_messages(timeline, posts),
            }
        )
    return rows


def joint_posts(timeline: Timeline, episodes: Episodes, people: Ints) -> tuple[Ints, int]:
    """The posts of these people in episodes that at least two of them are in, and how many objects these have."""
    theirs = np.flatnonzero(np.isin(timeline.person[episodes.post], people))
    episode, person = episodes.episode[theirs], timeline.person[episodes.post[theirs]]
    distinct = np.unique(episode * timeline.writers + person) // timeline.writers
    several = np.bincount(distinct, minlength=episodes.count) > 1
    shared = np.flatnonzero(several)
    return episodes.post[theirs[several[episode]]], len(np.unique(episodes.object[shared]))


def edges_of(found: Pairs, group: Group) -> list[list[int]]:
    """Pairs as places in the group's list of people and how many objects they share, strongest first."""
    pairs = group.pairs
    one, two = (np.searchsorted(group.people, people[pairs]) for people in (found.one, found.two))
    order = np.lexsort((two, one, found.q[pairs], -found.objects[pairs]))
    if len(order) > EDGES_SHOWN:
        ends = np.stack((one[order], two[order]), 1).ravel()
        best = np.unique(np.unique(ends, return_index=True)[1] // 2)
        others = np.setdiff1d(np.arange(len(order)), best)
        order = order[np.sort(np.concatenate((best, others))[: max(EDGES_SHOWN, len(best))])]
    rows: list[list[int]] = np.stack((one[order], two[order], found.objects[pairs][order]), 1).tolist()
    return rows
