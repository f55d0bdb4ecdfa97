"""What the searches for coordination work on, made once for all of them."""

from typing import NamedTuple

from auditor.frames.frames import Frames
from auditor.frames.inputs import Ints
from auditor.frames.timeline import Timeline, timeline_of
from auditor.measure.fineness import too_coarse
from auditor.measure.methods.company import Company, company_of
from auditor.measure.methods.habits import Habits, habits_of
from auditor.measure.methods.kinds import Kind, objects_by_kind
from auditor.measure.methods.left_out import LeftOut, left_out_of
from auditor.measure.methods.objects import WINDOW, Objects, Origins, objects_of
from auditor.measure.spec import Measure, Row, Spec
from storage.sources import SOURCES


class Searching(NamedTuple):
    """The messages of people in order of time, what was posted alike, and what is left out of the search for it."""

    frames: Frames
    timeline: Timeline
    objects: Objects
    habits: Habits
    company: Company
    left: LeftOut
    """What the search for copies leaves out."""
    kinds: dict[Kind, Ints]
    """The object of each message, by kind."""
    left_of_kinds: LeftOut
    """What the search by kinds, that for groups, leaves out."""


class Refused(NamedTuple):
    """Why no search can be made, of whichever measure."""

    why: str
    available: bool = True
    """Whether more data of the kind could show it."""

    def as_measure(self, spec: Spec) -> Measure:
        """The same as a measure."""
        return spec.insufficient(self.why) if self.available else spec.unavailable(self.why)


def searching(frames: Frames) -> Searching | Refused:
    """What is searched, or why nothing can be."""
    why = _why_not(frames)
    if frames.texts is None:
        return Refused("no-texts", available=False)
    if why is not None:
        return Refused(why)
    timeline = timeline_of(frames.messages, frames.texts)
    if not timeline.writers:
        return Refused("no-times" if len(frames.messages) else "no-messages")
    company = company_of(frames)
    objects = objects_of(timeline, origins=origins_of(frames))
    habits = habits_of(timeline, objects)
    left, kinds = left_out_of(timeline, objects, habits), objects_by_kind(timeline, origins=origins_of(frames))
    of_kinds = left_out_of(timeline, objects, habits, kinds)
    return Searching(frames, timeline, objects, habits, company, left, kinds, of_kinds)


def comparable(frames: Frames) -> bool:
    """Whether messages can be compared with those of other chats: their texts were kept, and their times are fine
    enough and those of a calendar."""
    return frames.facts.calendar and _why_not(frames) is None


def origins_of(frames: Frames) -> Origins:
    """What the origin of a forwarded message tells apart, by where the chat was read from."""
    return SOURCES[frames.facts.source].origins


def _why_not(frames: Frames) -> str | None:
    if frames.texts is None:
        return "no-texts"
    return too_coarse(frames.facts, WINDOW)


def people_in(rows: list[Row]) -> int:
    """How many people the rows name."""
    return len({person for row in rows for person in row["people"]})
