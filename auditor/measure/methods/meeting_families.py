"""The meetings of every kind of object within every window, habits left out, and who could have been there.

Windows stand side by side: a raid shows in a minute, a farm that spreads its posts in an hour, accounts that repeat one
another from day to day in a day.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from auditor.frames.inputs import DAY, Bools, Ints
from auditor.frames.timeline import Timeline
from auditor.measure.methods.habits import PEOPLE_LEAST, POPULAR_SHARE, bursts_kept, uses_of
from auditor.measure.methods.kinds import Kind
from auditor.measure.methods.meetings import Meetings, kept, meetings_of
from auditor.measure.methods.presence import Presence, presence_of

WINDOWS = (60, 300, 3_600, DAY)
"""Seconds (method.md)."""

SHORT = 3_600
"""Seconds up to which a window is short: coming within it is what is tested. Within a day whoever takes part at all
comes."""

REPLIES_WITHIN = 3_600
"""Seconds of the widest window for answers: whom a chat talks about for a day, many answer."""

FEW_CUSTOM = 3
"""People whose use of an object on several days may be their custom, in windows longer than `MINUTES`: three who say
good morning in the same words each day are no group. Within minutes a custom takes the people of `habits.py`."""

MINUTES = 300

SHARED_ALONE: tuple[Kind, ...] = ("link", "hashtags", "forward", "given")
"""Kinds of which a window is short up to `MINUTES` alone: who passes on much, meets others within an hour by that."""

ENOUGH_BESIDES = 0.5
"""Part of all messages that must be written besides before an hour is short. In a table of shares there is hardly any,
and the busy would meet within an hour by being busy (judgement)."""

PASSED_ON: tuple[Kind, ...] = ("forward", "reply", "given")
"""Kinds of which a habit is what a tenth of the writers uses; fewer are the readers of one source."""


class Family(NamedTuple):
    """The meetings of one kind of object within one window."""

    kind: Kind
    window: int
    meetings: Meetings

    @property
    def short(self) -> bool:
        """Whether the window is short."""
        return self.window <= (MINUTES if self.kind in SHARED_ALONE else SHORT)


class Presences:
    """Who is there when: by all that people write, and by what they write `besides`, which marks the messages that did
    not meet within a short window. Worked out when asked for: most chats of a page have nobody who met twice."""

    def __init__(self, timeline: Timeline, besides: Bools, chat: Ints | None) -> None:
        self._timeline, self._besides, self._chat = timeline, besides, chat

    @property
    def people(self) -> int:
        """How many people there are."""
        return self._timeline.writers

    @cached_property
    def of_all(self) -> Presence:
        """By all that people write."""
        return self._by(np.ones(len(self._besides), np.bool_))

    @cached_property
    def besides(self) -> Presence:
        """By what they write besides."""
        return self._by(self._besides)

    def explaining(self, family: Family) -> Presence:
        """By which the meetings of a family are explained."""
        enough = float(self._besides.mean()) >= ENOUGH_BESIDES
        return self.besides if family.short and (enough or family.window <= MINUTES) else self.of_all

    def _by(self, counted: Bools) -> Presence:
        at, person, writers = self._timeline.at, self._timeline.person, self._timeline.writers
        return presence_of(at, person, writers, counted, self._chat)


def families_of(
    objects: Mapping[Kind, Ints], timeline: Timeline, windows: Sequence[int] = WINDOWS, chat: Ints | None = None
) -> list[Family]:
    """The families with a meeting. Where a wider window joins nothing more, the narrower one stands for both. `chat` is
    the chat of each message, where there are several: what is a habit in one of them is left out of it."""
    return [
        family
        for kind, object_of in objects.items()
        for family in _families_of_kind(kind, object_of, timeline, windows, chat)
    ]


def _families_of_kind(
    kind: Kind, object_of: Ints, timeline: Timeline, windows: Sequence[int], chat: Ints | None
) -> Iterator[Family]:
    at, person = timeline.at, timeline.person
    tenth = int(np.ceil(POPULAR_SHARE * timeline.writers))
    windows = [window for window in windows if kind != "reply" or window <= REPLIES_WITHIN]
    before: tuple[int, int] | None = None
    for window, left_out in zip(windows, _habits_of_chats(kind, object_of, timeline, windows, chat), strict=True):
        shown = object_of if left_out is None else np.where(left_out, -1, object_of)
        meetings = meetings_of(shown, at, person, window, chat)
        stays = bursts_kept(
            object_of, at, person, of=meetings.object, start=meetings.at, people=meetings.size, lasts=window,
            people_least=_custom(kind, window, tenth),
        )  # fmt: skip
        meetings = kept(meetings, stays, person, chat)
        size = (meetings.count, len(meetings.person))
        if meetings.count and size != before:
            yield Family(kind, window, meetings)
        before = size


def _custom(kind: Kind, window: int, tenth: int | Ints) -> int | Ints:
    """How many people at least make an object a custom; `tenth` is a tenth of the writers."""
    least = PEOPLE_LEAST if window <= MINUTES else FEW_CUSTOM
    return np.maximum(least, tenth) if kind in PASSED_ON else least


def _habits_of_chats(
    kind: Kind, object_of: Ints, timeline: Timeline, windows: Sequence[int], chat: Ints | None
) -> list[Bools | None]:
    """For each window the messages that are of a habit of their chat, all but its bursts; null where there is one chat,
    for its habits are those of all messages."""
    if chat is None:
        return [None] * len(windows)
    at, person = timeline.at, timeline.person
    uses = uses_of(timeline, object_of, chat)
    usual = np.zeros(len(uses.object), np.bool_)
    bursts = []
    for window in windows:
        here = meetings_of(uses.use, at, person, window)
        stays = bursts_kept(
            uses.use, at, person, of=here.object, start=here.at, people=here.size, lasts=window,
            people_least=_custom(kind, window, uses.tenth), days=uses.days,
        )  # fmt: skip
        usual[here.object[~stays]] = True
        bursts.append(here.post[stays[here.post_episode]])
    habit = np.flatnonzero(uses.use >= 0)
    habit = habit[usual[uses.use[habit]]]
    left_out = np.zeros((len(windows), len(at)), np.bool_)
    left_out[:, habit] = True
    for row, post in zip(left_out, bursts, strict=True):
        row[post] = False
    return list(left_out)


def presences_of(families: Sequence[Family], timeline: Timeline, chat: Ints | None = None) -> Presences:
    """Who is there when. Answers are not taken out of what people write besides: in a lively chat they are most of
    it."""
    besides = np.ones(len(timeline.at), np.bool_)
    for family in families:
        if family.short and family.kind != "reply":
            besides[family.meetings.post] = False
    return Presences(timeline, besides, chat)
