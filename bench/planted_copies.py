"""A big chat with planted copies whose truth is known: who posted a copy of what, and when.

One in fifty messages is a copy: clusters of four to fourteen by a pool of accounts, 60 % of the clusters within 50
seconds, 25 % within ten minutes, 15 % within a day, each in one of seven classes of edits. The rest is noise: a quarter
short phrases, a thirtieth greetings and advertisements made from templates, now and then a text that many pass on over
hours. The density is that of 1,000,000 messages in 180 days.
"""

from collections.abc import Callable
from random import Random

import msgspec

from tests.worlds.chatter import remark, sentence
from tests.worlds.coordination import edits

CLASSES: dict[str, Callable[[Random, str], str]] = {
    "identical": lambda _, text: text,
    "case, punctuation, emoji, mention": lambda rng, text: f"@kanal {edits.emoji(rng, edits.case(rng, text))}",
    "appended tag, emoji or link": edits.tail,
    "one word": lambda rng, text: edits.words(rng, text, 1),
    "two words": lambda rng, text: edits.words(rng, text, 2),
    "three words": lambda rng, text: edits.words(rng, text, 3),
    "look-alike letters, unseen characters": edits.homoglyphs,
}

_SHORT = ("да", "нет", "спасибо большое", "согласен полностью", "где это было", "кто знает точно", "рахмет", "иә дұрыс")


class PlantedCopies(msgspec.Struct):
    """A row a message, by time; `cluster` is -1 for noise."""

    at: list[int]
    person: list[int]
    text: list[str]
    cluster: list[int]


def planted_copies(seed: int, messages: int) -> PlantedCopies:
    """So many messages by a fiftieth as many accounts."""
    rng = Random(f"copies/{seed}")
    span, accounts = messages * 180 * 86_400 // 1_000_000, max(200, messages // 50)
    rows: list[tuple[int, int, str, int]] = []
    kinds, number = list(CLASSES.values()), 0
    while len(rows) < messages // 50:
        text = " ".join(sentence(rng) for _ in range(rng.randint(2, 3)))
        edit, begin = kinds[number % len(kinds)], rng.randrange(span)
        wide = rng.choices((50, 600, 86_400), (60, 25, 15))[0]
        pool = rng.sample(range(accounts), rng.randint(4, 14))
        rows += [(begin + rng.randint(0, wide), person, edit(rng, text), number) for person in pool]
        number += 1
    viral: list[str] = []
    while len(rows) < messages:
        die, at = rng.random(), rng.randrange(span)
        if die < 0.25:
            text = rng.choice(_SHORT)
        elif die < 0.28:
            text = f"Продам {remark(rng)}, недорого, звоните {rng.randrange(10**6)}"
        elif die < 0.2802:
            viral = [f"{sentence(rng)} {sentence(rng)}"]
            text = viral[0]
        elif die < 0.282 and viral:
            text = viral[0]
        else:
            text = sentence(rng) if die < 0.6 else f"{remark(rng)} {remark(rng)}"
        rows.append((at, rng.randrange(accounts), text, -1))
    rows.sort(key=lambda row: row[:2])
    return PlantedCopies(*(list(column) for column in zip(*rows, strict=True)))


def true_pairs(copies: PlantedCopies, window: int) -> set[tuple[int, int]]:
    """Pairs of messages of one cluster by different people within the window, the earlier first."""
    clusters: dict[int, list[int]] = {}
    for place, cluster in enumerate(copies.cluster):
        if cluster >= 0:
            clusters.setdefault(cluster, []).append(place)
    return {
        (one, two)
        for places in clusters.values()
        for number, one in enumerate(places)
        for two in places[number + 1 :]
        if copies.at[two] - copies.at[one] <= window and copies.person[one] != copies.person[two]
    }
