"""Columns as they were kept -> typed frames that the measures share.

Here occurrences become people (DESIGN 3). An occurrence that stands for nobody in particular (no name, a name of
several people, or a further arrival by name alone) is unresolved: it goes into a frame of its own, counted and
bounded, never a person in a point.

Column dictionary; times are seconds since 1970 in UTC, `NO_TIME` where unknown; `NOBODY` (0) for no person:

people      index: person    arrival: kind or "unknown" · arrived_at · adder · left (bool) · left_at · left_by_name
                             messages · first_at · last_at · deleted (bool) · name_only (bool)
messages    a row a message  id · at · person
arrivals    a row an arrival id · at · kind · person · adder · resolved (bool)
unresolved  a row each       what: arrival, leave, message, adder · kind · at · adder
                             group: a person, a name, or NOBODY
"""

import msgspec
import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.measure.catalogue import GONE_HOURS, LEAVES_KNOWN_ARRIVALS

NO_TIME = int(np.iinfo(np.int64).min)
NOBODY = 0
DAY = 86_400

KINDS = ("added", "by_link", "by_request", "by_self")
UNCLEAR = "unclear"
"""An arrival that was either being added or joining by oneself."""
ADDING = ("added", UNCLEAR)
"""What has, or may have, an adder."""

Ints = npt.NDArray[np.int64]


class MessageInput(msgspec.Struct, frozen=True):
    """A row a message, in the order of the chat."""

    id: Ints
    at: Ints
    person: Ints


class EventInput(msgspec.Struct, frozen=True):
    """A row an arrival or a leave, in the order of the chat. `kind` of a leave is "1" by oneself, else "0"."""

    id: Ints
    at: Ints
    kind: list[str]
    person: Ints
    resolved: npt.NDArray[np.bool_]
    alone: npt.NDArray[np.bool_]
    adder: Ints


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the measures must know beside the rows: the window, what the source could see, what was stated."""

    as_of: int | None
    """Null where nothing has a usable time."""
    since: int | None
    until: int | None
    first_at: int | None
    history_whole: bool
    names_as_people: bool
    """Nobody has an id: the writers' names are taken as persons."""
    good_to_the_day_only: bool
    claimed: int | None
    erased_people: int
    erased_messages: int


class Frames(msgspec.Struct, frozen=True):
    """What one observation shows, as of one moment."""

    facts: Facts
    people: pd.DataFrame
    messages: pd.DataFrame
    arrivals: pd.DataFrame
    unresolved: pd.DataFrame
    alternatives: dict[int, tuple[int, ...]]
    leaves_logged: bool | None
    """Null where too few came to tell."""

    @property
    def members(self) -> pd.DataFrame:
        """The people who are not known to have left."""
        return self.people[~self.people["left"]]

    @property
    def unmatched(self) -> int:
        """Mentions of people that could not be matched to one of them; unseen adders are not mentioned at all."""
        return len(self.unresolved) - len(self.unresolved_of("adder"))

    def unresolved_of(self, what: str) -> pd.DataFrame:
        """The unresolved occurrences of one sort: arrival, leave, message or adder."""
        return self.unresolved[self.unresolved["what"] == what]


def build_frames(
    *,
    messages: MessageInput,
    arrivals: EventInput,
    leaves: EventInput,
    alternatives: dict[int, tuple[int, ...]],
    nameless: frozenset[int],
    by_name: frozenset[int],
    facts: Facts,
) -> Frames:
    """Cuts the rows to the window, and makes people of occurrences."""
    written = pd.DataFrame({"id": messages.id, "at": messages.at, "person": messages.person}, copy=False)
    written = _within(written, facts)
    came, went = _within(_events(arrivals), facts), _within(_events(leaves), facts)
    events = _resolve_runs(came, went)
    resolved = events[events["resolved"]]
    hidden = written[written["person"] == NOBODY]
    people = _people(written, came, resolved, nameless, by_name)
    unresolved = _unresolved(events, hidden)
    came = events[events["what"] == "arrival"].sort_values("order")
    logged = _leaves_logged(went, len(came))
    columns = ["id", "at", "kind", "person", "adder", "resolved"]
    return Frames(facts, people, written, came[columns].reset_index(drop=True), unresolved, alternatives, logged)


def _within(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The rows in the window; undated ones are in it only where none is asked for."""
    at = rows["at"].to_numpy()
    dated = at != NO_TIME
    inside = np.ones(len(rows), np.bool_)
    if facts.since is not None:
        inside &= dated & (at >= facts.since)
    if facts.until is not None:
        inside &= dated & (at < facts.until)
    if facts.as_of is not None:
        inside &= ~dated | (at <= facts.as_of)
    return rows if inside.all() else rows[inside]


def _events(rows: EventInput) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": rows.id,
            "at": rows.at,
            "kind": pd.array(rows.kind, dtype="str"),
            "person": rows.person,
            "resolved": rows.resolved,
            "alone": rows.alone,
            "adder": rows.adder,
        }
    )


def _resolve_runs(came: pd.DataFrame, went: pd.DataFrame) -> pd.DataFrame:
    """Arrivals and leaves in one frame, the further arrivals by name alone made unresolved.

    Between two leaves a name can arrive but once. Where somebody arrived by id, every arrival by that name alone may
    be another's; where nobody did, the first is taken as the person, the others may be others'.
    """
    events = pd.concat([came.assign(what="arrival"), went.assign(what="leave")], ignore_index=True)
    events["order"] = np.lexsort((np.arange(len(events)), events["at"], events["id"])).argsort()
    events = events.sort_values(["person", "order"], ignore_index=True)
    leaving = (events["what"] == "leave") & events["resolved"]
    events["run"] = leaving.astype(np.int64).groupby(events["person"]).cumsum()
    arriving = events["resolved"] & (events["what"] == "arrival")
    by_id = (arriving & ~events["alone"]).groupby([events["person"], events["run"]]).transform("any")
    by_name = arriving & events["alone"]
    place = by_name.astype(np.int64).groupby([events["person"], events["run"]]).cumsum()
    events["resolved"] &= ~(by_name & (by_id | (place > 1)))
    return events


def _people(
    written: pd.DataFrame,
    came: pd.DataFrame,
    resolved: pd.DataFrame,
    nameless: frozenset[int],
    by_name: frozenset[int],
) -> pd.DataFrame:
    """Everybody who arrived, added, wrote or left, with the last arrival, the leave after it, and the writing."""
    wrote = _writing(written)
    everybody = [wrote.index.to_numpy(), came["adder"].to_numpy(), resolved["person"].to_numpy()]
    index = pd.Index(np.unique(np.concatenate(everybody)), dtype=np.int64, name="person")
    index = index[index != NOBODY]
    people = pd.DataFrame(index=index)
    last = resolved[resolved["what"] == "arrival"].groupby("person").last().reindex(index)
    people["arrival"] = last["kind"].fillna("unknown").astype("str")
    people["arrived_at"] = last["at"].fillna(NO_TIME).astype(np.int64)
    people["adder"] = last["adder"].fillna(NOBODY).astype(np.int64)
    end = resolved.groupby("person").last().reindex(index)
    people = people.join(wrote)
    people["messages"] = people["messages"].fillna(0).astype(np.int64)
    for column in ("first_at", "last_at"):
        people[column] = people[column].fillna(NO_TIME).astype(np.int64)
    gone_at = end["at"].fillna(NO_TIME).astype(np.int64)
    came_back = (people["last_at"] > gone_at) & (gone_at != NO_TIME)
    people["left"] = (end["what"] == "leave") & ~came_back
    people["left_at"] = gone_at.where(people["left"], NO_TIME)
    people["left_by_name"] = people["left"] & end["alone"].fillna(value=False).astype(np.bool_)
    people["deleted"] = index.isin(list(nameless))
    people["name_only"] = index.isin(list(by_name))
    return people


def _writing(written: pd.DataFrame) -> pd.DataFrame:
    """How much each person wrote, and when first and last."""
    shown = written[written["person"] != NOBODY]
    at = shown["at"].where(shown["at"] != NO_TIME)
    wrote = (at if at.isna().any() else shown["at"]).groupby(shown["person"]).agg(["size", "min", "max"])
    wrote.columns = pd.Index(["messages", "first_at", "last_at"])
    return wrote


def _unresolved(events: pd.DataFrame, hidden: pd.DataFrame) -> pd.DataFrame:
    lost = events.loc[~events["resolved"], ["what", "kind", "at", "adder", "person"]]
    behind = events[events["kind"].isin(ADDING) & (events["adder"] == NOBODY)]
    unseen = [
        pd.DataFrame({"what": what, "kind": "", "at": rows["at"], "adder": NOBODY, "person": NOBODY})
        for what, rows in (("message", hidden), ("adder", behind))
    ]
    return pd.concat([lost, *unseen], ignore_index=True).rename(columns={"person": "group"})


def _leaves_logged(went: pd.DataFrame, arrivals: int) -> bool | None:
    if (went["kind"] == "1").any():
        return True
    return False if arrivals >= LEAVES_KNOWN_ARRIVALS else None


def gone_at_once(people: pd.DataFrame) -> pd.Series:
    """Who left within a day of their last arrival, where both times are known."""
    known = people["left"] & (people["arrived_at"] != NO_TIME) & (people["left_at"] != NO_TIME)
    return known & (people["left_at"] - people["arrived_at"].where(known, 0) <= GONE_HOURS * 3600)
