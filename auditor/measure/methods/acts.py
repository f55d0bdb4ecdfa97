"""What many do a single time: a mass within minutes, the same at even steps, one long text under many names.

Whoever does a thing once meets nobody twice, so that no pair and no group shows it. What shows it is the thing itself,
beside all else that is done here (method.md). The sizes of crowds have a heavy tail in any chat, so a mass is not held
against a mean but against the largest crowds that anything else drew: of a power law the ratio of the largest to the
next is distributed alike however long the tail is and however many things there were, and the tail is estimated from
the next ones. A viral post grows over an hour, so a mass must also hold half of those who did it within the half hour
before and behind, and it is held against others that were as quick; larger than any other it must be, too. Steps are
even where the pauses from one person to the next are more alike than those of moments thrown at random between the
first and the last.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import DAY, Bools, Ints
from auditor.measure.methods.habits import NEARBY
from auditor.measure.methods.kinds import Kind

MASS_WINDOWS = (60, 300)
"""Seconds within which a mass comes (method.md)."""

MASS_LEAST = 10
"""People of a mass: as many make an episode of copies or a swarm some sign (`copies.py`, `swarms.py`)."""

CROWD = 3
"""Smaller crowds are everyday (`swarms.py`): as large one is taken to be, where nothing else drew any."""

OTHERS = 10
"""Largest crowds of other things that the tail is estimated from (judgement: the tail of one chat, not its middle)."""

PRIOR_CROWDS = 8
PRIOR_TAIL = 0.25
"""What is known of tails before a chat is seen: as much as so many crowds of an index of 4 say. Cascades of days have
one of 2 to 2.5 (Goel et al. 2016), but here what is quick is held against what is quick (judgement)."""

MASS_P = 0.002
"""Chance of a mass, halved for the two windows. Over things and kinds there is one test only, of the largest of all.
Chosen on 300 clean worlds of tests/worlds/coordination_families, seeds 30 to 59 of ten regimes: none has a mass, at
0.005 neither (frozen before the seeds were drawn that measure)."""

TOGETHER = 0.5
"""Part of the people of the time around that a mass must hold (judgement)."""

SAME_PEOPLE = 0.5
"""Overlap (Jaccard) from which on another crowd is one of the same people, and nothing to hold theirs against."""

STEPS_LEAST = 8
"""People at even steps: of seven pauses so even ones are rare enough beside hundreds of texts."""

STEP_SHORTEST = 60
"""Seconds of the shortest step on average: what comes faster is a mass."""

STEPS_P = 0.001
"""Chance of steps so even, over all that was tested (Bonferroni)."""

UNEVEN = 0.5
"""Deviation of the pauses, in parts of their mean, above which they are not looked at (random ones have 1)."""

SPREAD_LEAST = 10
SPREAD_LETTERS = 60
SPREAD_DAYS = 7
"""People, letters and days of one text under many names: longer than what is said by the way (judgement)."""

ONCE = 1.1
"""Messages a person, at most, where each says a thing once."""

Floats = npt.NDArray[np.float64]
What = Literal["mass", "steps", "spread"]


class Act(msgspec.Struct, frozen=True):
    """One act: `place` are its messages in the timeline. `others` is how many people anything else drew within
    `window` at most (of a mass), `pause` the seconds from one to the next on average (of steps), `p` the chance
    of it, corrected for all that was tested; null of what was not tested."""

    what: What
    kind: Kind
    place: Ints
    people: int
    window: int | None = None
    others: int | None = None
    pause: float | None = None
    p: float | None = None


class Searched(msgspec.Struct, frozen=True):
    """The acts found, and how many people a mass would have to be of to be one."""

    acts: list[Act]
    smallest: int


class _Crowds(msgspec.Struct, frozen=True):
    """The largest crowd of each thing within a window. `thing` counts through all kinds; `first` and `last` are its
    rows in the posts of that kind, `size` its people."""

    kind: list[Kind]
    posts: dict[Kind, Ints]
    of: Ints
    first: Ints
    last: Ints
    size: Ints
    single: Bools
    """Whether as large a crowd came on fewer than three days: else it is a custom, or repeats itself."""
    together: Bools


def acts_of(
    at: Ints, person: Ints, letters: Ints, objects: Mapping[Kind, Ints], windows: Sequence[int] = MASS_WINDOWS
) -> Searched:
    """What was done a single time by many. `at` (seconds, ascending), `person` and `letters` (of the text, 0 for none)
    have a row a message; `objects` hold by kind the object of each, -1 for none. Replies are no kind of these: whom
    many answer is `swarms.py`. `windows` are those that the times are fine enough for."""
    kinds: dict[Kind, Ints] = {kind: object_ for kind, object_ in objects.items() if kind != "reply"}
    acts: list[Act] = []
    smallest = MASS_LEAST
    for window in windows:
        crowds = _crowds(at, person, kinds, window)
        masses = _masses(crowds, person, window)
        smallest = max(smallest, _smallest(crowds, person, masses))
        acts += masses
    steps, spread = _steps(at, person, kinds), _spread(at, person, letters, kinds)
    return Searched(
        _each_once([*sorted(acts, key=lambda act: (-act.people, act.window or 0)), *steps, *spread]), smallest
    )


# -- a mass


def _fresh_posts(at: Ints, person: Ints, object_: Ints, window: int) -> Ints:
    """The posts in order of object and time, without what somebody repeats within `window`: so each window holds a
    person once."""
    posts = np.flatnonzero(object_ >= 0)
    posts = posts[np.bincount(object_[posts])[object_[posts]] > 1] if len(posts) else posts
    posts = posts[np.lexsort((at[posts], person[posts], object_[posts]))]
    again = np.zeros(len(posts), np.bool_)
    same = (np.diff(object_[posts]) == 0) & (np.diff(person[posts]) == 0) & (np.diff(at[posts]) <= window)
    again[1:] = same
    posts = posts[~again]
    return posts[np.lexsort((at[posts], object_[posts]))]


def _crowds(at: Ints, person: Ints, kinds: Mapping[Kind, Ints], window: int) -> _Crowds:
    """The largest crowd of every thing of any kind that drew two people."""
    posts_of: dict[Kind, Ints] = {}
    parts: list[list[Ints]] = []
    for number, (kind, object_) in enumerate(kinds.items()):
        posts = posts_of[kind] = _fresh_posts(at, person, object_, window)
        if not len(posts):
            continue
        what, when = object_[posts], at[posts]
        span = int(when.max()) - int(when.min()) + (2 * NEARBY + 2) * window
        axis = what * span + (when - int(when.min())) + (NEARBY + 1) * window
        reach = np.searchsorted(axis, axis + window, "right")
        size = reach - np.arange(len(posts))
        begin = np.flatnonzero(np.diff(what, prepend=-1))
        most = np.maximum.reduceat(size, begin)
        at_most = np.flatnonzero(size == np.repeat(most, np.diff(np.append(begin, len(posts)))))
        best = at_most[np.unique(what[at_most], return_index=True)[1]]
        around = np.searchsorted(axis, axis[best] + (NEARBY + 1) * window) - np.searchsorted(
            axis, axis[best] - NEARBY * window
        )
        days = _days_as_large(what, when, size, most, begin)
        some = most > 1
        together = (2 * most >= around).astype(np.int64)
        columns = (np.full(len(best), number), best, reach[best], most, days, together)
        parts.append([column[some] for column in columns])
    nothing = [np.empty(0, np.int64)] * 6
    of, first, last, size, days, together = map(np.concatenate, zip(nothing, *parts, strict=True))
    return _Crowds(list(kinds), posts_of, of, first, last, size, days < 3, together > 0)


def _days_as_large(what: Ints, when: Ints, size: Ints, most: Ints, begin: Ints) -> Ints:
    """On how many days each thing drew a crowd at least half as large as its largest."""
    length = np.diff(np.append(begin, len(what)))
    large = np.flatnonzero(2 * size >= np.repeat(most, length))
    number = np.repeat(np.arange(len(begin)), length)[large]
    day = when[large] // DAY
    span = int(day.max()) - int(day.min()) + 1
    return np.bincount(np.unique(number * span + day - int(day.min())) // span, minlength=len(begin))


def _masses(crowds: _Crowds, person: Ints, window: int) -> list[Act]:
    """Crowds beyond what anything else draws here. They are looked at from the largest down, as far as each is of the
    same people as those before: a crowd that is smaller than another's is nothing out of the ordinary."""
    order = np.argsort(-crowds.size, kind="stable")
    found: list[Act] = []
    told: list[Ints] = []
    for rank, crowd in enumerate(order[crowds.size[order] >= MASS_LEAST].tolist()):
        people = np.unique(person[_places(crowds, crowd)])
        if any(not _same(people, others) for others in told):
            break
        told.append(people)
        others, most = _of_others(crowds, person, people, order, rank)
        p = chance_of(int(crowds.size[crowd]), others) * len(MASS_WINDOWS)
        if p <= MASS_P and crowds.single[crowd] and crowds.together[crowd]:
            kind = crowds.kind[crowds.of[crowd]]
            found.append(Act("mass", kind, _places(crowds, crowd), len(people), window, most, None, float(p)))
    return found


def _places(crowds: _Crowds, crowd: int) -> Ints:
    return crowds.posts[crowds.kind[crowds.of[crowd]]][crowds.first[crowd] : crowds.last[crowd]]


def _of_others(crowds: _Crowds, person: Ints, people: Ints, order: Ints, rank: int) -> tuple[Ints, int]:
    """The largest crowds that are not of the same people and were as quick, and the largest of all that are not."""
    sizes: list[int] = []
    most = 1
    for crowd in np.delete(order, rank).tolist():
        size = int(crowds.size[crowd])
        if size >= SAME_PEOPLE * len(people) and _same(people, np.unique(person[_places(crowds, crowd)])):
            continue
        most = max(most, size)
        if crowds.together[crowd]:
            sizes.append(size)
            if len(sizes) > OTHERS:
                break
    return np.array(sizes, np.int64), most


def _same(one: Ints, two: Ints) -> bool:
    both = len(np.intersect1d(one, two, assume_unique=True))
    return both >= SAME_PEOPLE * (len(one) + len(two) - both)


def chance_of(size: int, others: Ints) -> float:
    """How rarely the largest of all crowds is so much beyond the next, `others`, the largest first.

    Of a power law of index a, j log(X_j / X_j+1) of the sizes in order are exponential with mean 1/a, each for itself
    (Rényi). So the first, beside the sum S of k others and of what is known before, is beyond e with the chance
    (1 + e / S)^-k.
    """
    sizes = np.maximum(np.append(others, np.full(max(0, OTHERS + 1 - len(others)), CROWD))[: OTHERS + 1], CROWD)
    logs = np.log(sizes.astype(np.float64))
    rest = float((logs[:-1] - logs[-1]).sum()) + PRIOR_CROWDS * PRIOR_TAIL
    beyond = max(0.0, float(np.log(max(size, 1)) - logs[0]))
    return (1 + beyond / rest) ** -(OTHERS + PRIOR_CROWDS)


def _smallest(crowds: _Crowds, person: Ints, found: list[Act]) -> int:
    """The fewest people of one more crowd that would be a mass, those found and others of their people left aside."""
    masses = [np.unique(person[act.place]) for act in found]
    large = np.flatnonzero(crowds.size >= MASS_LEAST).tolist() if masses else []
    theirs = [
        crowd for crowd in large if any(_same(np.unique(person[_places(crowds, crowd)]), mass) for mass in masses)
    ]
    other = np.ones(len(crowds.size), np.bool_)
    other[theirs] = False
    quick = np.sort(crowds.size[other & crowds.together])[::-1][: OTHERS + 1]
    size = max(MASS_LEAST, int(crowds.size[other].max(initial=0)) + 1)
    while chance_of(size, quick) * len(MASS_WINDOWS) > MASS_P:
        size += max(1, size // 50)
    return size


# -- even steps, and one text under many names


def _steps(at: Ints, person: Ints, kinds: Mapping[Kind, Ints]) -> list[Act]:
    """Things that came from one person after the other at even steps, each person's first counted."""
    tests, seen = 0, []
    for kind, object_ in kinds.items():
        for firsts, _ in _by_thing(at, person, object_, STEPS_LEAST):
            pauses = np.diff(at[firsts]).astype(np.float64)
            mean = float(pauses.mean())
            tests += 1
            if mean >= STEP_SHORTEST and pauses.std() <= UNEVEN * mean and not _daily(mean):
                seen.append((kind, firsts, mean, float(max(pauses.std() / mean, 1e-9))))
    found = []
    for kind, firsts, mean, uneven in seen:
        p = min(1.0, _as_even(len(firsts) - 1, uneven) * tests)
        if p <= STEPS_P:
            found.append(Act("steps", kind, firsts, len(firsts), pause=mean, p=p))
    return found


def _daily(pause: float) -> bool:
    """Whether steps are whole days, within an hour: a custom of the day comes so."""
    return pause > DAY / 2 and abs((pause + DAY / 2) % DAY - DAY / 2) <= 3_600


def _as_even(pauses: int, uneven: float) -> float:
    """How often moments thrown at random are as even, at most. `uneven` is the deviation of the pauses in parts of
    their mean.

    Their shares of the whole time are a point of a simplex, every point as likely as the next (Greenwood 1946), and
    those as even lie in a ball around its centre: so it is the ball's part of the simplex, or less where the ball is
    larger than that.
    """
    from scipy.special import gammaln

    size = pauses - 1
    ball = size / 2 * np.log(np.pi * uneven**2 / pauses) - gammaln(size / 2 + 1)
    simplex = np.log(pauses) / 2 - gammaln(pauses)
    return float(np.exp(min(0.0, ball - simplex)))


def _spread(at: Ints, person: Ints, letters: Ints, kinds: Mapping[Kind, Ints]) -> list[Act]:
    """Long texts under many names, each once, over a week or more. That is no test: it says what is there."""
    found = []
    for firsts, posts in _by_thing(at, person, kinds.get("text", np.empty(0, np.int64)), SPREAD_LEAST):
        long = np.median(letters[firsts]) >= SPREAD_LETTERS
        if long and at[firsts[-1]] - at[firsts[0]] >= SPREAD_DAYS * DAY and posts <= ONCE * len(firsts):
            found.append(Act("spread", "text", firsts, len(firsts)))
    return found


def _by_thing(at: Ints, person: Ints, object_: Ints, least: int) -> list[tuple[Ints, int]]:
    """Of each thing of at least `least` people the first message of each of them, in order of time, and how many
    messages there are in all."""
    posts = np.flatnonzero(object_ >= 0)
    if not len(posts):
        return []
    posts = posts[np.bincount(object_[posts])[object_[posts]] >= least]
    posts = posts[np.lexsort((at[posts], person[posts], object_[posts]))]
    what, who = object_[posts], person[posts]
    first = np.concatenate(([True], (what[1:] != what[:-1]) | (who[1:] != who[:-1])))[: len(posts)]
    begin = np.flatnonzero(np.diff(what, prepend=-1))
    if not len(begin):
        return []
    people = np.add.reduceat(first.astype(np.int64), begin)
    ends = np.append(begin[1:], len(posts))
    found = []
    for start, end in zip(begin[people >= least].tolist(), ends[people >= least].tolist(), strict=True):
        mine = posts[start:end][first[start:end]]
        found.append((mine[np.argsort(at[mine], kind="stable")], end - start))
    return found


def _each_once(acts: list[Act]) -> list[Act]:
    """One act a deed: what the same messages show in another kind or window is left out."""
    kept: list[Act] = []
    for act in acts:
        if not any(len(np.intersect1d(act.place, other.place)) >= len(act.place) / 2 for other in kept):
            kept.append(act)
    return kept
