"""What people of a chat do, before it is an export, a live chat or frames: who wrote what when, and what is planted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.worlds.names import names
from tests.worlds.world import Event, Person, World

BEGINS = 1_700_006_400
"""2023-11-15T00:00:00Z, the first day of these chats; people came in the hours before."""


@dataclass(slots=True)
class Act:
    """A message. People are numbers. `to` is the message replied to; `place` is given when the history is made."""

    at: int
    person: int
    text: str
    to: "Act | None" = None
    forwarded_from: str | None = None
    place: int = 0


@dataclass(frozen=True)
class Planted:
    """What was put in on purpose, by people's numbers: farms; raids with one text (who, when); swarms on one person
    (who, on whom, when); accounts of a pace no person keeps."""

    farms: tuple[frozenset[int], ...] = ()
    raids: tuple[tuple[frozenset[int], int], ...] = ()
    swarms: tuple[tuple[frozenset[int], int, int], ...] = ()
    spammers: frozenset[int] = frozenset()

    @property
    def farmed(self) -> frozenset[int]:
        """All accounts of farms."""
        return frozenset().union(*self.farms)


@dataclass(frozen=True)
class Crowd:
    """A chat of `people` accounts. `acts` are in order of time. `added` are those put there by `adder`, all within an
    hour."""

    seed: str
    people: int
    acts: tuple[Act, ...]
    planted: Planted = field(default_factory=Planted)
    added: frozenset[int] = frozenset()
    adder: int = 0

    def arrivals(self) -> Iterator[tuple[int, int, int | None]]:
        """When each came, who, and by whom; before the first day."""
        for person in range(self.people):
            if person in self.added:
                yield BEGINS - 3_600 + person % 1_800, person, self.adder
            else:
                yield BEGINS - 86_400 + person, person, None

    def world(self, title: str = "Разговоры", chat_id: int = 1_400_000_900) -> World:
        """The chat with accounts and a history."""
        given = names(Random(f"{self.seed}/names"))
        people = [Person(500_000_000 + 7 * number, f"{next(given)} {number}") for number in range(self.people)]
        events = tuple(_events(self, [person.id for person in people]))
        return World(
            title, chat_id, "public_supergroup", {person.id: person for person in people}, lambda: iter(events)
        )


def _events(crowd: Crowd, ids: list[int]) -> Iterator[Event]:
    number = 0
    for at, person, adder in sorted(crowd.arrivals(), key=lambda came: came[:2]):
        number += 1
        if adder is None:
            yield Event(number, at, "join_by_link", ids[person])
        else:
            yield Event(number, at, "invite_members", ids[adder], (ids[person],))
    for place, act in enumerate(crowd.acts, number + 1):
        act.place = place
    for act in crowd.acts:
        target = None if act.to is None else act.to.place
        yield Event(
            act.place,
            act.at,
            "message",
            ids[act.person],
            text=(act.text,),
            target=target,
            forwarded_from=act.forwarded_from,
        )


def in_order(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts by time, a reply never before what it replies to."""
    acts = list(acts)
    for act in acts:
        if act.to is not None:
            act.at = max(act.at, act.to.at + 1)
    return tuple(sorted(acts, key=lambda act: act.at))
