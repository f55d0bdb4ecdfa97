"""A group of 90 days as it truly was: who came how and when, who left, who wrote; and who put people there.

What people do is drawn for each crowd anew (those who came by themselves, by a viral link, with one adder). The
ranges below overlap: the crowd of a viral link may leave as soon as people who were added against their will.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from tests.worlds.adds.regime import Regime
from tests.worlds.world import DAY

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BEGAN = 1_717_200_000
"""2024-06-01T00:00:00Z."""
DAYS = 90
ENDS = BEGAN + DAYS * DAY
HOUR = 3_600
NEVER = np.iinfo(np.int64).max
NOBODY = -1

Way = Literal["by_link", "by_self", "by_request", "added"]
WAYS: tuple[Way, ...] = ("by_link", "by_self", "by_request", "added")

_HOURS = np.array([3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 9, 10, 9, 9, 9, 10, 12, 14, 17, 19, 15, 8], np.float64)
_ZONE = 6


class Manners(NamedTuple):
    """What the people of one crowd do: `gone` within a day, the others leave after `stay` days in the mean, `silent`
    never write."""

    gone: float
    stay: float
    silent: float


@dataclass(frozen=True)
class Group:
    """People are numbers from 0, the founder. `act` of each is the number of the service message that they came by:
    those added at once share one. `joined`, `leaving` say whether that message, and the one of their leaving, was
    written; `left_at` is `NEVER` for those who stay."""

    regime: Regime
    seed: int
    came_at: Ints
    way: Ints
    adder: Ints
    act: Ints
    left_at: Ints
    joined: Bools
    leaving: Bools
    wrote_at: Ints
    writer: Ints
    names: tuple[int, ...]
    forcing: frozenset[int]
    organising: frozenset[int]
    bursts: tuple[tuple[int, int, int], ...]
    """Of each viral link: the first and the last who came by it, and how many."""

    @property
    def people(self) -> int:
        return len(self.came_at)

    def added_by(self, adder: int) -> int:
        """How many people somebody truly added."""
        return int((self.adder == adder).sum())


@dataclass
class _Draft:
    """A group in the making."""

    rng: np.random.Generator
    came_at: list[Ints] = field(default_factory=list)
    way: list[Ints] = field(default_factory=list)
    adder: list[Ints] = field(default_factory=list)
    act: list[Ints] = field(default_factory=list)
    left_at: list[Ints] = field(default_factory=list)
    silent: list[Bools] = field(default_factory=list)
    bursts: list[tuple[int, int, int]] = field(default_factory=list)
    people: int = 0
    acts: int = 0

    def crowd(
        self, at: Ints, way: Ints | int, manners: Manners, *, adder: int = NOBODY, act: Ints | None = None
    ) -> Ints:
        """A crowd comes; returns its people."""
        rng, size = self.rng, len(at)
        gone = rng.random(size) < manners.gone
        soon = at + (rng.beta(0.7, 2.2, size) * (DAY - 300)).astype(np.int64) + 120
        later = at + DAY + (rng.exponential(manners.stay * DAY, size)).astype(np.int64)
        left = np.where(gone, soon, later)
        self.came_at.append(at)
        self.way.append(np.broadcast_to(np.asarray(way, np.int64), size))
        self.adder.append(np.full(size, adder, np.int64))
        acts = np.arange(size) if act is None else act
        self.act.append(acts + self.acts)
        self.left_at.append(np.where(left < ENDS, left, NEVER))
        self.silent.append(rng.random(size) < np.where(gone, 0.97, manners.silent))
        self.acts += int(acts.max()) + 1 if size else 0
        self.people += size
        return np.arange(self.people - size, self.people)


def drawn(regime: Regime, seed: int) -> Group:
    """The group of a seed."""
    rng = np.random.default_rng([seed, len(regime.name), *regime.name.encode()])
    draft = _Draft(rng)
    low, high = regime.silent
    usual = Manners(rng.uniform(0.05, 0.12), rng.uniform(180, 420), rng.uniform(low, high))
    draft.crowd(np.array([BEGAN + 60]), WAYS.index("by_self"), Manners(0, 1e9, 0))
    own = _by_themselves(draft, regime, usual)
    adders = _adders(draft, own)
    for _ in range(len(own) // rng.integers(10, 30)):
        _friends(draft, next(adders), usual)
    organised = usual._replace(silent=0.95) if regime.readers else usual
    leaving = (0.8, 1.3) if regime.readers else (0.2, 1.2)
    organising = [
        _organiser(draft, next(adders), organised, leaving)
        for _ in range(rng.integers(*regime.organisers, endpoint=True))
    ]
    if rng.random() < regime.migration:
        organising.append(_migration(draft, next(adders), usual))
    forcing = [
        _forcing(draft, next(adders), usual, slow=rng.random() < regime.slow)
        for _ in range(rng.integers(*regime.forced, endpoint=True))
    ]
    return _finished(draft, regime, seed, forcing, organising)


def _moments(rng: np.random.Generator, size: int, first: int, last: int) -> Ints:
    """Moments in a span, more by day than by night, some days loud and some quiet."""
    days = np.arange((last - first) // DAY + 1)
    weights = rng.lognormal(0, 0.35, len(days))
    day = rng.choice(days, size, p=weights / weights.sum())
    hour = (rng.choice(24, size, p=_HOURS / _HOURS.sum()) - _ZONE) % 24
    at = first // DAY * DAY + day * DAY + hour * HOUR + rng.integers(0, HOUR, size)
    return np.asarray(np.where((at < first) | (at > last), rng.integers(first, last, size), at), np.int64)


def _by_themselves(draft: _Draft, regime: Regime, usual: Manners) -> Ints:
    """Those who come by themselves: day by day, and in bursts when a link goes viral."""
    rng = draft.rng
    size = int(np.clip(rng.lognormal(6.0, 0.5), 150, 1_500))
    ways = rng.choice(3, size, p=[0.7, 0.25, 0.05])
    own = draft.crowd(np.sort(_moments(rng, size, BEGAN + HOUR, ENDS - HOUR)), ways, usual)
    for _ in range(rng.integers(*regime.bursts, endpoint=True)):
        begins = int(rng.integers(BEGAN + 5 * DAY, ENDS - 2 * DAY))
        lasts = rng.integers(1, 6) * HOUR
        at = np.sort(begins + (rng.beta(1.2, 2.5, rng.integers(40, 200)) * lasts).astype(np.int64))
        curious = Manners(
            min(0.5, usual.gone * rng.uniform(0.8, 1.8)), usual.stay, min(0.97, usual.silent + rng.uniform(0, 0.15))
        )
        draft.crowd(at, WAYS.index("by_link"), curious)
        draft.bursts.append((int(at[0]), int(at[-1]), len(at)))
    return own


def _adders(draft: _Draft, own: Ints) -> Iterator[int]:
    """People who came by themselves in the first two thirds and stay, in random order, each once."""
    came, left = np.concatenate(draft.came_at), np.concatenate(draft.left_at)
    able = own[(came[own] < BEGAN + DAYS * 2 // 3 * DAY) & (left[own] == NEVER)]
    yield from draft.rng.permutation(able).tolist()


def _sits(draft: _Draft, person: int) -> int:
    """When somebody came who will add others."""
    return int(np.concatenate(draft.came_at)[person])


def _like(rng: np.random.Generator, usual: Manners, gone: tuple[float, float], silent: tuple[float, float]) -> Manners:
    """Manners near the usual: gone by a factor, silent by a difference in odds."""
    odds = usual.silent / (1 - usual.silent) * np.exp(rng.uniform(*silent))
    return Manners(usual.gone * rng.uniform(*gone), usual.stay * rng.uniform(0.8, 2.0), float(odds / (1 + odds)))


def _friends(draft: _Draft, adder: int, usual: Manners) -> None:
    """Somebody brings a friend now and then."""
    rng = draft.rng
    size = int(min(rng.geometric(0.45), 14))
    at = np.sort(_moments(rng, size, _sits(draft, adder) + HOUR, ENDS - HOUR))
    draft.crowd(at, WAYS.index("added"), _like(rng, usual, (0.3, 1.1), (-0.6, 0.3)), adder=adder)


def _in_batches(draft: _Draft, adder: int, sizes: Sequence[int], manners: Manners, span: tuple[int, int]) -> None:
    """One act after another, in sessions within a span."""
    rng = draft.rng
    sessions = np.sort(rng.integers(span[0], span[1], max(1, len(sizes) // 4)))
    starts = np.sort(rng.choice(sessions, len(sizes)) + rng.integers(0, HOUR, len(sizes)))
    at = np.repeat(starts, sizes)
    draft.crowd(at, WAYS.index("added"), manners, adder=adder, act=np.repeat(np.arange(len(sizes)), sizes))


def _parts(rng: np.random.Generator, whole: int, low: int, high: int) -> list[int]:
    sizes = []
    while whole > 0:
        sizes.append(min(whole, int(rng.integers(low, high, endpoint=True))))
        whole -= sizes[-1]
    return sizes


def _organiser(draft: _Draft, adder: int, usual: Manners, gone: tuple[float, float]) -> int:
    """Somebody brings 15 to 80 colleagues who were asked, within some days."""
    rng = draft.rng
    first = int(rng.integers(_sits(draft, adder) + HOUR, ENDS - 6 * DAY))
    sizes = _parts(rng, int(rng.integers(15, 80, endpoint=True)), 1, 20)
    last = min(ENDS - DAY, first + int(rng.integers(1, 20)) * DAY)
    _in_batches(draft, adder, sizes, _like(rng, usual, gone, (-0.8, 0.2)), (first, last))
    return adder


def _migration(draft: _Draft, adder: int, usual: Manners) -> int:
    """A community moves in: one person brings 100 to 400 members of another chat within two days."""
    rng = draft.rng
    first = int(rng.integers(_sits(draft, adder) + HOUR, ENDS - 6 * DAY))
    sizes = _parts(rng, int(rng.integers(100, 400, endpoint=True)), 10, 60)
    _in_batches(draft, adder, sizes, _like(rng, usual, (0.5, 1.3), (-0.5, 0.3)), (first, first + 2 * DAY))
    return adder


def _forcing(draft: _Draft, adder: int, usual: Manners, *, slow: bool) -> int:
    """Somebody brings people who were not asked: many leave within the day, hardly any writes."""
    rng = draft.rng
    size = int(np.clip(rng.lognormal(4.0, 0.8), 8, 400))
    manners = Manners(rng.uniform(0.16, 0.6), rng.uniform(140, 400), max(rng.uniform(0.82, 0.98), usual.silent))
    first = int(rng.integers(_sits(draft, adder) + HOUR, ENDS - 12 * DAY))
    last = min(ENDS - 3 * DAY, first + int(rng.integers(20, 60) if slow else rng.integers(1, 15)) * DAY)
    _in_batches(draft, adder, _parts(rng, size, *((1, 3) if slow else (5, 50))), manners, (first, last))
    return adder


def _finished(draft: _Draft, regime: Regime, seed: int, forcing: list[int], organising: list[int]) -> Group:
    """Who writes what, and what of it all was written down."""
    rng = draft.rng
    came, way, adder, act, left = (
        np.concatenate(parts) for parts in (draft.came_at, draft.way, draft.adder, draft.act, draft.left_at)
    )
    silent = np.concatenate(draft.silent)
    last = np.minimum(left, ENDS) - 30
    writers = np.flatnonzero(~silent & (last - came > 60))
    much = np.minimum(1 + rng.pareto(1.1, len(writers)) * 3, 200).astype(np.int64)
    writer = np.repeat(writers, much)
    eager = rng.beta(0.8, 1.6, len(writer))  # people write most when they have just come
    wrote = came[writer] + 30 + (eager * (last - came)[writer]).astype(np.int64)
    acts_written = rng.random(draft.acts) >= regime.joins_missing
    acts_written[0] = True
    return Group(
        regime=regime,
        seed=seed,
        came_at=came,
        way=way,
        adder=adder,
        act=act,
        left_at=left,
        joined=acts_written[act],
        leaving=rng.random(len(came)) < regime.leaves_written,
        wrote_at=wrote,
        writer=writer,
        names=_names(rng, regime, len(came)),
        forcing=frozenset(forcing),
        organising=frozenset(organising),
        bursts=tuple(draft.bursts),
    )


def _names(rng: np.random.Generator, regime: Regime, people: int) -> tuple[int, ...]:
    """Each person's name, as a number: one of their own, or for `namesakes` of them one of a few."""
    few = max(1, int(people * regime.namesakes / 4))
    shared = rng.random(people) < regime.namesakes
    return tuple(np.where(shared, people + rng.integers(0, few, people), np.arange(people)).tolist())
