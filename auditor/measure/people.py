"""How many people? Those whom the audit could tell apart, and the number that was stated."""

from auditor.frames.frames import Frames
from auditor.frames.readings import reach
from auditor.measure.spec import Measure, Spec


def seen(frames: Frames) -> Measure:
    """The people the audit could tell apart; each unresolved occurrence may be another. `count` is how many there are
    at least, for an unresolved name can be surely somebody's."""
    count = len(frames.people)
    of = max(count, frames.facts.claimed or 0)
    fewest, most = reach(frames.readings, "seen")
    most += lumped(frames) + max(frames.perhaps_more, frames.facts.missing)
    if not most:
        return SEEN.measured(count, of)
    low = count + fewest
    return SEEN.bounded(low, max(of, low), low, count + most)


def lumped(frames: Frames) -> int:
    """Occurrences of nobody in particular whose ways to be read are not written down."""
    return sum(len(frames.lumped_of(what)) for what in ("arrival", "leave", "message", "adder"))


def claimed(frames: Frames) -> Measure:
    """As stated by the asker, or counted by Telegram."""
    stated = frames.facts.claimed
    return CLAIMED.unavailable("not-given") if stated is None else CLAIMED.measured(stated, stated)


SEEN = Spec(
    id="people.seen",
    unit="people",
    needs="people",
    origin="docs/method.md#who-is-there",
    title="People seen",
    meaning="Everyone the source shows: people who came to the chat, added somebody or wrote.",
    misleads="Whoever came before the history begins and left no trace in it is not counted.",
    count=seen,
)

CLAIMED = Spec(
    id="people.claimed",
    unit="people",
    needs="people",
    origin="docs/method.md#who-is-there",
    title="Member count",
    meaning="The number of members that Telegram shows, or that the asker of this audit stated.",
    misleads=(
        "This number was stated, not counted here; it can include bots, deleted accounts and people who have left "
        "since."
    ),
    count=claimed,
)
