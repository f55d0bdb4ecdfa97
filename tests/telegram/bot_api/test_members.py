"""Who comes and goes, and who hears of it."""

from typing import Any

from telegram import ChatMemberUpdated, Update
from telegram.ext import ChatMemberHandler

from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.running import polling
from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.server import LocalTelegram
from tests.telegram.visitor import visitor
from tests.worlds.live import LiveChat


class Listener:
    """A bot that notes every change of members."""

    def __init__(self) -> None:
        self.heard: list[ChatMemberUpdated] = []
        self.handler = ChatMemberHandler(self.hear, ChatMemberHandler.ANY_CHAT_MEMBER)

    async def hear(self, update: Update, _: Any) -> None:
        changed = update.chat_member or update.my_chat_member
        assert changed is not None
        self.heard.append(changed)

    def steps(self) -> list[tuple[int, int, str, str]]:
        return [
            (each.from_user.id, each.new_chat_member.user.id, each.old_chat_member.status, each.new_chat_member.status)
            for each in self.heard
        ]


async def test_an_admin_bot_that_asked_hears_how_each_came_and_went(
    api: LocalBotApi, aigul: Person, group: LiveChat
) -> None:
    bot, timur = Listener(), api.person("Timur")
    async with polling(api, bot.handler, allowed_updates=Update.ALL_TYPES):
        api.make_admin(group, by=timur)
        aigul.joins(group, by_link=True)
        aigul.leaves(group)
        aigul.is_added_by(timur, group)
        aigul.becomes_admin(group)
        aigul.is_removed_by(timur, group)
        await api.until(lambda: len(bot.heard) == 6)

    assert bot.steps() == [
        (timur.id, api.bot.id, "left", "administrator"),
        (aigul.id, aigul.id, "left", "member"),
        (aigul.id, aigul.id, "member", "left"),
        (timur.id, aigul.id, "left", "member"),
        (group.creator, aigul.id, "member", "administrator"),
        (timur.id, aigul.id, "administrator", "kicked"),
    ]
    link = bot.heard[1].invite_link
    assert link is not None
    assert (link.creator.id, bot.heard[3].invite_link) == (group.creator, None)


async def test_others_hear_nothing_of_it(api: LocalBotApi, aigul: Person, group: LiveChat) -> None:
    bot = Listener()
    async with polling(api, bot.handler):
        api.make_admin(group)
        aigul.joins(group)
        api.make_member(group)
        await api.until(lambda: len(bot.heard) == 2)
    async with polling(api, bot.handler, allowed_updates=Update.ALL_TYPES):
        aigul.leaves(group)
        aigul.blocks_bot()
        aigul.unblocks_bot()
        api.remove_bot(group)
        await api.until(lambda: len(bot.heard) == 5)

    assert [each[1] for each in bot.steps()] == [api.bot.id] * 5
    assert [each[3] for each in bot.steps()] == ["administrator", "member", "kicked", "member", "kicked"]


async def test_those_who_come_and_go_are_counted(api: LocalBotApi, aigul: Person, group: LiveChat) -> None:
    room = api.chats.room(group)
    member = api.person("Somebody", id=next(each for each in group.members if each != group.creator))
    before = api.chats.count(room)
    aigul.joins(group)
    assert api.chats.count(room) == before + 1
    member.leaves(group)
    assert api.chats.count(room) == before
    member.joins(group)
    assert (api.chats.count(room), api.chats.count(room)) == (before + 1, room.chat.count + 1)


async def test_accounts_see_the_bot_and_those_who_joined(group: LiveChat) -> None:
    async with LocalTelegram([group]) as telegram, LocalBotApi(telegram) as local, visitor(telegram) as client:
        before = {each.id async for each in client.iter_participants(group.username)}
        aigul = local.person("Aigul")
        local.make_admin(group)
        aigul.joins(group)
        after = {each.id: each async for each in client.iter_participants(group.username)}

    assert after.keys() - before == {local.bot.id, aigul.id}
    assert after[local.bot.id].bot
