"""The four outcomes of a measure, each with all that it must carry."""

from auditor.measure.catalogue import SPECS, Measure


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


def share(measure: str, count: int, of: int, *, cases: tuple[int, int], base: tuple[int, int]) -> Measure:
    """A share known exactly where nothing is unresolved, else bounded.

    `cases`: how many of the counted may be none, how many cases may come on top; `base`: the same of the
    denominator, cases left out. Each bound is what the share would be if all doubt fell on its side.
    """
    fewer, more = cases
    less, others = base
    if not any((fewer, more, less, others)):
        return measured(measure, count, of)
    fewer = min(fewer, count)
    low = (count - fewer) / max(1, of - fewer + others)
    high = min(1.0, (count + more) / max(1, max(count, of - less) + more))
    return bounded(measure, count, of, low, high)
