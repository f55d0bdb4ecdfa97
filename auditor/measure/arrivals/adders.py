"""Who adds: how many people, and how few made half of all additions."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from auditor.frames.frames import Frames
from auditor.frames.inputs import ADDING, NO_TIME, NOBODY, Ints
from auditor.frames.leaves import gone_at_once
from auditor.measure.arrivals.unseen import hidden_adds
from auditor.measure.misleading import ADDED_IS_NOT_FORCED
from auditor.measure.spec import Measure, Spec
from auditor.measure.voices import split_evenly


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
    hidden = int((made["adder"] == NOBODY).sum()) + hidden_adds(frames)
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
    """Distinct adders, of the people seen."""
    if not len(frames.people):
        return ADDERS.insufficient("no-people")
    found, count, of = adds(frames), _certain_adders(frames), len(frames.people)
    hidden = found.hidden if frames.live else len(frames.unresolved_of("adder"))
    more = len(found.sure) - count + int(found.spare.sum()) + hidden
    if more:
        return ADDERS.bounded(count, of, count, count + more)
    if not len(frames.arrivals) and not frames.live:
        return ADDERS.insufficient("no-arrivals-shown")
    return ADDERS.measured(count, of)


def half_by(frames: Frames) -> Measure:
    """The fewest adders who made at least half of the adds.

    With c sure and u doubtful adds an adder and h hidden ones, k adders may make half when their c + u and h are no
    less than the others' c, and surely do when their c is no less than the others' c + u and h: in both, those with
    the largest 2c + u go first. An adder who may be several shares their adds out evenly among those.
    """
    found, of = adds(frames), _certain_adders(frames)
    if not of:
        return HALF_BY.insufficient("no-adders")
    sure, doubtful = found.sure.to_numpy(np.int64), found.doubtful.to_numpy(np.int64)
    point = _fewest(2 * sure, int(sure.sum()))
    if found.certain:
        return HALF_BY.measured(point, of)
    parts = np.minimum(found.spare.to_numpy(np.int64), np.maximum(sure - 1, 0))
    shared_out, each_doubtful = split_evenly(sure, parts), np.repeat(doubtful, parts + 1)
    spare = int((found.spare - parts).sum())
    needed = int(sure.sum() + doubtful.sum()) + found.hidden
    low = _fewest(2 * sure + doubtful, int(sure.sum()) - found.hidden)
    high = _fewest(2 * shared_out + each_doubtful, needed) + spare
    return HALF_BY.bounded(min(max(point, low), high), of, low, high)


def _fewest(weights: Ints, needed: int) -> int:
    """How many of the largest weights reach what is needed; beyond them, people with a single add (weight 2) do."""
    running = np.cumsum(np.sort(weights)[::-1])
    if running[-1] < needed:
        return len(running) + (needed - int(running[-1]) + 1) // 2
    return int(np.searchsorted(running, needed)) + 1


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


ADDERS = Spec(
    id="arrivals.adders",
    unit="people",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="People who added others",
    meaning="How many different people added somebody.",
    misleads=ADDED_IS_NOT_FORCED,
    out_of=("of {count} person seen", "of {count} people seen"),
    count=adders,
)

HALF_BY = Spec(
    id="arrivals.half_by",
    unit="people",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="Made half of all additions",
    meaning="The fewest people who together made at least half of all additions.",
    misleads="An organiser who invites colleagues or neighbours adds many people, too.",
    out_of=("of {count} person who added others", "of {count} people who added others"),
    count=half_by,
)
