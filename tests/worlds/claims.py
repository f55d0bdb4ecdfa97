"""What an answer says in English, read back as numbers and held against what is true of its world.

The sentences are read as they are printed, so that a wrong rounding, a wrong denominator or a figure of something else
is found, whatever it was computed from.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.worlds.answered import Answered
from tests.worlds.live.truth import live_truth
from tests.worlds.world import DAY, THE_CHAT, Event, World

NUMBER = r"[\d,]+(?:\.\d+)?(?:–[\d,]+(?:\.\d+)?)?"
SHARE = r"(?:about \d+ in 10 \(\d+–\d+%\)|\d+–\d+%|[<>]?\s?\d+%)"

CLAIMS: tuple[tuple[str, str], ...] = (
    ("seen", rf"Of the ({NUMBER}) (?:people|person|author)"),
    ("added", rf", ({SHARE}) were added by somebody else"),
    ("half_added", rf"and ({NUMBER}) (?:people|person) made half"),
    ("added_silent", rf"Of the added, ({SHARE}) wrote nothing"),
    ("added_stayed_silent", rf"Of the added, ({SHARE}) stayed"),
    ("own_stayed_silent", rf"Of the added, {SHARE} stayed .*; of those who came by themselves, ({SHARE})\."),
    ("own_silent", rf"wrote nothing in the history read; of those who came by themselves, ({SHARE})\."),
    ("writers", rf"({NUMBER}) wrote;"),
    ("half", rf"({NUMBER}) (?:of them )?wrote half of it all"),
    ("writers", rf"found among the ({NUMBER}) (?:people|person) who wrote"),
    ("views", rf"a usual post of this channel shows ({NUMBER}) views"),
    ("dated", rf"of the ({NUMBER}) (?:people|person) known to have come"),
)
"""What is claimed of a crowd, and where it stands in an answer."""


WAVE = re.compile(
    r"(?P<people>[\d,]+) of the .* came within [^:]*: (?P<first>\d\d:\d\d)–(?P<last>\d\d:\d\d) UTC"
    r"(?: on |, from )(?P<day>\d+ \w+ \d{4})"
)
"""A wave, and the hours in which it came."""


class Claim(NamedTuple):
    """A figure that was printed, and whether what is true lies within it."""

    name: str
    printed: str
    truth: float
    holds: bool


def claims_of(answer: str, answered: Answered) -> list[Claim]:
    """Every figure of an answer that this can read, held against its world."""
    truth = truth_of_answer(answered)
    found = []
    for name, pattern in CLAIMS:
        match = re.search(pattern, answer)
        if match and name in truth:
            found.append(Claim(name, match[1], truth[name], holds(match[1], truth[name])))
    if match := WAVE.match(answer):
        found.append(_of_wave(match, answered))
    return found


def _of_wave(match: re.Match[str], answered: Answered) -> Claim:
    """Whether so many truly came within the hours that are named (UTC), and nearly all of the flood is among them."""
    assert answered.world is not None
    people = int(match["people"].replace(",", ""))
    first, last = (
        dt.datetime.strptime(f"{match['day']} {match[end]} +0000", "%d %B %Y %H:%M %z").timestamp()
        for end in ("first", "last")
    )
    last += DAY if last <= first else 0
    came = sum(first <= event.at < last for event in world_arrivals(answered.world))
    return Claim("wave", match["people"], came, 0.98 * answered.fakes <= people <= came)


def world_arrivals(world: World) -> list[Event]:
    """Who came by a link, and when."""
    return [event for event in world.events() if event.kind == "join_by_link"]


def holds(printed: str, truth: float) -> bool:
    """Whether a number or a share as it is printed leaves room for what is true; a share is rounded to a percent."""
    text = printed.rsplit("(", maxsplit=1)[-1].rstrip(")").replace(",", "")
    numbers = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)]
    low, high = numbers[0], numbers[-1]
    if not printed.rstrip(")").endswith("%"):
        return low <= truth <= high
    if printed.startswith(("<", ">")):
        return 0 < truth < 0.01 if printed.startswith("<") else 0.99 < truth < 1
    slack = 0.5 if low == high and "–" not in text else 0.0
    return low - slack - 1e-9 <= 100 * truth <= high + slack + 1e-9


def truth_of_answer(answered: Answered) -> dict[str, float]:
    """What is true of a world, by the names of claims."""
    if answered.live is not None:
        views = live_truth(answered.live)["reach.views"]
        return {"views": round(100 * views.share)}
    if answered.crowd is not None:
        counts = sorted(_written_by(answered), reverse=True)
        return {"seen": len(counts), "writers": len(counts), "half": _half(counts)}
    assert answered.world is not None
    return dict(_of_world(answered, answered.world))


def _of_world(answered: Answered, world: World) -> Iterator[tuple[str, float]]:
    truth = world.truth
    yield "seen", truth["people.seen"].count
    yield "added", truth["arrivals.added"].share
    yield "half_added", truth["arrivals.half_by"].count
    yield "writers", truth["voices.writers"].count
    yield "half", truth["voices.half_by"].count
    for name in ("added", "self"):
        if truth[f"arrivals.{name}_silent"].of:
            yield {"added": "added_silent", "self": "own_silent"}[name], truth[f"arrivals.{name}_silent"].share
    if answered.fakes:
        yield "dated", len(world_arrivals(world))
    yield from _stayed(world)


def _stayed(world: World) -> Iterator[tuple[str, float]]:
    """Of those who came each way, who is there at the end and wrote nothing."""
    way: dict[int, str] = {}
    gone: set[int] = set()
    wrote: set[int] = set()
    for event in world.events():
        if event.kind == "message" and event.actor != THE_CHAT:
            wrote.add(event.actor)
        elif event.kind == "remove_members":
            gone.update(event.members)
        elif event.kind in {"join_by_link", "join_by_request"}:
            way[event.actor] = "own"
            gone.discard(event.actor)
        elif event.kind == "invite_members":
            for person in event.members:
                way[person] = "own" if event.members == (event.actor,) else "added"
                gone.discard(person)
    for name in ("added", "own"):
        whom = [person for person, how in way.items() if how == name]
        if whom:
            yield f"{name}_stayed_silent", sum(not {person} & (gone | wrote) for person in whom) / len(whom)


def _written_by(answered: Answered) -> list[int]:
    assert answered.crowd is not None
    counts: dict[int, int] = {}
    for act in answered.crowd.acts:
        counts[act.person] = counts.get(act.person, 0) + 1
    return list(counts.values())


def _half(counts: list[int]) -> int:
    so_far = 0
    for number, count in enumerate(counts, 1):
        so_far += count
        if 2 * so_far >= sum(counts):
            return number
    return 0
