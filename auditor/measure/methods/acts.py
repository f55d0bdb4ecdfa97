"""What many do a single time: a mass within minutes, the same at even steps, one long text under many names.

Whoever does a thing once meets nobody twice, so that no pair and no group shows it. What shows it is the thing itself,
beside all else that is done here (method.md). A mass must stand out of the crowds that anything else drew
(`outstanding.py`). A viral post grows over an hour, so a mass must also hold half of those who did it within the half
hour before and behind, and it is held against others that were as quick; larger than any other it must be, too. Steps
are even where the pauses from one person to the next are more alike than those of moments thrown at random between the
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
from auditor.measure.methods.outstanding import chances, smallest

MASS_WINDOWS = (60, 300)
"""Seconds within which a mass comes (method.md)."""

MASS_LEAST = 10
"""People of a mass: as many make an episode of copies or a swarm some sign (`copies.py`, `swarms.py`)."""

MASS_P = 0.005
"""Chance of a mass, over all things, kinds and windows (judgement, chosen on the worlds of seeds below 400,000 of
tests/worlds/coordination_families and frozen before the seeds were drawn that measure)."""

DEEDS_MOST = 40
"""Crowds that are looked at: those that can stand out, and the tail they stand out of."""

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
    fewest = MASS_LEAST
    for window in windows:
        crowds = _crowds(at, person, kinds, window)
        masses = _masses(crowds, person, len(windows), window)
        fewest = max(fewest, _smallest(crowds, person, masses, len(windows)))
        acts += masses
    steps, spread = _steps(at, person, kinds), _spread(at, person, letters, kinds)
    return Searched(
        _each_once([*sorted(acts, key=lambda act: (-act.people, act.window or 0)), *steps, *spread]), fewest
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


def _masses(crowds: _Crowds, person: Ints, windows: int, window: int) -> list[Act]:
    """Crowds beyond what anything else draws here, as quick as they are; and larger than any that was slower."""
    deeds, slower = _deeds(crowds, person)
    sizes = crowds.size[[deed[0] for deed in deeds]] if deeds else crowds.size[:0]
    found = []
    for place, chance in enumerate(chances(sizes).tolist()):
        size, others = int(sizes[place]), max([slower, *sizes[place + 1 : place + 2].tolist()])
        if size < MASS_LEAST or chance * windows > MASS_P or size <= slower:
            break
        for crowd in deeds[place]:
            if crowds.single[crowd] and crowds.size[crowd] >= MASS_LEAST:
                posts = _places(crowds, crowd)
                people = int(crowds.size[crowd])
                kind = crowds.kind[crowds.of[crowd]]
                found.append(Act("mass", kind, posts, people, window, others, None, chance * windows))
    return found


def _places(crowds: _Crowds, crowd: int) -> Ints:
    return crowds.posts[crowds.kind[crowds.of[crowd]]][crowds.first[crowd] : crowds.last[crowd]]


def _deeds(crowds: _Crowds, person: Ints) -> tuple[list[list[int]], int]:
    """The quick crowds, the largest first, those of the same people as one before together with it; and how large the
    largest is that came more slowly, of other people."""
    order = np.argsort(-crowds.size, kind="stable")
    deeds: list[list[int]] = []
    doers: list[Ints] = []
    slower = 1
    for crowd in order[crowds.size[order] > 1].tolist():
        size, quick = int(crowds.size[crowd]), bool(crowds.together[crowd])
        if size < MASS_LEAST / 2 or len(deeds) >= DEEDS_MOST:
            if quick:
                deeds.append([crowd])
            else:
                slower = max(slower, size)
            if len(deeds) >= DEEDS_MOST:
                break
            continue
        people = np.unique(person[_places(crowds, crowd)])
        same = next((place for place, one in enumerate(doers) if _same(people, one)), None)
        if same is not None:
            deeds[same].append(crowd)
        elif quick:
            deeds.append([crowd])
            doers.append(people)
        else:
            slower = max(slower, size)
    return deeds, slower


def _same(one: Ints, two: Ints) -> bool:
    both = len(np.intersect1d(one, two, assume_unique=True))
    return both >= SAME_PEOPLE * (len(one) + len(two) - both)


def _smallest(crowds: _Crowds, person: Ints, found: list[Act], windows: int) -> int:
    """The fewest people of one more crowd that would be a mass, beside what is here and was none."""
    deeds, slower = _deeds(crowds, person)
    masses = {int(act.place[0]) for act in found}
    others = [deed[0] for deed in deeds if not any(int(_places(crowds, crowd)[0]) in masses for crowd in deed)]
    return smallest(crowds.size[others], MASS_P / windows, max(MASS_LEAST, slower + 1))


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
