"""The groups that a plain rule joins: the connected pieces of its edges, and the messages by which they are joined."""

import msgspec
import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.plain_rules import Edges


class Joined(msgspec.Struct, frozen=True):
    """A group: people by timeline numbers, ascending; its edges, each from place to place in `people`, with weights;
    places in the timeline of the messages that were near one of another member's, and how many objects they share."""

    people: Ints
    one: Ints
    two: Ints
    weight: Ints
    posts: Ints
    objects: int


def groups_joined(edges: Edges, object_of: Ints, timeline: Timeline, window: int, people_least: int) -> list[Joined]:
    """The pieces of at least so many people; that of whose first member the first message is earliest comes first.
    `object_of` is the object of each message, -1 for none, and the edges were made of the same."""
    if not len(edges.one):
        return []

    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    people = edges.people
    ends = np.searchsorted(people, edges.one), np.searchsorted(people, edges.two)
    graph = coo_matrix((np.ones(len(edges.one), np.bool_), ends), shape=(len(people), len(people)))
    piece = connected_components(graph, directed=False)[1].astype(np.int64)
    piece_of = np.full(timeline.writers, -1, np.int64)
    piece_of[people] = piece
    posts = _near_one_another(piece_of[timeline.person], object_of, timeline, window)
    of_post, of_edge = piece_of[timeline.person[posts]], piece[ends[0]]
    groups = []
    for number in np.flatnonzero(np.bincount(piece) >= people_least).tolist():
        members, theirs, mine = people[piece == number], of_edge == number, posts[of_post == number]
        groups.append(
            Joined(
                members,
                np.searchsorted(members, edges.one[theirs]),
                np.searchsorted(members, edges.two[theirs]),
                edges.weight[theirs],
                mine,
                len(np.unique(object_of[mine])),
            )
        )
    return sorted(groups, key=lambda group: int(group.people[0]))


def _near_one_another(piece: Ints, object_of: Ints, timeline: Timeline, window: int) -> Ints:
    """Places of the messages that lie within the window of one of the same object by somebody else of their piece."""
    rows = np.flatnonzero((piece >= 0) & (object_of >= 0))
    rows = rows[np.lexsort((timeline.at[rows], object_of[rows], piece[rows]))]
    together, person, at = (piece[rows], object_of[rows]), timeline.person[rows], timeline.at[rows]
    other = np.ones(len(rows), np.bool_)
    other[1:] = (person[1:] != person[:-1]) | np.any([each[1:] != each[:-1] for each in together], axis=0)
    run = np.cumsum(other) - 1
    first = np.flatnonzero(other)
    last = np.append(first[1:], len(rows)) - 1
    # Whoever stands before a run of one person's messages, or behind it, is somebody else.
    before, after = first[run] - 1, last[run] + 1
    near = _near(rows, before, together, at, window) | _near(rows, after, together, at, window)
    return np.sort(rows[near])


def _near(rows: Ints, other: Ints, together: tuple[Ints, Ints], at: Ints, window: int) -> Bools:
    inside = (other >= 0) & (other < len(rows))
    place = np.clip(other, 0, max(0, len(rows) - 1))
    same = np.all([each[place] == each for each in together], axis=0)
    return np.asarray(inside & same & (np.abs(at[place] - at) <= window))
