"""What people may ask about themselves: what is held, how they came to a chat, and that it all be deleted."""

import html
import json
from typing import Any

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot.telling.answers import Answer
from tests.bot.running import EN, NOTED, Running
from tests.bot.square import MARKET, NEWS, ROOM, SQUARE
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.worlds.live import LiveChat

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOBODY: dict[str, object] = {
    "language": None,
    "role": "",
    "audits_within_a_day_before_being_forgotten": 0,
    "asked_for": [],
    "watches": [],
}
NOTHING = Answer(html.escape(EN.text("Nothing about you from that chat is kept here.")))


def member_of(running: Running, chat: LiveChat, number: int = 0, language: str = "en") -> Person:
    """A person of the chat's world, who talks with the bot."""
    people = [each for each in chat.members if not chat.accounts[each].bot and not chat.accounts[each].deleted]
    return running.person(language, people[number])


async def held_about(running: Running, person: Person) -> dict[str, Any]:
    """What the bot says is held about somebody."""
    person.says("/me")
    found: dict[str, Any] = json.loads((await running.gets_file(person, "me.json")).data)
    assert {each["command"] for each in found.pop("asked_of_the_bot")} >= {"me"}
    return found


async def forget_button(running: Running, person: Person) -> Message:
    """The message with which somebody is asked once more."""
    person.says("/forget")
    await running.api.until(lambda: any(each.now.buttons for each in running.fresh(person)))
    return running.fresh(person)[-1]


async def test_what_is_held_about_a_stranger_is_nothing(running: Running) -> None:
    assert await held_about(running, running.person()) == {
        "forgotten": False,
        "chats": [],
        "as_somebody_who_talks_to_the_bot": NOBODY,
    }


async def test_what_is_held_about_a_member_and_about_somebody_who_asks(running: Running) -> None:
    await running.audited(SQUARE)
    aigul = member_of(running, SQUARE, 1)
    aigul.says("/language ru")
    await aigul.answer()
    aigul.says("/audit @nobody_is_here")
    await running.api.until(lambda: any(not each.now.buttons for each in running.fresh(aigul)))
    held = await held_about(running, aigul)

    (chat,) = held["chats"]
    assert chat["title"] == SQUARE.title
    talks = held["as_somebody_who_talks_to_the_bot"]
    assert talks["language"] == "ru"
    assert [each["chat"] for each in talks["asked_for"]] == ["nobody_is_here"]
    assert str(aigul.id) not in json.dumps(held)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_member_is_told_how_they_came_on_a_page_they_can_show(running: Running, language: str) -> None:
    await running.audited(SQUARE)
    aigul = member_of(running, SQUARE, 2 + LANGUAGES.index(language), language)
    aigul.says("/me @main_square")
    page = (await running.gets_file(aigul, "how-i-came.html")).data.decode()

    assert f'lang="{language}"' in page
    assert SQUARE.title in page
    assert all(str(person) not in page for person in SQUARE.accounts)


async def test_the_same_words_for_not_audited_denied_and_nothing_about_you(running: Running) -> None:
    operator = running.operator()
    await running.audited(SQUARE)
    await running.audited(MARKET)
    operator.says("/deny @the_market")
    await operator.answer(NOTED)
    of_the_market, of_the_news, nobody = member_of(running, MARKET), member_of(running, NEWS), running.person()
    asked = [(of_the_market, "@the_market"), (of_the_news, "@small_news"), (nobody, "@main_square"),
             (nobody, "@no_such_chat"), (nobody, f"https://t.me/+{ROOM.invite}"), (nobody, "-1001500000004"),
             (nobody, str(ROOM.id)), (nobody, "t.me/c/1500000004/1")]  # fmt: skip
    for person, chat in asked:
        person.says(f"/me {chat}")
        await running.hears(person, NOTHING)
    operator.says("/allow @the_market")
    await operator.answer(NOTED)
    of_the_market.says("/me @the_market")

    await running.gets_file(of_the_market, "how-i-came.html")


async def test_forgetting_is_asked_about_once_more_and_then_done(running: Running) -> None:
    await running.audited(SQUARE)
    aigul = member_of(running, SQUARE, 10, "ru")
    aigul.says("/language kk")
    await aigul.answer()
    asked = await forget_button(running, aigul)
    assert (await held_about(running, aigul))["chats"] != []
    aigul.taps(asked, wording("kk").text("Delete everything"))
    await running.api.until(lambda: not asked.now.buttons)
    aigul.language_code = "en"
    held = await held_about(running, aigul)
    aigul.says("/me @main_square")
    await running.hears(aigul, NOTHING)

    assert held == {
        "forgotten": True,
        "chats": [],
        "as_somebody_who_talks_to_the_bot": NOBODY,
    }


async def test_nobody_is_forgotten_by_somebody_elses_tap(running: Running) -> None:
    await running.audited(SQUARE)
    aigul, timur = member_of(running, SQUARE, 12), running.person()
    asked = await forget_button(running, aigul)
    tap = timur.forges_tap(asked, f"forget:{aigul.id}")

    assert await timur.notice(tap) == EN.text("This button is for another person.")
    assert asked.now.buttons
    assert (await held_about(running, aigul))["chats"] != []


async def test_forgetting_stops_what_one_waits_for_and_a_denial_stays(running: Running) -> None:
    operator, aigul = running.operator(), running.person()
    operator.says(f"/deny {aigul.id}")
    await operator.answer(NOTED)
    asked = await forget_button(running, aigul)
    aigul.taps(asked, f"forget:{aigul.id}")
    await running.api.until(lambda: not asked.now.buttons)
    held = await held_about(running, aigul)

    assert held["as_somebody_who_talks_to_the_bot"]["role"] == "denied"
