"""The account that reads live chats: signed in by a code, asked again, joining nothing without a yes of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.auditor.desk.running import Client, Running
from tests.auditor.desk.test_choices import answer_in
from tests.telegram.server import LocalTelegram
from tests.worlds.live import dvk_live

OPEN, CLOSED = dvk_live(3, 60, username="crowd_3"), dvk_live(4, 60, username=None, chat_id=1_310_155_679)


@pytest.fixture
def live(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home for which Telegram gave an id and a hash."""
    monkeypatch.setenv("DEADSOULS_API_ID", "1")
    monkeypatch.setenv("DEADSOULS_API_HASH", "x")
    home.mkdir(mode=0o700)
    return home


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    async with LocalTelegram([OPEN, CLOSED]) as local:
        yield local


async def apart(work: Callable[[], Any]) -> Any:
    """What a browser does, while this Telegram goes on answering."""
    return await asyncio.to_thread(work)


async def test_an_account_is_signed_in_by_a_code_after_a_second_word(live: Path, telegram: LocalTelegram) -> None:
    telegram.unsigned_session_file(live / "account.session")

    def begun(client: Client) -> str:
        refused = client.post("account/plan", data={"chat": "@crowd_3"})
        assert "Sign in" in refused.text, "a session that is signed in to nothing is no dead end"
        again = client.post("account/login")
        assert "tg://" not in client.get("account").text
        client.post("account/login", data={"answer": answer_in(again)})
        for _ in range(200):
            if "<svg" in (page := client.get("account").text):
                return page
        raise AssertionError("no code was shown")

    def signed_in(client: Client) -> None:
        for _ in range(500):
            if "Audit a live chat" in client.get("account").text:
                return
        raise AssertionError("nobody was signed in")

    with Running(live) as running, running.let_in() as client:
        await apart(lambda: begun(client))
        telegram.accept_qr()
        await apart(lambda: signed_in(client))


async def test_a_chat_is_audited_and_joined_only_where_that_was_ticked(live: Path, telegram: LocalTelegram) -> None:
    telegram.session_file(live / "account.session")
    link = f"https://t.me/+{CLOSED.link_of(CLOSED.creator)}"

    def visit(client: Client) -> None:
        plan = client.post("account/plan", data={"chat": "@crowd_3"})
        assert "members by Telegram" in plan.text
        assert "Everybody there can see that" in plan.text
        assert 422 == client.post("account/plan", data={"chat": "no chat at all"}).status_code
        run = client.path_of(client.post("account/audit", data={"chat": "@crowd_3"}))
        assert "audits/1" == client.path_of(client.over(run))
        unasked = client.path_of(client.post("account/audit", data={"chat": link}))
        assert "Not audited" in client.over(unasked).text

    with Running(live) as running, running.let_in() as client:
        await apart(lambda: visit(client))
        assert not telegram.counts["ImportChatInviteRequest"]

        def joined() -> None:
            run = client.path_of(client.post("account/audit", data={"chat": link, "join": "yes"}))
            assert "audits/2" == client.path_of(client.over(run))

        await apart(joined)
        assert (1, 1) == (telegram.counts["ImportChatInviteRequest"], telegram.counts["LeaveChannelRequest"])
