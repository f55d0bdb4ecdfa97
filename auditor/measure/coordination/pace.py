"""Accounts that write more a day, or faster for longer, than a person keeps."""

from collections.abc import Iterator

from auditor.measure.coordination.searching import Refused, Searching, searching
from auditor.measure.fineness import too_coarse
from auditor.measure.methods.pace import DAILY, PAUSE, pace_of, typed
from auditor.measure.saying import people_count
from auditor.measure.spec import Counted, Finding, Rows, Spec, Words


def count(made: Searching | Refused) -> Counted:
    """Accounts, of those who wrote."""
    if isinstance(made, Refused):
        return PACE.not_known(made.as_measure(PACE), DAILY)
    if not len(typed(made.timeline)):
        return PACE.not_known(PACE.unavailable("no-words"), DAILY)
    if (why := too_coarse(made.frames.facts, PAUSE)) is not None:
        return PACE.not_known(PACE.insufficient(why), DAILY)
    rows = pace_of(made.timeline)
    people = len({row["person"] for row in rows})
    return Counted(PACE.measured(people, made.timeline.writers), rows, {"people": people, "smallest": DAILY})


def say(finding: Finding, words: Words) -> Iterator[str]:
    """How many accounts."""
    if people := people_count(finding, words):
        yield f"{people}."


PACE = Spec(
    id="coordination.pace",
    unit="people",
    needs="texts",
    origin="docs/method.md#do-they-act-as-one",
    title="Faster than a person writes",
    meaning="Accounts that write more a day, or with shorter pauses for longer, than a person does.",
    misleads=(
        "A bot, an account that several people share, or somebody who passes on a lot writes as fast. This is a "
        "pattern in figures, not a verdict on a person."
    ),
    smallest=("{count} message in a day", "{count} messages in a day"),
    out_of=("of {count} person who wrote", "of {count} people who wrote"),
    count=count,
    prepared=searching,
    is_search=True,
    say=say,
    is_context=True,
    rows=Rows(("person", "start", "end", "kind", "count", "seconds"), count_is="Messages"),
)
