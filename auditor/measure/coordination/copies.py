"""One text from several people within minutes: a raid that uses a text once shows in no pair of people."""

from collections.abc import Iterator

from auditor.measure.as_far_as_seen import as_far_as_seen
from auditor.measure.coordination.searching import Refused, Searching, people_in, searching
from auditor.measure.methods.copies import MASS, PEOPLE_LEAST, episodes_of_copies
from auditor.measure.methods.habits import without_habits
from auditor.measure.misleading import SAME_SOURCE
from auditor.measure.saying import holding, with_people
from auditor.measure.spec import Counted, Finding, Rows, Rule, Spec, Words


def count(made: Searching | Refused) -> Counted:
    """Episodes, and how many of the messages they hold."""
    if isinstance(made, Refused):
        return COPIES.not_known(made.as_measure(COPIES), PEOPLE_LEAST)
    timeline = made.timeline
    if timeline.writers < PEOPLE_LEAST:
        return COPIES.not_known(COPIES.insufficient("too-few-writers"), PEOPLE_LEAST)
    rows = episodes_of_copies(timeline, without_habits(made.objects, made.habits), made.company)
    messages = sum(row["count"] for row in rows)
    counted = COPIES.found(
        len(timeline.at),
        rows,
        inside=messages,
        smallest=PEOPLE_LEAST,
        episodes=len(rows),
        of_mass=sum(len(row["people"]) >= MASS for row in rows),
        messages=messages,
        people=people_in(rows),
    )
    return as_far_as_seen(COPIES, counted, made.left)


def say(finding: Finding, words: Words) -> Iterator[str]:
    """How many episodes, and whether one is an act of mass."""
    if episodes := finding.number("episodes"):
        inside, of = finding.number("messages") or None, finding.number("of") or None
        yield with_people(holding("episodes", episodes, inside, of, words), finding, words)
        if of_mass := finding.number("of_mass"):
            yield words.count_text(
                "In {count} of them at least 10 people took part.",
                "In {count} of them at least 10 people took part.",
                of_mass,
            )
        elif "of_mass" in finding.facts:
            yield words.text("None of them has 10 people; so few pass on one text by chance, too.")


COPIES = Spec(
    id="coordination.copies",
    unit="episodes",
    needs="texts",
    origin="docs/method.md#do-they-act-as-one",
    title="One text from several people",
    meaning="Episodes in which at least 3 people posted nearly the same text within 5 minutes.",
    misleads=SAME_SOURCE,
    smallest=("{count} person with one text", "{count} people with one text"),
    count=count,
    prepared=searching,
    is_search=True,
    say=say,
    strength=(
        Rule(
            "some",
            "one text, or one message passed on, from at least 10 people in one episode",
            lambda found: found.number("of_mass") > 0,
        ),
    ),
    told_from="strong",
    rows=Rows(
        ("people", "start", "lasted", "kind", "count", "added_together", "added_by", "blank", "new"),
        count_is="Messages",
        quoted=True,
    ),
)
