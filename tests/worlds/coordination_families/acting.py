"""What accounts do that act in concert: who of them takes part, over how long, and how much they say besides."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tests.worlds.coordination_families.people import People, small_talk
from tests.worlds.coordination_families.table import HOUR, Came, Column, Draft
from tests.worlds.coordination_families.words import Rng, Tongue, edited

Shape = Literal["even", "rush", "hump"]


@dataclass(frozen=True)
class Way:
    """How one farm acts. `turnout` is the share of its accounts that takes part in an act, `spread` the seconds from
    the first to the last of them, about."""

    turnout: float
    spread: float
    shape: Shape
    editing: str

    def delays(self, rng: Rng, many: int) -> Column:
        """How many seconds after the start each of so many comes."""
        if self.shape == "even":
            part = rng.random(many)
        elif self.shape == "rush":
            part = rng.exponential(0.3, many).clip(max=1.2)
        else:
            part = rng.normal(0.5, 0.2, many).clip(0, 1)
        return (self.spread * part).astype(np.int64)

    def joining(self, rng: Rng, farm: Column) -> Column:
        """Who takes part this time; never nobody."""
        came = farm[rng.random(len(farm)) < self.turnout]
        return came if len(came) else farm[:1]


def log_between(rng: Rng, low: float, high: float) -> float:
    """A number between the two, every order of magnitude as likely as the next."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def way_of(rng: Rng, *, turnout: tuple[float, float] = (0.15, 1.0), minutes: tuple[float, float] = (1, 60)) -> Way:
    """A way drawn over these ranges."""
    shape: Shape = ("even", "rush", "hump")[int(rng.integers(3))]
    editing = str(rng.choice(["exact", "dressed", "reworded"], p=[0.6, 0.25, 0.15]))
    return Way(float(rng.uniform(*turnout)), 60 * log_between(rng, *minutes), shape, editing)


def shown(way: Way, **more: float | str) -> dict[str, float | str]:
    """A way as figures, to be written beside a world's result."""
    return {"turnout": round(way.turnout, 3), "minutes": round(way.spread / 60, 1), "editing": way.editing, **more}


def farms_of(rng: Rng, people: People, sizes: list[int]) -> list[Column]:
    """Accounts of the crowd that will be farms; besides they write as much as others, less, or nothing."""
    lot = rng.permutation(people.many)
    farms = np.split(lot[: sum(sizes)], np.cumsum(sizes)[:-1])
    for farm in farms:
        people.weight[farm] *= rng.choice([0.0, 0.3, 1.0])
        people.begin[farm], people.end[farm] = 0, people.days
    return farms


def copies(rng: Rng, text: str, many: int, how: str, tongue: Tongue) -> list[str]:
    """So many copies of a text, edited one by one."""
    return [text] * many if how == "exact" else [edited(rng, text, how, tongue) for _ in range(many)]


def slogan(rng: Rng, tongue: Tongue) -> str:
    """A text of at least five words that nobody else writes."""
    return tongue.sentences(rng, 1, least=5, length=9)[0]


def came_together(rng: Rng, people: People, came: list[Came], farms: list[Column]) -> str:
    """Of some worlds, makes the farms' accounts come in one hour, by a link or added by one; in others they came as all
    did. Returns which."""
    how = str(rng.choice(["as others", "by link", "added"], p=[0.5, 0.25, 0.25]))
    if how == "as others":
        return how
    at = people.begins - int(rng.integers(1, 30)) * 24 * HOUR
    mine = {int(who) for farm in farms for who in farm}
    others = [who for who in range(people.many) if who not in mine]
    adder = int(rng.choice(others)) if how == "added" else None
    for place, one in enumerate(came):
        if one.person in mine:
            came[place] = Came(at + int(rng.integers(HOUR)), one.person, adder)
    return how


def talk(draft: Draft, rng: Rng, people: People, tongue: Tongue, many: int) -> None:
    """Small talk; of a crowd in which everybody's weight is 0 there is none."""
    if people.weight.sum() > 0:
        small_talk(draft, rng, people, tongue, many)


def different(rng: Rng, many: int, make: Any) -> list[str]:
    """So many texts of `make`, none twice."""
    made: dict[str, None] = {}
    while len(made) < many:
        made[make()] = None
    return list(made)
