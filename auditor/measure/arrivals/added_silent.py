"""People who were added and never wrote, and the adders whose people are silent beyond chance.

Nothing is said of force here: that the added leave is not shown (`forced.py` has those of whom it is).
"""

from auditor.frames.frames import Frames
from auditor.frames.readings import ways_of_share
from auditor.measure.arrivals.doubt import doubt
from auditor.measure.arrivals.examined import ADDER_KEYS, Tested, tested
from auditor.measure.arrivals.unseen import share_of_added
from auditor.measure.misleading import MOST_PEOPLE_READ
from auditor.measure.shares import either, share
from auditor.measure.spec import Counted, Measure, Rows, Spec


def count(made: Tested) -> Counted:
    """Added people who never posted / added, and a row for each adder whose people are silent alone."""
    return Counted(silent_share(made.frames), made.rows_of("silent_only"))


def silent_share(frames: Frames) -> Measure:
    """Added people who never posted / added."""
    if frames.live:
        silent = frames.people["messages"] == 0
        return share_of_added(frames, ADDED_SILENT, silent, hidden=frames.hidden_messages)
    added = frames.people[frames.people["arrival"] == "added"]
    in_doubt = doubt(frames, "added")
    count = int((added["messages"] == 0).sum())
    hidden = len(frames.unresolved_of("message"))
    more, lost = in_doubt.as_this_kind, in_doubt.lost
    lumped = [
        either((more + lost, more), (-min(count, lost), more - min(count, lost))),
        either((-min(count, hidden), 0)),
    ]
    ways = [*ways_of_share(frames.readings, "added_silent", "added"), *lumped]
    return share(ADDED_SILENT, count, len(added), ways, "no-added")


ADDED_SILENT = Spec(
    id="arrivals.added_silent",
    unit="share",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="Added and never wrote",
    meaning="People who were added and have not a single message in the history read.",
    misleads=MOST_PEOPLE_READ,
    out_of=("of {count} person who was added", "of {count} people who were added"),
    count=count,
    prepared=tested,
    rows=Rows(ADDER_KEYS, title="Adders who add people who do not take part"),
)
