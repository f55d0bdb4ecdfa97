"""In groups: what is said there, what only in private, and who comes and goes while the bot listens."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.telling import answers
from storage.companion import askings
from tests.bot.running import EN, Running, companion, report_of
from tests.bot.square import HOME, MARKET, NEWS, SQUARE, long_chat
from tests.storage.installation import rows
from tests.telegram.bot_api.markup import read_plain
from tests.telegram.bot_api.messages import Content
from tests.telegram.bot_api.person import Person
from tests.telegram.faults import Fault, Slow
from tests.worlds.live import LiveChat

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG, LONG_TOO = long_chat(21), long_chat(28)
YARDS = [long_chat(seed) for seed in range(22, 27)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def groups(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with companion(
        tmp_path_factory.mktemp("companion"), [SQUARE, MARKET, NEWS, HOME, LONG, LONG_TOO, *YARDS]
    ) as open_one:
        for chat in (SQUARE, MARKET, HOME, *YARDS[:3]):
            open_one.api.make_member(chat)
        yield open_one


async def test_a_group_asks_about_itself_and_gets_the_summary_alone(groups: Running) -> None:
    aigul = groups.person()
    aigul.says("/audit", in_room=SQUARE)
    said = await groups.gets_report(aigul, in_room=SQUARE)
    await groups.silence()

    assert f"<b>{SQUARE.title}</b>" in said.html
    assert [label for row in said.labels for label in row if label in {"Audit again", "Language"}] == []
    assert [each for each in groups.api.messages_in(SQUARE) if each.file is not None] == []
    assert aigul.messages == []


async def test_files_go_to_whoever_tapped_in_private(groups: Running) -> None:
    aigul, timur = groups.person(), groups.person()
    timur.says("/audit @main_square", in_room=MARKET)
    said = await groups.gets_report(timur, in_room=MARKET)
    assert await aigul.notice(aigul.taps(said, "Page")) == answers.in_private_first(EN).html
    aigul.says("/start")
    await aigul.answer()
    tap = aigul.taps(said, "CSV")
    await groups.gets_file(aigul, ".zip")

    assert await aigul.notice(tap) == EN.text("Sent to you in private.")
    aigul.taps(said, f"unseen:{report_of(said)}")
    await aigul.answer(EN.text("What could not be seen"))
    assert [each for each in groups.api.messages_in(MARKET) if each.file is not None] == []


@pytest.mark.parametrize("command", ["/export @main_square", "/me", "/me @main_square"])
async def test_what_is_for_one_alone_is_not_said_in_a_group(groups: Running, command: str) -> None:
    await groups.audited(SQUARE)
    aigul = groups.person()
    aigul.says(command, in_room=YARDS[0])
    await groups.hears(aigul, answers.in_private_first(EN), in_room=YARDS[0])
    aigul.says("/start")
    await aigul.answer()
    aigul.says(command, in_room=YARDS[0])

    await aigul.answer()
    assert groups.fresh(aigul, YARDS[0]) == []


async def test_a_private_group_is_for_the_trusted_there_too(groups: Running) -> None:
    aigul, trusted = groups.person(), await groups.trusted()
    aigul.says("/audit", in_room=HOME)
    await groups.hears(aigul, answers.refusal("for-the-trusted", EN), in_room=HOME)
    trusted.says("/audit", in_room=HOME)

    await groups.gets_report(trusted, in_room=HOME)


async def test_a_command_aimed_at_another_bot_is_none_of_ours(groups: Running) -> None:
    aigul = groups.person()
    for command in ("/audit@other_bot", "/audit@other_bot @main_square", "/help@other_bot", "/nonsense", "main_square"):
        aigul.says(command, in_room=YARDS[1])
    await groups.silence()

    assert groups.fresh(aigul, YARDS[1]) == []
    assert aigul.messages == []


async def test_a_reply_to_a_forwarded_post_means_where_it_came_from(groups: Running) -> None:
    aigul = groups.person()
    forwarded = aigul.forwards_from(NEWS)
    await groups.gets_report(aigul)
    text, entities = read_plain("/audit")
    aigul._sends(Content(text, text, entities), YARDS[1], reply_to_message=forwarded.shown())

    said = await groups.gets_report(aigul, in_room=YARDS[1])
    assert NEWS.title in said.text


async def test_in_a_group_each_stops_their_own_alone(groups: Running) -> None:
    groups.telegram.faults.add(Fault("GetHistoryRequest", None, Slow(0.2)))
    aigul, timur = groups.person(), groups.person()
    aigul.says(f"/audit @{LONG.username}", in_room=YARDS[2])
    said = await aigul.answer(in_room=YARDS[2])
    aigul.says(f"/audit @{LONG.username}")
    alone = await aigul.answer()
    timur.says("/cancel", in_room=YARDS[2])
    await groups.hears(timur, answers.nothing_to_stop(EN), in_room=YARDS[2])
    (button,) = said.now.buttons[0]
    tap = timur.taps(said, button.label)
    assert await timur.notice(tap) == EN.text("Only the person who asked for this audit can stop it.")
    aigul.says("/cancel", in_room=YARDS[2])
    await groups.api.until(lambda: said.html == answers.stopped(EN).html)
    groups.telegram.faults.clear()

    assert await groups.gets_report(aigul) is alone


async def test_anonymous_admins_and_channels_are_nobody_to_talk_to(groups: Running) -> None:
    group_bot = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    aigul = groups.person()
    shown = aigul.says("/audit", in_room=YARDS[1]).shown() | {"message_id": 9_999_999, "from": group_bot}
    first = await aigul.answer(in_room=YARDS[1])
    groups.api.updates.push("message", shown)
    await groups.silence()

    assert groups.fresh(aigul, YARDS[1]) in ([], [first])


def heard(groups: Running, chat: LiveChat) -> list[tuple[object, ...]]:
    """What was recorded of a chat's arrivals and leaves."""
    sql = f"SELECT updates.kind, adder IS NOT NULL FROM updates JOIN chats USING (chat) WHERE telegram_id = {chat.id}"
    return rows(groups.companion.store, sql)


def listening(groups: Running, chat: LiveChat) -> list[tuple[object, ...]]:
    """Whether the bot hears of them now; nothing where it never did."""
    sql = f"SELECT open FROM listening JOIN chats USING (chat) WHERE telegram_id = {chat.id} ORDER BY since"
    return rows(groups.companion.store, sql)


async def test_as_an_admin_the_bot_notes_who_comes_and_goes_as_it_happens(groups: Running) -> None:
    yard = YARDS[3]
    assert groups.api.make_admin(yard)
    await groups.api.until(lambda: listening(groups, yard) == [(1,)])
    alone, by_link, added, adder, thrown_out = (groups.person() for _ in range(5))
    adder.joins(yard)
    alone.joins(yard)
    by_link.joins(yard, by_link=True)
    added.is_added_by(adder, yard)
    thrown_out.joins(yard)
    thrown_out.is_removed_by(adder, yard)
    alone.leaves(yard)
    adder.becomes_admin(yard)
    await groups.api.until(lambda: len(heard(groups, yard)) >= 7)

    expected = [("added", 1), ("by_link", 0), *[("by_self", 0)] * 3, ("left", 0), ("removed", 0)]
    assert sorted(heard(groups, yard), key=str) == expected
    assert groups.api.make_member(yard)
    await groups.api.until(lambda: listening(groups, yard) == [(0,)])


async def test_an_arrival_that_is_told_twice_counts_once_and_bots_do_not_count(groups: Running) -> None:
    yard = YARDS[4]
    groups.api.make_admin(yard)
    await groups.api.until(lambda: listening(groups, yard) == [(1,)])
    aigul = groups.person()
    told = aigul.joins(yard)
    groups.api.updates.push("chat_member", told)
    robot = {"id": 4_242, "is_bot": True, "first_name": "Robot", "username": "robot_bot"}
    as_bot = {which: told[which] | {"user": robot} for which in ("old_chat_member", "new_chat_member")}
    groups.api.updates.push("chat_member", told | as_bot)
    await groups.api.until(lambda: heard(groups, yard) != [])
    await groups.silence()

    assert heard(groups, yard) == [("by_self", 0)]


async def test_whom_the_bot_heard_come_is_told_so(groups: Running) -> None:
    yard = YARDS[3]
    groups.api.make_admin(yard)
    aigul: Person = groups.person()
    aigul.says("/start")
    await aigul.answer()
    aigul.joins(yard)
    await groups.api.until(lambda: heard(groups, yard) != [])
    aigul.says(f"/me @{yard.username}")

    assert yard.title in (await groups.gets_file(aigul, "how-i-came.html")).data.decode()


async def test_a_group_that_becomes_a_supergroup_meanwhile_is_answered_there_once(groups: Running) -> None:
    old, new = (groups.api.chats.room(yard) for yard in YARDS[3:])
    groups.api.make_member(YARDS[3])
    groups.api.make_member(YARDS[4])
    slow = Fault("GetHistoryRequest", None, Slow(0.3))
    groups.telegram.faults.add(slow)
    aigul, timur = groups.person(), groups.person()
    aigul.says(f"/audit @{LONG_TOO.username}", in_room=YARDS[3])
    await aigul.answer(in_room=YARDS[3])
    timur.says(f"/audit @{LONG_TOO.username}")
    await timur.answer()
    old.chat = replace(old.chat, migrated_to=new.id)
    groups.telegram.faults.remove(slow)

    said = await groups.gets_report(aigul, in_room=YARDS[4])
    assert LONG_TOO.title in said.text
    assert None is said.more.get("reply_to_message")
    await groups.gets_report(timur)
    await groups.silence()
    assert 1 == len([each for each in groups.api.messages_in(YARDS[4]) if report_of(each) is not None])
    assert [] == await askings.unanswered(groups.companion.store)
