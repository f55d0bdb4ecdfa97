"""Who acts as one in several chats.

It describes what was done, by whom and where; nothing of it says that an account is not a person's.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from auditor.frames.inputs import DAY, Ints
from auditor.measure.as_far_as_seen import as_far_as_seen
from auditor.measure.methods import groups
from auditor.measure.methods.communities import Communities, communities_of
from auditor.measure.methods.company import shown_messages
from auditor.measure.methods.joint_acts import ArrivalsInput, ChatInput, Joint, farm_pairs, joint_acts_of
from auditor.measure.methods.joint_arrivals import Line, lines_of
from auditor.measure.methods.pairs import Pairs
from auditor.measure.methods.shuffled_days import Shuffled, shuffled_days
from auditor.measure.misleading import NO_AGREEMENT
from auditor.measure.saying import told_people
from auditor.measure.spec import MESSAGES_SHOWN, Counted, Fact, Finding, Row, Rule, Spec, Words

SHUFFLES = 20
"""Shuffled chats; with none of 20 the share is below 14 % (Clopper-Pearson, 95 %). All chats together are large, and
each shuffle is a search of its own."""

FARM_CHATS_LEAST = 2
"""Chats with messages among which a farm can be told from a group of one chat (method.md)."""

CHATS_OF_AN_ACCOUNT = 2
"""In fewer somebody is of no farm: the audit of that one chat tells of them."""


def count(chats: Sequence[ChatInput], *, shuffles: int = SHUFFLES, seed: int = 0) -> Counted:
    """People of farms who act in two chats or more, among all who wrote or came by themselves in the chats where that
    can be told. Who acts with others in one chat alone is counted apart: what acts in one is no farm.
    Draws come from `seed`."""
    smallest = groups.PEOPLE_LEAST
    writing = [each for each in chats if each.messages is not None and each.messages.texts is not None]
    coming = [each.arrivals.person for each in chats if each.arrivals is not None and len(each.arrivals.person)]
    if max(len(writing), len(coming)) < FARM_CHATS_LEAST:
        return ACCOUNTS.not_known(ACCOUNTS.insufficient("too-few-chats"), smallest)
    acts, lines = joint_acts_of(chats), lines_of(chats)
    everybody = np.unique(np.concatenate((acts.timeline.people, *coming)))
    if len(everybody) < smallest:
        return ACCOUNTS.not_known(ACCOUNTS.insufficient("too-few-writers"), smallest)
    wrote = _search(acts, shuffles, seed)
    groups_found = [_row(acts, wrote.found, place, chats) for place in range(len(wrote.found.groups))]
    rows = [row for row in groups_found if row["in_one_chat"] < len(row["people"])]
    acting = [_across(acts, wrote.found, place) for place in range(len(wrote.found.groups))]
    across = {person for in_several, _ in acting for person in in_several.tolist()}
    apart = {person for _, in_one in acting for person in in_one.tolist()} - across
    farms = len(rows)
    rows += [_line_row(line, chats) for line in lines.lines]
    if not rows and len(writing) < FARM_CHATS_LEAST:
        return ACCOUNTS.not_known(
            ACCOUNTS.insufficient("too-few-compared"), smallest
        )  # who acts together was not looked for
    people = len(across | {person for row in rows[farms:] for person in row["people"]})
    facts: dict[str, Fact] = {
        "farms": farms,
        "arriving": len(lines.lines),
        "people": people,
        "one_chat_groups": len(groups_found) - farms,
        "one_chat_people": len(apart),
        "chats": len(chats),
        "pairs": len(wrote.found.pairs.one),
        "unstable_pairs": wrote.found.unstable,
        "shuffled": wrote.chance.share,
        "shuffles": wrote.chance.shuffles,
        "expected_pairs": wrote.chance.pairs,
        "tested_lines": lines.tested,
        "dropped_texts": acts.dropped,
        "smallest": smallest,
    }
    counted = Counted(ACCOUNTS.measured(people, len(everybody)), rows, facts)
    return as_far_as_seen(ACCOUNTS, counted, acts.left) if len(writing) >= FARM_CHATS_LEAST else counted


class _Search(NamedTuple):
    """What was found, and how often as much is found where it is chance."""

    found: Communities
    chance: Shuffled


def _search(joint: Joint, shuffles: int, seed: int) -> _Search:
    def pairs(person: Ints) -> Pairs:
        return farm_pairs(joint, person)

    found = communities_of(joint, pairs(joint.timeline.person[joint.episodes.post]), seed=seed)
    chance = shuffled_days(
        joint.timeline, joint.episodes, pairs, least=groups.PEOPLE_LEAST, shuffles=shuffles, seed=seed,
        day=joint.chat_day,
    )  # fmt: skip
    return _Search(found, chance)


def _row(joint: Joint, found: Communities, place: int, chats: Sequence[ChatInput]) -> Row:
    """A farm: its people, their pairs, and their joint acts chat by chat."""
    timeline, group = joint.timeline, found.groups[place]
    posts, objects = groups.joint_posts(timeline, joint.episodes, group.people)
    at, chat = timeline.at[posts], joint.chat[posts]
    return {
        "kind": "acts",
        "people": timeline.people[group.people].tolist(),
        "count": objects,
        "edges": groups.edges_of(found.pairs, group),
        "met": int(found.pairs.objects[group.pairs].sum()),
        "expected": float(found.pairs.expected[group.pairs].sum()),
        "q": float(found.pairs.q[group.pairs].max()),
        "in_one_chat": len(_across(joint, found, place)[1]),
        "stability": found.stability[place],
        "start": int(at.min()),
        "end": int(at.max()),
        "chats": [
            {
                "chat": chats[number].name,
                "people": len(np.unique(timeline.person[posts[chat == number]])),
                "days": _days(at[chat == number]),
                **shown_messages(timeline, posts[chat == number]),
            }
            for number in np.unique(chat).tolist()
        ],
    }


def _across(joint: Joint, found: Communities, place: int) -> tuple[Ints, Ints]:
    """The people of a group whose joint acts are in several chats, and those whose are in one."""
    timeline, group = joint.timeline, found.groups[place]
    posts, _ = groups.joint_posts(timeline, joint.episodes, group.people)
    once = np.unique(np.stack((timeline.person[posts], joint.chat[posts]), 1), axis=0)
    person, chats = np.unique(once[:, 0], return_counts=True)
    several = person[chats >= CHATS_OF_AN_ACCOUNT]
    return timeline.people[several], timeline.people[np.setdiff1d(group.people, several)]


def _days(at: Ints) -> list[list[int]]:
    """On which days, as days since 1970, how many joint acts were."""
    days, acts = np.unique(at // DAY, return_counts=True)
    return [[day, count] for day, count in zip(days.tolist(), acts.tolist(), strict=True)]


def _line_row(line: Line, chats: Sequence[ChatInput]) -> Row:
    """A line: its people in the order in which they came, and their arrivals chat by chat."""
    came = {
        chat: (arrivals, rows) for chat, rows in line.rows.items() if (arrivals := chats[chat].arrivals) is not None
    }
    at = np.concatenate([arrivals.at[rows] for arrivals, rows in came.values()])
    person = np.concatenate([arrivals.person[rows] for arrivals, rows in came.values()])
    who, first = np.unique(person[np.argsort(at, kind="stable")], return_index=True)
    return {
        "kind": "arrivals",
        "people": who[np.argsort(first)].tolist(),
        "count": len(came),
        "expected": line.expected,
        "order": line.order,
        "q": line.q,
        "start": int(at.min()),
        "end": int(at.max()),
        "chats": [{"chat": chats[chat].name, **_came(arrivals, rows)} for chat, (arrivals, rows) in came.items()],
    }


def _came(arrivals: ArrivalsInput, rows: Ints) -> Row:
    """How many of a line came to one chat, on which days, and the service messages that tell of it."""
    rows = rows[np.argsort(arrivals.at[rows], kind="stable")]
    told = arrivals.id[rows][arrivals.id[rows] > 0]
    return {
        "people": len(rows),
        "days": _days(arrivals.at[rows]),
        "messages": told[:MESSAGES_SHOWN].tolist(),
        "messages_total": len(told),
    }


def say(finding: Finding, words: Words) -> Iterator[str]:
    """How many groups act, or come, together in several chats, and what they do not show."""
    farms, arriving = finding.number("farms"), finding.number("arriving")
    if farms:
        yield words.count_text(
            "{count} group of accounts keeps posting the same within minutes, in several chats.",
            "{count} groups of accounts keep posting the same within minutes, in several chats.",
            farms,
        )
    if arriving:
        yield words.count_text(
            "{count} group of accounts came to several chats in one order, each time within an hour.",
            "{count} groups of accounts came to several chats in one order, each time within an hour.",
            arriving,
        )
    if farms or arriving:
        yield f"{told_people(finding, words)}."
        yield words.text(NO_AGREEMENT)
    if apart := finding.number("one_chat_people"):
        yield words.count_text(
            "{count} account acts together with others in one chat alone; it is counted apart, and is in no farm.",
            "{count} accounts act together with others in one chat alone; they are counted apart, and are in no farm.",
            apart,
        )
    shuffles, share = finding.number("shuffles"), finding.facts.get("shuffled")
    if farms and shuffles and isinstance(share, int | float):
        yield words.count_text(
            "By chance alone, in {count} random shuffle of the chats' days, such a group appeared in {share}.",
            "By chance alone, in {count} random shuffles of the chats' days, such a group appeared in {share}.",
            shuffles,
            share=words.percent(share),
        )


ACCOUNTS = Spec(
    id="farms.accounts",
    unit="people",
    needs="chats",
    origin="docs/method.md#are-the-same-accounts-elsewhere",
    title="Accounts acting together in several chats",
    meaning="Accounts in groups that act together in more than one audited chat.",
    misleads=(
        "Chats of one owner share moderators, news and links; readers of one channel pass on the same posts; and "
        "one message with links to several chats brings the same people to each in the same hour."
    ),
    smallest=(
        "{count} person with two texts in two chats, or three in one",
        "{count} people with two texts in two chats, or three in one",
    ),
    count=count,
    say=say,
    strength=(
        Rule(
            "some",
            "a group that acts together, or comes in one order, in several chats; for now it is never more",
            lambda found: bool(found.rows),
        ),
    ),
    caution=NO_AGREEMENT,
)
