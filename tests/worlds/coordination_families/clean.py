"""Regimes in which nobody has agreed on anything, and people write the same at the same time all the same: they follow
one source, keep the same hours, came together, greet each other, are moved by one event.

In the regimes of `SHARED_SOURCE` people do act together, by way of what they read or run; sharing cannot tell them from
a farm. In the others nobody does.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tests.worlds.coordination_families.acting import log_between, slogan
from tests.worlds.coordination_families.people import People, arrivals, chat_size, link, people_of, small_talk
from tests.worlds.coordination_families.table import DAY, HOUR, Came, Column, Draft, World
from tests.worlds.coordination_families.words import EMOJI, Rng, Tongue


class Begun(NamedTuple):
    """A chat that is thought of, its draft, and how many messages it will have, about."""

    family: str
    seed: int
    rng: Rng
    tongue: Tongue
    people: People
    draft: Draft
    messages: int


def feeds(seed: int) -> World:
    """Everybody reads one of some feeds, each of 5 to 100 followers, and passes on what it posts, sooner or later."""
    begun = _start("feeds", seed)
    rng, people, draft = begun.rng, begun.people, begun.draft
    size = _follow(draft, rng, people)
    return _end(begun, followers=size)


def fixed_hours(seed: int) -> World:
    """Everybody keeps a slot of two to four hours of the day."""
    begun = _start("fixed hours", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    _keep_slots(rng, people)
    _pass_on(draft, rng, people, tongue)
    return _end(begun)


def two_peaks(seed: int) -> World:
    """Half write in the morning, half in the evening, all within an hour or so."""
    begun = _start("two peaks", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    people.peak[:] = np.where(rng.random(people.many) < rng.uniform(0.3, 0.7), rng.uniform(7, 10), rng.uniform(18, 22))
    people.width[:] = rng.uniform(0.4, 1.5)
    _pass_on(draft, rng, people, tongue)
    return _end(begun)


def feeds_and_hours(seed: int) -> World:
    """Followers of feeds who keep slots of a few hours, each for themselves."""
    begun = _start("feeds x hours", seed)
    rng, people, draft = begun.rng, begun.people, begun.draft
    _keep_slots(rng, people)
    size = _follow(draft, rng, people)
    return _end(begun, followers=size)


def same_days(seed: int) -> World:
    """Audiences that are there on the same days only, those of a stream or a match, and repeat what is said there."""
    begun = _start("same days", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    lot, audiences = rng.permutation(people.many), int(rng.integers(1, 5))
    for audience in np.array_split(lot[: int(people.many * rng.uniform(0.3, 0.8))], audiences):
        coming, lines = rng.uniform(0.3, 0.8), float(rng.uniform(1, 5))
        for day in rng.permutation(people.days)[: int(rng.integers(4, 13))].tolist():
            start = people.begins + day * DAY + int(rng.integers(15 * HOUR, 21 * HOUR))
            there = audience[rng.random(len(audience)) < coming]
            for _ in range(1 + int(rng.poisson(lines))):
                saying = there[rng.random(len(there)) < rng.uniform(0.05, 0.35)]
                text = slogan(rng, tongue) if rng.random() < 0.5 else EMOJI[int(rng.integers(len(EMOJI)))] * 3
                moment = start + int(rng.integers(2 * HOUR))
                draft.add(moment + rng.exponential(90, len(saying)), saying, text)
    return _end(begun)


def followers_of_one_post(seed: int) -> World:
    """A post brings 15 to 80 people in an hour, who write next to nothing but pass on what its channel posts."""
    begun = _start("followers of one post", seed)
    rng, people, draft = begun.rng, begun.people, begun.draft
    crowd = rng.permutation(people.many)[: int(rng.integers(15, 81))]
    people.weight[crowd] *= rng.choice([0.0, 0.02])
    people.begin[crowd], people.end[crowd] = 0, people.days
    _channel(draft, rng, people, crowd, 1_600_000_000, per_day=rng.uniform(0.3, 2), keen=rng.uniform(0.1, 0.5))
    at = people.begins - int(rng.integers(2 * HOUR, 20 * DAY))
    return _end(begun, together={int(who): at for who in crowd})


def new_cohort(seed: int) -> World:
    """20 to 120 accounts, new to the chat, come within a day or two by one link, and write as everybody does."""
    begun = _start("new cohort", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    cohort = rng.permutation(people.many)[: int(rng.integers(20, min(121, people.many // 2)))]
    day = int(rng.integers(people.days // 2))
    people.begin[cohort], people.end[cohort] = day + 1, people.days
    at = people.begins + day * DAY + int(rng.integers(12 * HOUR))
    _pass_on(draft, rng, people, tongue)
    return _end(begun, together={int(who): at for who in cohort})


def added_class(seed: int) -> World:
    """A teacher adds a class of 15 to 35 in minutes; they say good morning at the same hour on most days."""
    begun = _start("added class", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    teacher, *others = rng.permutation(people.many)[: 1 + int(rng.integers(15, 36))]
    pupils = np.array(others)
    people.weight[pupils] *= rng.choice([0.1, 0.5, 1.0])
    people.begin[pupils], people.end[pupils] = 0, people.days
    hour, eager = rng.uniform(7, 9), rng.uniform(0.2, 0.8)
    said = tongue.greetings[: int(rng.integers(1, 4))]
    for day in range(people.days):
        if day % 7 < 5 or rng.random() < 0.3:
            there = pupils[rng.random(len(pupils)) < eager]
            said_at = people.begins + day * DAY + (hour * HOUR + rng.normal(0, rng.uniform(120, 1_800), len(there)))
            draft.add(said_at, there, [said[n] for n in rng.integers(len(said), size=len(there))])
    at = people.begins - int(rng.integers(HOUR, 10 * DAY))
    together = {int(who): at for who in pupils}
    return _end(begun, together=together, adder=int(teacher), within=900)


def cross_posting_bots(seed: int) -> World:
    """Two to eight accounts that a programme runs, which post the same headlines within a minute, all day long."""
    begun = _start("cross-posting bots", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    bots = rng.permutation(people.many)[: int(rng.integers(2, 9))]
    people.weight[bots] = 0.0
    people.begin[bots], people.end[bots] = 0, people.days
    for _ in range(int(people.days * rng.uniform(2, 10))):
        joining = bots[rng.random(len(bots)) < rng.uniform(0.6, 1.0)]
        text = f"{slogan(rng, tongue)} {link(rng)}"
        draft.add(people.moment(rng, 0, 24) + rng.integers(0, int(rng.integers(2, 60)), len(joining)), joining, text)
    return _end(begun, bots=len(bots))


def solidarity(seed: int) -> World:
    """One to three times an event moves tens of people to copy a text or a hashtag, over hours or days."""
    begun = _start("solidarity", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    for _ in range(int(rng.integers(1, 4))):
        text, start = f"{slogan(rng, tongue)} #{slogan(rng, tongue).split()[0].lower()}", people.moment(rng)
        crowd = people.awake(rng, start, int(people.many * rng.uniform(0.1, 0.4)))
        at = start + rng.exponential(log_between(rng, HOUR, 36 * HOUR), len(crowd))
        day = (at - people.begins) // DAY
        hours = people.seconds(rng, crowd)
        # Who copies it on a later day does it at their own hours.
        at = np.where(day > day.min(initial=0), people.begins + day * DAY + hours, at)
        draft.add(at, crowd, text)
    return _end(begun)


def viral_posts(seed: int) -> World:
    """Two to eight posts each of which 20 to 150 people pass on within an hour or two, one after the other sees it."""
    begun = _start("viral posts", seed)
    rng, people, draft = begun.rng, begun.people, begun.draft
    for number in range(int(rng.integers(2, 9))):
        start = people.moment(rng)
        crowd = people.awake(rng, start, int(rng.integers(20, min(151, people.many // 2))))
        draft.add(
            start + rng.gamma(2, rng.uniform(5, 40) * 60, len(crowd)), crowd, "", forward=f"16000000{number:02}/1"
        )
    return _end(begun)


def greetings(seed: int) -> World:
    """Regulars greet on most mornings; at a feast or two everybody wishes well within minutes of midnight or
    breakfast."""
    begun = _start("greetings", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    regular = np.flatnonzero(rng.random(people.many) < rng.uniform(0.05, 0.4))
    morning = rng.normal(8.5, 1.2, people.many)
    eager = rng.beta(2, 3, people.many)
    for day in range(people.days):
        there = regular[rng.random(len(regular)) < eager[regular]]
        at = people.begins + day * DAY + HOUR * (morning[there] + rng.normal(0, 0.5, len(there)))
        draft.add(at, there, [tongue.greetings[n % len(tongue.greetings)] for n in there.tolist()])
    for _ in range(int(rng.integers(1, 3))):
        wish, start = slogan(rng, tongue), people.begins + int(rng.integers(people.days)) * DAY
        crowd = people.awake(rng, start + 20 * HOUR, int(people.many * rng.uniform(0.1, 0.5)))
        draft.add(start + rng.choice([0, 8 * HOUR]) + rng.exponential(20 * 60, len(crowd)), crowd, wish)
    return _end(begun)


def news(seed: int) -> World:
    """Some news a day, which a few of those who are there post within minutes: the same headline, link or post."""
    begun = _start("news", seed)
    rng, tongue, people, draft = begun.rng, begun.tongue, begun.people, begun.draft
    most = int(rng.integers(4, 16))
    for number in range(int(people.days * rng.uniform(0.5, 4))):
        start = people.moment(rng, 7, 24)
        crowd = people.awake(rng, start, 1 + int(rng.integers(most)))
        at = start + rng.exponential(rng.uniform(1, 30) * 60, len(crowd))
        how, address = int(rng.integers(3)), link(rng)
        headline = slogan(rng, tongue)
        text = (f"{headline} {address}", address, "")[how]
        draft.add(at, crowd, text, forward=f"1600000099/{number + 1}" if how == 2 else "")
    return _end(begun)


def _start(family: str, seed: int) -> Begun:
    rng = np.random.default_rng([seed, *family.encode()])
    many, days, messages = chat_size(rng)
    return Begun(family, seed, rng, Tongue(rng), people_of(rng, many, days), Draft(), messages)


def _end(
    begun: Begun,
    *,
    together: dict[int, int] | None = None,
    adder: int | None = None,
    within: int = HOUR,
    **drawn: float,
) -> World:
    """Fills the chat with small talk. `together`: from when on some came, in `within` seconds, by `adder` or a link."""
    family, seed, rng, tongue, people, draft, many = begun
    small_talk(draft, rng, people, tongue, max(1_000, many - len(draft.text)))
    came = arrivals(rng, people)
    for who, at in (together or {}).items():
        came[who] = Came(at + int(rng.integers(within)), who, adder)
    if adder is not None:
        earliest = min((together or {0: people.begins}).values())
        came[adder] = Came(min(came[adder].at, earliest - DAY), adder)
    return draft.finished(family, seed, rng, people.many, came=came, drawn=dict(drawn))


def _keep_slots(rng: Rng, people: People) -> None:
    slot = rng.uniform(2, 4)
    people.peak[:] = slot * rng.integers(int(24 // slot), size=people.many) + slot / 2
    people.width[:] = slot / rng.uniform(3, 5)


def _follow(draft: Draft, rng: Rng, people: People) -> int:
    """Divides some or all of the people into feeds of one size, and returns it."""
    size = round(log_between(rng, 5, 100))
    lot = rng.permutation(people.many)
    every = max(1, int(rng.uniform(0.3, 1.0) * people.many) // size)
    for number in range(every):
        crowd = lot[number * size : (number + 1) * size]
        _channel(
            draft,
            rng,
            people,
            crowd,
            1_610_000_000 + number,
            per_day=rng.uniform(0.3, 2.0),
            keen=rng.uniform(0.05, 0.4),
        )
    return size


def _channel(draft: Draft, rng: Rng, people: People, crowd: Column, name: int, *, per_day: float, keen: float) -> None:
    """What a channel posts, and some of its followers pass on: at once where it is their hour, else when it comes."""
    quick = log_between(rng, 60, HOUR)
    for number in range(int(people.days * per_day)):
        start = people.moment(rng, 7, 23)
        there = crowd[rng.random(len(crowd)) < keen]
        hour = (start - people.begins) % DAY / HOUR
        apart = np.abs((hour - people.peak[there] + 12) % 24 - 12) < 1.5 * people.width[there]
        later = start - (start - people.begins) % DAY + people.seconds(rng, there)
        later = np.where(later > start, later, later + DAY)
        draft.add(
            np.where(apart, start + rng.exponential(quick, len(there)), later),
            there,
            "",
            forward=f"{name}/{number + 1}",
        )


def _pass_on(draft: Draft, rng: Rng, people: People, tongue: Tongue) -> None:
    """What goes round in any chat: things that those who are there post within minutes or hours of each other."""
    for _ in range(int(people.days * rng.uniform(0.5, 3))):
        start = people.moment(rng, 0, 24)
        crowd = people.awake(rng, start, 2 + int(rng.integers(12)))
        text = slogan(rng, tongue) if rng.random() < 0.5 else link(rng)
        draft.add(start + rng.exponential(log_between(rng, 60, 2 * HOUR), len(crowd)), crowd, text)


REGIMES: dict[str, Callable[[int], World]] = {
    "feeds": feeds,
    "fixed hours": fixed_hours,
    "two peaks": two_peaks,
    "feeds x hours": feeds_and_hours,
    "same days": same_days,
    "followers of one post": followers_of_one_post,
    "new cohort": new_cohort,
    "added class": added_class,
    "cross-posting bots": cross_posting_bots,
    "solidarity": solidarity,
    "viral posts": viral_posts,
    "greetings": greetings,
    "news": news,
}
"""Every regime by name."""

SHARED_SOURCE = frozenset({"feeds", "feeds x hours", "same days", "followers of one post", "cross-posting bots"})
"""Where acting together is what there is to see, and its rate is printed as it is."""
