"""Turns what a person asks of an audit into what the conductors take. Raises `UsageError`."""

import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.doors.moments import moment
from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.collect.datasets import TimesAsked
    from auditor.collect.source import Source
    from auditor.conductors.measuring import Arguments
    from auditor.measure.coordination.parameters import CoordinationParameters

A_DAY = 86_400

_PLATFORM = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def plain_platform(written: str) -> str:
    """A platform's name, which is one whatever the case it is written in; "" for none. Raises `UsageError`."""
    name = written.strip().casefold()
    if name and not _PLATFORM.fullmatch(name):
        raise UsageError("--platform takes a name such as youtube or vk.com: letters a to z, digits, dots and dashes.")
    if name in {"telegram", "tg"}:
        raise UsageError(
            "--platform is for other platforms; people of Telegram are known by their ids wherever it has any."
        )
    return name


def times_asked(dates: str | None, epoch: str | None, *moments: str | None) -> "TimesAsked":
    """How a table's times are to be read; `moments` are those that were named beside: of a relative table none can."""
    from auditor.collect.datasets import TimesAsked

    times = TimesAsked(dates, epoch)  # type: ignore[arg-type]  # the option and the library's types name what there is
    if times.epoch == "relative" and any(moments):
        raise UsageError("--since, --until and --as-of name days; with --epoch relative times are of no calendar.")
    return times


def arguments(
    *,
    since: str | None,
    until: str | None,
    as_of: str | None,
    tz: str,
    claimed: int | None,
    coordination: "CoordinationParameters | None" = None,
) -> "Arguments":
    """The window, the moment, the claim and the parameters that were asked for."""
    from msgspec import UNSET

    from auditor.conductors.measuring import Arguments

    begins = moment(since, tz, name="--since", end_of_day=False)
    ends = moment(until, tz, name="--until", end_of_day=True)
    of = moment(as_of, tz, name="--as-of", end_of_day=True)
    if begins is not None and ends is not None and begins >= ends:
        raise UsageError("--since must come before --until.")
    if begins is not None and of is not None and begins >= of:
        raise UsageError("--since must come before --as-of.")
    if of is not None and of > time.time() + A_DAY:
        raise UsageError("--as-of lies in the future; nobody can have been seen to stay silent until then.")
    return Arguments(since=begins, until=ends, as_of=of, claimed=claimed, coordination=coordination or UNSET)


def check_claimed(asked: "Arguments", sources: "Sequence[Source]") -> None:
    """A table of texts has no members that could be claimed."""
    if asked.claimed is not None and any("people" not in source.kind.shows for source in sources):
        raise UsageError("--claimed states how many members a chat has; a table of texts has none.")
