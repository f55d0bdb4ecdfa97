"""Members who were not seen on Telegram for over 30 days."""

from auditor.frames.frames import Frames
from auditor.measure.souls.members import share_of_members
from auditor.measure.spec import Measure, Spec


def count(frames: Frames) -> Measure:
    """Last seen over 30 days ago / members."""
    return share_of_members(frames, INACTIVE, frames.people["inactive"])


INACTIVE = Spec(
    id="souls.inactive",
    unit="share",
    needs="accounts",
    origin="docs/method.md#who-is-there",
    title="Not seen for over 30 days",
    meaning=("Members who were last seen on Telegram more than 30 days ago; deleted accounts are not counted here."),
    misleads="People can hide when they were last seen; such people are in the upper bound only.",
    out_of=("of {count} member", "of {count} members"),
    count=count,
)
