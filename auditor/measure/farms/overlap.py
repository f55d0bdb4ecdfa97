"""People who are in several audited chats, beyond what chance would have shared."""

from collections.abc import Sequence

import numpy as np

from auditor.measure.methods.joint_acts import ChatInput
from auditor.measure.methods.overlap import CHATS_LEAST, Q, overlaps_of, shared_people
from auditor.measure.spec import Counted, Measure, Row, Spec


def count(chats: Sequence[ChatInput]) -> Measure | Counted:
    """People in at least two chats that share more than chance would have them, among all people seen. It describes:
    the people of two chats on one subject are shared beyond chance, and no finding rests on it."""
    platforms = {each.platform for each in chats}
    together = [
        some for platform in sorted(platforms)
        if len(some := [each for each in chats if each.platform == platform]) >= CHATS_LEAST
    ]  # fmt: skip
    if not together:
        return OVERLAP.insufficient("too-few-chats")
    counts = [_within_platform(some) for some in together]
    people = sum(of for _, of, _ in counts)
    if not people:
        return OVERLAP.insufficient("no-people")
    return Counted(
        OVERLAP.measured(sum(shared for shared, _, _ in counts), people), [row for *_, rows in counts for row in rows]
    )


def _within_platform(chats: Sequence[ChatInput]) -> tuple[int, int, list[Row]]:
    """How many are shared beyond chance among the chats of one platform, of how many people, and a row a pair. Whoever
    is on another platform could be in none of these, and is not of the population."""
    found = overlaps_of([each.people for each in chats])
    beyond = np.flatnonzero(found.q <= Q)
    beyond = beyond[np.lexsort((found.two[beyond], found.one[beyond], found.q[beyond]))]
    sizes = found.incidence.sizes.tolist()
    rows: list[Row] = [
        {
            "chats": [
                {"chat": chats[place].name, "people": sizes[place], "whole": chats[place].whole}
                for place in (int(found.one[pair]), int(found.two[pair]))
            ],
            "count": int(found.shared[pair]),
            "expected": float(found.expected[pair]),
            "q": float(found.q[pair]),
        }
        for pair in beyond.tolist()
    ]
    return shared_people(found, beyond), found.people, rows


OVERLAP = Spec(
    id="farms.overlap",
    unit="people",
    needs="chats",
    origin="docs/method.md#are-the-same-accounts-elsewhere",
    title="People shared with other chats",
    meaning="People who are in other audited chats too, more often than by chance.",
    misleads="People with the same town, work or interests are often in the same chats.",
    count=count,
)
