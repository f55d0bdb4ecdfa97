"""Episodes and groups as figures (`measure/saying.py` says why they are no shares)."""

from typing import TYPE_CHECKING

import msgspec

from auditor.measure.saying import holding

if TYPE_CHECKING:
    from auditor.measure.spec import Measure, Words

HOLDING: frozenset[str] = frozenset({"episodes", "groups"})
"""The units of which this is so."""


def counted(measure: "Measure", words: "Words") -> str:
    """The figure of a measure in such a unit."""
    inside = None if measure.inside is msgspec.UNSET else measure.inside
    return holding(measure.unit, int(measure.count or 0), inside, measure.of, words)
