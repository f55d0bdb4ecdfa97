"""A synthetic chat: its people, what happened, and what an audit of it must find.

The truth is counted here from people and events, by ids. Nothing under `auditor/` or `storage/` is used, so that
the tool is checked against something that cannot share its mistakes.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

DAY = 86_400

THE_CHAT = 0
"""As an actor: the chat itself (an anonymous admin, or the creation of a supergroup), which is no person."""

Kind = Literal[
    "message",
    "create_group",
    "create_channel",
    "migrate_to_supergroup",
    "migrate_from_group",
    "invite_members",
    "join_by_link",
    "join_by_request",
    "remove_members",
    "edit_title",
    "create_topic",
    "pin_message",
]


@dataclass(frozen=True, slots=True)
class Person:
    """An account. A deleted one has no name. Username and phone must never appear in anything the tool writes."""

    id: int
    name: str | None
    username: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A marked stretch of a text, as Telegram marks links and mentions. `extra` is a mentioned person's id or a
    link's address."""

    type: str
    text: str
    extra: str | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji under a message, and those of the reactors whom Telegram names, with the time of each."""

    emoji: str
    count: int
    recent: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """How often a post of a broadcast channel was seen, forwarded and commented on."""

    views: int
    forwards: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One element of a history. `members` are those added or removed (alone and equal to the actor: who came or
    left by themselves); `target` is the message replied to or pinned; `edited` is when the text was changed.

    Seen live only: `sent_as` is the channel in whose name somebody wrote (the actor is then the chat itself, no
    person), `auto_forward_of` the post of the linked channel that this repeats, `topic` the forum topic's first
    message, `reach` what a broadcast channel shows under a post."""

    id: int
    at: int
    kind: Kind
    actor: int
    members: tuple[int, ...] = ()
    text: tuple[str | Part, ...] = ()
    target: int | None = None
    media: str | None = None
    forwarded_from: str | None = None
    edited: int | None = None
    reactions: tuple[Reaction, ...] = ()
    sent_as: int | None = None
    auto_forward_of: int | None = None
    topic: int | None = None
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a measure must find: `count` cases out of `of`. `of` of a share is its denominator."""

    count: float
    of: float | None = None

    @property
    def share(self) -> float:
        """The cases as a part of the denominator."""
        assert self.of, "this measure is no share"
        return self.count / self.of


Truth = Mapping[str, Expected]
"""Measure id -> what it must find. `arrivals.self_silent` and `arrivals.self_gone` are the figures shown beside
`arrivals.added_silent` and `arrivals.added_gone`, of people who came by themselves."""


@dataclass(frozen=True)
class World:
    """A chat with known truth. `events` starts the history from its beginning, in order of time, ids ascending.

    `planted` says what was put in on purpose beyond the truth of the measures (copied texts, say).
    """

    title: str
    chat_id: int
    kind: str
    people: Mapping[int, Person]
    events: Callable[[], Iterator[Event]]
    planted: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def truth(self) -> Truth:
        """What an audit as of the last event must find."""
        return truth_of(self)


@dataclass
class _Recount:
    """What happened until a moment: the last arrival of each person, who is gone, who wrote, who added whom."""

    begins: int | None = None
    ends: int = 0
    came: dict[int, tuple[str, int]] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    wrote: Counter[int] = field(default_factory=Counter)
    adds: set[tuple[int, int]] = field(default_factory=set)

    def arrive(self, person: int, how: str, at: int) -> None:
        self.came[person] = (how, at)
        self.left.pop(person, None)

    def take(self, event: Event) -> None:
        self.begins = event.at if self.begins is None else self.begins
        self.ends = event.at
        if event.kind == "message" and event.actor != THE_CHAT:
            self.wrote[event.actor] += 1
        elif event.kind == "join_by_link":
            self.arrive(event.actor, "by_link", event.at)
        elif event.kind == "join_by_request":
            self.arrive(event.actor, "by_request", event.at)
        elif event.kind == "create_group":
            self.arrive(event.actor, "by_self", event.at)
            self.add(event.actor, [person for person in event.members if person != event.actor], event.at)
        elif event.kind == "invite_members" and event.members == (event.actor,):
            self.arrive(event.actor, "by_self", event.at)
        elif event.kind == "invite_members":
            self.add(event.actor, event.members, event.at)
        elif event.kind == "remove_members":
            self.left.update((person, event.at) for person in event.members)

    def add(self, adder: int, people: Iterable[int], at: int) -> None:
        for person in people:
            self.arrive(person, "added", at)
            if adder != THE_CHAT:
                self.adds.add((adder, person))


def truth_of(world: World, as_of: int | None = None) -> Truth:
    """Count what an audit must find at `as_of` (default: the last event), by the definitions of docs/method.md."""
    seen_so_far = _Recount()
    for event in world.events():
        if as_of is not None and event.at > as_of:
            break
        seen_so_far.take(event)
    now = seen_so_far.ends if as_of is None else as_of
    begins, came, left, wrote = seen_so_far.begins or 0, seen_so_far.came, seen_so_far.left, seen_so_far.wrote

    adders = Counter(adder for adder, _ in seen_so_far.adds)
    seen = set(came) | set(wrote) | set(adders)
    members = seen - set(left)
    settled = {person for person in members if now - came.get(person, ("", begins))[1] >= 30 * DAY}
    by_kind = Counter(how for how, _ in came.values())
    added = {person for person, (how, _) in came.items() if how == "added"}
    by_themselves = set(came) - added
    return {
        "people.seen": Expected(len(seen)),
        "souls.deleted": Expected(_count(members, lambda person: world.people[person].name is None), len(members)),
        "souls.never_posted": Expected(_count(settled, lambda person: not wrote[person]), len(settled)),
        "arrivals.added": Expected(by_kind["added"], len(seen)),
        "arrivals.by_link": Expected(by_kind["by_link"], len(seen)),
        "arrivals.by_request": Expected(by_kind["by_request"], len(seen)),
        "arrivals.by_self": Expected(by_kind["by_self"], len(seen)),
        "arrivals.unknown": Expected(len(seen - set(came)), len(seen)),
        "arrivals.adders": Expected(len(adders), len(seen)),
        "arrivals.half_by": Expected(fewest_making_half(adders.values()), len(adders)),
        "arrivals.added_silent": Expected(_count(added, lambda person: not wrote[person]), len(added)),
        "arrivals.self_silent": Expected(_count(by_themselves, lambda person: not wrote[person]), len(by_themselves)),
        "arrivals.added_gone": _gone_within_a_day(added, came, left, now),
        "arrivals.self_gone": _gone_within_a_day(by_themselves, came, left, now),
        "voices.writers": Expected(len(wrote), len(seen)),
        "voices.half_by": Expected(fewest_making_half(wrote.values()), len(wrote)),
        "voices.gini": Expected(gini(wrote.values()), len(wrote)),
    }


def _count(people: Collection[int], is_case: Callable[[int], bool]) -> int:
    return sum(1 for person in people if is_case(person))


def _gone_within_a_day(
    people: Collection[int], came: Mapping[int, tuple[str, int]], left: Mapping[int, int], now: int
) -> Expected:
    """Those who left within 24 hours, of those who left or have been there for 24 hours."""
    asked = [person for person in people if person in left or now - came[person][1] >= DAY]
    return Expected(_count(asked, lambda person: person in left and left[person] - came[person][1] <= DAY), len(asked))


def fewest_making_half(counts: Iterable[int]) -> int:
    """How few, taken from the largest down, make at least half of the sum."""
    ordered = sorted(counts, reverse=True)
    whole, so_far = sum(ordered), 0
    for number, count in enumerate(ordered, 1):
        so_far += count
        if 2 * so_far >= whole:
            return number
    return 0


def gini(counts: Iterable[int]) -> float:
    """Inequality of the counts: 0 when all are equal, near 1 when one has them all. No small-sample correction."""
    ordered = sorted(counts)
    n, whole = len(ordered), sum(ordered)
    return sum((2 * i - n - 1) * x for i, x in enumerate(ordered, 1)) / (n * whole) if whole else 0.0
