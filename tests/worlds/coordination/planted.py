"""Coordination put into a chat: farms, raids, swarms, spam at a machine's pace."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.worlds.chatter import sentence
from tests.worlds.coordination.acts import BEGINS, Act
from tests.worlds.coordination.clean import said
from tests.worlds.coordination.edits import edited
from tests.worlds.rhythm import Rhythm
from tests.worlds.world import DAY

Copying = Literal["exact", "edited", "half"]
"""Everybody posts the text as it is; with edits; or every other post says the same in words of its own."""


@dataclass(frozen=True)
class Order:
    """What a farm is told: `tasks` texts, each posted by a part of the accounts within `spread` seconds."""

    size: int
    tasks: int
    taking_part: float
    spread: int
    copying: Copying


def farm(rng: Random, accounts: range, order: Order, days: int) -> list[Act]:
    """The tasks of a farm, and the small talk its accounts make to look alive."""
    rhythm = Rhythm(rng, BEGINS, BEGINS + days * DAY, growth=1.0)
    acts = []
    for _ in range(order.tasks):
        at = rhythm.between(rng, BEGINS, BEGINS + days * DAY - order.spread - 1)
        text = f"{sentence(rng)}. {sentence(rng)}"
        acts += [
            Act(at + rng.randint(0, order.spread), account, copied(rng, text, order.copying))
            for account in accounts
            if rng.random() < order.taking_part
        ]
    for account in accounts:
        acts += [
            Act(rhythm.between(rng, BEGINS, BEGINS + days * DAY - 1), account, said(rng))
            for _ in range(rng.randint(5, 40))
        ]
    return acts


def copied(rng: Random, text: str, copying: Copying) -> str:
    """The text as an account posts it."""
    if copying == "half" and rng.random() < 0.5:
        return f"{sentence(rng)}. {sentence(rng)}"
    return text if copying == "exact" else edited(rng, text)


def raid(rng: Random, accounts: range, at: int, *, copying: Copying = "edited") -> list[Act]:
    """One text, once, from all within four minutes."""
    text = f"{sentence(rng)}. {sentence(rng)}"
    return [Act(at + rng.randint(0, 240), account, copied(rng, text, copying)) for account in accounts]


def swarm(rng: Random, accounts: range, targets: list[Act]) -> list[Act]:
    """All reply to one person within four minutes, each in words of their own."""
    at = max(act.at for act in targets) + 60
    return [Act(at + rng.randint(0, 240), account, said(rng, 0.6), to=rng.choice(targets)) for account in accounts]


def spam(rng: Random, account: int, at: int, *, messages: int) -> list[Act]:
    """Texts that all differ, every three to nine seconds."""
    acts = []
    for _ in range(messages):
        at += rng.randint(3, 9)
        acts.append(Act(at, account, sentence(rng)))
    return acts
