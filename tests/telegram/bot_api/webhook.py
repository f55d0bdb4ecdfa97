"""Updates that are brought to the bot instead of being fetched."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.telegram.bot_api.faults import bad
from tests.telegram.bot_api.http import Response, ask
from tests.telegram.bot_api.updates import Updates

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
AGAIN = 0.05
"""Seconds until an update that was not taken is brought again; Telegram's own pauses are longer."""


@dataclass
class Webhook:
    """Where updates are brought to, and how that went last."""

    url: str
    secret: str = ""
    error: str = ""
    error_at: int = 0

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in {"http", "https"} or urlsplit(self.url).hostname != "127.0.0.1":
            raise bad("bad webhook: an URL of this machine must be provided for webhook")
        if not SECRET.fullmatch(self.secret):
            raise bad("secret token contains unallowed characters")


async def deliver(
    updates: Updates, webhook: Webhook, obey: Callable[[str, Mapping[str, Any]], object], now: Callable[[], int]
) -> None:
    """Brings one update after the other, each until it is taken. A method in the bot's answer is obeyed."""
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
    while True:
        while not updates.waiting:
            await updates.some()
        update = updates.waiting[0]
        try:
            answer = await ask("POST", webhook.url, json.dumps(update).encode(), headers)
        except OSError:
            answer = Response(0)
        if 200 <= answer.status < 300:
            updates.forget(update["update_id"] + 1)
            _obeyed(answer, obey)
        else:
            webhook.error_at = now()
            webhook.error = (
                f"Wrong response from the webhook: {answer.status}" if answer.status else "Connection refused"
            )
            await asyncio.sleep(AGAIN)


def _obeyed(answer: Response, obey: Callable[[str, Mapping[str, Any]], object]) -> None:
    if answer.body and answer.content_type.startswith("application/json"):
        said = json.loads(answer.body)
        if isinstance(said, dict) and "method" in said:
            obey(said.pop("method"), said)
