"""Exports and tables that people send: kept sealed until they are audited, then deleted."""

import asyncio
import secrets
from pathlib import PurePath

from telegram.error import TelegramError

from auditor.errors import DeadSoulsError
from auditor.work.reading import EXPORTS
from auditor.work.sealed_upload import keep
from auditor.work.sent_file import ENDINGS
from bot.asking import enqueue
from bot.talk import Talk
from bot.telling import answers
from storage.companion import jobs
from storage.sources import SENT

MOST_BYTES = 20_000_000
"""Telegram gives no larger file to a bot."""


async def uploaded(talk: Talk, _: str) -> None:
    """Takes in an export of a chat, a data set or a table, by itself or in a .zip, in a private chat."""
    document, companion = talk.message.document, talk.companion
    if document is None or not talk.private:
        return
    verdict = await companion.may_begin(talk.person, None)
    if verdict != "allowed":
        await talk.say(answers.refusal(verdict, talk.words))
        return
    ending = PurePath((document.file_name or "").lower()).suffix
    if ending not in ENDINGS:
        await talk.say(answers.failure("export-unreadable", talk.words))
        return
    too_big = answers.failure(f"export-unreadable/too-big{'-zip' if ending == '.zip' else ''}", talk.words)
    if (document.file_size or 0) > MOST_BYTES:
        await talk.say(too_big)
        return
    kept = companion.uploads / f"{secrets.token_hex(12)}{ending}"
    queued = False
    try:
        content = await (await document.get_file()).download_as_bytearray()
        await asyncio.to_thread(keep, kept, companion.store.key, content)
        queued = await enqueue(talk, jobs.Request(
            SENT, f"upload:{kept.name}", talk.person, talk.message.chat_id, talk.message.message_id, talk.language,
            account=EXPORTS,
        ))  # fmt: skip
    except TelegramError as error:
        if "too big" in error.message.casefold():
            await talk.say(too_big)
            return
        raise DeadSoulsError("Telegram does not give this file to a bot.") from error
    finally:
        if not queued:
            kept.unlink(missing_ok=True)
