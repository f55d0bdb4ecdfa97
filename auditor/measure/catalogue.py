"""Every measure: its id, what it is, what it needs, how it can mislead, where it comes from.

The ids are a contract: reports, CSV, tests and other people's scripts use them. The prose a person reads
is chosen in `auditor/report/statements/wording.py`; this table holds facts.
"""

from auditor.measure.spec import Family, Source, Spec, Strength

POLICY = "2026-11-28"
"""Dates the thresholds and the strength rules below; a report names the policy it was made under."""


REACH_DAYS = (2, 30)
"""Posts younger than the first are still being read, older than the second no longer today's reach (DESIGN 5)."""

REACH_POSTS = 10
"""With fewer posts of that age a median says little: its order-statistics interval at 95 % then spans all but one post
at either end (n = 10: the 2nd to the 9th)."""

JOINS_KNOWN_MEMBERS = 100
"""With this many members listed, and an arrival known of each but the creator, coming counts as logged: as many as
DESIGN 5 asks for of leaving."""

SILENT_DAYS = 30
"""Who wrote within so many days before one audit, and in none of as many before the next, fell silent: the same span as
`EXPOSURE_DAYS`, so that nobody is called silent after a time in which a reader need not have written."""


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
