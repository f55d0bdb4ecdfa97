"""Who cannot be answered, who is nobody, what was denied, and what went wrong: each ends in one sentence."""

import asyncio
import logging
import re
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace

import pytest
import pytest_asyncio

from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot.commands.every import COMMANDS
from bot.commands.help import help_text
from bot.companion import LOOKED_UP
from bot.telling import answers
from storage.companion import askings, talkers
from tests.auditor.collect.chats import Somebody, said
from tests.bot.running import EN, PATIENCE, Running, companion
from tests.bot.square import HOME, MARKET, NEWS, ROOM, SMALL, SQUARE, long_chat
from tests.storage.installation import rows, take_in
from tests.telegram.bot_api.shown import api_id
from tests.telegram.faults import Fault, FloodWait, Held, Slow
from tests.telegram.world import Room
from tests.worlds.live import LiveChat, dvk_live, migrated_live

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONGS = [long_chat(seed) for seed in range(41, 46)]
RENAMED = dvk_live(51, 60, title="Переезд", chat_id=1_500_000_051, username="moving_house", **SMALL)
AFTER = migrated_live(7)
NUMBERS_OF_NOBODY = (1_087_968_824, 136_817_688, 777_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edges(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    chats = [SQUARE, MARKET, NEWS, HOME, ROOM, RENAMED, *LONGS]
    async with companion(tmp_path_factory.mktemp("companion"), chats) as open_one:
        for chat in (SQUARE, MARKET, *LONGS):
            open_one.api.make_member(chat)
        yield open_one


def slow(running: Running, seconds: float = 0.3) -> Fault:
    """Telegram takes its time for each page, until this is taken away."""
    fault = Fault("GetHistoryRequest", None, Slow(seconds))
    running.telegram.faults.add(fault)
    return fault


@pytest.mark.parametrize("command", ["/audit", "/me", "/watch daily", "/help"])
async def test_an_anonymous_admin_and_a_channel_are_asked_to_write_as_themselves(edges: Running, command: str) -> None:
    somebody = edges.person()
    for channel in (None, NEWS):
        somebody.says_as_the_chat(command, SQUARE, channel)
        await edges.hears(somebody, answers.as_yourself(EN), in_room=SQUARE)

    for table, column in (("askings", "asker"), ("watches", "asker"), ("talkers", "person"), ("inbox", "number")):
        ids = {row[0] for row in rows(edges.companion.store, f"SELECT {column} FROM {table}")}
        assert ids.isdisjoint(NUMBERS_OF_NOBODY)


async def test_a_post_that_a_channel_hands_on_by_itself_is_no_command(edges: Running) -> None:
    somebody = edges.person()
    shown = somebody.says("/help", in_room=LONGS[4]).shown()
    await somebody.answer(in_room=LONGS[4])
    telegram = {"id": 777_000, "is_bot": False, "first_name": "Telegram"}
    news = {"id": api_id(edges.api.chats.room(NEWS)), "type": "channel", "title": NEWS.title}
    handed_on = {"message_id": 9_999_998, "from": telegram, "sender_chat": news, "is_automatic_forward": True}
    edges.api.updates.push("message", shown | handed_on)
    await edges.silence()

    assert edges.fresh(somebody, LONGS[4]) == []


async def test_who_is_added_by_an_anonymous_admin_was_added_by_nobody_known(edges: Running) -> None:
    yard = LONGS[4]
    edges.api.make_admin(yard)
    somebody, admin = edges.person(), edges.person()
    told = somebody.is_added_by(admin, yard)
    other = edges.person()
    anonymous = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    user = {which: told[which] | {"user": other.shown()} for which in ("old_chat_member", "new_chat_member")}
    edges.api.updates.push("chat_member", told | user | {"from": anonymous})
    sql = f"SELECT adder IS NOT NULL FROM updates JOIN chats USING (chat) WHERE telegram_id = {yard.id}"
    await edges.api.until(lambda: len(rows(edges.companion.store, sql)) == 2)

    assert sorted(rows(edges.companion.store, sql)) == [(0,), (1,)]


async def test_what_a_group_asked_for_is_read_no_further_when_it_puts_the_bot_out(edges: Running) -> None:
    fault, chat = slow(edges, 1.2), LONGS[0]  # longer than the worker takes to look whether it is still wanted
    aigul = edges.person()
    aigul.says("/audit", in_room=chat)
    await aigul.answer(in_room=chat)
    began = edges.read()
    await edges.api.until(lambda: edges.read() > began + 1, PATIENCE)
    edges.api.remove_bot(chat)
    await edges.api.until(
        lambda: not [1 for job in _of(edges, chat) if job in {"waiting", "running", "parked"}], PATIENCE
    )
    read = edges.read()
    await asyncio.sleep(4)
    edges.telegram.faults.remove(fault)

    assert _of(edges, chat) == ["cancelled"]
    assert edges.read() <= read + 1


async def test_who_blocks_the_bot_stops_their_own_audit_and_nobody_elses(edges: Running) -> None:
    fault, (alone, shared) = slow(edges), LONGS[1:3]
    aigul, timur = edges.person(), edges.person()
    aigul.says(f"/audit @{shared.username}")
    await aigul.answer()
    aigul.says(f"/audit @{alone.username}")
    await aigul.answer()
    timur.says(f"/audit @{shared.username}")
    await timur.answer()
    aigul.blocks_bot()
    await edges.api.until(lambda: _of(edges, alone) == ["cancelled"], PATIENCE)
    edges.telegram.faults.remove(fault)

    assert shared.title in (await edges.gets_report(timur)).text


async def test_who_blocked_the_bot_while_it_was_away_is_found_out_by_the_next_word(edges: Running) -> None:
    fault, chat = slow(edges), LONGS[3]
    aigul = edges.person()
    aigul.says(f"/audit @{chat.username}")
    await aigul.answer()
    aigul.has_blocked = True
    await edges.api.until(lambda: _of(edges, chat) == ["cancelled"], PATIENCE)
    edges.telegram.faults.remove(fault)


def _of(running: Running, chat: LiveChat) -> list[object]:
    """How the jobs of a chat stand."""
    sql = f"SELECT state FROM jobs WHERE target = 'name:{chat.username}'"
    return [row[0] for row in rows(running.companion.store, sql)]


async def test_a_denied_link_denies_the_chat_if_the_account_can_see_it(edges: Running) -> None:
    operator, trusted = edges.operator(), await edges.trusted()
    operator.says(f"/deny https://t.me/+{HOME.invite}")
    await edges.hears(operator, answers.denied(True, EN))
    joined = edges.read("ImportChatInviteRequest")
    trusted.says(f"/audit -100{HOME.id}")

    await edges.hears(trusted, answers.refusal("chat-denied", EN))
    assert edges.read("ImportChatInviteRequest") == joined
    operator.says(f"/allow https://t.me/+{HOME.invite}")
    await operator.answer("Done.")
    assert not [each for each in await talkers.denied_chats(edges.companion.store) if str(HOME.id) in each]


async def test_a_denied_link_that_tells_nothing_is_said_to_be_denied_alone(edges: Running) -> None:
    operator = edges.operator()
    joined = edges.read("ImportChatInviteRequest")
    operator.says(f"/deny https://t.me/+{ROOM.invite}")
    said = await edges.hears(operator, answers.denied(False, EN))

    assert ROOM.title not in said.text, "a link is no way to learn of a closed chat"
    assert edges.read("ImportChatInviteRequest") == joined
    trusted = await edges.trusted()
    trusted.says(f"/audit https://t.me/+{ROOM.invite}")
    await edges.hears(trusted, answers.refusal("chat-denied", EN))
    operator.says("/deny @nobody_is_called_so")
    await edges.hears(operator, answers.denied(False, EN))


async def test_a_chat_that_is_renamed_stays_denied(edges: Running) -> None:
    operator, aigul, world = edges.operator(), edges.person(), edges.telegram.world
    operator.says("/deny @Moving_House")
    await edges.hears(operator, answers.denied(True, EN))
    room = world.rooms[RENAMED.id]
    room.chat = replace(room.chat, username="another_house")
    world._usernames["another_house"] = room
    del world._usernames["moving_house"]
    aigul.says("/audit @another_house")

    await edges.hears(aigul, answers.refusal("chat-denied", EN))


async def test_a_group_that_becomes_a_supergroup_stays_denied(edges: Running) -> None:
    operator, trusted, world = edges.operator(), await edges.trusted(), edges.telegram.world
    assert AFTER.ancestor is not None
    operator.says(f"/deny {-AFTER.ancestor.id}")
    await operator.answer("Done.")
    account = next(iter(world.operators.values()))
    for chat in (AFTER.ancestor, AFTER):
        world.rooms[chat.id] = room = Room(chat)
        room.sit(account, "member")
        world.people |= chat.accounts
    trusted.says(f"/audit -100{AFTER.id}")

    await edges.hears(trusted, answers.refusal("chat-denied", EN))
    assert f"channel:{AFTER.id}" in await talkers.denied_chats(edges.companion.store)


async def test_an_export_of_a_public_chat_takes_nothing_of_its_name(edges: Running) -> None:
    await edges.audited(SQUARE)
    store, aigul = edges.companion.store, edges.person()
    messages = [said(number, Somebody(5, "Asel"), at=SQUARE.now - 10**6 + number) for number in range(1, 4)]
    await take_in(store, messages, now=SQUARE.now, name="Старое имя", id=SQUARE.id, type="public_supergroup")
    aigul.says("/report @main_square")

    await edges.gets_report(aigul)
    sql = f"SELECT username FROM chats WHERE identity = 'channel:{SQUARE.id}'"
    assert rows(store, sql) == [(SQUARE.username,)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_asks_again_and_again_what_is_kept_about_them_is_told_to_wait(edges: Running, language: str) -> None:
    aigul, timur = edges.person(language), edges.person()
    for _ in range(LOOKED_UP):
        aigul.says("/me")
        await edges.gets_file(aigul, "me.json")
    aigul.says("/me")
    await edges.hears(aigul, answers.not_so_often(10, wording(language)))
    timur.says("/me")

    await edges.gets_file(timur, "me.json")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_breaks_is_told_under_the_number_that_is_logged(
    edges: Running, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "Айгуль Сериккызы"

    async def break_down(*_: object, **__: object) -> None:
        name_of_a_person = secret
        raise LookupError(name_of_a_person)

    monkeypatch.setattr(askings, "under_way", break_down)
    aigul = edges.person(language)
    with caplog.at_level(logging.INFO):
        aigul.says("/status")
        said = await aigul.answer()
    number = re.findall(r"[0-9a-f]{8}", said.text)[-1]

    assert said.html == answers.failure(f"broken/{number}", wording(language)).html
    (line,) = [each.getMessage() for each in caplog.records if number in each.getMessage()]
    assert re.search(r"LookupError \S*test_conversation_edges\.py:\d+:break_down commands/status\.py:\d+:status ", line)
    assert secret not in caplog.text


async def test_an_audit_that_breaks_down_is_told_under_the_number_that_is_logged(
    edges: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("auditor.work.reading.MOST_BREAKDOWNS", 1)
    monkeypatch.setattr("auditor.work.pool._measured", _break_down)
    aigul = edges.person()
    aigul.says(f"/audit @{MARKET.username}")
    await edges.api.until(lambda: "broken" in str(rows(edges.companion.store, "SELECT slug FROM jobs")), PATIENCE)
    (number,) = re.findall(r"broken/([0-9a-f]{8})", str(rows(edges.companion.store, "SELECT slug FROM jobs")))
    await edges.hears(aigul, answers.failure(f"broken/{number}", EN))

    (line,) = [each.getMessage() for each in caplog.records if number in each.getMessage()]
    assert re.search(r"ZeroDivisionError \S*reading\.py|_break_down", line)
    assert "_break_down" in line, "the frames of the other process are told, too"


async def _break_down(*_: object) -> int:
    return 1 // 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_cannot_be_looked_up_hears_so_in_the_language_of_their_telegram(
    edges: Running, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    aigul = edges.person(language)
    path = edges.home / "deadsouls.db"
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)) as other:
        await asyncio.to_thread(other.execute, "ALTER TABLE talkers RENAME TO away")
        try:
            aigul.says("/help")
            await edges.hears(aigul, answers.failure("database-unreadable", wording(language)))
        finally:
            await asyncio.to_thread(other.execute, "ALTER TABLE away RENAME TO talkers")
    assert "database-unreadable" in caplog.text
    assert "[error " not in caplog.text, "a database that refuses is foreseen"
    aigul.says("/help")
    await edges.hears(aigul, help_text(COMMANDS, wording(language), operator=False))


async def test_a_group_that_telegram_asks_to_wait_for_keeps_nobody_else_waiting(edges: Running) -> None:
    aigul, timur = edges.person(), edges.person()
    aigul.says("/start")
    await aigul.answer()
    flooded = Fault("sendMessage", 1, FloodWait(6))
    edges.api.faults.add(flooded)
    calls, began = len(edges.api.called("sendMessage")), time.monotonic()
    aigul.says("/help", in_room=MARKET)
    await edges.api.until(lambda: len(edges.api.called("sendMessage")) > calls, PATIENCE)
    timur.says("/help")
    await timur.answer()
    aigul.says("/help")
    await aigul.answer()
    early = edges.fresh(aigul, MARKET)
    await edges.api.until(
        lambda: edges.fresh(aigul, MARKET) or edges.api.messages_in(MARKET)[-1].sender["is_bot"], PATIENCE
    )

    assert early == []
    assert time.monotonic() - began >= 6, "the group is told when Telegram allows it"


async def test_a_group_that_floods_the_bot_takes_neither_audits_nor_answers_from_others(edges: Running) -> None:
    crowd, timur = [edges.person() for _ in range(60)], edges.person()
    edges.api.faults.add(Fault("sendMessage", 1, FloodWait(90)))
    began = time.monotonic()
    crowd[0].says("/help", in_room=MARKET)
    await edges.api.until(lambda: not edges.api.faults._armed or edges.api.faults._armed[-1].calls)
    for number, each in enumerate(crowd):
        each.says(f"/audit @nobody_here_{number}" if number % 2 else "/help", in_room=MARKET)
    timur.says(f"/audit @{NEWS.username}")
    await edges.gets_report(timur)
    timur.says("/help")
    await edges.hears(timur, help_text(COMMANDS, EN, operator=False))

    assert time.monotonic() - began < 90
    edges.api.faults.clear()


async def test_news_are_heard_while_every_connection_for_answers_is_taken(edges: Running) -> None:
    held = Held()
    edges.api.faults.add(Fault("sendMessage", None, held))
    sent = len(edges.api.called("sendMessage"))
    crowd = [edges.person() for _ in range(80)]
    for each in crowd:
        each.says("/help")
    await edges.api.until(lambda: len(edges.api.called("sendMessage")) >= sent + 40, PATIENCE)
    heard = len(edges.api.called("getUpdates"))
    edges.person().says("/help")
    await edges.api.until(lambda: len(edges.api.called("getUpdates")) > heard, PATIENCE)
    edges.api.faults.clear()
    held.opened.set()

    await asyncio.gather(*(each.answer() for each in crowd))
