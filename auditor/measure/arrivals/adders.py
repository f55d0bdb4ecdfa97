"""How they got there: by whom, by what way, and what became of those who were added."""

from itertools import chain
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.frames.facts import GONE_HOURS
from auditor.frames.frames import ADDING, DAY, KINDS, NO_TIME, NOBODY, UNCLEAR, Frames, Ints
from auditor.frames.leaves import gone_at_once
from auditor.frames.readings import of_share
from auditor.measure.answers import bounded, either, insufficient, measured, share, unavailable
from auditor.measure.arrivals import unseen
from auditor.measure.fineness import too_coarse
from auditor.measure.spec import Measure
from auditor.measure.voices import split_evenly


def by_kind(frames: Frames) -> dict[str, Measure]:
    """`arrivals.added`, `.by_link`, `.by_request`, `.by_self`, `.unknown`: how people came / people."""
    return {f"arrivals.{kind}": _of_kind(frames, kind) for kind in (*KINDS, "unknown")}


def _of_kind(frames: Frames, kind: str) -> Measure:
    if frames.live:
        return unseen.of_kind(frames, kind)
    measure, people = f"arrivals.{kind}", frames.people
    if not len(people):
        return insufficient(measure, "no-people")
    count = int((people["arrival"] == kind).sum())
    others = sum(len(frames.lumped_of(what)) for what in ("leave", "message", "adder"))
    doubt = _doubt(frames, kind)
    lumped = [
        either((doubt.as_this_kind, doubt.as_this_kind - doubt.gained), (-doubt.lost, doubt.as_other_kind - doubt.lost))
    ]
    lumped.append(either((others if kind == "unknown" else 0, others)))
    return share(measure, count, len(people), [*of_share(frames.readings, kind, "seen"), *lumped], "no-people")


MAY_BE = ("added", "by_self")
"""What an unclear arrival may be."""


class _Doubt(NamedTuple):
    """Lumped arrivals that are, or may be, of one kind, and of the others (an unclear one is in both); how many of
    this kind may be somebody's who is counted under another (`gained`), and how many counted under this kind may
    have come by another (`lost`)."""

    as_this_kind: int
    as_other_kind: int
    gained: int
    lost: int


def _doubt(frames: Frames, kind: str) -> _Doubt:
    occurrences = frames.lumped_of("arrival")
    if not len(occurrences):
        return _Doubt(0, 0, 0, 0)
    unclear = (occurrences["kind"] == UNCLEAR) & (kind in MAY_BE)
    this, other = (occurrences["kind"] == kind) | unclear, occurrences["kind"] != kind
    groups, counted = _candidates(frames, occurrences)
    of_kind = counted == kind
    mine = pd.DataFrame({"this": this, "other": other}).groupby(occurrences["group"]).sum()
    theirs = pd.DataFrame({"this": of_kind, "other": ~of_kind}).groupby(groups).sum().reindex(mine.index, fill_value=0)
    gained = int(np.minimum(mine["this"], theirs["other"]).sum())
    lost = int(np.minimum(mine["other"], theirs["this"]).sum())
    return _Doubt(int(this.sum()), int(other.sum()), gained, lost)


def _candidates(frames: Frames, occurrences: pd.DataFrame) -> tuple[Ints, npt.NDArray[np.object_]]:
    """Of whom an occurrence may speak: the person of that name, those who share it, or the deleted. Their groups, and
    how they came."""
    people, groups = frames.people, occurrences["group"].unique().tolist()
    nameless = people.index[people["deleted"]].tolist()
    bearers = [nameless if group == NOBODY else frames.alternatives.get(group, (group,)) for group in groups]
    group = np.repeat(np.array(groups, np.int64), np.array([len(each) for each in bearers], np.int64))
    place = people.index.get_indexer(pd.Index(np.array(list(chain.from_iterable(bearers)), np.int64)))
    return group[place >= 0], people["arrival"].to_numpy(object)[place[place >= 0]]


class Adds(NamedTuple):
    """By adder: distinct people they added (`sure`), adds that may be of nobody new or no adds at all (`doubtful`), and
    how many further people may stand behind the adder's name (`spare`); and adds whose adder is `hidden`."""

    sure: pd.Series
    doubtful: pd.Series
    spare: pd.Series
    hidden: int

    @property
    def certain(self) -> bool:
        return not (self.hidden or self.doubtful.any() or self.spare.any())


def adds(frames: Frames) -> Adds:
    """Who added how many. Whoever may only have added somebody is listed with no sure add."""
    made = frames.arrivals[frames.arrivals["kind"].isin(ADDING)]
    by_somebody = made[made["adder"] != NOBODY]
    sure, doubtful = _pairs(frames, by_somebody)
    adders = sure.index.union(doubtful.index)
    spare = pd.Series(0, index=adders)
    if frames.facts.names_as_people:
        namesakes = frames.unresolved_of("arrival").groupby("group").size()
        spare = namesakes.reindex(adders, fill_value=0)
    sure, doubtful = (counts.reindex(adders, fill_value=0) for counts in (sure, doubtful))
    hidden = int((made["adder"] == NOBODY).sum()) + unseen.hidden_adds(frames)
    return Adds(sure, doubtful, spare, hidden)


def _pairs(frames: Frames, made: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """By adder: pairs with somebody added that are surely different, and how many more there may be. Whoever is added
    under a name is somebody, but perhaps the same as before; somebody without a name is perhaps anybody."""
    added = made["kind"] == "added"
    named = made["person"] != NOBODY
    rows = pd.DataFrame(
        {"one": made["resolved"] | (added & named), "any": added, "doubted": ~made["resolved"], "rows": 1}
    )
    pairs = rows.groupby([made["adder"], made["person"]]).sum()
    sure = (pairs["one"] > 0).astype(np.int64)
    in_doubt = (pairs["doubted"] > 0) | pairs.index.get_level_values("person").isin(list(frames.readings.keys))
    totals = pd.DataFrame({"sure": sure, "most": pairs["rows"].where(in_doubt, sure), "any": pairs["any"]})
    totals = totals.groupby(level="adder").sum()
    least = totals["sure"].where(totals["sure"] > 0, totals["any"].clip(upper=1))
    return least, totals["most"] - least


def _certain_adders(frames: Frames) -> int:
    made = frames.arrivals[(frames.arrivals["kind"] == "added") & (frames.arrivals["adder"] != NOBODY)]
    return int(made["adder"].nunique())


def adders(frames: Frames) -> Measure:
    """`arrivals.adders`: distinct adders, of the people seen."""
    if not len(frames.people):
        return insufficient("arrivals.adders", "no-people")
    found, count, of = adds(frames), _certain_adders(frames), len(frames.people)
    hidden = found.hidden if frames.live else len(frames.unresolved_of("adder"))
    more = len(found.sure) - count + int(found.spare.sum()) + hidden
    if more:
        return bounded("arrivals.adders", count, of, count, count + more)
    return measured("arrivals.adders", count, of)


def half_by(frames: Frames) -> Measure:
    """`arrivals.half_by`: the fewest adders who made at least half of the adds.

    With c sure and u doubtful adds an adder and h hidden ones, k adders may make half when their c + u and h are no
    less than the others' c, and surely do when their c is no less than the others' c + u and h: in both, those with
    the largest 2c + u go first. An adder who may be several shares their adds out evenly among those.
    """
    found, of = adds(frames), _certain_adders(frames)
    if not of:
        return insufficient("arrivals.half_by", "no-adders")
    sure, doubtful = found.sure.to_numpy(np.int64), found.doubtful.to_numpy(np.int64)
    point = _fewest(2 * sure, int(sure.sum()))
    if found.certain:
        return measured("arrivals.half_by", point, of)
    parts = np.minimum(found.spare.to_numpy(np.int64), np.maximum(sure - 1, 0))
    shared_out, each_doubtful = split_evenly(sure, parts), np.repeat(doubtful, parts + 1)
    spare = int((found.spare - parts).sum())
    needed = int(sure.sum() + doubtful.sum()) + found.hidden
    low = _fewest(2 * sure + doubtful, int(sure.sum()) - found.hidden)
    high = _fewest(2 * shared_out + each_doubtful, needed) + spare
    return bounded("arrivals.half_by", min(max(point, low), high), of, low, high)


def _fewest(weights: Ints, needed: int) -> int:
    """How many of the largest weights reach what is needed; beyond them, people with a single add (weight 2) do."""
    running = np.cumsum(np.sort(weights)[::-1])
    if running[-1] < needed:
        return len(running) + (needed - int(running[-1]) + 1) // 2
    return int(np.searchsorted(running, needed)) + 1


def added_silent(frames: Frames) -> Measure:
    """`arrivals.added_silent`: added people who never posted / added."""
    if frames.live:
        return unseen.added_silent(frames)
    added = frames.people[frames.people["arrival"] == "added"]
    doubt = _doubt(frames, "added")
    count = int((added["messages"] == 0).sum())
    hidden = len(frames.unresolved_of("message"))
    more, lost = doubt.as_this_kind, doubt.lost
    lumped = [
        either((more + lost, more), (-min(count, lost), more - min(count, lost))),
        either((-min(count, hidden), 0)),
    ]
    ways = [*of_share(frames.readings, "added_silent", "added"), *lumped]
    return share("arrivals.added_silent", count, len(added), ways, "no-added")


def added_gone(frames: Frames) -> Measure:
    """`arrivals.added_gone`: added people who left within 24 h / added people seen for 24 h; where leaving is not
    logged but the list whole, added people who are not in it / added."""
    if frames.list_whole and not frames.leaves_logged:
        return unseen.added_away(frames)
    if (refusal := _leaving_unknown(frames)) is not None:
        return refusal
    if frames.live:
        watched = frames.people.index.isin(watched_a_day(frames, frames.people["arrival"] == "added").index)
        return unseen.added_gone_at_once(frames, pd.Series(watched, frames.people.index), gone_at_once(frames.people))
    added = watched_a_day(frames, frames.people["arrival"] == "added")
    doubt = _doubt(frames, "added")
    count = int(gone_at_once(added).sum())
    leaves = len(frames.lumped_of("leave"))
    more, lost = doubt.as_this_kind, doubt.lost
    fewer = min(count, lost)
    lumped = [either((more + lost + leaves, more), (-fewer, more - fewer))]
    ways = [*of_share(frames.readings, "gone", "watched"), *lumped]
    return share("arrivals.added_gone", count, len(added), ways, "no-added")


def _leaving_unknown(frames: Frames) -> Measure | None:
    """Why leaving cannot be told, if it cannot."""
    if frames.leaves_logged is None:
        return insufficient("arrivals.added_gone", "too-few-arrivals-to-tell")
    if not frames.leaves_logged:
        return unavailable("arrivals.added_gone", "leaves-not-logged")
    if frames.facts.as_of is None:
        return unavailable("arrivals.added_gone", "no-times")
    why = too_coarse(frames.facts, GONE_HOURS * 3600)
    return None if why is None else insufficient("arrivals.added_gone", why)


def watched_a_day(frames: Frames, whom: pd.Series) -> pd.DataFrame:
    """Of these people, those whose first 24 hours lie within what was read (or who left before they were over)."""
    people = frames.people[whom & (frames.people["arrived_at"] != NO_TIME)]
    over = (frames.facts.as_of or 0) - people["arrived_at"] >= GONE_HOURS * 3600
    return people[over | people["left"]]


class Fate(NamedTuple):
    """What became of the people who came one way; the parts add up to `people`."""

    came: Literal["added", "self"]
    people: int
    gone_at_once: int | None
    gone_later: int | None
    wrote: int
    silent: int


def fates(frames: Frames) -> list[Fate]:
    """The added, and beside them those who came by themselves; those of unknown arrival are in neither."""
    arrival = frames.people["arrival"]
    groups: tuple[tuple[Literal["added", "self"], pd.Series], ...] = (
        ("added", arrival == "added"),
        ("self", arrival.isin(KINDS[1:])),
    )
    logged = frames.leaving_known
    told = bool(frames.leaves_logged) and too_coarse(frames.facts, GONE_HOURS * 3600) is None
    found = []
    for came, whom in groups:
        people = frames.people[whom]
        gone = people["left"] if logged else pd.Series(False, index=people.index)
        at_once = gone_at_once(people) & gone if told else gone & False
        wrote = ~gone & (people["messages"] > 0)
        later = int((gone & ~at_once).sum())
        found.append(
            Fate(
                came,
                len(people),
                int(at_once.sum()) if told else None,
                later if logged else None,
                int(wrote.sum()),
                len(people) - int(gone.sum()) - int(wrote.sum()),
            )
        )
    return found


def by_day(frames: Frames) -> pd.DataFrame:
    """Arrivals of each day by kind, every occurrence counted; `unknown` are those of whom only the day is known, by a
    member list, or that were one of two ways. Index: days since 1970."""
    dated = frames.arrivals[frames.arrivals["at"] != NO_TIME]
    kinds = dated["kind"].where(dated["kind"].isin(KINDS), "unknown")
    people = frames.people
    by_list = people[(people["arrival"] == "unknown") & (people["arrived_at"] != NO_TIME)]
    days = pd.concat([dated["at"], by_list["arrived_at"]], ignore_index=True) // DAY
    ways = pd.concat([kinds, by_list["arrival"]], ignore_index=True)
    table = pd.crosstab(days, ways) if len(days) else pd.DataFrame()
    return table.reindex(columns=[*KINDS, "unknown"], fill_value=0).astype(np.int64)


def _counted_pairs(frames: Frames) -> pd.DataFrame:
    made = frames.arrivals[(frames.arrivals["kind"] == "added") & (frames.arrivals["adder"] != NOBODY)]
    found = adds(frames).sure
    return pd.DataFrame({"added": found[found.index.isin(made["adder"])]})


def adder_table(frames: Frames) -> pd.DataFrame:
    """A row an adder: whom they added, what became of those, when. Ordered by count, then by first add."""
    made = frames.arrivals[(frames.arrivals["kind"] == "added") & (frames.arrivals["adder"] != NOBODY)]
    sure = made[made["resolved"]].drop_duplicates(["adder", "person"])
    people = frames.people.reindex(sure["person"])
    rows = pd.DataFrame(
        {
            "adder": sure["adder"].to_numpy(),
            "silent": (people["messages"] == 0).to_numpy(),
            "gone": gone_at_once(people).to_numpy(),
        }
    )
    counts = rows.groupby("adder").agg(added=("silent", "size"), silent=("silent", "sum"), gone_at_once=("gone", "sum"))
    dated = made[made["at"] != NO_TIME].groupby("adder")["at"].agg(["min", "max"])
    order = made.reset_index().groupby("adder")["index"].first()
    table = _counted_pairs(frames).join(counts[["silent", "gone_at_once"]]).join(dated).join(order)
    table[["silent", "gone_at_once"]] = table[["silent", "gone_at_once"]].fillna(0).astype(np.int64)
    table["share"] = table["added"] / max(1, int(table["added"].sum()))
    return table.sort_values(["added", "index"], ascending=[False, True])
