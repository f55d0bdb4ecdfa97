"""Who comes to several chats within the same hour, again and again.

Each chat is one thing to have in common, and an hour of its arrivals an episode; the null is that of pairs.py with a
week of a chat as a stratum: who came in a week may have come at any hour of it. So a link that goes round and fills an
hour with most of those who came that week says little. Looked at are those who came by themselves, by a link or by a
request: whoever adds the same colleagues to three chats is an organiser, and adders are asked about in `forced.py`.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from auditor.measure.groups import Group
from auditor.measure.inputs import Ints, TextInput
from auditor.measure.joint_acts import ChatInput, Joint
from auditor.measure.objects import Objects, episodes_of
from auditor.measure.pairs import Pairs, pairs_beyond_chance, strata_of
from auditor.measure.timeline import Timeline

WINDOW = 3_600
"""Seconds within which arrivals in one chat are together (DESIGN 5: "in one order and hour")."""

DAYS = 7
"""Days of a stratum: on a single day of a quiet chat a farm is most of those who come, and hides itself."""

CHATS_LEAST = 3
"""Chats to which two people must have come together: two is a link to both in one message (judgement)."""


def joint_arrivals_of(chats: Sequence[ChatInput]) -> Joint:
    """The arrivals of all chats in order of time, and the hours in which several came to one."""
    nothing = np.empty(0, np.int64)
    given = [(place, each.arrivals) for place, each in enumerate(chats) if each.arrivals is not None]
    number, at, person = (
        np.concatenate([nothing, *(getattr(arrivals, column) for _, arrivals in given)])
        for column in ("id", "at", "person")
    )
    chat = np.repeat([place for place, _ in given], [len(arrivals.at) for _, arrivals in given]).astype(np.int64)
    order = np.lexsort((person, number, chat, at))
    number, at, person, chat = (column[order] for column in (number, at, person, chat))
    people, rank = np.unique(person, return_inverse=True)
    timeline = Timeline(np.arange(len(at)), number, at, rank.astype(np.int64), people, _no_texts(len(at)))
    distinct = np.unique(chat * max(1, len(people)) + rank) // max(1, len(people))
    came = np.bincount(distinct, minlength=len(chats))
    objects = Objects(chat, len(chats), came, np.zeros(len(chats), np.bool_))
    episodes = episodes_of(timeline, objects, np.ones(len(chats), np.bool_), WINDOW)
    return Joint(timeline, chat, episodes, strata_of(timeline, episodes, chat, days=DAYS), 0, DAYS)


def arriving_pairs(joint: Joint, person: Ints) -> Pairs:
    """The pairs beyond chance that came together to at least three chats."""
    found = pairs_beyond_chance(person, joint.episodes, joint.strata, joint.timeline.writers)
    keep = found.objects >= CHATS_LEAST
    return Pairs(*(getattr(found, column)[keep] for column in Pairs.__struct_fields__))


def same_order(joint: Joint, group: Group) -> float | None:
    """Of each two people of a group and each two chats to which both came, how often they came in the same order to
    both; by chance half of the time. None where no two came to two chats at different moments."""
    timeline = joint.timeline
    theirs = np.flatnonzero(np.isin(timeline.person, group.people))
    first = np.full((len(group.people), int(joint.chat.max(initial=0)) + 1), np.inf)
    who = np.searchsorted(group.people, timeline.person[theirs])
    np.minimum.at(first, (who, joint.chat[theirs]), timeline.at[theirs].astype(np.float64))
    came = np.isfinite(first)
    alike = asked = 0
    ones, others = np.triu_indices(len(group.people), 1)
    for one, two in combinations(range(first.shape[1]), 2):
        both = came[:, one] & came[:, two]
        known = both[ones] & both[others]
        earlier = [np.sign(first[others[known], chat] - first[ones[known], chat]) for chat in (one, two)]
        told = (earlier[0] != 0) & (earlier[1] != 0)
        alike += int(np.count_nonzero(told & (earlier[0] == earlier[1])))
        asked += int(np.count_nonzero(told))
    return alike / asked if asked else None


def _no_texts(rows: int) -> TextInput:
    nothing = np.zeros(rows, np.int64)
    return TextInput(nothing, nothing, nothing, np.empty(0, np.uint32), nothing, nothing, nothing)
