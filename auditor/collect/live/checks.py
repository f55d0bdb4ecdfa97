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
from auditor.errors import RequestRefused, Sentence, SourceError

CLOCK_SECONDS = 30
"""Telegram rejects what is dated more than 30 seconds ahead of its own clock, or more than 300 behind
(core.telegram.org/mtproto/description, on message identifiers); the narrower limit stands for both."""


class Finding(NamedTuple):
    """One thing that was looked at, and whether it is in order."""

    ok: bool
    what: Sentence


async def account_checks(credentials: Credentials, target: Target | None) -> list[Finding]:
    """Looks at the account, and at its rights in a chat where one is named. What cannot be looked at says why, and
    keeps nothing else from being looked at."""
    try:
        async with account(credentials) as client:
            telegram = Requests(Pace(client))
            found = [Finding(True, Sentence("Account: signed in"))]
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
        return Finding(False, Sentence("Layer: {what}", what=error.sentence))
    return Finding(False, error.sentence)


async def _clock(telegram: Telegram) -> Finding:
    off = abs(time.time() - await telegram.time())
    said = Sentence(
        "Clock: {seconds} seconds from Telegram's ({most} are allowed)", seconds=round(off), most=CLOCK_SECONDS
    )
    return Finding(off <= CLOCK_SECONDS, said)


async def _own_last_seen(telegram: Telegram) -> Finding:
    try:
        shown = await telegram.shows_last_seen()
    except RequestRefused as error:
        return Finding(
            False, Sentence("Own last-seen: Telegram does not tell its setting. {what}", what=error.sentence)
        )
    if shown:
        return Finding(True, Sentence("Own last-seen: shown to everybody, so that Telegram shows others' as well"))
    return Finding(
        False,
        Sentence(
            "Own last-seen: hidden, so Telegram shows others' only coarsely; set Privacy > Last seen to Everybody"
            " for the reading account"
        ),
    )


_RIGHTS = {
    "admin": Sentence("the account is an admin"),
    "member": Sentence("the account is a member"),
    "none": Sentence("the account is no member"),
}
_LISTINGS = {
    "whole": Sentence("the member list can be read"),
    "hidden": Sentence("the member list is hidden: admins and bots only"),
    "none": Sentence("the member list is not for this account"),
}


async def _rights(telegram: Telegram, target: Target) -> list[Finding]:
    try:
        found = await place.find(telegram, target)
    except SourceError as error:
        return [_fault(error)]
    if isinstance(found, Closed):
        return [Finding(False, Sentence("{title}: only members can read it; audit it with --join", title=found.title))]
    said = Sentence(
        "{title}: {rights}; {listing}",
        title=found.chat.title,
        rights=_RIGHTS["admin" if found.admin else "member" if found.inside else "none"],
        listing=_LISTINGS[found.listing],
    )
    return [Finding(True, said), await _checked(_newest_pages(telegram, found))]


async def _newest_pages(telegram: Telegram, found: Place) -> Finding:
    """Whether what Telegram answers there can be understood: a page of the history, and one of the member list."""
    await telegram.newest(found.peer, PAGE_OF_HISTORY)
    if found.listing != "none" and found.chat.kind != "basic-group":
        await telegram.members(found.peer, 0, PAGE_OF_MEMBERS)
    return Finding(True, Sentence("Layer: what Telegram answers there can be understood"))
