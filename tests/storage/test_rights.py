"""What is held about one person: all of it, and nothing of anybody else."""

import json

from storage.audited.retention import forget, retain
from storage.audited.rights import Held, held_about
from storage.audited.updates import record
from storage.companion import talkers
from storage.people.identities import Identities
from storage.records import Arrival, Chat, Leave, Listing, Member, Message, Who
from storage.store import Store
from tests.auditor.collect.chats import ASEL as ASEL_EXPORTED
from tests.auditor.collect.chats import BOLAT as BOLAT_EXPORTED
from tests.auditor.collect.chats import NOW, added, left
from tests.auditor.collect.chats import said as exported
from tests.storage.chats_heard import ASEL, BOLAT, CHAT, DANA, at, came, member, read, said, shown
from tests.storage.installation import rows, take_in


async def about(store: Store, telegram_id: object) -> Held:
    return await held_about(store, str(telegram_id), text_days=30, row_days=400)


async def test_all_of_one_person_is_told(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await read(store, 5, members=[member(ASEL), member(BOLAT, 3)], messages=[said(BOLAT, 4), said(ASEL, 4.1)])
    (chat,) = (await about(store, BOLAT.key))["chats"]
    assert chat["title"] == CHAT.title
    assert chat["observations"] == [{"day": "2023-11-19", "source": "live"}]
    assert chat["heard_by_the_bot"] == [
        {"at": "2023-11-17T22:13:20Z", "kind": "added", "heard": "2023-11-17T22:13:20Z"}
    ]
    assert chat["messages"] == {
        "count": 1, "earlier_versions": 0, "first_day": "2023-11-18", "last_day": "2023-11-18", "texts_at_rest": 1,
        "texts_until": "2023-12-19",
    }  # fmt: skip
    (account,) = chat["accounts"]
    assert account["in_the_member_list"] is True
    assert (account["first_day"], account["last_day"]) == ("2023-11-19", "2023-11-19")
    assert [name["script"] for name in chat["names"]]
    assert chat["rows_until"] == "2024-12-23"
    assert "read_by_their_account" not in chat


async def test_an_account_is_told_from_when_to_when_it_was_seen_as_it_was(store: Store) -> None:
    for day in (5, 6, 60, 90):
        await read(store, day, members=[member(BOLAT, seen="exact", seen_at=at(4))])
    (chat,) = (await about(store, BOLAT.key))["chats"]
    told = [(row["first_day"], row["last_day"], row["last_seen"], row["last_seen_in"]) for row in chat["accounts"]]
    assert told == [
        ("2023-11-19", "2023-11-20", "lately", None),
        ("2024-01-13", "2024-02-12", "long-ago", "2023-11"),
    ]
    await forget(store, str(BOLAT.key))
    assert rows(store, "SELECT * FROM members") == []


async def test_nothing_of_another_is_told(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await read(store, 5, members=[member(ASEL), member(BOLAT, 3)], arrivals=[shown(BOLAT, 3, "added", ASEL)])
    told = json.dumps(await about(store, BOLAT.key), ensure_ascii=False)
    ids = Identities(store.key)
    for who in (ASEL, BOLAT, DANA):
        assert who.name is not None
        assert who.name not in told
        assert str(ids.person(str(who.key))) not in told
    (chat,) = (await about(store, ASEL.key))["chats"]
    assert chat["others_added"] == 1


async def test_of_each_chat_its_own_is_told_and_not_what_went(store: Store) -> None:
    """Two chats, one of which was read twice, and the first time so long ago that its rows have gone."""
    other = Chat("Базар", "supergroup", 1_400_000_002)
    for day in (5, 300):
        await read(store, day, members=[member(BOLAT, blank=True, flagged=False)])
    await read(store, 310, members=[member(BOLAT)], chat=other)
    await retain(store, now=at(420), text_days=30, row_days=400)
    one, two = (await about(store, BOLAT.key))["chats"]
    assert [each["day"] for each in one["observations"]] == ["2024-09-09"]
    assert [each["day"] for each in two["observations"]] == ["2024-09-19"]
    (account,) = one["accounts"]
    assert (account["without_photo_and_username"], account["flagged_by_telegram"]) == (True, False)
    (account,) = two["accounts"]
    assert (account["without_photo_and_username"], account["flagged_by_telegram"]) == (None, None)


async def test_how_many_somebody_added_is_told_by_whatever_shows_it(store: Store) -> None:
    await read(store, 5, arrivals=[shown(BOLAT, 3, "added", ASEL), shown(DANA, 4, "added", ASEL)])
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    (chat,) = (await about(store, ASEL.key))["chats"]
    assert chat["others_added"] == 2
    heard = Chat("Базар", "supergroup", 1_400_000_002)
    await record(store, heard, came(BOLAT, 3, by=ASEL), now=at(3))
    assert [chat["others_added"] for chat in (await about(store, ASEL.key))["chats"]] == [2, 1]


async def test_what_a_name_alone_stands_for_is_told_where_it_is_theirs_alone(store: Store) -> None:
    elements = [added(1, ASEL_EXPORTED, BOLAT_EXPORTED), exported(2, BOLAT_EXPORTED), left(3, BOLAT_EXPORTED)]
    await take_in(store, elements, now=NOW)
    (chat,) = (await about(store, BOLAT_EXPORTED.id))["chats"]
    assert [(row["kind"], row["source"], row["by_name_alone"]) for row in chat["arrivals"]] == [
        ("added", "service-messages", True)
    ]
    assert [row["kind"] for row in chat["leaves"]] == ["left"]


async def test_of_a_stranger_nothing_is_held_and_of_the_forgotten_that_alone(store: Store) -> None:
    await record(store, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    assert await about(store, 555) == {"forgotten": False, "chats": [], "asked_of_the_bot": []}
    bolat = Identities(store.key).asker(str(BOLAT.key))
    async with store.writing() as connection:
        await connection.exec_driver_sql("INSERT INTO decisions VALUES (1, ?, ?, 'audit', 'allowed')", (at(4), bolat))
    asked = [{"day": "2023-11-18", "command": "audit", "verdict": "allowed"}]
    assert (await about(store, BOLAT.key))["asked_of_the_bot"] == asked
    assert await forget(store, str(BOLAT.key)) == 2
    assert await about(store, BOLAT.key) == {"forgotten": True, "chats": [], "asked_of_the_bot": []}
    assert await about(store, DANA.key) == {"forgotten": False, "chats": [], "asked_of_the_bot": []}


async def test_what_somebody_else_asked_the_bot_or_is_called_is_not_told(store: Store) -> None:
    await read(store, 5, members=[member(ASEL), member(BOLAT)])
    await talkers.decided(store, int(ASEL.key or 0), "audit", "closed", now=at(1))
    await talkers.decided(store, int(BOLAT.key or 0), "watch", "allowed", now=at(2))
    await talkers.decided(store, int(BOLAT.key or 0), "audit", "allowed", now=at(3))
    told = await about(store, BOLAT.key)
    assert told["asked_of_the_bot"] == [
        {"day": "2023-11-16", "command": "watch", "verdict": "allowed"},
        {"day": "2023-11-17", "command": "audit", "verdict": "allowed"},
    ]
    (chat,) = told["chats"]
    assert chat["names"] == [{"shown": True, "script": "cyrillic", "digits": 0}]


async def test_names_stand_in_the_order_in_which_they_were_first_seen(store: Store) -> None:
    for day in range(1, 9):
        await read(store, day, members=[member(Who(BOLAT.key, "Bolat" + " x" * day if day % 2 else "Болат" * day))])
    (chat,) = (await about(store, BOLAT.key))["chats"]
    assert [name["script"] for name in chat["names"]] == ["latin", "cyrillic"] * 4


async def test_an_edited_message_is_one_and_its_earlier_versions_are_counted_apart(store: Store) -> None:
    for day, text in ((5, "сәлем"), (6, "сәлем бәріңізге"), (7, "қош")):
        written = [Message(n, at(n), BOLAT, "text", text if n == 1 else "өзгеріссіз", None, None) for n in (1, 2)]
        await read(store, day, messages=written)
    (chat,) = (await about(store, BOLAT.key))["chats"]
    assert chat["messages"] == {
        "count": 2, "earlier_versions": 2, "first_day": "2023-11-15", "last_day": "2023-11-16", "texts_at_rest": 4,
        "texts_until": "2023-12-21",
    }  # fmt: skip


async def test_two_messages_of_one_id_are_two(store: Store) -> None:
    """A supergroup that was a basic group before may show both under one number."""
    await take_in(store, [exported(2, BOLAT_EXPORTED, "бір"), exported(2, BOLAT_EXPORTED, "екі")], now=NOW)
    (chat,) = (await about(store, BOLAT_EXPORTED.id))["chats"]
    assert (chat["messages"]["count"], chat["messages"]["texts_at_rest"]) == (2, 2)


async def test_arrivals_and_leaves_stand_in_the_order_in_which_they_were(store: Store) -> None:
    """Numbers say nothing of it: a supergroup counts anew from 1."""
    came_and_went = [
        Arrival(9, 0, at(1), "by_link", BOLAT), Leave(8, 0, at(2), BOLAT, False),
        Arrival(5, 0, at(3), "by_request", BOLAT), Leave(4, 0, at(4), BOLAT, True),
    ]  # fmt: skip
    arrivals = [each for each in came_and_went if isinstance(each, Arrival)]
    leaves = [each for each in came_and_went if isinstance(each, Leave)]
    await read(store, 5, arrivals=arrivals, leaves=leaves, messages=[said(BOLAT, 3.5)])
    (chat,) = (await about(store, BOLAT.key))["chats"]
    assert [row["kind"] for row in chat["arrivals"]] == ["by_link", "by_request"]
    assert [row["kind"] for row in chat["leaves"]] == ["removed", "left"]


async def test_of_an_account_its_role_and_between_what_days_it_was_made_are_told(store: Store) -> None:
    since = Listing("admin", at(2), adder=ASEL)
    await read(store, 5, members=[Member(Who("1000000", "Болат"), member(BOLAT).account, since), member(ASEL)])
    (chat,) = (await about(store, 1_000_000))["chats"]
    (account,) = chat["accounts"]
    assert (account["role"], account["joined"]) == ("admin", "2023-11-16T22:13:20Z")
    made_from, made_to = account["made_between"]
    assert "2013" < made_from < made_to < "2017"
    (chat,) = (await about(store, ASEL.key))["chats"]
    assert chat["accounts"][0]["role"] == "member"
    assert chat["others_added"] == 1, "as the member list has it"


async def test_whoever_was_added_twice_by_one_is_one(store: Store) -> None:
    await read(store, 5, arrivals=[shown(BOLAT, 2, "added", ASEL), shown(BOLAT, 4, "added", ASEL)])
    (chat,) = (await about(store, ASEL.key))["chats"]
    assert chat["others_added"] == 1


async def test_that_a_chat_was_read_with_ones_account_is_told(store: Store) -> None:
    await read(store, 5, members=[member(BOLAT), member(ASEL)])
    async with store.writing() as connection:
        person = Identities(store.key).person(str(BOLAT.key))
        await connection.exec_driver_sql("INSERT INTO accesses VALUES (1, ?, 5), (1, 8, 5)", (person,))
    (chat,) = (await about(store, BOLAT.key))["chats"]
    assert chat["read_by_their_account"] is True
    (chat,) = (await about(store, ASEL.key))["chats"]
    assert "read_by_their_account" not in chat
