"""Every measure: its id, what it is, what it needs, how it can mislead, where it comes from.

The ids are a contract: reports, CSV, tests and other people's scripts use them. The prose a person reads
is chosen in `auditor/report/wording.py`; this table holds facts.
"""

from typing import Any, Literal

import msgspec

POLICY = "2026-11-28"
"""Dates the thresholds and the strength rules below; a report names the policy it was made under."""

EXPOSURE_DAYS = 30
"""Whoever has been there for less is not asked whether they ever wrote (DESIGN 5, methods 3)."""

INACTIVE_DAYS = 30
"""Whoever was last seen longer ago counts as inactive: the buckets that Telegram shows end there (DESIGN 5)."""

NEW_DAYS = (30, 90, 180, 365)
"""An account is new if made within so many days before it came; the first is the measure, the others stand beside it
(DESIGN 5)."""

REACH_DAYS = (2, 30)
"""Posts younger than the first are still being read, older than the second no longer today's reach (DESIGN 5)."""

REACH_POSTS = 10
"""With fewer posts of that age a median says little: its order-statistics interval at 95 % then spans all but one post
at either end (n = 10: the 2nd to the 9th)."""

ADDED_AT_ONCE = 200
"""No message tells of more arrivals: a basic group is created with at most 200 people (help.getConfig)."""
MISSING_AT_MOST = 0.05
"""Where a larger part of what is to be searched was not read, no pattern is found or ruled out: what was not read may
hold it, or show that it is none. As large a part of what is found may be chance (the q of every search here)."""
JOINS_KNOWN_MEMBERS = 100
"""With this many members listed, and an arrival known of each but the creator, coming counts as logged: as many as
DESIGN 5 asks for of leaving."""

SILENT_DAYS = 30
"""Who wrote within so many days before one audit, and in none of as many before the next, fell silent: the same span as
`EXPOSURE_DAYS`, so that nobody is called silent after a time in which a reader need not have written."""

GONE_HOURS = 24
"""Leaving within this time of arriving counts as gone at once (DESIGN 5, methods 2)."""

LEAVES_KNOWN_ARRIVALS = 100
"""With this many arrivals and nobody leaving by themselves, leaving is not logged (DESIGN 5)."""

Family = Literal["people", "souls", "arrivals", "voices", "reach", "coordination", "farms", "watch"]
Unit = Literal["share", "people", "messages", "episodes", "groups", "windows", "index"]
Outcome = Literal["measured", "bounded", "insufficient", "unavailable"]
State = Literal["computed", "planned"]
Source = Literal["desktop-export", "live", "dataset", "texts", "several-chats", "two-audits"]
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
    """A line of the catalogue. `sources` are those that can show it; `misleads` is the slug of the sentence
    that says how the figure can be misread; `origin` is where the definition comes from."""

    id: str
    family: Family
    unit: Unit
    sources: tuple[Source, ...]
    misleads: str
    origin: str
    state: State = "computed"


_CHAT: tuple[Source, ...] = ("desktop-export", "live", "dataset")
_NAMED: tuple[Source, ...] = ("desktop-export", "live")
_TEXTS: tuple[Source, ...] = (*_CHAT, "texts")

CATALOGUE: tuple[Spec, ...] = (
    Spec("people.seen", "people", "people", _CHAT, "only-the-seen", "DESIGN 5"),
    Spec("people.claimed", "people", "people", _CHAT, "claimed-is-a-word", "DESIGN 5"),
    Spec("souls.deleted", "souls", "share", _NAMED, "deleted-says-not-why", "DESIGN 5; telegram_facts 10.2"),
    Spec("souls.inactive", "souls", "share", ("live",), "last-seen-can-be-hidden", "DESIGN 5; methods 3"),
    Spec("souls.never_posted", "souls", "share", _CHAT, "most-people-read", "DESIGN 5; methods 3"),
    Spec("souls.new", "souls", "share", ("live",), "age-is-an-interval", "DESIGN 5; methods 1"),
    Spec("souls.blank", "souls", "share", ("live",), "privacy-looks-blank", "DESIGN 5"),
    Spec("souls.flagged", "souls", "share", ("live",), "telegram-flags", "DESIGN 5"),
    Spec("souls.dead", "souls", "share", ("live",), "most-people-read", "DESIGN 5"),
    Spec("arrivals.added", "arrivals", "share", _CHAT, "added-is-not-forced", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.by_link", "arrivals", "share", _CHAT, "events-can-be-missing", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.by_request", "arrivals", "share", _CHAT, "events-can-be-missing", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.by_self", "arrivals", "share", _CHAT, "events-can-be-missing", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.unknown", "arrivals", "share", _CHAT, "events-can-be-missing", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.adders", "arrivals", "people", _CHAT, "added-is-not-forced", "DESIGN 5"),
    Spec("arrivals.half_by", "arrivals", "people", _CHAT, "organisers-add-many", "DESIGN 5"),
    Spec("arrivals.added_silent", "arrivals", "share", _CHAT, "most-people-read", "DESIGN 5; methods 2"),
    Spec("arrivals.added_gone", "arrivals", "share", _CHAT, "leaving-is-rarely-logged", "DESIGN 5; methods 2"),
    Spec("arrivals.bursts", "arrivals", "windows", _CHAT, "bursts-are-context", "methods 2"),
    Spec("arrivals.wave", "arrivals", "share", _CHAT, "waves-can-be-news", "methods 2"),
    Spec("arrivals.wave_usual", "arrivals", "share", _CHAT, "waves-can-be-news", "methods 2"),
    Spec("arrivals.wave_age", "arrivals", "share", ("live",), "age-is-an-interval", "methods 1"),
    Spec("arrivals.wave_gone", "arrivals", "share", _CHAT, "leaving-is-rarely-logged", "methods 2"),
    Spec("arrivals.forced", "arrivals", "people", _CHAT, "organisers-invite-readers", "methods 2"),
    Spec("voices.writers", "voices", "people", _TEXTS, "deleted-messages-are-gone", "DESIGN 5"),
    Spec("voices.half_by", "voices", "people", _TEXTS, "few-write-everywhere", "DESIGN 5; methods 2"),
    Spec("voices.gini", "voices", "index", _TEXTS, "few-write-everywhere", "DESIGN 5"),
    Spec("reach.views", "reach", "share", ("live",), "few-readers-not-fakes", "DESIGN 5"),
    Spec("reach.spread", "reach", "index", ("live",), "few-readers-not-fakes", "DESIGN 5"),
    Spec("reach.reactions", "reach", "share", ("live",), "few-readers-not-fakes", "DESIGN 5"),
    Spec("reach.forwards", "reach", "share", ("live",), "few-readers-not-fakes", "DESIGN 5"),
    Spec("reach.comments", "reach", "share", ("live",), "few-readers-not-fakes", "DESIGN 5"),
    Spec("coordination.copies", "coordination", "episodes", _TEXTS, "same-source", "methods 4"),
    Spec("coordination.swarms", "coordination", "episodes", _TEXTS, "many-answer-one", "methods 4"),
    Spec("coordination.groups", "coordination", "groups", _TEXTS, "same-source", "methods 4"),
    Spec("coordination.pace", "coordination", "people", _TEXTS, "some-write-much", "methods 4"),
    Spec("coordination.habits", "coordination", "share", _TEXTS, "many-say-it", "methods 4"),
    Spec("farms.overlap", "farms", "people", ("several-chats",), "same-interests", "DESIGN 5"),
    Spec("farms.accounts", "farms", "people", ("several-chats",), "same-owner", "methods 4"),
    Spec("watch.arrived", "watch", "people", ("two-audits",), "coverage-differs", "DESIGN 5"),
    Spec("watch.gone", "watch", "people", ("two-audits",), "coverage-differs", "DESIGN 5"),
    Spec("watch.deleted", "watch", "people", ("two-audits",), "coverage-differs", "DESIGN 5"),
    Spec("watch.woke", "watch", "people", ("two-audits",), "coverage-differs", "DESIGN 5"),
    Spec("watch.silent", "watch", "people", ("two-audits",), "coverage-differs", "DESIGN 5"),
)

SPECS: dict[str, Spec] = {spec.id: spec for spec in CATALOGUE}

STRENGTH_RULES: tuple[tuple[Family, Strength, str], ...] = (
    ("arrivals", "strong", "adder-with-exit-evidence-and-10-percent"),
    ("arrivals", "some", "adder-with-exit-evidence"),
    ("coordination", "some", "group-swarm-or-act-of-mass"),
    ("farms", "some", "groups-in-several-chats"),
    ("watch", "strong", "difference-excludes-zero"),
)
"""How a finding's strength is chosen, dated by POLICY (DESIGN 5): families not named here describe, and have
no strength beyond `none` and `cannot tell`. No group is a strong sign: people who follow one source or keep the same
hours make the same groups, and the shuffled days, which break up hours and sources alike, cannot tell which."""

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
