"""Whether an audit says the truth: a measured figure must be it, a bounded one must hold it."""

from collections.abc import Mapping

from auditor.measure.spec import Measure
from tests.worlds.world import Expected, Truth


def untruths(found: Mapping[str, Measure], truth: Truth) -> dict[str, tuple[Expected, Measure]]:
    """The measures that miss the truth, beside it."""
    return {
        measure: (expected, found[measure])
        for measure, expected in truth.items()
        if measure in found and not _holds(found[measure], expected)
    }


def _holds(found: Measure, expected: Expected) -> bool:
    share = found.unit == "share"
    if share and not expected.of and found.outcome == "bounded":
        return True  # of nobody there is no share: the bounds are those of the readings that have one
    true = (expected.count / expected.of if expected.of else 0.0) if share else expected.count
    if found.outcome == "measured":
        assert found.value is not None
        return abs(found.value - true) < 1e-9 and (not share or found.of == expected.of)
    if found.outcome == "bounded":
        assert found.low is not None
        assert found.high is not None
        return found.low - 1e-9 <= true <= found.high + 1e-9
    return True
