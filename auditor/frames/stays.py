"""Arrivals that several sources tell of: which of them is believed, and what the dates of a member list add.

A stay begins when somebody comes: after a leave, or more than a day after the arrival before. What several sources tell
of one stay is one arrival, and the best of them is believed (`ARRIVAL_SOURCES`, best first).
"""

import numpy as np
import pandas as pd

from auditor.frames.inputs import ARRIVAL_SOURCES, DAY, NO_TIME, NOBODY, Ints
from storage.columns import MemberColumns

SAME_ARRIVAL = DAY
"""Within this time two sources speak of one arrival: their clocks are one, but an approval can lag behind a request."""

LIST_RANK = ARRIVAL_SOURCES.index("member-list")


def one_arrival_a_stay(events: pd.DataFrame) -> pd.DataFrame:
    """Drops what worse sources say of a stay. Events stand in order of person and time, with the run between leaves."""
    came = events[(events["what"] == "arrival") & events["resolved"]]
    if came["rank"].nunique() < 2:
        return events
    person, run, at = (came[column].to_numpy(np.int64) for column in ("person", "run", "at"))
    dated = at != NO_TIME
    again = np.zeros(len(came), np.bool_)
    again[1:] = (person[1:] == person[:-1]) & (run[1:] == run[:-1]) & dated[1:] & dated[:-1]
    since = np.zeros(len(came), np.int64)
    since[1:] = np.where(again[1:], at[1:] - np.where(dated, at, 0)[:-1], 0)
    stay = np.cumsum(~(again & (since <= SAME_ARRIVAL)))
    rank = came["rank"].to_numpy(np.int64)
    best = np.full(len(came) + 1, len(ARRIVAL_SOURCES), np.int64)
    np.minimum.at(best, stay, rank)
    return events.drop(came.index[rank > best[stay]])


MOVED_SECONDS = 60
"""Within so many of a basic group's becoming a supergroup the list dates everybody whom it took along."""


def with_the_lists_word(people: pd.DataFrame, members: MemberColumns, migrated_at: int | None) -> pd.DataFrame:
    """Where the member list dates somebody's coming a day or more after all that is known of it, they came again
    unseen: when is known, how is not. The date on which the group became a supergroup is nobody's coming."""
    told = members.listed & (members.joined_at != NO_TIME) & ~members.bot
    if migrated_at is not None:
        told &= np.abs(members.joined_at - migrated_at) > MOVED_SECONDS
    joined = pd.Series(members.joined_at[told], index=members.person[told]).reindex(people.index)
    date = joined.fillna(NO_TIME).to_numpy(np.int64)
    known = people["arrived_at"].to_numpy(np.int64)
    never = (people["arrival"] == "unknown").to_numpy()
    later = (date != NO_TIME) & (known != NO_TIME) & (date - np.where(known != NO_TIME, known, date) > SAME_ARRIVAL)
    unseen = (date != NO_TIME) & (never | later)
    return people.assign(
        arrival=people["arrival"].where(~unseen, "unknown"),
        arrived_at=np.where(unseen, date, known),
        adder=people["adder"].where(~unseen, NOBODY),
        arrival_source=people["arrival_source"].where(~unseen, ARRIVAL_SOURCES[LIST_RANK]),
    )


def ranks(sources: list[str], number: int) -> Ints:
    """The place of each source in the order of trust; service messages where none is named."""
    if not sources:
        return np.full(number, ARRIVAL_SOURCES.index("service-messages"), np.int64)
    return np.asarray(pd.Index(ARRIVAL_SOURCES).get_indexer(pd.Index(sources)), np.int64)
