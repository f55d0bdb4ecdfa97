"""What was copied: each message's object, and the episodes in which several posts of one object came together.

An object is a text with its near copies, or a forwarded post. Texts from 20 letters on are joined with their near
copies, shorter ones are the same only to the letter, and those below 12 letters are nobody's copy (method.md).
"""

from typing import Literal

import msgspec
import numpy as np
import pandas as pd

from auditor.frames.inputs import Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.near_copies import Prints, near_classes
from auditor.measure.methods.stretches import begins_anew

WINDOW = 300
"""Seconds within which posts of one object are one episode (method.md)."""

LETTERS_NEAR = 20
"""Texts of fewer letters are compared to the letter alone (method.md)."""

LETTERS_EXACT = 12
"""Texts of fewer letters are not compared: everybody says "thank you all" (method.md)."""

Origins = Literal["posts", "authors", "objects"]
"""What the origin of a forwarded message tells apart: live, posts; in an export, authors and channels alone, so that
without words it tells nothing; in a table of texts it is the very thing that was shared, whatever was said with it."""


class Objects(msgspec.Struct, frozen=True):
    """The object of each message of a timeline, -1 for none, and of each object how many there are: see fields."""

    object: Ints
    count: int
    people: Ints
    """How many people posted each."""
    forward: Bools
    """Whether each is known by where it was forwarded from."""


class Episodes(msgspec.Struct, frozen=True):
    """Posts that came together. `post` are places in the timeline, in order of object and time; `episode` says which
    episode each belongs to. `object` is each episode's."""

    post: Ints
    episode: Ints
    object: Ints
    start: Ints
    """When each begins."""

    @property
    def count(self) -> int:
        """How many episodes."""
        return len(self.object)


def objects_of(timeline: Timeline, *, origins: Origins, window: int = WINDOW) -> Objects:
    """The object of each message."""
    texts, row = timeline.texts, timeline.row
    exact, length, origin = texts.exact[row], texts.length[row], texts.origin[row]
    compared = (exact != 0) & (length >= LETTERS_EXACT)
    if origins == "objects":
        exact = np.where(origin != 0, 0, exact)
        compared &= origin == 0
    forwarded = (origin != 0) & ~compared & ((exact != 0) | (origins != "authors"))
    found = np.full(len(row), -1, np.int64)
    some = np.flatnonzero(compared)
    text, known = pd.factorize(exact[some])
    texts_known = len(known)
    if len(some):
        classes = _classes(timeline, some, text.astype(np.int64), texts_known, window)
        found[some], texts_known = classes[text], int(classes.max()) + 1
    others = np.flatnonzero(forwarded)
    if len(others):
        posts, _ = pd.factorize(origin[others] * np.int64(0x9E3779B97F4A7C1 | 1) ^ exact[others])
        found[others] = texts_known + posts
    count = int(found.max(initial=-1)) + 1
    return Objects(found, count, _people(found, timeline.person, count), np.arange(count) >= texts_known)


def _classes(timeline: Timeline, some: Ints, text: Ints, texts: int, window: int) -> Ints:
    """Which of the distinct texts are near copies; what one text's posts within a window span is one entry."""
    near = timeline.ordered(timeline.texts.length)[some] >= LETTERS_NEAR
    place, text_of = some[near], text[near]
    at = timeline.at[place]
    order = np.lexsort((at, text_of))
    fresh = begins_anew(text_of[order], at[order], window)
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(order))[: len(first)] - 1
    by_time = np.argsort(at[order[first]], kind="stable")
    first, last = first[by_time], last[by_time]
    row = timeline.row[place[order[first]]]
    shown = timeline.texts
    end = shown.word_ends[row]
    start = np.where(row > 0, shown.word_ends[row - 1], 0)
    prints = Prints(
        at[order[first]], at[order[last]], shown.exact[row], shown.words_total[row], start, end, shown.words
    )
    return near_classes(prints, text_of[order[first]], texts, window)


def _people(found: Ints, person: Ints, count: int) -> Ints:
    """How many people posted each object."""
    known = np.flatnonzero(found >= 0)
    posts = np.bincount(found[known], minlength=count)
    shared = known[posts[found[known]] > 1]
    many = int(person.max(initial=0)) + 1
    pairs = np.unique(found[shared] * many + person[shared]) // many
    return np.where(posts > 1, np.bincount(pairs, minlength=count), posts)


def episodes_of(timeline: Timeline, objects: Objects, kept: Bools, window: int = WINDOW) -> Episodes:
    """The episodes of at least two posts of the objects that are `kept`. An episode begins with a post, and holds all
    posts of its object within `window` seconds of that; the next post after begins another."""
    post = np.flatnonzero(objects.object >= 0)
    post = post[kept[objects.object[post]]]
    often = np.bincount(objects.object[post], minlength=objects.count)
    post = post[often[objects.object[post]] > 1]
    post = post[np.argsort(objects.object[post], kind="stable")]
    what, at = objects.object[post], timeline.at[post]
    fresh = begins_anew(what, at, window)
    number = np.cumsum(fresh) - 1
    size = np.bincount(number)
    several = size[number] > 1 if len(number) else np.empty(0, np.bool_)
    post, fresh = post[several], fresh[several]
    first = post[fresh]
    return Episodes(post, np.cumsum(fresh) - 1, objects.object[first], timeline.at[first])
