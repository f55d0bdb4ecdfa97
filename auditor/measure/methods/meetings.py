"""Who met over what: posts of one object within a window of time, as episodes that hold at least two people.

An act is an object within a stretch of six hours (or of the window, where that is longer): people who meet over one
text again on another day did so twice, and meeting several times within one act counts once.
"""

import msgspec
import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.stretches import begins_anew

STRETCH = 21_600
"""Seconds of one act: long enough for a raid, short enough that an evening's and the next morning's are two."""


class Meetings(msgspec.Struct, frozen=True):
    """A row for each person of each episode, in order of episodes: `episode` and `person`, and how many posts they have
    in it. The other columns have an entry an episode, in order of object and time."""

    episode: Ints
    person: Ints
    posts: Ints
    object: Ints
    act: Ints
    """Which act each episode belongs to, ascending from 0."""
    at: Ints
    """When each begins."""
    size: Ints
    """How many people each holds."""

    @property
    def count(self) -> int:
        """How many episodes."""
        return len(self.at)


def meetings_of(object_of: Ints, at: Ints, person: Ints, window: int) -> Meetings:
    """The episodes of at least two people. `object_of` is the object of each message, -1 for none."""
    post = np.flatnonzero(object_of >= 0)
    often = np.bincount(object_of[post]) if len(post) else np.empty(0, np.int64)
    post = post[often[object_of[post]] > 1]
    post = post[np.lexsort((at[post], object_of[post]))]
    what, moment, who = object_of[post], at[post], person[post]
    episode = np.cumsum(begins_anew(what, moment, window)) - 1
    act = np.cumsum(begins_anew(what, moment, max(window, STRETCH))) - 1
    people = int(person.max(initial=0)) + 1
    keys, first, posts = np.unique(episode * people + who, return_index=True, return_counts=True)
    episode_of, who = np.divmod(keys, people)
    size = np.bincount(episode_of)
    several = size[episode_of] > 1 if len(keys) else np.empty(0, np.bool_)
    kept, number = np.unique(episode_of[several], return_inverse=True)
    begin = np.searchsorted(episode, kept)
    act = np.unique(act[begin], return_inverse=True)[1]
    return Meetings(number, who[several], posts[several], what[begin], act, moment[begin], size[kept])


def those_kept(meetings: Meetings, kept: Bools) -> Meetings:
    """The meetings of the episodes that are `kept`."""
    if kept.all():
        return meetings
    rows = kept[meetings.episode]
    number = np.cumsum(kept) - 1
    return Meetings(
        number[meetings.episode[rows]],
        meetings.person[rows],
        meetings.posts[rows],
        meetings.object[kept],
        np.unique(meetings.act[kept], return_inverse=True)[1],
        meetings.at[kept],
        meetings.size[kept],
    )
