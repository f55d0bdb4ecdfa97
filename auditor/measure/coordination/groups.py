"""Accounts that repeatedly post the same within minutes, beyond chance."""

from collections.abc import Iterator

import numpy as np

from auditor.frames.inputs import Ints
from auditor.measure.as_far_as_seen import as_far_as_seen
from auditor.measure.coordination.searching import Refused, Searching, people_in, searching
from auditor.measure.methods.groups import PEOPLE_LEAST, group_rows, groups_of
from auditor.measure.methods.habits import without_habits
from auditor.measure.methods.objects import episodes_of
from auditor.measure.methods.pairs import Pairs, pairs_beyond_chance, strata_of
from auditor.measure.methods.shuffled_days import SHUFFLES, shuffled_days
from auditor.measure.misleading import NO_AGREEMENT, SAME_SOURCE
from auditor.measure.saying import about, holding
from auditor.measure.spec import Counted, Finding, Rows, Rule, Spec, Words


def count(made: Searching | Refused, *, shuffles: int = SHUFFLES, seed: int = 0) -> Counted:
    """Groups, how many of the writers they hold, and how often as much is found by chance: the shuffles of days are
    drawn from `seed`."""
    if isinstance(made, Refused):
        return GROUPS.not_known(made.of(GROUPS), PEOPLE_LEAST)
    timeline = made.timeline
    if timeline.writers < PEOPLE_LEAST:
        return GROUPS.not_known(GROUPS.insufficient("too-few-writers"), PEOPLE_LEAST)
    objects = without_habits(made.objects, made.habits)
    episodes = episodes_of(timeline, objects, np.ones(objects.count, np.bool_))
    days = strata_of(timeline, episodes)

    def search(person: Ints) -> Pairs:
        return pairs_beyond_chance(person, episodes, days, timeline.writers)

    found = search(timeline.person[episodes.post])
    rows = group_rows(timeline, episodes, found, groups_of(found), made.company)
    chance = shuffled_days(timeline, episodes, search, least=PEOPLE_LEAST, shuffles=shuffles, seed=seed)
    people = people_in(rows)
    counted = GROUPS.found(
        timeline.writers,
        rows,
        inside=people,
        smallest=PEOPLE_LEAST,
        groups=len(rows),
        people=people,
        pairs=len(found.one),
        shuffled=chance.share,
        shuffles=chance.shuffles,
        expected_pairs=chance.pairs,
        dropped_texts=int(np.count_nonzero(made.habits.found)),
    )
    return as_far_as_seen(GROUPS, counted, made.left)


def say(finding: Finding, words: Words) -> Iterator[str]:
    """How many groups, what they do not show, and how many there would be by chance."""
    groups = finding.number("groups")
    if not groups:
        return
    inside, of = finding.number("people") or None, finding.number("of") or None
    yield f"{holding('groups', groups, inside, of, words)}."
    yield words.text(NO_AGREEMENT)
    expected, shuffled = finding.facts.get("expected_pairs"), finding.facts.get("shuffled")
    if (pairs := finding.number("pairs")) and isinstance(expected, int | float):
        yield words.count_text(
            "{count} pair acts together; chance alone would give {expected}.",
            "{count} pairs act together; chance alone would give {expected}.",
            pairs,
            expected=about(expected, words),
        )
    if (shuffles := finding.number("shuffles")) and isinstance(shuffled, int | float):
        yield words.count_text(
            "By chance alone, in {count} random shuffle of the chat's days, a group appeared in {share}.",
            "By chance alone, in {count} random shuffles of the chat's days, a group appeared in {share}.",
            shuffles,
            share=words.percent(shuffled),
        )
    if dropped := finding.number("dropped_texts"):
        yield words.count_text(
            "{count} text that many people write, such as a greeting, was left out.",
            "{count} texts that many people write, such as greetings, were left out.",
            dropped,
        )


# Never more than some: who reads one source, or keeps the same hours, meets as often as who has agreed, and the
# shuffled days, which break up hours and sources alike, cannot tell which.
GROUPS = Spec(
    id="coordination.groups",
    unit="groups",
    needs="texts",
    origin="docs/method.md#do-they-act-as-one",
    title="Accounts that act together",
    meaning=(
        "Groups of at least 3 accounts that repeatedly post the same within 5 minutes, more often than by chance."
    ),
    misleads=SAME_SOURCE,
    smallest=("a group of {count} person", "a group of {count} people"),
    count=count,
    prepared=searching,
    is_search=True,
    say=say,
    strength=(
        Rule(
            "some",
            "a group of accounts that act together more often than by chance (q ≤ 0.05)",
            lambda found: bool(found.rows),
        ),
    ),
    caution=NO_AGREEMENT,
    rows=Rows(
        ("people", "start", "end", "count", "met", "expected", "q", "added_together", "added_by", "blank", "new"),
        count_is="Texts shared",
        quoted=True,
        picture="network",
    ),
)
