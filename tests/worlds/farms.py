"""Several chats of one installation, with and without farms across them, seeded, whose truth is known.

The planted world is Kloop's case: five farms of 60 to 250 accounts, some 800 in all, in 20 chats of a crowd of 100,000
people; smaller ones keep the proportions that matter. Nothing under `auditor/` or `storage/` is used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from tests.worlds.chatter import CHANNELS, sentence
from tests.worlds.coordination.acts import BEGINS, Act, in_order
from tests.worlds.coordination.clean import GREETINGS, said, small_talk
from tests.worlds.coordination.planted import Copying, copied
from tests.worlds.rhythm import HOUR, ZONE, Rhythm
from tests.worlds.world import DAY

INTERESTS = 4
"""Towns, or causes: most people keep to the chats of one."""


@dataclass(frozen=True)
class Chat:
    """A chat: who is in it, by numbers that hold in all chats, and what they wrote, in order of time."""

    name: str
    people: tuple[int, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Square:
    """The chats, and apart from them who is of which farm."""

    seed: str
    people: int
    chats: tuple[Chat, ...]
    farms: tuple[frozenset[int], ...] = ()

    @property
    def farmed(self) -> frozenset[int]:
        """All accounts of farms."""
        return frozenset().union(*self.farms)


@dataclass(frozen=True)
class Size:
    """How large a square is: people in all, chats, days, and messages a person and 30 days in each of their chats."""

    people: int
    chats: int
    days: int
    each: float


KLOOP = Size(100_000, 20, 30, 5.0)
TOWN = Size(4_000, 20, 30, 12.0)
SMALL = Size(300, 4, 8, 40.0)


def clean(seed: int, size: Size = TOWN) -> Square:
    """Nobody coordinates. People share chats by interest, pass one channel's news on to all their chats, and greet."""
    rng = Random(f"square/{seed}")
    members, acts = _lively(rng, size)
    return _square(f"square/{seed}", size.people, members, acts)


def planted(
    seed: int, size: Size = KLOOP, *, farms: tuple[int, int] = (60, 250), copying: Copying = "edited", count: int = 5
) -> Square:
    """Farms of so many accounts among them. Each sits in three to eight chats, an account in two to four of these, and
    is told 8 to 25 texts, each posted by a part of the accounts in two or more chats within minutes."""
    rng = Random(f"farmed square/{seed}")
    members, acts = _lively(rng, size)
    last, found = size.people, []
    for _ in range(count):
        accounts = range(last, last + rng.randint(*farms))
        homes = rng.sample(range(size.chats), min(size.chats, rng.randint(3, 8)))
        for chat, person, act in _farm(rng, accounts, homes, size.days, copying):
            members[chat].add(person)
            acts[chat].append(act)
        found.append(frozenset(accounts))
        last = accounts.stop
    return _square(f"farmed square/{seed}", last, members, acts, tuple(found))


def _square(
    seed: str, people: int, members: list[set[int]], acts: list[list[Act]], farms: tuple[frozenset[int], ...] = ()
) -> Square:
    chats = tuple(
        Chat(f"Чат {place}", tuple(sorted(here)), in_order(said_here))
        for place, (here, said_here) in enumerate(zip(members, acts, strict=True))
    )
    return Square(seed, people, chats, farms)


def _lively(rng: Random, size: Size) -> tuple[list[set[int]], list[list[Act]]]:
    """The members of each chat and what they say there."""
    members: list[set[int]] = [set() for _ in range(size.chats)]
    weights = [rng.lognormvariate(0, 0.6) for _ in range(size.chats)]
    anywhere = range(size.chats)
    near = [[chat for chat in anywhere if chat % INTERESTS == each % min(INTERESTS, size.chats)]
            for each in range(INTERESTS)]  # fmt: skip
    upto = {id(among): list(accumulate(weights[chat] for chat in among)) for among in (anywhere, *near)}
    for person in range(size.people):
        interest = rng.randrange(INTERESTS)
        for _ in range(rng.choices((1, 2, 3, 5), (70, 18, 8, 4))[0]):
            among = near[interest] if rng.random() < 0.8 else anywhere
            members[rng.choices(among, cum_weights=upto[id(among)])[0]].add(person)
    acts = []
    for chat in range(size.chats):
        people = sorted(members[chat])
        talk = small_talk(rng, len(people), size.days, each=size.each) if len(people) > 2 else []
        for act in talk:
            act.person = people[act.person]
        acts.append(talk)
    for chat, act in _passed_on(rng, size, members):
        acts[chat].append(act)
    return members, acts


def _passed_on(rng: Random, size: Size, members: list[set[int]]) -> Iterator[tuple[int, Act]]:
    """News of channels, copied into several chats: readers post them wherever they are, most within two hours, some
    into all their chats at once. And some greet in all their chats in a row."""
    rhythm = Rhythm(rng, BEGINS, BEGINS + size.days * DAY, growth=1.1)
    homes: dict[int, list[int]] = {}
    for chat, here in enumerate(members):
        for person in sorted(here):
            homes.setdefault(person, []).append(chat)
    several = sorted(person for person, chats in homes.items() if len(chats) > 1)
    readers = rng.sample(several, max(3, len(several) // 20))
    for _ in range(6 * size.days):
        at = rhythm.between(rng, BEGINS, BEGINS + size.days * DAY - 1)
        text, channel = f"{sentence(rng)}. {sentence(rng)}", rng.choice(CHANNELS)
        for person in rng.sample(readers, min(len(readers), int(rng.expovariate(0.25)))):
            when = at + int(rng.expovariate(1 / 5_400))
            for chat in homes[person]:
                own = f"{text} {said(rng)}" if rng.random() < 0.2 else text
                yield chat, Act(when, person, own, forwarded_from=channel if rng.random() > 0.6 else None)
                when += rng.randint(5, 90)
    for person in rng.sample(several, len(several) // 10):
        own = rng.choice(GREETINGS)
        for day in range(size.days):
            if rng.random() < 0.15:
                when = BEGINS + day * DAY + int(rng.gauss(8.0 * HOUR, 0.8 * HOUR) - ZONE) % DAY
                for chat in homes[person]:
                    yield chat, Act(when, person, own)
                    when += rng.randint(5, 60)


def _farm(
    rng: Random, accounts: range, homes: list[int], days: int, copying: Copying
) -> Iterator[tuple[int, int, Act]]:
    """What a farm's accounts write, where: their tasks, and small talk to look alive."""
    rhythm = Rhythm(rng, BEGINS, BEGINS + days * DAY, growth=1.0)
    theirs = {account: rng.sample(homes, min(len(homes), rng.randint(2, 4))) for account in accounts}
    part, spread = rng.uniform(0.3, 0.8), rng.randint(60, 290)
    for _ in range(rng.randint(8, 25)):
        at = rhythm.between(rng, BEGINS, BEGINS + days * DAY - spread - 1)
        text, where = f"{sentence(rng)}. {sentence(rng)}", set(rng.sample(homes, rng.randint(2, len(homes))))
        for account in accounts:
            here = [chat for chat in theirs[account] if chat in where]
            if here and rng.random() < part:
                act = Act(at + rng.randint(0, spread), account, copied(rng, text, copying))
                yield rng.choice(here), account, act
    for account in accounts:
        for chat in theirs[account]:
            for _ in range(rng.randint(2, 12)):
                at = rhythm.between(rng, BEGINS, BEGINS + days * DAY - 1)
                yield chat, account, Act(at, account, said(rng))
