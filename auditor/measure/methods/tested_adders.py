"""Whether the people somebody added leave and stay silent beyond those who came by themselves (method.md).

The unit is the adder, for speed and number do not tell whoever forces from whoever organises; what becomes of the added
does. Each adder's people are held against those who came by themselves in the same weeks, seen in the same way.

What is in doubt speaks for the adder. An addition of somebody who cannot be told apart counts as one who stayed and
wrote. Somebody added more than once by one adder counts once, by the last time. Who was removed by another did
not leave. Nobody is asked who came less than a day before the audit, who came when leaving was no longer logged, or
whose first day lies before the history that was read.
"""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.frames.facts import GONE_HOURS
from auditor.frames.frames import Frames
from auditor.frames.inputs import ADDING, DAY, KINDS, NO_TIME, NOBODY, Ints
from auditor.measure.fineness import events_too_coarse
from auditor.measure.methods.uncertainty import Floats, false_discovery, fisher, overdispersed_tail

ENOUGH_ADDED = 10
"""Of an adder of fewer nothing can be said (method.md)."""

COHORT_DAYS = 15
ENOUGH_OF_COHORT = 40
"""The comparison is with those who came by themselves within so many days of one of the adder's additions, where they
are enough; else with all who came by themselves (method.md)."""

ENOUGH_BY_THEMSELVES = 30
"""With fewer in the whole chat no comparison is possible (method.md)."""

SPREAD = 0.02
"""Correlation within a crowd: how far shares of like crowds differ beyond chance (method.md)."""

FOUND_Q = 0.05
"""False discovery rate among all adders tested (method.md)."""

LEAVING_Q = 0.10
"""The same of leaving alone, where the word "forced" hangs on it: in groups of many organisers one in twenty has people
who left more by chance (judgement, on seeds of bench.forced_adds below 10,000)."""

Doubt = Literal["against", "for"]
"""What an addition of somebody who cannot be told apart counts as: staying and writing, or leaving in silence."""

Exit = Literal["log", "list"]
"""What leaving is known from: the history (within a day), or a whole member list (by the time of the audit)."""


class Examined(NamedTuple):
    """The adders tested, and what they were held against.

    `adders`, index adder, by first addition: added · gone · gone_of · silent · silent_of · self_gone · self_gone_of ·
    self_silent · self_silent_of · cohort ("15-days", "whole-chat") · p_gone · p_silent (NaN where not tested) · q ·
    forced · silent_only (bool) · start · end. `enough` adders had people enough, tested or not. `own` is what
    became of all who came by themselves.
    """

    adders: pd.DataFrame
    enough: int
    own: "Fate"

    @property
    def leaving_tested(self) -> int:
        """How many adders' people were tested for leaving."""
        return int(self.adders["p_gone"].notna().sum())


class Fate(NamedTuple):
    """What became of a crowd of `people`: of how many it was asked whether they left and whether they wrote."""

    people: int
    gone_of: int
    gone: int
    silent_of: int
    silent: int


def examined(frames: Frames, doubt: Doubt) -> Examined:
    """Every adder of enough people, tested."""
    stays = _stays(frames)
    added, own = _added(stays), _own(stays)
    counts = _counts(added, frames, doubt)
    counts = counts[counts["people"] >= ENOUGH_ADDED]
    added = added[added["adder"].isin(counts.index)]
    fate = Fate(len(own), *(int(number) for number in own[_OUTCOMES].sum()))
    return Examined(_rated(counts, added, own), len(counts), fate)


def moment(frames: Frames) -> int | None:
    """The time the audit speaks of; null where nothing has a usable time."""
    return frames.facts.until if frames.facts.as_of is None else frames.facts.as_of


def exit_of(frames: Frames) -> Exit | None:
    """What leaving is known from."""
    if frames.leaves_logged and events_too_coarse(frames.facts, GONE_HOURS * 3600) is None:
        return "log"
    return "list" if frames.list_whole else None


def _stays(frames: Frames) -> pd.DataFrame:
    """Arrivals of known people that can be asked what became of them: `ask_gone` · `gone` · `ask_silent` · `silent`."""
    now, facts, people = moment(frames), frames.facts, frames.people
    rows = frames.arrivals[["at", "kind", "person", "adder", "left_at"]]
    at = rows["at"].to_numpy(np.int64)
    over = np.zeros(len(rows), np.bool_) if now is None else (at != NO_TIME) & (at <= now - GONE_HOURS * 3600)
    rows = rows[over & frames.arrivals["resolved"].to_numpy(np.bool_)]
    at, left_at = rows["at"].to_numpy(np.int64), rows["left_at"].to_numpy(np.int64)
    place = people.index.get_indexer(rows["person"])
    read_from = max(facts.first_at or NO_TIME, facts.since or NO_TIME)
    within = (at >= read_from) | facts.history_whole
    match exit_of(frames):
        case "log":
            asked = within if frames.leaves_until is None else within & (at <= frames.leaves_until)
            gone = (left_at != NO_TIME) & (left_at - np.where(left_at != NO_TIME, at, left_at) <= GONE_HOURS * 3600)
        case "list":
            asked, gone = np.ones(len(rows), np.bool_), people["left"].to_numpy(np.bool_)[place]
        case _:
            asked = gone = np.zeros(len(rows), np.bool_)
    silent = (people["messages"].to_numpy(np.int64) == 0)[place]
    stays: pd.DataFrame = rows.assign(ask_gone=asked, gone=gone & asked, ask_silent=within, silent=silent & within)
    return stays


def _added(stays: pd.DataFrame) -> pd.DataFrame:
    """A row an adder and somebody they added, by the last time; in the order of adder and time."""
    rows = stays[(stays["kind"] == "added") & (stays["adder"] != NOBODY)]
    return rows.drop_duplicates(["adder", "person"], keep="last").sort_values(["adder", "at"], kind="stable")


def _own(stays: pd.DataFrame) -> pd.DataFrame:
    """A row somebody who came by themselves, by the last time; in the order of time."""
    rows = stays[stays["kind"].isin(KINDS[1:])]
    return rows.drop_duplicates("person", keep="last").sort_values("at", kind="stable")


_OUTCOMES = ["ask_gone", "gone", "ask_silent", "silent"]


def _counts(added: pd.DataFrame, frames: Frames, doubt: Doubt) -> pd.DataFrame:
    """What became of each adder's people; additions in doubt are counted in."""
    counts = added.groupby("adder")[_OUTCOMES].sum().astype(np.int64)
    counts["people"] = added.groupby("adder").size()
    made = frames.arrivals[frames.arrivals["kind"].isin(ADDING) & (frames.arrivals["adder"] != NOBODY)]
    sure = made["resolved"]
    counts["added"] = made[sure].groupby("adder")["person"].nunique().reindex(counts.index)
    unsure = made[~sure].groupby("adder").size()
    if doubt == "for":
        counts = counts.reindex(counts.index.union(unsure.index), fill_value=0)
    unsure = unsure.reindex(counts.index, fill_value=0)
    for name in ["people", *_OUTCOMES] if doubt == "for" else ["ask_gone", "ask_silent"]:
        counts[name] += unsure
    dated = made[made["at"] != NO_TIME].groupby("adder")["at"].agg(["min", "max"])
    counts["start"], counts["end"] = dated["min"].reindex(counts.index), dated["max"].reindex(counts.index)
    counts["first"] = made.reset_index().groupby("adder")["index"].first().reindex(counts.index)
    return counts.sort_values("first")


def _rated(counts: pd.DataFrame, added: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The counts held against those who came by themselves."""
    near = _cohorts(counts.index, added, own)
    whole = own[_OUTCOMES].sum().to_numpy(np.int64)
    enough = near[:, 0] >= ENOUGH_OF_COHORT if whole[0] else near[:, 2] >= ENOUGH_OF_COHORT
    own_gone_of, own_gone, own_silent_of, own_silent = np.where(enough[:, None], near, whole).T
    gone_of, gone, silent_of, silent = (counts[name].to_numpy(np.int64) for name in _OUTCOMES)
    p_gone = _tail(gone, gone_of, own_gone, own_gone_of)
    p_silent = _tail(silent, silent_of, own_silent, own_silent_of)
    p = fisher(p_gone, p_silent)
    rated = pd.DataFrame(
        {
            "added": counts["added"].fillna(0).astype(np.int64),
            "gone": gone,
            "gone_of": gone_of,
            "silent": silent,
            "silent_of": silent_of,
            "self_gone": own_gone,
            "self_gone_of": own_gone_of,
            "self_silent": own_silent,
            "self_silent_of": own_silent_of,
            "cohort": np.where(enough, "15-days", "whole-chat"),
            "p_gone": p_gone,
            "p_silent": p_silent,
            "p": p,
            "start": counts["start"],
            "end": counts["end"],
        },
        index=counts.index,
    )
    rated = rated[~np.isnan(p)]
    q = false_discovery(rated["p"].to_numpy(np.float64))
    found = q <= FOUND_Q
    by_leaving = found & _leave(rated["p_gone"].to_numpy(np.float64))
    return rated.assign(q=q, forced=by_leaving, silent_only=found & ~by_leaving)


def _leave(p_gone: Floats) -> npt.NDArray[np.bool_]:
    """Whose people leave more, seen by itself: at the level of one adder, and among all who were tested for it."""
    leaves = np.nan_to_num(p_gone, nan=1.0) <= FOUND_Q
    tested = ~np.isnan(p_gone)
    leaves[tested] &= false_discovery(p_gone[tested]) <= LEAVING_Q
    return leaves


def _tail(cases: Ints, of: Ints, own_cases: Ints, own_of: Ints) -> Floats:
    """The p-value of so many cases where those who came by themselves have theirs; NaN where either are too few. Their
    share is that of one case more in two people more, halved: of none it is not zero."""
    share = (own_cases + 0.5) / (own_of + 1)
    p = overdispersed_tail(cases, of, share, SPREAD)
    return np.asarray(np.where((of >= ENOUGH_ADDED) & (own_of >= ENOUGH_BY_THEMSELVES), p, np.nan))


def _cohorts(adders: pd.Index, added: pd.DataFrame, own: pd.DataFrame) -> Ints:
    """Of each adder, how those fared who came by themselves within `COHORT_DAYS` of one of the additions, in the order
    of `_OUTCOMES`: the windows around the additions of one adder, laid over one another, are cut where the one before
    ends."""
    times, adder = own["at"].to_numpy(np.int64), added["adder"].to_numpy(np.int64)
    sums = np.zeros((len(own) + 1, len(_OUTCOMES)), np.int64)
    np.cumsum(own[_OUTCOMES].to_numpy(np.int64), axis=0, out=sums[1:])
    at = added["at"].to_numpy(np.int64)
    low = np.searchsorted(times, at - COHORT_DAYS * DAY, "left")
    high = np.searchsorted(times, at + COHORT_DAYS * DAY, "right")
    again = np.zeros(len(at), np.bool_)
    again[1:] = adder[1:] == adder[:-1]
    low[1:] = np.where(again[1:], np.maximum(low[1:], high[:-1]), low[1:])
    parts = sums[high] - sums[np.minimum(low, high)]
    found = np.zeros((len(adders), len(_OUTCOMES)), np.int64)
    np.add.at(found, adders.get_indexer(pd.Index(adder)), parts)
    return found
