"""Accounts that repeatedly do the same within a short time, beyond what their days and hours explain."""

from collections.abc import Iterable, Iterator

import numpy as np

from auditor.measure.as_far_as_seen import as_far_as_seen
from auditor.measure.coordination.beside_sharing import say_beside
from auditor.measure.coordination.parameters import DEFAULTS, CoordinationParameters
from auditor.measure.coordination.searching import Refused, Searching, people_in, searching
from auditor.measure.methods.circles import Acting, ActsOf, groups_to_report, pair_rows
from auditor.measure.methods.company import labels, shown_messages
from auditor.measure.methods.corroboration import (
    EVIDENCE,
    Corroboration,
    Evidence,
    corroborated,
    fast_writers,
    forced_adders,
)
from auditor.measure.methods.group_search import DRAWS, PEOPLE_LEAST, search
from auditor.measure.methods.meeting_families import families_of, presences_of
from auditor.measure.methods.reshuffles import RESHUFFLES, reshuffled
from auditor.measure.misleading import NO_AGREEMENT, SAME_SOURCE
from auditor.measure.saying import about, holding, say_clearest, say_reshuffled
from auditor.measure.spec import Counted, Fact, Finding, Row, Rows, Rule, Spec, Words

FALSE_GROUPS_PER_CHAT = 0.014
"""Share of clean chats that show a group, at most: 7 of 500 in the worst regime of the first draw, newcomers. The third
draw has 3 of 1,120 over all regimes, of too few worlds each to promise less (method.md)."""

PAIRS_SHOWN = 2_000
"""Pairs of a group that its row lists: the strongest of each person, then the strongest of all."""


def count(made: Searching | Refused, *, draws: int = DRAWS, reshuffles: int = RESHUFFLES, seed: int = 0) -> Counted:
    """Groups, how many of the writers they hold, and how often as much is found by chance: draws and reshuffles are
    made from `seed`."""
    if isinstance(made, Refused):
        return GROUPS.not_known(made.as_measure(GROUPS), PEOPLE_LEAST)
    timeline = made.timeline
    if timeline.writers < PEOPLE_LEAST:
        return GROUPS.not_known(GROUPS.insufficient("too-few-writers"), PEOPLE_LEAST)
    groups, rows, facts = found_by(made, DEFAULTS[None], draws=draws, reshuffles=reshuffles, seed=seed)
    beside = _other_evidence(made, groups)
    rows = [row | _shown(one) for row, one in zip(rows, beside, strict=True)]
    facts |= {
        "strong": sum(one.strong for one in beside),
        "looked": _joined(what for one in beside for what in one.looked),
        "held": _joined(what for one in beside for what in one.held),
    }
    counted = GROUPS.found(timeline.writers, rows, inside=people_in(rows), smallest=PEOPLE_LEAST, **facts)
    return as_far_as_seen(GROUPS, counted, made.left_of_kinds)


def found_by(
    made: Searching, parameters: CoordinationParameters, *, draws: int, reshuffles: int, seed: int
) -> tuple[list[Acting], list[Row], dict[str, Fact]]:
    """The groups that a search with these parameters finds, a row each, and the figures of its sentence."""
    timeline = made.timeline
    families = families_of(made.kinds, timeline, parameters.windows)
    presences = presences_of(families, timeline)
    searched = search(families, presences, parameters.thresholds, draws=draws, seed=seed)
    groups = groups_to_report(searched.circles, searched.least_excess, ActsOf(made.kinds, timeline))
    rows = [_row(made, group) for group in groups]
    chance = reshuffled(families, searched, timeline, count=reshuffles if rows else 0, seed=seed)
    facts: dict[str, Fact] = {
        "groups": len(rows),
        "people": people_in(rows),
        "pairs": sum(len(group.one) for group in groups),
        "expected_pairs": searched.expected_pairs,
        "shuffled": chance.share,
        "shuffles": chance.count,
        "dropped_texts": int(np.count_nonzero(made.habits.found)),
    }
    if clearest := max(groups, key=lambda group: group.excess, default=None):
        facts |= {"kind": clearest.kind, "window": clearest.window, "turnout": clearest.turnout}
    return groups, rows, facts


def _other_evidence(made: Searching, groups: list[Acting]) -> list[Corroboration]:
    """What else there is about each group."""
    if not groups:
        return []
    forced, fast = forced_adders(made.frames), fast_writers(made.timeline)
    return [
        corroborated(
            made.frames,
            made.timeline,
            made.timeline.people[group.people],
            posts=group.posts,
            object_=made.kinds[group.kind],
            forced=forced,
            fast=fast,
            groups=len(groups),
        )
        for group in groups
    ]


def _joined(evidence: Iterable[Evidence]) -> str:
    """Kinds of evidence as one fact, in their order."""
    found = set(evidence)
    return " ".join(what for what in EVIDENCE if what in found)


def _shown(beside: Corroboration) -> Row:
    return {"looked": list(beside.looked), "held": list(beside.held)}


def _row(made: Searching, group: Acting) -> Row:
    timeline, company = made.timeline, made.company
    at, persons = timeline.at[group.posts], timeline.people[group.people]
    return {
        "people": persons.tolist(),
        "kind": group.kind,
        "window": group.window,
        "turnout": group.turnout,
        "count": group.objects,
        "edges": pair_rows(group, PAIRS_SHOWN),
        "met": group.met,
        "expected": group.expected,
        "start": int(at.min()),
        "end": int(at.max()),
        **labels(company, persons),
        **shown_messages(timeline, group.posts),
    }


def say(finding: Finding, words: Words) -> Iterator[str]:
    """How many groups, what they do together, what that does not show, and how much of it chance would give."""
    groups = finding.number("groups")
    if not groups:
        return
    inside, of = finding.number("people") or None, finding.number("of") or None
    # Where it shows belongs to the first sentence, which stands alone where there is room for one.
    yield " ".join([f"{holding('groups', groups, inside, of, words)}.", *say_clearest(finding, words)])
    yield words.text(NO_AGREEMENT)
    yield from say_evidence(finding, words)
    expected = finding.facts.get("expected_pairs")
    if (pairs := finding.number("pairs")) and isinstance(expected, int | float):
        yield words.count_text(
            "{count} pair acts together; chance alone would give {expected}.",
            "{count} pairs act together; chance alone would give {expected}.",
            pairs,
            expected=about(expected, words),
        )
    yield from say_reshuffled(finding, words)
    if dropped := finding.number("dropped_texts"):
        yield words.count_text(
            "{count} text that many people write, such as a greeting, was left out.",
            "{count} texts that many people write, such as greetings, were left out.",
            dropped,
        )


def say_evidence(finding: Finding, words: Words) -> Iterator[str]:
    """What sets them apart beside what they share."""
    looked, held = (str(finding.facts.get(name) or "").split() for name in ("looked", "held"))
    return say_beside(looked, held, words)


GROUPS = Spec(
    id="coordination.groups",
    unit="groups",
    needs="texts",
    origin="docs/method.md#do-they-act-as-one",
    title="Accounts that act together",
    meaning=(
        "Groups of at least 3 accounts that repeatedly do the same within a minute, 5 minutes, an hour or a day: post "
        "one text, link, emoji or hashtags, pass on one message or answer it, more often than their days and hours "
        "explain, while others hardly take part."
    ),
    misleads=SAME_SOURCE,
    smallest=("a group of {count} person", "a group of {count} people"),
    count=count,
    prepared=searching,
    is_search=True,
    say=say,
    say_beside=say_evidence,
    false_per_audit=FALSE_GROUPS_PER_CHAT,
    strength=(
        Rule(
            "strong",
            "a group that acts together more often than days and hours explain, and that something not used to find it "
            "sets apart: adders whose people leave, an inhuman pace, or two of: how they came, their age, their adder, "
            "their silence, their being first",
            lambda found: found.number("strong") > 0,
        ),
        Rule(
            "some",
            "a group of accounts that act together more often than their days and hours explain",
            lambda found: bool(found.rows),
        ),
    ),
    caution=NO_AGREEMENT,
    rows=Rows(
        (
            "people", "kind", "window", "start", "end", "count", "turnout", "met", "expected", "added_together",
            "added_by", "blank", "new",
        ),
        count_is="Things done together",
        quoted=True,
        picture="network",
    ),
)  # fmt: skip
