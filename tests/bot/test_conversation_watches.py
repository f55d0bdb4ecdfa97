"""Watching a chat: it is audited again, and whoever watches hears what changed, once; all the way, by a faster clock.

The people of this world are seen no more while its clock goes on; watches that are not about them ask for a change of
99 %.
"""

import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from auditor.report.wording import wording
from bot import answers, schedule, watch_answers, worker
from bot.watching import MOST
from storage import reachability, watches
from storage.watches import Watch
from tests.bot.running import EN, OPERATOR, PATIENCE, Running, companion
from tests.bot.square import HOME, MARKET, NEWS, ROOM, SMALL, SQUARE
from tests.storage.installation import rows
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.telegram.world import Room
from tests.worlds.live import LiveChat, basic_group_live, dvk_live, migrated_live

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = 86_400
NOW = int(time.time())
FLOODED, SHUT, MOVED, TAKEN, GONE, LOUD, BARRED, WITHDRAWN = (
    dvk_live(seed, 60, now=NOW, title=f"Двор {seed}", chat_id=1_500_000_030 + seed, username=f"yard_{seed}", **SMALL)
    for seed in range(1, 9)
)
LATER = dvk_live(9, 60, title="Чужой", chat_id=1_500_000_040, username="someone_elses", **SMALL)


AFTER = migrated_live(5, now=NOW)
BEFORE = basic_group_live(5, 60, now=NOW - 30 * DAY, standing="member")


class Clock:
    """The companion's clock, which a test sets on."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        return int(time.time()) + self.ahead


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    yards = [FLOODED, SHUT, MOVED, TAKEN, GONE, LOUD, LATER, BARRED, WITHDRAWN, BEFORE]
    async with companion(tmp_path_factory.mktemp("c"), [SQUARE, MARKET, NEWS, HOME, ROOM, *yards]) as open_one:
        open_one.companion.clock = Clock()
        yield open_one


@pytest.fixture(autouse=True)
def _soon_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "HOME_SECONDS", 0.5)


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def _nothing_is_watched_afterwards(watched: Running) -> AsyncIterator[None]:
    yield
    for each in await watches.every(watched.companion.database):
        await watches.remove(watched.companion.database, each.watch)


async def go_on(running: Running, days: float = 0) -> None:
    """Lets time pass, and what is due be done."""
    clock = running.companion.clock
    assert isinstance(clock, Clock)
    clock.ahead += int(days * DAY) + schedule.JITTER_SECONDS
    for _ in range(2):
        await schedule.look(running.companion)
        await running.api.until(lambda: not unended(running), PATIENCE)
    await schedule.look(running.companion)
    await running.api.until(lambda: not waiting(running), PATIENCE)


def unended(running: Running) -> int:
    sql = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running', 'parked')"
    return int(rows(running.companion.database, sql)[0][0])


def waiting(running: Running) -> int:
    sql = f"SELECT count(*) FROM alerts WHERE state = 'waiting' AND not_before <= {running.companion.clock()}"
    return int(rows(running.companion.database, sql)[0][0])


def alerts_of(person: Person) -> list[Message]:
    return [each for each in person.messages if "🔔" in each.text]


async def watch_of(running: Running, person: Person) -> Watch:
    (found,) = await watches.of_person(running.companion.database, person.id)
    return found


async def watching(running: Running, chat: LiveChat, words: str = "daily 99%", person: Person | None = None) -> Person:
    """Somebody who watches a chat that was read once."""
    who = person or running.person()
    who.says(f"/watch @{chat.username} {words}")
    await who.answer("I watch this chat")
    await go_on(running)
    return who


async def test_a_chat_is_watched_and_its_first_audit_is_no_news(watched: Running) -> None:
    aigul = watched.person()
    aigul.says("/watch @main_square weekly Asia/Almaty quiet 22-8")
    said = await aigul.answer("I watch this chat")
    await go_on(watched)

    found = await watch_of(watched, aigul)
    assert (found.named, found.zone, found.quiet) == ("weekly", "Asia/Almaty", (1320, 480))
    assert found.audit is not None
    assert "(Asia/Almaty)" in said.text
    assert "From 22:00 to 08:00 I am quiet." in said.text
    assert aigul.messages == [said]


@pytest.mark.parametrize(
    ("words", "named"),
    [("/watch @the_market", "daily"), ("/watch every week https://t.me/the_market", "weekly"),
     ("следи за @the_market раз в месяц Almaty", "monthly"), ("бақыла @the_market апта сайын", "weekly"),
     ("байкоо сал @the_market ар күнү", "daily"), ("/watch @the_market 0 9 * * 1-5", "")],
)  # fmt: skip
async def test_a_watch_is_asked_for_in_many_words(watched: Running, words: str, named: str) -> None:
    aigul = watched.person()
    aigul.says(words)
    await aigul.answer("I watch this chat")

    assert (await watch_of(watched, aigul)).named == named


@pytest.mark.parametrize(
    ("words", "why"),
    [("@the_market */5 * * * *", "too-often"), ("@the_market 0 0 31 2 *", "never"), ("@the_market daily Mars", "zone"),
     ("@the_market when it rains", "rule")],
)  # fmt: skip
async def test_what_is_no_rule_is_refused_in_a_sentence(watched: Running, words: str, why: str) -> None:
    aigul = watched.person()
    aigul.says(f"/watch {words}")

    await watched.hears(aigul, watch_answers.no_rule(why, EN))
    assert await watches.of_person(watched.companion.database, aigul.id) == []


async def test_a_private_chat_is_watched_by_whom_the_operator_trusts(watched: Running) -> None:
    aigul, trusted = watched.person(), await watched.trusted()
    for person in (aigul, trusted):
        person.says(f"/watch {-1_000_000_000_000 - HOME.id} daily")

    await watched.hears(aigul, answers.refusal("for-the-trusted", EN))
    await trusted.answer("I watch this chat")


async def test_one_person_watches_only_so_many(watched: Running) -> None:
    aigul = watched.person()
    for number in range(MOST):
        aigul.says(f"/watch @nobody_{number}x daily")
        await aigul.answer("I watch this chat")
    aigul.says("/watch @main_square daily")

    await watched.hears(aigul, watch_answers.enough(MOST, EN))


async def test_watches_are_listed_changed_and_ended_by_buttons(watched: Running) -> None:
    aigul, stranger = watched.person(), watched.person()
    aigul.says("/watches")
    await watched.hears(aigul, watch_answers.watches([], EN))
    await watching(watched, MARKET, person=aigul)
    aigul.says("/watches")
    listed = await aigul.answer(MARKET.title)
    aigul.taps(listed, MARKET.title)
    shown = await aigul.answer("I watch this chat")
    aigul.taps(shown, "Monthly")
    await aigul.answer("every month")
    aigul.taps(shown, "Quiet at night")
    await aigul.answer("From 22:00")
    aigul.taps(shown, "Once a day")
    await aigul.answer("All news of a day")
    found = await watch_of(watched, aigul)
    assert (found.named, found.quiet, found.digest) == ("monthly", watch_answers.NIGHT, watch_answers.MORNING)
    tap = stranger.forges_tap(shown, f"unwatch:{found.watch}")
    assert await stranger.notice(tap) == EN.text("This chat is not watched here.")
    aigul.taps(shown, "Stop watching")

    await watched.hears(aigul, watch_answers.unwatched(EN))
    assert await watches.of_person(watched.companion.database, aigul.id) == []


async def test_a_flood_is_told_once_to_each_who_watches_by_one_audit(watched: Running) -> None:
    aigul = await watching(watched, FLOODED, "daily 40%")
    timur = watched.person("ru")
    timur.says(f"/watch @{FLOODED.username} каждый день 40%")
    await timur.answer()
    await go_on(watched)
    watched.two_of_three_die(FLOODED)
    read = watched.read("GetFullChannelRequest")
    await go_on(watched, days=1)
    await go_on(watched, days=1)

    (told,), (also,) = alerts_of(aigul), alerts_of(timur)
    assert EN.measure_title("souls.deleted") in told.text
    assert wording("ru").measure_title("souls.deleted") in also.text
    assert all(str(person) not in told.text for person in FLOODED.accounts)
    every = len({each.target for each in await watches.every(watched.companion.database) if each.named == "daily"})
    assert watched.read("GetFullChannelRequest") - read <= 2 * every


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
    before = rows(watched.companion.database, runs)[0][0]
    for _ in range(7):
        await go_on(watched, days=1)
    assert [told] == alerts_of(aigul)
    assert rows(watched.companion.database, runs)[0][0] - before == 3, "after a day, two days and four"
    room.sit(account, "stranger")
    await go_on(watched, days=8)

    assert EN.text("This chat can be read again.") in alerts_of(aigul)[1].text
    states = [each.state for each in await reachability.history(watched.companion.database, chat)]
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
    last = (await reachability.history(watched.companion.database, chat))[-1]
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

    assert await watches.of_person(watched.companion.database, aigul.id) == []
    assert (await watch_of(watched, timur)).target == "name:the_market"


async def test_a_watch_ends_where_an_alert_cannot_be_given_any_longer(watched: Running) -> None:
    aigul = await watching(watched, WITHDRAWN)
    aigul.has_blocked = True  # while the bot was away, so that it was not told
    room = watched.telegram.world.rooms[WITHDRAWN.id]
    room.chat = replace(room.chat, restriction="Broken terms.")
    await go_on(watched, days=1)

    assert alerts_of(aigul) == []
    assert await watches.of_person(watched.companion.database, aigul.id) == []


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
    assert rows(watched.companion.database, sql) == [("",), ("chat-denied",), ("chat-denied",)]
    assert watched.read("GetFullChannelRequest") >= read
    operator.says(f"/allow @{NEWS.username}")
    await operator.answer()


async def test_an_account_that_joined_to_watch_stays_until_nobody_watches(watched: Running) -> None:
    trusted = await watched.trusted()
    trusted.says(f"/watch https://t.me/+{ROOM.invite} daily")
    await trusted.answer("I watch this chat")
    await go_on(watched)
    (told,) = alerts_of(trusted)
    left = watched.read("LeaveChannelRequest")
    trusted.taps(told, "Join and watch")
    await trusted.answer()
    await go_on(watched)

    assert (await watch_of(watched, trusted)).audit is not None
    assert watched.read("LeaveChannelRequest") == left
    trusted.says("/unwatch")
    await watched.hears(trusted, watch_answers.unwatched(EN))
    await watched.api.until(lambda: watched.read("LeaveChannelRequest") == left + 1, PATIENCE)


async def test_a_burst_is_told_as_it_happens_and_names_its_adder_to_the_chats_admins_alone(watched: Running) -> None:
    aigul = await watching(watched, LOUD)
    watched.api.make_admin(LOUD)
    adds = [each for each in LOUD.events if each.kind == "invite_members" and each.at > LOUD.now - DAY]
    assert adds, "the world has adds of the last day"
    adder = watched.person(number=adds[-1].actor)
    began = time.monotonic()
    for _ in range(60):
        watched.person().is_added_by(adder, LOUD)
    told = await aigul.answer("🔔")
    took = time.monotonic() - began

    assert took < 60
    assert "people have come within ten minutes." in told.text
    assert "p-" in told.text
    assert str(adder.id) not in told.text
    tap = aigul.taps(told, "Who adds? (for admins)")
    assert await aigul.notice(tap) == watch_answers.not_named("not-an-admin", EN)
    aigul.becomes_admin(LOUD)
    tap = aigul.taps(told, "Who adds? (for admins)")
    assert await aigul.notice(tap) == watch_answers.not_named("no-log", EN)
    account = next(iter(watched.telegram.world.operators.values()))
    watched.telegram.world.rooms[LOUD.id].sit(account, "admin")
    tap = aigul.taps(told, "Who adds? (for admins)")
    named = await aigul.answer("Read from the admin log just now")
    assert await aigul.notice(tap) == ""
    assert str(adder.id) in named.text
    with contextlib.closing(sqlite3.connect(watched.companion.database.path)) as connection:
        assert all(str(adder.id) not in line for line in connection.iterdump())
    assert len(alerts_of(aigul)) == 1


async def test_a_group_hears_of_its_own_watch_and_only_who_made_it_ends_it(watched: Running) -> None:
    watched.api.make_member(SQUARE)
    aigul, timur = watched.person(), watched.person()
    aigul.says("/watch", in_room=SQUARE)
    await aigul.answer("I watch this chat", in_room=SQUARE)
    timur.says("/unwatch", in_room=SQUARE)
    await watched.hears(timur, watch_answers.not_watched(EN), in_room=SQUARE)
    timur.says("/watch monthly", in_room=SQUARE)
    await watched.hears(timur, watch_answers.not_theirs(EN), in_room=SQUARE)
    aigul.says("/unwatch", in_room=SQUARE)

    await watched.hears(aigul, watch_answers.unwatched(EN), in_room=SQUARE)


async def test_who_is_forgotten_watches_nothing(watched: Running) -> None:
    aigul = await watching(watched, MARKET)
    aigul.says("/forget")
    asked = await aigul.answer()
    aigul.taps(asked, asked.labels[0][0])
    await aigul.answer()

    assert await watches.of_person(watched.companion.database, aigul.id) == []
    assert OPERATOR != aigul.id
