"""What an export of `bench.elsewhere` says of people, and all that it can mean.

`figures` counts what it would say if it named accounts by id; `ways` are all assignments of its names to accounts
that fit it. Both are written from the words of docs/method.md, not from the code.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from bench.elsewhere import ARRIVING, CHAT, DAY, SOMEBODY_SHOWN, STRANGE, Elsewhere, Happened

Figures = dict[str, tuple[float, float | None]]
"""By measure: cases and denominator; of what is no share, the number and None."""


def figures(world: Elsewhere) -> Figures:
    """What an export that named everybody by id would say (docs/method.md, "The measures")."""
    came: dict[int, tuple[str, int]] = {}
    went: dict[int, int] = {}
    wrote: Counter[int] = Counter()
    last: dict[int, int] = {}
    pairs: set[tuple[int, int]] = set()
    seen: set[int] = set()
    some: set[int] = set()
    for event in world.recorded:
        actor, whom = event.actor, event.whom
        if event.what == "message":
            wrote[actor] += 1
            last[actor] = event.at
            seen.add(actor)
        arrived = {"join_group_by_link": "by_link", "join_group_by_request": "by_request", "create_group": "by_self"}
        if event.what in arrived:
            came[actor] = arrived[event.what], event.at
            went.pop(actor, None)
        for who in whom if event.what in ARRIVING else ():
            if who == SOMEBODY_SHOWN:
                some.add(actor)
                continue
            by_self = who == actor
            came[who] = "by_self" if by_self else "added", event.at
            went.pop(who, None)
            if not by_self and actor != CHAT:
                pairs.add((actor, who))
        if event.what == "remove_members":
            went.update(dict.fromkeys(set(whom) - {SOMEBODY_SHOWN}, event.at))
        if event.what in (*ARRIVING, "remove_members"):
            seen |= set(whom) - {SOMEBODY_SHOWN}
        if event.what in (*arrived, *ARRIVING) and actor != CHAT:
            seen.add(actor)
    pairs |= {(adder, SOMEBODY_SHOWN) for adder in some - {adder for adder, _ in pairs} - {CHAT}}
    begins, now = world.recorded[0].at, world.as_of
    left = {who for who, at in went.items() if last.get(who, 0) <= at}
    members = seen - left
    settled = {who for who in members if now - came.get(who, ("", begins))[1] >= 30 * DAY}
    added = {who for who, (how, _) in came.items() if how == "added"}
    watched = {who for who in added if who in left or now - came[who][1] >= DAY}
    gone = {who for who in watched if who in left and went[who] - came[who][1] <= DAY}
    ways = Counter(how for how, _ in came.values())
    made = Counter(adder for adder, _ in pairs)
    found: Figures = {
        f"arrivals.{how}": (ways[how], len(seen)) for how in ("added", "by_link", "by_request", "by_self")
    }
    return found | {
        "people.seen": (len(seen), None),
        "arrivals.unknown": (len(seen - came.keys()), len(seen)),
        "arrivals.adders": (len(made), None),
        "arrivals.half_by": (_half(made), None),
        "arrivals.added_silent": (len([who for who in added if not wrote[who]]), len(added)),
        "arrivals.added_gone": (len(gone), len(watched)),
        "souls.never_posted": (len([who for who in settled if not wrote[who]]), len(settled)),
        "souls.deleted": (len([who for who in members if world.names[who] is None]), len(members)),
        "voices.writers": (len(wrote), None),
        "voices.half_by": (_half(wrote), None),
    }


def _half(counts: Counter[int]) -> int:
    whole, so_far = sum(counts.values()), 0
    for number, count in enumerate(sorted(counts.values(), reverse=True), 1):
        so_far += count
        if 2 * so_far >= whole:
            return number
    return 0


def acting(world: Elsewhere) -> set[int]:
    """The accounts that do anything in the export, whose ids it therefore shows."""
    return {event.actor for event in world.recorded} - {CHAT}


def looks_complete(world: Elsewhere) -> bool:
    """Whether everybody who acts, but the creator, has an arrival by id or under the name; to be told from the file, as
    its creator is whoever founds it or, where the chat itself does, who acts first."""
    first = world.recorded[0].what in ("create_group", "create_channel")
    creator = next((event.actor for event in world.recorded if event.actor != CHAT), None) if first else None
    by_id = {
        e.actor for e in world.recorded if e.what in ("create_group", "join_group_by_link", "join_group_by_request")
    }
    said = {world.names[who] for e in world.recorded if e.what in ARRIVING for who in e.whom}
    return all(who == creator or who in by_id or world.names[who] in said for who in acting(world))


Place = tuple[int, int]
"""A name in the export: its element, and its place among those named there."""


def named(world: Elsewhere) -> list[Place]:
    """The names that the export says without an id. Whoever removes their own name is taken to have left."""
    return [
        (place, number)
        for place, event in enumerate(world.recorded)
        for number, who in enumerate(event.whom)
        if not _left(world, event, who)
    ]


def _left(world: Elsewhere, event: Happened, who: int) -> bool:
    own = world.names.get(event.actor) if event.actor != CHAT else None
    return event.what == "remove_members" and own is not None and world.names[who] == own


def ways(world: Elsewhere) -> Iterator[Elsewhere]:
    """The export with its names given to accounts in every way that fits it; strangers are accounts below 0.

    An anonymous admin who adds may be no person shown otherwise. A missing name is a deleted account's; or Telegram
    did not send it, and whoever it is stands in the export already, and as they are.
    """
    hidden = [place for place, event in enumerate(world.recorded) if event.actor == CHAT and event.what in ARRIVING]
    for some in product(*((CHAT, STRANGE - place) for place in hidden)):
        told = list(world.recorded)
        for place, actor in zip(hidden, some, strict=True):
            told[place] = replace(told[place], actor=actor)
        admins: dict[int, str | None] = dict.fromkeys((actor for actor in some if actor != CHAT), "Anonymous")
        for way in _given(world, named(world), 0, {}, looks_complete(world)):
            yield _with_admins(way, tuple(told), admins)


def _with_admins(way: Elsewhere, told: tuple[Happened, ...], admins: dict[int, str | None]) -> Elsewhere:
    recorded = tuple(replace(event, actor=other.actor) for event, other in zip(way.recorded, told, strict=True))
    return replace(way, names=way.names | admins, recorded=recorded)


def _given(
    world: Elsewhere, places: list[Place], number: int, so_far: dict[Place, int], complete: bool
) -> Iterator[Elsewhere]:
    if number == len(places):
        yield with_people(world, so_far)
        return
    place = places[number]
    name = world.names[world.recorded[place[0]].whom[place[1]]]
    known = sorted(
        {who for before, who in so_far.items() if _name(world, before) == name and 0 > who > STRANGE}, reverse=True
    )
    bearers = sorted(who for who in acting(world) if world.names[who] == name)
    if name is None:
        yield from _given(world, places, number + 1, so_far | {place: SOMEBODY_SHOWN}, complete)
    for who in (*bearers, *known, -number - 1):
        if fits(world, place, who, so_far, complete):
            yield from _given(world, places, number + 1, so_far | {place: who}, complete)


def _name(world: Elsewhere, place: Place) -> str | None:
    return world.names[world.recorded[place[0]].whom[place[1]]]


def fits(world: Elsewhere, place: Place, who: int, so_far: dict[Place, int], complete: bool) -> bool:
    """Whether a name may be said of `who`, after what those before it were said of.

    Nobody is named twice in one element, and a founder is not among those they put in, nor
    an account without a name among several that it adds. Whom nothing but a removal shows came
    unseen: so of names that nobody acts under, or that one bears where the export looks complete, only somebody of
    whom they were said can leave; and they are one person, but that a second may come while the first is there.
    """
    event, name = world.recorded[place[0]], _name(world, place)
    if any(other == who for before, other in so_far.items() if before[0] == place[0]):
        return False
    if who == event.actor and (event.what == "create_group" or (name is None and len(event.whom) > 1)):
        return False
    bearers = [each for each in acting(world) if world.names[each] == name]
    added = any(_name(world, each) == name and world.recorded[each[0]].what in ARRIVING for each in named(world))
    if name is None or len(bearers) > 1:
        return True
    if bearers and not complete and added:
        return True
    known = {*bearers, *(other for before, other in so_far.items() if _name(world, before) == name)}
    if event.what not in ARRIVING:
        return who in known or (not known)
    if event.actor in bearers and event.what == "invite_members":
        return True
    return who in known or not known or _somebody_is_there(world, place, name, bearers)


def _somebody_is_there(world: Elsewhere, place: Place, name: str, bearers: list[int]) -> bool:
    """Whether somebody of that name came since one last left, or its bearer comes by id before one next leaves."""
    by_id = ("create_group", "join_group_by_link", "join_group_by_request")

    def comes(number: int, event: Happened) -> bool:
        itself = event.what == "invite_members" and any(world.names[who] == name for who in event.whom)
        own = event.actor in bearers and (event.what in by_id or itself)
        others = [world.names[who] == name for who in event.whom[: place[1] if number == place[0] else None]]
        return own or (number <= place[0] and event.what in ARRIVING and any(others))

    there = False
    for number, event in enumerate(world.recorded):
        if event.what == "remove_members" and any(world.names[who] == name for who in event.whom):
            if number > place[0]:
                return there
            there = False
        there = there or comes(number, event)
    return there


def with_people(world: Elsewhere, given: dict[Place, int]) -> Elsewhere:
    """The export with its names given to these accounts."""
    names = world.names | {who: _name(world, place) for place, who in given.items()}
    told = []
    for place, event in enumerate(world.recorded):
        whom = (
            event.actor if _left(world, event, who) else given.get((place, number), who)
            for number, who in enumerate(event.whom)
        )
        told.append(replace(event, whom=tuple(whom)))
    return replace(world, names=names, recorded=tuple(told))


def truth_fits(world: Elsewhere) -> bool:
    """Whether the truth itself is among the ways: where not, a premise that the coverage states does not hold."""
    so_far: dict[Place, int] = {}
    complete, known = looks_complete(world), acting(world)
    if any(_left(world, event, who) and who != event.actor for event in world.recorded for who in event.whom):
        return False
    for place in named(world):
        who = world.recorded[place[0]].whom[place[1]]
        if not fits(world, place, who if who in known else -who, so_far, complete):
            return False
        so_far[place] = who if who in known else -who
    return True


def number_of_ways(world: Elsewhere, most: int) -> int:
    """How many ways there are, counted up to `most`."""
    return sum(1 for _, _ in zip(ways(world), range(most), strict=False))
