"""The two rules that coordination research uses most, as their authors define them, to compare a search with.

Both join accounts that shared one object within `window` seconds, and count how often. Neither asks how often chance
would do the same, so a threshold always finds somebody.

* `cnt`: the coordination network toolkit (Graham, Bruns et al., QUT Digital Observatory). From
  one account to another the weight is the number of the first one's messages that have one of the second's beside them;
  edges of at least `weight` stay. One may be of weight 2 and the way back of weight 1.
* `coortweet`: CooRTweet 2 (Righetti, Balluff et al.; `detect_groups` and `generate_coordinated_network`, subgraph 1).
  The weight is the number of pairs of messages, one of each account; accounts with fewer than `min_participation`
  messages are left out before, and pairs of which neither has so many in pairs, after; edges stay whose weight is
  above the quantile `edge_weight` of all edges.

Counting goes through the accounts in blocks of some million meetings, and an account's edges are looked at as soon as
they are counted. Beside the edges that stay and a few columns as long as the table, no more memory is needed, whatever
was shared by how many; the time grows with the meetings, not with the square of the accounts.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from auditor.frames.inputs import NO_TIME, Ints

WINDOW = 60
"""Seconds: the toolkit's and CooRTweet's own examples."""

WEIGHT = 2
"""The toolkit's advice: "at least two" (its tutorial)."""

MIN_PARTICIPATION = 2
EDGE_WEIGHT = 0.5
"""CooRTweet's defaults: two messages; weights above the median."""

MEETINGS_AT_ONCE = 1 << 20
"""Meetings of two messages that are counted in one go; some 100 bytes each."""


Counted = tuple[Ints, Ints, Ints]
"""Edges by the accounts' numbers, and their weights."""

Meet = Callable[[Ints, Ints], tuple[Ints, Ints]]
"""What makes accounts of two columns of places: of one share, and of one within its window."""


class Edges(msgspec.Struct, frozen=True):
    """Who is joined to whom: an edge a place, in order of `one` and `two`, which are persons as they were given."""

    one: Ints
    two: Ints
    weight: Ints

    @property
    def people(self) -> Ints:
        """Whoever has an edge, ascending."""
        return np.unique(np.concatenate((self.one, self.two)))


class _Near(msgspec.Struct, frozen=True):
    """The shares in order of object and time. Those within the window of the share at place i stand from `low[i]` to
    before `high[i]`, itself among them. `person` and `message` are numbered from 0."""

    person: Ints
    message: Ints
    low: Ints
    high: Ints


def cnt(
    objects: Ints, at: Ints, person: Ints, window: int = WINDOW, weight: int = WEIGHT, *, message: Ints | None = None
) -> Edges:
    """The toolkit's edges, from `one` to `two`, among accounts that shared an object.

    A row is a share: `objects` says of what (below 0: of nothing), `at` when, in seconds (`NO_TIME`: unknown), `person`
    by whom. `message` is the message that it was in, where messages hold several objects, such as links; by default
    each share is one. Rows of nothing or of no time are left out. Raises `ValueError` for a negative window or a weight
    below 1.
    """
    if weight < 1:
        raise ValueError("An edge has a weight of at least 1.")
    rows = _usable(objects, at)
    persons, number = np.unique(person[rows], return_inverse=True)
    said = np.arange(len(rows))
    if message is not None:
        of_all = np.unique(message[rows], return_inverse=True)[1] + number * len(rows)
        said = np.unique(of_all, return_inverse=True)[1]
    near = _near(objects[rows], at[rows], number, said, window)
    # An account's edges cannot weigh more than it has messages with company, so those of most need not be counted.
    meets = np.flatnonzero(near.high - near.low > 1)
    first = meets[np.unique(near.message[meets], return_index=True)[1]]
    enough = np.bincount(near.person[first], minlength=len(persons)) >= weight
    asked = meets[enough[near.person[meets]]]
    asked = asked[np.lexsort((near.message[asked], near.person[asked]))]

    writer = np.zeros(len(rows), np.int64)
    writer[near.message] = near.person

    def company(mine: Ints, theirs: Ints) -> tuple[Ints, Ints]:
        """One account's message and the other account: once each, however many of the other's are beside it."""
        apart = near.person[mine] != near.person[theirs]
        met = np.sort(near.message[mine[apart]] * len(persons) + near.person[theirs[apart]], kind="stable")
        # np.unique hashes what stands nearly in order already, which takes forty times as long.
        said, two = np.divmod(met[np.diff(met, prepend=-1) > 0], len(persons))
        return writer[said], two

    return _edges(persons, [_heavy(part, weight) for part in _weights(near, asked, company)])


def coortweet(
    objects: Ints,
    at: Ints,
    person: Ints,
    window: int = WINDOW,
    min_participation: int = MIN_PARTICIPATION,
    *,
    edge_weight: float = EDGE_WEIGHT,
) -> Edges:
    """CooRTweet's edges above the quantile `edge_weight`, `one` below `two`.

    A row is a message that shares an object, as for `cnt`. Raises `ValueError` for a negative window or a quantile
    outside of 0 to 1.
    """
    if not 0 <= edge_weight <= 1:
        raise ValueError("A quantile lies between 0 and 1.")
    rows = _usable(objects, at)
    persons, number, written = np.unique(person[rows], return_inverse=True, return_counts=True)
    active = written[number] >= min_participation
    rows, number = rows[active], number[active]
    near = _near(objects[rows], at[rows], number, np.arange(len(rows)), window)
    # A message is in a pair if another account's lies within the window.
    paired = _shares_of_others(near) > 0
    often = np.bincount(near.person[paired], minlength=len(persons)) >= min_participation
    asked = np.flatnonzero(paired)
    asked = asked[np.argsort(near.person[asked], kind="stable")]

    def met(mine: Ints, theirs: Ints) -> tuple[Ints, Ints]:
        """Both accounts of a pair of messages, each pair once."""
        one, two = near.person[mine], near.person[theirs]
        kept = (one < two) & (often[one] | often[two])
        return one[kept], two[kept]

    # Counted twice, so that only the edges that stay are ever held together.
    weights: Counter[int] = Counter()
    for _, _, counted in _weights(near, asked, met):
        weights.update(dict(zip(*(part.tolist() for part in np.unique(counted, return_counts=True)), strict=True)))
    if not weights:
        return _edges(persons, [])
    least = int(_quantile(weights, edge_weight)) + 1
    return _edges(persons, [_heavy(part, least) for part in _weights(near, asked, met)])


def _usable(objects: Ints, at: Ints) -> Ints:
    return np.flatnonzero((objects >= 0) & (at != NO_TIME))


def _near(objects: Ints, at: Ints, person: Ints, message: Ints, window: int) -> _Near:
    """The shares in order, and which lie within the window of each. Gaps are cut to one second more than the window,
    and so is the step to the next object: then one ascending clock serves for all objects, whatever the times are."""
    if window < 0:
        raise ValueError("A window has no fewer than 0 seconds.")
    order = np.lexsort((at, objects))
    step = np.ones(len(order), np.int64) * (window + 1)
    if len(order):
        same = objects[order][1:] == objects[order][:-1]
        step[1:][same] = np.minimum(np.diff(at[order])[same], window + 1)
    clock = np.cumsum(step)
    low, high = np.searchsorted(clock, clock - window, "left"), np.searchsorted(clock, clock + window, "right")
    return _Near(person[order], message[order], low, high)


def _shares_of_others(near: _Near) -> Ints:
    """How many shares of other accounts lie within the window of each."""
    place = np.arange(len(near.person))
    # Ordered by account and place, those of one account between two places are told by two searches.
    own = np.sort(near.person * (len(place) + 1) + place)
    begin = near.person * (len(place) + 1)
    mine = np.searchsorted(own, begin + near.high) - np.searchsorted(own, begin + near.low)
    return near.high - near.low - mine


def _meetings(near: _Near, asked: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Every share in `asked` with each that lies within its window, itself among them, as two columns of places; some
    million at once, and never parted within one message of `asked`, which must be ordered by account and message."""
    sizes = (near.high - near.low)[asked]
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(asked):
        done = int(ends[begin - 1]) if begin else 0
        upto = max(begin + 1, int(np.searchsorted(ends, done + MEETINGS_AT_ONCE, "right")))
        while upto < len(asked) and near.message[asked[upto]] == near.message[asked[upto - 1]]:
            upto += 1
        size = sizes[begin:upto]
        mine = np.repeat(asked[begin:upto], size)
        within = np.arange(len(mine)) - np.repeat(np.cumsum(size) - size, size)
        yield mine, near.low[mine] + within
        begin = upto


def _weights(near: _Near, asked: Ints, met: Meet) -> Iterator[Counted]:
    """How often each account of `asked` met each other one, as `met` joins the two of a meeting; the accounts in order,
    each one's edges whole."""
    size = int(near.person.max(initial=0)) + 1
    nothing = np.empty(0, np.int64)
    pairs, counts = nothing, nothing
    for mine, theirs in _meetings(near, asked):
        one, two = met(mine, theirs)
        new, times = np.unique(one * size + two, return_counts=True)
        pairs, counts = _added(np.concatenate((pairs, new)), np.concatenate((counts, times)))
        # The last account of this block may go on in the next.
        whole = pairs // size < near.person[mine[-1]]
        yield *np.divmod(pairs[whole], size), counts[whole]
        pairs, counts = pairs[~whole], counts[~whole]
    yield *np.divmod(pairs, size), counts


def _added(pairs: Ints, counts: Ints) -> tuple[Ints, Ints]:
    pair, place = np.unique(pairs, return_inverse=True)
    weight = np.zeros(len(pair), np.int64)
    np.add.at(weight, place, counts)
    return pair, weight


def _heavy(counted: Counted, least: int) -> Counted:
    one, two, weight = counted
    kept = weight >= least
    return one[kept], two[kept], weight[kept]


def _edges(persons: Ints, parts: list[Counted]) -> Edges:
    if not parts:
        nothing = np.empty(0, np.int64)
        return Edges(nothing, nothing, nothing)
    one, two, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Edges(persons[one], persons[two], weight)


def _quantile(weights: Counter[int], share: float) -> float:
    """The quantile of the weights, between two of them in proportion (R's type 7, which is NumPy's own)."""
    values = np.array(sorted(weights), np.int64)
    upto = np.cumsum([weights[value] for value in values.tolist()])
    place = (int(upto[-1]) - 1) * share
    low, high = (int(values[np.searchsorted(upto, at, "right")]) for at in (math.floor(place), math.ceil(place)))
    return low + (high - low) * (place - math.floor(place))
