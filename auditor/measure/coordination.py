"""Do they act as one?"""

from auditor.measure.catalogue import Answer
from auditor.measure.frames import Frames


def searched(frames: Frames) -> dict[str, Answer]:
    """`coordination.copies`, `.swarms`, `.groups` and `.pace`."""
    return {} if len(frames.people) else {}
