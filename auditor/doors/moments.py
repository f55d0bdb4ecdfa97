"""Reads a day or a moment as a person writes it, as seconds since 1970."""

import datetime as dt
import zoneinfo

from auditor.errors import UsageError
from auditor.typed import as_zone


def moment(written: str | None, tz: str, *, name: str, end_of_day: bool) -> int | None:
    """The moment of an ISO day or time, in zone `tz` where it bears none. A bare day means its beginning, or, with
    `end_of_day`, its last second. Raises `UsageError`."""
    zone = zoneinfo.ZoneInfo(as_zone(tz))
    if written is None:
        return None
    try:
        found = dt.datetime.fromisoformat(written)
        bare = len(written) <= len("2018-04-11")
        if bare and end_of_day:
            found += dt.timedelta(days=1, seconds=-1)
        return int((found if found.tzinfo else found.replace(tzinfo=zone)).timestamp())
    except (ValueError, OverflowError) as error:
        raise UsageError(
            "{option} takes a day or time such as 2018-04-11 or 2018-04-11T18:00, not {written!r}.",
            option=name,
            written=written,
        ) from error
