"""Whether the reading account is fit to read: signed in, clock right, its own last-seen shown, its rights in a chat."""

import time
from collections.abc import Awaitable
from typing import NamedTuple

from auditor.collect.live import place
from auditor.collect.live.pages import PAGE_OF_HISTORY, PAGE_OF_MEMBERS
from auditor.collect.live.place import Closed, Place
from auditor.collect.live.requests import Requests
from auditor.collect.live.session import Credentials, account
from auditor.collect.live.target import Target
from auditor.collect.live.telegram import Telegram
from auditor.collect.live.waits import Pace
from auditor.errors import RequestRefused, SourceError

CLOCK_SECONDS = 30
"""Telegram rejects what is dated more than 30 seconds ahead of its own clock, or more than 300 behind
(core.telegram.org/mtproto/description, on message identifiers); the narrower limit stands for both."""


class Finding(NamedTuple):
    """One thing that was looked at, and whether it is in order."""

    ok: bool
    what: str


async def account_checks(credentials: Credentials, target: Target | None) -> list[Finding]:
    """Looks at the account, and at its rights in a chat where one is named. What cannot be looked at says why, and
    keeps nothing else from being looked at."""
    try:
        async with account(credentials) as client:
            telegram = Requests(Pace(client))
            found = [Finding(True, "Account: signed in")]
            found.append(await _checked(_clock(telegram)))
            found.append(await _checked(_own_last_seen(telegram)))
            if target is not None:
                found += await _rights(telegram, target)
            return found
    except SourceError as error:
        return [_fault(error)]


async def _checked(check: Awaitable[Finding]) -> Finding:
    try:
        return await check
    except SourceError as error:
        return _fault(error)


def _fault(error: SourceError) -> Finding:
    """What was answered instead; that the program is too old for Telegram is told from everything else."""
    if error.facts.get("why") == "outdated":
        return Finding(False, f"Layer: {error}")
    return Finding(False, str(error))


async def _clock(telegram: Telegram) -> Finding:
    off = abs(time.time() - await telegram.time())
    return Finding(off <= CLOCK_SECONDS, f"Clock: {off:.0f} seconds from Telegram's ({CLOCK_SECONDS} are allowed)")


async def _own_last_seen(telegram: Telegram) -> Finding:
    try:
        shown = await telegram.shows_last_seen()
    except RequestRefused as error:
        return Finding(False, f"Own last-seen: Telegram does not tell its setting. {error}")
    if shown:
        return Finding(True, "Own last-seen: shown to everybody, so that Telegram shows others' as well")
    return Finding(
        False,
        "Own last-seen: hidden, so Telegram shows others' only coarsely; set Privacy > Last seen to Everybody"
        " for the reading account",
    )


async def _rights(telegram: Telegram, target: Target) -> list[Finding]:
    try:
        found = await place.find(telegram, target)
    except SourceError as error:
        return [_fault(error)]
    if isinstance(found, Closed):
        return [Finding(False, f"{found.title}: only members can read it; audit it with --join")]
    listing = {"whole": "can be read", "hidden": "is hidden: admins and bots only", "none": "is not for this account"}
    rights = "an admin" if found.admin else "a member" if found.inside else "no member"
    said = f"{found.chat.title}: the account is {rights}; the member list {listing[found.listing]}"
    return [Finding(True, said), await _checked(_newest_pages(telegram, found))]


async def _newest_pages(telegram: Telegram, found: Place) -> Finding:
    """Whether what Telegram answers there can be understood: a page of the history, and one of the member list."""
    await telegram.newest(found.peer, PAGE_OF_HISTORY)
    if found.listing != "none" and found.chat.kind != "basic-group":
        await telegram.members(found.peer, 0, PAGE_OF_MEMBERS)
    return Finding(True, "Layer: what Telegram answers there can be understood")
