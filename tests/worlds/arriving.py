"""How people come to several chats of one installation, with and without accounts that come in one order, seeded.

Nothing under `auditor/` or `storage/` is used. Innocent waves are of all sorts that look alike: readers of one channel,
quick ones and slow ones, who follow its link into one chat today and into another tomorrow; folders of chats, joined in
one go; a pinned message that leads on into the next chat; and organisers who add the same list of people everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.worlds.coordination.acts import BEGINS
from tests.worlds.rhythm import HOUR, Rhythm
from tests.worlds.world import DAY

Way = Literal["by_link", "added"]


@dataclass(frozen=True)
class Came:
    """Somebody, by a number that holds in all chats, came to a chat."""

    at: int
    person: int
    way: Way = "by_link"


@dataclass(frozen=True)
class Arriving:
    """The arrivals of each chat in order of time, and apart from them who came in one order."""

    people: int
    chats: tuple[tuple[Came, ...], ...]
    waves: tuple[frozenset[int], ...] = ()

    @property
    def ordered(self) -> frozenset[int]:
        """Everybody who came in one order with others."""
        return frozenset().union(*self.waves)


@dataclass(frozen=True)
class Town:
    """How large: people in all, chats, days."""

    people: int = 3_000
    chats: int = 8
    days: int = 30


def clean(seed: int, town: Town = Town()) -> Arriving:
    """Nobody is sent anywhere."""
    return _arriving(town.people, _innocent(Random(f"arriving/{seed}"), town))


def planted(
    seed: int, town: Town = Town(), *, waves: int = 3, size: tuple[int, int] = (6, 60), slips: float = 0.05
) -> Arriving:
    """Lists of accounts among them, led through two to five chats each: in one sitting a chat, days apart, in the order
    of the list but for a part that slips out of its place."""
    rng = Random(f"sent/{seed}")
    chats, last, found = _innocent(rng, town), town.people, []
    for _ in range(waves):
        accounts = range(last, last + rng.randint(*size))
        for chat in rng.sample(range(town.chats), min(town.chats, rng.randint(2, 5))):
            chats[chat] += _led(rng, accounts, BEGINS + rng.randrange((town.days - 1) * DAY), slips)
        found.append(frozenset(accounts))
        last = accounts.stop
    return _arriving(last, chats, tuple(found))


def _arriving(people: int, chats: list[list[Came]], waves: tuple[frozenset[int], ...] = ()) -> Arriving:
    return Arriving(people, tuple(tuple(sorted(here, key=lambda came: came.at)) for here in chats), waves)


def _led(rng: Random, accounts: range, begins: int, slips: float) -> Iterator[Came]:
    spread = rng.randint(300, 3_000)
    for place, account in enumerate(accounts):
        stands = rng.random() if rng.random() < slips else (place + rng.random()) / len(accounts)
        yield Came(begins + int(spread * stands), account)


class _Comings:
    """Who came to each chat when, and how; whoever is there already does not come again."""

    def __init__(self, rng: Random, town: Town) -> None:
        self.rng, self.town, self.ends = rng, town, BEGINS + town.days * DAY
        self.rhythm = Rhythm(rng, BEGINS, self.ends, growth=1.0)
        self.haste = [rng.lognormvariate(0, 0.7) for _ in range(town.people)]
        self.came: list[dict[int, Came]] = [{} for _ in range(town.chats)]

    def comes(self, chat: int, at: float, person: int, way: Way = "by_link") -> None:
        self.came[chat].setdefault(person, Came(min(int(at), self.ends - 1), person, way))

    def some(self, part: int) -> list[int]:
        return self.rng.sample(range(self.town.people), self.town.people // part)

    def chats(self, most: int) -> list[int]:
        return self.rng.sample(range(self.town.chats), min(most, self.town.chats))

    def moment(self) -> int:
        return self.rhythm.between(self.rng, BEGINS, self.ends - DAY)


def _innocent(rng: Random, town: Town) -> list[list[Came]]:
    all_of_them = _Comings(rng, town)
    for _ in range(6):
        _readers_of_a_channel(all_of_them)
    _joined_in_one_go(all_of_them)
    _led_on_by_a_pinned_message(all_of_them)
    _added_from_a_list(all_of_them)
    for person in range(town.people):
        for chat in all_of_them.chats(rng.choice((1, 1, 2, 3))):
            all_of_them.comes(chat, all_of_them.moment(), person)
    return [list(here.values()) for here in all_of_them.came]


def _readers_of_a_channel(come: _Comings) -> None:
    readers = come.some(10)
    for chat in come.chats(3):
        at = come.moment()
        for person in readers:
            if come.rng.random() < 0.5:
                come.comes(chat, at + come.rng.expovariate(1 / (2_400 * come.haste[person])), person)


def _joined_in_one_go(come: _Comings) -> None:
    for person in come.some(20):
        at = come.moment()
        for place, chat in enumerate(come.chats(4)):
            come.comes(chat, at + 3 * place, person)


def _led_on_by_a_pinned_message(come: _Comings) -> None:
    (first, then), at = come.chats(2), come.moment()
    for person in come.some(10):
        begins = at + come.rng.expovariate(1 / HOUR)
        come.comes(first, begins, person)
        come.comes(then, begins + come.rng.expovariate(1 / HOUR), person)


def _added_from_a_list(come: _Comings) -> None:
    added = come.some(50)
    for chat in come.chats(2):
        at = come.moment()
        for place, person in enumerate(added):
            come.comes(chat, at + 20 * place, person, "added")
