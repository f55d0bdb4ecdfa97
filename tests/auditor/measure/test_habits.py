"""Texts that are habits of a chat, searched for in many chats at once."""

import msgspec
import numpy as np
import pytest

from auditor.frames.inputs import DAY, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.habits import Habits, habits_of
from auditor.measure.methods.objects import Objects
from storage.columns import TextColumns

PEOPLE, OBJECTS, CHATS, MESSAGES = 30, 12, 5, 900


def drawn(seed: int) -> tuple[Timeline, Objects, Ints]:
    """Messages of several chats; some objects are posted again and again in one of them, at its hour or at any."""
    rng = np.random.default_rng(seed)
    chat = rng.integers(0, CHATS, MESSAGES)
    person = rng.integers(0, PEOPLE, MESSAGES)
    what = np.where(rng.random(MESSAGES) < 0.5, rng.integers(0, OBJECTS, MESSAGES), -1)
    home = rng.integers(0, CHATS, OBJECTS)
    chat = np.where((what >= 0) & (rng.random(MESSAGES) < 0.7), home[what], chat)
    hour = np.where(
        (what >= 0) & (what % 2 == 0), 3_600 + rng.integers(0, 600, MESSAGES), rng.integers(0, DAY, MESSAGES)
    )
    at = rng.integers(20_000, 20_006, MESSAGES) * DAY + hour
    order = np.argsort(at, kind="stable")
    rows = np.arange(MESSAGES)
    nothing = np.zeros(MESSAGES, np.int64)
    texts = TextColumns(
        **dict.fromkeys(TextColumns.__struct_fields__, nothing)
        | {"words": np.empty(0, np.uint32)}
        | dict.fromkeys(("wordless", "looked"), nothing.astype(bool))
    )
    timeline = Timeline(rows, rows + 1, at[order], person[order], np.arange(PEOPLE), texts)
    return timeline, objects_of(what[order], person[order]), chat[order]


def objects_of(what: Ints, person: Ints) -> Objects:
    pairs = np.unique(what[what >= 0] * PEOPLE + person[what >= 0]) // PEOPLE
    return Objects(what, OBJECTS, np.bincount(pairs, minlength=OBJECTS), np.zeros(OBJECTS, np.bool_))


def of_each_chat(timeline: Timeline, objects: Objects, chat: Ints) -> Habits:
    """The same, one chat after the other."""
    parts = []
    left_out = np.zeros(len(chat), np.bool_)
    for place in range(CHATS):
        here = np.flatnonzero(chat == place)
        people, person = np.unique(timeline.person[here], return_inverse=True)
        columns = {name: getattr(timeline, name)[here] for name in ("row", "id", "at")}
        part = msgspec.structs.replace(timeline, **columns, person=person, people=people)
        parts.append(habits_of(part, objects_of(objects.object[here], person)))
        left_out[here] = parts[-1].left_out
    return Habits(
        np.any([part.found for part in parts], axis=0),
        np.max([part.days for part in parts], axis=0),
        left_out,
        any(part.in_bursts for part in parts),
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_habits_of_many_chats_are_those_of_each(seed: int) -> None:
    timeline, objects, chat = drawn(seed)
    together, apart = habits_of(timeline, objects, chat), of_each_chat(timeline, objects, chat)

    assert apart.found.any(), "else nothing is tried"
    assert (apart.found.tolist(), apart.in_bursts) == (together.found.tolist(), together.in_bursts)
    assert apart.left_out.tolist() == together.left_out.tolist()
    assert (together.days >= apart.days).all()
