"""The two plain rules written once more, as slowly and as near to their authors' words as can be: dictionaries, every
pair of messages by itself, and nothing of `auditor/`."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations, permutations
from statistics import quantiles
from typing import NamedTuple

NO_OBJECT = -1


class Share(NamedTuple):
    """That somebody shared something in a message."""

    object: int
    at: int | None
    person: int
    message: int


Weights = dict[tuple[int, int], int]


def cnt(shares: Sequence[Share], window: int, weight: int) -> Weights:
    """The toolkit's query: e_1 joined to e_2 by what both share, e_2's time between e_1's less and plus the window,
    `count(distinct e_1.message_id)`, grouped by both users, `having weight >= ?`; loops are left out on writing."""
    messages: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for one, two in permutations(_usable(shares), 2):
        if one.object == two.object and one.person != two.person and one.at - window <= two.at <= one.at + window:
            messages[one.person, two.person].add(one.message)
    return {pair: len(found) for pair, found in messages.items() if len(found) >= weight}


def coortweet(shares: Sequence[Share], window: int, min_participation: int, edge_weight: float) -> Weights:
    """detect_groups (accounts of fewer rows away; pairs within the window; loops away; of the contents in pairs,
    those of accounts that have enough; pairs with one of these) and generate_coordinated_network (rows a pair of
    accounts; above the quantile of all)."""
    rows = _usable(shares)
    written = Counter(row.person for row in rows)
    rows = [row for row in rows if written[row.person] >= min_participation]
    pairs = [
        (x, y)
        for x, y in combinations(rows, 2)
        if x.object == y.object and abs(x.at - y.at) <= window and x.person != y.person
    ]
    in_pairs = {row.message: row for pair in pairs for row in pair}
    often = Counter(row.person for row in in_pairs.values())
    kept = {message for message, row in in_pairs.items() if often[row.person] >= min_participation}
    pairs = [(x, y) for x, y in pairs if x.message in kept or y.message in kept]
    weights = Counter((min(x.person, y.person), max(x.person, y.person)) for x, y in pairs)
    if not weights:
        return {}
    threshold = _quantile(sorted(weights.values()), edge_weight)
    return {pair: weight for pair, weight in weights.items() if weight > threshold}


class _Usable(NamedTuple):
    object: int
    at: int
    person: int
    message: int


def _usable(shares: Sequence[Share]) -> list[_Usable]:
    return [
        _Usable(row.object, row.at, row.person, row.message)
        for row in shares
        if row.at is not None and row.object != NO_OBJECT
    ]


def _quantile(values: list[int], share: float) -> float:
    """R's `quantile`, type 7: hundredths by the standard library, whose "inclusive" method is the same."""
    if len(values) == 1 or share in (0, 1):
        return values[-1] if share == 1 else values[0]
    return quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]
