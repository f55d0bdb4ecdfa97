"""Who acts as one in several chats.

It describes what was done, by whom and where; nothing of it says that an account is not a person's.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from auditor.frames.inputs import DAY, Ints
from auditor.measure.as_far_as_seen import as_far_as_seen
from auditor.measure.methods.circles import Acting, ActsOf, groups_to_report, pair_rows, share_at_once
from auditor.measure.methods.company import shown_messages
from auditor.measure.methods.group_search import DRAWS, PEOPLE_LEAST, search
from auditor.measure.methods.joint_acts import ArrivalsInput, ChatInput, Joint, joint_acts_of
from auditor.measure.methods.joint_arrivals import Line, lines_of
from auditor.measure.methods.meeting_families import families_of, presences_of
from auditor.measure.methods.reshuffles import RESHUFFLES, reshuffled
from auditor.measure.misleading import NO_AGREEMENT
from auditor.measure.saying import people_count, say_clearest, say_reshuffled
from auditor.measure.spec import MESSAGES_SHOWN, Counted, Fact, Finding, Row, Rule, Spec, Words

PAIRS_SHOWN = 2_000
"""Pairs of a farm that its row lists: the strongest of each person, then the strongest of all."""

FARM_CHATS_LEAST = 2
"""Chats with messages among which a farm can be told from a group of one chat (method.md)."""

FARM_WINDOWS = (60, 300)
"""Seconds. Readers of one source meet within an hour or a day wherever they are; over several chats all audiences of
all sources come together, and nothing tells them from a farm but minutes (method.md)."""

AT_ONCE = 0.25
"""Of the pairs of a farm that do one thing within a day, the part that must do it within the window (judgement). Who
reads one source posts when they see it: 0.12 at most in clean worlds; in farms that post within five minutes of one
another nearly all do (tests/worlds/farms, seeds below 10,000)."""

FALSE_PER_SEARCH = 0.036
"""Part of searches over clean chats that show a farm, at most: 0 of 100 (`bench.farms`; Clopper-Pearson, 95 %)."""

CHATS_OF_AN_ACCOUNT = 2
"""In fewer somebody is of no farm: the audit of that one chat tells of them."""


def count(chats: Sequence[ChatInput], *, draws: int = DRAWS, reshuffles: int = RESHUFFLES, seed: int = 0) -> Counted:
    """People of farms who act in two chats or more, among all who wrote or came by themselves in the chats where that
    can be told. Who acts with others in one chat alone is counted apart: what acts in one is no farm.
    Draws and reshuffles are made from `seed`."""
    writing = [each for each in chats if each.messages is not None and each.messages.texts is not None]
    coming = [each.arrivals.person for each in chats if each.arrivals is not None and len(each.arrivals.person)]
    if max(len(writing), len(coming)) < FARM_CHATS_LEAST:
        return ACCOUNTS.not_known(ACCOUNTS.insufficient("too-few-chats"), PEOPLE_LEAST)
    acts, lines = joint_acts_of(chats), lines_of(chats)
    everybody = np.unique(np.concatenate((acts.timeline.people, *coming)))
    if len(everybody) < PEOPLE_LEAST:
        return ACCOUNTS.not_known(ACCOUNTS.insufficient("too-few-writers"), PEOPLE_LEAST)
    found = _farms(acts, chats, draws, reshuffles, seed)
    rows = found.rows + [_line_row(line, chats) for line in lines.lines]
    if not rows and len(writing) < FARM_CHATS_LEAST:
        return ACCOUNTS.not_known(
            ACCOUNTS.insufficient("too-few-compared"), PEOPLE_LEAST
        )  # who acts together was not looked for
    people = len(found.across.union(*(line.people.tolist() for line in lines.lines)))
    facts: dict[str, Fact] = {
        **found.facts,
        "arriving": len(lines.lines),
        "people": people,
        "chats": len(chats),
        "tested_lines": lines.tested,
        "dropped_texts": acts.dropped,
        "smallest": PEOPLE_LEAST,
    }
    counted = Counted(ACCOUNTS.measured(people, len(everybody)), rows, facts)
    return as_far_as_seen(ACCOUNTS, counted, acts.left) if len(writing) >= FARM_CHATS_LEAST else counted


class _Farms(NamedTuple):
    """A row a farm, whose people act in several chats, and what is said of all of them."""

    rows: list[Row]
    across: set[int]
    facts: dict[str, Fact]


def _farms(acts: Joint, chats: Sequence[ChatInput], draws: int, reshuffles: int, seed: int) -> _Farms:
    """The groups that act together, those in one chat alone counted apart."""
    timeline, chat = acts.timeline, acts.chat
    if not (families := families_of(acts.kinds, timeline, FARM_WINDOWS, chat)):
        return _Farms([], set(), {"farms": 0, "one_chat_groups": 0, "one_chat_people": 0, "pairs": 0})
    searched = search(families, presences_of(families, timeline, chat), draws=draws, seed=seed)
    counted = ActsOf(acts.kinds, timeline)
    at_once = [circle for circle in searched.circles if share_at_once(circle, counted) >= AT_ONCE]
    groups = groups_to_report(at_once, searched.least_excess, counted)
    across = [_across(acts, group) for group in groups]
    farms = [group for group, several in zip(groups, across, strict=True) if len(several)]
    in_several = {person for several in across for person in several.tolist()}
    acting = {person for group in groups for person in group.people.tolist()}
    chance = reshuffled(families, searched, timeline, chat=chat, count=reshuffles if farms else 0, seed=seed)
    clearest = max(farms, key=lambda group: group.excess, default=None)
    return _Farms(
        [_row(acts, group, chats) for group in farms],
        set(timeline.people[sorted(in_several)].tolist()),
        {
            "farms": len(farms),
            "one_chat_groups": len(groups) - len(farms),
            "one_chat_people": len(acting - in_several),
            "pairs": sum(len(group.one) for group in farms),
            "expected_pairs": searched.expected_pairs,
            "shuffled": chance.share,
            "shuffles": chance.count,
            **({"kind": clearest.kind, "window": clearest.window, "turnout": clearest.turnout} if clearest else {}),
        },
    )


def _row(acts: Joint, group: Acting, chats: Sequence[ChatInput]) -> Row:
    """A farm: its people, their pairs, and their joint acts chat by chat."""
    timeline, posts = acts.timeline, np.sort(group.posts)
    at, chat = timeline.at[posts], acts.chat[posts]
    return {
        "kind": group.kind,
        "window": group.window,
        "turnout": group.turnout,
        "people": timeline.people[group.people].tolist(),
        "count": group.objects,
        "edges": pair_rows(group, PAIRS_SHOWN),
        "met": group.met,
        "expected": group.expected,
        "in_one_chat": len(group.people) - len(_across(acts, group)),
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


def _across(acts: Joint, group: Acting) -> Ints:
    """The people of a group whose joint acts are in several chats."""
    once = np.unique(np.stack((acts.timeline.person[group.posts], acts.chat[group.posts]), 1), axis=0)
    person, chats = np.unique(once[:, 0], return_counts=True)
    return person[chats >= CHATS_OF_AN_ACCOUNT]


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
            "{count} group of accounts keeps doing the same within minutes, in several chats.",
            "{count} groups of accounts keep doing the same within minutes, in several chats.",
            farms,
        )
        yield from say_clearest(finding, words)
    if arriving:
        yield words.count_text(
            "{count} group of accounts came to several chats in one order, each time within an hour.",
            "{count} groups of accounts came to several chats in one order, each time within an hour.",
            arriving,
        )
    if farms or arriving:
        yield f"{people_count(finding, words)}."
        yield words.text(NO_AGREEMENT)
    if apart := finding.number("one_chat_people"):
        yield words.count_text(
            "{count} account acts together with others in one chat alone; it is counted apart, and is in no farm.",
            "{count} accounts act together with others in one chat alone; they are counted apart, and are in no farm.",
            apart,
        )
    if farms:
        yield from say_reshuffled(finding, words)
        yield words.text(
            "Over chats in which nobody acts together, a search like this one shows such a group in {share} at most; "
            "each repetition counts anew.",
            share=words.percent(FALSE_PER_SEARCH),
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
        "{count} person with three texts in two chats; four with two",
        "{count} people with three texts in two chats; four with two",
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
