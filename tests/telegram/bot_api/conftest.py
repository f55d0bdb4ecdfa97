"""A real python-telegram-bot beside the local Bot API."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.world import LiveWorld
from tests.worlds.live import LiveChat, Operator, basic_group_live, channel_live, private_live


@pytest.fixture(autouse=True)
def _spans_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns of times that will be no numbers any more; warnings are errors here."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture(scope="session")
def group() -> LiveChat:
    return private_live(1, username="small_talk")


@pytest.fixture(scope="session")
def chats(group: LiveChat) -> list[LiveChat]:
    return [group, basic_group_live(2, 30), channel_live(3, 60, posts=5)]


@pytest.fixture
async def api(chats: list[LiveChat]) -> AsyncIterator[LocalBotApi]:
    async with LocalBotApi(LiveWorld(chats, [Operator()])) as local:
        yield local


@pytest.fixture
def aigul(api: LocalBotApi) -> Person:
    """Somebody who has spoken with the bot; nothing of that waits for it any more."""
    person = api.person("Aigul", "ru")
    person.says("/start")
    api.updates.waiting.clear()
    return person


@pytest.fixture
async def bot(api: LocalBotApi) -> AsyncIterator[Bot]:
    # reading the certificates of the world takes a tenth of a second, and plain HTTP needs none
    asks, polls = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    async with Bot(
        api.token, api.base_url, base_file_url=api.base_file_url, request=asks, get_updates_request=polls
    ) as connected:
        yield connected
