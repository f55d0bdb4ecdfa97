"""Who is really there: people, deleted accounts, and those who never wrote."""

import pandas as pd

from auditor.frames.facts import EXPOSURE_DAYS
from auditor.frames.frames import DAY, NO_TIME, NOBODY, Frames
from auditor.frames.readings import of_share, reach
from auditor.measure.answers import bounded, either, insufficient, measured, share, unavailable
from auditor.measure.fineness import too_coarse
from auditor.measure.spec import Measure


def seen(frames: Frames) -> Measure:
    """`people.seen`: the people the audit could tell apart; each unresolved occurrence may be another. `count` is
    how many there are at least, for an unresolved name can be surely somebody's."""
    count = len(frames.people)
    of = max(count, frames.facts.claimed or 0)
    fewest, most = reach(frames.readings, "seen")
    most += _lumped(frames) + max(frames.perhaps_more, frames.facts.missing)
    if not most:
        return measured("people.seen", count, of)
    low = count + fewest
    return bounded("people.seen", low, max(of, low), low, count + most)


def _lumped(frames: Frames) -> int:
    return sum(len(frames.lumped_of(what)) for what in ("arrival", "leave", "message", "adder"))


def claimed(frames: Frames) -> Measure:
    """`people.claimed`: as stated by the asker."""
    stated = frames.facts.claimed
    return unavailable("people.claimed", "not-given") if stated is None else measured("people.claimed", stated, stated)


def deleted(frames: Frames) -> Measure:
    """`souls.deleted`: in an export a missing name is the only hint, and a lower bound."""
    members = frames.members
    leaves = frames.lumped_of("leave")
    doubt = _lumped(frames) - len(leaves) + reach(frames.readings, "members")[1]
    if not len(members):
        return insufficient("souls.deleted", "no-people")
    count = int(members["deleted"].sum())
    of = max(len(members), frames.facts.claimed or 0)
    sure = max(0, count - int((leaves["group"] == NOBODY).sum()) + reach(frames.readings, "deleted")[0])
    return bounded("souls.deleted", count, of, sure / max(of, len(members) + doubt), 1.0)


def never_posted(frames: Frames) -> Measure:
    """`souls.never_posted`, of all whom Telegram claims where that is stated and the history whole, else of those
    whom the source shows."""
    facts = frames.facts
    if facts.as_of is None or facts.first_at is None:
        return unavailable("souls.never_posted", "no-times")
    if facts.claimed is not None and facts.claimed >= len(frames.members) and facts.history_whole:
        return _of_the_claimed(frames, facts.claimed)
    return _of_the_shown(frames, facts.as_of, max(facts.first_at, facts.since or facts.first_at))


def _of_the_claimed(frames: Frames, total: int) -> Measure:
    wrote = frames.people["messages"] > 0
    hidden = len(frames.unresolved_of("message")) + _namesakes_who_may_write(frames) + frames.facts.erased_people
    writers = int(wrote.sum())
    count = max(0, total - writers)
    low = max(0, total - writers - hidden) / total
    surely_there = int((wrote & ~frames.people["left"]).sum()) - len(frames.unresolved_of("leave"))
    high = (total - max(0, surely_there)) / total if frames.leaves_logged else 1.0
    return bounded("souls.never_posted", count, total, low, max(low, high))


def _of_the_shown(frames: Frames, as_of: int, start: int) -> Measure:
    members = frames.members
    if not len(members):
        return insufficient("souls.never_posted", "no-people")
    if (why := too_coarse(frames.facts, EXPOSURE_DAYS * DAY)) is not None:
        return insufficient("souls.never_posted", why)
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
    ways = [*of_share(frames.readings, "settled_silent", "settled"), *lumped]
    return share("souls.never_posted", count, of, ways, "too-young")


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
