"""Whether the reading account is fit to read: signed in, clock right, its own last-seen shown, its rights in a chat."""

import time
from typing import NamedTuple

from telethon import errors
from telethon.tl import functions as f
from telethon.tl import types as t

from auditor.collect.live import place
from auditor.collect.live.pace import Pace
from auditor.collect.live.place import Closed
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.target import Target
from auditor.errors import SourceError

CLOCK_SECONDS = 30
"""Telegram takes messages for forged whose time is further off (test_rigs C2)."""


class Finding(NamedTuple):
    """One thing that was looked at, and whether it is in order."""

    ok: bool
    what: str


async def account_checks(credentials: Credentials, target: Target | None) -> list[Finding]:
    """Looks at the account, and at its rights in a chat where one is named."""
    try:
        async with account(credentials) as client:
            pace = Pace(client)
            found = [Finding(True, "Account: signed in"), await _clock(pace), await _own_last_seen(pace)]
            return [*found, await _rights(pace, target)] if target is not None else found
    except SourceError as error:
        return [Finding(False, str(error))]


async def _clock(pace: Pace) -> Finding:
    config = await pace(f.help.GetConfigRequest())
    off = abs(time.time() - config.date.timestamp())
    return Finding(off <= CLOCK_SECONDS, f"Clock: {off:.0f} seconds from Telegram's ({CLOCK_SECONDS} are allowed)")


async def _own_last_seen(pace: Pace) -> Finding:
    try:
        answer = await pace(f.account.GetPrivacyRequest(t.InputPrivacyKeyStatusTimestamp()))
    except errors.RPCError as error:
        return Finding(False, f"Own last-seen: Telegram does not tell its setting: {error}")
    if any(isinstance(rule, t.PrivacyValueAllowAll) for rule in answer.rules):
        return Finding(True, "Own last-seen: shown to everybody, so that Telegram shows others' as well")
    return Finding(
        False,
        "Own last-seen: hidden, so Telegram shows others' only coarsely; set Privacy > Last seen to Everybody"
        " for the reading account",
    )


async def _rights(pace: Pace, target: Target) -> Finding:
    found = await place.find(pace, target)
    if isinstance(found, Closed):
        return Finding(False, f"{found.title}: only members can read it; audit it with --join")
    listing = {"whole": "can be read", "hidden": "is hidden: admins and bots only", "none": "is not for this account"}
    rights = "an admin" if found.admin else "a member" if found.inside else "no member"
    return Finding(True, f"{found.chat.title}: the account is {rights}; the member list {listing[found.listing]}")
