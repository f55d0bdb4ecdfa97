"""Live supergroups in the shape of the case: most were put there by a few, and most never wrote."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

from tests.worlds.dvk import AS_OF, dvk_world
from tests.worlds.live import drawn
from tests.worlds.live.chat import ARRIVALS, LiveChat, Standing, members_of
from tests.worlds.world import THE_CHAT, Event, Part, Reaction, World

NOW = 1_793_491_200
"""2026-11-01T00:00:00Z: when these chats are looked at, unless the caller says otherwise."""


def dvk_live(
    seed: int,
    people: int = 900,
    *,
    now: int = NOW,
    title: str = "Активисты ДВК",
    chat_id: int = 1_310_155_678,
    username: str | None = "dvk_chat",
    standing: Standing = "stranger",
    fresh: float = 0.1,
    empty: float = 0.1,
    min_share: float = 0.3,
    bots: int = 3,
    admins: int = 4,
    anonymous: int = 0,
    unwritten_joins: float = 0.0,
    unwritten_leaves: float = 0.0,
    **of_the_world: Any,
) -> LiveChat:
    """The world of `dvk_world(seed, people=..., **of_the_world)` moved so that its last message is an hour before
    `now`, its people with ids of today (`fresh`: the share whose accounts were made in the month before they came).

    `empty` more of the silent than usual show no last-seen time; `min_share` of all come as `min` users in answers
    about the history. `anonymous` of the `admins` write and add in the chat's own name. Some of those who came and
    left have no service message (`unwritten_joins`, `unwritten_leaves`).
    """
    of_the_world.setdefault("leavers", people // 10)
    of_the_world.setdefault("deleted", people // 40)
    world = dvk_world(seed, people=people, title=title, chat_id=chat_id, **of_the_world)
    rng = Random(f"live/{seed}")
    shift = now - 3_600 - AS_OF
    old_events = tuple(world.events())
    ids, made = _ids_of_today(rng, world, old_events, shift, fresh)
    helpers = drawn.bots(rng, bots, ids.values())
    founder = next(ids[event.actor] for event in old_events if event.kind == "invite_members")
    events = tuple(_moved(old_events, ids, shift))
    if helpers:
        # the founder adds the bots last of all, as an anonymous nobody would not be able to
        members = tuple(helper.id for helper in helpers)
        events = (*events, Event(events[-1].id + 1, now - 1_800, "invite_members", founder, members))
    persons = {ids[person.id]: replace(person, id=ids[person.id]) for person in world.people.values()}
    wrote = drawn.last_words(events)
    accounts = {
        person.id: drawn.account(
            rng, person, now, wrote.get(person.id), created=made[person.id], empty=empty, min_share=min_share
        )
        for person in persons.values()
    }
    adders = list(dict.fromkeys(e.actor for e in events if e.kind == "invite_members" and e.members != (e.actor,)))
    members_now = members_of(events, also=wrote)
    officers = [person for person in adders if person != founder and person in members_now and persons[person].name]
    kind = "public_supergroup" if username else "private_supergroup"
    return LiveChat(
        world=World(title, chat_id, kind, persons, lambda: iter(events)),
        shape="supergroup",
        accounts=accounts | {helper.id: helper for helper in helpers},
        members=members_now,
        creator=founder,
        now=now,
        admins=tuple(officers[:admins]),
        anonymous=frozenset(officers[:anonymous]),
        username=username,
        invite=f"DvkLive{seed:09x}",
        link_makers=(founder, *officers[:1]),
        standing=standing,
        unwritten=_unwritten(rng, events, unwritten_joins, unwritten_leaves),
        about="Разговоры и новости",
    )


def _ids_of_today(
    rng: Random, world: World, events: Iterable[Event], shift: int, fresh: float
) -> tuple[dict[int, int], dict[int, int]]:
    """A new id for every old one, and when the account of each new id was made: before all that it did."""
    first: dict[int, int] = {}
    for event in events:
        for person in (event.actor, *event.members):
            if person != THE_CHAT:
                first.setdefault(person, event.at + shift)
    given = drawn.new_ids(rng, {person: first[person] for person in world.people if person in first}, fresh)
    return {old: new for old, (new, _) in given.items()}, dict(given.values())


def _moved(events: Iterable[Event], ids: dict[int, int], shift: int) -> Iterator[Event]:
    """The events under new ids and at another time."""
    for event in events:
        yield replace(
            event,
            at=event.at + shift,
            actor=ids.get(event.actor, THE_CHAT),
            members=tuple(ids[person] for person in event.members),
            text=tuple(_renamed(part, ids) for part in event.text),
            edited=None if event.edited is None else event.edited + shift,
            reactions=tuple(
                Reaction(r.emoji, r.count, tuple((ids[person], at + shift) for person, at in r.recent))
                for r in event.reactions
            ),
        )


def _renamed(part: str | Part, ids: dict[int, int]) -> str | Part:
    if isinstance(part, Part) and part.type == "mention_name" and part.extra is not None:
        return replace(part, extra=str(ids[int(part.extra)]))
    return part


def _unwritten(rng: Random, events: Iterable[Event], joins: float, leaves: float) -> Collection[int]:
    """Some of those who came, and some of those who left, without a service message."""
    missing = set()
    for event in events:
        share = joins if event.kind in ARRIVALS else leaves if event.kind == "remove_members" else 0.0
        if share and rng.random() < share:
            missing.add(event.id)
    return frozenset(missing)


def small_shape(people: int) -> dict[str, int]:
    """Numbers of a small world that fit together."""
    return {
        "never_wrote": people * 7 // 10,
        "half_by": max(2, people // 60),
        "messages": people * 4,
        "adders": max(4, people // 60),
        "by_link": people // 8,
        "by_request": people // 40,
        "by_self": people // 16,
        "returners": people // 100,
    }


def private_live(seed: int, people: int = 240, **changes: Any) -> LiveChat:
    """A private supergroup, open to whoever has its invite link."""
    defaults: dict[str, Any] = {"title": "Тихая комната", "chat_id": 1_400_000_001, "username": None}
    return dvk_live(seed, people, **(defaults | small_shape(people) | changes))


def on_request_live(seed: int, people: int = 240, **changes: Any) -> LiveChat:
    """A private supergroup whose admins decide about everyone who asks to join."""
    changes = {"title": "По заявкам", "chat_id": 1_400_000_002} | changes
    return replace(private_live(seed, people, **changes), request_needed=True)


def guarded_live(seed: int, people: int = 240, **changes: Any) -> LiveChat:
    """A private supergroup at whose door a bot asks questions first."""
    chat = private_live(seed, people, **({"title": "С вахтёром", "chat_id": 1_400_000_003} | changes))
    return replace(chat, guard_bot=next(each.id for each in chat.accounts.values() if each.bot))


def hidden_members_live(seed: int, people: int = 240, **changes: Any) -> LiveChat:
    """A public supergroup that shows its member list to admins only."""
    defaults: dict[str, Any] = {"title": "Скрытые участники", "chat_id": 1_400_000_004, "username": "hidden_members"}
    chat = dvk_live(seed, people, **(defaults | small_shape(people) | changes))
    return replace(chat, participants_hidden=True)


def prehistory_live(seed: int, people: int = 240, *, hidden: float = 0.6, **changes: Any) -> LiveChat:
    """A private supergroup that hides the first part of its history, and from a newcomer all of it."""
    chat = private_live(seed, people, **({"title": "Без прошлого", "chat_id": 1_400_000_005} | changes))
    border = chat.events[round(len(chat.events) * hidden)].id
    return replace(chat, prehistory_hidden=True, available_min_id=border)


def farm_live(seed: int, people: int = 240, **changes: Any) -> LiveChat:
    """A public supergroup most of whose people had just been made when they were added."""
    defaults: dict[str, Any] = {
        "title": "Свежие души",
        "chat_id": 1_400_000_006,
        "username": "fresh_souls",
        "fresh": 0.7,
    }
    return dvk_live(seed, people, **(defaults | small_shape(people) | changes))


def huge_live(seed: int, people: int = 120_000, **changes: Any) -> LiveChat:
    """A supergroup far beyond what a member list shows: most came unwritten, many show no last-seen time."""
    defaults: dict[str, Any] = {
        "title": "Большая площадь",
        "chat_id": 1_400_000_007,
        "username": "big_square",
        "messages": people // 4 * 2,
        "never_wrote": people * 9 // 10,
        "half_by": max(5, people // 600),
        "empty": 0.27,
        "unwritten_joins": 0.7,
        "unwritten_leaves": 1.0,
        "leavers": people // 20,
        "deleted": people // 30,
    }
    return dvk_live(seed, people, **(defaults | changes))
