"""Which crowds stand out of all that are drawn here.

Sizes of crowds have a heavy tail in any chat, so a large one is not held against a mean but against the largest of the
others. Of a power law of index a, the numbers j log(X_j / X_j+1) of the sizes in order, the largest X_1 first, are
exponential with mean 1/a, each for itself (Rényi 1953): however long the tail is, and however many crowds there were.
So the gap below the first few, beside the sum of the gaps that follow, shows whether these are more than that tail.
"""

import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import Ints

CROWD = 3
"""Smaller crowds are everyday; as large one is taken to be where nothing else drew any (judgement)."""

TAIL = 10
"""Crowds that the tail is estimated from: the tail of one chat, not its middle (judgement)."""

AT_ONCE = 3
"""So many may stand out together: two or three swarms do not hide each other. More are what is usual here."""

PRIOR_CROWDS = 8
PRIOR_TAIL = 0.25
"""What is known of tails before a chat is seen: as much as so many crowds of an index of 4 say. Cascades of days have
one of 2 to 2.5 (Goel et al. 2016), but here what is quick is held against what is quick (judgement)."""

Floats = npt.NDArray[np.float64]


def chances(sizes: Ints) -> Floats:
    """How rarely each of these crowds, the largest first, is so much larger than those behind it; 1 of all that cannot
    stand out. Corrected for how many may stand out together; for the number of crowds nothing has to be."""
    counted = min(len(sizes), AT_ONCE + TAIL + 1)
    tail = np.maximum(np.append(sizes[:counted], np.full(AT_ONCE + TAIL + 1 - counted, CROWD)), CROWD)
    logs = np.log(tail.astype(np.float64))
    found = np.ones(len(sizes))
    for first in range(AT_ONCE, 0, -1):
        gap = first * (logs[first - 1] - logs[first])
        # The gaps behind add up to the sum of the logs of the next ones above the last of them.
        behind = logs[first : first + TAIL + 1]
        rest = float((behind[:-1] - behind[-1]).sum() + first * (behind[0] - behind[-1])) + PRIOR_CROWDS * PRIOR_TAIL
        chance = (1 + gap / rest) ** -(TAIL + PRIOR_CROWDS) * AT_ONCE
        found[:first] = np.minimum(found[:first], chance)
    return np.minimum(found, 1.0)


def smallest(sizes: Ints, level: float, least: int) -> int:
    """The fewest people, from `least` on, of one crowd more that would stand out of these, the largest first."""
    size = least
    while True:
        place = int(np.searchsorted(-sizes, -size))
        if chances(np.insert(sizes, place, size))[place] <= level:
            return size
        size += max(1, size // 50)
