"""Tiny chats drawn by hypothesis whose truth is known by ids, and of which an export shows names alone.

Three sorts of people: those with a name of their own; namesakes, each with an arrival of their own, who stay (as
must be assumed of them: else nothing shows that they are two); and deleted accounts without a name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.worlds.world import DAY, Event, Kind, Person, World

BEGAN = 1_514_764_800
SHARED = ("Дана", "Ерлан")

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass
class _Chat:
    """What is going on: who is there, and who was ever seen to come, write or add."""

    namesakes: set[int]
    there: set[int]
    events: list[Event] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    at: int = BEGAN

    def happens(self, kind: Kind, actor: int, members: tuple[int, ...] = ()) -> None:
        text = ("Сәлем",) if kind == "message" else ()
        self.events.append(Event(len(self.events) + 1, self.at, kind, actor, members, text))
        self.seen |= {actor, *members}


@st.composite
def small_worlds(draw: Draw, *, most_events: int = 16) -> World:
    """Each person behaves as people can: nobody leaves who is not there, nobody comes twice without leaving, nobody
    writes who is not there. Some were there before the history begins."""
    own, shared, deleted = draw(st.integers(1, 4)), draw(st.integers(0, 4)), draw(st.integers(0, 3))
    names: list[str | None] = [f"Әсел {n}" for n in range(own)]
    names += [draw(st.sampled_from(SHARED)) for _ in range(shared)] + [None] * deleted
    people = [Person(101 + n, name) for n, name in enumerate(names)]
    ids = [person.id for person in people]
    namesakes = {person.id for person in people if person.name in SHARED}
    early = draw(st.sets(st.sampled_from([number for number in ids if number not in namesakes]), min_size=1))
    chat = _Chat(namesakes, early)
    chat.happens("message", draw(st.sampled_from(sorted(chat.there))))
    for _ in range(draw(st.integers(1, most_events))):
        chat.at += draw(st.sampled_from((60, 3_600, DAY, 20 * DAY)))
        _step(chat, ids, draw)
    chat.at += draw(st.sampled_from((60, 2 * DAY, 40 * DAY)))
    chat.happens("message", draw(st.sampled_from(sorted(chat.there))))
    return World("Чат", 1_234_567, "private_supergroup", {p.id: p for p in people}, lambda: iter(chat.events))


def _step(chat: _Chat, ids: list[int], draw: Draw) -> None:
    outside, inside = sorted(set(ids) - chat.there), sorted(chat.there)
    leaving = sorted((chat.there & chat.seen) - chat.namesakes)
    choices = ["message"] + ["link", "self", "add", "add"] * bool(outside)
    choices += ["leave"] * (len(leaving) > 0 and len(inside) > 1)
    match draw(st.sampled_from(choices)):
        case "message":
            chat.happens("message", draw(st.sampled_from(inside)))
        case "link":
            who = draw(st.sampled_from(outside))
            chat.happens("join_by_link", who)
            chat.there.add(who)
        case "self":
            who = draw(st.sampled_from(outside))
            chat.happens("invite_members", who, (who,))
            chat.there.add(who)
        case "add":
            some = draw(st.lists(st.sampled_from(outside), min_size=1, max_size=3, unique=True))
            adder = draw(st.sampled_from(inside))
            if len(some) > 1 or some[0] not in chat.namesakes:  # whoever adds a namesake alone looks like joining
                chat.happens("invite_members", adder, tuple(some))
                chat.there |= set(some)
        case "leave":
            who = draw(st.sampled_from(leaving))
            chat.happens("remove_members", who, (who,))
            chat.there.discard(who)
