"""Texts that many people write, such as greetings: left out of the searches for copies and groups, and listed."""

from auditor.measure.coordination.searching import Refused, Searching, searching
from auditor.measure.methods.habits import habit_rows
from auditor.measure.spec import Counted, Measure, Rows, Spec


def count(made: Searching | Refused) -> Measure | Counted:
    """Messages with such texts, of all messages. The people of a row stand for the messages that show a text; they did
    nothing that others do not, and are not listed on a page."""
    if isinstance(made, Refused):
        return made.as_measure(HABITS)
    rows = habit_rows(made.timeline, made.objects, made.habits)
    return Counted(HABITS.measured(sum(row["count"] for row in rows), len(made.timeline.at)), rows)


HABITS = Spec(
    id="coordination.habits",
    unit="share",
    needs="texts",
    origin="docs/method.md#do-they-act-as-one",
    title="Texts that were left out",
    meaning=(
        "Messages with texts that at least 5 people used, on 3 days or more, and no more at once than usual: left out "
        "of the searches for what people do together."
    ),
    misleads=(
        "Greetings, jokes and quoted rules are everybody's words. Whoever hides behind such a text is not found."
    ),
    out_of=("of {count} message", "of {count} messages"),
    count=count,
    prepared=searching,
    is_search=True,
    rows=Rows(("start", "end", "kind", "count", "writers", "days"), count_is="Messages"),
)
