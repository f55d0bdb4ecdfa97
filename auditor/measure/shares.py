"""The share of a crowd in which some are in doubt."""

import numpy as np

from auditor.frames.inputs import Ints
from auditor.frames.readings import Ways, ends
from auditor.measure.spec import Measure, Spec


def share(spec: Spec, count: int, of: int, ways: Ways, none: str) -> Measure:
    """A share known exactly where no way to read the names changes it, else what it is at the ends of all ways.

    `ways`: of each doubt apart, what each way to read it changes of cases and denominator. Where nobody is sure to be
    asked, but somebody is whoever was meant, `of` is how many those are; where perhaps nobody is, `none` is why.
    """
    ways = [each for each in ways if each.any()]
    least = of + sum(int(each[:, 1].min()) for each in ways)
    if max(of, least) <= 0:
        return spec.insufficient(none)
    if not ways:
        return spec.measured(count, of)
    low, high = ends(count, of, ways)
    return spec.bounded(count, of or least, low, high)


def either(*ways: tuple[int, int]) -> Ints:
    """A doubt that may change nothing, or cases and denominator by one of these."""
    return np.array([(0, 0), *ways], np.int64)
