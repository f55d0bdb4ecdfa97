"""What a measure declares, and what becomes of it."""

from typing import Any, Literal

import msgspec

from storage.sources import Shown

MISSING_AT_MOST = 0.05
"""Where a larger part of what is to be searched was not read, no pattern is found or ruled out: what was not read may
hold it, or show that it is none. As large a part of what is found may be chance (the q of every search here)."""


Family = Literal["people", "souls", "arrivals", "voices", "reach", "coordination", "farms", "watch"]


Unit = Literal["share", "people", "messages", "episodes", "groups", "windows", "index"]


Outcome = Literal["measured", "bounded", "insufficient", "unavailable"]


State = Literal["computed", "planned"]


Strength = Literal["strong", "some", "none", "cannot tell"]


class Measure(msgspec.Struct, frozen=True):
    """What became of one measure.

    `measured`: all set, `low`/`high` null for a plain count. `bounded`: `count` = the cases known, `of` =
    the denominator, `value` null, `low`/`high` the bounds. `insufficient`, `unavailable`: all null, `why` set
    to the slug of the reason. Shares have `value` = count/of; other numbers `value` = `count` = the number.

    Episodes and groups are no part of the messages or people they were looked for among (`of`); how many of those they
    hold is `inside`. Other measures, and reports of earlier versions, have no such key.
    """

    outcome: Outcome
    unit: Unit
    value: int | float | None = None
    count: int | float | None = None
    of: int | None = None
    low: int | float | None = None
    high: int | float | None = None
    why: str | None = None
    inside: int | msgspec.UnsetType = msgspec.UNSET


class Difference(msgspec.Struct, frozen=True):
    """One measure at two moments, and what the later is above the earlier: `value` where both are points, `low` and
    `high` the 95 % interval; all null with `why` where they cannot be set against each other."""

    before: Measure
    after: Measure
    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: str | None = None

    @property
    def beyond_noise(self) -> bool:
        """Whether the interval excludes 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


Row = dict[str, Any]
"""A row of evidence: what was found, by key. `people`, `person`, `adder` and `target` hold people by number (the
conductor gives each reader names of their own), `start` and `end` are seconds since 1970, `messages` the ids of at
most `MESSAGES_SHOWN` messages, of `messages_total`. A key a reader does not know is passed over."""


PEOPLE_KEYS = ("people", "person", "adder", "target")
"""Keys of a row that hold people."""


MESSAGES_SHOWN = 500
"""Message ids in one row of evidence (DESIGN 6)."""


class Finding(msgspec.Struct, frozen=True):
    """What was looked for as one: a pattern with its strength by `STRENGTH_RULES` and the figures of its sentence; of
    none, the smallest that could have been found. `id` is the measure it rests on."""

    family: Family
    strength: Strength
    id: str
    facts: dict[str, float | int | str | None]


class Answer(msgspec.Struct, frozen=True):
    """A measure that searches: its figure, the rows of what was found, and its finding where it makes one."""

    measure: Measure
    evidence: list[Row] = []
    finding: Finding | None = None


class Spec(msgspec.Struct, frozen=True):
    """A line of the catalogue. `needs` is what a source must show; `misleads` is the slug of the sentence
    that says how the figure can be misread; `origin` is where the definition comes from."""

    id: str
    family: Family
    unit: Unit
    needs: Shown
    misleads: str
    origin: str
    state: State = "computed"


REASONS: tuple[str, ...] = (
    "source-cannot-show",
    "texts-have-no-members",
    "no-people",
    "no-messages",
    "no-added",
    "no-adders",
    "no-large-adders",
    "too-few-self-joiners",
    "no-rhythm",
    "no-times",
    "not-given",
    "too-young",
    "mostly-lost",
    "mostly-undated",
    "minute-times",
    "hour-times",
    "day-times",
    "worse-times",
    "leaves-not-logged",
    "too-few-arrivals-to-tell",
    "members-not-listed",
    "no-known-arrivals",
    "names-in-doubt",
    "not-a-channel",
    "subscribers-cannot-write",
    "too-few-posts",
    "posts-missing",
    "history-missing",
    "no-views",
    "numbers-not-shown",
    "lists-not-whole",
    "rows-gone",
    "too-close",
    "not-known-twice",
    "coverage-differs",
    "no-interval",
    "no-texts",
    "no-replies",
    "replies-rounded",
    "no-words",
    "nothing-to-compare",
    "wordless",
    "wordless-in-bursts",
    "habits-left-out",
    "habits-in-bursts",
    "too-few-writers",
    "too-few-chats",
    "too-few-compared",
    "no-wave",
    "wave-too-young",
    "too-few-ages",
)
"""Slugs of why a measure is `insufficient` or `unavailable`; wording.py holds a sentence for each."""
