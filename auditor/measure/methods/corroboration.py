"""What else there is about people who act together, beside that they do.

People who follow one source act together without a plan, so sharing alone is no strong sign. What was not used to find
them can be (method.md): that adders whose people leave brought them, that they write faster than a person, or two of
these: they came closer together than the wave they came in, are of one age, were added by one person, are silent
otherwise, are always before the others. The last five are held against others who share the same things and came
in the same wave; where there are too few of these, it cannot be told. A class that its teacher added, a cohort of new
accounts, and readers whom one post brought are alike in all of these, and have nobody to be held against.

All tests are exact (hypergeometric), with Bonferroni's correction over groups, tests, and the windows looked at.
"""

from typing import Literal, get_args

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, NO_TIME, NOBODY, Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.pace import pace_of
from auditor.measure.methods.tested_adders import examined

Evidence = Literal["forced", "pace", "arrival", "age", "adder", "silence", "first"]

EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)

ENOUGH: frozenset[Evidence] = frozenset({"forced", "pace"})
"""One of these is a strong sign by itself; of the others two are (method.md)."""

LEVEL = 0.001
"""Chance that any group of a chat has any of them falsely: strong in at most 1 clean chat of 500 needs 0.002 of what
takes two (frozen before the seeds were drawn that measure)."""

MOST = 0.5
"""Part of the group that must have it: a spammer who joins in makes no group one of spammers."""

OTHERS_LEAST = 5
"""Others who share the same and came in the same wave; fewer are nobody to be held against (judgement)."""

TOGETHER = (60, 600)
"""Seconds within which they came closer together than their wave: an order that is carried out (judgement)."""

WAVE = 3_600
"""Seconds before and behind the time in which most of the group came that are of the same wave, at least."""

MOST_OF_WAVE = 0.8
"""Part of the group whose coming says when its wave was."""

AGE_SPAN = 90 * DAY
"""Accounts made within so long are of one age (`wave.py`)."""

FIRSTS_LEAST = 5
FIRSTS_MOST = 0.8
"""Things that others share as well, and the part of them in which the whole group is before everybody else."""

Times = npt.NDArray[np.float64]


class Corroboration(msgspec.Struct, frozen=True):
    """What was looked at of one group, and what of it holds. `p` has the chance of each, corrected for all tests. What
    the data do not show is in neither."""

    looked: tuple[Evidence, ...]
    held: tuple[Evidence, ...]
    p: dict[Evidence, float]

    @property
    def strong(self) -> bool:
        """Whether sharing does not explain it."""
        return bool(ENOUGH & set(self.held)) or len(self.held) > 1


def forced_adders(frames: Frames) -> Ints:
    """The adders whose people leave and stay silent; the same for all groups of a chat."""
    adders = examined(frames, "against").adders
    return adders.index[adders["forced"].to_numpy(np.bool_)].to_numpy(np.int64)


def fast_writers(timeline: Timeline) -> Ints:
    """The people who keep an inhuman pace; the same for all groups of a chat."""
    return np.unique(np.array([row["person"] for row in pace_of(timeline)], np.int64))


def corroborated(
    frames: Frames,
    timeline: Timeline,
    people: Ints,
    *,
    posts: Ints,
    object_: Ints,
    forced: Ints,
    fast: Ints,
    groups: int = 1,
) -> Corroboration:
    """What else there is about the `people` (of the frames) of one of `groups` groups. `posts` are the places in the
    timeline of what they shared, `object_` has the object of each message of the kind that they shared."""
    writer = np.searchsorted(np.sort(timeline.people), people)
    rank = np.argsort(timeline.people)[np.minimum(writer, len(timeline.people) - 1)]
    mine = np.zeros(timeline.writers, np.bool_)
    mine[rank[timeline.people[rank] == people]] = True
    shared = np.isin(object_, np.unique(object_[posts])) & (object_ >= 0)
    sharing = np.zeros(timeline.writers, np.bool_)
    sharing[timeline.person[shared]] = True
    group = _Group(frames, timeline, mine, sharing & ~mine, shared)
    chances: dict[Evidence, float | None] = {
        "forced": group.forced(forced),
        "pace": group.fast(fast),
        "arrival": group.arrival(),
        "age": group.age(),
        "adder": group.adder(),
        "silence": group.silence(),
        "first": group.first(object_),
    }
    p = {what: min(1.0, p * groups * len(EVIDENCE)) for what, p in chances.items() if p is not None}
    held = tuple(what for what in EVIDENCE if p.get(what, 1.0) <= LEVEL)
    return Corroboration(tuple(what for what in EVIDENCE if what in p), held, p)


class _Group:
    """A group, and others who share the same: `mine` and `others` are marked among the writers, `shared` among the
    messages. Each method gives the chance of one kind of evidence, null where it cannot be told."""

    def __init__(self, frames: Frames, timeline: Timeline, mine: Bools, others: Bools, shared: Bools) -> None:
        self._timeline, self._mine, self._others, self._shared = timeline, mine, others, shared
        rows = frames.people.reindex(timeline.people)
        self._came = rows["arrived_at"].fillna(NO_TIME).to_numpy(np.int64)
        self._adder = rows["adder"].fillna(NOBODY).to_numpy(np.int64)
        self._made = _made(rows["age_from"], rows["age_to"]) if "age_from" in rows else np.full(len(mine), np.nan)
        self._wave = others & self._in_wave()

    def _in_wave(self) -> Bools:
        """Who came when the group did."""
        known = self._came != NO_TIME
        times = np.sort(self._came[self._mine & known])
        many = int(np.ceil(MOST_OF_WAVE * np.count_nonzero(self._mine)))
        if len(times) < max(many, 2):
            return np.zeros(len(known), np.bool_)
        long = times[many - 1 :] - times[: len(times) - many + 1]
        begin = int(long.argmin())
        low, high = int(times[begin]), int(times[begin + many - 1])
        around = max(WAVE, high - low)
        return np.asarray(known & (self._came >= low - around) & (self._came <= high + around))

    def forced(self, adders: Ints) -> float | None:
        """Those whom adders added whose people leave, of all writers whose adder or own coming is known."""
        known = self._came != NO_TIME
        if not len(adders) or not (self._mine & known).any():
            return None
        return _excess(np.isin(self._adder, adders), self._mine & known, known)

    def fast(self, people: Ints) -> float | None:
        """Those who write faster than a person, of all writers."""
        if self._mine.all():
            return None
        return _excess(np.isin(self._timeline.people, people), self._mine, np.ones(len(self._mine), np.bool_))

    def arrival(self) -> float | None:
        """How close together they came, of their wave; only where they came within the wave's own hours."""
        asked = self._asked(self._came != NO_TIME)
        if asked is None:
            return None
        return min(1.0, min(_closest(self._came, self._mine, asked, long) for long in TOGETHER) * len(TOGETHER))

    def age(self) -> float | None:
        """Whether their accounts were made together, beside those of the same wave whose age is known."""
        asked = self._asked(~np.isnan(self._made))
        return None if asked is None else _closest(self._made, self._mine, asked, AGE_SPAN)

    def adder(self) -> float | None:
        """Whether one person added them, and not the others of the wave."""
        asked = self._asked(self._came != NO_TIME)
        if asked is None:
            return None
        adders, count = np.unique(self._adder[asked & self._mine & (self._adder != NOBODY)], return_counts=True)
        if not len(adders):
            return 1.0
        return min(1.0, len(adders) * _excess(self._adder == adders[count.argmax()], self._mine & asked, asked))

    def silence(self) -> float | None:
        """Whether they write nothing else, and the others of the wave who share the same do."""
        asked = self._asked(np.ones(len(self._mine), np.bool_))
        if asked is None:
            return None
        else_ = np.bincount(self._timeline.person[~self._shared], minlength=len(self._mine))
        return _excess(else_ == 0, self._mine & asked, asked)

    def first(self, object_: Ints) -> float | None:
        """Whether all of them are before all others of the wave in what they share, thing by thing."""
        if self._asked(np.ones(len(self._mine), np.bool_)) is None:
            return None
        place = np.flatnonzero(self._shared & (self._mine | self._wave)[self._timeline.person])
        chances, before = [], 0
        for what in np.unique(object_[place]).tolist():
            posts = place[object_[place] == what]
            who, first = np.unique(self._timeline.person[posts], return_index=True)
            at, mine = self._timeline.at[posts[first]], self._mine[who]
            ours, theirs = int(np.count_nonzero(mine)), int(np.count_nonzero(~mine))
            if ours >= 2 and theirs >= 2:
                chances.append(_all_before(ours, theirs))
                before += int(at[mine].max() < at[~mine].min())
        if len(chances) < FIRSTS_LEAST:
            return None
        return _at_least(before, np.array(chances)) if before >= FIRSTS_MOST * len(chances) else 1.0

    def _asked(self, known: Bools) -> Bools | None:
        """The group and the others of its wave, as far as it is known of them; null where these are too few."""
        asked = known & (self._mine | self._wave)
        ours, theirs = np.count_nonzero(asked & self._mine), np.count_nonzero(asked & ~self._mine)
        enough = ours >= max(2, MOST * np.count_nonzero(self._mine)) and theirs >= OTHERS_LEAST
        return np.asarray(asked) if enough else None


def _made(age_from: "npt.ArrayLike", age_to: "npt.ArrayLike") -> Times:
    """When accounts were made: the middle of what is known, NaN where an end is not."""
    low, high = np.asarray(age_from, np.float64), np.asarray(age_to, np.float64)
    known = (low != NO_TIME) & (high != NO_TIME)
    return np.where(known, (low + high) / 2, np.nan)


def _excess(has: Bools, group: Bools, all_: Bools) -> float:
    """The chance that a group drawn from all has it as often (Fisher); 1 where fewer than `MOST` of it have."""
    ours, of = int(np.count_nonzero(has & group)), int(np.count_nonzero(group))
    if ours < MOST * of:
        return 1.0
    from scipy.stats import hypergeom

    return float(hypergeom.sf(ours - 1, np.count_nonzero(all_), np.count_nonzero(has & all_), of))


def _closest(value: Times | Ints, group: Bools, asked: Bools, span: float) -> float:
    """The chance of as many of the group within `span` of each other, beside all that are asked: the best window that
    begins with one of the group, corrected for how many there are."""
    ours, every = np.sort(value[group & asked]), np.sort(value[asked])
    inside = np.searchsorted(ours, ours + span, "right") - np.arange(len(ours))
    best = int(inside.argmax())
    many = np.searchsorted(every, ours[best] + span, "right") - np.searchsorted(every, ours[best])
    if inside[best] < MOST * len(ours):
        return 1.0
    from scipy.stats import hypergeom

    return min(1.0, len(ours) * float(hypergeom.sf(inside[best] - 1, len(every), many, len(ours))))


def _all_before(ours: int, theirs: int) -> float:
    """The chance that all of ours come before all of theirs, in an order drawn at random."""
    from scipy.special import comb

    return 1 / float(comb(ours + theirs, ours))


def _at_least(count: int, chances: Times) -> float:
    """The chance of at least so many of independent events."""
    probability = np.zeros(len(chances) + 1)
    probability[0] = 1.0
    for chance in chances.tolist():
        probability[1:] = probability[1:] * (1 - chance) + probability[:-1] * chance
        probability[0] *= 1 - chance
    return float(probability[count:].sum())
