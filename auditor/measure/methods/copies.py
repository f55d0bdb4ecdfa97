"""One text from several people within minutes: a raid that uses a text once shows in no pair of people."""

import numpy as np

from auditor.frames.timeline import Timeline
from auditor.measure.methods.company import Company, labels, people_of, shown_messages
from auditor.measure.methods.crowds import crowds
from auditor.measure.methods.objects import LETTERS_NEAR, WINDOW, Objects
from auditor.measure.spec import Row

PEOPLE_LEAST = 3
"""People who post one text within five minutes (method.md)."""

MASS = 10
"""People of one episode from which on it is an act of mass, and some sign by itself; others are context. As many make a
swarm of replies (`swarms.py`): judgement, held against 240 clean chats in which people pass on the same news, whose
largest episode had five (tests/worlds/coordination, seeds 40 to 159)."""


def episodes_of_copies(timeline: Timeline, objects: Objects, company: Company, window: int = WINDOW) -> list[Row]:
    """A row an episode: at least three people posted (nearly) one text of at least 20 letters, or one forwarded post,
    within five minutes, and all posts of it in five minutes that hold three."""
    length, exact = timeline.ordered(timeline.texts.length), timeline.ordered(timeline.texts.exact)
    origin = timeline.ordered(timeline.texts.origin)
    counted = objects.people >= PEOPLE_LEAST
    place = np.flatnonzero(objects.object >= 0)
    what = objects.object[place]
    place = place[counted[what] & ((length[place] >= LETTERS_NEAR) | objects.forward[what])]
    place = place[np.argsort(objects.object[place], kind="stable")]
    rows = []
    for posts in crowds(objects.object[place], timeline.at[place], timeline.person[place], window, PEOPLE_LEAST):
        some = place[posts]
        people = people_of(timeline, timeline.person[some])
        rows.append(
            {
                "people": people.tolist(),
                "kind": "forward" if (origin[some] != 0).all() else "text",
                "exact": bool((exact[some] == exact[some[0]]).all()),
                "start": int(timeline.at[some[0]]),
                "end": int(timeline.at[some[-1]]),
                "count": len(some),
                **labels(company, people),
                **shown_messages(timeline, some),
            }
        )
    return sorted(rows, key=lambda row: (row["start"], -row["count"], row["messages"]))
