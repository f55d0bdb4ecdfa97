"""How the bot hears what people ask: what an earlier process left unanswered, then what Telegram tells."""

import asyncio
import logging

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application

from bot.companion import Companion
from bot.hearing.inbox import Inbox
from storage.errors import StorageError
from storage.people.identities import export_key

log = logging.getLogger("deadsouls.listening")

AGAIN_SECONDS = 5.0
"""After so long the database is asked again for what was left."""

UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.CHAT_MEMBER, Update.MY_CHAT_MEMBER]


async def listen(bot: "Application", companion: Companion) -> None:  # type: ignore[type-arg]
    """Answers what was left, then hears what comes: by long polling, or by a webhook where one is set."""
    settings = companion.settings
    await _hand_on(bot, companion.inbox)
    assert bot.updater is not None  # noqa: S101 - made by the builder
    if settings.webhook_url:
        await bot.updater.start_webhook(
            listen="127.0.0.1", port=settings.webhook_port, webhook_url=settings.webhook_url, allowed_updates=UPDATES,
            secret_token=_secret(companion.store.key), bootstrap_retries=-1,
        )  # fmt: skip
    else:
        await bot.updater.start_polling(
            allowed_updates=UPDATES, timeout=20, bootstrap_retries=-1, error_callback=_not_heard
        )


def _not_heard(error: TelegramError) -> None:
    log.warning("news cannot be fetched: %s", type(error).__name__)


def _secret(key: bytes) -> str:
    """By which Telegram proves itself to the webhook: from the installation's key, the same after a restart."""
    return export_key(key, "webhook", "").hex()


async def _hand_on(bot: "Application", inbox: Inbox) -> None:  # type: ignore[type-arg]
    """What an earlier process left unanswered is answered before what is new."""
    while True:
        try:
            left = await inbox.left(bot.bot)
        except StorageError as error:
            log.warning("what was left unanswered cannot be read: %s", error.slug)
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            break
    for update in left:
        bot.update_queue.put_nowait(update)
