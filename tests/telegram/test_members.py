"""Member lists: whole, in pages, capped, hidden, and of a broadcast channel; what the faces look like."""

from dataclasses import replace
from typing import Any

import pytest
from telethon.errors import ChannelInvalidError, ChannelPrivateError, ChatAdminRequiredError, UserNotParticipantError
from telethon.tl import functions, types

from tests.telegram.handlers import members
from tests.telegram.server import LocalTelegram
from tests.telegram.visitor import visitor
from tests.worlds.live import (
    LiveChat,
    Operator,
    basic_group_live,
    channel_live,
    dvk_live,
    hidden_members_live,
    private_live,
    shown_status,
)

EVERYBODY = types.ChannelParticipantsSearch("")


@pytest.fixture(scope="module")
def chat() -> LiveChat:
    return dvk_live(2, 1_000)


async def listed(client: Any, name: str, wanted: Any = EVERYBODY) -> list[Any]:
    """All pages of a member list."""
    entity = await client.get_input_entity(name)
    found: list[Any] = []
    while True:
        request = functions.channels.GetParticipantsRequest(entity, wanted, len(found), 200, 0)
        page = await client(request)
        if not page.participants:
            return found
        assert {each.user_id for each in page.participants} == {each.id for each in page.users}
        found += page.participants


async def test_a_thousand_members_of_a_public_group_without_joining(chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        people = [each async for each in client.iter_participants(chat.username)]

    assert telegram.counts["GetParticipantsRequest"] == 7
    assert {each.id for each in people} == set(chat.members)
    for each in people:
        account = chat.accounts[each.id]
        assert (each.deleted or False, each.bot or False) == (account.deleted, account.bot)
        assert (each.first_name, each.last_name, each.username) == (
            account.first_name,
            account.last_name,
            account.username,
        )
        assert isinstance(each.photo, types.UserProfilePhoto) == account.photo
        assert (each.scam or False, each.fake or False) == (account.scam, account.fake)
        joined = getattr(each.participant, "date", None)
        assert joined is None or int(joined.timestamp()) == chat.members[each.id].since


@pytest.mark.parametrize("hides", [False, True])
async def test_last_seen_as_the_account_may_see_it(chat: LiveChat, hides: bool) -> None:
    operator = Operator(hides_last_seen=hides)
    kinds = {
        "online": types.UserStatusOnline,
        "recently": types.UserStatusRecently,
        "last_week": types.UserStatusLastWeek,
        "last_month": types.UserStatusLastMonth,
        "exact": types.UserStatusOffline,
        "empty": types.UserStatusEmpty,
    }
    async with LocalTelegram([chat], accounts=[operator]) as telegram, visitor(telegram) as client:
        async for each in client.iter_participants(chat.username):
            shown = shown_status(chat.accounts[each.id], operator, chat.now)
            if shown is None:
                assert each.status is None
                continue
            assert isinstance(each.status, kinds[shown.kind])
            assert (getattr(each.status, "by_me", None) or False) == shown.by_me
            if shown.kind == "exact":
                assert int(each.status.was_online.timestamp()) == shown.at


async def test_the_list_ends_where_telegram_ends_it(chat: LiveChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "LONGEST_LIST", 300)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        found = await listed(client, "dvk_chat")

    assert len(found) == 300
    shown = [chat.accounts[each.user_id] for each in found]
    assert shown[0].last_seen == "online"
    assert not any(each.deleted or each.last_seen == "empty" for each in shown)


async def test_hidden_members_are_for_admins(chat: LiveChat) -> None:
    hidden = hidden_members_live(3)
    async with LocalTelegram([hidden]) as telegram, visitor(telegram) as client:
        seen = {each.user_id for each in await listed(client, "hidden_members")}
        full = await client(functions.channels.GetFullChannelRequest("hidden_members"))
        telegram.seat(hidden.id, "admin")
        as_admin = {each.user_id for each in await listed(client, "hidden_members")}

    assert seen == {hidden.creator, *hidden.admins, *(each.id for each in hidden.accounts.values() if each.bot)}
    assert full.full_chat.participants_hidden
    assert not full.full_chat.can_view_participants
    assert full.full_chat.participants_count == len(hidden.members)
    assert as_admin == {*hidden.members, Operator().id}


async def test_subscribers_are_for_admins_and_two_hundred_of_them() -> None:
    channel = channel_live(4, 450)
    async with LocalTelegram([channel]) as telegram, visitor(telegram) as client:
        with pytest.raises(ChatAdminRequiredError):
            await listed(client, "city_news")
        telegram.seat(channel.id, "admin")
        assert len(await listed(client, "city_news")) == 200


async def test_admins_bots_and_names_have_lists_of_their_own(chat: LiveChat) -> None:
    somebody = next(each for each in chat.accounts.values() if each.id in chat.members and each.last_name)
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        admins = await listed(client, "dvk_chat", types.ChannelParticipantsAdmins())
        bots = await listed(client, "dvk_chat", types.ChannelParticipantsBots())
        assert somebody.first_name is not None
        called = await listed(client, "dvk_chat", types.ChannelParticipantsSearch(somebody.first_name[:4]))

    assert isinstance(admins[0], types.ChannelParticipantCreator)
    assert {each.user_id for each in admins} == {chat.creator, *chat.admins}
    assert len(bots) == 3
    assert somebody.id in {each.user_id for each in called}
    assert len(called) < len(chat.members)


async def test_a_private_group_is_closed_until_joined() -> None:
    private = private_live(5)
    async with LocalTelegram([private]) as telegram, visitor(telegram) as client:
        telegram.seat(private.id, "member")
        entity = await client.get_input_entity(types.PeerChannel((await client.get_dialogs())[0].entity.id))
        assert len(await listed(client, entity)) == len(private.members) + 1
        itself = await client(functions.channels.GetParticipantRequest(entity, "me"))
        assert isinstance(itself.participant, types.ChannelParticipantSelf)
        assert itself.participant.inviter_id == private.creator
        telegram.seat(private.id, "stranger")
        with pytest.raises(ChannelPrivateError):
            await listed(client, entity)


async def test_one_member_and_one_who_is_none(chat: LiveChat) -> None:
    async with LocalTelegram([chat]) as telegram, visitor(telegram) as client:
        people = await client.get_participants("dvk_chat", limit=200)
        found = await client(functions.channels.GetParticipantRequest("dvk_chat", people[10]))
        with pytest.raises(UserNotParticipantError):
            await client(functions.channels.GetParticipantRequest("dvk_chat", "me"))

    assert found.participant.user_id == people[10].id


async def test_a_basic_group_says_who_brought_whom() -> None:
    group = basic_group_live(6)
    async with LocalTelegram([group]) as telegram, visitor(telegram) as client:
        full = await client(functions.messages.GetFullChatRequest(group.id))

    brought = {each.user_id: each for each in full.full_chat.participants.participants}
    assert set(brought) == {*group.members, Operator().id}
    for person, member in group.members.items():
        if person == group.creator:
            assert isinstance(brought[person], types.ChatParticipantCreator)
        else:
            assert brought[person].inviter_id == (member.inviter or person)


async def test_a_stranger_to_a_basic_group_sees_nothing() -> None:
    group = replace(basic_group_live(6), standing="stranger")
    async with LocalTelegram([group]) as telegram, visitor(telegram) as client:
        chats = await client(functions.messages.GetChatsRequest([group.id]))

    assert isinstance(chats.chats[0], types.ChatForbidden)


async def test_access_hashes_are_of_no_use_to_another_account(chat: LiveChat) -> None:
    other = Operator(id=777_000_999, phone="77010000009", username=None)
    async with LocalTelegram([chat], accounts=[Operator(), other]) as telegram:
        async with visitor(telegram) as client:
            entity = await client.get_input_entity("dvk_chat")
        async with visitor(telegram, account=other.id) as client:
            with pytest.raises(ChannelInvalidError):
                await client(functions.channels.GetParticipantsRequest(entity, EVERYBODY, 0, 1, 0))
