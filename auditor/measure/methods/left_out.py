"""What the searches for copies and groups cannot look at, and where that is so much that they cannot tell.

A text of links, mentions, emoji or signs alone leaves no hash, and a habit is passed over; whatever was agreed on in
such texts is not seen as copies. The search for groups compares what they carry, where it is no habit, either. Finding
nothing beside what was left out is no "none".
"""

from collections.abc import Mapping
from typing import Literal

import msgspec
import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.day_bursts import bursts_of
from auditor.measure.methods.habits import Habits, recurring
from auditor.measure.methods.kinds import Kind
from auditor.measure.methods.objects import Objects

HABITS_MOST = 0.1
"""Share of all messages from which on habits hide too much: a farm that posts one slogan is no more of most chats
(judgement; clean chats leave out a twentieth at most, tests/worlds/coordination)."""

WORDLESS_MOST = 0.5
"""Share of the messages with a text above which texts without words hide too much (judgement: most of what could have
been copied was not compared)."""

CARRIED: tuple[Kind, ...] = ("link", "mentions", "emoji", "hashtags")
"""Kinds of objects that texts without words have."""

Why = Literal["nothing-to-compare", "wordless", "wordless-in-bursts", "habits-left-out", "habits-in-bursts"]


class LeftOut(msgspec.Struct, frozen=True):
    """How many of `of` messages were left out, and why the searches cannot tell for it; null where they can, and the
    messages are those of habits."""

    why: Why | None
    messages: int
    of: int


def left_out_of(
    timeline: Timeline, objects: Objects, habits: Habits, kinds: Mapping[Kind, Ints] | None = None
) -> LeftOut:
    """What is left out of the search for copies; with `kinds`, the object of each message by kind, of the search for
    groups, which compares links, mentions, emoji and hashtags as well, but for those that recur as a habit does."""
    of, compared = len(timeline.at), objects.object >= 0
    for kind in CARRIED:
        if kinds is not None and kind in kinds:
            compared |= _compared(kinds[kind], timeline)
    wordless = timeline.texts.wordless[timeline.row] & ~compared
    alone = int(np.count_nonzero(wordless))
    if alone > WORDLESS_MOST * np.count_nonzero(wordless | compared | (timeline.ordered(timeline.texts.exact) != 0)):
        return LeftOut("wordless", alone, of)
    if not compared.any():
        return LeftOut("nothing-to-compare", of, of)
    passed_over = int(np.count_nonzero(habits.left_out))
    if passed_over >= HABITS_MOST * of:
        return LeftOut("habits-left-out", passed_over, of)
    if habits.in_bursts:
        return LeftOut("habits-in-bursts", passed_over, of)
    place = np.flatnonzero(wordless)
    _, of_mass = bursts_of(timeline, place, np.zeros(len(place), np.int64), 1)
    return LeftOut("wordless-in-bursts", alone, of) if of_mass[0] else LeftOut(None, passed_over, of)


def _compared(object_: Ints, timeline: Timeline) -> Bools:
    """The messages with an object that is no habit."""
    count = int(object_.max(initial=-1)) + 1
    once = np.append(~recurring(object_, timeline.at, timeline.person, count), False)  # the last is that of no object
    return np.asarray(once[object_])
