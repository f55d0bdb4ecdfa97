"""All measures of one observation, in the order of the catalogue."""

from auditor.measure import arrivals, souls, voices
from auditor.measure.answers import unavailable
from auditor.measure.catalogue import CATALOGUE, Measure, Source
from auditor.measure.frames import Frames


def measure_all(frames: Frames, source: Source) -> dict[str, Measure]:
    """Every measure that is computed, by id; those this source cannot show say so, planned ones are absent."""
    computed = {
        "people.seen": souls.seen(frames),
        "people.claimed": souls.claimed(frames),
        "souls.deleted": souls.deleted(frames),
        "souls.never_posted": souls.never_posted(frames),
        **arrivals.by_kind(frames),
        "arrivals.adders": arrivals.adders(frames),
        "arrivals.half_by": arrivals.half_by(frames),
        "arrivals.added_silent": arrivals.added_silent(frames),
        "arrivals.added_gone": arrivals.added_gone(frames),
        "voices.writers": voices.writers(frames),
        "voices.half_by": voices.half_by(frames),
        "voices.gini": voices.gini(frames),
    }
    shown = (spec for spec in CATALOGUE if spec.state == "computed")
    return {spec.id: computed[spec.id] if source in spec.sources else unavailable(spec.id) for spec in shown}
