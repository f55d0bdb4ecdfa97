"""How people came: added, by link, by request, by themselves; and of how many it is not known."""

from auditor.frames.frames import Frames
from auditor.frames.readings import ways_of_share
from auditor.measure.arrivals.doubt import doubt
from auditor.measure.arrivals.unseen import between, nobody, strangers, unknown
from auditor.measure.misleading import ADDED_IS_NOT_FORCED
from auditor.measure.shares import either, share
from auditor.measure.spec import Measure, Spec

ONE_OF_THESE = ("by_link", "by_request", "by_self")
"""Where the source does not tell these ways apart, whoever came by one of them may have come by any."""


def arrivals_of_kind(frames: Frames, spec: Spec, kind: str) -> Measure:
    """The share of one kind among the people seen."""
    if frames.live:
        return _live_arrivals_of_kind(frames, spec, kind)
    people = frames.people
    if not len(people):
        return spec.insufficient("no-people")
    count, untold = int((people["arrival"] == kind).sum()), 0
    if kind in ONE_OF_THESE and not frames.facts.ways_told:
        untold = int(people["arrival"].isin(ONE_OF_THESE).sum())
        count = 0
    others = sum(len(frames.lumped_of(what)) for what in ("leave", "message", "adder"))
    in_doubt = doubt(frames, kind)
    lumped = [
        either(
            (in_doubt.as_this_kind, in_doubt.as_this_kind - in_doubt.gained),
            (-in_doubt.lost, in_doubt.as_other_kind - in_doubt.lost),
        )
    ]
    lumped += [either((others if kind == "unknown" else 0, others)), either((untold, 0))]
    made = share(spec, count, len(people), [*ways_of_share(frames.readings, kind, "seen"), *lumped], "no-people")
    nothing_shown = kind != "unknown" and not len(frames.arrivals) and made.outcome == "measured"
    return spec.insufficient("no-arrivals-shown") if nothing_shown else made


def _live_arrivals_of_kind(frames: Frames, spec: Spec, kind: str) -> Measure:
    """The share of one kind among the people seen: those of unknown arrival may all have come that way, or none."""
    people = frames.people
    if not len(people):
        return nobody(frames, spec)
    count, further = int((people["arrival"] == kind).sum()), strangers(frames)
    perhaps = 0 if kind == "unknown" else len(unknown(frames))
    fewer = min(count, frames.perhaps_more)
    return between(spec, count, len(people), (perhaps + further, further), fewer=fewer)


EVENTS_CAN_BE_MISSING = (
    "Telegram does not write every arrival into the history, above all in large groups. What is missing is unknown."
)

ADDED: Spec = Spec(
    id="arrivals.added",
    unit="share",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="Added by someone",
    meaning="People whom another person added to the chat.",
    misleads=ADDED_IS_NOT_FORCED,
    out_of=("of {count} person seen", "of {count} people seen"),
    count=lambda frames: arrivals_of_kind(frames, ADDED, "added"),
)

BY_LINK: Spec = Spec(
    id="arrivals.by_link",
    unit="share",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="Came by invite link",
    meaning="People who followed an invite link.",
    misleads=EVENTS_CAN_BE_MISSING,
    out_of=("of {count} person seen", "of {count} people seen"),
    count=lambda frames: arrivals_of_kind(frames, BY_LINK, "by_link"),
)

BY_REQUEST: Spec = Spec(
    id="arrivals.by_request",
    unit="share",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="Came by request",
    meaning="People who asked to join and were let in.",
    misleads=EVENTS_CAN_BE_MISSING,
    out_of=("of {count} person seen", "of {count} people seen"),
    count=lambda frames: arrivals_of_kind(frames, BY_REQUEST, "by_request"),
)

BY_SELF: Spec = Spec(
    id="arrivals.by_self",
    unit="share",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="Came by themselves",
    meaning="People who found the chat and joined without a link or an inviter.",
    misleads=EVENTS_CAN_BE_MISSING,
    out_of=("of {count} person seen", "of {count} people seen"),
    count=lambda frames: arrivals_of_kind(frames, BY_SELF, "by_self"),
)

UNKNOWN: Spec = Spec(
    id="arrivals.unknown",
    unit="share",
    needs="people",
    origin="docs/method.md#how-they-came",
    title="Unknown how they came",
    meaning="People whose arrival the history does not show.",
    misleads=EVENTS_CAN_BE_MISSING,
    out_of=("of {count} person seen", "of {count} people seen"),
    count=lambda frames: arrivals_of_kind(frames, UNKNOWN, "unknown"),
)
