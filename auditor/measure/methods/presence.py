"""Who is there when: how likely each person is to fill a place in an episode, by their own days and hours.

A person's presence at an hour is what they write around that day, times their share of that hour of the day:

    a_u(day, hour) = ((1 - e) D_u(day) + e (n_u + 1/2) / days) * H_u(hour)

`D_u` smooths their messages over the days around (a triangle of three days each way), `H_u` their hours of the day
over the hours beside and, a little, over the hours of the chat. `e` lets in who is usually elsewhere. The share of a
place is the presence over that of everybody.

Whoever writes nothing but joint posts would explain them by themselves. In short windows, where coming at the same time
is what is tested, presence is therefore taken from what people write besides.
"""

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import DAY, Bools, Ints

Floats = npt.NDArray[np.float64]

HOURS = 24
REACH = 3
"""Days each way that a day's messages speak for (method.md)."""

ELSEWHERE = 0.1
"""Weight of the whole time beside the days around (method.md)."""

BESIDE = 0.1
"""Weight of each of the two hours beside an hour (method.md)."""

ANY_HOUR = 0.05
"""Weight of the chat's own hours beside a person's (method.md)."""

UNSEEN = 0.5
"""Messages that everybody is taken to have written elsewhere: nobody is known never to be there."""


class Presence(msgspec.Struct, frozen=True):
    """What the presence of each person is made of. `days` is a table of scipy's, a row a person, a column a day from
    `first_day`; `hours` has a row a person and a column an hour of the day, and adds up to 1 in each row."""

    first_day: int
    days: Any
    hours: Floats
    written: Floats
    """Messages of each person."""
    chat_hours: Floats
    total: Floats
    """The presence of all together, a row a day, a column an hour."""

    @property
    def span(self) -> int:
        """Days from the first message to the last."""
        return len(self.total)


def presence_of(at: Ints, person: Ints, writers: int, counted: Bools) -> Presence:
    """The presence of `writers` people, from those of their messages that are `counted`."""
    from scipy.sparse import coo_matrix, diags_array

    day = at // DAY
    first_day, span = int(day.min()), int(day.max() - day.min()) + 1
    day, hour, person = day[counted], (at % DAY // 3600)[counted], person[counted]
    counts = coo_matrix((np.ones(len(day)), (person, day - first_day)), shape=(writers, span)).tocsr()
    reach = min(REACH, span - 1)  # of a chat of a day or two there is nothing further off
    near = range(-reach, reach + 1)
    weights = [(REACH + 1 - abs(step)) / (REACH + 1) ** 2 for step in near]
    days = (counts @ diags_array(weights, offsets=list(near), shape=(span, span))).tocsr()
    raw = np.bincount(person * HOURS + hour, minlength=writers * HOURS).reshape(writers, HOURS)
    written = np.bincount(person, minlength=writers).astype(np.float64)
    chat_hours = raw.sum(0) / max(1, raw.sum())
    hours = _smoothed(raw.astype(np.float64), written, chat_hours)
    whole = ELSEWHERE * ((written + UNSEEN) / span) @ hours
    return Presence(first_day, days, hours, written, chat_hours, (1 - ELSEWHERE) * (days.T @ hours) + whole)


def _smoothed(raw: Floats, written: Floats, chat_hours: Floats) -> Floats:
    """Shares of the hours of the day, of counts of messages."""
    beside = (1 - 2 * BESIDE) * raw + BESIDE * (np.roll(raw, 1, 1) + np.roll(raw, -1, 1))
    strength = ANY_HOUR * written + UNSEEN
    return np.asarray((beside + strength[:, None] * chat_hours) / (written + strength)[:, None])


def present(presence: Presence, person: Ints, cell: Ints) -> Floats:
    """The presence of each of `person` in each of `cell`, a row a person; a cell is an hour since 1970."""
    day, hour = np.divmod(cell, HOURS)
    local = presence.days[person][:, day - presence.first_day].toarray()
    local *= 1 - ELSEWHERE
    local += (ELSEWHERE * (presence.written[person] + UNSEEN) / presence.span)[:, None]
    local *= presence.hours[person][:, hour]
    return np.asarray(local)
