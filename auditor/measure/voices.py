"""Who talks: how many write, and how few of them write half of it all.

Messages whose writer is hidden may be anybody's; the messages of erased people are one nameless remainder; and where
names are taken as persons, each further arrival of a writer's name may be a second writer. The bounds are what the
figures would be at either extreme.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from auditor.frames.frames import Frames
from auditor.measure.misleading import FEW_WRITE_EVERYWHERE
from auditor.measure.spec import Measure, Spec

Ints = npt.NDArray[np.int64]

CURVE_POINTS = 100


class Counts(NamedTuple):
    """Messages by writer, most first (`known`; the remainder of the erased is one of them), how many further people
    each may be (`spare`), and messages of which nobody is known to be the writer (`hidden`)."""

    known: Ints
    spare: Ints
    hidden: int

    @property
    def doubtful(self) -> bool:
        return bool(self.hidden or self.spare.any())


def counts(frames: Frames) -> Counts:
    """What each writer wrote."""
    writers = frames.people.loc[frames.people["messages"] > 0, "messages"]
    spare = np.zeros(len(writers), np.int64)
    if frames.facts.names_as_people:
        arrivals = frames.unresolved_of("arrival").groupby("group").size()
        spare = np.asarray(arrivals.reindex(writers.index, fill_value=0), np.int64)
    known = writers.to_numpy(np.int64)
    facts = frames.facts
    if facts.erased_messages:
        known = np.append(known, facts.erased_messages)
        spare = np.append(spare, facts.erased_people - 1)
    order = np.argsort(-known, kind="stable")
    hidden = frames.hidden_messages
    return Counts(known[order], np.minimum(spare[order], known[order] - 1), hidden)


def writers(frames: Frames) -> Measure:
    """People who wrote, of the people seen."""
    found, people = counts(frames), len(frames.people)
    count = len(found.known)
    if not people and not count:
        return WRITERS.insufficient("no-people")
    if not found.doubtful:
        return WRITERS.measured(count, max(people, count))
    return WRITERS.bounded(count, people, count, count + int(found.spare.sum()) + found.hidden)


def half_by(frames: Frames) -> Measure:
    """The fewest people who wrote at least half of the messages, of those who wrote."""
    found = counts(frames)
    if not len(found.known):
        return HALF_BY.insufficient("no-messages")
    point, of = fewest_for_half(found.known), len(found.known)
    if not found.doubtful:
        return HALF_BY.measured(point, of)
    gathered = found.known.copy()
    gathered[0] += found.hidden
    scattered = fewest_for_half(split_evenly(found.known, found.spare), singles=found.hidden)
    return HALF_BY.bounded(point, of, fewest_for_half(gathered), scattered)


def gini(frames: Frames) -> Measure:
    """Inequality among those who wrote, 0 (all alike) to 1."""
    found = counts(frames)
    if not len(found.known):
        return GINI.insufficient("no-messages")
    point, of = gini_of(found.known), len(found.known)
    if not found.doubtful:
        return GINI.measured(point, of)
    low, high = _gini_bounds(found, point)
    return GINI.bounded(point, of, low, high)


def fewest_for_half(messages: Ints, *, singles: int = 0) -> int:
    """How many of the largest it takes to reach half of the sum, with so many `singles` of one message each beside
    them, which are counted and never written out: a source may say that there are thousands of millions."""
    running = np.cumsum(np.sort(messages)[::-1])
    whole = int(running[-1]) + singles
    place = int(np.searchsorted(2 * running, whole))
    if place < len(running):
        return place + 1
    return int(np.count_nonzero(messages)) + (whole + 1) // 2 - int(running[-1])


def gini_of(messages: Ints) -> float:
    """Gini's coefficient: sum of (2i - n - 1) x_i over n times the sum, x ascending."""
    ordered = np.sort(messages)
    size = len(ordered)
    return float(((2 * np.arange(1, size + 1) - size - 1) * ordered).sum() / (size * ordered.sum()))


def split_evenly(known: Ints, spare: Ints) -> Ints:
    """Every count whose owner may be several people, as that many counts as alike as can be."""
    parts = spare + 1
    place = np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)
    base, rest = np.divmod(known, parts)
    return np.asarray(np.repeat(base, parts) + (place < np.repeat(rest, parts)))


def _gini_bounds(found: Counts, point: float) -> tuple[float, float]:
    """Ends that no reading of the doubtful can pass.

    With n writers and mean m, G = 1 - (expected smaller of two draws) / m. Moving a share d of all messages changes the
    Lorenz curve by at most d at any place, and up to e further writers among n + e stretch it by at most e/(n+e);
    G, twice the area, moves by at most twice their sum.
    """
    doubtful = int(found.known[found.spare > 0].sum()) + found.hidden
    moved = doubtful / (int(found.known.sum()) + found.hidden)
    further = int(found.spare.sum()) + found.hidden
    reach = 2 * (moved + further / (len(found.known) + further))
    return max(0.0, point - reach), min(1.0, point + reach)


def curve(frames: Frames) -> list[tuple[int, int]]:
    """How many messages the k who write most wrote together, at about a hundred k spaced by ratio."""
    running = np.cumsum(counts(frames).known)
    if not len(running):
        return []
    places = np.unique(np.geomspace(1, len(running), CURVE_POINTS).round().astype(np.int64))
    half = fewest_for_half(counts(frames).known)
    places = np.union1d(places, [half])
    return [(int(place), int(running[place - 1])) for place in places]


WRITERS = Spec(
    id="voices.writers",
    unit="people",
    needs="texts",
    origin="docs/method.md#who-talks",
    title="People who wrote",
    meaning="People with at least one message in the history read.",
    misleads="Deleted messages are not in the history, so someone who wrote can look silent.",
    out_of=("of {count} person seen", "of {count} people seen"),
    count=writers,
)

HALF_BY = Spec(
    id="voices.half_by",
    unit="people",
    needs="texts",
    origin="docs/method.md#who-talks",
    title="Wrote half of all messages",
    meaning="The fewest people who together wrote at least half of all messages.",
    misleads=FEW_WRITE_EVERYWHERE,
    out_of=("of {count} person who wrote", "of {count} people who wrote"),
    count=half_by,
)

GINI = Spec(
    id="voices.gini",
    unit="index",
    needs="texts",
    origin="docs/method.md#who-talks",
    title="Inequality of writing",
    meaning=(
        "Gini index among those who wrote: 0 means that all wrote equally much, 1 that one person wrote everything."
    ),
    misleads=FEW_WRITE_EVERYWHERE,
    count=gini,
)
