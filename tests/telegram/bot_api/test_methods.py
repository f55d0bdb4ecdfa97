"""Every method does what it says."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MenuButtonCommands,
    ReplyParameters,
)
from telegram.error import Forbidden

from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.server import LocalBotApi
from tests.worlds.live import LiveChat

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + bytes(9)


def keyboard(label: str, data: str = "d") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def test_the_bot_knows_itself(api: LocalBotApi, bot: Bot) -> None:
    assert (bot.id, bot.username, bot.can_join_groups) == (api.bot.id, "dead_souls_bot", True)


async def test_a_message_keeps_its_plain_text_its_tags_and_its_buttons(bot: Bot, aigul: Person) -> None:
    html = '<b>Ж <i>italic</i></b> 🙂 <a href="https://t.me/x">link</a> &lt;x&gt; '
    html += '<pre><code class="language-py">1</code></pre>'
    sent = await bot.send_message(aigul.id, html, parse_mode="HTML", reply_markup=keyboard("Go"))

    [shown] = aigul.messages
    assert shown.text == sent.text == "Ж italic 🙂 link <x> 1"
    assert shown.html == html
    assert [(each.type, sent.parse_entity(each)) for each in sent.entities] == [
        ("bold", "Ж italic"),
        ("italic", "italic"),
        ("text_link", "link"),
        ("pre", "1"),
    ]
    assert sent.text_html.startswith("<b>Ж <i>italic</i></b>")
    assert shown.button("Go").data == "d"


async def test_editing_keeps_what_was_there_before(bot: Bot, aigul: Person) -> None:
    sent = await bot.send_message(aigul.id, "one", reply_markup=keyboard("Go"))
    await bot.edit_message_text("two", aigul.id, sent.message_id)
    await bot.edit_message_reply_markup(aigul.id, sent.message_id, reply_markup=keyboard("Stop"))
    await bot.edit_message_media(InputMediaDocument(b"x", filename="x.txt", caption="three"), aigul.id, sent.message_id)
    await bot.edit_message_caption(aigul.id, sent.message_id, caption="<i>four</i>", parse_mode="HTML")

    [shown] = aigul.messages
    assert [each.text for each in shown.contents] == ["one", "two", "two", "three", "four"]
    assert [len(each.buttons) for each in shown.contents] == [1, 0, 1, 0, 0]
    assert (shown.data, shown.html) == (b"x", "<i>four</i>")
    assert shown.edited_at is not None


async def test_files_and_albums_are_kept_whole(bot: Bot, aigul: Person) -> None:
    photo = await bot.send_photo(aigul.id, PNG, caption="map")
    first = await bot.send_document(aigul.id, b"a,b\n1,2\n", filename="rows.csv")
    assert first.document is not None
    again = await bot.send_document(aigul.id, first.document.file_id)
    album = await bot.send_media_group(aigul.id, [InputMediaPhoto(PNG, caption="one"), InputMediaPhoto(PNG)])

    assert (photo.photo[0].width, photo.photo[0].height, photo.caption) == (640, 480, "map")
    assert again.document == first.document
    assert len({each.media_group_id for each in album}) == 1
    assert [each.data for each in aigul.files] == [PNG, b"a,b\n1,2\n", b"a,b\n1,2\n", PNG, PNG]
    file = await bot.get_file(first.document.file_id)
    assert await file.download_as_bytearray() == b"a,b\n1,2\n"


async def test_messages_are_answered_to_and_taken_away(api: LocalBotApi, bot: Bot, aigul: Person) -> None:
    said = aigul.says("question")
    reply = await bot.send_message(aigul.id, "reply", reply_parameters=ReplyParameters(said.id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "question"
    shown = aigul.messages[-1]
    await bot.delete_message(aigul.id, reply.message_id)
    assert (shown.deleted, aigul.messages) == (True, [])
    await bot.delete_messages(aigul.id, [said.id, 99_999])
    assert await bot.send_chat_action(aigul.id, "typing")


async def test_the_profile_is_kept_by_scope_and_language(api: LocalBotApi, bot: Bot) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("audit", "проверить")], scope=scope, language_code="ru")
    await bot.set_my_commands([BotCommand("audit", "audit a chat")])
    await bot.set_my_name("Души", language_code="ru")
    await bot.set_my_description("What it does")
    await bot.set_my_short_description("Short")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())

    assert [each.description for each in await bot.get_my_commands(scope, "ru")] == ["проверить"]
    assert [each.description for each in await bot.get_my_commands()] == ["audit a chat"]
    assert ((await bot.get_my_name("ru")).name, (await bot.get_my_name()).name) == ("Души", "Dead Souls")
    assert (await bot.get_my_description("kk")).description == "What it does"
    assert (await bot.get_my_short_description()).short_description == "Short"
    assert (await bot.get_chat_menu_button()).type == "commands"
    await bot.delete_my_commands(scope, "ru")
    assert await bot.get_my_commands(scope, "ru") == ()


async def test_the_chats_are_those_of_the_world(api: LocalBotApi, bot: Bot, chats: list[LiveChat]) -> None:
    group, basic, channel = chats
    for chat in chats:
        api.make_admin(chat)
    about = await bot.get_chat(f"@{group.username}")
    assert (about.id, about.type, about.title) == (-(10**12) - group.id, "supergroup", group.title)
    assert (await bot.get_chat(-basic.id)).type == "group"
    assert (await bot.get_chat(-(10**12) - channel.id)).type == "channel"
    assert await bot.get_chat_member_count(about.id) == group.count + 1

    admins = await bot.get_chat_administrators(about.id)
    assert {each.user.id for each in admins} == {group.creator, *group.admins, api.bot.id}
    member = next(each for each in group.members if each not in {group.creator, *group.admins})
    assert (await bot.get_chat_member(about.id, member)).status == "member"
    assert (await bot.get_chat_member(about.id, api.person().id)).status == "left"
    assert await bot.leave_chat(about.id)
    with pytest.raises(Forbidden, match="not a member"):
        await bot.get_chat_member_count(about.id)


async def test_the_person_of_a_private_chat_is_a_chat_too(bot: Bot, aigul: Person) -> None:
    about = await bot.get_chat(aigul.id)
    assert (about.type, about.first_name, await bot.get_chat_member_count(aigul.id)) == ("private", "Aigul", 2)
