"""The messages of several chats as one timeline, and what was posted alike in any of them.

A person is the same number in all chats of an installation. Objects are looked for across chats as within one; what is
left out as the habit of a chat is there nobody's joint act.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
import pandas as pd

from auditor.frames.inputs import Ints
from auditor.frames.timeline import Timeline, timeline_of
from auditor.measure.methods.habits import habits_of
from auditor.measure.methods.kinds import Kind, objects_by_kind
from auditor.measure.methods.left_out import LeftOut, left_out_of
from auditor.measure.methods.objects import Origins, objects_of
from storage.columns import NO_TEXTS, MessageColumns, TextColumns


class ArrivalsInput(msgspec.Struct, frozen=True):
    """A row a person who came to a chat by themselves at a known time, the last time they did; `id` is that of the
    service message that tells of it, 0 for none."""

    id: Ints
    at: Ints
    person: Ints


class ChatInput(msgspec.Struct, frozen=True, kw_only=True):
    """One audited chat, as farms are looked for in it."""

    name: str
    """What evidence calls it."""
    people: Ints
    """Everybody seen in it."""
    platform: str = ""
    """Where they are, if not in Telegram."""
    whole: bool = False
    """Whether that is the whole member list, so that who is missing is known not to be in it."""
    messages: MessageColumns | None = None
    """Null where no texts were kept."""
    origins: Origins = "authors"
    arrivals: ArrivalsInput | None = None
    """Null where nobody's arrival is dated."""


class Joint(msgspec.Struct, frozen=True):
    """One timeline of all chats; `chat` is the place of each message's chat, `kinds` its object by kind. `dropped`
    texts were habits; `left` says what the search did not look at."""

    timeline: Timeline
    chat: Ints
    kinds: dict[Kind, Ints]
    dropped: int
    left: LeftOut


def joint_acts_of(chats: Sequence[ChatInput]) -> Joint:
    """The chats' messages in order of time, and what they have in common."""
    timeline, chat = _one_timeline(chats)
    origins = {each.origins for each in chats if each.messages is not None}
    # What a forward's origin tells apart differs by source; read as the poorest of them it never joins two posts.
    read_as: Origins = origins.pop() if len(origins) == 1 else "authors"
    objects = objects_of(timeline, origins=read_as)
    habits = habits_of(timeline, objects, chat)
    kinds = objects_by_kind(timeline, origins=read_as, chat=chat) if timeline.writers else {}
    left = left_out_of(timeline, objects, habits, kinds)
    return Joint(timeline, chat, kinds, int(np.count_nonzero(habits.found)), left)


def _one_timeline(chats: Sequence[ChatInput]) -> tuple[Timeline, Ints]:
    given = [(place, each.messages) for place, each in enumerate(chats) if each.messages is not None]
    told = [(place, messages, messages.texts) for place, messages in given if messages.texts is not None]
    texts = _one_after_the_other([texts for _, _, texts in told])
    nothing = np.empty(0, np.int64)
    rows = pd.DataFrame(
        {
            column: np.concatenate([nothing, *(getattr(messages, column) for _, messages, _ in told)])
            for column in ("id", "at", "person")
        }
    )
    of_row = np.repeat([place for place, _, _ in told], [len(messages.id) for _, messages, _ in told])
    timeline = timeline_of(rows, texts)
    return timeline, of_row.astype(np.int64)[timeline.row]


def _one_after_the_other(texts: Sequence[TextColumns]) -> TextColumns:
    """The texts of all chats; with one that is empty before them, from which the columns have their types."""
    texts = [NO_TEXTS, *texts]
    columns = {
        column: np.concatenate([getattr(each, column) for each in texts])
        for column in TextColumns.__struct_fields__
        if column != "word_ends"
    }
    before = np.cumsum([0, *(len(each.words) for each in texts)])
    ends = np.concatenate([each.word_ends + start for each, start in zip(texts, before, strict=False)])
    return TextColumns(**columns, word_ends=ends)
