"""Whether a source is whole enough, and its times fine enough, for a search: a window says something only if it is at
least twice the grain of the times, else what lies within it may lie outside, and the other way round."""

from auditor.frames.inputs import DAY, Facts

_GOOD_TO = ((60, "minute-times"), (3_600, "hour-times"), (DAY, "day-times"))
_EVENTS_GOOD_TO = ((3_600, "hour-events"), (DAY, "day-events"))


def too_coarse(facts: Facts, window: int) -> str | None:
    """Why a search with a window of so many seconds cannot be made with this source; None where it can."""
    if facts.mostly_lost:
        return "mostly-lost"
    if facts.mostly_undated:
        return "mostly-undated"
    if 2 * facts.grain <= window:
        return None
    return next((why for seconds, why in _GOOD_TO if facts.grain <= seconds), "worse-times")


def events_too_coarse(facts: Facts, window: int) -> str | None:
    """The same of when people came and left, which may be known less well than when messages were written."""
    if facts.events_grain <= facts.grain or 2 * facts.events_grain <= window:
        return too_coarse(facts, window)
    return next((why for seconds, why in _EVENTS_GOOD_TO if facts.events_grain <= seconds), "worse-times")
