"""What a table shows of its authors' accounts: how many have no friends, no followers, no photo, or are new.

Of an author about whom the table says nothing, any of it may be so; and rows without an author may be of others.
"""

from auditor.frames.frames import Frames
from auditor.measure.methods.uncertainty import share_bounds
from auditor.measure.spec import Measure, Spec


def of_authors(frames: Frames, spec: Spec, answer: str, *, counts: int) -> Measure:
    """The share of authors whose answer is the one that counts (1 yes, 0 no), of all authors."""
    people = frames.people
    if not len(people):
        return spec.insufficient("no-people")
    told = people[answer]
    unknown, cases = int((told == -1).sum()), int((told == counts).sum())
    if unknown == len(people):
        return spec.unavailable("not-in-table")
    others = frames.hidden_messages + frames.facts.erased_people
    if not unknown and not others:
        return spec.measured(cases, len(people))
    return spec.bounded(cases, len(people), *share_bounds(cases, unknown, len(people), len(people) + others))


NO_FRIENDS: Spec = Spec(
    id="souls.no_friends",
    unit="share",
    needs="profiles",
    origin="docs/method.md#accounts-of-authors",
    title="No friends",
    meaning="Authors whose account has no friends; where the platform has none, whose account follows nobody.",
    misleads="Many people hide their friends, or use a platform to read and comment alone.",
    count=lambda frames: of_authors(frames, NO_FRIENDS, "friends", counts=0),
)

NO_FOLLOWERS: Spec = Spec(
    id="souls.no_followers",
    unit="share",
    needs="profiles",
    origin="docs/method.md#accounts-of-authors",
    title="No followers",
    meaning="Authors whose account nobody follows.",
    misleads="Whoever is new, or only comments, often has no followers.",
    count=lambda frames: of_authors(frames, NO_FOLLOWERS, "followers", counts=0),
)

NO_PHOTO: Spec = Spec(
    id="souls.no_photo",
    unit="share",
    needs="profiles",
    origin="docs/method.md#accounts-of-authors",
    title="No photo",
    meaning="Authors whose account has no photo of its own.",
    misleads="Careful people, too, do without a photo, and a photo can be taken from anywhere.",
    count=lambda frames: of_authors(frames, NO_PHOTO, "photo", counts=0),
)

YOUNG: Spec = Spec(
    id="souls.young",
    unit="share",
    needs="profiles",
    origin="docs/method.md#accounts-of-authors",
    title="New accounts of authors",
    meaning="Authors whose account was made at most 30 days before their first text here.",
    misleads="New people come to a platform every day, and an event brings many; bought accounts can be old.",
    count=lambda frames: of_authors(frames, YOUNG, "young", counts=1),
)
