"""Dead souls: members who are deleted, or neither were seen for over 30 days nor ever wrote."""

import pandas as pd

from auditor.frames.frames import Frames
from auditor.measure.misleading import MOST_PEOPLE_READ
from auditor.measure.souls.members import share_of_members
from auditor.measure.spec import Measure, Spec


def count(frames: Frames) -> Measure:
    """Deleted, or inactive and never posted / members. Each message whose writer is hidden may be of one of them."""
    return share_of_members(frames, DEAD, dead_answers(frames), fewer=frames.hidden_messages)


def dead_answers(frames: Frames) -> pd.Series:
    """Of each person whether they are a dead soul. Where the history begins after they came, they may have written
    before: then silence alone makes nobody dead."""
    people, facts = frames.people, frames.facts
    silent = people["messages"] == 0
    start = max(facts.first_at or 0, facts.since or 0)
    seen_since = silent & (facts.history_whole | (people["arrived_at"] >= start))
    answers = people["inactive"].where(silent, 0)
    answers = answers.where((answers != 1) | seen_since, -1)
    return answers.where(~people["deleted"], 1)


DEAD = Spec(
    id="souls.dead",
    unit="share",
    needs="accounts",
    origin="docs/method.md#who-is-there",
    title="Dead souls",
    meaning="Deleted accounts, and members who were not seen for over 30 days and never wrote.",
    misleads=MOST_PEOPLE_READ,
    out_of=("of {count} member", "of {count} members"),
    count=count,
)
