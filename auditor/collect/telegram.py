"""Who came and who left by a service message: decided once, for exports, data sets and live histories alike.

A source says what happened (`Deed`), who did it, and to whom; people are known by id, or by the name alone that an
export gives them. Everything else follows here. Nobody is added by themselves: whoever is among those whom they add has
come by themselves. Where only a name says that it is the same person, it may be a namesake, and the arrival is unclear.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from storage.records import NO_ONE, Arrival, ArrivalKind, Leave, Who

Deed = Literal["add", "create", "remove", "link", "request", "community"]
"""What a service message can tell of coming and leaving. `add`: somebody added others, or joined a public chat by
themselves; `create`: a basic group was made, with its first members; `remove`: somebody was removed, or left; `link`,
`request`, `community`: whoever did it came that way."""

OF_TELEGRAM: dict[str, Deed] = {
    "MessageActionChatAddUser": "add",
    "MessageActionChatCreate": "create",
    "MessageActionChatDeleteUser": "remove",
    "MessageActionChatJoinedByLink": "link",
    "MessageActionChatJoinedByRequest": "request",
    "MessageActionChatJoinedViaCommunity": "community",
}
"""The deeds by the names of Telegram's types."""

OF_DESKTOP: dict[str, Deed] = {
    "invite_members": "add",
    "create_group": "create",
    "remove_members": "remove",
    "join_group_by_link": "link",
    "join_group_by_request": "request",
    "join_group_via_community": "community",
}
"""The same by the names that Telegram Desktop writes into an export."""

_WAYS: dict[Deed, ArrivalKind] = {"link": "by_link", "request": "by_request", "community": "by_self"}

Event = Arrival | Leave


def events_of(deed: Deed, number: int, at: int | None, actor: Who | None, whom: Sequence[Who]) -> Iterator[Event]:
    """The arrivals and leaves that the service message `number` tells of. `actor` is None where no person did it: the
    chat itself, or a channel that an admin speaks as."""
    if deed == "add":
        yield from _added(number, at, actor, whom or (NO_ONE,))
    elif deed == "create":
        yield from _created(number, at, actor, whom)
    elif deed == "remove":
        yield from _removed(number, at, actor, whom or (NO_ONE,))
    elif actor is not None:
        yield Arrival(number, 0, at, _WAYS[deed], actor)


def adder_is_unknown(events: Iterable[Event]) -> bool:
    """Whether a service message tells of people who were added, and not by whom."""
    return any(isinstance(event, Arrival) and event.kind == "added" and event.adder is None for event in events)


def _added(number: int, at: int | None, actor: Who | None, whom: Sequence[Who]) -> Iterator[Event]:
    for position, who in enumerate(whom):
        same = "no" if actor is None else _is(who, actor, alone=len(whom) == 1)
        if same == "yes":
            yield Arrival(number, position, at, "by_self", who)
        else:
            yield Arrival(number, position, at, "unclear" if same == "perhaps" else "added", who, actor)


def _created(number: int, at: int | None, actor: Who | None, whom: Sequence[Who]) -> Iterator[Event]:
    """The creator came by themselves; the others were there from the beginning, as added by the creator."""
    others = list(whom)
    if actor is not None:
        yield Arrival(number, 0, at, "by_self", actor)
        own = next((place for place, who in enumerate(others) if _is(who, actor, alone=True) != "no"), None)
        if own is not None:
            del others[own]
    for position, who in enumerate(others, start=1):
        yield Arrival(number, position, at, "added", who, actor)


def _removed(number: int, at: int | None, actor: Who | None, whom: Sequence[Who]) -> Iterator[Event]:
    """By themselves where it is the same person; under one name it is taken for one, for nobody removes a namesake as
    often as people leave. Two who have no name are two."""
    for position, who in enumerate(whom):
        by_self = actor is not None and _is(who, actor, alone=False) != "no"
        yield Leave(number, position, at, actor if by_self and actor is not None else who, by_self)


def _is(who: Who, actor: Who, *, alone: bool) -> Literal["yes", "perhaps", "no"]:
    """Whether somebody is the one who acted. Ids tell for sure; of a name, a namesake may bear it; of two without a
    name, be they deleted accounts, they may be one where nobody else (`alone`) is spoken of."""
    if who.key is not None:
        return "yes" if who.key == actor.key else "no"
    return "perhaps" if who.name == actor.name and (alone or who.name is not None) else "no"
