"""Which chat the operator denies, so that it stays denied under another name, another link, or as a supergroup.

The deny list holds numbers of chats beside what was typed. An invite link is looked at as Telegram shows it to whoever
taps it, without joining; whoever denies is told whether the chat was found, never which it is: a link must not become a
way to learn of a closed chat's number or title.
"""

import asyncio
import logging

import msgspec

from auditor.collect.live.read import identify
from auditor.collect.live.target import Target
from auditor.errors import DeadSoulsError
from auditor.work.denials import names_of
from bot.companion import Companion
from storage.records import Chat

log = logging.getLogger("deadsouls.denials")

LOOK_SECONDS = 20.0
"""So long Telegram is asked which chat is meant."""


class Found(msgspec.Struct, frozen=True):
    """Under what a chat stands on the deny list; `resolved`: by its number, too."""

    names: list[str]
    resolved: bool


async def find(companion: Companion, target: Target) -> Found:
    """Under what a chat that was typed is to stand on the deny list."""
    names = dict.fromkeys(await companion.names_of(target))
    found = await _identified(companion, target)
    names |= dict.fromkeys(name for chat in found for name in names_of(chat))
    return Found(list(names), target.by == "id" or len(names) > 1)


async def _identified(companion: Companion, target: Target) -> list[Chat]:
    """The chat as the first of the reading accounts that knows it sees it."""
    for pace in list(companion.readers.values()):
        try:
            found = await asyncio.wait_for(identify(companion.store, pace, target), LOOK_SECONDS)
        except (DeadSoulsError, OSError, TimeoutError) as error:
            log.info("a chat that is denied was not found: %s", getattr(error, "slug", type(error).__name__))
            continue
        if found:
            return found
    return []
