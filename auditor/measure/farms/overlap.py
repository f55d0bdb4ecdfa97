"""People who are in several audited chats, beyond what chance would have shared."""

from collections.abc import Sequence

import numpy as np

from auditor.measure.methods.joint_acts import ChatInput
from auditor.measure.methods.overlap import CHATS_LEAST, Q, overlaps_of, shared_people
from auditor.measure.spec import Counted, Measure, Row, Spec


def count(chats: Sequence[ChatInput]) -> Measure | Counted:
    """People in at least two chats that share more than chance would have them, among all people seen. It describes:
    the people of two chats on one subject are shared beyond chance, and no finding rests on it."""
    if len(chats) < CHATS_LEAST:
        return OVERLAP.insufficient("too-few-chats")
    found = overlaps_of([each.people for each in chats])
    if not found.people:
        return OVERLAP.insufficient("no-people")
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
    return Counted(OVERLAP.measured(shared_people(found, beyond), found.people), rows)


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
