"""What becomes of a watch when its chat, or whoever watches, is not what it was."""

from dataclasses import replace

import pytest

from bot.watches import watch_answers
from storage.audited import reachability
from storage.companion import watches
from tests.bot.running import EN, Running
from tests.bot.square import MARKET, NEWS
from tests.bot.watches.watched import (
    AFTER,
    BARRED,
    BEFORE,
    GONE,
    LATER,
    MOVED,
    SHUT,
    TAKEN,
    WITHDRAWN,
    alerts_of,
    go_on,
    watch_of,
    watching,
)
from tests.storage.installation import rows
from tests.telegram.world import Room

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("nothing_is_watched_afterwards")]


async def test_a_chat_that_became_private_is_told_once_kept_and_tried_again(watched: Running) -> None:
    aigul = await watching(watched, SHUT)
    chat = (await watch_of(watched, aigul)).chat
    assert chat is not None
    room = watched.telegram.world.rooms[SHUT.id]
    account = next(iter(watched.telegram.world.operators.values()))
    room.sit(account, "banned")
    await go_on(watched, days=1)
    (told,) = alerts_of(aigul)
    assert EN.text("Only members can read this chat now.") in told.text
    assert "Last read on" in told.text
    runs = f"SELECT count(*) FROM runs WHERE watch = {(await watch_of(watched, aigul)).watch}"
    before = rows(watched.companion.store, runs)[0][0]
    for _ in range(7):
        await go_on(watched, days=1)
    assert [told] == alerts_of(aigul)
    assert rows(watched.companion.store, runs)[0][0] - before == 3, "after a day, two days and four"
    room.sit(account, "stranger")
    await go_on(watched, days=8)

    assert EN.text("This chat can be read again.") in alerts_of(aigul)[1].text
    states = [each.state for each in await reachability.history(watched.companion.store, chat)]
    assert states == ["reachable", "private", "reachable"]
    aigul.says("/unwatch")
    await watched.hears(aigul, watch_answers.unwatched(EN))


async def test_a_chat_that_telegram_restricts_is_told_once_with_telegrams_words(watched: Running) -> None:
    aigul = await watching(watched, BARRED)
    room = watched.telegram.world.rooms[BARRED.id]
    room.chat = replace(room.chat, restriction="This group broke <the terms>.")
    for _ in range(3):
        await go_on(watched, days=1)

    (told,) = alerts_of(aigul)
    assert "Telegram says: This group broke <the terms>." in told.text
    chat = (await watch_of(watched, aigul)).chat
    assert chat is not None
    last = (await reachability.history(watched.companion.store, chat))[-1]
    assert (last.state, last.reason) == ("restricted", "This group broke <the terms>.")


async def test_a_group_that_became_a_supergroup_is_followed(watched: Running) -> None:
    trusted = await watched.trusted()
    trusted.says(f"/watch {-BEFORE.id} daily")
    await trusted.answer("I watch this chat")
    await go_on(watched)
    world = watched.telegram.world
    account = next(iter(world.operators.values()))
    assert AFTER.ancestor is not None
    for chat in (AFTER.ancestor, AFTER):
        world.rooms[chat.id] = room = Room(chat)
        room.sit(account, "member")
        world.people |= chat.accounts
    await go_on(watched, days=1)
    await go_on(watched, days=1)

    (told,) = alerts_of(trusted)
    assert EN.text("This group has become a supergroup; I go on with that.") in told.text
    assert (await watch_of(watched, trusted)).target == f"id:{AFTER.id}"


async def test_who_blocks_the_bot_watches_nothing(watched: Running) -> None:
    aigul = await watching(watched, MARKET)
    timur = await watching(watched, MARKET)
    aigul.blocks_bot()
    await watched.silence()

    assert await watches.by_asker(watched.companion.store, aigul.id) == []
    assert (await watch_of(watched, timur)).target == "name:the_market"


async def test_a_watch_ends_where_an_alert_cannot_be_given_any_longer(watched: Running) -> None:
    aigul = await watching(watched, WITHDRAWN)
    aigul.has_blocked = True  # while the bot was away, so that it was not told
    room = watched.telegram.world.rooms[WITHDRAWN.id]
    room.chat = replace(room.chat, restriction="Broken terms.")
    await go_on(watched, days=1)

    assert alerts_of(aigul) == []
    assert await watches.by_asker(watched.companion.store, aigul.id) == []


async def test_a_chat_that_was_renamed_is_followed_and_a_name_that_is_anothers_is_not(watched: Running) -> None:
    world = watched.telegram.world
    aigul = await watching(watched, MOVED)
    timur = await watching(watched, TAKEN)
    for chat, new in ((MOVED, "new_yard"), (TAKEN, "other_yard")):
        assert chat.username is not None
        room = world.rooms[chat.id]
        room.chat = replace(room.chat, username=new)
        del world._usernames[chat.username]
        world._usernames[new] = room
    assert TAKEN.username is not None
    world._usernames[TAKEN.username] = world.rooms[LATER.id]
    await go_on(watched, days=1)
    await go_on(watched)

    for person, target in ((aigul, "name:new_yard"), (timur, "name:other_yard")):
        (told,) = alerts_of(person)
        assert EN.text("This chat has another name now.") in told.text
        assert (await watch_of(watched, person)).target == target


async def test_a_chat_that_is_gone_is_told_once(watched: Running) -> None:
    aigul = await watching(watched, GONE)
    world = watched.telegram.world
    assert GONE.username is not None
    del world._usernames[GONE.username], world.rooms[GONE.id]
    await go_on(watched, days=1)
    await go_on(watched, days=1)
    await go_on(watched, days=2)

    (told,) = alerts_of(aigul)
    assert EN.text("This chat is gone: neither its name nor its number leads to it.") in told.text


async def test_who_was_denied_meanwhile_is_audited_for_no_longer(watched: Running) -> None:
    aigul, operator = await watching(watched, NEWS), watched.operator()
    operator.says(f"/deny @{NEWS.username}")
    await operator.answer()
    read = watched.read("GetFullChannelRequest")
    await go_on(watched, days=1)
    await go_on(watched, days=1)
    refused = EN.text("I no longer audit this chat for you: the operator does not allow it now.")

    (told,) = alerts_of(aigul)
    assert refused in told.text
    found = await watch_of(watched, aigul)
    sql = f"SELECT slug FROM runs WHERE watch = {found.watch} ORDER BY run"
    assert rows(watched.companion.store, sql) == [("",), ("chat-denied",), ("chat-denied",)]
    assert watched.read("GetFullChannelRequest") >= read
    operator.says(f"/allow @{NEWS.username}")
    await operator.answer()
