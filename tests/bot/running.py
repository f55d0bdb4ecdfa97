"""The companion running in this process, in front of a local Telegram and its Bot API."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from auditor.settings import Settings, account_credentials
from bot import service
from bot.companion import Companion
from storage.database import open_database
from tests.auditor.collect.live.live_audit import installation
from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.server import LocalTelegram
from tests.worlds.live import LiveChat

OPERATOR = 5_100_000_001


@dataclass
class Running:
    """What a test needs of it."""

    telegram: LocalTelegram
    api: LocalBotApi
    companion: Companion
    home: Path

    def person(self, language: str = "en", number: int | None = None) -> Person:
        """Somebody new, or the one with this id."""
        return self.api.person(language_code=language, id=number)


@contextlib.asynccontextmanager
async def companion(
    folder: Path, chats: Iterable[LiveChat], *, access: str = "open", **changed: Any
) -> AsyncIterator[Running]:
    """The whole service on this loop, as `deadsouls-bot` runs it."""
    home = installation(folder)
    async with LocalTelegram(list(chats)) as telegram, LocalBotApi(telegram) as api:
        session = telegram.session_file(home / "account.session")
        settings = Settings(
            _env_file=None, home=home, api_id=1, api_hash=SecretStr("x"), session=SecretStr(str(session)),
            bot_token=SecretStr(api.token), bot_api_url=api.url, operators=str(OPERATOR), access=access, **changed,
        )  # fmt: skip
        async with open_database(home) as database:
            running = service._companion(database, settings)
            ended = asyncio.Event()
            serving = asyncio.create_task(service._serve(running, account_credentials(settings), ended))
            try:
                yield Running(telegram, api, running, home)
            finally:
                ended.set()
                await serving
                await running.renderer.close()
