"""What Telegram shows of an account, and the account that looks."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from tests.worlds.world import DAY

LastSeen = Literal["online", "recently", "last_week", "last_month", "exact", "empty"]
"""`online` and `exact` are of people who share their last-seen time; the middle three and most of the `empty` are
of people who share it with nobody."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account. A deleted one has neither names nor username, photo or status. `seen_at` goes with `exact`.

    `min` accounts come without username, phone, status and usable access hash in answers about a history, as those
    do whom the asking account does not know. `created` is when the account was really made.
    """

    id: int
    first_name: str | None
    last_name: str | None = None
    username: str | None = None
    phone: str | None = None
    photo: bool = False
    deleted: bool = False
    bot: bool = False
    scam: bool = False
    fake: bool = False
    restricted: bool = False
    min: bool = False
    last_seen: LastSeen = "empty"
    seen_at: int | None = None
    created: int | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """The account that an audit runs with. One that hides its own last-seen time sees nobody else's (`by_me`)."""

    id: int = 777_000_111
    first_name: str = "Auditor"
    username: str | None = "auditor_account"
    phone: str = "77010000001"
    code: str = "22345"
    password: str | None = None
    hides_last_seen: bool = False
    home_dc: int = 2


class Status(NamedTuple):
    """A last-seen status as it is shown. `by_me`: it would be exact if the one who looks did not hide their own."""

    kind: LastSeen
    at: int | None = None
    by_me: bool = False


def shown_status(account: Account, operator: Operator, now: int) -> Status | None:
    """What `operator` is shown; nothing of bots and deleted accounts."""
    if account.bot or account.deleted:
        return None
    if account.last_seen == "online":
        return Status("recently", by_me=True) if operator.hides_last_seen else Status("online", now + 240)
    if account.last_seen != "exact":
        return Status(account.last_seen)
    assert account.seen_at is not None, "an exact status has a time"
    if not operator.hides_last_seen:
        return Status("exact", account.seen_at)
    away = now - account.seen_at
    for kind, days in _BUCKETS:
        if away < days * DAY:
            return Status(kind, by_me=True)
    return Status("empty")


_BUCKETS: tuple[tuple[LastSeen, int], ...] = (("recently", 3), ("last_week", 7), ("last_month", 31))
