"""Spans and numbers that the columns of people rest on, each with where it comes from."""

EXPOSURE_DAYS = 30
"""Whoever has been there for less is not asked whether they ever wrote (method.md)."""


INACTIVE_DAYS = 30
"""Whoever was last seen longer ago counts as inactive: the buckets that Telegram shows end there (method.md)."""


NEW_DAYS = (30, 90, 180, 365)
"""An account is new if made within so many days before it came; the first is the measure, the others stand beside it
(method.md)."""


ADDED_AT_ONCE = 200
"""No message tells of more arrivals: a basic group is created with at most 200 people (help.getConfig)."""


GONE_HOURS = 24
"""Leaving within this time of arriving counts as gone at once (method.md)."""


LEAVES_KNOWN_ARRIVALS = 100
"""With this many arrivals and nobody leaving by themselves, leaving is not logged (method.md)."""
