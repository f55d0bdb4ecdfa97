"""What people ask outlives a kill, and nothing rests of it but what answering needs."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.hearing import inbox as hearing
from bot.hearing.inbox import Inbox, at_rest
from storage.companion import inbox
from storage.opening import open_store
from storage.sqlite.database import WAIT_SECONDS
from tests.bot.process import crowds, service, summaries
from tests.storage.installation import rows

AIGUL = {"id": 77, "is_bot": False, "first_name": "Айгүл", "last_name": "Сүйүнбаева", "username": "aigul_s",
         "language_code": "ky"}  # fmt: skip
PRIVATE = {"id": 77, "type": "private", "first_name": "Айгүл", "username": "aigul_s"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Аянт", "username": "the_square"}


def told(number: int = 5, chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] = AIGUL, **message: Any) -> Update:
    """An update as Telegram tells it."""
    given = {"message_id": 3, "date": 1_700_000_000, "chat": chat, "from": sender, "text": "/audit @the_square"}
    found = Update.de_json({"update_id": number, "message": given | message}, None)
    assert found is not None
    return found


def resting(update: Update) -> Any:
    """What rests of it."""
    body = at_rest(update)
    return None if body is None else json.loads(body)["message"]


def test_of_a_request_rest_who_where_and_the_words() -> None:
    command = {"type": "bot_command", "offset": 0, "length": 6}

    assert resting(told(entities=[command])) == {
        "message_id": 3,
        "date": 1_700_000_000,
        "text": "/audit @the_square",
        "entities": [command],
        "chat": {"id": 77, "type": "private"},
        "from": {"id": 77, "is_bot": False, "first_name": "", "language_code": "ky"},
    }


def test_no_name_of_a_person_rests_and_the_names_of_a_chat_do() -> None:
    mention = {"type": "text_mention", "offset": 7, "length": 4, "user": AIGUL}
    found = told(chat=GROUP, entities=[mention], author_signature="Айгүл")

    assert resting(found)["chat"] == GROUP
    body = at_rest(found)
    assert body is not None
    assert all(name not in body.decode() for name in ("Айгүл", "Сүйүнбаева", "aigul_s"))


@pytest.mark.parametrize(
    "update",
    [
        told(chat=GROUP, text="Кому что пишут в группе"),
        told(forward_origin={"type": "user", "date": 1, "sender_user": AIGUL}),
        told(reply_to_message={"message_id": 2, "date": 1, "chat": PRIVATE, "from": AIGUL, "text": "чужое"}),
        told(sender=AIGUL | {"is_bot": True}),
        told(chat=GROUP, sender_chat=GROUP),
        Update.de_json({"update_id": 6, "channel_post": {"message_id": 3, "date": 1, "chat": GROUP}}, None),
        Update.de_json({"update_id": 7, "chat_member": {
            "chat": GROUP, "from": AIGUL, "date": 1, "old_chat_member": {"user": AIGUL, "status": "left"},
            "new_chat_member": {"user": AIGUL, "status": "member"}}}, None),
    ],
    ids=["talk of a group", "a forward", "a reply", "a bot", "a chat that writes", "a post", "who came"],
)  # fmt: skip
def test_what_is_no_request_or_speaks_of_others_does_not_rest(update: Update) -> None:
    assert at_rest(update) is None


@pytest.mark.parametrize("text", ["/audit \ud83d", "/\x00", "/" + "Ы" * 5_000, "/a\u202e<b>"])
def test_words_of_any_kind_come_back_as_they_were(text: str) -> None:
    assert resting(told(text=text))["text"] == text


def test_of_a_file_rests_by_what_it_is_fetched() -> None:
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "result.json", "file_size": 9,
                "thumbnail": {"file_id": "t", "file_unique_id": "t", "width": 1, "height": 1}}  # fmt: skip

    assert resting(told(text=None, document=document))["document"] == {
        "file_id": "f", "file_unique_id": "u", "file_name": "result.json", "file_size": 9,
    }  # fmt: skip


async def test_what_was_answered_goes_and_what_was_left_is_answered_once(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        first = Inbox(store, lambda: 1_000)
        await first.hear([told(5), told(6), told(7, chat=GROUP, text="talk")])
        first.was_answered(5)
        await first.let_go()
        assert [number for (number,) in rows(store, "SELECT number FROM inbox")] == [6]

        second = Inbox(store, lambda: 2_000)
        (left,) = await second.left(None)  # type: ignore[arg-type]
        assert left.message is not None
        assert (left.update_id, left.message.text) == (6, "/audit @the_square")
        assert second.begins(6)
        assert not second.begins(6), "Telegram tells again what was not taken for heard"
        assert second.begins(8)
        assert second.begins(8)


async def test_what_lay_for_a_day_is_let_go(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await inbox.keep(store, {1: b"{}", 2: b"{}"}, now=0)
        await inbox.keep(store, {2: b"later", 3: b"{}"}, now=inbox.DAY)

        assert await inbox.left(store, now=inbox.DAY) == {3: b"{}"}
        assert rows(store, "SELECT number FROM inbox") == [(3,)]


async def test_a_locked_database_does_not_make_the_bot_deaf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "KEPT_WITHIN", 0.2)
    async with open_store(tmp_path) as store:
        heard = Inbox(store, lambda: 1_000)
        async with store.writing():
            began = time.monotonic()
            await heard.hear([told(5)])
            assert time.monotonic() - began < WAIT_SECONDS / 2
        async with asyncio.timeout(WAIT_SECONDS):
            while not rows(store, "SELECT number FROM inbox"):  # noqa: ASYNC110 - a database tells nobody
                await asyncio.sleep(0.01)

        assert rows(store, "SELECT number FROM inbox") == [(5,)]


async def test_who_was_heard_when_the_kill_came_need_not_ask_again(tmp_path: Path) -> None:
    async with service(tmp_path, crowds(4, people=(60,))) as running:
        await running.start()
        await running.api.until(lambda: len(running.api.called("getUpdates")) > 1, 60)
        askers = [running.api.person() for _ in range(60)]
        for number, person in enumerate(askers):
            person.says(f"/audit @crowd_{1 + number % 4}")
        await running.api.until(lambda: not running.api.updates.waiting, 60)
        await running.kill()
        accepted = running.rows("SELECT count(*) FROM askings")[0][0]
        assert int(str(accepted)) < 60, "the kill came before all were taken in"
        await running.start()

        await running.api.until(lambda: all(summaries(person) for person in askers), 90)
        assert {len(summaries(person)) for person in askers} == {1}
        await running.until("SELECT count(*) = 0 FROM inbox")
