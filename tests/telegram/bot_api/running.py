"""A real bot that runs against the local Bot API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram.ext import Application, ApplicationBuilder

from tests.telegram.bot_api.server import LocalBotApi

Running = Application[Any, Any, Any, Any, Any, Any]


@asynccontextmanager
async def polling(api: LocalBotApi, *handlers: Any, **more: Any) -> AsyncIterator[Running]:
    """A bot with these handlers that polls for as long as this lasts."""
    before = len(api.called("getUpdates"))
    builder = ApplicationBuilder().token(api.token).base_url(api.base_url).base_file_url(api.base_file_url)
    application = builder.build()
    application.add_handlers(handlers)
    async with application:
        await application.start()
        assert application.updater is not None, "it polls"
        await application.updater.start_polling(poll_interval=0, timeout=5, **more)
        try:
            await api.until(lambda: len(api.called("getUpdates")) > before)
            yield application
        finally:
            await application.updater.stop()
            await application.stop()
