"""Who is in which groups, as a sparse table of those in two groups or more, and how many any two groups share.

Chats with their people, hours of chats with those who came in them: what pairs of groups share is asked for without
ever looking at a pair that shares nobody.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from auditor.frames.inputs import Ints

MEETINGS_AT_ONCE = 1 << 22
"""Meetings of two groups in one member that are held side by side: some hundred megabytes."""

PAIRS_AT_ONCE = 1 << 12


class Incidence(msgspec.Struct, frozen=True):
    """`table` has a row a group and a column a member of two groups or more, 1 where the member is in the group."""

    table: Any
    sizes: Ints
    """Members of each group, those of one group alone included."""
    members: int
    """Different members of all groups."""

    def meetings(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Pairs of groups that share somebody, the first the lower, and how many; a block at a time, each of bounded
        work."""
        across = self.table.T.tocsr()
        per_member = np.diff(across.indptr)
        rows = np.repeat(np.arange(self.table.shape[0]), np.diff(self.table.indptr))
        work = np.bincount(rows, per_member[self.table.indices], self.table.shape[0]).cumsum()
        begin = 0
        while begin < self.table.shape[0]:
            done = work[begin - 1] if begin else 0
            end = max(begin + 1, int(np.searchsorted(work, done + MEETINGS_AT_ONCE, "right")))
            met = (self.table[begin:end] @ across).tocoo()
            upper = np.flatnonzero(met.col > met.row + begin)
            yield (
                met.row[upper].astype(np.int64) + begin,
                met.col[upper].astype(np.int64),
                met.data[upper].astype(np.int64),
            )
            begin = end


def incidence_of(groups: Sequence[Ints]) -> Incidence:
    """The table of groups, each given by its different members."""
    sizes = np.array([len(group) for group in groups], np.int64)
    flat = np.concatenate([np.empty(0, np.int64), *groups])
    return incidence(np.repeat(np.arange(len(groups)), sizes), flat, len(groups), sizes)


def incidence(group: Ints, member: Ints, groups: int, sizes: Ints) -> Incidence:
    """The table of (group, member) pairs, each given once."""
    from scipy.sparse import csr_matrix

    order = np.argsort(member, kind="stable")
    sorted_members = member[order]
    first = np.concatenate(([True], sorted_members[1:] != sorted_members[:-1])) if len(order) else np.empty(0, np.bool_)
    number = np.cumsum(first) - 1  # which member each sorted pair is of
    in_groups = np.bincount(number) if len(order) else np.empty(0, np.int64)
    several = in_groups > 1
    kept = several[number] if len(order) else first
    column = (np.cumsum(several) - 1)[number[kept]]
    ones = np.ones(len(column), np.int32)
    table = csr_matrix((ones, (group[order][kept], column)), shape=(groups, int(several.sum())))
    return Incidence(table, sizes, len(in_groups))


def common_members(found: Incidence, one: Ints, two: Ints) -> int:
    """How many members are in both groups of at least one of these pairs."""
    seen = np.zeros(found.table.shape[1], np.bool_)
    for begin in range(0, len(one), PAIRS_AT_ONCE):
        some = slice(begin, begin + PAIRS_AT_ONCE)
        seen[found.table[one[some]].multiply(found.table[two[some]]).tocoo().col] = True
    return int(seen.sum())
