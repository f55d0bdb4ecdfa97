"""Whether things came in bursts of some minutes, day by day, as a slogan does and a greeting does not."""

import numpy as np

from auditor.frames.inputs import DAY, Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.copies import MASS, PEOPLE_LEAST

BURST = 1_800
"""Seconds that hold at least half of a day's posts of one text where these came in a burst. Greetings take hours,
whatever the size of a chat; a slogan that accounts are sent takes minutes (judgement)."""

BURSTS_LEAST = 2 / 3
"""Share of all posts of a text in such bursts from which on it came in bursts. In 55 clean chats no habit had half of
its posts in them, in a farm that is sent a slogan they are all (tests/worlds/coordination, seeds below 10,000)."""


def came_in_bursts(timeline: Timeline, place: Ints, what: Ints, count: int) -> Bools:
    """The things of which `BURSTS_LEAST` of all posts came in bursts, or on a day a crowd of `MASS` people at once."""
    inside, of_mass = bursts_of(timeline, place, what, count)
    posts = np.bincount(what, minlength=count)
    return np.asarray(of_mass | ((inside > 0) & (inside >= BURSTS_LEAST * posts)))


def bursts_of(timeline: Timeline, place: Ints, what: Ints, count: int) -> tuple[Ints, Bools]:
    """How many posts of each of `count` things came in bursts: at least half of what a day has of it, by at least
    `PEOPLE_LEAST` people, within `BURST`. And whether one of these was of `MASS` people and `BURSTS_LEAST` of its day.
    `what` each place has."""
    inside, of_mass = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    if not len(place):
        return inside, of_mass
    order = np.argsort(what, kind="stable")
    place, what = place[order], what[order]
    day = timeline.day[place]
    begin = np.flatnonzero(np.concatenate(([True], (what[1:] != what[:-1]) | (day[1:] != day[:-1]))))
    size = np.diff(np.append(begin, len(place)))
    # The days of a thing one after the other on one axis, so far apart that no window reaches into the next.
    axis = np.repeat(np.arange(len(begin)), size) * (DAY + BURST + 1) + timeline.at[place] % DAY
    reach = np.searchsorted(axis, axis + BURST, "right") - np.arange(len(place))
    most = np.maximum.reduceat(reach, begin)
    for day_of in np.flatnonzero((most >= PEOPLE_LEAST) & (2 * most >= size)).tolist():
        first = begin[day_of] + int(reach[begin[day_of] : begin[day_of] + size[day_of]].argmax())
        people = len(np.unique(timeline.person[place[first : first + most[day_of]]]))
        if people >= PEOPLE_LEAST:
            inside[what[first]] += most[day_of]
            of_mass[what[first]] |= people >= MASS and most[day_of] >= BURSTS_LEAST * size[day_of]
    return inside, of_mass
