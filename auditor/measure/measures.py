"""All measures of one observation, in the order of the catalogue."""

from auditor.measure import arrivals, roll, souls, voices
from auditor.measure.answers import unavailable
from auditor.measure.catalogue import CATALOGUE, Measure, Source
from auditor.measure.frames import Frames
from auditor.measure.reach import reach


def measure_all(frames: Frames, source: Source) -> dict[str, Measure]:
    """Every measure that is computed, by id; those this source cannot show say so, planned ones are absent."""
    computed = {
        "people.seen": souls.seen(frames),
        "people.claimed": souls.claimed(frames),
        **(_by_the_list(frames) if frames.live else _by_the_history(frames)),
        **arrivals.by_kind(frames),
        "arrivals.adders": arrivals.adders(frames),
        "arrivals.half_by": arrivals.half_by(frames),
        "arrivals.added_silent": arrivals.added_silent(frames),
        "arrivals.added_gone": arrivals.added_gone(frames),
        "voices.writers": voices.writers(frames),
        "voices.half_by": voices.half_by(frames),
        "voices.gini": voices.gini(frames),
        **(reach(frames) if frames.live else {}),
    }
    shown = (spec for spec in CATALOGUE if spec.state == "computed")
    return {spec.id: computed[spec.id] if source in spec.sources else unavailable(spec.id) for spec in shown}


def _by_the_history(frames: Frames) -> dict[str, Measure]:
    return {"souls.deleted": souls.deleted(frames), "souls.never_posted": souls.never_posted(frames)}


def _by_the_list(frames: Frames) -> dict[str, Measure]:
    return {
        "souls.deleted": roll.deleted(frames),
        "souls.inactive": roll.inactive(frames),
        "souls.never_posted": roll.never_posted(frames),
        "souls.new": roll.new(frames),
        "souls.blank": roll.blank(frames),
        "souls.flagged": roll.flagged(frames),
        "souls.dead": roll.dead(frames),
    }
