"""Jumps of message ids, in which messages may lie that Telegram counts and did not show."""

import heapq
import itertools

from storage.records import Gap

GAPS_KEPT, GAPS_ASKED, TIMES_ASKED = 32, 8, 2
"""The furthest jumps of ids that are kept; of these so many are asked for again at a time, while messages are missing
and nothing says which; each so many times. A jump costs one request."""


def with_jumps(gaps: list[Gap], ids: list[int]) -> list[Gap]:
    """The furthest jumps, the widest first, once `ids` were shown in a row. Deleted messages leave jumps, too, so
    nothing is missing for one alone; a jump that shows again what was asked for is kept for another time, and then let
    go."""
    asked = {(gap.after, gap.until): gap.asked + 1 for gap in gaps}
    jumps = [Gap(a, b, asked.get((a, b), 0)) for a, b in itertools.pairwise(ids) if b > a + 1]
    known = [gap for gap in gaps if not ids[0] <= gap.after < ids[-1]]
    kept = [gap for gap in (*known, *jumps) if gap.asked < TIMES_ASKED]
    return heapq.nlargest(GAPS_KEPT, kept, key=lambda gap: gap.width)
