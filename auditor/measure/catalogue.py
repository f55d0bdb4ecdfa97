"""Every measure: its id, what it is, what it needs, how it can mislead, where it comes from.

The ids are a contract: reports, CSV, tests and other people's scripts use them. The prose a person reads
is chosen in `auditor/report/statements/wording.py`; this table holds facts.
"""

from auditor.measure.spec import Family, Spec, Strength

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


CATALOGUE: tuple[Spec, ...] = (
    Spec("people.seen", "people", "people", "people", "only-the-seen", "DESIGN 5"),
    Spec("people.claimed", "people", "people", "people", "claimed-is-a-word", "DESIGN 5"),
    Spec("souls.deleted", "souls", "share", "deleted", "deleted-says-not-why", "DESIGN 5; telegram_facts 10.2"),
    Spec("souls.inactive", "souls", "share", "accounts", "last-seen-can-be-hidden", "DESIGN 5; methods 3"),
    Spec("souls.never_posted", "souls", "share", "people", "most-people-read", "DESIGN 5; methods 3"),
    Spec("souls.new", "souls", "share", "accounts", "age-is-an-interval", "DESIGN 5; methods 1"),
    Spec("souls.blank", "souls", "share", "accounts", "privacy-looks-blank", "DESIGN 5"),
    Spec("souls.flagged", "souls", "share", "accounts", "telegram-flags", "DESIGN 5"),
    Spec("souls.dead", "souls", "share", "accounts", "most-people-read", "DESIGN 5"),
    Spec("arrivals.added", "arrivals", "share", "people", "added-is-not-forced", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.by_link", "arrivals", "share", "people", "events-can-be-missing", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.by_request", "arrivals", "share", "people", "events-can-be-missing", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.by_self", "arrivals", "share", "people", "events-can-be-missing", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.unknown", "arrivals", "share", "people", "events-can-be-missing", "DESIGN 5; telegram_facts 2"),
    Spec("arrivals.adders", "arrivals", "people", "people", "added-is-not-forced", "DESIGN 5"),
    Spec("arrivals.half_by", "arrivals", "people", "people", "organisers-add-many", "DESIGN 5"),
    Spec("arrivals.added_silent", "arrivals", "share", "people", "most-people-read", "DESIGN 5; methods 2"),
    Spec("arrivals.added_gone", "arrivals", "share", "people", "leaving-is-rarely-logged", "DESIGN 5; methods 2"),
    Spec("arrivals.bursts", "arrivals", "windows", "people", "bursts-are-context", "methods 2"),
    Spec("arrivals.wave", "arrivals", "share", "people", "waves-can-be-news", "methods 2"),
    Spec("arrivals.wave_usual", "arrivals", "share", "people", "waves-can-be-news", "methods 2"),
    Spec("arrivals.wave_age", "arrivals", "share", "accounts", "age-is-an-interval", "methods 1"),
    Spec("arrivals.wave_gone", "arrivals", "share", "people", "leaving-is-rarely-logged", "methods 2"),
    Spec("arrivals.forced", "arrivals", "people", "people", "organisers-invite-readers", "methods 2"),
    Spec("voices.writers", "voices", "people", "texts", "deleted-messages-are-gone", "DESIGN 5"),
    Spec("voices.half_by", "voices", "people", "texts", "few-write-everywhere", "DESIGN 5; methods 2"),
    Spec("voices.gini", "voices", "index", "texts", "few-write-everywhere", "DESIGN 5"),
    Spec("reach.views", "reach", "share", "posts", "few-readers-not-fakes", "DESIGN 5"),
    Spec("reach.spread", "reach", "index", "posts", "few-readers-not-fakes", "DESIGN 5"),
    Spec("reach.reactions", "reach", "share", "posts", "few-readers-not-fakes", "DESIGN 5"),
    Spec("reach.forwards", "reach", "share", "posts", "few-readers-not-fakes", "DESIGN 5"),
    Spec("reach.comments", "reach", "share", "posts", "few-readers-not-fakes", "DESIGN 5"),
    Spec("coordination.copies", "coordination", "episodes", "texts", "same-source", "methods 4"),
    Spec("coordination.swarms", "coordination", "episodes", "texts", "many-answer-one", "methods 4"),
    Spec("coordination.groups", "coordination", "groups", "texts", "same-source", "methods 4"),
    Spec("coordination.pace", "coordination", "people", "texts", "some-write-much", "methods 4"),
    Spec("coordination.habits", "coordination", "share", "texts", "many-say-it", "methods 4"),
    Spec("farms.overlap", "farms", "people", "chats", "same-interests", "DESIGN 5"),
    Spec("farms.accounts", "farms", "people", "chats", "same-owner", "methods 4"),
    Spec("watch.arrived", "watch", "people", "audits", "coverage-differs", "DESIGN 5"),
    Spec("watch.gone", "watch", "people", "audits", "coverage-differs", "DESIGN 5"),
    Spec("watch.deleted", "watch", "people", "audits", "coverage-differs", "DESIGN 5"),
    Spec("watch.woke", "watch", "people", "audits", "coverage-differs", "DESIGN 5"),
    Spec("watch.silent", "watch", "people", "audits", "coverage-differs", "DESIGN 5"),
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
