"""Which of the groups that a search shows are told, each once, and what is told of them.

People whose meetings are nothing beside those of others in the same acts are no group: a post that the whole chat
passes on brings the same eager few together again and again. So a group is told where others hardly take part in what
it does: in the whole of its acts or, where the group comes as a whole or its meetings are far beyond chance, in its
moments alone.

The same people often show in several kinds of objects and windows; they are one group, told by the one in which it is
clearest.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from auditor.frames.inputs import DAY, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.group_search import Circle
from auditor.measure.methods.kinds import Kind
from auditor.measure.methods.meeting_families import SHORT
from auditor.measure.methods.meetings import STRETCH, Meetings, meetings_of

THEIR_OWN = 0.7
"""Part of the places of its acts that a group fills, at least (judgement, held against clean worlds in which posts go
round a whole chat, where it was 0.6 at most)."""

OWN_MOMENTS = 0.65
"""The same of its episodes alone (judgement, in the same way)."""

FAR_BEYOND = 5.0
"""Times the limit that a group's excess must be, to be told by its moments (judgement)."""

LOW_LIMIT = 50.0
"""A limit below this counts as this where that is asked: where the draws show nothing, few meetings are far beyond it
(judgement)."""

WHOLE = 0.8
"""Turnout from which on a group comes as a whole (judgement)."""

COMING_WHOLE = 0.55
"""Part of the places of its episodes that a group fills, at least, which comes as a whole within an hour (judgement,
held against newcomers who greet one another, where it was 0.5 at most)."""

OVERLAP = 0.5
"""Part of the smaller of two groups from which on they are one."""


class Acting(msgspec.Struct, frozen=True):
    """A group of people that act together. `kind` and `window` (seconds) are where it shows most clearly; `one`, `two`
    and `acts` are its pairs, by timeline numbers, and in how many acts each met."""

    kind: Kind
    window: int
    people: Ints
    one: Ints
    two: Ints
    acts: Ints
    met: int
    """Meetings of its pairs there, and how many presence would give."""
    expected: float
    turnout: float
    """The part of the group that takes part in an act of it, on average."""
    posts: Ints
    """Places in the timeline of the posts by which they met."""
    objects: int
    """Different things that they did together."""
    excess: float


def groups_to_report(circles: Sequence[Circle], least_excess: float, acts: "ActsOf") -> list[Acting]:
    """The groups, those of whose first member the first message is earliest first. `least_excess` is what a search held
    their excess to."""
    told = [circle for circle in circles if is_their_own(circle, acts, least_excess)]
    return sorted(
        (_acting(each, acts.timeline.person) for each in _merged(told)), key=lambda group: int(group.people[0])
    )


class ActsOf:
    """The acts of a kind, in which it is counted who else takes part. Made once for each kind and window."""

    def __init__(self, objects: Mapping[Kind, Ints], timeline: Timeline) -> None:
        self._objects, self.timeline = objects, timeline
        self._known: dict[tuple[Kind, int], Meetings] = {}

    def meetings(self, kind: Kind, window: int) -> Meetings:
        """Those of a family."""
        stretch = _stretch(kind, window)
        if (kind, stretch) not in self._known:
            self._known[kind, stretch] = meetings_of(
                self._objects[kind], self.timeline.at, self.timeline.person, stretch
            )
        return self._known[kind, stretch]


def _stretch(kind: Kind, window: int) -> int:
    """Seconds of the acts in which others are counted: who answers a message hours later is not there with others."""
    return window if kind == "reply" else max(window, STRETCH)


def is_their_own(circle: Circle, acts: ActsOf, least_excess: float) -> bool:
    """Whether others hardly take part in what these people do."""
    family = circle.family
    if share_filled(acts.meetings(family.kind, family.window), circle.people)[0] >= THEIR_OWN:
        return True
    filled, turnout = share_filled(family.meetings, circle.people)
    if turnout >= WHOLE and family.window <= SHORT:
        return filled >= COMING_WHOLE
    return circle.excess >= FAR_BEYOND * max(LOW_LIMIT, least_excess) and filled >= OWN_MOMENTS


def share_filled(meetings: Meetings, people: Ints) -> tuple[float, float]:
    """Of the episodes with at least two of these people: the part of all places that they fill, and the part of them
    that is in one on average."""
    inside = np.bincount(meetings.episode, np.isin(meetings.person, people), meetings.count)
    joint = inside >= 2
    if not joint.any():
        return 0.0, 0.0
    return float(inside[joint].sum() / meetings.size[joint].sum()), float(inside[joint].mean() / len(people))


def share_at_once(circle: Circle, acts: ActsOf) -> float:
    """Of the pairs of these people that do one thing within a day, the part that meet in the window."""
    at_once, within_a_day = (
        _pairs_inside(meetings, circle.people)
        for meetings in (circle.family.meetings, acts.meetings(circle.family.kind, DAY))
    )
    return at_once / max(1, within_a_day)


def _pairs_inside(meetings: Meetings, people: Ints) -> int:
    """How many pairs of these people all episodes together hold."""
    inside = np.bincount(meetings.episode[np.isin(meetings.person, people)], minlength=meetings.count)
    return int((inside * (inside - 1)).sum()) // 2


def _merged(circles: Sequence[Circle]) -> list[list[Circle]]:
    """Circles of the same people together, the clearest first."""
    merged: list[list[Circle]] = []
    members: list[Ints] = []
    for circle in sorted(circles, key=lambda each: -each.excess):
        for place, people in enumerate(members):
            common = len(np.intersect1d(people, circle.people))
            if common >= max(2, OVERLAP * min(len(people), len(circle.people))):
                merged[place].append(circle)
                members[place] = np.union1d(people, circle.people)
                break
        else:
            merged.append([circle])
            members.append(circle.people)
    return merged


def _acting(circles: Sequence[Circle], person: Ints) -> Acting:
    """One group of what several circles show of it."""
    lead = circles[0]
    people = np.unique(np.concatenate([circle.people for circle in circles]))
    one, two, acts = (
        np.concatenate([getattr(circle.edges, column) for circle in circles]) for column in ("one", "two", "acts")
    )
    # The most acts first of each pair, so that the first row of a pair is the one that is kept.
    order = np.lexsort((-acts, two, one))
    one, two, acts = one[order], two[order], acts[order]
    first = np.concatenate(([True], (one[1:] != one[:-1]) | (two[1:] != two[:-1])))
    meetings = lead.family.meetings
    theirs = np.isin(person[meetings.post], people)
    inside = np.bincount(meetings.episode, np.isin(meetings.person, people), meetings.count) >= 2
    joint = theirs & inside[meetings.post_episode]
    return Acting(
        lead.family.kind,
        lead.family.window,
        people,
        one[first],
        two[first],
        acts[first],
        int(lead.edges.acts.sum()),
        float(lead.edges.expected.sum()),
        share_filled(meetings, people)[1],
        meetings.post[joint],
        len(np.unique(meetings.object[inside])),
        lead.excess,
    )


def pair_rows(group: Acting, most: int) -> list[list[int]]:
    """Pairs as places in the group's people and in how many acts they met, the strongest first; at most `most`, among
    them the strongest of each person."""
    one, two = np.searchsorted(group.people, group.one), np.searchsorted(group.people, group.two)
    order = np.lexsort((two, one, -group.acts))
    if len(order) > most:
        ends = np.stack((one[order], two[order]), 1).ravel()
        best = np.unique(np.unique(ends, return_index=True)[1] // 2)
        others = np.setdiff1d(np.arange(len(order)), best)
        order = order[np.sort(np.concatenate((best, others))[: max(most, len(best))])]
    rows: list[list[int]] = np.stack((one[order], two[order], group.acts[order]), 1).tolist()
    return rows
