"""What many people write, day after day: greetings, memes, a rule that is quoted. It tells nobody apart, so the
searches for what people do together leave it out, and list what they left out (method.md).

A greeting comes at its hour, some people at a time; a slogan that accounts are sent comes within minutes, on days of
its own. Both may be written by many and on many days, and neither number tells them apart; time does. So an episode of
such a text stays where it holds more people than the text's own use explains.
"""

from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.frames.inputs import DAY, Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.company import people_of
from auditor.measure.methods.day_bursts import came_in_bursts
from auditor.measure.methods.objects import WINDOW, Objects, episodes_of
from auditor.measure.methods.stretches import distinct
from auditor.measure.spec import Row

DAYS_LEAST = 3
"""Days on which an object must be in use to be a habit. A raid or a task of a farm comes and goes; what many say on one
day, that day's own null accounts for (judgement)."""

PEOPLE_LEAST = 5
"""People who must use it: the words of fewer are no custom of a chat (method.md)."""

POPULAR_SHARE = 0.1
"""Of what is passed on, that part of all writers must use it, where these are more than `PEOPLE_LEAST`: a post that
some pass on over days is what farms and readers share, and no greeting (method.md)."""

RARE = 1e-4
"""An episode stays if at the object's usual rate so few would be as large (method.md)."""

NEARBY = 6
"""Windows before and behind an episode in which the rate of the moment is counted (method.md)."""

HOUR = 3_600

BEYOND_SEEN = 0.05
"""Posts added to each expectation: what was never seen at an hour may yet come (method.md)."""

LIVE_LEAST = 0.25
"""Part of all days on which an object must be in use before its rate is taken over these alone (method.md)."""

OF_WEEKS = 10
"""Days on which an object must be in use before all of its posts of an hour may come at once: those who greet for weeks
do so within minutes on some mornings, and within an hour on others (method.md)."""

EXAMPLES = 5
"""Messages of a habit that its row points to: enough to read it by, whoever wrote them."""

Floats = npt.NDArray[np.float64]


class Habits(msgspec.Struct, frozen=True):
    """Which objects are habits, on how many days each was in use, and which messages are left out for it."""

    found: Bools
    days: Ints
    left_out: Bools
    """A row a message of the timeline. Of a habit, what came in bursts is not among them."""
    in_bursts: bool
    """Whether what is left out of a habit of a tenth of the writers came in bursts all the same, but on so many days,
    or so slowly, that they do not stand out of its use: a slogan may hide there."""


def bursts_kept(
    object_: Ints,
    at: Ints,
    person: Ints,
    *,
    of: Ints,
    start: Ints,
    people: Ints,
    lasts: int,
    people_least: int | Ints = PEOPLE_LEAST,
    days: int | Ints | None = None,
) -> Bools:
    """Which episodes are no habit. `object_` (-1 for none), `at` (seconds) and `person` have a row a message; `of`,
    `start` and `people` a row an episode: its object, when it begins and how many take part within `lasts` seconds.
    `people_least` of an object, and `days` that its chat was seen, may be given for each object; without `days` they
    are those from the first message to the last.

    All episodes stay of objects that few used, or on few days. Of the others those stay that hold more people than the
    largest of three rates explains (Poisson, `RARE`): that of the time around, that of the hour before or behind on all
    other days, and the same on the other days on which the object is in use, where these are many; over weeks
    all that came in these two hours counts there.
    """
    kept = np.ones(len(of), np.bool_)
    if not len(of):
        return kept
    given = [np.size(each) for each in (people_least, days) if each is not None]
    count = max(int(of.max()) + 1, int(object_.max(initial=-1)) + 1, *given)
    asked = np.flatnonzero(recurring(object_, at, person, count, people_least)[of])
    if not len(asked):
        return kept
    place = np.flatnonzero(object_ >= 0)
    place = place[np.bincount(of[asked], minlength=count)[object_[place]] > 0]
    seen = int(at.max()) // DAY - int(at.min()) // DAY + 1 if days is None else days
    seen_of = np.broadcast_to(np.asarray(seen, np.int64), count)
    usual = _Use(object_[place], at[place], seen_of).explains(of[asked], start[asked], lasts)
    from scipy.special import gammainc

    kept[asked] = gammainc(people[asked], usual) <= RARE
    return kept


def recurring(object_: Ints, at: Ints, person: Ints, count: int, people_least: int | Ints = PEOPLE_LEAST) -> Bools:
    """Which of `count` objects at least `people_least` people posted, on at least `DAYS_LEAST` days. A row a message,
    -1 for one without an object."""
    place = np.flatnonzero(object_ >= 0)
    posts = np.bincount(object_[place], minlength=count)
    place = place[(posts >= np.maximum(DAYS_LEAST, people_least))[object_[place]]]
    what = object_[place]
    return np.asarray(
        (_distinct(what, at[place] // DAY, count) >= DAYS_LEAST)
        & (_distinct(what, person[place], count) >= people_least)
    )


class _Use:
    """How objects are used: their posts by time and by time of day. `days` their chats were seen, a row an object."""

    def __init__(self, object_: Ints, at: Ints, days: Ints) -> None:
        self._around = _Posts(object_, at)
        # Times of day lie on a circle: each post stands on it twice, so that no stretch is cut at midnight.
        self._circle = _Posts(np.concatenate((object_, object_)), np.concatenate((at % DAY, at % DAY + DAY)))
        self._days, self._live = days, _distinct(object_, at // DAY, len(days))

    def explains(self, of: Ints, start: Ints, lasts: int) -> Floats:
        """How many posts of object `of` come in `lasts` seconds from `start` by its use."""
        nearby = self._around.between(of, start - NEARBY * lasts, start + (NEARBY + 1) * lasts) / (2 * NEARBY + 1)
        reach = min(DAY // 2, max(HOUR, lasts))
        # What is near on the circle of the day, but not near in time, is of another day. Either side by itself as well:
        # at the edge of an hour of greetings only one of them shows how many come then.
        before, after = self._other_posts(of, start - reach, reach), self._other_posts(of, start, reach)
        both = (before + after) * min(1.0, lasts / (2 * reach))
        then = np.maximum(np.maximum(before, after) * min(1.0, lasts / reach), both)
        days, live = self._days[of], self._live[of]
        on_all = then / np.maximum(1, days - 1)
        then = np.where(live >= OF_WEEKS, before + after, then)
        on_live = np.where(live > LIVE_LEAST * days, then / np.maximum(1, live - 1), 0.0)
        return np.asarray(np.maximum(np.maximum(nearby, on_all), on_live) + BEYOND_SEEN)

    def _other_posts(self, of: Ints, start: Ints, reach: int) -> Ints:
        """Posts in `reach` seconds from this time of day, those from this moment on left out."""
        low = start % DAY
        return self._circle.between(of, low, low + reach) - self._around.between(of, start, start + reach)


class _Posts:
    """Posts by object and time, counted between two moments."""

    def __init__(self, object_: Ints, at: Ints) -> None:
        self._first = int(at.min())
        self._span = int(at.max()) - self._first + 2
        self._keys = np.sort(object_ * self._span + (at - self._first))

    def between(self, object_: Ints, low: Ints, high: Ints) -> Ints:
        """Posts of each object from `low` to before `high`."""
        begin, end = (
            np.searchsorted(self._keys, object_ * self._span + np.clip(moment - self._first, 0, self._span - 1))
            for moment in (low, high)
        )
        return np.asarray(end - begin)


class Uses(NamedTuple):
    """The uses of objects: a use is an object in one chat. `use` is that of each message, -1 for none; the others have
    an entry for each use: its object, how many a tenth of the writers of its chat are, and how many days that has."""

    use: Ints
    object: Ints
    tenth: Ints
    days: Ints


def uses_of(timeline: Timeline, object_: Ints, chat: Ints | None = None) -> Uses:
    """The uses of each message's object. `chat` is the chat of each message, numbered from 0; without it all are of
    one."""
    chat = np.zeros(len(timeline.at), np.int64) if chat is None else chat
    chats = int(chat.max(initial=0)) + 1
    place = np.flatnonzero(object_ >= 0)
    used, number = np.unique(object_[place] * chats + chat[place], return_inverse=True)
    use = np.full(len(timeline.at), -1)
    use[place] = number
    tenth = np.ceil(POPULAR_SHARE * _distinct(chat, timeline.person, chats)).astype(np.int64)[used % chats]
    return Uses(use, used // chats, tenth, _days(timeline, chat, chats)[used % chats])


def habits_of(timeline: Timeline, objects: Objects, chat: Ints | None = None) -> Habits:
    """The habits of each chat, and the messages left out for them: all of a habit but its bursts. `chat` is the chat of
    each message, numbered from 0; without it all are of one."""
    uses = uses_of(timeline, objects.object, chat)
    use, tenth, days, count = uses.use, uses.tenth, uses.days, len(uses.object)
    least = np.where(objects.forward[uses.object], np.maximum(PEOPLE_LEAST, tenth), PEOPLE_LEAST)
    often = recurring(use, timeline.at, timeline.person, count, least)
    use = np.where((use >= 0) & often[use], use, -1) if count else use
    usual, left_out = np.zeros(count, np.bool_), use >= 0
    for window in (WINDOW, HOUR):
        episodes = episodes_of(timeline, Objects(use, count, least, often), often, window)
        people = _distinct(episodes.episode, timeline.person[episodes.post], episodes.count)
        kept = bursts_kept(use, timeline.at, timeline.person, of=episodes.object, start=episodes.start, people=people,
                           lasts=window, people_least=least, days=days)  # fmt: skip
        usual[episodes.object[~kept & (people > 1)]] = True
        if window == WINDOW:
            left_out[episodes.post[kept[episodes.episode]]] = False
    left_out[left_out] = usual[use[left_out]]
    of, what = use[left_out], objects.object[left_out]
    found = np.zeros(objects.count, np.bool_)
    found[what] = True
    popular = _distinct(use[use >= 0], timeline.person[use >= 0], count) >= tenth
    in_bursts = came_in_bursts(timeline, np.flatnonzero(left_out), of, count) & popular
    return Habits(found, _distinct(what, timeline.day[left_out], objects.count), left_out, bool(in_bursts.any()))


def without_habits(objects: Objects, habits: Habits) -> Objects:
    """The objects of the messages that are not left out."""
    return msgspec.structs.replace(objects, object=np.where(habits.left_out, -1, objects.object))


def _days(timeline: Timeline, chat: Ints, chats: int) -> Ints:
    """The days from the first message of each chat to its last."""
    first, last = np.full(chats, np.iinfo(np.int64).max), np.full(chats, np.iinfo(np.int64).min)
    np.minimum.at(first, chat, timeline.day)
    np.maximum.at(last, chat, timeline.day)
    return np.where(last < first, 1, last - np.minimum(first, last) + 1)


def _distinct(what: Ints, which: Ints, count: int) -> Ints:
    """How many different `which` each of `count` things has."""
    if not len(what):
        return np.zeros(count, np.int64)
    least = int(which.min())
    span = int(which.max()) - least + 1
    return np.bincount(distinct(what * span + (which - least)) // span, minlength=count)


def habit_rows(timeline: Timeline, objects: Objects, habits: Habits) -> list[Row]:
    """A row a habit, those with most messages first: how many messages, people and days, from when to when, and some
    messages to read it by. `people` are the writers of these alone: whoever is forgotten takes the row with them."""
    place = np.flatnonzero(habits.left_out)
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
                "writers": len(np.unique(timeline.person[posts])),
                "days": int(habits.days[what]),
                "start": int(timeline.at[posts].min()),
                "end": int(timeline.at[posts].max()),
                "messages": timeline.id[posts[first]].tolist(),
                "messages_total": len(posts),
            }
        )
    return sorted(rows, key=lambda row: (-row["count"], row["messages"]))
