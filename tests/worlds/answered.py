"""A chat for each picture that may lead a report, seeded, with what is planted in it: what the answer must name, and
what it may not.

Nothing under `auditor/` or `storage/` is used.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from tests.worlds.adds import drawn
from tests.worlds.adds.regime import BY_NAME
from tests.worlds.adds.shown import as_world
from tests.worlds.chatter import sentence
from tests.worlds.coordination.acts import BEGINS, Act, Crowd, in_order
from tests.worlds.coordination.clean import said, small_talk
from tests.worlds.coordination.planted import raid
from tests.worlds.coordination.regimes import clean as clean_crowd
from tests.worlds.live import LiveChat, channel_live
from tests.worlds.names import names
from tests.worlds.rhythm import HOUR, Rhythm
from tests.worlds.world import DAY, THE_CHAT, Event, Person, World

Planted = Literal["forced", "wave", "groups", "copies"]

Kind = Literal["forced", "flood", "groups", "added", "channel", "table", "few write", "clean", "small clean", "unknown"]

PEOPLE = 200

OF_THE_HOUR = range(20, 44)
"""Who came by a link while a farm was brought."""


@dataclass(frozen=True)
class Answered:
    """A chat as an export, as a table of texts (`crowd`), or live; what is planted in it.
    `may` is what its world holds by the way: a link that goes round is a wave, too. `fakes` came in the flood."""

    world: World | None = None
    crowd: Crowd | None = None
    live: LiveChat | None = None
    planted: frozenset[Planted] = frozenset()
    may: frozenset[Planted] = frozenset()
    fakes: int = 0


def forced(seed: int) -> Answered:
    """Three or four adders bring people who were not asked, and all of it was written down."""
    group = drawn(replace(BY_NAME["full logs"], forced=(3, 4), slow=0.0, bursts=(0, 0), migration=0.0), seed)
    return Answered(as_world(group), planted=frozenset({"forced"}), may=frozenset({"wave"}))


def added(seed: int) -> Answered:
    """Organisers bring many who were asked, and who leave no sooner than others; nobody forces."""
    regime = replace(BY_NAME["full logs"], forced=(0, 0), organisers=(5, 8), bursts=(0, 0), migration=0.0)
    return Answered(as_world(drawn(regime, seed)), may=frozenset({"wave"}))


def flood(seed: int) -> Answered:
    """People come for ninety days, and 300 to 900 within three hours."""
    rng = Random(f"answered/flood/{seed}")
    begins, usual, fakes = BEGINS, rng.randint(400, 900), rng.randint(300, 900)
    ends = begins + 90 * DAY
    rhythm = Rhythm(rng, begins, ends, growth=1.0)
    wave = begins + rng.randrange(30, 78) * DAY + rng.randrange(24) * HOUR
    comes = sorted(
        [(rhythm.between(rng, begins, ends - 1), False) for _ in range(usual)]
        + [(wave + rng.randrange(3 * HOUR), True) for _ in range(fakes)]
    )
    called = names(rng)
    people = [Person(600_000_000 + 7 * number, f"{next(called)} {number}") for number in range(len(comes))]
    happened = [(at, "join_by_link", person.id) for (at, _), person in zip(comes, people, strict=True)]
    for (at, fake), person in zip(comes, people, strict=True):
        if rng.random() < (1 / 3 if fake else 0.05):
            happened.append((min(ends - 1, at + rng.randrange(HOUR, 6 * DAY)), "remove_members", person.id))
    history = _history(happened)
    world = World("Затопленная площадь", 1_400_000_071, "public_supergroup", {each.id: each for each in people},
                  lambda: iter(history))  # fmt: skip
    return Answered(world, planted=frozenset({"wave"}), fakes=fakes)


class Brought(Crowd):
    """A crowd of whom the added were brought within minutes, while others came by a link in the same hour."""

    def arrivals(self) -> Iterator[tuple[int, int, int | None]]:
        """When each came, who, and by whom."""
        for person in range(self.people):
            if person in self.added:
                yield BEGINS - HOUR + person % 240, person, self.adder
            elif person in OF_THE_HOUR:
                yield BEGINS - HOUR + 97 * (person - OF_THE_HOUR.start), person, None
            else:
                yield BEGINS - DAY + person, person, None


def groups(seed: int) -> Answered:
    """A farm that one person brought within minutes posts one text after another; people who came by a link in the same
    hour pass some of them on later."""
    rng = Random(f"answered/groups/{seed}")
    acts, accounts = small_talk(rng, PEOPLE, 20), range(PEOPLE, PEOPLE + rng.randint(12, 24))
    for task in range(12):
        at, text = BEGINS + (task + 1) * 36 * HOUR + rng.randrange(6 * HOUR), f"{sentence(rng)}. {sentence(rng)}"
        acts += [Act(at + rng.randrange(240), account, text) for account in accounts if rng.random() < 0.85]
        acts += [Act(at + rng.randint(2, 9) * HOUR, who, text) for who in OF_THE_HOUR if rng.random() < 0.08]
    crowd = Brought(f"answered/groups/{seed}", accounts.stop, in_order(acts), added=frozenset(accounts), adder=0)
    return Answered(crowd.world(), planted=frozenset({"groups"}), may=frozenset({"wave"}))


def table(seed: int) -> Answered:
    """A table of texts: people talk, and 12 to 40 of them post one text within minutes."""
    rng = Random(f"answered/table/{seed}")
    acts, last = small_talk(rng, 2 * PEOPLE, 20), 2 * PEOPLE + rng.randint(12, 40)
    acts += raid(rng, range(2 * PEOPLE, last), BEGINS + rng.randrange(20) * DAY + 40_000)
    crowd = Crowd(f"answered/table/{seed}", last, in_order(acts))
    return Answered(crowd=crowd, planted=frozenset({"copies"}))


def few_write(seed: int) -> Answered:
    """Everybody came by themselves; a twentieth of those who write write most of it."""
    rng = Random(f"answered/few/{seed}")
    rhythm = Rhythm(rng, BEGINS, BEGINS + 30 * DAY, growth=1.0)
    weights = [60.0] * 4 + [1.0] * 96
    acts = [
        Act(rhythm.between(rng, BEGINS, BEGINS + 30 * DAY - 1), person, f"{said(rng)} {sentence(rng)}")
        for person in [*range(100), *rng.choices(range(100), weights, k=900)]
    ]
    return Answered(Crowd(f"answered/few/{seed}", 150, in_order(acts)).world())


def clean(seed: int) -> Answered:
    """Nobody coordinates, nobody was added, and many write."""
    return Answered(clean_crowd(seed).world())


def small_clean(seed: int) -> Answered:
    """The same of sixty people."""
    return Answered(clean_crowd(seed, 60).world())


def unknown(seed: int) -> Answered:
    """A dozen people who came by a link and hardly wrote."""
    rng = Random(f"answered/unknown/{seed}")
    acts = [Act(BEGINS + rng.randrange(DAY), rng.randrange(2), said(rng)) for _ in range(rng.randint(0, 4))]
    return Answered(Crowd(f"answered/unknown/{seed}", rng.randint(3, 14), in_order(acts)).world())


def channel(seed: int) -> Answered:
    """A broadcast channel that a stranger reads."""
    return Answered(live=channel_live(seed))


KINDS: dict[Kind, Callable[[int], Answered]] = {
    "forced": forced,
    "flood": flood,
    "groups": groups,
    "added": added,
    "channel": channel,
    "table": table,
    "few write": few_write,
    "clean": clean,
    "small clean": small_clean,
    "unknown": unknown,
}


def _history(happened: list[tuple[int, str, int]]) -> tuple[Event, ...]:
    """Events in order, behind the creation of the chat; whoever leaves is the only one removed."""
    first = min(at for at, _, _ in happened) - 1
    events = [Event(1, first, "create_channel", THE_CHAT)]
    for number, (at, kind, who) in enumerate(sorted(happened), 2):
        leaves = kind == "remove_members"
        events.append(Event(number, at, "remove_members" if leaves else "join_by_link", who, (who,) if leaves else ()))
    return tuple(events)
