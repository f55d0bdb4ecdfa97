"""Who left, when, and whether the history shows it."""

import numpy as np
import pandas as pd

from auditor.frames.facts import GONE_HOURS, LEAVES_KNOWN_ARRIVALS
from auditor.frames.inputs import ARRIVAL_SOURCES, NO_TIME, Ints


def left_next(events: pd.DataFrame) -> Ints:
    """When the person of each row left next by themselves; `NO_TIME` where they did not, or were removed before. Events
    stand in order of person and time."""
    leaving = ((events["what"] == "leave") & events["resolved"]).to_numpy()
    places, number = np.arange(len(events)), len(events)
    following = np.minimum.accumulate(np.where(leaving, places, number)[::-1])[::-1]
    person, by_self = events["person"].to_numpy(np.int64), (events["kind"] == "1").to_numpy()
    last = np.minimum(following, number - 1)
    theirs = (following < number) & (person[last] == person) & by_self[last] if number else leaving
    return np.asarray(np.where(theirs, events["at"].to_numpy(np.int64)[last], NO_TIME), np.int64)


def _logged_leaves(went: pd.DataFrame) -> pd.DataFrame:
    """The leaves by oneself of the history. An admin log and a bot show some too, but each of its own days alone."""
    return went[(went["kind"] == "1") & (went["rank"] == ARRIVAL_SOURCES.index("service-messages"))]


def leaves_logged(went: pd.DataFrame, arrivals: int) -> bool | None:
    """Whether the history shows who left."""
    if len(_logged_leaves(went)):
        return True
    return False if arrivals >= LEAVES_KNOWN_ARRIVALS else None


def last_leave(went: pd.DataFrame) -> int | None:
    times = _logged_leaves(went)["at"]
    return int(times.max()) if len(times) else None


def leaves_tally(people: pd.DataFrame) -> bool:
    """Whether the history shows the leaving of everybody who came and is not in the whole list."""
    missing = (people["arrival"] != "unknown") & ~people["listed"] & ~people["left"]
    return not missing.any()


def gone_at_once(people: pd.DataFrame) -> pd.Series:
    """Who left within a day of their last arrival, where both times are known."""
    known = people["left"] & (people["arrived_at"] != NO_TIME) & (people["left_at"] != NO_TIME)
    return known & (people["left_at"] - people["arrived_at"].where(known, 0) <= GONE_HOURS * 3600)
