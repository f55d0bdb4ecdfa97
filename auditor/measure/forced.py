"""Who adds people that leave and stay silent."""

from auditor.measure.catalogue import Answer
from auditor.measure.frames import Frames


def searched(frames: Frames) -> dict[str, Answer]:
    """`arrivals.bursts` and `arrivals.forced`."""
    return {} if len(frames.people) else {}
