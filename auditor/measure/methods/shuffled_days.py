"""How often a chat without any coordination would show a group: the chat itself, its people shuffled within each day.

Every message stays where it is; who wrote it is dealt out anew among the messages of its calendar day (method.md). Each
person keeps how much they wrote that day, and each text how often it came together; what goes is who goes with whom.
Over several chats the messages of a day of a chat are dealt out among themselves.
"""

from collections.abc import Callable

import msgspec
import numpy as np

from auditor.frames.inputs import Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.objects import Episodes
from auditor.measure.methods.pairs import Pairs

SHUFFLES = 100
"""Shuffled chats (method.md): a share of 5 % is then told from 0 % and from 15 %."""

FEWEST_SHUFFLES = 20
"""Of a chat with raids by thousands fewer are made; with none of 20 the share is below 14 % (Clopper-Pearson, 95 %)."""

MEETINGS_MOST = 2_000_000_000
"""Meetings of two people in an episode that all shuffles together may hold, some 10 s of work for every billion."""


class Shuffled(msgspec.Struct, frozen=True):
    """What the shuffled chats showed: how many there were, how many had a group, how many pairs they had on average."""

    shuffles: int
    with_group: int
    pairs: float

    @property
    def share(self) -> float:
        """The chat's own rate of false groups."""
        return self.with_group / self.shuffles if self.shuffles else 0.0


def shuffled_days(
    timeline: Timeline,
    episodes: Episodes,
    search: Callable[[Ints], Pairs],
    *,
    least: int,
    shuffles: int = SHUFFLES,
    seed: int = 0,
    day: Ints | None = None,
) -> Shuffled:
    """Searches `shuffles` shuffled chats for groups of at least `least` people. `search` finds pairs when it is told
    who made each post of the episodes; `day` numbers what each message is dealt out within, a calendar day unless
    given."""
    if not episodes.count:
        return Shuffled(shuffles, 0, 0.0)
    size = np.bincount(episodes.episode).astype(np.float64)
    shuffles = int(min(shuffles, max(FEWEST_SHUFFLES, MEETINGS_MOST // max(1.0, float((size**2).sum())))))
    rng = np.random.default_rng(seed)
    with_group = pairs = 0
    for person in _dealt(timeline, episodes, timeline.day if day is None else day, shuffles, rng):
        found = search(person)
        pairs += len(found.one)
        with_group += bool(len(found.one)) and _largest(found) >= least
    return Shuffled(shuffles, with_group, pairs / shuffles)


def _dealt(timeline: Timeline, episodes: Episodes, day: Ints, shuffles: int, rng: np.random.Generator) -> Ints:
    """Who made the posts of the episodes, a row a shuffle: drawn without replacement from the messages of the day."""
    messages = np.argsort(day, kind="stable")
    whole, of_post = day[messages], day[episodes.post]
    order = np.argsort(of_post, kind="stable")
    begins = np.flatnonzero(np.concatenate(([True], np.diff(of_post[order]) > 0)))
    dealt = np.empty((shuffles, len(order)), np.int64)
    for begin, end in zip(begins, np.append(begins[1:], len(order)), strict=True):
        first, last = np.searchsorted(whole, [of_post[order[begin]], of_post[order[begin]] + 1])
        for shuffle in range(shuffles):
            drawn = rng.choice(last - first, end - begin, replace=False)
            dealt[shuffle, order[begin:end]] = timeline.person[messages[first + drawn]]
    return dealt


def _largest(found: Pairs) -> int:
    """How many people the largest group has."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    people, places = np.unique(np.concatenate((found.one, found.two)), return_inverse=True)
    one, two = places[: len(found.one)], places[len(found.one) :]
    graph = coo_matrix((np.ones(len(one), np.bool_), (one, two)), shape=(len(people), len(people)))
    return int(np.bincount(connected_components(graph, directed=False)[1]).max())
