"""Are the same accounts elsewhere? What the chats that one installation audited share, and who acts as one in several.

Both describe what was done, by whom and where; nothing of it says that an account is not a person's.
"""

from collections.abc import Sequence

import numpy as np

from auditor.measure import answers, groups
from auditor.measure.catalogue import Answer, Finding, Row, Strength
from auditor.measure.communities import Communities, communities_of
from auditor.measure.company import shown_messages
from auditor.measure.coordination import FALSE_GROUPS_MOST
from auditor.measure.inputs import Ints
from auditor.measure.joint_acts import ChatInput, Joint, farm_pairs, joint_acts_of
from auditor.measure.overlap import CHATS_LEAST, Q, overlaps_of
from auditor.measure.pairs import Pairs
from auditor.measure.shuffled_days import shuffled_days

SHUFFLES = 20
"""Shuffled chats; with none of 20 the share is below 14 % (Clopper-Pearson, 95 %). All chats together are large, and
each shuffle is a search of its own."""

FARM_CHATS_LEAST = 2
"""Chats with messages among which a farm can be told from a group of one chat (methods 4, point 8)."""


def searched(chats: Sequence[ChatInput], *, shuffles: int = SHUFFLES, seed: int = 0) -> dict[str, Answer]:
    """`farms.overlap` and `farms.accounts` over all audited chats. Draws come from `seed`."""
    return {"farms.overlap": _overlap(chats), "farms.accounts": _accounts(chats, shuffles, seed)}


def _unknown(measure: str, why: str, smallest: int) -> Answer:
    found = answers.insufficient(measure, why)
    return Answer(found, [], Finding("farms", "cannot tell", measure, {"why": why, "smallest": smallest}))


def _overlap(chats: Sequence[ChatInput]) -> Answer:
    """People in at least two chats that share more than chance would have them, among all people seen. It describes:
    the people of two chats on one subject are shared beyond chance, and no finding rests on it."""
    if len(chats) < CHATS_LEAST:
        return Answer(answers.insufficient("farms.overlap", "too-few-chats"))
    found = overlaps_of([each.people for each in chats])
    if not found.people:
        return Answer(answers.insufficient("farms.overlap", "no-people"))
    beyond = np.flatnonzero(found.q <= Q)
    beyond = beyond[np.lexsort((found.two[beyond], found.one[beyond], found.q[beyond]))]
    shared = np.empty(0, np.int64)
    rows: list[Row] = []
    for pair in beyond.tolist():
        one, two = chats[found.one[pair]], chats[found.two[pair]]
        shared = np.union1d(shared, np.intersect1d(one.people, two.people))
        rows.append(
            {
                "chats": [
                    {"chat": each.name, "people": len(np.unique(each.people)), "whole": each.whole}
                    for each in (one, two)
                ],
                "count": int(found.shared[pair]),
                "expected": float(found.expected[pair]),
                "q": float(found.q[pair]),
            }
        )
    return Answer(answers.measured("farms.overlap", len(shared), found.people), rows)


def _accounts(chats: Sequence[ChatInput], shuffles: int, seed: int) -> Answer:
    measure, smallest = "farms.accounts", groups.PEOPLE_LEAST
    if sum(each.messages is not None and each.messages.texts is not None for each in chats) < FARM_CHATS_LEAST:
        return _unknown(measure, "too-few-chats", smallest)
    joint = joint_acts_of(chats)
    if joint.timeline.writers < smallest:
        return _unknown(measure, "too-few-writers", smallest)

    def search(person: Ints) -> Pairs:
        return farm_pairs(joint, person)

    found = communities_of(joint, search(joint.timeline.person[joint.episodes.post]), seed=seed)
    rows = [_row(joint, found, place, chats) for place in range(len(found.groups))]
    chance = shuffled_days(
        joint.timeline, joint.episodes, search, least=smallest, shuffles=shuffles, seed=seed, day=joint.chat_day
    )
    strength: Strength = "none"
    if rows:
        strength = "strong" if chance.share <= FALSE_GROUPS_MOST else "some"
    people = len({person for row in rows for person in row["people"]})
    facts: dict[str, float | int | str | None] = {
        "farms": len(rows),
        "people": people,
        "chats": len(chats),
        "pairs": len(found.pairs.one),
        "unstable_pairs": found.unstable,
        "shuffled": chance.share,
        "shuffles": chance.shuffles,
        "expected_pairs": chance.pairs,
        "dropped_texts": joint.dropped,
        "smallest": smallest,
    }
    figure = answers.measured(measure, people, joint.timeline.writers)
    return Answer(figure, rows, Finding("farms", strength, measure, facts))


def _row(joint: Joint, found: Communities, place: int, chats: Sequence[ChatInput]) -> Row:
    """A farm: its people, their pairs, and their joint acts chat by chat."""
    timeline, group = joint.timeline, found.groups[place]
    posts, objects = groups.joint_posts(timeline, joint.episodes, group.people)
    at, chat = timeline.at[posts], joint.chat[posts]
    return {
        "people": timeline.people[group.people].tolist(),
        "count": objects,
        "edges": groups.edges_of(found.pairs, group),
        "expected": float(found.pairs.expected[group.pairs].sum()),
        "q": float(found.pairs.q[group.pairs].max()),
        "stability": found.stability[place],
        "start": int(at.min()),
        "end": int(at.max()),
        "chats": [
            {"chat": chats[number].name, **shown_messages(timeline, posts[chat == number])}
            for number in np.unique(chat).tolist()
        ],
    }
