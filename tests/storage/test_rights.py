"""What is held about one person: all of it, and nothing of anybody else."""

import json

from storage.audited.retention import forget, retain
from storage.audited.rights import Held, held_about
from storage.audited.updates import record
from storage.people.identities import Identities
from storage.records import Chat
from storage.store import Store
from tests.auditor.collect.chats import ASEL as ASEL_EXPORTED
from tests.auditor.collect.chats import BOLAT as BOLAT_EXPORTED
from tests.auditor.collect.chats import NOW, added, left
from tests.auditor.collect.chats import said as exported
from tests.storage.chats_heard import ASEL, BOLAT, CHAT, DANA, at, came, member, read, said, shown
from tests.storage.installation import rows, take_in


async def about(database: Store, telegram_id: object) -> Held:
    return await held_about(database, str(telegram_id), text_days=30, row_days=400)


async def test_all_of_one_person_is_told(database: Store) -> None:
    await record(database, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await read(database, 5, members=[member(ASEL), member(BOLAT, 3)], messages=[said(BOLAT, 4), said(ASEL, 4.1)])
    (chat,) = (await about(database, BOLAT.key))["chats"]
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


async def test_an_account_is_told_from_when_to_when_it_was_seen_as_it_was(database: Store) -> None:
    for day in (5, 6, 60, 90):
        await read(database, day, members=[member(BOLAT, seen="exact", seen_at=at(4))])
    (chat,) = (await about(database, BOLAT.key))["chats"]
    told = [(row["first_day"], row["last_day"], row["last_seen"], row["last_seen_in"]) for row in chat["accounts"]]
    assert told == [
        ("2023-11-19", "2023-11-20", "lately", None),
        ("2024-01-13", "2024-02-12", "long-ago", "2023-11"),
    ]
    await forget(database, str(BOLAT.key))
    assert rows(database, "SELECT * FROM members") == []


async def test_nothing_of_another_is_told(database: Store) -> None:
    await record(database, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    await read(database, 5, members=[member(ASEL), member(BOLAT, 3)], arrivals=[shown(BOLAT, 3, "added", ASEL)])
    told = json.dumps(await about(database, BOLAT.key), ensure_ascii=False)
    ids = Identities(database.key)
    for who in (ASEL, BOLAT, DANA):
        assert who.name is not None
        assert who.name not in told
        assert str(ids.person(str(who.key))) not in told
    (chat,) = (await about(database, ASEL.key))["chats"]
    assert chat["others_added"] == 1


async def test_of_each_chat_its_own_is_told_and_not_what_went(database: Store) -> None:
    """Two chats, one of which was read twice, and the first time so long ago that its rows have gone."""
    other = Chat("Базар", "supergroup", 1_400_000_002)
    for day in (5, 300):
        await read(database, day, members=[member(BOLAT, blank=True, flagged=False)])
    await read(database, 310, members=[member(BOLAT)], chat=other)
    await retain(database, now=at(420), text_days=30, row_days=400)
    one, two = (await about(database, BOLAT.key))["chats"]
    assert [each["day"] for each in one["observations"]] == ["2024-09-09"]
    assert [each["day"] for each in two["observations"]] == ["2024-09-19"]
    (account,) = one["accounts"]
    assert (account["without_photo_and_username"], account["flagged_by_telegram"]) == (True, False)
    (account,) = two["accounts"]
    assert (account["without_photo_and_username"], account["flagged_by_telegram"]) == (None, None)


async def test_how_many_somebody_added_is_told_by_whatever_shows_it(database: Store) -> None:
    await read(database, 5, arrivals=[shown(BOLAT, 3, "added", ASEL), shown(DANA, 4, "added", ASEL)])
    await record(database, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    (chat,) = (await about(database, ASEL.key))["chats"]
    assert chat["others_added"] == 2
    heard = Chat("Базар", "supergroup", 1_400_000_002)
    await record(database, heard, came(BOLAT, 3, by=ASEL), now=at(3))
    assert [chat["others_added"] for chat in (await about(database, ASEL.key))["chats"]] == [2, 1]


async def test_what_a_name_alone_stands_for_is_told_where_it_is_theirs_alone(database: Store) -> None:
    elements = [added(1, ASEL_EXPORTED, BOLAT_EXPORTED), exported(2, BOLAT_EXPORTED), left(3, BOLAT_EXPORTED)]
    await take_in(database, elements, now=NOW)
    (chat,) = (await about(database, BOLAT_EXPORTED.id))["chats"]
    assert [(row["kind"], row["source"], row["by_name_alone"]) for row in chat["arrivals"]] == [
        ("added", "service-messages", True)
    ]
    assert [row["kind"] for row in chat["leaves"]] == ["left"]


async def test_of_a_stranger_nothing_is_held_and_of_the_forgotten_that_alone(database: Store) -> None:
    await record(database, CHAT, came(BOLAT, 3, by=ASEL), now=at(3))
    assert await about(database, 555) == {"forgotten": False, "chats": [], "asked_of_the_bot": []}
    bolat = Identities(database.key).asker(str(BOLAT.key))
    async with database.writing() as connection:
        await connection.exec_driver_sql("INSERT INTO decisions VALUES (1, ?, ?, 'audit', 'allowed')", (at(4), bolat))
    asked = [{"day": "2023-11-18", "command": "audit", "verdict": "allowed"}]
    assert (await about(database, BOLAT.key))["asked_of_the_bot"] == asked
    assert await forget(database, str(BOLAT.key)) == 2
    assert await about(database, BOLAT.key) == {"forgotten": True, "chats": [], "asked_of_the_bot": []}
