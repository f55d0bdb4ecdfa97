"""A real bot and a person talk: what one does is what the other hears."""

import asyncio
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.running import polling
from tests.telegram.bot_api.server import LocalBotApi
from tests.worlds.live import LiveChat

YES_NO = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Yes", callback_data="y"), InlineKeyboardButton("No", callback_data="n")]]
)


async def ask(update: Update, _: Any) -> None:
    assert update.message is not None
    await update.message.reply_html("<b>Shall</b> we?", reply_markup=YES_NO)


async def decide(update: Update, _: Any) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer(f"You said {update.callback_query.data}")
    await update.callback_query.edit_message_text(f"Decided: {update.callback_query.data}")


async def echo(update: Update, _: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(f"You said: {update.message.text}")


TALK = (CommandHandler("ask", ask), CallbackQueryHandler(decide), MessageHandler(filters.TEXT, echo))


async def test_what_is_said_is_answered(api: LocalBotApi) -> None:
    async with polling(api, *TALK):
        aigul, timur = api.person("Aigul", "ru"), api.person("Timur", "kk")
        aigul.says("hello")
        timur.says("salem")

        assert (await aigul.answer()).text == "You said: hello"
        assert (await timur.answer("salem")).text == "You said: salem"


async def test_a_tap_is_noticed_and_the_message_edited_in_place(api: LocalBotApi, aigul: Person) -> None:
    async with polling(api, *TALK):
        aigul.says("/ask")
        asked = await aigul.answer()
        assert (asked.text, asked.html) == ("Shall we?", "<b>Shall</b> we?")
        assert asked.labels == [["Yes", "No"]]
        tap = aigul.taps(asked, "Yes")

        assert await aigul.notice(tap) == "You said y"
        assert await aigul.answer() is asked

    assert asked.text == "Decided: y"
    assert asked.labels == []
    assert [each.text for each in asked.contents] == ["Shall we?", "Decided: y"]
    assert aigul.messages == [asked]


async def test_a_forged_tap_reaches_the_bot_and_a_button_that_is_not_there_cannot_be_tapped(
    api: LocalBotApi, aigul: Person
) -> None:
    async with polling(api, *TALK):
        aigul.says("/ask")
        asked = await aigul.answer()
        with pytest.raises(LookupError, match="Maybe"):
            aigul.taps(asked, "Maybe")
        api.person("Stranger").forges_tap(asked, "drop:everything")

        assert (await aigul.answer()).text == "Decided: drop:everything"


async def test_what_is_said_while_the_bot_is_away_waits_for_it(api: LocalBotApi, aigul: Person) -> None:
    async with polling(api, *TALK):
        aigul.says("first")
        await aigul.answer("first")
    aigul.says("second")

    async with polling(api, *TALK):
        assert (await aigul.answer()).text == "You said: second"

    assert [each.text for each in aigul.messages] == ["You said: first", "You said: second"]


async def test_a_tap_grows_old_while_the_bot_is_away(api: LocalBotApi, aigul: Person) -> None:
    async with polling(api, *TALK):
        aigul.says("/ask")
        asked = await aigul.answer()
    aigul.taps(asked, "y")
    api.query_lifetime = 0
    late = asyncio.get_running_loop().create_future()

    async def answer_late(update: Update, _: Any) -> None:
        assert update.callback_query is not None
        with pytest.raises(
            BadRequest, match=r"(?i)query is too old and response timeout expired or query ID is invalid"
        ):
            await update.callback_query.answer()
        late.set_result(True)

    async with polling(api, CallbackQueryHandler(answer_late)):
        assert await asyncio.wait_for(late, 5)


async def test_files_go_both_ways(api: LocalBotApi, aigul: Person) -> None:
    async def send_back(update: Update, _: Any) -> None:
        assert update.message is not None
        assert update.message.document is not None
        file = await update.message.document.get_file()
        await update.message.reply_document(bytes(await file.download_as_bytearray())[::-1], filename="отчёт.bin")

    async with polling(api, MessageHandler(filters.Document.ALL, send_back)):
        aigul.sends_document("export.json", bytes(range(256)) * 800, caption="here")
        await aigul.answer()

    [file] = aigul.files
    assert (file.name, file.data) == ("отчёт.bin", (bytes(range(256)) * 800)[::-1])


async def test_a_chat_is_chosen_and_forwards_say_where_they_come_from(
    api: LocalBotApi, aigul: Person, chats: list[LiveChat]
) -> None:
    group, _, channel = chats
    heard: list[Any] = []

    async def hear(update: Update, _: Any) -> None:
        assert update.message is not None
        heard.append(update.message.chat_shared or update.message.forward_origin)
        wanted = KeyboardButtonRequestChat(7, chat_is_channel=False, request_title=True)
        keyboard = ReplyKeyboardMarkup([[KeyboardButton("Choose", request_chat=wanted)]])
        await update.message.reply_text("heard", reply_markup=keyboard)

    async with polling(api, MessageHandler(filters.ALL, hear)):
        for source in (channel, group, api.person("Timur")):
            aigul.forwards_from(source)
            await aigul.answer()
        aigul.forwards_from(group, anonymous=True)
        await aigul.answer()
        aigul.shares_chat(7, group)
        await aigul.answer()
        with pytest.raises(AssertionError, match="not offered"):
            aigul.shares_chat(7, channel)

    *origins, shared = heard
    assert [each.type for each in origins] == ["channel", "user", "user", "chat"]
    assert origins[0].chat.username == channel.username
    assert (shared.chat_id, shared.title, shared.username) == (-(10**12) - group.id, group.title, None)


async def test_in_a_group_a_member_bot_hears_what_is_meant_for_it_and_an_admin_all(
    api: LocalBotApi, aigul: Person, group: LiveChat
) -> None:
    heard: list[str | None] = []

    async def hear(update: Update, _: Any) -> None:
        assert update.effective_message is not None
        heard.append(update.effective_message.text)

    async with polling(api, MessageHandler(filters.TEXT, hear)):
        aigul.says("nobody is here", in_room=group)
        api.make_member(group)
        aigul.says("among us", in_room=group)
        aigul.says("/audit", in_room=group)
        api.make_admin(group)
        aigul.says("in the open", in_room=group)
        await api.until(lambda: heard[-1:] == ["in the open"])

    assert heard == ["/audit", "in the open"]
    assert [each.text for each in api.messages_in(group)] == ["nobody is here", "among us", "/audit", "in the open"]
