"""Texts that many people write, day after day: greetings, memes, a rule that is quoted. They tell nobody apart, so the
searches for copies and groups leave them out, and list what they left out (method.md)."""

import msgspec
import numpy as np

from auditor.frames.inputs import DAY, Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.company import people_of
from auditor.measure.methods.copies import MASS, PEOPLE_LEAST
from auditor.measure.methods.objects import Objects
from auditor.measure.spec import Row

POPULAR_SHARE = 0.1
"""A text that more than this share of those who wrote used may be a greeting, a meme, a rule that is quoted; without
a filter of such texts 95 of 100 clean chats are flagged (method.md)."""

DAYS_LEAST = 3
"""Days on which a text must be in use to be a habit. A raid or a task of a farm comes and goes, and in a small chat
the farm alone is more than a tenth; what many say on one day, that day's own null accounts for (judgement)."""

BURST = 1_800
"""Seconds that hold at least half of a day's posts of one text where these came in a burst. Greetings take hours,
whatever the size of a chat; a slogan that accounts are sent takes minutes (judgement)."""

BURSTS_LEAST = 2 / 3
"""Share of all posts of a text in such bursts from which on it came in bursts. In 55 clean chats no habit had half of
its posts in them, in a farm that is sent a slogan they are all (tests/worlds/coordination, seeds below 10,000)."""

EXAMPLES = 5
"""Messages of a habit that its row points to: enough to read it by, whoever wrote them."""


class Habits(msgspec.Struct, frozen=True):
    """Which objects are habits, on how many days each object was in use (0 of those that few people used), and which
    habits came in bursts, as a slogan does and a greeting does not."""

    found: Bools
    days: Ints
    in_bursts: Bools


def habits_of(timeline: Timeline, objects: Objects, chat: Ints | None = None) -> Habits:
    """The objects that more than a tenth of those who wrote in a chat used there, on at least three days. `chat` is
    the chat of each message, numbered from 0; without it all are of one."""
    chat = np.zeros(len(timeline.at), np.int64) if chat is None else chat
    chats = int(chat.max(initial=0)) + 1
    place = np.flatnonzero(objects.object >= 0)
    posts = np.bincount(objects.object[place], minlength=objects.count)
    place = place[posts[objects.object[place]] >= DAYS_LEAST]  # on three days there are three posts
    # A use is an object in one chat: `used` holds object and chat of each, `use` the use that each place is of.
    used, use = np.unique(objects.object[place] * chats + chat[place], return_inverse=True)
    writers = _distinct(chat, timeline.person, chats)
    often = _distinct(use, timeline.person[place], len(used)) > POPULAR_SHARE * writers[used % chats]
    place, use = place[often[use]], use[often[use]]
    days = _distinct(use, timeline.day[place] - int(timeline.day.min(initial=0)), len(used))
    found = days >= DAYS_LEAST
    place, use = place[found[use]], use[found[use]]
    return Habits(
        _of_objects(used // chats, found, objects.count),
        _most_of_objects(used // chats, days, objects.count),
        _of_objects(used // chats, _in_bursts(timeline, place, use, len(used)), objects.count),
    )


def _distinct(what: Ints, which: Ints, count: int) -> Ints:
    """How many different `which` each of `count` things has; `what` thing each row is of."""
    span = int(which.max(initial=0)) + 1
    return np.bincount(np.unique(what * span + which) // span, minlength=count)


def _of_objects(object_: Ints, holds: Bools, count: int) -> Bools:
    """Whether something holds of each object, in one of its chats."""
    found = np.zeros(count, np.bool_)
    found[object_[holds]] = True
    return found


def _most_of_objects(object_: Ints, number: Ints, count: int) -> Ints:
    """The largest of the numbers of each object in its chats."""
    most = np.zeros(count, np.int64)
    np.maximum.at(most, object_, number)
    return most


def _in_bursts(timeline: Timeline, place: Ints, what: Ints, count: int) -> Bools:
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


def habit_rows(timeline: Timeline, objects: Objects, habits: Habits) -> list[Row]:
    """A row a habit, those with most messages first: how many messages, people and days, from when to when, and some
    messages to read it by. `people` are the writers of these alone: whoever is forgotten takes the row with them."""
    place = np.flatnonzero(objects.object >= 0)
    place = place[habits.found[objects.object[place]]]
    place = place[np.argsort(objects.object[place], kind="stable")]
    ends = np.flatnonzero(np.diff(objects.object[place], append=-1)) + 1
    rows = []
    for posts in np.split(place, ends[:-1]) if len(place) else []:
        what = objects.object[posts[0]]
        first = np.sort(np.unique(timeline.person[posts], return_index=True)[1])[:EXAMPLES]
        rows.append(
            {
                "people": people_of(timeline, timeline.person[posts[first]]).tolist(),
                "kind": "forward" if objects.forward[what] else "text",
                "count": len(posts),
                "writers": int(objects.people[what]),
                "days": int(habits.days[what]),
                "start": int(timeline.at[posts].min()),
                "end": int(timeline.at[posts].max()),
                "messages": timeline.id[posts[first]].tolist(),
                "messages_total": len(posts),
            }
        )
    return sorted(rows, key=lambda row: (-row["count"], row["messages"]))
