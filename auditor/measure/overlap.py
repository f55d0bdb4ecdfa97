"""Which chats share more people than chance would have them share.

Of two chats with a and b people seen, drawn from a population of N, the shared are hypergeometric; p is the chance of
as many or more, and q is Benjamini and Hochberg's (1995) over all pairs of chats. The sizes are those seen: where a
list is capped or hidden, what is asked is whether the seen parts share more than they would if seeing were blind to it.

The population is everybody seen in any of these chats, for nobody else can be counted. It is smaller than the crowd
that the chats really draw from, which makes the expected overlap too high and the search conservative, the more so the
fewer the chats: of two, the population is what they hold together, and no overlap can exceed chance. The other way
errs this: people choose chats by language, town and interest, so that overlap beyond chance is common and innocent.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from auditor.measure.inputs import Ints
from auditor.measure.uncertainty import Floats, false_discovery

CHATS_LEAST = 3
"""Below three chats no overlap can exceed chance, see above."""

Q = 0.05
"""False discovery rate over pairs of chats (DESIGN 5)."""


class Overlaps(msgspec.Struct, frozen=True):
    """A row a pair of chats, by their places, the first the lower: how many they share, expected by chance, and q."""

    one: Ints
    two: Ints
    shared: Ints
    expected: Floats
    q: Floats
    people: int
    """The population."""


def overlaps_of(people: Sequence[Ints]) -> Overlaps:
    """All pairs of chats, of each of which `people` were seen."""
    from scipy.sparse import csr_matrix
    from scipy.stats import hypergeom

    distinct = [np.unique(seen) for seen in people]
    ends = np.cumsum([0, *(len(seen) for seen in distinct)])
    everybody, place = np.unique(np.concatenate(distinct), return_inverse=True)
    table = csr_matrix((np.ones(len(place), np.int64), place, ends), shape=(len(people), len(everybody)))
    both = (table @ table.T).toarray()
    one, two = np.triu_indices(len(people), 1)
    sizes, total = np.diff(ends), len(everybody)
    shared = both[one, two]
    chance = hypergeom.sf(shared - 1, total, sizes[one], sizes[two])
    expected = sizes[one] * sizes[two] / max(1, total)
    return Overlaps(one, two, shared, expected, false_discovery(np.asarray(chance)), total)
