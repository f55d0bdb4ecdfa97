"""Members who never wrote."""

import pandas as pd

from auditor.frames.facts import EXPOSURE_DAYS
from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, NO_TIME
from auditor.frames.readings import ways_of_share
from auditor.measure.fineness import too_coarse
from auditor.measure.misleading import MOST_PEOPLE_READ
from auditor.measure.shares import either, share
from auditor.measure.souls.members import no_roll, total, unlisted
from auditor.measure.spec import Measure, Spec


def count(frames: Frames) -> Measure:
    """Members without a message / members who had 30 days to write one."""
    return by_the_list(frames) if frames.live else by_the_history(frames)


def by_the_list(frames: Frames) -> Measure:
    """Of a whole list among those there for 30 days; of any other, where the whole history was
    read, sharply from Telegram's count, for whoever wrote is in the history."""
    facts = frames.facts
    of = total(frames)
    if facts.kind == "channel":
        return NEVER_POSTED.unavailable("subscribers-cannot-write")
    if frames.list_whole and (facts.as_of is None or facts.first_at is None):
        return NEVER_POSTED.unavailable("no-times")
    if of is None:
        return NEVER_POSTED.unavailable("not-given")
    if not of:
        return NEVER_POSTED.insufficient("no-people")
    if facts.history_whole and not frames.list_whole:
        return _from_the_count(frames, of)
    return _among_the_exposed(frames)


def _from_the_count(frames: Frames, of: int) -> Measure:
    people = frames.people
    wrote = people["messages"] > 0
    writers = int(wrote.sum())
    doubt = frames.hidden_messages + frames.facts.erased_people
    surely_members = int((wrote & people["listed"]).sum())
    low = max(0, of - writers - doubt) / of
    high = (of - surely_members) / of
    return NEVER_POSTED.bounded(max(0, of - writers), of, low, max(low, high))


def _among_the_exposed(frames: Frames) -> Measure:
    facts = frames.facts
    if (refusal := no_roll(frames, NEVER_POSTED)) is not None:
        return refusal
    if facts.as_of is None or facts.first_at is None:
        return NEVER_POSTED.unavailable("no-times")
    members = frames.people[frames.people["listed"]]
    start = max(facts.first_at, facts.since or facts.first_at)
    asked = members[exposed(members["arrived_at"], facts.as_of, start)]
    count, of = int((asked["messages"] == 0).sum()), len(asked) + unlisted(frames)
    if not of:
        return NEVER_POSTED.insufficient("too-young")
    hidden = frames.hidden_messages
    if of == len(asked) and not hidden:
        return NEVER_POSTED.measured(count, of)
    return NEVER_POSTED.bounded(count, of, max(0, count - hidden) / of, (count + of - len(asked)) / of)


def by_the_history(frames: Frames) -> Measure:
    """Of all whom Telegram claims where that is stated and the history whole, else of those
    whom the source shows."""
    facts = frames.facts
    if facts.as_of is None or facts.first_at is None:
        return NEVER_POSTED.unavailable("no-times")
    if facts.claimed is not None and facts.claimed >= len(frames.members) and facts.history_whole:
        return _by_claimed_count(frames, facts.claimed)
    return _by_shown_people(frames, facts.as_of, max(facts.first_at, facts.since or facts.first_at))


def _by_claimed_count(frames: Frames, total: int) -> Measure:
    wrote = frames.people["messages"] > 0
    hidden = len(frames.unresolved_of("message")) + _namesakes_who_may_write(frames) + frames.facts.erased_people
    writers = int(wrote.sum())
    count = max(0, total - writers)
    low = max(0, total - writers - hidden) / total
    surely_there = int((wrote & ~frames.people["left"]).sum()) - len(frames.unresolved_of("leave"))
    high = (total - max(0, surely_there)) / total if frames.leaves_logged else 1.0
    return NEVER_POSTED.bounded(count, total, low, max(low, high))


def _by_shown_people(frames: Frames, as_of: int, start: int) -> Measure:
    members = frames.members
    if not len(members):
        return NEVER_POSTED.insufficient("no-people")
    if (why := too_coarse(frames.facts, EXPOSURE_DAYS * DAY)) is not None:
        return NEVER_POSTED.insufficient(why)
    there_long = exposed(members["arrived_at"], as_of, start)
    count, of = int((there_long & (members["messages"] == 0)).sum()), int(there_long.sum())
    arrivals = frames.lumped_of("arrival")
    late = int((~exposed(arrivals["at"], as_of, start)).sum())
    more = len(arrivals) - late + len(frames.lumped_of("adder"))
    drop = late + len(frames.lumped_of("leave"))
    hidden = len(frames.unresolved_of("message"))
    there = _perhaps_still_there(frames) + (more if frames.facts.names_as_people else 0)
    taken = int((there_long & _perhaps_two(frames, members)).sum())
    silent, others = min(count, drop), min(of - count, drop)
    lumped = [either((more + taken, more - others), (-silent, there - silent))]
    lumped.append(either((-min(count, hidden), 0), (0, hidden)))
    ways = [*ways_of_share(frames.readings, "settled_silent", "settled"), *lumped]
    return share(NEVER_POSTED, count, of, ways, "too-young")


def exposed(arrived_at: pd.Series, as_of: int, start: int) -> pd.Series:
    """Who has been there for 30 days: since their arrival, or the start of the history if later or unknown."""
    return as_of - arrived_at.where(arrived_at != NO_TIME, start).clip(lower=start) >= EXPOSURE_DAYS * DAY


def _perhaps_two(frames: Frames, members: pd.DataFrame) -> pd.Series:
    """Writers whose name arrived more than once: the one who came first and the one who wrote may be two."""
    return (members["messages"] > 0) & members.index.isin(frames.lumped_of("arrival")["group"])


def _perhaps_still_there(frames: Frames) -> int:
    """People said to have left by name alone, whose name another may bear."""
    doubtful = frames.lumped_of("arrival")["group"]
    return int(frames.people.loc[frames.people["left_by_name"]].index.isin(doubtful).sum())


def _namesakes_who_may_write(frames: Frames) -> int:
    """Where names are taken as persons, each further arrival of a writer's name may be another writer's."""
    if not frames.facts.names_as_people:
        return 0
    writers = frames.people.index[frames.people["messages"] > 0]
    return int(frames.unresolved_of("arrival")["group"].isin(writers).sum())


NEVER_POSTED = Spec(
    id="souls.never_posted",
    unit="share",
    needs="people",
    origin="docs/method.md#who-is-there",
    title="Never wrote",
    meaning=(
        "Members without a single message in the history read, among those who had at least 30 days to write one."
    ),
    misleads=MOST_PEOPLE_READ,
    out_of=(
        "of {count} member who had at least 30 days to write",
        "of {count} members who had at least 30 days to write",
    ),
    count=count,
)
