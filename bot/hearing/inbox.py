"""What people ask outlives a kill. Telegram tells each request once and takes it for heard when the next are fetched;
so it is kept before that, and let go when it was answered.

Kept is what the bot itself was asked, and no more of it than answering needs: who by id, where, the words. No name of
a person rests, and nothing that was written to others or by others: a tap, a forwarded post or a reply that a kill
takes has to be made again.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from telegram import Bot, Message, Update
from telegram.ext import Application, ExtBot

from storage.companion import inbox
from storage.errors import StorageError
from storage.store import Store

log = logging.getLogger("deadsouls.inbox")

KEPT_WITHIN = 3.0
"""Seconds that answering waits for the database; a locked one must not make the bot deaf."""

AGAIN_SECONDS = 1.0
"""After so long it is tried again to let go of what was answered."""

_OF_MESSAGE = ("message_id", "date", "text", "chat_shared", "message_thread_id", "is_topic_message")
_OF_ENTITY = ("type", "offset", "length")
_OF_DOCUMENT = ("file_id", "file_unique_id", "file_name", "file_size", "mime_type")


class Inbox:
    """What was asked and is not answered yet."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._database = store
        self._clock = clock
        self._kept: set[int] = set()
        self._answered: set[int] = set()
        self._news = asyncio.Event()
        self._keeping: set[asyncio.Task[None]] = set()
        self._left: set[int] = set()
        """What an earlier process left, that Telegram may tell again."""
        self._begun: set[int] = set()
        """Which of those this process has begun to answer."""

    async def hear(self, updates: Sequence[Update]) -> None:
        """Keeps what was asked, before Telegram takes it for heard."""
        asked = {each.update_id: body for each in updates if (body := at_rest(each)) is not None}
        if asked:
            self._kept |= asked.keys()
            keeping = asyncio.create_task(self._keep(asked))
            self._keeping.add(keeping)
            keeping.add_done_callback(self._keeping.discard)
            await asyncio.wait([keeping], timeout=KEPT_WITHIN)

    async def _keep(self, asked: dict[int, bytes]) -> None:
        try:
            await inbox.keep(self._database, asked, now=self._clock())
        except StorageError as error:
            log.warning("what was asked cannot be kept: %s", error.slug)

    async def left(self, bot: Bot) -> list[Update]:
        """What an earlier process left unanswered."""
        kept = await inbox.left(self._database, now=self._clock())
        self._left = set(kept)
        self._kept |= self._left
        return [Update.de_json(json.loads(body), bot) for body in kept.values()]

    def begins(self, number: int) -> bool:
        """Whether a request is to be answered now: what was left is, once, though Telegram may tell it again."""
        if number in self._begun:
            return False
        if number in self._left:
            self._begun.add(number)
        return True

    def was_answered(self, number: int) -> None:
        """A request is to be let go."""
        if number in self._kept:
            self._kept.discard(number)
            self._answered.add(number)
            self._news.set()

    async def give_up(self, number: int) -> bool:
        """Lets go of a request before it is answered, where an answer that comes twice would do more harm than one that
        a kill takes; False where the database could not."""
        self.was_answered(number)
        return await self.let_go()

    async def sweep(self) -> None:
        """Lets go of what was answered, as soon as it was: what a kill leaves here is answered again."""
        while True:
            await self._news.wait()
            self._news.clear()
            if not await self.let_go():
                await asyncio.sleep(AGAIN_SECONDS)
                self._news.set()

    async def let_go(self) -> bool:
        """Lets go of what was answered; False where the database could not."""
        if self._keeping:
            await asyncio.wait(self._keeping)
        answered, self._answered = self._answered, set()
        try:
            if answered:
                await inbox.drop(self._database, answered)
        except StorageError as error:
            self._answered |= answered
            log.warning("what was answered is let go later: %s", error.slug)
            return False
        return True


class Hearing(ExtBot[Any]):
    """A bot that keeps what it fetches before it fetches more."""

    __slots__ = ("_inbox",)

    def __init__(self, inbox_: Inbox, token: str, **given: Any) -> None:
        super().__init__(token, **given)
        self._inbox = inbox_

    async def get_updates(self, *given: Any, **named: Any) -> tuple[Update, ...]:
        """As Telegram tells them; what is not yet taken for heard is kept when this returns."""
        updates = await super().get_updates(*given, **named)
        await self._inbox.hear(updates)
        return updates


class Arriving(asyncio.Queue[object]):
    """What a webhook brings is kept before the webhook says that it was heard."""

    def __init__(self, inbox_: Inbox) -> None:
        super().__init__()
        self._inbox = inbox_

    async def put(self, item: object) -> None:
        """Keeps what was asked, and hands it on."""
        if isinstance(item, Update):
            await self._inbox.hear([item])
        await super().put(item)


class Answering(Application[Any, Any, Any, Any, Any, Any]):
    """Lets go of a request when it was answered, or when it was said that it cannot be; not when answering was cut
    short."""

    def __init__(self, inbox_: Inbox, **given: Any) -> None:
        super().__init__(**given)
        self._inbox = inbox_

    async def process_update(self, update: object) -> None:
        """Answers one update."""
        if not isinstance(update, Update):
            await super().process_update(update)
        elif self._inbox.begins(update.update_id):
            await super().process_update(update)
            self._inbox.was_answered(update.update_id)


def at_rest(update: Update) -> bytes | None:
    """A request as it may rest; None of what is none, or speaks of others."""
    message = update.message
    if message is None or message.from_user is None or message.from_user.is_bot or message.sender_chat is not None:
        return None
    if message.forward_origin is not None or message.reply_to_message is not None:
        return None
    if message.chat.type != "private" and not (message.text or "").startswith("/"):
        return None
    # as ASCII, which any string can be put into, half a surrogate as well
    return json.dumps({"update_id": update.update_id, "message": _bare(message)}).encode()


def _bare(message: Message) -> dict[str, Any]:
    """What of a message is needed to answer it. A person's name is empty, for no names of people rest
    (docs/privacy.md); a chat's title and username may."""
    told, who = message.to_dict(), message.from_user
    assert who is not None  # noqa: S101 - `at_rest` has looked
    kept = {key: told[key] for key in _OF_MESSAGE if key in told}
    kept["entities"] = [{key: entity[key] for key in _OF_ENTITY} for entity in told.get("entities", ())]
    if message.document is not None:
        kept["document"] = {key: told["document"][key] for key in _OF_DOCUMENT if key in told["document"]}
    named = ("id", "type") if message.chat.type == "private" else ("id", "type", "title", "username")
    kept["chat"] = {key: told["chat"][key] for key in named if key in told["chat"]}
    kept["from"] = {"id": who.id, "is_bot": False, "first_name": "", "language_code": who.language_code}
    return kept
