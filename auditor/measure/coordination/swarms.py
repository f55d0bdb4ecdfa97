"""Many people replying to one person within minutes, beyond chance and beyond what the chat is used to."""

from collections.abc import Iterator

from auditor.measure.coordination.searching import Refused, Searching, people_in, searching
from auditor.measure.methods.swarms import PEOPLE_LEAST, swarms_of
from auditor.measure.misleading import MANY_ANSWER_WITHOUT_A_PLAN
from auditor.measure.saying import with_people
from auditor.measure.spec import Counted, Finding, Measure, Rows, Rule, Spec, Words


def count(made: Searching | Refused) -> Counted:
    """Swarms, and how many of the messages they hold."""
    if isinstance(made, Refused):
        return SWARMS.not_known(made.as_measure(SWARMS), PEOPLE_LEAST)
    if (refusal := _refusal(made)) is not None:
        return SWARMS.not_known(refusal, PEOPLE_LEAST)
    rows, smallest = swarms_of(made.timeline, made.company)
    messages = sum(row["messages_total"] for row in rows)
    return SWARMS.found(
        len(made.timeline.at),
        rows,
        inside=messages,
        smallest=smallest,
        swarms=len(rows),
        messages=messages,
        people=people_in(rows),
    )


def _refusal(made: Searching) -> Measure | None:
    """Why a source that can be searched for the rest cannot show swarms."""
    if made.frames.facts.replies_rounded:
        return SWARMS.unavailable("replies-rounded")
    if not made.timeline.ordered(made.timeline.texts.reply_to).any():
        return SWARMS.unavailable("no-replies")
    if made.timeline.writers <= PEOPLE_LEAST:
        return SWARMS.insufficient("too-few-writers")
    return None


def say(finding: Finding, words: Words) -> Iterator[str]:
    """How many swarms, of how many people."""
    if swarms := finding.number("swarms"):
        yield with_people(
            words.count_text("{count} swarm of replies", "{count} swarms of replies", swarms), finding, words
        )


SWARMS = Spec(
    id="coordination.swarms",
    unit="episodes",
    needs="texts",
    origin="docs/method.md#do-they-act-as-one",
    title="Swarms of replies",
    meaning="Bursts of replies by many people to one message or one author, beyond chance.",
    misleads=MANY_ANSWER_WITHOUT_A_PLAN,
    smallest=("{count} person replying to one message", "{count} people replying to one message"),
    count=count,
    prepared=searching,
    is_search=True,
    say=say,
    strength=(
        Rule(
            "some",
            "a swarm of replies beyond chance (q ≤ 0.05) and beyond what the chat is used to",
            lambda found: bool(found.rows),
        ),
    ),
    told_from="strong",
    rows=Rows(
        ("people", "start", "lasted", "target", "count", "expected", "q", "added_together", "added_by", "blank", "new"),
        count_is="Replies",
    ),
)
