"""Watching a chat: it is audited again, and whoever watches hears what changed, once; by a faster clock."""

import contextlib
import sqlite3
import time
from pathlib import Path

import pytest

from auditor.report.statements.wording import wording
from bot.commands.watch import MOST
from bot.telling import answers
from bot.watches import watch_answers
from storage.companion import watches
from tests.bot.running import EN, OPERATOR, PATIENCE, Running
from tests.bot.square import HOME, MARKET, ROOM, SQUARE
from tests.bot.watches.watched import DAY, FLOODED, LOUD, alerts_of, go_on, watch_of, watching

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("nothing_is_watched_afterwards")]


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
     ("байкоо сал @the_market ар күнү", "daily"), ("/watch @the_market every day at 9:30", "daily"),
     ("следи за @the_market по понедельникам в 9 утра", "weekly"), ("бақыла @the_market күн сайын 9:30-да", "daily"),
     ("байкоо сал @the_market күн сайын саат 9:30да", "daily"), ("/watch @the_market 0 9 * * 1-5", "")],
)  # fmt: skip
async def test_a_watch_is_asked_for_in_many_words(watched: Running, words: str, named: str) -> None:
    aigul = watched.person()
    aigul.says(words)
    await aigul.answer("I watch this chat")

    assert (await watch_of(watched, aigul)).named == named


@pytest.mark.parametrize(
    ("words", "why"),
    [("@the_market */5 * * * *", "too-often"), ("@the_market 0 0 31 2 *", "never"), ("@the_market daily Mars", "zone"),
     ("@the_market when it rains", "rule"), ("@the_market every day 9", "time")],
)  # fmt: skip
async def test_what_is_no_rule_is_refused_in_a_sentence(watched: Running, words: str, why: str) -> None:
    aigul = watched.person()
    aigul.says(f"/watch {words}")

    await watched.hears(aigul, watch_answers.no_rule(why, EN))
    assert await watches.by_asker(watched.companion.store, aigul.id) == []


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
    assert await watches.by_asker(watched.companion.store, aigul.id) == []


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
    every = len({each.target for each in await watches.every(watched.companion.store) if each.named == "daily"})
    assert watched.read("GetFullChannelRequest") - read <= 2 * every


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
    with contextlib.closing(sqlite3.connect(Path(watched.companion.store.home, "deadsouls.db"))) as connection:
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

    assert await watches.by_asker(watched.companion.store, aigul.id) == []
    assert OPERATOR != aigul.id
