"""A group as others see it: as an export's world, as a live chat, and, much faster, straight as frames.

The third must equal what the first two give on the real way; a test holds it to that.
"""

from collections.abc import Iterator
from random import Random

import numpy as np
import pandas as pd

from auditor.frames.frames import Frames, build_frames
from auditor.frames.inputs import NO_TIME, Facts
from auditor.frames.inputs import NOBODY as NO_PERSON
from storage.columns import EventColumns, MemberColumns, MessageColumns
from tests.worlds.adds.group import BEGAN, ENDS, NEVER, NOBODY, WAYS, Bools, Group, Ints
from tests.worlds.adds.group import drawn as drawn_group
from tests.worlds.adds.regime import BY_NAME
from tests.worlds.chatter import sentence
from tests.worlds.live import drawn
from tests.worlds.live.ages import id_made_at
from tests.worlds.live.chat import LiveChat, members_of
from tests.worlds.names import names
from tests.worlds.world import DAY, THE_CHAT, Event, Kind, Person, World

_KINDS: tuple[Kind, ...] = ("create_channel", "message", "remove_members", "join_by_link", "invite_members",
                            "join_by_request", "invite_members")  # fmt: skip
"""Of a row: the creation, a message, a leave, and the ways of coming in the order of `WAYS`."""


def _history(group: Group) -> pd.DataFrame:
    """A row an element, in order: `id` · `at` · `kind` (a place in `_KINDS`) · `actor` · `act` (of its members) ·
    `written`."""
    first = np.flatnonzero(np.diff(group.act, prepend=-1))
    gone = np.flatnonzero(group.left_at < NEVER)
    actor = np.where(group.adder == NOBODY, np.arange(group.people), group.adder)
    parts = (
        (np.array([BEGAN]), np.array([0]), np.array([NOBODY]), np.array([-1]), np.array([True])),
        (group.came_at[first], group.way[first] + 3, actor[first], group.act[first], group.joined[first]),
        (group.wrote_at, 1, group.writer, -1, True),
        (group.left_at[gone], 2, gone, -1, group.leaving[gone]),
    )
    columns = ("at", "kind", "actor", "act", "written")
    frames = [pd.DataFrame(dict(zip(columns, part, strict=True))) for part in parts]
    rows = pd.concat(frames, ignore_index=True).sort_values("at", kind="stable", ignore_index=True)
    return rows.assign(id=np.arange(1, len(rows) + 1))


def _ids(group: Group) -> list[int]:
    """An id of its time for each person."""
    rng = Random(f"adds/{group.regime.name}/{group.seed}/ids")
    given: dict[int, None] = {}
    for came in group.came_at.tolist():
        number = id_made_at(rng, came - rng.randrange(30 * DAY, 2_000 * DAY))
        while number in given:
            number += 1
        given[number] = None
    return list(given)


def _events(group: Group, *, written_only: bool) -> Iterator[Event]:
    rng = Random(f"adds/{group.regime.name}/{group.seed}/words")
    ids = _ids(group)
    members: dict[int, list[int]] = {}
    for person, act in enumerate(group.act.tolist()):
        members.setdefault(act, []).append(ids[person])
    rows = _history(group)
    rows = rows[rows["written"]] if written_only else rows
    columns = (rows[name].tolist() for name in ("id", "at", "kind", "actor", "act"))
    for number, at, place, who, act in zip(*columns, strict=True):
        actor, kind = THE_CHAT if who == NOBODY else ids[who], _KINDS[place]
        whom = tuple(members[act]) if kind == "invite_members" else (actor,) if kind == "remove_members" else ()
        yield Event(number, at, kind, actor, whom, (sentence(rng),) if kind == "message" else ())


def _people(group: Group) -> dict[int, Person]:
    called = names(Random(f"adds/{group.regime.name}/{group.seed}/names"))
    given = {number: next(called) for number in sorted(set(group.names))}
    return {user: Person(user, given[name]) for user, name in zip(_ids(group), group.names, strict=True)}


def as_world(group: Group) -> World:
    """What an export shows: the service messages that were written."""
    return World("Ауыл чаты", 1_400_100_000, "public_supergroup", _people(group),
                 lambda: _events(group, written_only=True))  # fmt: skip


def as_live(group: Group, now: int = ENDS + 3_600) -> LiveChat:
    """The group as Telegram shows it after the last day."""
    people, events = _people(group), tuple(_events(group, written_only=False))
    written = {event.id for event in _events(group, written_only=True)}
    rng, wrote = Random(f"adds/{group.seed}/accounts"), drawn.last_words(events)
    return LiveChat(
        world=World("Ауыл чаты", 1_400_100_000, "public_supergroup", people, lambda: iter(events)),
        shape="supergroup",
        accounts={user: drawn.account(rng, person, now, wrote.get(user)) for user, person in people.items()},
        members=members_of(events),
        creator=next(iter(people)),
        now=now,
        username="auyl_chaty",
        unwritten=frozenset(event.id for event in events if event.id not in written),
    )


def forced_live(seed: int, *, now: int = ENDS + 3_600) -> LiveChat:
    """A live group with forced adders and organisers, all of it written down."""
    return as_live(drawn_group(BY_NAME["full logs, live"], seed), now)


def forced_without_leaves_live(seed: int, *, now: int = ENDS + 3_600) -> LiveChat:
    """The same where no leave was ever written down."""
    return as_live(drawn_group(BY_NAME["no leaves, live"], seed), now)


def person_of(number: int) -> int:
    """A person of the group as frames know them; 0 is nobody there."""
    return 2 * (number + 1)


def as_frames(group: Group) -> Frames:
    """What the export or the live chat gives, without writing and reading it."""
    rows = _history(group)
    rows = rows[rows["written"]]
    live = group.regime.source == "live"
    who = 2 * (np.arange(group.people) + 1)
    came, said, went = rows[rows["kind"] > 2], rows[rows["kind"] == 1], rows[rows["kind"] == 2]
    order = np.argsort(group.act, kind="stable")
    sizes = np.bincount(group.act)
    starts = np.cumsum(sizes) - sizes
    acts = came["act"].to_numpy(np.int64)
    person = order[np.repeat(starts[acts], sizes[acts]) + _within(sizes[acts])]
    names, way = np.array(group.names, np.int64), group.way[person]
    # An export says "Dana added Dana" of Dana who comes by herself, and of a namesake whom she adds.
    adder = np.where((way == WAYS.index("by_self")) & (not live), person, group.adder[person])
    unclear = (adder != NOBODY) & (names[person] == names[adder]) & (not live)
    by_name = (adder != NOBODY) & (not live)
    acting = np.concatenate([said["actor"], went["actor"], _column(came["actor"])])
    told = _Names(group, acting)
    meant, resolved, by_names_alone = told.meant(person, by_name, who)
    return build_frames(
        messages=MessageColumns(_column(said["id"]), _column(said["at"]), who[_column(said["actor"])]),
        arrivals=EventColumns(
            id=np.repeat(_column(came["id"]), sizes[acts]),
            at=np.repeat(_column(came["at"]), sizes[acts]),
            kind=["unclear" if either else WAYS[one] for one, either in zip(way, unclear, strict=True)],
            person=meant,
            resolved=resolved,
            alone=by_name,
            adder=np.where(adder == NOBODY, NO_PERSON, who[adder]),
            source=["service-messages"] * len(person),
        ),
        leaves=EventColumns(
            id=_column(went["id"]),
            at=_column(went["at"]),
            kind=["1"] * len(went),
            person=who[_column(went["actor"])],
            resolved=np.ones(len(went), np.bool_),
            alone=np.zeros(len(went), np.bool_),
            adder=np.zeros(len(went), np.int64),
            source=["service-messages"] * len(went),
        ),
        alternatives=told.alternatives,
        nameless=frozenset(),
        by_name=by_names_alone,
        founder=int(who[_column(rows["actor"])[_column(rows["actor"]) != NOBODY][0]]) if not live else NO_PERSON,
        facts=_facts(group, rows, live=live),
        members=_members(group, rows, person, who) if live else None,
        shown=None if live else who[np.unique(acting)],
    )


def _column(values: "pd.Series[int]") -> Ints:
    return np.asarray(values, np.int64)


def _within(sizes: Ints) -> Ints:
    """0, 1, 2 … within each of these parts."""
    return np.concatenate([np.arange(size, dtype=np.int64) for size in sizes])


class _Names:
    """Whom a name in a service message stands for: the one person who is shown with it and an id, or else the name."""

    def __init__(self, group: Group, shown_with_id: Ints) -> None:
        self.names = np.array(group.names, np.int64)
        self.alternatives: dict[int, tuple[int, ...]] = {}
        self._bearers: dict[int, list[int]] = {}
        for person in np.unique(shown_with_id).tolist():
            self._bearers.setdefault(group.names[person], []).append(person)

    def meant(self, person: Ints, by_name: Bools, who: Ints) -> tuple[Ints, Bools, frozenset[int]]:
        meant, resolved = who[person], np.ones(len(person), np.bool_)
        alone = set()
        for place in np.flatnonzero(by_name).tolist():
            name = int(self.names[person[place]])
            bearers = self._bearers.get(name, [])
            called = 2 * name + 1
            if len(bearers) == 1:
                meant[place] = who[bearers[0]]
            elif bearers:
                meant[place], resolved[place] = called, False
                self.alternatives[called] = tuple(int(who[bearer]) for bearer in bearers)
            else:
                meant[place] = called
                alone.add(called)
        return meant, resolved, frozenset(alone)


def _facts(group: Group, rows: pd.DataFrame, *, live: bool) -> Facts:
    now = ENDS + 3_600 if live else int(rows["at"].max())
    here = int((group.left_at == NEVER).sum())
    return Facts(
        as_of=now,
        since=None,
        until=None,
        first_at=BEGAN,
        history_whole=True,
        names_as_people=False,
        grain=1,
        claimed=here if live else None,
        erased_people=0,
        erased_messages=0,
        source="live" if live else "desktop-export",
        listing="whole" if live else None,
        claimed_by_telegram=live,
        bots=0 if live else None,
        numbered=True,
    )


def _members(group: Group, rows: pd.DataFrame, came: Ints, who: Ints) -> MemberColumns:
    """Whom Telegram shows: the members, and whoever stands in the history."""
    here = group.left_at == NEVER
    acted = _column(rows.loc[rows["actor"] != NOBODY, "actor"])
    shown = np.union1d(np.flatnonzero(here), np.concatenate([came, acted]))
    size, listed = len(shown), here[shown]
    since = np.where(listed & (shown > 0), group.came_at[shown], NO_TIME)
    unknown, no = np.full(size, NO_TIME, np.int64), np.zeros(size, np.bool_)
    return MemberColumns(
        person=who[shown],
        listed=listed,
        role=[
            "" if not there else "member" if number else "creator" for number, there in zip(shown, listed, strict=True)
        ],
        bot=no,
        deleted=no,
        blank=np.zeros(size, np.int8),
        flagged=np.zeros(size, np.int8),
        seen=["recently"] * size,
        seen_month=unknown,
        by_me=no,
        joined_at=since,
        adder=np.zeros(size, np.int64),
        age_from=unknown,
        age_to=unknown,
    )
