"""Finding a chat, coming in and going out, and what only admins see."""

from dataclasses import replace
from typing import Any

import pytest
from telethon.errors import (
    ChannelPrivateError,
    ChatAdminRequiredError,
    InviteHashExpiredError,
    InviteHashInvalidError,
    InviteRequestSentError,
    UserAlreadyParticipantError,
    UsernameInvalidError,
    UsernameNotOccupiedError,
    UserNotParticipantError,
)
from telethon.tl import functions, types

from tests.telegram.server import LocalTelegram
from tests.telegram.visitor import visitor
from tests.worlds.live import (
    LiveChat,
    Operator,
    dvk_live,
    guarded_live,
    on_request_live,
    prehistory_live,
    private_live,
)
from tests.worlds.world import DAY


async def joined_by(client: Any, chat: LiveChat) -> Any:
    return await client(functions.messages.ImportChatInviteRequest(chat.link_of(chat.creator)))


async def test_names_that_lead_nowhere() -> None:
    async with LocalTelegram() as telegram, visitor(telegram) as client:
        with pytest.raises(UsernameNotOccupiedError):
            await client(functions.contacts.ResolveUsernameRequest("nobody_here"))
        with pytest.raises(UsernameInvalidError):
            await client(functions.contacts.ResolveUsernameRequest("a"))
        with pytest.raises(InviteHashExpiredError):
            await client(functions.messages.CheckChatInviteRequest("AbcdefghiJ"))
        with pytest.raises(InviteHashInvalidError):
            await client(functions.messages.CheckChatInviteRequest("?"))


async def test_joining_and_leaving_a_public_group() -> None:
    chat = private_live(1, username="small_talk")
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        stranger = await client.get_entity("small_talk")
        result = await client(functions.channels.JoinChannelRequest("small_talk"))
        member = result.updates.chats[0]
        newest = (await client.get_messages("small_talk", limit=1))[0]
        full = (await client(functions.channels.GetFullChannelRequest("small_talk"))).full_chat
        await client(functions.channels.LeaveChannelRequest("small_talk"))
        with pytest.raises(UserNotParticipantError):
            await client(functions.channels.LeaveChannelRequest("small_talk"))

    assert isinstance(result, types.messages.ChatInviteJoinResultOk)
    assert stranger.left
    assert int(stranger.date.timestamp()) == chat.begins
    assert not member.left
    assert int(member.date.timestamp()) == chat.now
    assert newest.action.users == [newest.sender_id] == [Operator().id]
    assert full.participants_count == len(chat.members) + 1


async def test_a_private_group_by_its_link() -> None:
    chat = private_live(2)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        before = await client(functions.messages.CheckChatInviteRequest(chat.link_of(chat.creator)))
        await joined_by(client, chat)
        already = await client(functions.messages.CheckChatInviteRequest(chat.link_of(chat.creator)))
        with pytest.raises(UserAlreadyParticipantError):
            await joined_by(client, chat)
        found = [each.id async for each in client.iter_messages(already.chat, wait_time=0)]
        await client(functions.channels.LeaveChannelRequest(already.chat))
        with pytest.raises(ChannelPrivateError):
            await client.get_messages(already.chat, limit=1)
        again = await client(functions.channels.GetChannelsRequest([already.chat]))

    assert isinstance(before, types.ChatInvite)
    assert (before.title, before.participants_count) == (chat.title, len(chat.members))
    assert before.megagroup
    assert isinstance(already, types.ChatInviteAlready)
    assert len(found) == len(chat.written) + 1
    assert isinstance(again.chats[0], types.ChannelForbidden)


async def test_a_group_that_may_be_peeked_into() -> None:
    chat = replace(private_live(3), peek=True)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        peek = await client(functions.messages.CheckChatInviteRequest(chat.link_of(chat.creator)))
        assert isinstance(peek, types.ChatInvitePeek)
        assert len(await client.get_messages(peek.chat, limit=10)) == 10


async def test_a_request_to_join_waits_for_an_admin() -> None:
    chat = on_request_live(4)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        invite = await client(functions.messages.CheckChatInviteRequest(chat.link_of(chat.creator)))
        with pytest.raises(InviteRequestSentError):
            await joined_by(client, chat)
        assert telegram.world.rooms[chat.id].asking == {Operator().id}
        telegram.approve(chat.id)
        already = await client(functions.messages.CheckChatInviteRequest(chat.link_of(chat.creator)))
        newest = (await client.get_messages(already.chat, limit=1))[0]

    assert invite.request_needed
    assert isinstance(newest.action, types.MessageActionChatJoinedByRequest)


async def test_a_bot_at_the_door() -> None:
    chat = guarded_live(5)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        result = await joined_by(client, chat)

    assert isinstance(result, types.messages.ChatInviteJoinResultWebView)
    assert result.bot_id == chat.guard_bot
    assert result.users[0].bot


async def test_a_newcomer_sees_nothing_from_before() -> None:
    chat = prehistory_live(6)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        room = (await joined_by(client, chat)).updates.chats[0]
        found = await client.get_messages(room, limit=10)

    assert len(found) == 1
    assert isinstance(found[0].action, types.MessageActionChatJoinedByLink)


async def test_the_admin_log_is_for_admins_and_knows_who_added_whom() -> None:
    chat = dvk_live(7, 400, newcomers=60, unwritten_joins=1.0)
    expected = {
        (event.actor, person)
        for event in chat.events
        if event.kind == "invite_members" and event.at >= chat.now - 2 * DAY
        for person in event.members
        if person != event.actor
    }
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        entity = await client.get_input_entity("dvk_chat")
        request = functions.channels.GetAdminLogRequest(entity, "", 0, 0, 5)
        with pytest.raises(ChatAdminRequiredError):
            await client(request)
        telegram.seat(chat.id, "admin")
        found: list[Any] = []
        while events := (await client(request)).events:
            found += events
            request.max_id = events[-1].id
        only = types.ChannelAdminLogEventsFilter(leave=True)
        leaves = (await client(functions.channels.GetAdminLogRequest(entity, "", 0, 0, 100, only))).events

    kind = types.ChannelAdminLogEventActionParticipantInvite
    added = {(each.user_id, each.action.participant.user_id) for each in found if isinstance(each.action, kind)}
    assert expected
    assert added == expected
    assert [each.id for each in found] == sorted({each.id for each in found}, reverse=True)
    assert all(isinstance(each.action, types.ChannelAdminLogEventActionParticipantLeave) for each in leaves)


async def test_admins_see_who_came_by_which_link() -> None:
    chat = dvk_live(8, 900, by_link=300, by_request=20, standing="admin")
    came: dict[int, set[int]] = {}
    for event in chat.events:
        if event.kind in {"join_by_link", "join_by_request"}:
            maker = chat.link_maker(event.actor) if event.kind == "join_by_link" else chat.creator
            came.setdefault(maker, set()).add(event.actor)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        entity = await client.get_input_entity("dvk_chat")
        makers = await client(functions.messages.GetAdminsWithInvitesRequest(entity))
        users = {each.id: each for each in makers.users}
        for maker in makers.admins:
            links = await client(functions.messages.GetExportedChatInvitesRequest(entity, users[maker.admin_id], 100))
            found: list[int] = []
            request = functions.messages.GetChatInviteImportersRequest(
                entity, None, types.InputUserEmpty(), 100, link=links.invites[0].link
            )
            while page := (await client(request)).importers:
                found += [each.user_id for each in page]
                request.offset_date = page[-1].date
                request.offset_user = types.InputUser(page[-1].user_id, 0)
            assert len(found) == len(set(found))
            assert set(found) == came[maker.admin_id]
        telegram.seat(chat.id, "member")
        with pytest.raises(ChatAdminRequiredError):
            await client(functions.messages.GetAdminsWithInvitesRequest(entity))


async def test_chats_are_known_by_number_to_who_is_in_them() -> None:
    inside, outside = private_live(9, standing="member"), private_live(10, chat_id=1_400_000_099)
    async with LocalTelegram([inside, outside]) as telegram, visitor(telegram) as client:
        dialogs = await client.get_dialogs()
        found = await client.get_entity(-1_000_000_000_000 - inside.id)
        onlines = await client(functions.messages.GetOnlinesRequest(dialogs[0].input_entity))
        state = await client(functions.messages.GetPeerDialogsRequest([dialogs[0].input_entity]))

    assert [each.entity.id for each in dialogs] == [inside.id]
    assert found.title == inside.title
    assert onlines.onlines >= 1
    assert state.dialogs[0].top_message == inside.written[-1].id
