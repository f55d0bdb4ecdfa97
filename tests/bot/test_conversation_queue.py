"""Waiting: in the queue, while the chat is read, while Telegram asks to wait; and giving it up."""

import asyncio
import contextlib
import sqlite3
import time
from bisect import bisect_left
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from auditor.report.statements.wording import Wording, wording
from auditor.work import reading
from bot.companion import UNHURRIED_A_SECOND
from bot.telling import answers, messenger
from bot.telling.answers import Answer
from storage.companion import askings
from tests.bot.running import EN, NOTED, PATIENCE, Running, companion, report_of
from tests.bot.square import PAGES, SQUARE, long_chat
from tests.storage.installation import rows
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.telegram.faults import Fault, FloodWait, RpcFault, Slow
from tests.worlds.live import LiveChat, private_live

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHATS = [long_chat(seed) for seed in range(1, 13)]
ROOM = private_live(40, 60, title="Тихая комната", chat_id=1_500_000_040)
SLOWLY = Fault("GetHistoryRequest", None, Slow(0.5))
STOPPED = answers.stopped(EN)


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(reading, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(reading, "HOME_SECONDS", 0.5)
    monkeypatch.setattr(messenger, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(messenger, "EDIT_SECONDS", 0.05)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def waiting(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with companion(tmp_path_factory.mktemp("companion"), [SQUARE, ROOM, *CHATS]) as open_one:
        yield open_one


@pytest_asyncio.fixture(loop_scope="module")
async def slow(waiting: Running) -> AsyncIterator[Running]:
    """A page of a history takes its time; in the end nobody waits for anything."""
    waiting.telegram.faults.add(SLOWLY)
    yield waiting
    waiting.telegram.faults.clear()
    for asking, job in await askings.under_way(waiting.companion.store):
        await askings.withdraw(waiting.companion.store, asking.asker, now=job.asked_at)


async def begins(running: Running, person: Person, chat: LiveChat) -> Message:
    """Somebody asks for a chat, and is told that its history is being read now."""
    person.says(f"/audit @{chat.username}")
    said = await person.answer()
    stage = wording(person.language_code).text("Reading the history")
    await running.api.until(lambda: stage in said.text, PATIENCE)
    return said


async def test_cancelling_stops_at_the_next_page_and_says_so_in_the_same_message(slow: Running) -> None:
    aigul, timur = slow.person(), slow.person()
    read = slow.read()
    said = await begins(slow, aigul, CHATS[0])
    aigul.says("/cancel")
    await slow.api.until(lambda: said.html == STOPPED.html, PATIENCE)
    timur.says("/audit @nobody_is_here")
    await slow.hears(timur, answers.failure("chat-unreachable/no-such-chat", EN))

    assert not said.now.buttons
    whole = PAGES + -(-len(SQUARE.written) // 100)
    assert slow.read() - read < whole
    assert [each.html for each in aigul.messages] == [STOPPED.html] * 2


async def test_what_waits_is_shown_and_can_be_given_up_while_it_waits(slow: Running) -> None:
    aigul, timur, operator = slow.person(), slow.person(), slow.operator()
    await begins(slow, aigul, CHATS[1])
    timur.says(f"/audit @{CHATS[2].username}")
    place = EN.text("Place in the queue: {place}.", place=1)
    waits = await timur.answer(place)
    timur.says("/status")
    assert (await timur.answer(place)).now.buttons == waits.now.buttons
    operator.says("/queue")
    listed = (await operator.answer()).text
    assert len(listed.splitlines()) == 2
    assert CHATS[1].title in listed
    assert str(CHATS[2].username) in listed
    read = slow.read("ResolveUsernameRequest")
    timur.says("/cancel")
    await slow.hears(timur, STOPPED)
    timur.says("/status")
    await slow.hears(timur, answers.nothing_to_stop(EN))
    aigul.says("/cancel")
    await slow.hears(aigul, STOPPED)

    assert waits.html == STOPPED.html
    assert slow.read("ResolveUsernameRequest") == read


async def test_a_place_is_shown_though_the_first_word_was_long_on_its_way(slow: Running) -> None:
    aigul, timur = slow.person(), slow.person()
    await begins(slow, aigul, CHATS[10])
    slow.api.faults.add(Fault("sendMessage", 1, Slow(0.5)))
    timur.says(f"/audit @{CHATS[11].username}")
    await timur.answer(EN.text("Place in the queue: {place}.", place=1), 5)
    slow.api.faults.clear()


async def test_the_button_stops_for_whoever_asked_and_others_go_on_waiting(slow: Running) -> None:
    aigul, timur, stranger = slow.person(), slow.person(), slow.person()
    said = await begins(slow, aigul, CHATS[3])
    timur.says(f"/audit @{CHATS[3].username}")
    await timur.answer()
    (button,) = said.now.buttons[0]
    tap = stranger.forges_tap(said, button.data or "")
    assert await stranger.notice(tap) == EN.text("Only the person who asked for this audit can stop it.")
    tap = timur.forges_tap(said, button.data or "")
    assert await timur.notice(tap) == EN.text("Only the person who asked for this audit can stop it.")
    assert await aigul.notice(aigul.taps(said, button.label)) == ""
    await slow.hears(aigul, STOPPED)
    slow.telegram.faults.clear()

    await slow.gets_report(timur)
    assert said.html == STOPPED.html


async def test_a_wait_that_telegram_asks_for_is_told_and_then_it_goes_on_by_itself(
    waiting: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting.telegram.faults.add(Fault("GetHistoryRequest", 3, FloodWait(600)))
    aigul, usual = waiting.person("ru"), waiting.companion.clock
    aigul.says(f"/audit @{CHATS[4].username}")
    said = await aigul.answer()
    await waiting.api.until(lambda: "10" in said.text, PATIENCE)
    (parked,) = await waiting.jobs()
    assert parked.state == "parked"
    assert said.html.startswith(f"<b>{CHATS[4].title}</b>")
    monkeypatch.setattr(waiting.companion, "clock", lambda: usual() + 601)

    assert await waiting.gets_report(aigul) is said
    assert len([each for each in aigul.messages if each.file is None]) == 1


async def test_a_message_that_was_deleted_meanwhile_is_sent_anew(slow: Running) -> None:
    aigul = slow.person()
    said = await begins(slow, aigul, CHATS[5])
    slow.api.messages.delete(said)
    slow.telegram.faults.clear()

    new = await slow.gets_report(aigul)
    await slow.gets_file(aigul, ".png")
    assert new is not said
    assert report_of(new) is not None


async def test_who_blocks_the_bot_is_answered_no_more_and_holds_nobody_up(slow: Running) -> None:
    aigul, timur = slow.person(), slow.person()
    said = await begins(slow, aigul, CHATS[6])
    timur.says(f"/audit @{CHATS[6].username}")
    await timur.answer()
    aigul.blocks_bot()
    slow.telegram.faults.clear()
    await slow.gets_report(timur)
    async with asyncio.timeout(PATIENCE):
        while await askings.unanswered(slow.companion.store):
            await slow.silence()

    assert report_of(said) is None


async def test_an_answer_that_the_bot_api_refuses_for_now_comes_later_and_once(slow: Running) -> None:
    aigul = slow.person()
    said = await begins(slow, aigul, CHATS[7])
    slow.api.faults.add(Fault("editMessageText", None, RpcFault(502, "Bad Gateway")))
    slow.telegram.faults.clear()
    tried = len(slow.api.called("editMessageText"))
    await slow.api.until(lambda: len(slow.api.called("editMessageText")) > tried + 3, PATIENCE)
    slow.api.faults.clear()

    assert await slow.gets_report(aigul) is said
    await slow.gets_file(aigul, ".png")
    assert len(aigul.messages) == 2


async def test_a_person_denied_while_they_wait_is_refused_and_the_others_are_not(slow: Running) -> None:
    aigul, timur, operator = slow.person(), slow.person(), slow.operator()
    said = await begins(slow, aigul, CHATS[8])
    timur.says(f"/audit @{CHATS[8].username}")
    await timur.answer()
    operator.says(f"/deny {aigul.id}")
    await operator.answer(NOTED)
    slow.telegram.faults.clear()
    report = await slow.gets_report(timur)
    assert await slow.hears(aigul, answers.refusal("denied", EN)) is said
    number = report_of(report)

    tap = aigul.forges_tap(said, f"page:{number}")
    assert await aigul.notice(tap) == answers.failure("unknown-audit", EN).html
    assert [each.file for each in aigul.messages] == [None]


async def test_a_chat_denied_while_it_is_read_or_waits_is_never_audited(slow: Running) -> None:
    aigul, timur, operator = slow.person(), slow.person(), slow.operator()
    said = await begins(slow, aigul, CHATS[9])
    timur.says(f"/audit @{CHATS[2].username}")
    await timur.answer()
    read = slow.read()
    for chat in (CHATS[9], CHATS[2]):
        operator.says(f"/deny @{chat.username}")
        await operator.answer(NOTED)

    assert await slow.hears(aigul, answers.failure("chat-denied", EN)) is said
    await slow.hears(timur, answers.failure("chat-denied", EN))
    assert slow.read() - read < PAGES
    assert await audits_of(slow, CHATS[9]) == 0
    operator.says(f"/audit @{CHATS[9].username}")
    await slow.hears(operator, answers.refusal("chat-denied", EN))


async def audits_of(running: Running, chat: LiveChat) -> int:
    """How many audits of a chat are stored."""
    async with running.companion.store.reading() as connection:
        found = await connection.exec_driver_sql(
            "SELECT count(*) FROM audits JOIN chats USING (chat) WHERE telegram_id = ?", (chat.id,)
        )
        return int(found.scalar_one())


async def test_whatever_breaks_in_one_audit_is_said_and_the_next_is_made(
    waiting: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(*_: object) -> int:
        raise RuntimeError("somebody's words")

    aigul, timur = waiting.person(), waiting.person()
    with monkeypatch.context() as broken:
        broken.setattr(waiting.companion.pool, "measured", break_down)
        aigul.says(f"/audit @{CHATS[1].username}")
        said = await aigul.answer("error ")
        number = said.text.rstrip(".").rpartition(" ")[2]
        assert said.html == answers.failure(f"broken/{number}", EN).html
    timur.says(f"/audit @{CHATS[1].username}")

    await waiting.gets_report(timur)


async def test_an_answer_that_is_ready_early_waits_for_the_message_that_becomes_it(waiting: Running) -> None:
    aigul = waiting.person()
    waiting.api.faults.add(Fault("sendMessage", 1, Slow(1.0)))
    aigul.says("/audit @nobody_is_here")
    await waiting.hears(aigul, answers.failure("chat-unreachable/no-such-chat", EN))
    waiting.api.faults.clear()

    assert len(aigul.messages) == 1
    assert len(aigul.messages[0].contents) == 2


async def joins(running: Running, person: Person) -> Message:
    """Somebody whom the operator trusts has a private chat joined, which Telegram then asks to wait in."""
    running.telegram.faults.add(Fault("GetHistoryRequest", 1, FloodWait(600)))
    person.says(f"https://t.me/+{ROOM.invite}")
    closed = await running.hears(person, members_only(EN))
    person.taps(closed, EN.text("Join and audit"))
    said = await person.answer()
    await running.api.until(lambda: "10" in said.text, PATIENCE)
    return said


def members_only(words: Wording) -> Answer:
    """What they are told first, without the button that follows it."""
    return answers.failure("chat-unreachable/members-only", words)


async def test_a_chat_that_was_joined_is_left_when_nobody_waits_for_its_audit_any_longer(waiting: Running) -> None:
    trusted, left = await waiting.trusted(), waiting.read("LeaveChannelRequest")
    await joins(waiting, trusted)
    assert waiting.read("LeaveChannelRequest") == left
    trusted.says("/cancel")

    await waiting.api.until(lambda: waiting.read("LeaveChannelRequest") == left + 1, PATIENCE)


async def test_a_chat_that_was_joined_is_left_when_it_is_denied_meanwhile(
    waiting: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, operator = await waiting.trusted(), waiting.operator()
    left, usual = waiting.read("LeaveChannelRequest"), waiting.companion.clock
    said = await joins(waiting, trusted)
    operator.says(f"/deny -100{ROOM.id}")
    await operator.answer(NOTED)
    monkeypatch.setattr(waiting.companion, "clock", lambda: usual() + 601)

    await waiting.api.until(lambda: said.html == answers.failure("chat-denied", EN).html, PATIENCE)
    await waiting.api.until(lambda: waiting.read("LeaveChannelRequest") == left + 1, PATIENCE)
    operator.says(f"/allow -100{ROOM.id}")
    await operator.answer(NOTED)


async def test_the_button_that_joins_works_again_after_its_answer(waiting: Running) -> None:
    trusted, joined = await waiting.trusted(), waiting.read("ImportChatInviteRequest")
    trusted.says(f"https://t.me/+{ROOM.invite}")
    closed = await waiting.hears(trusted, members_only(EN))
    for _ in range(2):
        trusted.taps(closed, EN.text("Join and audit"))
        await waiting.gets_report(trusted)
        await waiting.gets_file(trusted, ".png")  # which is sent when the answer was noted

    assert waiting.read("ImportChatInviteRequest") == joined + 2


async def test_a_card_that_cannot_be_sent_now_is_sent_later_and_once(waiting: Running) -> None:
    aigul = waiting.person()
    failing = Fault("sendPhoto", None, RpcFault(502, "Bad Gateway"))
    waiting.api.faults.add(failing)
    aigul.says(f"/audit @{CHATS[0].username}")
    await waiting.gets_report(aigul)
    tried = len(waiting.api.called("sendPhoto"))
    await waiting.api.until(lambda: len(waiting.api.called("sendPhoto")) > tried + 1, PATIENCE)
    waiting.api.faults.remove(failing)

    await waiting.gets_file(aigul, ".png")
    await waiting.silence()
    assert len(aigul.files) == 1


async def test_a_card_that_was_sent_but_could_not_be_noted_is_not_sent_again(waiting: Running) -> None:
    aigul, path = waiting.person(), waiting.home / "deadsouls.db"
    nothing_due = "SELECT count(*) FROM askings WHERE card = 'due'"
    await waiting.api.until(lambda: rows(waiting.companion.store, nothing_due)[0][0] == 0, PATIENCE)
    sent = "BEFORE UPDATE OF card ON askings WHEN NEW.card = 'sent'"
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    with contextlib.closing(connection) as other:  # in a thread: the lock that it waits for may be held by this loop
        full = f"CREATE TRIGGER full {sent} BEGIN SELECT RAISE(ABORT, 'full'); END"  # as a full disk does
        await asyncio.to_thread(other.execute, full)
        aigul.says(f"/audit @{CHATS[11].username}")
        await waiting.gets_file(aigul, ".png")
        await asyncio.sleep(3)
        await asyncio.to_thread(other.execute, "DROP TRIGGER full")
    noted = f"SELECT count(*) FROM askings WHERE asker = {aigul.id} AND card = 'sent'"
    await waiting.api.until(lambda: rows(waiting.companion.store, noted)[0][0] == 1, PATIENCE)

    await waiting.silence()
    assert len(aigul.files) == 1


async def test_the_first_word_stays_true_and_its_button_works_where_it_was_lost_sight_of(slow: Running) -> None:
    aigul = slow.person()
    said = await begins(slow, aigul, CHATS[10])
    first = said.contents[0].text
    in_the_queue = EN.text("Accepted, as number {place} in the queue.", place=1)
    begun_already = EN.text("Accepted.")  # the account may take the audit before the word is sent
    assert first.removeprefix(f"{CHATS[10].title}\n") in {in_the_queue, begun_already}
    (asking,) = [each for each, _ in await askings.under_way(slow.companion.store) if each.asker == aigul.id]
    stray = asking.message
    assert await askings.shown(slow.companion.store, asking.asking, 10**6, instead_of=stray)  # as after a kill

    assert await aigul.notice(aigul.taps(said, EN.text("Stop"))) == ""
    slow.telegram.faults.clear()
    assert await aigul.notice(aigul.taps(said, EN.text("Stop"))) == EN.text("This button no longer works.")


async def test_a_crowd_that_waits_leaves_room_for_whoever_asks_something_now(waiting: Running) -> None:
    """Telegram takes thirty messages a second; of these the crowd has no more than its share, be it ever so large."""
    crowd, began = [waiting.person() for _ in range(40)], time.time()
    for person in crowd:
        person.says(f"/audit @{SQUARE.username}")
    await waiting.api.until(lambda: all(person.files for person in crowd), PATIENCE)

    sends = ("sendMessage", "editMessageText", "sendPhoto")
    sent = sorted(call.at for call in waiting.api.calls if call.method in sends and call.at > began)
    assert len(sent) >= 2 * len(crowd), "an answer and a card each"
    assert max(bisect_left(sent, at + 1) - number for number, at in enumerate(sent)) <= UNHURRIED_A_SECOND + 3
