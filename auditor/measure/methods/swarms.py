"""Many people replying to one person within minutes, beyond chance and beyond what this chat is used to.

The null is local to the day: the replies of a stretch of time fall on each person in proportion to how much that person
wrote that day, or to the share of replies they get on other days, whichever is more (an organiser gets more than their
share), and counts are taken for negative binomial, with a shape that the chat's other targets show. But a lively post
draws a crowd in any chat, so a swarm must also stand out of the crowds of at least three that others drew here
(`outstanding.py`). What a lively post draws comes over an hour: a swarm holds half of the replies of the half hour
before and behind, is held against crowds that were as quick, and is larger than any that was not.
"""

import msgspec
import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.frames.inputs import DAY, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.company import Company, labels, people_of, shown_messages
from auditor.measure.methods.crowds import crowds
from auditor.measure.methods.day_bursts import BURST
from auditor.measure.methods.objects import WINDOW
from auditor.measure.methods.outstanding import chances, smallest
from auditor.measure.methods.uncertainty import false_discovery
from auditor.measure.spec import Row

PEOPLE_LEAST = 10
"""People who reply to one person within five minutes; fewer is a conversation, whatever the chances (judgement)."""

CROWD = 3
"""People from which on replies to one person within five minutes are a crowd that this chat is used to (judgement)."""

Q = 0.05
"""False discovery rate of swarms (method.md)."""

HABIT_P = 0.01
"""How rarely the largest crowds of a chat may be so much beyond the next for a swarm: at 0.005 three fifths of what was
planted is found, at 0.01 seven eighths, and of 80 clean chats none has a swarm at either (tests/worlds/coordination,
seeds 0 to 39; frozen before the seeds were drawn that measure)."""

TOGETHER = 0.5
"""Part of the replies to its target in the half hour before and behind that a swarm holds (judgement, as `acts.py`)."""

UNEVEN_LEAST = 0.5
"""Attention is never spread evenly: the least that counts vary beyond Poisson's, as 1/shape (judgement)."""

Floats = npt.NDArray[np.float64]


class Replies(msgspec.Struct, frozen=True):
    """Replies to others, earliest first: their places in the timeline and to whom. `target` is a person's number; from
    the number of writers on, a message whose author is not known."""

    place: Ints
    target: Ints
    targets: int


def replies_of(timeline: Timeline) -> Replies:
    """The replies, those to oneself left out."""
    reply_to = timeline.ordered(timeline.texts.reply_to)
    place = np.flatnonzero(reply_to)
    order = np.argsort(timeline.id, kind="stable")
    found = np.minimum(np.searchsorted(timeline.id[order], reply_to[place]), len(order) - 1)
    known = timeline.id[order[found]] == reply_to[place]
    target = timeline.person[order[found]]
    unknown, messages = pd.factorize(reply_to[place[~known]])
    target[~known] = timeline.writers + unknown
    others = target != timeline.person[place]
    return Replies(place[others], target[others], timeline.writers + len(messages))


def swarms_of(timeline: Timeline, company: Company, window: int = WINDOW) -> tuple[list[Row], int]:
    """A row a swarm at q <= 0.05 over all targets and all stretches of five minutes with a reply; and how many people
    one more swarm would have to be of to be found, beside what this chat is used to."""
    from scipy.special import betainc

    replies = replies_of(timeline)
    if not len(replies.place):
        return [], smallest(np.empty(0, np.int64), HABIT_P, PEOPLE_LEAST)
    order = np.argsort(replies.target, kind="stable")
    place, target = replies.place[order], replies.target[order]
    person, at = timeline.person[place], timeline.at[place]
    seen = list(crowds(target, at, person, window, CROWD))
    drawn = _Drawn(target, at, person, seen, window)
    found = [seen[place] for place in drawn.swarms]
    if not found:
        return [], drawn.smallest
    rates = _Rates(timeline, replies, window)
    whom = target[[swarm.start for swarm in found]]
    start, end = at[[swarm.start for swarm in found]], at[[swarm.stop - 1 for swarm in found]]
    people = drawn.sizes[drawn.swarms]
    expected = rates.expected(whom, start, end)
    shape = 1 / np.maximum(UNEVEN_LEAST, rates.uneven(whom))
    q = false_discovery(betainc(people, shape, expected / (expected + shape)), rates.tests)
    rows = []
    for swarm, who, count, mean, value in zip(found, whom, people, expected, q, strict=True):
        if value <= Q:
            persons = people_of(timeline, person[swarm])
            rows.append(
                {
                    "target": int(timeline.people[who]) if who < timeline.writers else None,
                    "start": int(at[swarm.start]),
                    "end": int(at[swarm.stop - 1]),
                    "count": int(count),
                    "expected": float(mean),
                    "q": float(value),
                    "people": persons.tolist(),
                    **labels(company, persons),
                    **shown_messages(timeline, place[swarm]),
                }
            )
    return sorted(rows, key=lambda row: (row["start"], -row["count"], row["messages"])), drawn.smallest


class _Drawn:
    """The crowds that targets drew, and which of them stand out."""

    def __init__(self, target: Ints, at: Ints, person: Ints, seen: list[slice], window: int) -> None:
        self.sizes = np.array([len(np.unique(person[crowd])) for crowd in seen], np.int64)
        most = np.array([_most_at_once(at[crowd], person[crowd], window) for crowd in seen], np.int64)
        quick = np.array(
            [self._quick(target, at, crowd, size) for crowd, size in zip(seen, most, strict=True)], np.bool_
        )
        whose = np.array([target[crowd.start] for crowd in seen], np.int64)
        order = np.lexsort((-most, whose))
        largest = np.zeros(len(seen), np.bool_)
        largest[order[np.flatnonzero(np.diff(whose[order], prepend=-1))]] = True
        slower = int(most[~quick].max(initial=0))
        held = np.flatnonzero(quick & largest)  # of each target the largest: its others may be parts of one swarm
        held = held[np.argsort(-most[held], kind="stable")]
        rare = chances(most[held]) <= HABIT_P
        large = (most[held] >= PEOPLE_LEAST) & (most[held] > slower)
        least = int(most[held][rare & large].min(initial=np.iinfo(np.int64).max))
        self.swarms = np.flatnonzero(quick & (most >= least))
        usual = held[most[held] < least]
        self.smallest = smallest(most[usual], HABIT_P, max(PEOPLE_LEAST, slower + 1))

    @staticmethod
    def _quick(target: Ints, at: Ints, crowd: slice, size: int) -> bool:
        """Whether it holds half of the replies to its target around it."""
        first, last = (
            np.searchsorted(target, target[crowd.start]),
            np.searchsorted(target, target[crowd.start], "right"),
        )
        mine = at[first:last]
        low, high = at[crowd.start] - BURST, at[crowd.stop - 1] + BURST
        around = np.searchsorted(mine, high, "right") - np.searchsorted(mine, low)
        return bool(size >= TOGETHER * around)


def _most_at_once(at: Ints, person: Ints, window: int) -> int:
    """The most people within any window of a crowd."""
    ends = np.searchsorted(at, at + window, "right")
    return max(len(np.unique(person[begin:end])) for begin, end in enumerate(ends.tolist()))


class _Rates:
    """How many replies each target would get by chance."""

    def __init__(self, timeline: Timeline, replies: Replies, window: int) -> None:
        self._at, self._targets = timeline.at[replies.place], replies.targets
        self._first_day = int(timeline.at[0]) // DAY
        days = int(timeline.at[-1]) // DAY - self._first_day + 1
        self._written = np.bincount(timeline.at // DAY - self._first_day, minlength=days)
        self._by_day = np.bincount(self._at // DAY - self._first_day, minlength=days)
        day_of = timeline.at // DAY - self._first_day
        self._writing = _Counts(timeline.person, day_of, days)
        self._replied = _Counts(replies.target, self._at // DAY - self._first_day, days)
        self._got = np.bincount(replies.target, minlength=replies.targets)
        self._floor = 1 / timeline.writers
        self._cells(replies, timeline.person[replies.place], window)

    def share(self, target: Ints, day: Ints) -> Floats:
        """The part of a day's replies that falls on a target by chance."""
        writing = self._writing.counts(target, day) / np.maximum(1, self._written[day])
        elsewhere = self._got[target] - self._replied.counts(target, day)
        usual = elsewhere / np.maximum(1, len(self._at) - self._by_day[day])
        return np.maximum(np.maximum(writing, usual), self._floor)

    def expected(self, target: Ints, start: Ints, end: Ints) -> Floats:
        """Replies to a target between two moments."""
        made = np.searchsorted(self._at, end, "right") - np.searchsorted(self._at, start)
        return made * self.share(target, start // DAY - self._first_day)

    def uneven(self, target: Ints) -> Floats:
        """How much more the counts of other targets vary than Poisson's, by moments: E n(n-1) = m^2 (1 + 1/shape)."""
        largest, second = np.argsort(self._meetings, kind="stable")[[-1, -2]]
        other = np.where(target == largest, second, largest)  # may be a swarm itself, and would hide this one
        squares = self._squares.sum() - self._squares[target] - self._squares[other]
        met = self._meetings.sum() - self._meetings[target] - self._meetings[other]
        return np.asarray(met / np.maximum(squares, 1e-12) - 1)

    def _cells(self, replies: Replies, person: Ints, window: int) -> None:
        """Cuts time into stretches of `window`, and sums over them by target: n(n-1) people, and the squared mean."""
        cell = self._at // window - int(self._at[0]) // window
        many, cells = int(person.max()) + 1, int(cell[-1]) + 1
        busy, made = np.unique(cell, return_counts=True)
        self.tests = replies.targets * len(busy)
        distinct = np.unique((replies.target * cells + cell) * many + person) // many
        pairs, people = np.unique(distinct, return_counts=True)
        self._meetings = np.bincount(pairs // cells, people * (people - 1.0), replies.targets)
        day = (busy + int(self._at[0]) // window) * window // DAY - self._first_day
        made_squared = np.bincount(day, made.astype(np.float64) ** 2, len(self._written))
        self._squares = np.zeros(replies.targets)
        everybody = np.arange(replies.targets)
        for one in np.flatnonzero(made_squared).tolist():
            self._squares += made_squared[one] * self.share(everybody, np.full(replies.targets, one)) ** 2


class _Counts:
    """How often each pair of a thing and a day occurs, looked up by both."""

    def __init__(self, what: Ints, day: Ints, days: int) -> None:
        self._days = days
        self._keys, self._counts = np.unique(what * days + day, return_counts=True)

    def counts(self, what: Ints, day: Ints) -> Ints:
        """The counts of pairs, 0 where there is none."""
        key = what * self._days + day
        place = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        return np.where(self._keys[place] == key, self._counts[place], 0)
