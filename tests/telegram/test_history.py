"""Reading histories: both directions, windows, service messages, what is hidden, and the other kinds of chats."""

from typing import Any

import pytest
from telethon.tl import functions, types

from tests.telegram.server import LocalTelegram
from tests.telegram.visitor import visitor
from tests.worlds.live import (
    LiveChat,
    basic_group_live,
    channel_live,
    discussion_live,
    dvk_live,
    forum_live,
    migrated_live,
    prehistory_live,
)
from tests.worlds.world import THE_CHAT


@pytest.fixture(scope="module")
def chat() -> LiveChat:
    return dvk_live(8, 600, messages=2_000, unwritten_joins=0.3)


async def window(client: Any, entity: Any, **arguments: int) -> list[int]:
    """The ids of one raw page."""
    asked = {"offset_id": 0, "add_offset": 0, "limit": 100, "max_id": 0, "min_id": 0} | arguments
    request = functions.messages.GetHistoryRequest(peer=entity, offset_date=None, hash=0, **asked)
    page = await client(request)
    return [each.id for each in page.messages]


async def test_two_thousand_messages_backwards_and_forwards(chat: LiveChat) -> None:
    written = [event.id for event in chat.written]
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        backwards = [each.id async for each in client.iter_messages("dvk_chat", wait_time=0)]
        forwards = [each.id async for each in client.iter_messages("dvk_chat", wait_time=0, reverse=True)]
        total = (await client.get_messages("dvk_chat", limit=0)).total

    assert len(written) > 2_000
    assert backwards == written[::-1]
    assert forwards == written
    assert total == len(written)


async def test_windows_are_cut_as_telegram_cuts_them(chat: LiveChat) -> None:
    ids = [event.id for event in chat.written]
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        entity = await client.get_input_entity("dvk_chat")
        assert await window(client, entity, limit=5) == ids[:-6:-1]
        assert await window(client, entity, limit=500) == ids[:-101:-1]
        assert await window(client, entity, offset_id=ids[50], limit=3) == [ids[49], ids[48], ids[47]]
        assert await window(client, entity, offset_id=ids[50], add_offset=2, limit=2) == [ids[47], ids[46]]
        # the next hundred after a message, read forwards
        assert await window(client, entity, offset_id=ids[50], add_offset=-100) == ids[50:150][::-1]
        # near the newest a forward window is shorter, not moved back
        assert await window(client, entity, offset_id=ids[-3], add_offset=-100) == ids[-3:][::-1]
        assert await window(client, entity, offset_id=1, add_offset=-100) == ids[:100][::-1]
        assert await window(client, entity, offset_id=1) == []
        # bounds only thin out what lies in the window
        assert await window(client, entity, limit=5, max_id=ids[-2]) == ids[-5:-2][::-1]
        assert await window(client, entity, limit=5, min_id=ids[-3]) == ids[-2:][::-1]
        assert await window(client, entity, limit=5, max_id=ids[100]) == []
        by_date = await client.get_messages(entity, limit=1, offset_date=chat.written[200].at)
        assert by_date[0].date.timestamp() < chat.written[200].at


async def test_service_messages_say_who_came_and_how(chat: LiveChat) -> None:
    by_kind: dict[str, Any] = {
        "join_by_link": types.MessageActionChatJoinedByLink,
        "join_by_request": types.MessageActionChatJoinedByRequest,
        "remove_members": types.MessageActionChatDeleteUser,
        "create_channel": types.MessageActionChannelCreate,
    }
    events = {event.id: event for event in chat.written}
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        found = [each async for each in client.iter_messages("dvk_chat", wait_time=0)]

    for each in found:
        event = events[each.id]
        assert int(each.date.timestamp()) == event.at
        sender = event.actor if event.actor != THE_CHAT else -1_000_000_000_000 - chat.id
        assert each.sender_id == sender
        if event.kind == "invite_members":
            assert each.action.users == list(event.members)
        elif event.kind in by_kind:
            assert isinstance(each.action, by_kind[event.kind])
        if event.kind == "join_by_link":
            assert each.action.inviter_id == chat.link_maker(event.actor)
    shown = {each.id for each in found}
    assert len(chat.unwritten) > 50
    assert not shown & set(chat.unwritten)


async def test_some_people_come_only_in_part(chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        entity = await client.get_input_entity("dvk_chat")
        page = await client(functions.messages.GetHistoryRequest(entity, 0, None, 0, 100, 0, 0, 0))

    parts = [each for each in page.users if each.min]
    assert parts
    assert all(chat.accounts[each.id].min and each.status is None and each.username is None for each in parts)
    assert any(not each.min and not each.deleted for each in page.users)


async def test_what_is_hidden_is_not_shown() -> None:
    chat = prehistory_live(9, standing="member")
    shown = [event.id for event in chat.written if event.id > chat.available_min_id]
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        entity = (await client.get_dialogs())[0].input_entity
        found = [each.id async for each in client.iter_messages(entity, wait_time=0, reverse=True)]
        full = (await client(functions.channels.GetFullChannelRequest(entity))).full_chat

    assert 0 < len(shown) < len(chat.written)
    assert found == shown
    assert full.hidden_prehistory
    assert full.available_min_id == chat.available_min_id


async def test_a_migrated_group_and_what_it_was() -> None:
    chat = migrated_live(10)
    before = chat.ancestor
    assert before is not None
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        dialogs = {each.entity.id: each for each in await client.get_dialogs(ignore_migrated=False)}
        full = (await client(functions.channels.GetFullChannelRequest(dialogs[chat.id].input_entity))).full_chat
        now = [each async for each in client.iter_messages(dialogs[chat.id].input_entity, wait_time=0)]
        then = [
            each async for each in client.iter_messages(types.InputPeerChat(full.migrated_from_chat_id), wait_time=0)
        ]

    assert full.migrated_from_chat_id == before.id
    assert full.migrated_from_max_id == then[0].id
    assert isinstance(now[-1].action, types.MessageActionChannelMigrateFrom)
    assert isinstance(then[0].action, types.MessageActionChatMigrateTo)
    assert then[0].action.channel_id == chat.id
    assert isinstance(then[-1].action, types.MessageActionChatCreate)
    assert dialogs[before.id].entity.migrated_to.channel_id == chat.id


async def test_a_basic_group_has_a_history() -> None:
    group = basic_group_live(11)
    async with LocalTelegram([group]) as telegram, visitor(telegram) as client:
        found = [each.id async for each in client.iter_messages(types.InputPeerChat(group.id), wait_time=0)]

    assert found == [event.id for event in group.written][::-1]


async def test_posts_have_views_forwards_reactions_and_comments() -> None:
    channel, group = discussion_live(12)
    async with LocalTelegram([channel, group]) as telegram, visitor(telegram) as client:
        posts = [
            each async for each in client.iter_messages("city_news", wait_time=0) if isinstance(each, types.Message)
        ]
        talk = [each async for each in client.iter_messages("city_talk", wait_time=0)]
        linked = (await client(functions.channels.GetFullChannelRequest("city_news"))).full_chat.linked_chat_id

    events = {event.id: event for event in channel.written}
    assert linked == group.id
    for post in posts:
        reach = events[post.id].reach
        assert reach is not None
        assert post.post
        assert post.from_id is None
        assert (post.views, post.forwards, post.replies.replies) == (reach.views, reach.forwards, reach.comments)
        shown = post.reactions.results if post.reactions else []
        assert [each.count for each in shown] == [each.count for each in events[post.id].reactions]
    forwarded = [each for each in talk if each.fwd_from and each.fwd_from.saved_from_peer]
    assert {each.fwd_from.channel_post for each in forwarded} <= set(events)
    assert all(each.from_id == types.PeerChannel(channel.id) for each in forwarded)
    assert sum(each.from_id == types.PeerChannel(1_900_000_001) for each in talk) == 12
    assert sum(each.from_id == types.PeerChannel(group.id) and not each.action for each in talk) == 12


async def test_a_stranger_reads_a_public_channel() -> None:
    channel = channel_live(13)
    async with LocalTelegram([channel]) as telegram, visitor(telegram) as client:
        posts = await client.get_messages("city_news", limit=10)

    assert len(posts) == 10


async def test_a_forum_says_which_topic() -> None:
    chat = forum_live(14)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        entity = await client.get_entity("city_forum")
        found = [each async for each in client.iter_messages(entity, wait_time=0)]

    topics = {event.id: event.topic for event in chat.written if event.topic}
    assert entity.forum
    heads = {each.id for each in found if isinstance(each.action, types.MessageActionTopicCreate)}
    assert heads == set(topics.values())
    for each in found:
        if each.id in topics:
            assert each.reply_to.forum_topic
            assert topics[each.id] in {each.reply_to.reply_to_top_id, each.reply_to.reply_to_msg_id}


async def test_messages_by_id(chat: LiveChat) -> None:
    ids = [event.id for event in chat.written[:3]]
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        found = await client.get_messages("dvk_chat", ids=[*ids, 10**8])

    assert [each and each.id for each in found] == [*ids, None]
