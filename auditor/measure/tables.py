"""The rows behind the measures: a row a person, an adder, a day. People are still numbers here; the conductor gives
each recipient names of their own, and an order under them. Here rows are ordered by time, count and first message."""

import numpy as np
import pandas as pd

from auditor.frames.facts import GONE_HOURS
from auditor.frames.frames import Frames
from auditor.frames.inputs import DAY, NO_TIME, NOBODY
from auditor.measure.arrivals.adders import adder_table
from auditor.measure.arrivals.fates import by_day
from auditor.measure.fineness import events_too_coarse
from auditor.measure.methods.tested_adders import examined

YES, NO, UNKNOWN = "yes", "no", "unknown"


def people_table(frames: Frames) -> pd.DataFrame:
    """A row a person seen."""
    people = frames.people
    order = pd.DataFrame(
        {
            "came": people["arrived_at"].where(people["arrived_at"] != NO_TIME, np.iinfo(np.int64).max),
            "wrote": -people["messages"],
            "first": people["first_at"].where(people["first_at"] != NO_TIME, np.iinfo(np.int64).max),
        }
    ).sort_values(["came", "wrote", "first"], kind="stable")
    people = people.loc[order.index]
    return pd.DataFrame(
        {
            "person": people.index,
            "kind": np.where(people["name_only"], "name-only", "person"),
            "arrival": people["arrival"].to_numpy(),
            "arrival_source": people["arrival_source"].to_numpy(),
            "arrival_day": days(people["arrived_at"]),
            "adder": np.where(people["arrival"] == "added", people["adder"], NOBODY),
            "messages": people["messages"].to_numpy(),
            "first_day": days(people["first_at"]),
            "last_day": days(people["last_at"]),
            "left": _left(frames, people),
            **_traits(frames, people),
        }
    )


def _left(frames: Frames, people: pd.DataFrame) -> np.ndarray:
    """Whether each has left: who is listed has not, and of the others it is known where leaving is."""
    stays = np.where(frames.leaving_known | people.get("listed", False), NO, UNKNOWN)
    return np.where(people["left"], YES, stays)


def _traits(frames: Frames, people: pd.DataFrame) -> dict[str, np.ndarray | str]:
    """What is known of each account; an export shows at most that it is deleted."""
    if not frames.live:
        deleted = np.where(people["deleted"], YES, UNKNOWN)
        return {
            "deleted": deleted,
            **dict.fromkeys(("inactive", "blank"), UNKNOWN),
            **_made(people),
        }
    return {
        "deleted": np.where(people["deleted"], YES, np.where(people["shown"], NO, UNKNOWN)),
        **{name: _answers(people[name]) for name in ("inactive", "blank")},
        **_made(people),
    }


def _made(people: pd.DataFrame) -> dict[str, np.ndarray | str]:
    """Since when each account has been there, where that is shown."""
    if "age_from" not in people:
        return {"new": np.full(len(people), UNKNOWN, dtype=object), "age_from": "", "age_to": ""}
    ages = {name: quarters(people[name]) for name in ("age_from", "age_to")}
    return {"new": _answers(people["new"]), **ages}


def _answers(answers: pd.Series) -> np.ndarray:
    return np.asarray(np.array([UNKNOWN, NO, YES])[answers.to_numpy(np.int64) + 1])


def quarters(times: pd.Series) -> np.ndarray:
    """The quarters of times, as 2017-Q3; empty where unknown."""
    values = times.to_numpy(np.int64)
    known = values != NO_TIME
    months = np.where(known, values, 0).astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    numbers, place = np.unique(months // 3, return_inverse=True)
    names = np.array([f"{1970 + int(number) // 4}-Q{int(number) % 4 + 1}" for number in numbers], dtype=object)
    return np.where(known, names[place], "")


def adders_table(frames: Frames) -> pd.DataFrame:
    """A row an adder."""
    table = adder_table(frames)
    told = bool(frames.leaves_logged) and events_too_coarse(frames.facts, GONE_HOURS * 3600) is None
    return pd.DataFrame(
        {
            "adder": table.index,
            "added": table["added"].to_numpy(),
            "silent": table["silent"].to_numpy(),
            "gone_at_once": table["gone_at_once"].astype("Int64").array if told else pd.NA,
            "first_day": days(table["min"].fillna(NO_TIME).astype(np.int64)),
            "last_day": days(table["max"].fillna(NO_TIME).astype(np.int64)),
            "share": table["share"].to_numpy(),
            **_as_tested(frames, table.index),
        }
    )


def _as_tested(frames: Frames, whom: pd.Index) -> dict[str, object]:
    """The figures of the adders' test, empty where an adder was not tested, or not for that."""
    tested = examined(frames, "against").adders.reindex(whom)
    answers = {
        name: np.where(tested["q"].isna(), "", np.where(tested[name].eq(True), YES, NO))
        for name in ("forced", "silent_only")
    }
    leaving = tested["gone_of"] > 0
    return {
        **{f"tested_{name}": tested[name].astype("Int64").array for name in ("silent", "silent_of")},
        **{f"tested_{name}": tested[name].where(leaving).astype("Int64").array for name in ("gone", "gone_of")},
        **{name: tested[name].astype("Int64").array for name in ("self_silent", "self_silent_of")},
        **{
            name: tested[name].where(tested["self_gone_of"] > 0).astype("Int64").array
            for name in ("self_gone", "self_gone_of")
        },
        "cohort": tested["cohort"].fillna("").to_numpy(),
        **{name: tested[name].to_numpy(np.float64) for name in ("p_gone", "p_silent", "q")},
        "flagged": answers["forced"],
        "silent_only": answers["silent_only"],
    }


def days_table(frames: Frames) -> pd.DataFrame:
    """A row a day on which somebody came or wrote."""
    dated = frames.messages[frames.messages["at"] != NO_TIME]
    daily = dated.groupby(dated["at"] // DAY)["person"]
    shown = dated.loc[dated["person"] != NOBODY, "person"]
    writers = shown.groupby(dated["at"] // DAY).nunique()
    table = by_day(frames).join(pd.DataFrame({"messages": daily.size(), "writers": writers}), how="outer")
    table = table.fillna(0).astype(np.int64).sort_index()
    return table.set_axis(_iso(table.index.to_numpy()), axis=0).rename_axis("day").reset_index()


def days(times: pd.Series) -> np.ndarray:
    """The days of times as ISO dates, empty where unknown."""
    values = times.to_numpy(np.int64)
    known = values != NO_TIME
    numbers, place = np.unique(np.where(known, values, 0) // DAY, return_inverse=True)
    return np.where(known, _iso(numbers)[place], "")


def _iso(numbers: np.ndarray) -> np.ndarray:
    return np.array(np.datetime_as_string(numbers.astype("datetime64[D]")), dtype=object)
