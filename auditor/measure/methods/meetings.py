"""Who met over what: posts of one object within a window of time, as episodes that hold at least two people.

An act is an object within a stretch of six hours (or of the window, where that is longer): people who meet over one
text again on another day did so twice, and meeting several times within one act counts once.
"""

from typing import NamedTuple

import msgspec
import numpy as np

from auditor.frames.inputs import Bools, Ints
from auditor.measure.methods.stretches import begins_anew, distinct

STRETCH = 21_600
"""Seconds of one act: long enough for a raid, short enough that an evening's and the next morning's are two."""


class Meetings(msgspec.Struct, frozen=True):
    """Who met in which episode, and the posts by which they did."""

    episode: Ints
    """With `person` a row for each different person of each episode, in order of episodes."""
    person: Ints
    object: Ints
    """With `act`, `at` and `size` an entry for each episode, in order of object and time."""
    act: Ints
    """Which act each is of, ascending from 0."""
    at: Ints
    """When each begins."""
    size: Ints
    """How many people each holds."""
    post: Ints
    """Places of the posts in the timeline, with `post_episode`, which ascends."""
    post_episode: Ints
    chat: Ints | None = None
    """Where several chats are searched as one, the chat of each row: that of the person's first post in the episode."""

    @property
    def count(self) -> int:
        """How many episodes."""
        return len(self.at)


def meetings_of(object_of: Ints, at: Ints, person: Ints, window: int, chat: Ints | None = None) -> Meetings:
    """The episodes of at least two people. `object_of` is the object of each message, -1 for none; `chat` its chat,
    where there are several."""
    post = np.flatnonzero(object_of >= 0)
    often = np.bincount(object_of[post]) if len(post) else np.empty(0, np.int64)
    post = post[often[object_of[post]] > 1]
    post = post[np.lexsort((at[post], object_of[post]))]
    what, moment = object_of[post], at[post]
    episode = np.cumsum(begins_anew(what, moment, window)) - 1
    act = np.cumsum(begins_anew(what, moment, max(window, STRETCH))) - 1
    begin = np.searchsorted(episode, np.arange(int(episode[-1]) + 1 if len(episode) else 0))
    return _several(Posts(post, episode), Episodes(what[begin], act[begin], moment[begin]), person, chat)


def kept(meetings: Meetings, these: Bools, person: Ints, chat: Ints | None = None) -> Meetings:
    """The meetings of some of the episodes."""
    if these.all():
        return meetings
    number, some = np.cumsum(these) - 1, these[meetings.post_episode]
    posts = Posts(meetings.post[some], number[meetings.post_episode[some]])
    return _several(posts, Episodes(meetings.object[these], meetings.act[these], meetings.at[these]), person, chat)


def dealt_to(meetings: Meetings, person: Ints, chat: Ints | None = None) -> Meetings:
    """The meetings if `person` had written each message."""
    posts = Posts(meetings.post, meetings.post_episode)
    return _several(posts, Episodes(meetings.object, meetings.act, meetings.at), person, chat)


class Posts(NamedTuple):
    """Places in the timeline, and the episode of each, ascending."""

    place: Ints
    episode: Ints


class Episodes(NamedTuple):
    """Of each episode the object, the act, and when it begins."""

    object: Ints
    act: Ints
    at: Ints


def _several(posts: Posts, episodes: Episodes, person: Ints, chat: Ints | None) -> Meetings:
    """The episodes of at least two people."""
    people = int(person.max(initial=0)) + 1
    key = posts.episode * people + person[posts.place]
    episode_of, who = np.divmod(distinct(key), people)
    size = np.bincount(episode_of, minlength=len(episodes.at))
    some = size > 1
    number, rows, kept_posts = np.cumsum(some) - 1, some[episode_of], some[posts.episode]
    act = episodes.act[some]
    return Meetings(
        number[episode_of[rows]],
        who[rows],
        episodes.object[some],
        np.cumsum(np.diff(act, prepend=act[:1]) != 0),  # acts numbered on without those that went
        episodes.at[some],
        size[some],
        posts.place[kept_posts],
        number[posts.episode[kept_posts]],
        None if chat is None else _first_of_each(key, chat[posts.place])[rows],
    )


def _first_of_each(key: Ints, value: Ints) -> Ints:
    """The first value of each different key, the keys ascending."""
    order = np.argsort(key, kind="stable")
    key = key[order]
    return value[order[np.concatenate(([True], key[1:] != key[:-1]))]] if len(key) else value
