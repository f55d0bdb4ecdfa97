"""The regimes under which error rates are told, each a function of a seed: 400 accounts and 30 days."""

from collections.abc import Callable
from random import Random

from tests.worlds.coordination.acts import BEGINS, Act, Crowd, Planted, in_order
from tests.worlds.coordination.clean import small_talk
from tests.worlds.coordination.planted import Copying, Order, farm, raid, spam, swarm
from tests.worlds.world import DAY

PEOPLE, DAYS = 400, 30


def clean(seed: int, people: int = PEOPLE, days: int = DAYS) -> Crowd:
    """Nobody coordinates."""
    rng = Random(f"clean/{seed}")
    return Crowd(f"clean/{seed}", people, in_order(small_talk(rng, people, days)))


def small_clean(seed: int) -> Crowd:
    """Sixty people, of whom nobody coordinates."""
    return clean(seed, 60)


def exact_farms(seed: int, people: int = PEOPLE, days: int = DAYS) -> Crowd:
    """Two farms of 6 to 40 accounts that post their texts as they are."""
    return _farms("exact", seed, people, days)


def edited_farms(seed: int, people: int = PEOPLE, days: int = DAYS) -> Crowd:
    """Two farms whose every copy is edited."""
    return _farms("edited", seed, people, days)


def half_paraphrased_farms(seed: int, people: int = PEOPLE, days: int = DAYS) -> Crowd:
    """Two farms of which every other post is in words of its own, the others edited."""
    return _farms("half", seed, people, days)


def small_farms(seed: int, people: int = PEOPLE, days: int = DAYS) -> Crowd:
    """Two farms of 3 to 5 accounts with 3 to 6 texts."""
    rng = Random(f"small/{seed}")
    orders = [Order(rng.randint(3, 5), rng.randint(3, 6), rng.uniform(0.5, 0.9), rng.randint(60, 290), "edited")
              for _ in range(2)]  # fmt: skip
    return _with_farms(f"small/{seed}", rng, orders, people, days)


def raids(seed: int, people: int = PEOPLE, days: int = DAYS) -> Crowd:
    """Two raids of 3 to 60 newcomers, each with one text that is used once."""
    rng = Random(f"raids/{seed}")
    acts, found, last = small_talk(rng, people, days), [], people
    for _ in range(2):
        accounts = range(last, last + rng.randint(3, 60))
        at = BEGINS + rng.randrange(days) * DAY + rng.randrange(8, 20) * 3_600
        acts += raid(rng, accounts, at)
        found.append((frozenset(accounts), at))
        last = accounts.stop
    return Crowd(f"raids/{seed}", last, in_order(acts), Planted(raids=tuple(found)))


def swarms(seed: int, people: int = PEOPLE, days: int = DAYS) -> Crowd:
    """Two people are each replied to by 15 to 40 at once, half of these newcomers."""
    rng = Random(f"swarms/{seed}")
    acts, found, last = small_talk(rng, people, days), [], people
    for _ in range(2):
        target = rng.choice(acts)
        theirs = [act for act in acts if act.person == target.person and act.at <= target.at][-3:]
        accounts = range(last, last + rng.randint(15, 40))
        acts += swarm(rng, accounts, theirs)
        found.append((frozenset(accounts), target.person, target.at))
        last = accounts.stop
    return Crowd(f"swarms/{seed}", last, in_order(acts), Planted(swarms=tuple(found)))


def inhuman_pace(seed: int, people: int = PEOPLE, days: int = DAYS) -> Crowd:
    """Three accounts write texts that all differ, 150 to 600 in a row every few seconds."""
    rng = Random(f"pace/{seed}")
    acts: list[Act] = small_talk(rng, people, days)
    for account in range(people, people + 3):
        at = BEGINS + rng.randrange(days - 1) * DAY + rng.randrange(DAY)
        acts += spam(rng, account, at, messages=rng.randint(150, 600))
    return Crowd(f"pace/{seed}", people + 3, in_order(acts), Planted(spammers=frozenset(range(people, people + 3))))


def _farms(copying: Copying, seed: int, people: int, days: int) -> Crowd:
    rng = Random(f"{copying}/{seed}")
    orders = [
        Order(rng.randint(6, 40), rng.randint(6, 20), rng.uniform(0.5, 0.95), rng.randint(60, 290), copying)
        for _ in range(2)
    ]
    return _with_farms(f"{copying}/{seed}", rng, orders, people, days)


def _with_farms(name: str, rng: Random, orders: list[Order], people: int, days: int) -> Crowd:
    acts, farms, last = small_talk(rng, people, days), [], people
    for order in orders:
        accounts = range(last, last + order.size)
        acts += farm(rng, accounts, order, days)
        farms.append(frozenset(accounts))
        last = accounts.stop
    return Crowd(name, last, in_order(acts), Planted(farms=tuple(farms)), added=farms[0], adder=0)


REGIMES: dict[str, Callable[[int], Crowd]] = {
    "clean": clean,
    "small clean": small_clean,
    "exact farms": exact_farms,
    "edited farms": edited_farms,
    "half-paraphrased farms": half_paraphrased_farms,
    "small farms": small_farms,
    "raids": raids,
    "reply swarms": swarms,
    "inhuman pace": inhuman_pace,
}
