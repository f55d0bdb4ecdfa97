"""Accounts that write more a day, or faster for longer, than a person keeps.

Counted is what was typed: messages with words, not forwarded; a person can forward a hundred at once.
"""

import numpy as np

from auditor.frames.inputs import DAY, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.company import shown_messages
from auditor.measure.spec import Row

DAILY = 960
"""Messages a calendar day: one every minute of sixteen waking hours without a break (judgement; researchers of Twitter
call 144 a day highly suspicious, but there a message is not a turn of a conversation)."""

RUN = 100
"""Messages in a row before the speed of writing is looked at: in a quarrel people do dozens (judgement)."""

PAUSE = 60
"""Seconds without a message that end a run: time to read and to think."""

LETTERS_A_SECOND = 6.0
"""72 words of five letters a minute, kept up over a run with reading and sending included. People type 36 words a
minute on phones and 52 on keyboards on average (Palin et al. 2019; Dhakal et al. 2018), in tests without thinking."""


def typed(timeline: Timeline) -> Ints:
    """The places of messages with words that were not forwarded, in order of time."""
    return np.flatnonzero(
        (timeline.ordered(timeline.texts.exact) != 0) & (timeline.ordered(timeline.texts.origin) == 0)
    )


def pace_of(timeline: Timeline) -> list[Row]:
    """A row an account and kind: the day on which it wrote most, if that is beyond `DAILY`, and its longest run beyond
    `LETTERS_A_SECOND`."""
    place = typed(timeline)
    place = place[np.argsort(timeline.person[place], kind="stable")]
    person, at = timeline.person[place], timeline.at[place]
    other = person[1:] != person[:-1]
    rows = []
    for kind, breaks in (("day", at[1:] // DAY != at[:-1] // DAY), ("gaps", at[1:] - at[:-1] > PAUSE)):
        begin = np.flatnonzero(np.concatenate(([True], other | breaks)))[: len(place)]
        end = np.append(begin[1:], len(place))[: len(begin)]
        if kind == "day":
            beyond = end - begin > DAILY
        else:
            letters = np.concatenate(([0], np.cumsum(timeline.ordered(timeline.texts.length)[place])))
            lasted = np.maximum(1, at[end - 1] - at[begin]) if len(begin) else np.empty(0, np.int64)
            beyond = (end - begin >= RUN) & (letters[end] - letters[begin] >= LETTERS_A_SECOND * lasted)
        rows += _longest(timeline, place, kind, begin[beyond], end[beyond])
    return sorted(rows, key=lambda row: (row["start"], -row["count"], row["messages"]))


def _longest(timeline: Timeline, typed: Ints, kind: str, begin: Ints, end: Ints) -> list[Row]:
    """The longest stretch of each person, the first of equals."""
    order = np.lexsort((begin, begin - end, timeline.person[typed[begin]]))
    whose = timeline.person[typed[begin[order]]]
    best = order[np.flatnonzero(np.concatenate(([True], whose[1:] != whose[:-1])))] if len(order) else order
    rows = []
    for first, last in zip(begin[best].tolist(), end[best].tolist(), strict=True):
        place = typed[first:last]
        rows.append(
            {
                "person": int(timeline.people[timeline.person[place[0]]]),
                "kind": kind,
                "count": len(place),
                "start": int(timeline.at[place[0]]),
                "end": int(timeline.at[place[-1]]),
                "seconds": float(np.median(np.diff(timeline.at[place]))),
                **shown_messages(timeline, place),
            }
        )
    return rows
