"""What a walk could see, once it is at its end."""

from auditor.collect.live.marks import Marks
from auditor.collect.live.place import Place
from auditor.collect.live.walk.history import messages_read
from storage.records import Coverage
from storage.sources import LIVE


def coverage_of(place: Place, marks: Marks) -> Coverage:
    """The coverage of a walk that is at its end."""
    listing = place.listing if place.listing != "whole" or marks.whole_list else "capped"
    sources = [*marks.sources, *(["member-list"] if marks.listed else [])]
    of_old = sum(hole.count for hole in marks.holes if hole.ancestor)
    unreadable = sum(hole.count for hole in marks.holes) - of_old
    missing = max(unreadable, (marks.counted or 0) - messages_read(marks))
    of_old_counted = marks.ancestor_missing if marks.ancestor_counted is None else marks.ancestor_counted
    old_missing = max(of_old, of_old_counted - marks.ancestor_elements)
    return Coverage(
        source=LIVE.name,
        elements=marks.elements,
        first_at=marks.first_at,
        last_at=marks.last_at,
        history_begins=None if place.history_hidden and marks.begins == "first-message" else marks.begins,  # type: ignore[arg-type]
        arrival_sources=tuple(sources),
        not_people=marks.not_people,
        unknown_adders=marks.unknown_adders,
        unknown_actions=marks.unknown_actions,
        listing=listing,
        claimed=place.claimed,
        reader_inside=place.inside,
        joining_shows_more=place.joining_shows_more,
        bots=marks.bots if marks.listed else None,
        history_hidden=place.history_hidden,
        read_from=marks.history_from,
        read_to=marks.history_to,
        linked=None if place.linked is None else place.linked.title,
        missing=missing + old_missing,
        unreadable=unreadable + of_old,
        ancestor_elements=marks.ancestor_elements,
        ancestor_missing=old_missing,
        holes=tuple(hole for hole in marks.holes if hole.until is not None),
        gaps=tuple(marks.gaps),
        unread_members=marks.unread_members,
        unread_sources=marks.unread_sources,
        migrated_at=marks.migrated_at,
    )
