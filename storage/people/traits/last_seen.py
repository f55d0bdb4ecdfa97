"""What is kept of when an account was last seen: the answer to whether that was within 30 days of the reading, and no
second of it.

Telegram's own buckets rest as they are shown. Who was online, or was seen at an exact moment within 30 days before the
reading, rests as `lately`; who was seen before that rests as `long-ago`, with the month. So the 30-day question has
the answer it had at the reading, whenever it is asked again; and somebody who comes by every day, or has been away for
a year, shows the same at every reading.
"""

import time

DAYS = 30
"""Who was seen within so many days is not inactive (docs/method.md#from-a-live-chat-to-people); Telegram's own last
bucket, LastMonth, ends there, too."""

LATELY, LONG_AGO = "lately", "long-ago"


def at_rest(seen: str, seen_at: int | None, read_at: int) -> tuple[str, int]:
    """The bucket, and the months from 1970-01 to the month of `long-ago`, else 0. `seen` and `seen_at` are as in
    `records.Account`; `read_at` is when the reading began. Times are seconds since 1970 in UTC."""
    if seen == "online":
        return LATELY, 0
    if seen != "exact":
        return seen, 0
    if seen_at is None:
        return "empty", 0
    if read_at - seen_at <= DAYS * 86_400:
        return LATELY, 0
    return LONG_AGO, _month(seen_at)


def _month(at: int) -> int:
    moment = time.gmtime(at)
    return (moment.tm_year - 1970) * 12 + moment.tm_mon - 1
