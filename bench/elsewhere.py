"""Small chats whose truth is known and whose exports hide most of it, for `bench.bounds_elsewhere` and the tests.

Nothing of the audit and nothing of `tests/worlds` is used. A chat is a list of what happened, by accounts; some of it
goes unrecorded, as Telegram leaves it out of large groups. What is recorded, with names in place of accounts, is the
export.

What such an export can mean is told in `elsewhere_readings`.
"""

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

DAY = 86_400
BEGAN = 1_600_000_000
CHAT = 0
"""As an actor: the chat itself, an anonymous admin."""

Ids = Literal["user", "number", "none"]
"""How an export writes ids: since 2021, from the end of 2018 on, and before that not at all."""

STRANGE, SOMEBODY_SHOWN = -10_000, -20_000
"""Accounts below the first are anonymous admins; the other stands for whoever stays as they are."""

ARRIVING = ("create_group", "invite_members")


@dataclass(frozen=True)
class Happened:
    """One element of the history; `whom`: the added or removed. `number` orders it; migrated ones are below 0."""

    number: int
    at: int
    what: str
    actor: int
    whom: tuple[int, ...] = ()


@dataclass(frozen=True)
class Elsewhere:
    """A chat: names by account (None: deleted), what its export records, and the account that made it."""

    names: dict[int, str | None]
    recorded: tuple[Happened, ...]
    creator: int
    ids: Ids = "user"

    @property
    def as_of(self) -> int:
        """The last element's time."""
        return self.recorded[-1].at


@dataclass
class _Life:
    """A chat going on."""

    rng: Random
    joins_shown: float
    leaves_shown: float
    names: dict[int, str | None]
    there: set[int] = field(default_factory=set)
    recorded: list[Happened] = field(default_factory=list)
    at: int = BEGAN
    number: int = 1

    def shown(self, what: str, actor: int, *whom: int, chance: float = 1.0) -> None:
        self.at += self.rng.choice((5, 60, 3_600, 9_000, DAY, 4 * DAY, 20 * DAY))
        if self.rng.random() < chance:
            self.recorded.append(Happened(self.number, self.at, what, actor, whom))
        self.number += self.rng.choice((1, 1, 1, 2))


def chat(seed: int, most: int = 14) -> Elsewhere:
    """A chat of 2 to `most` accounts by its seed."""
    rng = Random(f"elsewhere/{seed}")
    people = rng.randint(2, rng.choice((5, 8, most)))
    crowd = [f"Name {n}" for n in range(rng.choice((1, 2, 4, 9, 30)))]
    deleted = rng.choice((0.0, 0.0, 0.1, 0.4))
    names = {101 + n: None if rng.random() < deleted else rng.choice(crowd) for n in range(people)}
    whole = rng.random() < 0.4
    life = _Life(
        rng,
        1.0 if whole else rng.uniform(0.2, 0.95),
        rng.choice((0.0, 0.5, 1.0)),
        names,
        number=rng.choice((1, 1, 1, 700)),
    )
    creator = 101
    _found(life, creator)
    for _ in range(rng.randint(3, rng.choice((8, 14, 26)))):
        _goes_on(life)
    life.shown("message", rng.choice(sorted(life.there)))
    ids: Ids = rng.choices(("user", "number", "none"), (6, 3, 1))[0]
    return Elsewhere(names, tuple(life.recorded), creator, ids)


def _found(life: _Life, creator: int) -> None:
    rng, others = life.rng, sorted(life.names.keys() - {creator})
    life.there.add(creator)
    some = rng.sample(others, min(len(others), rng.randint(0, 3)))
    match rng.choice(("group", "group", "migrated", "channel", "late")):
        case "group":
            life.shown("create_group", creator, *some)
            life.there |= set(some)
        case "migrated":
            life.number = -999_999_990
            life.shown("create_group", creator, *some)
            life.there |= set(some)
            _goes_on(life)
            life.shown("migrate_to_supergroup", creator)
            life.number = 1
            life.shown("migrate_from_group", creator)
        case "channel":
            life.shown("create_channel", rng.choice((CHAT, creator)))
        case _:
            life.there |= set(some)


def _goes_on(life: _Life) -> None:
    rng = life.rng
    outside, inside = sorted(life.names.keys() - life.there), sorted(life.there)
    what = rng.choices(
        ("message", "link", "request", "self", "add", "leave", "remove", "pin", "hidden"), (5, 2, 1, 2, 6, 2, 2, 1, 1)
    )[0]
    actor = rng.choice(inside)
    if what == "message":
        life.shown("message", actor)
    elif what == "pin":
        life.shown(rng.choice(("pin_message", "edit_group_title")), actor)
    elif what in ("link", "request", "self") and outside:
        who = rng.choice(outside)
        life.there.add(who)
        kind, whom = {"link": ("join_group_by_link", ()), "request": ("join_group_by_request", ())}.get(
            what, ("invite_members", (who,))
        )
        life.shown(kind, who, *whom, chance=life.joins_shown)
    elif what in ("add", "hidden") and outside:
        some = rng.sample(outside, min(len(outside), rng.choice((1, 1, 1, 2, 3))))
        life.there |= set(some)
        life.shown("invite_members", CHAT if what == "hidden" else actor, *some, chance=life.joins_shown)
    elif what == "leave" and len(inside) > 1:
        life.there.discard(actor)
        life.shown("remove_members", actor, actor, chance=life.leaves_shown)
    elif what == "remove" and len(inside) > 1:
        who = rng.choice([each for each in inside if each != actor])
        life.there.discard(who)
        life.shown("remove_members", actor, who, chance=life.leaves_shown)


def export(world: Elsewhere) -> dict[str, Any]:
    """The chat as Telegram Desktop writes it: ids of those who act, names of those who are added or removed."""
    return {
        "name": "Chat",
        "type": "private_supergroup",
        "id": 7_000,
        "messages": [_element(world, e) for e in world.recorded],
    }


def _element(world: Elsewhere, event: Happened) -> dict[str, Any]:
    when = dt.datetime.fromtimestamp(event.at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    who, said = ("from", event.what == "message") if event.what == "message" else ("actor", False)
    row: dict[str, Any] = {"id": event.number, "type": "message" if said else "service", "date": when}
    row["date_unixtime"] = str(event.at)
    row[who] = "Chat" if event.actor == CHAT else world.names[event.actor]
    if world.ids != "none" or event.actor == CHAT:
        number = event.actor if world.ids == "user" else event.actor + (1 << 32)
        shown: str | int = f"user{event.actor}" if world.ids == "user" else number
        row[f"{who}_id"] = "channel7000" if event.actor == CHAT else shown
    if said:
        return row | {"text": f"text {event.number}"}
    row |= {"action": event.what, "text": ""}
    if event.what in (*ARRIVING, "remove_members"):
        own = (event.actor,) if event.what == "create_group" else ()
        row["members"] = [world.names[who] for who in (*own, *event.whom)]
    return row
