"""Who is there when: how likely each person is to fill a place in an episode, by their own days and hours.

A person's presence at an hour is what they write around that day, times their share of that hour of the day:

    a_u(day, hour) = ((1 - e) D_u(day) + e (n_u + 1/2) / days) * H_u(hour)

`D_u` smooths their messages over the days around (a triangle of three days each way), `H_u` their hours of the day
over the hours beside and, a little, over the hours of the chat. `e` lets in who is usually elsewhere. The share of a
place is the presence over that of everybody.

Whoever writes nothing but joint posts would explain them by themselves. In short windows, where coming at the same time
is what is tested, presence is therefore taken from what people write besides.

Where several chats are searched as one, days are those of a chat, and so are `D_u`, `n_u` and `days`: who never wrote
in a chat is never there. Hours are a person's own wherever they write. A cell is an hour of a day of a chat.
"""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import DAY, Bools, Ints
from auditor.measure.methods.stretches import distinct

Floats = npt.NDArray[np.float64]
Sparse = Any
"""A table of scipy's, which has no types."""

HOURS = 24
REACH = 3
"""Days each way that a day's messages speak for (method.md)."""

ELSEWHERE = 0.1
"""Weight of the whole time beside the days around (method.md)."""

BESIDE = 0.1
"""Weight of each of the two hours beside an hour (method.md)."""

ANY_HOUR = 0.05
"""Weight of the chat's own hours beside a person's (method.md)."""

HARDLY = 1e-9
"""Share of an hour at which nobody in a chat writes."""

UNSEEN = 0.5
"""Messages that everybody of a chat is taken to have written at any other time: nobody is known never to be there."""


class Presence(msgspec.Struct, frozen=True):
    """What the presence of each person is made of."""

    days: Sparse
    """A row a person, a column a day of a chat: chat after chat, each with `REACH` days more before and behind."""
    hours: Floats
    """A row a person, a column an hour of the day; each row adds up to 1."""
    resident: Ints
    """The people of each chat, chat after chat, ascending, with how many messages they wrote there (`written`)."""
    written: Floats
    begin: Ints
    """Where the people of each chat begin; and where the last end."""
    first_day: Ints
    """Of each chat, with `span`, the days from its first message to its last."""
    span: Ints
    whole: Floats
    """What all people of a chat bring to each of its hours from the whole time; a row a chat, a column an hour."""

    @property
    def people(self) -> int:
        """How many people there are, in all chats."""
        return len(self.hours)

    @property
    def chats(self) -> int:
        """How many chats."""
        return len(self.span)

    @property
    def elsewhere(self) -> Floats:
        """Of each person of each chat the messages a day over the whole time."""
        return np.asarray((self.written + UNSEEN) / np.repeat(self.span, np.diff(self.begin)))

    def cells(self, chat: Ints | int, at: Ints) -> Ints:
        """The cells of moments (seconds) in chats. What is days away from a chat's own is at its edge."""
        first, span = self.first_day[chat], self.span[chat]
        day = np.clip(at // DAY - first, -REACH, span - 1 + REACH)
        return np.asarray((self._columns[chat] + day) * HOURS + at % DAY // 3600)

    def chat_of(self, cell: Ints) -> Ints:
        """The chat of each cell."""
        return np.searchsorted(self._columns - REACH, cell // HOURS, "right") - 1

    @property
    def _columns(self) -> Ints:
        """The column of the first day of each chat."""
        return np.cumsum(self.span + 2 * REACH) - self.span - REACH


def presence_of(at: Ints, person: Ints, writers: int, counted: Bools, chat: Ints | None = None) -> Presence:
    """The presence of `writers` people, from those of their messages that are `counted`. Of a chat are those who wrote
    in it at all, counted or not; without `chat`, the chat of each message, everybody is of one."""
    from scipy.sparse import coo_matrix

    if chat is None:
        chat, resident, begin = np.zeros(len(at), np.int64), np.arange(writers), np.array([0, writers])
    else:
        resident, begin = _residents(person, chat, writers)
    chats = len(begin) - 1
    day, first_day, last_day = at // DAY, np.full(chats, at.max() // DAY), np.full(chats, at.min() // DAY)
    np.minimum.at(first_day, chat, day)
    np.maximum.at(last_day, chat, day)
    span = np.maximum(1, last_day - first_day + 1)  # of a chat without messages there is nothing to be smoothed
    columns = np.cumsum(span + 2 * REACH) - span - REACH
    at, person, chat = at[counted], person[counted], chat[counted]
    column, hour = columns[chat] + at // DAY - first_day[chat], at % DAY // 3600
    near = range(-REACH, REACH + 1)
    shape = (writers, int((span + 2 * REACH).sum()))
    counts = coo_matrix((np.ones(len(column)), (person, column)), shape=shape).tocsr().tocoo()
    weights = np.array([(REACH + 1 - abs(step)) / (REACH + 1) ** 2 for step in near])
    smoothed = (weights[:, None] * counts.data).ravel()
    where = (np.tile(counts.row, len(near)), np.concatenate([counts.col + step for step in near]))
    days = coo_matrix((smoothed, where), shape=shape).tocsr()
    raw = np.bincount(person * HOURS + hour, minlength=writers * HOURS).reshape(writers, HOURS)
    # At an hour at which nobody writes besides, all are alike, and hardly there.
    chat_hours = np.maximum(raw.sum(0) / max(1, raw.sum()), HARDLY)
    hours = _smoothed(raw.astype(np.float64), np.bincount(person, minlength=writers).astype(np.float64), chat_hours)
    key = np.repeat(np.arange(chats), np.diff(begin)) * writers + resident
    written = np.bincount(np.searchsorted(key, chat * writers + person), minlength=len(key)).astype(np.float64)
    whole = np.array([
        ELSEWHERE * ((written[first:end] + UNSEEN) / days_of) @ hours[resident[first:end]]
        for first, end, days_of in zip(begin[:-1].tolist(), begin[1:].tolist(), span.tolist(), strict=True)
    ])  # fmt: skip
    return Presence(days, hours, resident, written, begin, first_day, span, whole)


def _residents(person: Ints, chat: Ints, writers: int) -> tuple[Ints, Ints]:
    """Who wrote in each chat, chat after chat, and where each chat begins."""
    where, who = np.divmod(distinct(chat * writers + person), writers)
    return who, np.searchsorted(where, np.arange(int(chat.max()) + 2))


def _smoothed(raw: Floats, written: Floats, chat_hours: Floats) -> Floats:
    """Shares of the hours of the day, of counts of messages."""
    beside = (1 - 2 * BESIDE) * raw + BESIDE * (np.roll(raw, 1, 1) + np.roll(raw, -1, 1))
    strength = ANY_HOUR * written + UNSEEN
    return np.asarray((beside + strength[:, None] * chat_hours) / (written + strength)[:, None])


def total_in(presence: Presence, cell: Ints) -> Floats:
    """The presence of all people together in each cell."""
    column, place = np.unique(cell // HOURS, return_inverse=True)
    local = (1 - ELSEWHERE) * (presence.days.tocsc()[:, column].T @ presence.hours)
    return np.asarray((local + presence.whole[presence.chat_of(column * HOURS)])[place, cell % HOURS])


def present(presence: Presence, person: Ints, cell: Ints) -> Floats:
    """The presence of each of `person` in each of `cell`, a row a person, where one chat is searched."""
    column, hour = np.divmod(cell, HOURS)
    local = presence.days[person][:, column].toarray()
    local *= 1 - ELSEWHERE
    local += (ELSEWHERE * (presence.written[person] + UNSEEN) / presence.span[0])[:, None]
    local *= presence.hours[person][:, hour]
    return np.asarray(local)


def present_in_chats(presence: Presence, person: Ints, cell: Ints) -> Sparse:
    """The same as a sparse table, where several chats are searched: a person has entries in the cells of their chats
    alone. `person` are different people."""
    from scipy.sparse import coo_matrix

    chat = presence.chat_of(cell)
    by_chat = np.argsort(chat, kind="stable")
    first, end = (np.searchsorted(chat[by_chat], np.arange(presence.chats), side) for side in ("left", "right"))
    row = np.full(presence.people, -1)
    row[person] = np.arange(len(person))
    chat_of = np.repeat(np.arange(presence.chats), np.diff(presence.begin))
    some = np.flatnonzero((row[presence.resident] >= 0) & (end > first)[chat_of])
    often = (end - first)[chat_of[some]]
    begins = np.repeat(first[chat_of[some]] - np.cumsum(often) + often, often)
    column = by_chat[begins + np.arange(len(begins))]
    value = np.repeat(ELSEWHERE * presence.elsewhere[some], often)
    shape = (len(person), len(cell))
    elsewhere = coo_matrix((value, (np.repeat(row[presence.resident[some]], often), column)), shape=shape).tocsr()
    table = (elsewhere + (1 - ELSEWHERE) * presence.days[person][:, cell // HOURS]).tocsr()
    who = np.repeat(person, np.diff(table.indptr))
    table.data *= presence.hours[who, (cell % HOURS)[table.indices]]
    return table
