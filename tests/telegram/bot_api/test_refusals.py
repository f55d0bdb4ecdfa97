"""Every refusal has Telegram's own words."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from tests.telegram.bot_api.files import LARGEST_DOWNLOAD
from tests.telegram.bot_api.http import Response, ask
from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.world import LiveWorld
from tests.worlds.live import LiveChat, Operator, migrated_live

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + bytes(9)


def keyboard(label: str, data: str = "d") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def plainly(api: LocalBotApi, method: str, form: Mapping[str, Any]) -> Response:
    """A call without python-telegram-bot, which would refuse some of these by itself."""
    headers = {"Content-Type": "application/json"}
    return await ask("POST", f"{api.base_url}{api.token}/{method}", json.dumps(form).encode(), headers)


Refused = Callable[[Bot, int, int], Awaitable[Any]]
"""With the bot, the person's id, and the id of a message of the bot that says "same"."""

REFUSED: Mapping[str, Refused] = {
    "message text is empty": lambda b, p, _: b.send_message(p, ""),
    "text must be non-empty": lambda b, p, _: b.send_message(p, " \n "),
    "message is too long": lambda b, p, _: b.send_message(p, "x" * 4097),
    "message caption is too long": lambda b, p, _: b.send_document(p, b"x", caption="x" * 1025),
    "message is not modified": lambda b, p, m: b.edit_message_text("<b></b>same", p, m, parse_mode="HTML"),
    "message is not modified.*markup": lambda b, p, m: b.edit_message_reply_markup(p, m),
    "message to edit not found": lambda b, p, m: b.edit_message_text("x", p, m + 100),
    "message can't be edited": lambda b, p, m: b.edit_message_text("x", p, 1),
    "there is no caption in the message to edit": lambda b, p, m: b.edit_message_caption(p, m, caption="x"),
    "message to delete not found": lambda b, p, m: b.delete_message(p, m + 100),
    "message to be replied not found": lambda b, p, m: b.send_message(
        p, "x", reply_parameters=ReplyParameters(m + 100)
    ),
    "chat not found": lambda b, _, __: b.send_message(12345, "x"),
    "^chat not found$": lambda b, _, __: b.send_message("@nobody_here", "x"),
    "unsupported parse_mode": lambda b, p, _: b.send_message(p, "x", parse_mode="MarkdownV2"),
    "button_data_invalid": lambda b, p, _: b.send_message(p, "x", reply_markup=keyboard("x", "ж" * 33)),
    "text buttons are unallowed": lambda b, p, _: b.send_message(
        p, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x")]])
    ),
    "url 'nowhere' is invalid": lambda b, p, _: b.send_message(
        p, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x", url="nowhere")]])
    ),
    "reply_markup_too_long": lambda b, p, _: b.send_message(
        p, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]] * 101)
    ),
    "query is too old and response timeout expired or query id is invalid": lambda b, _, __: b.answer_callback_query(
        "77"
    ),
    "wrong parameter action in request": lambda b, p, _: b.send_chat_action(p, "dancing"),
    "bot_command_invalid": lambda b, _, __: b.set_my_commands([("Not-Good", "x")]),
    "bot_commands_too_much": lambda b, _, __: b.set_my_commands([(f"c{n}", "x") for n in range(101)]),
    "invalid language code specified": lambda b, _, __: b.set_my_commands([("x", "x")], language_code="russian"),
    "short description is too long": lambda b, _, __: b.set_my_short_description("x" * 121),
    "wrong file_id": lambda b, _, __: b.get_file("BQACnothing"),
    "wrong file identifier": lambda b, p, _: b.send_document(p, "BQACnothing"),
    "file must be non-empty": lambda b, p, _: b.send_document(p, b""),
    "image_process_failed": lambda b, p, _: b.send_photo(p, b"no picture"),
    "photo_invalid_dimensions": lambda b, p, _: b.send_photo(p, PNG[:16] + (9_900).to_bytes(4, "big") + PNG[20:]),
    "from 2 to 10 messages": lambda b, p, _: b.send_media_group(p, [InputMediaPhoto(PNG)]),
    "no administrators in the private chat": lambda b, p, _: b.get_chat_administrators(p),
    "bad webhook": lambda b, _, __: b.set_webhook("https://example.org/hook"),
    "unallowed characters": lambda b, _, __: b.set_webhook("http://127.0.0.1:9/", secret_token="no spaces"),  # noqa: S106
}


@pytest.mark.parametrize("words", REFUSED)
async def test_what_cannot_be_done_is_refused(words: str, bot: Bot, aigul: Person) -> None:
    message = await bot.send_message(aigul.id, "same")
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await REFUSED[words](bot, aigul.id, message.message_id)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>ж</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
        ("жж <table>", 'Unsupported start tag "table" at byte offset 5'),
        ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_broken_html_is_refused(api: LocalBotApi, aigul: Person, html: str, words: str) -> None:
    answer = await plainly(api, "sendMessage", {"chat_id": aigul.id, "text": html, "parse_mode": "HTML"})

    assert answer.status == 400
    assert json.loads(answer.body)["description"] == f"Bad Request: can't parse entities: {words}"


async def test_people_and_chats_that_do_not_want_the_bot(
    api: LocalBotApi, bot: Bot, aigul: Person, chats: list[LiveChat]
) -> None:
    group, _, channel = chats
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(api.person("Timur").id, "hello")
    aigul.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(aigul.id, "hello")
    aigul.says("I am back")
    await bot.send_message(aigul.id, "hello")

    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(f"@{group.username}", "hello")
    api.make_member(group)
    await bot.send_message(f"@{group.username}", "hello")
    api.remove_bot(group)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(f"@{group.username}", "hello")
    api.make_member(channel)
    with pytest.raises(BadRequest, match=r"(?i)member list is inaccessible"):
        await bot.get_chat_administrators(f"@{channel.username}")
    with pytest.raises(BadRequest, match=r"(?i)need administrator rights"):
        await bot.send_message(f"@{channel.username}", "hello")


async def test_a_group_that_moved_says_where_to() -> None:
    moved = migrated_live(1)
    assert moved.ancestor is not None
    async with LocalBotApi(LiveWorld([moved], [Operator()])) as api:
        api.make_member(moved.ancestor)
        async with Bot(api.token, base_url=api.base_url, base_file_url=api.base_file_url) as bot:
            with pytest.raises(ChatMigrated) as raised:
                await bot.send_message(-moved.ancestor.id, "hello")

    assert raised.value.new_chat_id == -(10**12) - moved.id


async def test_a_file_can_be_too_big(api: LocalBotApi, bot: Bot, aigul: Person) -> None:
    fits, big = (aigul.sends_document("export.json", bytes(LARGEST_DOWNLOAD + more)) for more in (0, 1))
    assert fits.file is not None
    assert big.file is not None
    assert (await bot.get_file(fits.file.id)).file_size == LARGEST_DOWNLOAD
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await bot.get_file(big.file.id)


async def test_a_wrong_token_and_an_unknown_method(api: LocalBotApi, bot: Bot) -> None:
    wrong = Bot("123:wrong", base_url=api.base_url)
    with pytest.raises(InvalidToken, match="rejected by the server"):
        await wrong.initialize()
    await wrong.shutdown()
    with pytest.raises(TelegramError, match="not found"):
        await bot.do_api_request("makeCoffee")
    assert (await ask("GET", f"{api.base_file_url}{api.token}/documents/none")).status == 404
    assert (await ask("GET", f"{api.url}/botrubbish/getMe")).status == 404


async def test_the_case_of_a_method_does_not_matter(api: LocalBotApi) -> None:
    assert (await plainly(api, "GETME", {})).status == 200
