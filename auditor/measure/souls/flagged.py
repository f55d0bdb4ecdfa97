"""Members whom Telegram itself marks."""

from auditor.frames.frames import Frames
from auditor.measure.souls.members import share_of_members
from auditor.measure.spec import Measure, Spec


def count(frames: Frames) -> Measure:
    """Scam, fake or restricted / members."""
    return share_of_members(frames, FLAGGED, frames.people["flagged"])


FLAGGED = Spec(
    id="souls.flagged",
    unit="share",
    needs="accounts",
    origin="docs/method.md#who-is-there",
    title="Marked by Telegram",
    meaning="Members whom Telegram itself marks as scam, fake or restricted.",
    misleads="Telegram marks few accounts and can be wrong; a low number proves nothing.",
    out_of=("of {count} member", "of {count} members"),
    count=count,
)
