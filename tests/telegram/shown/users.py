"""People as Telegram shows them."""

import hashlib
from typing import Any

from telethon.tl import types

from tests.telegram.world import access_hash
from tests.worlds.live import Account, Operator, shown_status


def user(account: Account, viewer: Operator, now: int, *, from_history: bool = False) -> Any:
    """A person as `viewer` is shown them; in answers about a history some come only in part (`min`)."""
    if account.deleted:
        return types.User(account.id, access_hash=access_hash(viewer, account.id), deleted=True)
    part = from_history and account.min and account.id != viewer.id
    is_self = account.id == viewer.id
    return types.User(
        account.id,
        is_self=is_self or None,
        min=part or None,
        access_hash=access_hash(viewer, account.id, "min" if part else ""),
        first_name=account.first_name,
        last_name=account.last_name,
        username=None if part else account.username,
        phone=account.phone if is_self else None,
        photo=photo(account),
        status=None if part else status(account, viewer, now),
        bot=account.bot or None,
        bot_info_version=1 if account.bot else None,
        scam=account.scam or None,
        fake=account.fake or None,
        restricted=account.restricted or None,
        restriction_reason=[types.RestrictionReason("all", "terms", "This account broke the terms")]
        if account.restricted
        else None,
    )


def photo(account: Account) -> Any:
    """A profile photo with its tiny preview, as large as real ones are."""
    if not account.photo:
        return types.UserProfilePhotoEmpty()
    noise = hashlib.shake_128(account.id.to_bytes(8, "big")).digest(118)
    return types.UserProfilePhoto(int.from_bytes(noise[:8], "big") >> 1, 2, stripped_thumb=b"\x01\x28\x28" + noise[8:])


def status(account: Account, viewer: Operator, now: int) -> Any:
    """The last-seen status."""
    shown = shown_status(account, viewer, now)
    if shown is None:
        return None
    match shown.kind:
        case "online":
            return types.UserStatusOnline(shown.at)
        case "exact":
            return types.UserStatusOffline(shown.at)
        case "empty":
            return types.UserStatusEmpty()
        case bucket:
            return _BUCKETS[bucket](shown.by_me or None)


_BUCKETS = {
    "recently": types.UserStatusRecently,
    "last_week": types.UserStatusLastWeek,
    "last_month": types.UserStatusLastMonth,
}
