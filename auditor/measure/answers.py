"""The four outcomes of a measure, each with all that it must carry."""

import numpy as np

from auditor.frames.inputs import Ints
from auditor.frames.readings import Ways, ends
from auditor.measure.catalogue import SPECS
from auditor.measure.spec import Measure


def measured(measure: str, count: float, of: int, *, low: float | None = None, high: float | None = None) -> Measure:
    """A figure that is known. Of a share, `count` cases among `of`."""
    unit = SPECS[measure].unit
    value = count / of if unit == "share" else count
    return Measure("measured", unit, value, count, of, low, high)


def bounded(measure: str, count: float, of: int, low: float, high: float) -> Measure:
    """A figure of which only an interval is known; `count` are the cases known."""
    return Measure("bounded", SPECS[measure].unit, None, count, of, low, high)


def insufficient(measure: str, why: str) -> Measure:
    """Too little data."""
    return Measure("insufficient", SPECS[measure].unit, why=why)


def unavailable(measure: str, why: str = "source-cannot-show") -> Measure:
    """This source cannot show it."""
    return Measure("unavailable", SPECS[measure].unit, why=why)


def share(measure: str, count: int, of: int, ways: Ways, none: str) -> Measure:
    """A share known exactly where no way to read the names changes it, else what it is at the ends of all ways.

    `ways`: of each doubt apart, what each way to read it changes of cases and denominator. Where nobody is sure to be
    asked, but somebody is whoever was meant, `of` is how many those are; where perhaps nobody is, `none` is why.
    """
    ways = [each for each in ways if each.any()]
    least = of + sum(int(each[:, 1].min()) for each in ways)
    if max(of, least) <= 0:
        return insufficient(measure, none)
    if not ways:
        return measured(measure, count, of)
    low, high = ends(count, of, ways)
    return bounded(measure, count, of or least, low, high)


def either(*ways: tuple[int, int]) -> Ints:
    """A doubt that may change nothing, or cases and denominator by one of these."""
    return np.array([(0, 0), *ways], np.int64)
