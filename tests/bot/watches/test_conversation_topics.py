"""In a forum: who asks in a topic is answered there, what is watched there is told there, and a closed one is waited
for."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot.commands.every import COMMANDS
from bot.commands.help import help_text
from bot.telling import pacing
from bot.watches import alarms, watch_answers
from storage.companion import watches
from tests.bot.running import EN, PATIENCE, Running, companion, report_of
from tests.bot.square import MARKET, NEWS, SMALL, SQUARE
from tests.bot.watches.watched import Clock, go_on
from tests.telegram.bot_api.messages import Message, topic_of
from tests.telegram.bot_api.person import Person
from tests.telegram.faults import Fault, Slow
from tests.worlds.live import LiveChat, dvk_live

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORUM = replace(SQUARE, forum=True)
WATCHED = [
    dvk_live(seed, 60, title=f"Двор {seed}", chat_id=1_500_000_060 + seed, username=f"forum_yard_{seed}", **SMALL)
    for seed in range(61, 69)
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def forum(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    with pytest.MonkeyPatch.context() as patched:  # all of this is said in one group
        patched.setattr(pacing, "GROUP_A_MINUTE", 1_000)
        async with _running(tmp_path_factory) as open_one:
            yield open_one


@contextlib.asynccontextmanager
async def _running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with companion(tmp_path_factory.mktemp("companion"), [FORUM, MARKET, NEWS, *WATCHED]) as open_one:
        open_one.companion.clock = Clock()
        open_one.api.make_member(FORUM)
        yield open_one


def said_in(running: Running, topic: int) -> list[Message]:
    """What the bot shows in a topic."""
    every = running.api.messages_in(FORUM)
    return [each for each in every if each.sender["id"] == running.api.bot.id and topic_of(each) == topic]


def restrict(running: Running, chat: LiveChat) -> None:
    """Something to be told of: Telegram shows a chat no longer."""
    room = running.telegram.world.rooms[chat.id]
    room.chat = replace(room.chat, restriction="Broken terms.")


async def watching(running: Running, chat: LiveChat, topic: int, language: str = "en") -> Person:
    """Somebody who watches a chat from a topic of the forum; it was read once."""
    who = running.person(language)
    who.says("/start")
    await who.answer()
    who.says(f"/watch @{chat.username} daily 99%", in_room=FORUM, topic=topic)
    await who.answer(in_room=FORUM)
    await go_on(running)
    return who


@pytest.mark.parametrize("language", LANGUAGES)
async def test_commands_are_answered_in_the_topic_where_they_are_asked(forum: Running, language: str) -> None:
    aigul, topic = forum.person(language), 300 + LANGUAGES.index(language)
    aigul.says("/help", in_room=FORUM, topic=topic)
    await aigul.answer(in_room=FORUM)
    aigul.says("/audit @the_market", in_room=FORUM, topic=topic)
    report = await forum.gets_report(aigul, in_room=FORUM)
    aigul.says("/watches", in_room=FORUM, topic=topic)
    await aigul.answer(in_room=FORUM)

    assert report in said_in(forum, topic)
    assert len(said_in(forum, topic)) == 3


async def test_an_answer_whose_message_was_deleted_comes_anew_in_its_topic(forum: Running) -> None:
    aigul, fault = forum.person(), Fault("GetHistoryRequest", None, Slow(0.5))
    forum.telegram.faults.add(fault)
    asked = aigul.says(f"/audit @{NEWS.username}", in_room=FORUM, topic=310)
    said = await aigul.answer(in_room=FORUM)
    forum.api.messages.delete(said)
    forum.api.messages.delete(asked)
    forum.telegram.faults.remove(fault)

    assert await forum.gets_report(aigul, in_room=FORUM) in said_in(forum, 310)


async def test_an_answer_waits_while_its_topic_is_closed(forum: Running) -> None:
    aigul, fault = forum.person(), Fault("GetHistoryRequest", None, Slow(0.5))
    forum.telegram.faults.add(fault)
    aigul.says(f"/audit @{WATCHED[0].username}", in_room=FORUM, topic=311)
    await aigul.answer(in_room=FORUM)
    forum.api.close_topic(FORUM, 311)
    forum.telegram.faults.remove(fault)
    refused = len(forum.api.called("editMessageText"))
    await forum.api.until(lambda: len(forum.api.called("editMessageText")) > refused + 1, PATIENCE)
    assert not any(report_of(each) is not None for each in said_in(forum, 311))
    forum.api.close_topic(FORUM, 311, closed=False)

    assert await forum.gets_report(aigul, in_room=FORUM) in said_in(forum, 311)


async def test_alerts_go_to_the_topic_where_the_watch_was_made(forum: Running) -> None:
    aigul = await watching(forum, WATCHED[1], 320)
    restrict(forum, WATCHED[1])
    await go_on(forum, days=1)

    assert "🔔" in said_in(forum, 320)[-1].text
    assert not [each for each in said_in(forum, 0) if "🔔" in each.text]
    assert not [each for each in aigul.messages if "🔔" in each.text]
    aigul.says(f"/watch @{WATCHED[1].username} daily", in_room=FORUM, topic=321)
    await aigul.answer("I watch this chat", in_room=FORUM)
    mine = await watches.by_asker(forum.companion.store, aigul.id)
    assert [(each.topic, each.room) for each in mine if each.asker == aigul.id] == [(321, mine[0].room)]


async def test_an_alert_waits_while_its_topic_is_closed(forum: Running) -> None:
    await watching(forum, WATCHED[2], 330)
    before = len(said_in(forum, 330))
    forum.api.close_topic(FORUM, 330)
    restrict(forum, WATCHED[2])
    await go_on(forum, days=1)
    assert len(said_in(forum, 330)) == before
    forum.api.close_topic(FORUM, 330, closed=False)
    clock = forum.companion.clock
    assert isinstance(clock, Clock)
    clock.ahead += alarms.CLOSED_SECONDS
    await go_on(forum)

    (told,) = said_in(forum, 330)[before:]
    assert "🔔" in told.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_a_topic_is_gone_who_watched_is_told_so_in_private(forum: Running, language: str) -> None:
    number = LANGUAGES.index(language)
    chat, topic = WATCHED[3 + number], 340 + number
    aigul = await watching(forum, chat, topic, language)
    forum.api.delete_topic(FORUM, topic)
    restrict(forum, chat)
    await go_on(forum, days=1)

    texts = [each.text for each in aigul.messages]
    assert watch_answers.topic_gone(wording(language)).html in texts
    assert [text for text in texts if "🔔" in text and chat.title in text]
    (moved,) = await watches.by_asker(forum.companion.store, aigul.id)
    assert (moved.room, moved.topic) == (aigul.id, None)
    assert not [each for each in said_in(forum, 0) if chat.title in each.text]


async def test_whom_the_bot_may_not_write_to_watches_nothing_when_their_topic_is_gone(forum: Running) -> None:
    stranger = forum.person()
    stranger.says(f"/watch @{WATCHED[7].username} daily 99%", in_room=FORUM, topic=350)
    await stranger.answer(in_room=FORUM)
    await go_on(forum)
    forum.api.delete_topic(FORUM, 350)
    restrict(forum, WATCHED[7])
    await go_on(forum, days=1)
    await go_on(forum)

    assert await watches.by_asker(forum.companion.store, stranger.id) == []
    assert stranger.messages == []


async def test_a_thread_of_replies_in_a_group_is_no_topic(forum: Running) -> None:
    aigul = forum.person()
    shown = aigul.says("/help", in_room=FORUM).shown() | {"message_id": 9_999_997, "message_thread_id": 77}
    await aigul.answer(in_room=FORUM)
    forum.api.updates.push("message", shown)
    await aigul.answer(help_text(COMMANDS, EN, operator=False).html[:10], in_room=FORUM)

    assert said_in(forum, 77) == []
