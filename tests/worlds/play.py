"""A plan made into a history: ids are given, and words put in, while it is read. Only the plan is held in memory."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tests.worlds.chatter import CHANNELS, say, sentence
from tests.worlds.world import THE_CHAT, Event, Kind, Part, Person, Reaction

_MEDIA = (("photo", 0.05), ("sticker", 0.085), ("voice_message", 0.10), ("video_file", 0.11), ("animation", 0.115))
_EMOJI = ("👍", "🔥", "❤️", "👏", "😁", "🤔", "😢")


class Row(NamedTuple):
    """A planned element, sorted by time. People are numbers, -1 is the chat itself; `copy` >= 0 says which copied
    text a message has."""

    at: int
    place: int
    kind: Kind
    actor: int
    members: tuple[int, ...]
    copy: int


@dataclass(frozen=True)
class Plan:
    """All rows in order, the people by number, the silent ones who may react, and when each came."""

    people: tuple[Person, ...]
    rows: tuple[Row, ...]
    quiet: tuple[int, ...]
    came: Mapping[int, int]
    seed: str
    long_texts: float


@dataclass
class _Talk:
    """What is going on while the plan is played: the last messages, and the copied texts put in so far."""

    plan: Plan
    rng: Random
    recent: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=40))
    copied: dict[int, str] = field(default_factory=dict)


def play(plan: Plan) -> Iterator[Event]:
    """The history, from its first element."""
    rng = Random(plan.seed)
    talk = _Talk(plan, rng)
    ids = [person.id for person in plan.people]
    number = 0
    for row in plan.rows:
        number += 1 if number == 0 or rng.random() > 0.02 else rng.randint(2, 4)
        actor = ids[row.actor] if row.actor >= 0 else THE_CHAT
        if row.kind == "message":
            yield _message(talk, row, number)
            talk.recent.append((number, row.actor))
        elif row.kind == "pin_message":
            yield Event(number, row.at, row.kind, actor, target=talk.recent[-1][0] if talk.recent else None)
        else:
            yield Event(number, row.at, row.kind, actor, tuple(ids[member] for member in row.members))


def _message(talk: _Talk, row: Row, number: int) -> Event:
    plan, rng, recent = talk.plan, talk.rng, talk.recent
    actor = plan.people[row.actor].id
    if row.copy >= 0:
        text = talk.copied.setdefault(row.copy, f"{sentence(rng)}. {sentence(rng)}")
        return Event(number, row.at, "message", actor, text=(text,))
    media = _media(rng)
    words = () if media and (media != "photo" or rng.random() < 0.6) else say(rng, plan.long_texts)
    die = rng.random()
    if words and 0.22 < die < 0.225 and recent:
        mentioned = plan.people[rng.choice(recent)[1]]
        if mentioned.name is not None:
            words = (Part("mention_name", mentioned.name, str(mentioned.id)), ", ", *words)
    return Event(
        number,
        row.at,
        "message",
        actor,
        text=words,
        target=rng.choice(recent)[0] if recent and die < 0.22 else None,
        media=media,
        forwarded_from=rng.choice(CHANNELS) if 0.3 < die < 0.315 else None,
        edited=min(row.at + rng.randint(5, 900), plan.rows[-1].at) if 0.4 < die < 0.42 else None,
        reactions=_reactions(talk, row) if 0.5 < die < 0.53 else (),
    )


def _media(rng: Random) -> str | None:
    die = rng.random()
    return next((kind for kind, below in _MEDIA if die < below), None)


def _reactions(talk: _Talk, row: Row) -> tuple[Reaction, ...]:
    """Reactions of those who wrote of late, and now and then of somebody who never does."""
    plan, rng = talk.plan, talk.rng
    reactors = {rng.choice(talk.recent)[1] for _ in range(rng.randint(1, 3)) if talk.recent}
    if plan.quiet and rng.random() < 0.3:
        somebody = rng.choice(plan.quiet)
        reactors |= {somebody} if plan.came[somebody] < row.at else set()
    last = plan.rows[-1].at
    recents = [(plan.people[number].id, min(row.at + rng.randint(3, 3_000), last)) for number in sorted(reactors)]
    if not recents:
        return ()
    return (Reaction(rng.choice(_EMOJI), len(recents) + rng.choice((0, 0, 2)), tuple(recents)),)
