"""Makes typed frames, which the measures share, of columns as they were kept.

Here occurrences become people (docs/method.md#from-an-export-to-people). An occurrence that stands for nobody in
particular (no name, a name of several people, or a further arrival by name alone) is unresolved: it goes into a frame
of its own, where it is counted and widens bounds; it is never a person in a point figure.

Column dictionary; times are seconds since 1970 in UTC, `NO_TIME` where unknown; `NOBODY` (0) for no person:

people      index: person    arrival: kind or "unknown" · arrived_at · adder · arrival_source · left (bool) · left_at
                             left_by_name · messages · first_at · last_at · deleted (bool) · name_only (bool)
                             live, too: listed · creator · shown · empty · by_me (bool)
                             inactive · blank · flagged · new (1, 0, -1 cannot tell) · age_from · age_to
                             of a table: photo · friends · followers · young (likewise)
messages    a row a message  id · at · person; the index is the row in `Frames.texts`
arrivals    a row an arrival id · at · kind · person · adder · resolved · in_chat (bool: the id is a message's)
                             left_at: when that person left next, by themselves
unresolved  a row each       what: arrival, leave, message, adder · kind · at · adder
                             group: a person, a name, or NOBODY · lumped (bool: not in `readings`)
"""

import msgspec
import numpy as np
import pandas as pd

from auditor.frames.accounts import with_accounts, with_ages, with_profiles
from auditor.frames.facts import ADDED_AT_ONCE
from auditor.frames.inputs import (
    ADDING,
    ARRIVAL_SOURCES,
    NO_TIME,
    NOBODY,
    UNCLEAR,
    Facts,
    Ints,
)
from auditor.frames.leaves import last_leave, leaves_logged, leaves_tally, left_next
from auditor.frames.readings import NO_DOUBT, Readings, readings
from auditor.frames.stays import LIST_RANK, one_arrival_a_stay, ranks, with_the_lists_word
from auditor.frames.unrecorded import came_unseen
from storage.columns import EventColumns, MemberColumns, MessageColumns, PostColumns, ProfileColumns, TextColumns
from storage.sources import SOURCES


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
    readings: Readings = NO_DOUBT
    """The ways to read the names in doubt."""
    came_unseen: int = 0
    """People of an export who act and are shown coming nowhere."""
    named: int = 0
    """Arrivals by name alone that are taken for the person who bears the name."""
    leaves_until: int | None = None
    """When somebody last left by the history: leaving is known to be logged of those who came before. Null where the
    whole list says that every leave is."""
    texts: TextColumns | None = None
    posts: PostColumns | None = None
    bots_listed: int = 0
    bot_messages: int = 0
    """Bots in the member list, and messages of bots: counted apart, for bots are not people."""

    @property
    def live(self) -> bool:
        """Whether a Telegram account read the chat."""
        return SOURCES[self.facts.source].live

    @property
    def list_whole(self) -> bool:
        """Whether the member list says of everybody whether they are a member."""
        return self.facts.listing == "whole"

    @property
    def leaving_known(self) -> bool:
        """Whether it is known who has left, be it from the history or from the list."""
        return bool(self.leaves_logged) or self.list_whole

    @property
    def members(self) -> pd.DataFrame:
        """The people who are not known to have left."""
        return self.people[~self.people["left"]]

    @property
    def hidden_messages(self) -> int:
        """Messages that may be anybody's: their writer is hidden, or they were not read."""
        return len(self.unresolved_of("message")) + self.facts.missing

    @property
    def perhaps_more(self) -> int:
        """How many people may have come, once or once more, in messages that were not read."""
        return self.facts.missing * ADDED_AT_ONCE if self.facts.kind != "channel" else 0

    @property
    def unmatched(self) -> int:
        """Mentions of people that could not be matched to one of them; unseen adders are not mentioned at all, nor are
        writers of what the source does not show."""
        return len(self.unresolved) - len(self.unresolved_of("adder")) - self.facts.unwritten

    def unresolved_of(self, what: str) -> pd.DataFrame:
        """The unresolved occurrences of one sort: arrival, leave, message or adder."""
        return self.unresolved[self.unresolved["what"] == what]

    def lumped_of(self, what: str) -> pd.DataFrame:
        """Those of them whose ways to be read are not written down in `readings`."""
        found = self.unresolved
        return found[(found["what"] == what) & found["lumped"]]


def build_frames(
    *,
    messages: MessageColumns,
    arrivals: EventColumns,
    leaves: EventColumns,
    alternatives: dict[int, tuple[int, ...]],
    nameless: frozenset[int],
    by_name: frozenset[int],
    facts: Facts,
    members: MemberColumns | None = None,
    posts: PostColumns | None = None,
    shown: Ints | None = None,
    founder: int = NOBODY,
    ages: MemberColumns | None = None,
    profiles: ProfileColumns | None = None,
) -> Frames:
    """Cuts the rows to the window, and makes people of occurrences. `shown`: who is shown to act by an export;
    `founder`: who made the chat, where they are not shown coming; `ages`: when accounts were made, where no more is
    shown of them; `profiles`: what a table shows of its authors'."""
    by_names = SOURCES[facts.source].names_alone and not facts.names_as_people
    unseen = 0
    if by_names:
        unseen = came_unseen(
            messages, arrivals, leaves, shown=np.empty(0, np.int64) if shown is None else shown,
            alternatives=alternatives, nameless=nameless, founder=founder,
        )  # fmt: skip
    bots = members.person[members.bot] if members is not None else np.array([], np.int64)
    written = pd.DataFrame({"id": messages.id, "at": messages.at, "person": messages.person}, copy=False)
    written = _within(written, facts)
    spoken = len(written)
    written = _without_bots(written, bots)
    came, went = (_without_bots(_within(_events(rows), facts), bots) for rows in (arrivals, leaves))
    if members is not None:
        came = pd.concat([came, _invited(members)], ignore_index=True)
    events = _resolve_runs(came, went, by_time=members is not None, came_unseen=unseen > 0)
    if members is not None:
        events = one_arrival_a_stay(events)
    resolved = events[events["resolved"]]
    hidden = _hidden(written, facts.unwritten)
    events["left_at"] = left_next(events)
    came = events[events["what"] == "arrival"].sort_values("order")
    came["in_chat"] = came["rank"] == ARRIVAL_SOURCES.index("service-messages")
    listed = members.person[members.listed & ~members.bot] if members is not None else np.array([], np.int64)
    people = _people(written, came, resolved, listed=listed, nameless=nameless, by_name=by_name)
    logged = leaves_logged(went, len(came))
    if members is not None:
        people = with_accounts(with_the_lists_word(people, members, facts.migrated_at), members, facts)
        logged = leaves_tally(people) if facts.listing == "whole" else logged
        people = _settled(people, whole=facts.listing == "whole")
    if ages is not None:
        people = with_ages(people, ages)
    if profiles is not None:
        people = with_profiles(people, profiles)
    doubts = readings(events, people, alternatives, facts, unseen=unseen > 0) if by_names else NO_DOUBT
    return Frames(
        facts=facts,
        people=people,
        messages=written,
        arrivals=came[["id", "at", "kind", "person", "adder", "resolved", "in_chat", "left_at"]].reset_index(drop=True),
        unresolved=_unresolved(events, hidden, doubts, live=members is not None, numbered=facts.numbered),
        alternatives=alternatives,
        leaves_logged=logged,
        readings=doubts,
        came_unseen=unseen,
        named=_named(came) if by_names else 0,
        leaves_until=None if facts.listing == "whole" else last_leave(went),
        texts=messages.texts,
        posts=posts,
        bots_listed=int((members.listed & members.bot).sum()) if members is not None else 0,
        bot_messages=spoken - len(written),
    )


def _without_bots(rows: pd.DataFrame, bots: Ints) -> pd.DataFrame:
    """The rows without those of bots; somebody whom a bot is said to have added was added by no person."""
    if not len(bots):
        return rows
    rows = rows[~rows["person"].isin(bots)]
    return rows.assign(adder=rows["adder"].where(~rows["adder"].isin(bots), NOBODY)) if "adder" in rows else rows


def _invited(members: MemberColumns) -> pd.DataFrame:
    """The arrivals that a basic group's member list gives: who invited whom, and when."""
    told = members.listed & ~members.bot & (members.adder != NOBODY)
    person, adder = members.person[told], members.adder[told]
    return pd.DataFrame(
        {
            "id": np.zeros(len(person), np.int64),
            "at": members.joined_at[told],
            "kind": pd.array(np.where(adder == person, "by_self", "added"), dtype="str"),
            "person": person,
            "resolved": np.ones(len(person), np.bool_),
            "alone": np.zeros(len(person), np.bool_),
            "adder": np.where(adder == person, NOBODY, adder),
            "rank": np.full(len(person), LIST_RANK, np.int64),
        }
    )


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


def _events(rows: EventColumns) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": rows.id,
            "at": rows.at,
            "kind": pd.array(rows.kind, dtype="str"),
            "person": rows.person,
            "resolved": rows.resolved,
            "alone": rows.alone,
            "adder": rows.adder,
            "rank": ranks(rows.source, len(rows.id)),
        }
    )


def _named(came: pd.DataFrame) -> int:
    """How many arrivals by name alone are taken for somebody with an id."""
    return int((came["alone"] & came["resolved"] & (came["person"] & 1 == 0)).sum())


def _resolve_runs(came: pd.DataFrame, went: pd.DataFrame, *, by_time: bool, came_unseen: bool) -> pd.DataFrame:
    """Arrivals and leaves in one frame, the further arrivals by name alone made unresolved.

    An export's elements stand in the order of their ids; the ids of several live sources do not go together, their
    times do.

    Between two leaves a name can arrive but once. Where somebody arrived by id, every arrival by that name alone may
    be another's; where nobody did, the first is taken as the person, the others may be others'. Where people came
    unseen, every arrival by the name of somebody with an id may be another's; and so, always, whoever seems to have
    added themselves may have added a namesake.
    """
    events = pd.concat([came.assign(what="arrival"), went.assign(what="leave")], ignore_index=True)
    keys = ("id", "rank", "at") if by_time else ("at", "id")
    columns = [np.arange(len(events)), *(events[key].to_numpy(np.int64) for key in keys)]
    events["order"] = np.lexsort(columns).argsort()
    events = events.sort_values(["person", "order"], ignore_index=True)
    leaving = (events["what"] == "leave") & events["resolved"]
    events["run"] = leaving.astype(np.int64).groupby(events["person"]).cumsum()
    unclear = events["kind"] == UNCLEAR
    events["resolved"] &= ~unclear
    arriving = events["resolved"] & (events["what"] == "arrival")
    by_id = ((arriving & ~events["alone"]) | unclear).groupby([events["person"], events["run"]]).transform("any")
    by_name = arriving & events["alone"]
    place = by_name.astype(np.int64).groupby([events["person"], events["run"]]).cumsum()
    doubted = by_id | (place > 1)
    doubted |= (events["person"] == events["adder"]) & (events["what"] == "arrival")
    if came_unseen:
        doubted |= events["person"] & 1 == 0
    events["resolved"] &= ~(by_name & doubted)
    return events


def _people(
    written: pd.DataFrame,
    came: pd.DataFrame,
    resolved: pd.DataFrame,
    *,
    listed: Ints,
    nameless: frozenset[int],
    by_name: frozenset[int],
) -> pd.DataFrame:
    """Everybody listed, and who arrived, added, wrote or left: the last arrival, the leave after it, the writing."""
    wrote = _writing(written)
    everybody = [wrote.index.to_numpy(), came["adder"].to_numpy(), resolved["person"].to_numpy(), listed]
    index = pd.Index(np.unique(np.concatenate(everybody)), dtype=np.int64, name="person")
    index = index[index != NOBODY]
    people = pd.DataFrame(index=index)
    came_last = resolved[resolved["what"] == "arrival"].groupby("person").last()
    last = came_last.reindex(index)
    people["arrival"] = last["kind"].fillna("unknown").astype("str")
    people["arrived_at"] = last["at"].fillna(NO_TIME).astype(np.int64)
    # Never by way of NaN: a pseudonym has 63 bits, and a float holds 53 of them.
    people["adder"] = came_last["adder"].reindex(index, fill_value=NOBODY)
    known_from = last["rank"].fillna(len(ARRIVAL_SOURCES)).to_numpy(np.int64)
    people["arrival_source"] = pd.array(np.array([*ARRIVAL_SOURCES, ""])[known_from], dtype="str")
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


def _hidden(written: pd.DataFrame, unwritten: int) -> pd.DataFrame:
    """Messages that nobody in particular wrote, and those of which the source does not say who did."""
    shown = written.loc[written["person"] == NOBODY, ["at"]]
    if not unwritten:
        return shown
    return pd.concat([shown, pd.DataFrame({"at": np.full(unwritten, NO_TIME, np.int64)})], ignore_index=True)


def _unresolved(
    events: pd.DataFrame, hidden: pd.DataFrame, doubts: Readings, *, live: bool, numbered: bool
) -> pd.DataFrame:
    """What stands for nobody in particular. An adder who hides behind the chat is an admin; live, those are listed."""
    lost = events.loc[~events["resolved"], ["what", "kind", "at", "adder", "person"]]
    behind = events[events["kind"].isin(ADDING) & (events["adder"] == NOBODY) & (not live)]
    if numbered:
        behind = behind.drop_duplicates("id")
    unseen = [
        pd.DataFrame({"what": what, "kind": "", "at": rows["at"], "adder": NOBODY, "person": NOBODY})
        for what, rows in (("message", hidden), ("adder", behind))
    ]
    found = pd.concat([lost, *unseen], ignore_index=True).rename(columns={"person": "group"})
    return found.assign(lumped=~(found["group"].isin(list(doubts.keys)) & found["what"].isin(("arrival", "leave"))))


def _settled(people: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
    """Whoever is listed is a member whatever the history says; whoever is not in a whole list has left."""
    left = ~people["listed"] if whole else people["left"] & ~people["listed"]
    return people.assign(
        left=left, left_at=people["left_at"].where(left, NO_TIME), left_by_name=people["left_by_name"] & left
    )
