"""Ordinary people: how much they write, on which days and at what hours, and what they talk about."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.worlds.coordination_families.table import DAY, HOUR, Came, Column, Draft
from tests.worlds.coordination_families.words import EMOJI, Rng, Tongue, zipf

FIRST_DAY = 1_672_531_200
"""2023-01-01; worlds begin on some day of the two years from it."""

_DOMAINS = ("news.example", "tengri.example", "kaktus.example", "video.example", "shop.example", "forum.example")


@dataclass
class People:
    """A crowd of accounts. `weight` is the share that each writes, `peak` the hour around which each is awake, `width`
    how many hours they stray from it, `begin` and `end` the days that they are there."""

    many: int
    begins: int
    days: int
    weight: Any
    peak: Any
    width: Any
    begin: Any
    end: Any
    day_weight: Any

    def writers(self, rng: Rng, many: int) -> Column:
        """Who writes the next so many messages."""
        drawn: Column = rng.choice(self.many, size=many, p=self.weight / self.weight.sum())
        return drawn

    def times(self, rng: Rng, who: Column) -> Column:
        """A moment at which each of these would write: one of their days, at their hours."""
        upto = np.concatenate(([0.0], np.cumsum(self.day_weight)))
        low, high = upto[self.begin[who]], upto[self.end[who]]
        day = np.searchsorted(upto, low + (high - low) * rng.random(len(who)), "right") - 1
        day = day.clip(self.begin[who], self.end[who] - 1)
        moments: Column = self.begins + day * DAY + self.seconds(rng, who)
        return moments

    def seconds(self, rng: Rng, who: Column) -> Column:
        """A moment of a day at which each of these would write."""
        hour = self.peak[who] + self.width[who] * rng.standard_normal(len(who))
        loose = rng.random(len(who)) < 0.1
        hour = np.where(loose, 24 * rng.random(len(who)), hour) % 24
        return (hour * HOUR).astype(np.int64)

    def awake(self, rng: Rng, moment: int, many: int) -> Column:
        """So many different people who may be there at a moment (fewer where there are fewer), the busiest the
        likeliest: by their days and hours."""
        day, hour = (moment - self.begins) // DAY, (moment - self.begins) % DAY / HOUR
        apart = np.abs((hour - self.peak + 12) % 24 - 12) / self.width
        share = self.weight * (np.exp(-apart * apart / 2) + 0.02) * ((self.begin <= day) & (day < self.end))
        there = np.flatnonzero(share > 0)
        many = min(many, len(there))
        drawn: Column = rng.choice(there, size=many, replace=False, p=share[there] / share[there].sum())
        return drawn

    def moment(self, rng: Rng, early: int = 9, late: int = 23) -> int:
        """Some moment, by day."""
        return int(self.begins + rng.integers(self.days) * DAY + rng.integers(early * HOUR, late * HOUR))


def people_of(rng: Rng, many: int, days: int) -> People:
    """A crowd drawn at random: few who write much (lognormal or Zipf), evening or day people, stayers and
    passers-by."""
    if rng.random() < 0.5:
        weight = rng.lognormal(0, rng.uniform(0.7, 1.5), many)
    else:
        weight = rng.permutation(1.0 / np.arange(1, many + 1) ** rng.uniform(0.5, 1.1))
    begin, end = np.zeros(many, np.int64), np.full(many, days)
    passing = rng.random(many) < rng.uniform(0.0, 0.5)
    one, two = rng.integers(days, size=many), rng.integers(days, size=many)
    begin[passing], end[passing] = np.minimum(one, two)[passing], np.maximum(one, two)[passing] + 1
    weekend = rng.uniform(0.5, 1.5)
    day_weight = rng.lognormal(0, rng.uniform(0.1, 0.5), days) * np.where(np.arange(days) % 7 < 5, 1.0, weekend)
    begins = FIRST_DAY + int(rng.integers(700)) * DAY
    peak = rng.normal(rng.uniform(12, 21), rng.uniform(1.5, 4.0), many) % 24
    return People(many, begins, days, weight, peak, rng.uniform(1.5, 4.5, many), begin, end, day_weight)


def chat_size(rng: Rng) -> tuple[int, int, int]:
    """People, days and messages of a small chat."""
    return int(rng.integers(100, 601)), int(rng.integers(10, 46)), int(rng.integers(2_000, 8_001))


def arrivals(rng: Rng, people: People) -> list[Came]:
    """Everybody came by a link: some before the first day, the others before they first write."""
    day = np.where(people.begin > 0, people.begin, -1 - rng.integers(0, 60, people.many))
    at = people.begins + day * DAY + rng.integers(0, DAY, people.many)
    at = np.where(people.begin > 0, people.begins + people.begin * DAY - rng.integers(1, HOUR, people.many), at)
    return [Came(when, who) for who, when in enumerate(at.tolist())]


def link(rng: Rng, among: int = 10**6) -> str:
    """An address that nobody has; of the 10^6 that there are one in `among`."""
    return f"https://{_DOMAINS[int(rng.integers(len(_DOMAINS)))]}/{int(rng.integers(among)):x}/"


def small_talk(draft: Draft, rng: Rng, people: People, tongue: Tongue, many: int) -> None:
    """`many` messages in which nobody coordinates anything, and some are alike: a word of assent, stock phrases,
    emoji alone, links that go round, greetings, mentions, hashtags, posts of channels passed on."""
    who = people.writers(rng, many)
    at = people.times(rng, who)
    order = np.argsort(at, kind="stable")
    who, at = who[order], at[order]
    text = tongue.sentences(rng, many)
    forward = [""] * many
    brief = np.flatnonzero(rng.random(many) < rng.uniform(0.02, 0.15))
    for row, place in zip(brief.tolist(), zipf(rng, len(brief), len(tongue.short)).tolist(), strict=True):
        text[row] = tongue.short[place]
    stock, links = list(tongue.stock), [link(rng) for _ in range(40)]
    posts = [f"{1_200_000_000 + int(rng.integers(8))}/{int(rng.integers(1, 9_000))}" for _ in range(60)]
    tags = ["#" + str(word) for word in tongue.words[rng.integers(len(tongue.words), size=12)]]
    names = [f"@user_{int(number)}" for number in rng.integers(people.many, size=20)]
    odd = np.flatnonzero(rng.random(many) < rng.uniform(0.06, 0.2))
    sort = rng.choice(7, size=len(odd), p=[0.35, 0.15, 0.15, 0.1, 0.1, 0.05, 0.1])
    for row, what, place in zip(odd.tolist(), sort.tolist(), zipf(rng, len(odd), 60).tolist(), strict=True):
        if what == 0:
            text[row] = stock[place % len(stock)]
        elif what == 1:
            text[row] = EMOJI[place % len(EMOJI)] * (1 + place % 3)
        elif what == 2:
            text[row] = f"{text[row]} {links[place % len(links)]}" if place % 3 else links[place % len(links)]
        elif what == 3:
            text[row] = f"{names[place % len(names)]} {text[row]}" if place % 4 else names[place % len(names)]
        elif what == 4:
            text[row] = f"{text[row]} {tags[place % len(tags)]}"
        elif what == 5:
            text[row] = tongue.greetings[place % len(tongue.greetings)]
        else:
            forward[row] = posts[place]
    answers = rng.random(many) < rng.uniform(0.1, 0.4)
    behind = np.arange(many) - rng.geometric(0.2, many)
    begin = len(draft.text)
    to = np.where(answers & (behind >= 0), begin + behind, -1).tolist()
    draft.add(at, who, text, to=to, forward=forward)
