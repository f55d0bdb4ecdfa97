"""Which chats share more people than chance would have them share.

Of two chats with a and b people seen, drawn from a population of N, the shared are hypergeometric; p is the chance of
as many or more, and q is Benjamini and Hochberg's (1995) over all pairs of chats. The sizes are those seen: where a
list is capped or hidden, what is asked is whether the seen parts share more than they would if seeing were blind to it.

The population is everybody seen in any of these chats, for nobody else can be counted. It is smaller than the crowd
that the chats really draw from, which makes the expected overlap too high and the search conservative, the more so the
fewer the chats: of two, the population is what they hold together, and no overlap can exceed chance. The other way
errs this: people choose chats by language, town and interest, so that overlap beyond chance is common and innocent.

The cost grows with the people that chats share, never with the pairs of chats: pairs that share nobody are counted as
tests, and not looked at.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.methods.incidence import Incidence, common_members, incidence_of
from auditor.measure.methods.uncertainty import Floats, false_discovery

CHATS_LEAST = 3
"""Below three chats no overlap can exceed chance, see above."""

Q = 0.05
"""False discovery rate over pairs of chats (method.md)."""

_ROUNDING = 1e-9
"""How far a logarithm of a probability may err by rounding; pairs as close as that to the limit are kept."""


class Overlaps(msgspec.Struct, frozen=True):
    """A row a pair of chats that may be beyond chance, by their places, the first the lower: how many they share,
    expected by chance, and q. Of every pair with q <= `Q` there is a row."""

    one: Ints
    two: Ints
    shared: Ints
    expected: Floats
    q: Floats
    people: int
    """The population."""
    incidence: Incidence
    """Who is in which chats, of those in two or more."""


def overlaps_of(people: Sequence[Ints]) -> Overlaps:
    """The pairs of chats that share beyond chance, of each of which `people` were seen."""
    from scipy.stats import hypergeom

    chats = incidence_of([np.unique(seen) for seen in people])
    sizes, total, tests = chats.sizes, chats.members, len(people) * (len(people) - 1) // 2
    one, two, shared = _candidates(chats, tests)
    chance = np.asarray(hypergeom.sf(shared - 1, total, sizes[one], sizes[two]), np.float64)
    expected = sizes[one] * sizes[two] / max(1, total)
    return Overlaps(one, two, shared, expected, false_discovery(chance, tests), total, chats)


def shared_people(found: Overlaps, pairs: Ints) -> int:
    """How many people are in both chats of at least one of these pairs."""
    return common_members(found.incidence, found.one[pairs], found.two[pairs])


def _candidates(chats: Incidence, tests: int) -> tuple[Ints, Ints, Ints]:
    """The pairs that q can be small of: places of both chats, and how many they share.

    A pair found has p <= Q * found / tests, and p is at least the chance of exactly as many. So whatever has a chance
    of exactly as many above Q * candidates / tests is none; over and over, until no more fall away. Only the rest gets
    an exact tail."""
    from scipy.special import gammaln

    logs = gammaln(np.arange(chats.members + 2) + 1.0)  # log n! by n
    parts: list[tuple[Ints, Ints, Ints, Floats]] = []
    for met in chats.meetings():
        above = met[2] * chats.members > chats.sizes[met[0]] * chats.sizes[met[1]]  # else p is about a half or more
        one, two, shared = (column[above] for column in met)
        exactly = _log_chance(logs, chats.members, chats.sizes[one], chats.sizes[two], shared)
        few = exactly <= np.log(Q) + _ROUNDING
        parts.append((one[few], two[few], shared[few], exactly[few]))
    if not parts:
        nothing = np.empty(0, np.int64)
        return nothing, nothing, nothing
    one, two, shared = (np.concatenate([part[column] for part in parts]) for column in range(3))
    exactly = np.concatenate([part[3] for part in parts])
    order = np.lexsort((two, one))
    while len(order):
        stay = exactly[order] <= np.log(Q * len(order) / tests) + _ROUNDING
        if stay.all():
            break
        order = order[stay]
    return one[order], two[order], shared[order]


def _log_chance(logs: Floats, total: int, a: Ints, b: Ints, shared: Ints) -> Floats:
    """The logarithm of the hypergeometric chance of exactly so many shared."""
    chosen = logs[a] - logs[shared] - logs[a - shared]
    others = logs[total - a] - logs[b - shared] - logs[total - a - b + shared]
    return np.asarray(chosen + others - logs[total] + logs[b] + logs[total - b])
