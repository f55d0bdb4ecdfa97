"""Episodes and groups in words. They are no part of the messages or people they were looked for among, so it is never
said "3 of 19,432", nor how large a share of these they are; but how many of these they hold."""

from typing import TYPE_CHECKING

import msgspec

from auditor.report.statements import sentences

if TYPE_CHECKING:
    from auditor.measure.spec import Measure
    from auditor.report.statements.wording import Wording

HOLDING: frozenset[str] = frozenset({"episodes", "groups"})
"""The units of which this is so."""


def counted(measure: "Measure", words: "Wording") -> str:
    """The figure of a measure in such a unit."""
    inside = None if measure.inside is msgspec.UNSET else measure.inside
    return holding(measure.unit, int(measure.count or 0), inside, measure.of, words)


def holding(unit: str, count: int, inside: int | None, of: int | None, words: "Wording") -> str:
    """So many episodes or groups; of how much they hold it is silent where it is not known."""
    told = words.count_text(*sentences.UNITS[unit], count)
    if inside is None or of is None:
        return told
    if unit == "groups":
        within = words.count_text(
            "{inside} of {of} people are in it", "{inside} of {of} people are in them", count, inside=inside, of=of
        )
    else:
        within = words.count_text(
            "{inside} of {of} messages are in it", "{inside} of {of} messages are in them", count, inside=inside, of=of
        )
    return f"{told}; {within}"
