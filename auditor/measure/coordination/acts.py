"""What many people do a single time: in a mass within minutes, one after the other at even steps, or one long text over
weeks. A single act shows in no pair of people, and in no group."""

from collections.abc import Iterator

import numpy as np

from auditor.frames.inputs import DAY
from auditor.frames.timeline import Timeline
from auditor.measure.coordination.searching import Refused, Searching, people_in, searching
from auditor.measure.fineness import too_coarse
from auditor.measure.methods.acts import MASS_LEAST, MASS_WINDOWS, STEPS_LEAST, Act, acts_of
from auditor.measure.methods.company import Company, labels, people_of, shown_messages
from auditor.measure.misleading import COPIED_IN_GOOD_FAITH
from auditor.measure.saying import kind_of_object, lasting
from auditor.measure.spec import Counted, Fact, Finding, Row, Rows, Rule, Spec, Words

PATTERNS = ("mass", "steps", "spread")


def count(made: Searching | Refused) -> Counted:
    """Acts, and how many of the messages they hold."""
    if isinstance(made, Refused):
        return ACTS.not_known(made.as_measure(ACTS), MASS_LEAST)
    timeline = made.timeline
    if not any((object_ >= 0).any() for object_ in made.kinds.values()):
        return ACTS.not_known(ACTS.unavailable("nothing-to-compare"), MASS_LEAST)
    if timeline.writers < STEPS_LEAST:
        return ACTS.not_known(ACTS.insufficient("too-few-writers"), MASS_LEAST)
    windows = [window for window in MASS_WINDOWS if too_coarse(made.frames.facts, window) is None]
    found = acts_of(timeline.at, timeline.person, timeline.ordered(timeline.texts.length), made.kinds, windows)
    rows = sorted(
        (_row(timeline, made.company, act) for act in found.acts), key=lambda row: (row["start"], row["messages"])
    )
    messages = sum(row["messages_total"] for row in rows)
    return ACTS.found(
        len(timeline.at),
        rows,
        inside=messages,
        smallest=found.smallest,
        messages=messages,
        people=people_in(rows),
        **_facts(found.acts, timeline),
    )


def _row(timeline: Timeline, company: Company, act: Act) -> Row:
    place = np.sort(act.place)
    people = people_of(timeline, timeline.person[place])
    row: Row = {
        "people": people.tolist(),
        "pattern": act.what,
        "kind": act.kind,
        "start": int(timeline.at[place[0]]),
        "end": int(timeline.at[place[-1]]),
        "count": len(people),
    }
    more = {"window": act.window, "others": act.others, "q": act.p}
    row |= {key: value for key, value in more.items() if value is not None}
    if act.pause is not None:
        row["seconds"] = float(np.median(np.diff(timeline.at[place])))
    return row | labels(company, people) | shown_messages(timeline, place)


def _facts(acts: list[Act], timeline: Timeline) -> dict[str, Fact]:
    """How many acts there are of each pattern, and what is told of the largest of each."""
    facts: dict[str, Fact] = {}
    for pattern in PATTERNS:
        mine = [act for act in acts if act.what == pattern]
        facts[pattern] = len(mine)
        if mine:
            most = max(mine, key=lambda act: act.people)
            facts |= {f"{pattern}_people": most.people, f"{pattern}_kind": most.kind}
            facts |= _more_of(most, timeline)
    return facts


def _more_of(act: Act, timeline: Timeline) -> dict[str, Fact]:
    """What is told of an act beside its people, by its pattern."""
    if act.what == "mass":
        return {"mass_window": act.window, "mass_others": act.others}
    if act.what == "steps":
        return {"steps_seconds": round(act.pause or 0)}
    return {"spread_days": round(int(np.ptp(timeline.at[act.place])) / DAY)}


def say(finding: Finding, words: Words) -> Iterator[str]:
    """Of each pattern the largest act: how many people, within what time, with what."""
    if people := finding.number("mass_people"):
        yield words.count_text(
            "{count} person at once ({time}): {what}.",
            "{count} people at once ({time}): {what}.",
            people,
            time=lasting(finding.number("mass_window"), words),
            what=kind_of_object(finding.facts.get("mass_kind"), words),
        )
        yield words.count_text(
            "Nothing else here drew more than {count} person in as short a time.",
            "Nothing else here drew more than {count} people in as short a time.",
            finding.number("mass_others"),
        )
    if people := finding.number("steps_people"):
        yield words.count_text(
            "{count} person, at even steps ({time} on average): {what}.",
            "{count} people, one after the other, at even steps ({time} on average): {what}.",
            people,
            time=lasting(finding.number("steps_seconds"), words),
            what=kind_of_object(finding.facts.get("steps_kind"), words),
        )
    if people := finding.number("spread_people"):
        yield words.count_text(
            "One long text under {count} name, once ({time}).",
            "One long text under {count} names, once each ({time}).",
            people,
            time=lasting(finding.number("spread_days") * DAY, words),
        )
    if acts := sum(finding.number(pattern) for pattern in PATTERNS):
        if acts > 1:
            yield words.count_text("{count} such act in all.", "{count} such acts in all.", acts)
        yield words.text(COPIED_IN_GOOD_FAITH)


ACTS = Spec(
    id="coordination.acts",
    unit="episodes",
    needs="texts",
    origin="docs/method.md#do-they-act-as-one",
    title="Single acts of many",
    meaning=(
        "Acts of many people, each once: at once and beyond what anything else draws here, at even steps, or with one "
        "long text over a week or more."
    ),
    misleads=(
        "An event, a call for help or a post that everybody sees moves many at once, and appeals are copied in good "
        "faith. One act shows no plan, and not who made it."
    ),
    smallest=("{count} person at once", "{count} people at once"),
    count=count,
    prepared=searching,
    is_search=True,
    say=say,
    strength=(
        Rule(
            "some",
            "many people at once, beyond what anything else draws here (p ≤ 0.005), or at even steps (p ≤ 0.001)",
            lambda found: found.number("mass") + found.number("steps") > 0,
        ),
    ),
    told_from="strong",
    rows=Rows(
        (
            "people",
            "pattern",
            "kind",
            "start",
            "lasted",
            "count",
            "window",
            "others",
            "seconds",
            "q",
            "added_together",
            "added_by",
            "blank",
            "new",
        ),
        count_is="People",
        quoted=True,
    ),
)
