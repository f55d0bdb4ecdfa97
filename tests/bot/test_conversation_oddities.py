"""Telegram that answers oddly: whoever asked hears why in a sentence, at once where trying again cannot help."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from auditor.work import reading
from bot.telling import answers, messenger
from tests.bot.running import EN, PATIENCE, Running, companion
from tests.bot.square import MARKET, SQUARE
from tests.telegram.faults import Another, Fault, Newer, Revoked, RpcFault, What

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with companion(tmp_path_factory.mktemp("companion"), [SQUARE, MARKET]) as open_one:
        yield open_one


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(reading, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(reading, "PAUSE_SECONDS", 1)
    monkeypatch.setattr(messenger, "LOOK_SECONDS", 0.1)


ENDS: dict[str, tuple[What, str]] = {
    "an error by its name": (RpcFault(400, "TAKEOUT_REQUIRED"), "chat-unreachable/refused"),
    "an error that nobody knows": (RpcFault(400, "АЙГУЛЬ_INVALID"), "chat-unreachable/refused"),
    "a frozen account": (RpcFault(420, "FROZEN_METHOD_INVALID"), "chat-unreachable/frozen"),
    "a chat that closed": (RpcFault(406, "CHANNEL_PRIVATE"), "chat-unreachable/removed"),
    "what is newer": (Newer(), "answer-unreadable/outdated"),
    "an answer to another question": (Another(), "answer-unreadable/malformed"),
}


@pytest.mark.parametrize("odd", ENDS)
async def test_where_trying_again_cannot_help_it_is_told_at_once(running: Running, odd: str) -> None:
    what, slug = ENDS[odd]
    person = running.person()
    running.telegram.faults.add(Fault("GetHistoryRequest", None, what))
    asked = running.read()
    try:
        person.says(f"/audit @{SQUARE.username}")
        await running.hears(person, answers.failure(slug, EN))
    finally:
        running.telegram.faults.clear()
    assert running.read() - asked < 25
    assert await running.jobs() == []


async def test_a_banned_account_and_a_layer_that_is_too_old_are_told_to_whoever_waits(running: Running) -> None:
    first, second = running.person(), running.person("ru")
    newer = Fault("GetUsersRequest", None, Newer())
    running.telegram.faults.add(Fault("GetFullChannelRequest", None, Revoked("USER_DEACTIVATED_BAN")))
    first.says(f"/audit @{MARKET.username}")
    said = await first.answer()
    banned = EN.text(
        "Telegram has banned the account I read chats with. I will go on by myself once the operator has signed in"
        " another one."
    )
    await running.api.until(lambda: banned in said.text, PATIENCE)
    running.telegram.faults.clear()
    running.telegram.faults.add(newer)
    second.says(f"/audit @{SQUARE.username}")
    heard = await second.answer()
    await running.api.until(lambda: "новее" in heard.text, PATIENCE)
    running.telegram.faults.clear()
    await running.gets_report(first)
    await running.gets_report(second)
