"""The messages of several chats as one timeline, and who posts the same together in any of them.

A person is the same number in all chats of an installation. Copies are looked for across chats as within one; what is
left out as the habit of a chat is there nobody's joint act. A day of a chat is a stratum of the null (pairs.py):
whoever writes much in a chat on a day meets many there by chance.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
import pandas as pd

from auditor.frames.inputs import Bools, Ints
from auditor.frames.timeline import Timeline, timeline_of
from auditor.measure.methods.habits import habits_of, without_habits
from auditor.measure.methods.left_out import LeftOut, left_out_of
from auditor.measure.methods.objects import Episodes, Origins, episodes_of, objects_of
from auditor.measure.methods.pairs import Pairs, Sparse, Strata, pairs_beyond_chance, strata_of
from storage.columns import NO_TEXTS, MessageColumns, TextColumns

OBJECTS_IN_ONE_CHAT = 3
"""Objects a pair must share that is never seen in a second chat (method.md)."""

PAIRS_AT_ONCE = 1 << 14
"""Pairs whose episodes are held side by side in one go."""


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
    """One timeline of all chats; `chat` is the place of each message's chat. `dropped` texts were habits; `left` says
    what the search did not look at."""

    timeline: Timeline
    chat: Ints
    episodes: Episodes
    strata: Strata
    dropped: int
    left: LeftOut

    @property
    def chat_day(self) -> Ints:
        """The stratum of each message: its calendar day in its chat."""
        return self.timeline.day * (int(self.chat.max(initial=0)) + 1) + self.chat


def joint_acts_of(chats: Sequence[ChatInput]) -> Joint:
    """The chats' messages in order of time, and the episodes in which posts of one object came together anywhere."""
    timeline, chat = _one_timeline(chats)
    origins = {each.origins for each in chats if each.messages is not None}
    # What a forward's origin tells apart differs by source; read as the poorest of them it never joins two posts.
    objects = objects_of(timeline, origins=origins.pop() if len(origins) == 1 else "authors")
    habits = habits_of(timeline, objects, chat)
    kept = without_habits(objects, habits)
    episodes = episodes_of(timeline, kept, np.ones(objects.count, np.bool_))
    strata = strata_of(timeline, episodes, chat)
    left = left_out_of(timeline, objects, habits)
    return Joint(timeline, chat, episodes, strata, int(np.count_nonzero(habits.found)), left)


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


def farm_pairs(joint: Joint, person: Ints) -> Pairs:
    """The pairs beyond chance that met in at least two chats, or over at least three objects. `person` is who made each
    post of the episodes."""
    found = pairs_beyond_chance(person, joint.episodes, joint.strata, joint.timeline.writers)
    keep = (found.objects >= OBJECTS_IN_ONE_CHAT) | _in_several_chats(joint, person, found)
    return Pairs(*(getattr(found, column)[keep] for column in Pairs.__struct_fields__))


def meetings(joint: Joint, person: Ints) -> Sparse:
    """Who is in which episode."""
    met = np.unique(person * joint.episodes.count + joint.episodes.episode)
    return _table(joint, met, np.ones(len(met), np.int64))


def _in_several_chats(joint: Joint, person: Ints, found: Pairs) -> Bools:
    """Whether the episodes in which a pair met show the two in more than one chat."""
    several = np.zeros(len(found.one), np.bool_)
    unsure = np.flatnonzero(found.objects < OBJECTS_IN_ONE_CHAT)
    if not len(unsure):
        return several
    chats = int(joint.chat.max()) + 1
    chat = joint.chat[joint.episodes.post]
    from_first, from_last = _furthest(joint, person, chat + 1), _furthest(joint, person, chats - chat)
    for begin in range(0, len(unsure), PAIRS_AT_ONCE):
        part = unsure[begin : begin + PAIRS_AT_ONCE]
        one, two = found.one[part], found.two[part]
        # The highest place of a chat and the highest counted from the other end add up to one more than there are
        # chats where all is one chat, and to more where it is not.
        reach = [_most(table, one, two) for table in (from_first, from_last)]
        several[part] = reach[0] + reach[1] > chats + 1
    return several


def _furthest(joint: Joint, person: Ints, value: Ints) -> Sparse:
    """The highest value of the posts of each person in each episode."""
    order = np.lexsort((value, joint.episodes.episode, person))
    key = (person * joint.episodes.count + joint.episodes.episode)[order]
    last = np.append(np.flatnonzero(np.diff(key)), len(key) - 1)
    return _table(joint, key[last], value[order][last])


def _most(table: Sparse, one: Ints, two: Ints) -> Ints:
    """The highest value of either of each pair in the episodes that hold both."""
    first, second = table[one], table[two]
    highest = [mine.multiply(theirs > 0).max(axis=1).toarray().ravel() for mine, theirs in
               ((first, second), (second, first))]  # fmt: skip
    return np.asarray(np.maximum(*highest))


def _table(joint: Joint, key: Ints, value: Ints) -> Sparse:
    """A value for each person and episode."""
    from scipy.sparse import coo_matrix

    who, episode = np.divmod(key, joint.episodes.count)
    return coo_matrix((value, (who, episode)), shape=(joint.timeline.writers, joint.episodes.count)).tocsr()
