"""Many people replying to one person within minutes, beyond chance and beyond what this chat is used to.

The null is local to the day, as that of groups: the replies of a stretch of time fall on each person in proportion to
how much that person wrote that day, or to the share of replies they get on other days, whichever is more (an organiser
gets more than their share), and counts are taken for negative binomial, with a shape that the chat's other targets
show. But a lively post draws a crowd in any chat, so a swarm must also stand out from the crowds of at least three that
others drew here: their sizes are taken for geometric, with a mean at the upper end of what they show, and the largest
of them is left out, lest it be a swarm itself.
"""

import msgspec
import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.frames.inputs import DAY, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.company import Company, labels, people_of, shown_messages
from auditor.measure.methods.crowds import crowds
from auditor.measure.methods.objects import WINDOW
from auditor.measure.methods.pairs import Q, benjamini_hochberg
from auditor.measure.methods.uncertainty import Z95
from auditor.measure.spec import Row

PEOPLE_LEAST = 10
"""People who reply to one person within five minutes; fewer is a conversation, whatever the chances (judgement)."""

CROWD = 3
"""People from which on replies to one person within five minutes are a crowd that this chat is used to (judgement)."""

EXCESS_AT_FIRST = 0.75
"""People beyond `CROWD` of one crowd more than was seen, so that a chat with none yet is not taken for one that never
has any (judgement): there a swarm is 20 people or more. At 1 it was 25, and the same four of 120 clean chats of 400
people had a swarm; at 0.5 a fifth had; of 60 people none (tests/worlds/coordination, seeds 40 to 159)."""

HABIT_Q = 0.002
"""How rare, of the crowds that this chat is used to, a swarm must be: their tail is heavier than a geometric one, and
at 0.05 six of a hundred clean chats had a swarm, at 0.01 two, at 0.002 one of two hundred (tests/worlds/coordination,
seeds below 10,000)."""

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
    reply_to = timeline.of(timeline.texts.reply_to)
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
        return [], _smallest(np.empty(0, np.int64))
    order = np.argsort(replies.target, kind="stable")
    place, target = replies.place[order], replies.target[order]
    person, at = timeline.person[place], timeline.at[place]
    seen = list(crowds(target, at, person, window, CROWD))
    sizes = np.array([len(np.unique(person[crowd])) for crowd in seen], np.int64)
    found = [crowd for crowd, size in zip(seen, sizes, strict=True) if size >= PEOPLE_LEAST]
    if not found:
        return [], _smallest(sizes)
    rates = _Rates(timeline, replies, window)
    whom = target[[swarm.start for swarm in found]]
    start, end = at[[swarm.start for swarm in found]], at[[swarm.stop - 1 for swarm in found]]
    people = sizes[sizes >= PEOPLE_LEAST]
    expected = rates.expected(whom, start, end)
    shape = 1 / np.maximum(UNEVEN_LEAST, rates.uneven(whom))
    by_chance = benjamini_hochberg(betainc(people, shape, expected / (expected + shape)), rates.tests)
    crowd_of = target[[crowd.start for crowd in seen]]
    by_habit = benjamini_hochberg(_usual(sizes, crowd_of, people, whom), len(seen))
    q = np.maximum(by_chance, by_habit)
    rows = []
    for swarm, who, count, mean, value, usual in zip(found, whom, people, expected, q, by_habit, strict=True):
        if value <= Q and usual <= HABIT_Q:
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
    return sorted(rows, key=lambda row: (row["start"], -row["count"], row["messages"])), _smallest(sizes)


def _smallest(sizes: Ints) -> int:
    """The fewest people of one crowd more that are as rare as `HABIT_Q`."""
    beyond = np.log(HABIT_Q / (len(sizes) + 1)) / np.log(_one_more(sizes))
    return max(PEOPLE_LEAST, CROWD + int(np.ceil(beyond)))


def _one_more(sizes: Ints) -> float:
    """The chance that a crowd of so many is of one more, by the crowds that were seen."""
    others = np.sort(sizes)[:-1] - CROWD
    mean = (others.sum() + EXCESS_AT_FIRST) / (len(others) + 1)
    mean *= 1 + Z95 / np.sqrt(len(others) + 1)  # a geometric deviates about as much as its mean
    return float(mean / (1 + mean))


def _usual(sizes: Ints, crowd_of: Ints, people: Ints, whom: Ints) -> Floats:
    """How rarely a crowd of this chat is so large, by the crowds that others drew."""
    chance = np.empty(len(people))
    for place, (count, target) in enumerate(zip(people, whom, strict=True)):
        chance[place] = _one_more(sizes[crowd_of != target]) ** (count - CROWD)
    return chance


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
        writing = self._writing.of(target, day) / np.maximum(1, self._written[day])
        elsewhere = self._got[target] - self._replied.of(target, day)
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

    def of(self, what: Ints, day: Ints) -> Ints:
        """The counts of pairs, 0 where there is none."""
        key = what * self._days + day
        place = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        return np.where(self._keys[place] == key, self._counts[place], 0)
