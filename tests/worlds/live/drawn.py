"""Accounts drawn from a seed: who was seen when, who has a photo, who is flagged."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random

from tests.worlds.live.ages import FIRST, id_made_at
from tests.worlds.live.people import Account, LastSeen
from tests.worlds.names import names
from tests.worlds.world import DAY, THE_CHAT, Event, Person

_BUSY: tuple[tuple[LastSeen, float], ...] = (
    ("online", 0.03),
    ("recently", 0.55),
    ("exact", 0.90),
    ("last_week", 0.97),
    ("empty", 1.0),
)
_QUIET: tuple[tuple[LastSeen, float], ...] = (
    ("online", 0.02),
    ("recently", 0.25),
    ("last_week", 0.33),
    ("last_month", 0.43),
    ("exact", 0.82),
    ("empty", 1.0),
)


def last_words(events: Iterable[Event]) -> dict[int, int]:
    """When each person wrote last."""
    return {event.actor: event.at for event in events if event.kind == "message" and event.actor != THE_CHAT}


def new_ids(rng: Random, came: Mapping[int, int], fresh: float) -> dict[int, tuple[int, int]]:
    """For each person who came at a time: an id of today's kinds, and when the account was made. `fresh` is the share
    of those made within the month before they came."""
    given: dict[int, tuple[int, int]] = {}
    taken: set[int] = set()
    for person, at in came.items():
        made = at - rng.randrange(1, 30 * DAY) if rng.random() < fresh else rng.randrange(FIRST, max(at, FIRST + 1))
        user_id = id_made_at(rng, made)
        while user_id in taken:
            user_id += 1
        taken.add(user_id)
        given[person] = (user_id, made)
    return given


def account(
    rng: Random,
    person: Person,
    now: int,
    wrote: int | None,
    *,
    created: int | None = None,
    empty: float = 0.0,
    min_share: float = 0.0,
) -> Account:
    """An account for `person`, who wrote last at `wrote`. `empty` more of the silent show no last-seen time at all."""
    if person.name is None:
        return Account(person.id, None, deleted=True, created=created)
    first, _, last = person.name.partition(" ")
    busy = wrote is not None and now - wrote < 30 * DAY
    kind = "empty" if not busy and rng.random() < empty else _pick(rng, _BUSY if busy else _QUIET)
    seen_at = None
    if kind == "exact":
        away = rng.randrange(3_600, 25 * DAY) if busy or rng.random() < 0.35 else rng.randrange(31 * DAY, 700 * DAY)
        seen_at = max(now - away, wrote or 0)
    return Account(
        person.id,
        first,
        last or None,
        person.username,
        person.phone,
        photo=rng.random() < (0.8 if busy else 0.45),
        scam=rng.random() < 0.002,
        fake=rng.random() < 0.002,
        restricted=rng.random() < 0.003,
        min=rng.random() < min_share,
        last_seen=kind,
        seen_at=seen_at,
        created=created,
    )


def blank(of: Account) -> Account:
    """The account without photo and username."""
    return replace(of, photo=False, username=None)


def _pick(rng: Random, table: tuple[tuple[LastSeen, float], ...]) -> LastSeen:
    die = rng.random()
    return next(kind for kind, below in table if die < below)


def bots(rng: Random, number: int, taken: Iterable[int]) -> list[Account]:
    """Bots, as a group has them."""
    used = set(taken)
    found = []
    for place in range(number):
        user_id = rng.randrange(200_000_000, 2_000_000_000)
        while user_id in used:
            user_id += 1
        used.add(user_id)
        found.append(Account(user_id, f"Helper {place + 1}", username=f"helper{user_id % 10_000}_bot", bot=True))
    return found


def draw_people(rng: Random, number: int, now: int, *, fresh: float = 0.1) -> list[tuple[Person, int]]:
    """`number` people and when their accounts were made, all before `now`."""
    given = names(rng)
    ids = new_ids(rng, dict.fromkeys(range(number), now), fresh)
    return [
        (Person(user_id, next(given), f"person_{user_id:x}" if rng.random() < 0.5 else None), made)
        for user_id, made in ids.values()
    ]
