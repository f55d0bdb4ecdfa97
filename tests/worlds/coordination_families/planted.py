"""Families of worlds in which some act in concert. Every parameter is drawn anew for each world, over its range."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tests.worlds.coordination_families.acting import (
    Way,
    came_together,
    copies,
    different,
    farms_of,
    log_between,
    shown,
    slogan,
    talk,
    way_of,
)
from tests.worlds.coordination_families.people import People, arrivals, chat_size, link, people_of
from tests.worlds.coordination_families.table import DAY, HOUR, Came, Column, Draft, World
from tests.worlds.coordination_families.words import EMOJI, Rng, Tongue

ATTACKS = 24
GENUINE = 3_000

Act = Callable[[Draft, Column, Column, int], None]
"""Writes one act of some accounts at these moments; the last is the act's number."""


Moments = npt.NDArray[np.float64]
"""Seconds since 1970, with parts of them."""


class Begun(NamedTuple):
    """A chat that is thought of, and of how many accounts its farm will be."""

    family: str
    seed: int
    rng: Rng
    tongue: Tongue
    people: People
    size: int


def farms(seed: int) -> World:
    """A table of comments of 3,000 genuine people, and one farm to five, of 5 to 160 accounts
    together; each is called to 24 attacks, each with a text of its own."""
    rng = _rng("farms", seed)
    tongue = Tongue(rng)
    many = int(rng.choice([1, 2, 3, 5]))
    every = max(5 * many, round(log_between(rng, 5, 160)))
    sizes = (np.full(many, every // many) + np.eye(many, dtype=int)[0] * (every % many)).tolist()
    people = people_of(rng, GENUINE + every, int(rng.integers(14, 46)))
    called = farms_of(rng, people, sizes)
    draft = Draft()
    talk(draft, rng, people, tongue, round(GENUINE * rng.uniform(1.5, 3.0)))
    way = way_of(rng)
    for farm in called:
        for text in different(rng, ATTACKS, lambda: slogan(rng, tongue)):
            joining = way.joining(rng, farm)
            at = people.moment(rng) + way.delays(rng, len(joining))
            draft.add(at, joining, copies(rng, text, len(joining), way.editing, tongue))
    return draft.finished(
        "farms", seed, rng, people.many, called, kind="table", drawn=shown(way, size=every, farms=many)
    )


def slogans(seed: int) -> World:
    """One slogan of a farm in bursts on two to eight days."""
    begun = _chat("slogans", seed, 10, 80)
    rng, tongue = begun.rng, begun.tongue
    way, days, text = way_of(rng, turnout=(0.4, 1.0)), int(rng.integers(2, 9)), slogan(rng, tongue)

    def act(draft: Draft, at: Column, who: Column, number: int) -> None:
        draft.add(at, who, copies(rng, text, len(who), way.editing, tongue))

    return _acted(begun, way, act, days)


def links(seed: int) -> World:
    """Links, bare or with words of each one's own, some with tracking behind."""
    begun = _chat("links", seed, 8, 60)
    rng, tongue = begun.rng, begun.tongue
    way, acts, bare = way_of(rng), int(rng.integers(5, 21)), rng.random() < 0.5
    tracked = rng.random() < 0.5
    address = different(rng, acts, lambda: link(rng))

    def act(draft: Draft, at: Column, who: Column, number: int) -> None:
        own = [""] * len(who) if bare else [f"{text} " for text in tongue.sentences(rng, len(who), least=3)]
        tail = [f"?utm_source=tg{rng.integers(99)}&fbclid={rng.integers(9**9):x}" if tracked else "" for _ in own]
        draft.add(at, who, [f"{text}{address[number]}{end}" for text, end in zip(own, tail, strict=True)])

    return _acted(begun, way, act, acts)


def mentions(seed: int) -> World:
    """Mentions of the same one to four accounts, with nothing else or a word or two."""
    begun = _chat("mentions", seed, 8, 60)
    rng, tongue = begun.rng, begun.tongue
    way, acts, wordy = way_of(rng), int(rng.integers(5, 21)), rng.random() < 0.3
    sets = different(rng, acts, lambda: " ".join(f"@target_{n}" for n in rng.integers(10**6, size=rng.integers(1, 5))))

    def act(draft: Draft, at: Column, who: Column, number: int) -> None:
        shuffled = [" ".join(rng.permutation(sets[number].split())) for _ in who]
        own = [f" {text}" for text in tongue.sentences(rng, len(who), length=1.5)] if wordy else [""] * len(who)
        draft.add(at, who, [names + text[:11] for names, text in zip(shuffled, own, strict=True)])

    return _acted(begun, way, act, acts)


def emoji(seed: int) -> World:
    """The same run of emoji, a new one each time."""
    begun = _chat("emoji", seed, 8, 60)
    rng = begun.rng
    way, acts = way_of(rng), int(rng.integers(5, 21))
    runs = different(rng, acts, lambda: "".join(EMOJI[n] for n in rng.integers(len(EMOJI), size=rng.integers(2, 7))))

    def act(draft: Draft, at: Column, who: Column, number: int) -> None:
        draft.add(at, who, runs[number])

    return _acted(begun, way, act, acts)


def hashtags(seed: int) -> World:
    """Hashtags of a campaign, a set of one to three for each act, in words of everybody's own."""
    begun = _chat("hashtags", seed, 8, 60)
    rng, tongue = begun.rng, begun.tongue
    way, acts = way_of(rng), int(rng.integers(5, 21))
    sets = different(rng, acts, lambda: " ".join(f"#{slogan(rng, tongue).split()[0].lower()}{n}"
                                                 for n in rng.integers(3_000, size=rng.integers(1, 4))))  # fmt: skip

    def act(draft: Draft, at: Column, who: Column, number: int) -> None:
        own = tongue.sentences(rng, len(who), least=3)
        before = rng.random(len(who)) < 0.3
        draft.add(at, who, [f"{sets[number]} {text}" if first else f"{text} {sets[number]}"
                            for text, first in zip(own, before, strict=True)])  # fmt: skip

    return _acted(begun, way, act, acts)


def templates(seed: int) -> World:
    """A text with a gap, in which everybody puts another name; a new text each time, or some in turn."""
    begun = _chat("templates", seed, 10, 60)
    rng, tongue = begun.rng, begun.tongue
    way, acts = way_of(rng), int(rng.integers(4, 17))
    forms = different(rng, int(rng.choice([2, 4, acts])), lambda: tongue.sentences(rng, 1, least=6, length=7)[0])

    def act(draft: Draft, at: Column, who: Column, number: int) -> None:
        words = forms[number % len(forms)].split()
        place = number % len(words)
        names = tongue.words[rng.permutation(len(tongue.words))[: len(who)]]
        texts = [" ".join([*words[:place], str(name).title(), *words[place:]]) for name in names]
        draft.add(at, who, texts)

    return _acted(begun, way, act, acts)


def co_replies(seed: int) -> World:
    """Accounts that answer the same messages within minutes, in words of their own."""
    begun = _chat("co-replies", seed, 8, 60)
    rng, tongue = begun.rng, begun.tongue
    way, acts = way_of(rng, minutes=(1, 30)), int(rng.integers(6, 25))

    def act(draft: Draft, at: Column, who: Column, number: int) -> None:
        (post,) = draft.add(at[:1] - int(rng.integers(20, 600)), begun.people.writers(rng, 1), tongue.sentences(rng, 1))
        draft.add(at, who, tongue.sentences(rng, len(who), least=3), to=int(post))

    return _acted(begun, way, act, acts)


def given_objects(seed: int) -> World:
    """A table of shares as CooRTweet takes it, without texts: 400 to 2,000 genuine accounts share what goes round, in
    cascades of one to hundreds; a farm shares 8 to 40 objects, of which some went round before."""
    rng = _rng("given objects", seed)
    size = round(log_between(rng, 5, 80))
    people = people_of(rng, int(rng.integers(400, 2_001)) + size, int(rng.integers(7, 31)))
    (farm,) = farms_of(rng, people, [size])
    draft = Draft()
    cascades = (rng.pareto(1.1, 4_000) + 1).astype(int).clip(max=300)
    number = int(np.searchsorted(np.cumsum(cascades), 4_000)) + 1
    alone = np.flatnonzero(cascades[:number] == 1)
    who = people.writers(rng, len(alone))
    draft.add(people.times(rng, who), who, "", given=[f"object {what}" for what in alone.tolist()])
    for what in np.flatnonzero(cascades[:number] > 1).tolist():
        start = people.moment(rng, 0, 24)
        crowd = people.awake(rng, start, int(cascades[what]))
        at = start + rng.lognormal(np.log(log_between(rng, 60, 6 * HOUR)), 1.2, len(crowd)).clip(max=3 * DAY)
        draft.add(at, crowd, "", given=f"object {what}")
    way, acts = way_of(rng, minutes=(0.1, 60)), int(rng.integers(8, 41))
    for act in range(acts):
        joining = way.joining(rng, farm)
        what = int(rng.integers(number)) if rng.random() < 0.3 else number + act
        draft.add(people.moment(rng) + way.delays(rng, len(joining)), joining, "", given=f"object {what}")
    drawn = shown(way, size=size, acts=acts)
    return draft.finished("given objects", seed, rng, people.many, [farm], kind="table", drawn=drawn)


def even_complaints(seed: int) -> World:
    """One complaint, each time from another account, at even steps of 4 to 24 hours."""
    begun = _chat("even complaints", seed, 15, 60)
    rng, people, size = begun.rng, begun.people, begun.size
    step, loose = rng.uniform(4, 24) * HOUR, rng.choice([0.0, 0.005, 0.03])
    at = people.begins + 9 * HOUR + step * (np.arange(size) + loose * rng.standard_normal(size))
    return _one_text(begun, at, loose=float(loose))


def irregular_complaints(seed: int) -> World:
    """One complaint, each time from another account, over one to six weeks, at hours of daytime as they come."""
    begun = _chat("irregular complaints", seed, 15, 60)
    rng, people, size = begun.rng, begun.people, begun.size
    day = np.sort(rng.integers(0, int(rng.integers(7, 43)), size))
    at = people.begins + day * DAY + rng.normal(14 * HOUR, 3 * HOUR, size)
    return _one_text(begun, at)


def even_reposts(seed: int) -> World:
    """One post, passed on by 8 to 30 accounts one after the other, at even steps of 5 to 60 minutes."""
    begun = _chat("even reposts", seed, 8, 30)
    rng, people, size = begun.rng, begun.people, begun.size
    step, loose = rng.uniform(5, 60) * 60, rng.choice([0.0, 0.01, 0.05])
    at = people.moment(rng, 6, 12) + step * (np.arange(size) + loose * rng.standard_normal(size))
    return _one_text(begun, at, forward="1500000001/77", loose=float(loose))


def two_days(seed: int) -> World:
    """One text by some 30 accounts on two days, within minutes on each."""
    begun = _chat("two days", seed, 24, 36)
    rng, tongue = begun.rng, begun.tongue
    way, text = way_of(rng, turnout=(0.7, 1.0), minutes=(1, 10)), slogan(rng, tongue)

    def act(draft: Draft, at: Column, who: Column, number: int) -> None:
        draft.add(at, who, copies(rng, text, len(who), way.editing, tongue))

    return _acted(begun, way, act, 2)


def _rng(family: str, seed: int) -> Rng:
    return np.random.default_rng([seed, *family.encode()])


def _chat(family: str, seed: int, least: int, most: int) -> Begun:
    """What every chat begins with; the farm has so many accounts, all of the same chat."""
    rng = _rng(family, seed)
    many, days, _ = chat_size(rng)
    size = round(log_between(rng, least, most))
    return Begun(family, seed, rng, Tongue(rng), people_of(rng, many + size, days), size)


def _acted(begun: Begun, way: Way, act: Act, acts: int) -> World:
    """A chat with a farm that acts so often, each time on another day while there are days."""
    family, seed, rng, tongue, people, size = begun
    (farm,) = farms_of(rng, people, [size])
    draft = Draft()
    talk(draft, rng, people, tongue, _messages(rng))
    days = np.concatenate([rng.permutation(people.days) for _ in range(1 + acts // people.days)])[:acts]
    for number, day in enumerate(days.tolist()):
        joining = way.joining(rng, farm)
        start = people.begins + day * DAY + int(rng.integers(8 * HOUR, 22 * HOUR))
        act(draft, start + way.delays(rng, len(joining)), joining, number)
    came = arrivals(rng, people)
    how = came_together(rng, people, came, [farm])
    drawn = shown(way, size=size, acts=acts, came=how)
    return draft.finished(family, seed, rng, people.many, [farm], came=came, drawn=drawn)


def _one_text(begun: Begun, at: Moments, *, forward: str = "", loose: float = -1.0) -> World:
    """A chat in which one text or post comes once from each of a farm's accounts, at these moments."""
    family, seed, rng, tongue, people, size = begun
    days = max(people.days, int(at.max() - people.begins) // DAY + 1)
    people = replace(people_of(rng, people.many, days), begins=people.begins)
    (farm,) = farms_of(rng, people, [size])
    draft = Draft()
    talk(draft, rng, people, tongue, _messages(rng))
    way = way_of(rng)
    text = tongue.sentences(rng, 1, least=8, length=20)[0]
    draft.add(at, farm, copies(rng, text, size, way.editing if not forward else "exact", tongue), forward=forward)
    came: list[Came] = arrivals(rng, people)
    how = came_together(rng, people, came, [farm])
    drawn: dict[str, float | str] = {"size": size, "loose": loose, "editing": way.editing, "came": how}
    return draft.finished(family, seed, rng, people.many, [farm], came=came, drawn=drawn)


def _messages(rng: Rng) -> int:
    return int(rng.integers(2_000, 8_001))


FAMILIES: dict[str, Callable[[int], World]] = {
    "farms": farms,
    "slogans": slogans,
    "links": links,
    "mentions": mentions,
    "emoji": emoji,
    "hashtags": hashtags,
    "templates": templates,
    "co-replies": co_replies,
    "given objects": given_objects,
    "two days": two_days,
    "even complaints": even_complaints,
    "irregular complaints": irregular_complaints,
    "even reposts": even_reposts,
}
"""Every family by name; the last three are single acts: nobody of them meets another twice."""

SINGLE_ACTS = frozenset({"even complaints", "irregular complaints", "even reposts"})
