"""Two audits of a chat by their measures alone: of each figure whether it moved beyond noise. It needs no rows of
people, so it can be said of reports whose rows have gone.
"""

import math
from collections.abc import Mapping

from auditor.measure.methods.uncertainty import Interval, wilson
from auditor.measure.spec import Difference, Measure


def differences(
    before: Mapping[str, Measure], after: Mapping[str, Measure], *, comparable: bool
) -> dict[str, Difference]:
    """Every measure that both audits have, side by side. `comparable`: both saw the chat in the same way."""
    return {name: _difference(name, before[name], after[name], comparable) for name in after if name in before}


def _difference(name: str, before: Measure, after: Measure, comparable: bool) -> Difference:
    known = {"measured", "bounded"}
    if before.outcome not in known or after.outcome not in known:
        return Difference(before, after, why="not-known-twice")
    value = after.value - before.value if before.value is not None and after.value is not None else None
    if not comparable:
        return Difference(before, after, why="coverage-differs")
    if name.startswith("reach."):  # medians of posts, which can be more than one: no shares of so many people
        return Difference(before, after, value, why="no-interval")
    ends = _share_ends(before, after) if after.unit == "share" else _count_ends(before, after, value)
    return Difference(before, after, value, *ends) if ends else Difference(before, after, value, why="no-interval")


def _share_ends(before: Measure, after: Measure) -> Interval:
    """Newcombe's hybrid score interval of a difference of two shares (1998, method 10). It takes the two for samples
    apart; most people are in both, which makes it wider than it need be, never narrower. Bounds count in full."""
    first, second = _ends(before), _ends(after)
    if before.value is None or after.value is None:
        return Interval(second.low - first.high, second.high - first.low)
    gap = after.value - before.value
    down = math.hypot(after.value - second.low, first.high - before.value)
    up = math.hypot(second.high - after.value, before.value - first.low)
    return Interval(gap - down, gap + up)


def _ends(share: Measure) -> Interval:
    if share.value is None or not share.of:
        return Interval(share.low or 0.0, 1.0 if share.high is None else share.high)
    score = wilson(int(share.count or 0), share.of)
    low = score.low if share.low is None else min(score.low, share.low)
    return Interval(low, score.high if share.high is None else max(score.high, share.high))


def _count_ends(before: Measure, after: Measure, value: float | None) -> Interval | None:
    """A count is exact where it is a point; an index has no interval of its own."""
    if after.unit == "index":
        return None
    if value is not None:
        return Interval(value, value)
    first, second = _around(before), _around(after)
    return Interval(second.low - first.high, second.high - first.low)


def _around(measure: Measure) -> Interval:
    point = measure.value or 0
    return Interval(
        point if measure.low is None else measure.low,
        (measure.of or point) if measure.high is None else measure.high,
    )
