"""Do they act as one? The four searches over one timeline, each with its figure, its rows and its finding."""

from collections.abc import Callable

import msgspec
import numpy as np

from auditor.frames.frames import Frames
from auditor.frames.inputs import Ints
from auditor.frames.timeline import Timeline, timeline_of
from auditor.measure import answers
from auditor.measure.fineness import too_coarse
from auditor.measure.methods import copies, groups, pace, swarms
from auditor.measure.methods.company import Company, company_of
from auditor.measure.methods.habits import Habits, habit_rows, habits_of
from auditor.measure.methods.left_out import as_far_as_seen, left_out_of
from auditor.measure.methods.objects import WINDOW, Objects, Origins, episodes_of, objects_of
from auditor.measure.methods.pairs import Pairs, pairs_beyond_chance, strata_of
from auditor.measure.methods.shuffled_days import SHUFFLES, shuffled_days
from auditor.measure.spec import Answer, Finding, Measure, Row, Strength
from storage.sources import SOURCES

SMALLEST = {
    "coordination.copies": copies.PEOPLE_LEAST,
    "coordination.swarms": swarms.PEOPLE_LEAST,
    "coordination.groups": groups.PEOPLE_LEAST,
    "coordination.pace": pace.DAILY,
}
"""The smallest that each search can find: people of an episode, a swarm (more where the chat knows larger crowds), a
group; messages of a day."""


def searched(frames: Frames, *, shuffles: int = SHUFFLES, seed: int = 0) -> dict[str, Answer]:
    """`coordination.copies`, `.swarms`, `.groups`, `.pace`, `.habits`. The shuffles of days are drawn from `seed`."""
    why = _why_not(frames)
    if frames.texts is None:
        return _all_unknown(answers.unavailable, "no-texts")
    if why is not None:
        return _all_unknown(answers.insufficient, why)
    timeline = timeline_of(frames.messages, frames.texts)
    if not timeline.writers:
        why = "no-times" if len(frames.messages) else "no-messages"
        return _all_unknown(answers.insufficient, why)
    company = company_of(frames)
    objects = objects_of(timeline, origins=origins_of(frames))
    habits = habits_of(timeline, objects)
    left = left_out_of(timeline, objects, habits)
    found_groups = _groups(timeline, objects, habits, company, shuffles=shuffles, seed=seed)
    return {
        "coordination.copies": as_far_as_seen(_copies(timeline, objects, habits, company), left),
        "coordination.swarms": _swarms(frames, timeline, company),
        "coordination.groups": as_far_as_seen(found_groups, left),
        "coordination.pace": _pace(timeline, too_coarse(frames.facts, pace.PAUSE)),
        "coordination.habits": _habits(timeline, objects, habits),
    }


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


def _all_unknown(outcome: Callable[[str, str], Measure], why: str) -> dict[str, Answer]:
    unknown = {measure: _unknown(measure, outcome(measure, why)) for measure in SMALLEST}
    return unknown | {"coordination.habits": Answer(outcome("coordination.habits", why))}


def _unknown(measure: str, found: Measure) -> Answer:
    facts: dict[str, float | int | str | None] = {"why": found.why, "smallest": SMALLEST[measure]}
    return Answer(found, [], Finding("coordination", "cannot tell", measure, facts))


def _answer(measure: str, of: int, rows: list[Row], strength: Strength, *, inside: int, **facts: float) -> Answer:
    """Episodes or groups, which hold `inside` of the `of` messages or people."""
    found = msgspec.structs.replace(answers.measured(measure, len(rows), of), inside=inside)
    told = {"smallest": SMALLEST[measure], "of": of} | facts
    return Answer(found, rows, Finding("coordination", strength, measure, dict(told)))


def _people(rows: list[Row]) -> int:
    return len({person for row in rows for person in row["people"]})


def _copies(timeline: Timeline, objects: Objects, habits: Habits, company: Company) -> Answer:
    if timeline.writers < copies.PEOPLE_LEAST:
        return _unknown("coordination.copies", answers.insufficient("coordination.copies", "too-few-writers"))
    rows = copies.episodes_of_copies(timeline, objects, ~habits.found, company)
    of_mass = sum(len(row["people"]) >= copies.MASS for row in rows)
    messages = sum(row["count"] for row in rows)
    return _answer(
        "coordination.copies",
        len(timeline.at),
        rows,
        "some" if of_mass else "none",
        inside=messages,
        episodes=len(rows),
        of_mass=of_mass,
        messages=messages,
        people=_people(rows),
    )


def _swarms(frames: Frames, timeline: Timeline, company: Company) -> Answer:
    if frames.facts.replies_rounded:
        return _unknown("coordination.swarms", answers.unavailable("coordination.swarms", "replies-rounded"))
    if not timeline.of(timeline.texts.reply_to).any():
        return _unknown("coordination.swarms", answers.unavailable("coordination.swarms", "no-replies"))
    if timeline.writers <= swarms.PEOPLE_LEAST:
        return _unknown("coordination.swarms", answers.insufficient("coordination.swarms", "too-few-writers"))
    rows, smallest = swarms.swarms_of(timeline, company)
    strength: Strength = "some" if rows else "none"
    messages = sum(row["messages_total"] for row in rows)
    return _answer(
        "coordination.swarms", len(timeline.at), rows, strength,
        inside=messages, swarms=len(rows), messages=messages, people=_people(rows), smallest=smallest,
    )  # fmt: skip


def _groups(
    timeline: Timeline, objects: Objects, habits: Habits, company: Company, *, shuffles: int, seed: int
) -> Answer:
    if timeline.writers < groups.PEOPLE_LEAST:
        return _unknown("coordination.groups", answers.insufficient("coordination.groups", "too-few-writers"))
    episodes = episodes_of(timeline, objects, ~habits.found)
    days = strata_of(timeline, episodes)

    def search(person: Ints) -> Pairs:
        return pairs_beyond_chance(person, episodes, days, timeline.writers)

    found = search(timeline.person[episodes.post])
    several = groups.groups_of(found)
    rows = groups.group_rows(timeline, episodes, found, several, company)
    chance = shuffled_days(timeline, episodes, search, least=groups.PEOPLE_LEAST, shuffles=shuffles, seed=seed)
    people = _people(rows)
    return _answer(
        "coordination.groups",
        timeline.writers,
        rows,
        # Who reads one source, or keeps the same hours, meets as often as who has agreed (STRENGTH_RULES).
        "some" if rows else "none",
        inside=people,
        groups=len(rows),
        people=people,
        pairs=len(found.one),
        shuffled=chance.share,
        shuffles=chance.shuffles,
        expected_pairs=chance.pairs,
        dropped_texts=int(np.count_nonzero(habits.found)),
    )


def _pace(timeline: Timeline, why: str | None) -> Answer:
    if not len(pace.typed(timeline)):
        return _unknown("coordination.pace", answers.unavailable("coordination.pace", "no-words"))
    if why is not None:
        return _unknown("coordination.pace", answers.insufficient("coordination.pace", why))
    rows = pace.pace_of(timeline)
    people = len({row["person"] for row in rows})
    facts: dict[str, float | int | str | None] = {"people": people, "smallest": SMALLEST["coordination.pace"]}
    finding = Finding("coordination", "none", "coordination.pace", facts)
    return Answer(answers.measured("coordination.pace", people, timeline.writers), rows, finding)


def _habits(timeline: Timeline, objects: Objects, habits: Habits) -> Answer:
    rows = habit_rows(timeline, objects, habits)
    messages = sum(row["count"] for row in rows)
    return Answer(answers.measured("coordination.habits", messages, len(timeline.at)), rows)
