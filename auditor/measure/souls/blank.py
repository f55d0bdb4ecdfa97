"""Members without photo and username."""

from auditor.frames.frames import Frames
from auditor.measure.souls.members import share_of_members
from auditor.measure.spec import Measure, Spec


def count(frames: Frames) -> Measure:
    """Neither photo nor username / members."""
    return share_of_members(frames, BLANK, frames.people["blank"])


BLANK = Spec(
    id="souls.blank",
    unit="share",
    needs="accounts",
    origin="docs/method.md#who-is-there",
    title="Neither photo nor username",
    meaning="Members whose profile shows neither a photo nor a username.",
    misleads="Careful people, too, hide their photo and do without a username.",
    out_of=("of {count} member", "of {count} members"),
    count=count,
)
