"""Deleted accounts."""

from auditor.frames.frames import Frames
from auditor.frames.inputs import NOBODY
from auditor.frames.readings import reach
from auditor.measure.people import lumped
from auditor.measure.souls.members import share_of_members
from auditor.measure.spec import Measure, Spec


def count(frames: Frames) -> Measure:
    """Deleted accounts / members."""
    if frames.live:
        return share_of_members(frames, DELETED, frames.people["deleted"].astype("int8"))
    return _by_names(frames)


def _by_names(frames: Frames) -> Measure:
    """In an export a missing name is the only hint, and a lower bound."""
    members = frames.members
    leaves = frames.lumped_of("leave")
    doubt = lumped(frames) - len(leaves) + reach(frames.readings, "members")[1]
    if not len(members):
        return DELETED.insufficient("no-people")
    count = int(members["deleted"].sum())
    of = max(len(members), frames.facts.claimed or 0)
    sure = max(0, count - int((leaves["group"] == NOBODY).sum()) + reach(frames.readings, "deleted")[0])
    return DELETED.bounded(count, of, sure / max(of, len(members) + doubt), 1.0)


DELETED = Spec(
    id="souls.deleted",
    unit="share",
    needs="deleted",
    origin="docs/method.md#who-is-there",
    title="Deleted accounts",
    meaning="Members whose Telegram account no longer exists.",
    misleads=(
        "People delete their accounts for many reasons, and Telegram deletes unused ones; the figure does not say why."
    ),
    out_of=("of {count} member", "of {count} members"),
    count=count,
)
