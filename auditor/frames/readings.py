"""Every way to read the names of a chat that may be several people's, and how far each way moves the figures.

A group is a name in doubt with all who may be meant by it: the people shown under it, and silent namesakes, whom
nothing else shows. What names it in an export (an addition, a removal) is given to one of them after another; each
way to do so is a row of what it changes in the counts of `ASPECTS`. Groups have nothing to do with one another, so
the ends of a share are found by choosing of each group the way that moves it furthest (Dinkelbach 1967).

What no group is made of, for it has too many ways to write them down, is `lumped`: measures bound
it more coarsely (docs/method.md#bounds).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from auditor.frames.facts import EXPOSURE_DAYS, GONE_HOURS
from auditor.frames.inputs import DAY, KINDS, NO_TIME, NOBODY, UNCLEAR, Facts

Ints = npt.NDArray[np.int64]

ASPECTS = (
    "seen", *KINDS, "unknown", "added_silent", "watched", "gone", "settled", "settled_silent", "members", "deleted",
)  # fmt: skip
"""Who is counted: people by how they came; of the added those who never wrote, those seen for a day and of these the
gone; members there for long enough to be asked whether they wrote, and of these who did not; members, deleted ones."""

NAMED_MOST, BEARERS_MOST, WAYS_MOST = 8, 20, 2_000
"""How often a name may be in doubt, how many may bear it, and how many ways it may have, to be written down
(judgement: a name added six times that one person bears has 877)."""

AS_THEY_ARE = -1
"""Stands for whoever is counted already, and stays so."""

ROUNDS_MOST = 64
"""Rounds of a search that ends after a handful."""

_PLACE = {aspect: place for place, aspect in enumerate(ASPECTS)}


class _Row(NamedTuple):
    """An arrival or a leave that speaks of somebody of a group. `of`: who, by place among the bearers, -1 where the
    name alone says so; `actor`: likewise, who added them, or came by themselves. `sure`: no doubt where it stands by
    itself. Those of one `element` speak of different people."""

    arrives: bool
    kind: str
    at: int
    of: int
    actor: int
    sure: bool
    element: int


class _Bearer(NamedTuple):
    """Somebody shown under a name in doubt. `shown`: by more than what the name is said of."""

    messages: int
    last_at: int
    deleted: bool
    shown: bool
    counted: bool


_SILENT = _Bearer(0, NO_TIME, deleted=False, shown=False, counted=False)


class Group(NamedTuple):
    """A name in doubt: its bearers and what speaks of them, in order. `unseen`: people may have come under it of whom
    the export shows no arrival. `nameless`: the name is missing, and may be of anybody who stands there as they are."""

    bearers: list[_Bearer]
    rows: list[_Row]
    unseen: bool
    nameless: bool


class Readings(NamedTuple):
    """The ways of each group, and the names and people that groups are made of."""

    ways: tuple[Ints, ...]
    keys: frozenset[int]


NO_DOUBT = Readings((), frozenset())


def readings(
    events: pd.DataFrame, people: pd.DataFrame, alternatives: dict[int, tuple[int, ...]], facts: Facts, *, unseen: bool
) -> Readings:
    """The ways to read each name in doubt. `events` are arrivals and leaves as `frames` resolves them."""
    lost = events.loc[~events["resolved"], "person"]
    if not len(lost):
        return NO_DOUBT
    nameless = tuple(people.index[people["deleted"] & ~people["name_only"]].tolist())
    alternatives = alternatives | {NOBODY: nameless}
    often = lost.value_counts()
    small = [int(key) for key in often.index[often <= NAMED_MOST] if len(alternatives.get(key, ())) <= BEARERS_MOST]
    families = _families(sorted(small), alternatives)
    of_whom = {person: number for number, family in enumerate(families) for person in family}
    told: list[list[Any]] = [[] for _ in families]
    theirs = events[events["person"].isin(of_whom.keys())].sort_values("order")
    columns = ["person", "what", "kind", "at", "adder", "resolved", "alone", "id"]
    rows_of_them: Iterable[Any] = theirs[columns].itertuples(index=False)
    for row in rows_of_them:
        told[of_whom[row.person]].append(row)
    known = people.reindex(list(of_whom))
    known["counted"] = known["arrival"].notna()
    known["acts"] = known["counted"] & (known["messages"].gt(0) | known.index.isin(events["adder"]))
    shown: Iterable[Any] = known[["messages", "last_at", "deleted", "counted", "acts"]].itertuples()
    accounts = {row.Index: row for row in shown}
    ways, keys = [], set()
    for family, rows in zip(families, told, strict=True):
        group = _group(family, rows, accounts, alternatives, unseen=unseen, numbered=facts.numbered)
        assigned = list(islice(_assigned(group, 0, (), first=True), WAYS_MOST + 1))
        if 0 < len(assigned) <= WAYS_MOST:
            ways.append(_ways(group, assigned, facts))
            keys |= set(family)
    return Readings(tuple(ways), frozenset(keys))


def _families(keys: list[int], alternatives: dict[int, tuple[int, ...]]) -> list[list[int]]:
    """Names in doubt with their bearers; those that share one are one family."""
    found: dict[int, list[int]] = {}
    for key in keys:
        family = [key, *(each for each in alternatives.get(key, ()) if each != key)]
        for other in {id(found[member]): found[member] for member in family if member in found}.values():
            family += [member for member in other if member not in family]
        for member in family:
            found[member] = family
    return list({id(family): family for family in found.values()}.values())


def _group(
    family: list[int], rows: list[Any], accounts: dict[int, Any], alternatives: dict[int, tuple[int, ...]], *,
    unseen: bool, numbered: bool,
) -> Group:  # fmt: skip
    people = [person for person in family if person not in alternatives]
    place = {person: number for number, person in enumerate(people)}
    by_id = {row.person for row in rows if not row.alone}
    bearers = []
    for person in people:
        account = accounts[person]
        if account.counted:
            shown = bool(account.acts) or person in by_id
            bearers.append(_Bearer(int(account.messages), int(account.last_at), bool(account.deleted), shown, True))
        else:
            bearers.append(_SILENT)
    several = len(people) > 1
    made = [
        _Row(
            row.what == "arrival",
            row.kind,
            int(row.at),
            -1 if row.alone and not (row.resolved and several) else place.get(row.person, -1),
            place.get(row.adder, -1) if row.adder != NOBODY else -1,
            bool(row.resolved),
            int(row.id) if numbered else -number,
        )
        for number, row in enumerate(rows)
    ]
    nameless = NOBODY in family
    return Group(bearers, made, nameless or several or (unseen and not people[0] & 1), nameless)


def _choices(group: Group, row: _Row, silent: int, *, first: bool) -> Iterable[int]:
    """Of whom a row may speak, the silent who were named before among them: by place, bearers first.

    What is sure by itself is the bearer's; but once a name was said of others, too, whoever left under it and came
    again may be any of those. Somebody new comes with an arrival, or goes where people came unseen.
    """
    if row.of >= 0:
        return (row.of,)
    known = len(group.bearers) + silent
    if row.sure and first and (row.arrives or not group.unseen):
        return range(len(group.bearers))
    new = (not row.sure) if row.arrives else group.unseen
    return range(AS_THEY_ARE if group.nameless else 0, known + new)


def _assigned(group: Group, place: int, so_far: tuple[int, ...], *, first: bool) -> Iterator[tuple[int, ...]]:
    """Each way to give the rows from a place on to people; `first`: none before was said of a name alone."""
    if place == len(group.rows):
        yield so_far
        return
    row = group.rows[place]
    silent = max(0, max(so_far, default=0) + 1 - len(group.bearers))
    taken = {whom for other, whom in zip(group.rows, so_far, strict=False) if other.element == row.element}
    if row.of < 0 and row.kind == "added":
        taken.add(row.actor)
    for whom in _choices(group, row, silent, first=first):
        if whom not in taken or whom == AS_THEY_ARE or row.of >= 0:
            yield from _assigned(group, place + 1, (*so_far, whom), first=first and row.of >= 0)


def _ways(group: Group, assigned: list[tuple[int, ...]], facts: Facts) -> Ints:
    """The distinct ways to read a group, as what each changes of the point: there what is in doubt is left out."""
    point = np.zeros(len(ASPECTS), np.int64)
    for number, bearer in enumerate(group.bearers):
        theirs = [row for row in group.rows if row.sure and row.of in (-1, number)]
        if bearer.counted:
            point += _counted(bearer, theirs, facts, number)
    found = set()
    for way in assigned:
        whole = np.zeros(len(ASPECTS), np.int64)
        for whom in range(max((len(group.bearers), *(one + 1 for one in way)))):
            bearer = group.bearers[whom] if whom < len(group.bearers) else _SILENT
            theirs = [row for row, one in zip(group.rows, way, strict=True) if one == whom]
            if theirs or bearer.shown:
                whole += _counted(bearer, theirs, facts, whom)
        found.add(tuple((whole - point).tolist()))
    return np.array(sorted(found), np.int64)


def _counted(bearer: _Bearer, rows: list[_Row], facts: Facts, whom: int) -> Ints:
    """In which aspects one person counts, as `frames` and the measures count them."""
    counted = np.zeros(len(ASPECTS), np.int64)
    came = next((row for row in reversed(rows) if row.arrives), None)
    kind, at = ("unknown", NO_TIME) if came is None else (came.kind, came.at)
    if kind == UNCLEAR:
        kind = "by_self" if came is not None and came.actor == whom else "added"
    end = rows[-1] if rows else None
    left = end is not None and not end.arrives and not bearer.last_at > end.at > NO_TIME
    left_at = end.at if left and end is not None else NO_TIME
    now, day = facts.as_of or 0, GONE_HOURS * 3600
    added, silent = kind == "added", bearer.messages == 0
    gone = left and NO_TIME not in (at, left_at) and left_at - at <= day
    start = None if facts.first_at is None else max(facts.first_at, facts.since or facts.first_at)
    settled = (
        start is not None and not left and now - (start if at == NO_TIME else max(at, start)) >= EXPOSURE_DAYS * DAY
    )
    watched = added and at != NO_TIME and (left or now - at >= day)
    for aspect, holds in (
        ("seen", True), (kind, True), ("added_silent", added and silent), ("watched", watched), ("gone", watched and
        gone), ("settled", settled), ("settled_silent", settled and silent), ("members", not left),
        ("deleted", bearer.deleted and not left),
    ):  # fmt: skip
        counted[_PLACE[aspect]] += holds
    return counted


Ways = Sequence[Ints]
"""Of each group, a row a way: what it changes of two counts, cases and denominator."""


def ways_of_share(found: Readings, case: str, base: str) -> list[Ints]:
    """What the ways of each group change of a share's cases and denominator; groups that change neither left out."""
    if not found.ways:
        return []
    # Group, cases, denominator: the number of the group keeps the ways of each together while all are sorted at once.
    group = np.repeat(np.arange(len(found.ways)), [len(ways) for ways in found.ways])
    both = np.concatenate(found.ways)[:, [_PLACE[case], _PLACE[base]]]
    told = np.unique(np.column_stack([group, both]), axis=0)
    ways_of_each = np.split(told[:, 1:], np.flatnonzero(np.diff(told[:, 0])) + 1)
    return [ways for ways in ways_of_each if ways.any()]


def reach(found: Readings, aspect: str) -> tuple[int, int]:
    """By how much the groups may lower or raise one count."""
    columns = [ways[:, _PLACE[aspect]] for ways in found.ways]
    return sum(int(column.min()) for column in columns), sum(int(column.max()) for column in columns)


def ends(count: int, of: int, ways: Ways) -> tuple[float, float]:
    """The lowest and the highest a share can be, one way chosen of each group; ways in which it is of nobody say
    nothing. 0 and 1 where it is of nobody in all.

    Doubts that are not written down way by way may together take away more people than there are; no reading does.
    Where the search meets with that, nothing is known to its side.
    """
    if of + sum(int(each[:, 1].max()) for each in ways) <= 0:
        return 0.0, 1.0
    return _end(count, of, ways, -1), _end(count, of, ways, 1)


def _end(count: int, of: int, ways: Ways, sign: int) -> float:
    """The end of a share to one side: from the choice that asks the most people, at the ratio of one choice the way of
    each group that gains most by it is taken, until none gains any (Dinkelbach 1967)."""
    flat = np.concatenate([np.array([(count, of)], np.int64), *ways])
    sizes = np.array([1, *map(len, ways)])
    starts = np.cumsum(sizes) - sizes
    chosen = _first_best(flat[:, 1], starts, sizes)
    ratio = 0.0
    for _ in range(ROUNDS_MOST):
        cases, base = (int(number) for number in flat[chosen].sum(axis=0))
        if base <= 0:
            return 0.0 if sign < 0 else 1.0
        ratio = cases / base
        chosen = _first_best(sign * (flat[:, 0] * base - cases * flat[:, 1]), starts, sizes)
        more, among = (int(number) for number in flat[chosen].sum(axis=0))
        if sign * (more * base - cases * among) <= 0:
            break
    return min(1.0, max(0.0, ratio))


def _first_best(gain: Ints, starts: Ints, sizes: Ints) -> Ints:
    """Of each group the place of the first way that gains most."""
    best = np.repeat(np.maximum.reduceat(gain, starts), sizes)
    return np.minimum.reduceat(np.where(gain == best, np.arange(len(gain)), len(gain)), starts)
