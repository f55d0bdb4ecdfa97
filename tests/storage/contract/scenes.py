"""Observations of small chats laid one beside another, and all that a store holds of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from storage import schema
from storage.audited.observations import Observation, observe
from storage.records import Account, Batch, Chat, Coverage, Listing, Member, Message, Post, Who
from storage.store import Store
from tests.auditor.collect.chats import (
    ASEL,
    BOLAT,
    DANA,
    ERLAN,
    NOW,
    added,
    came_by_link,
    created,
    left,
    said,
    without_id,
)
from tests.storage.installation import take_in

CHAT = Chat("Көршілер", "supergroup", 1_400_000_001)

FIRST = [created(1, ASEL), said(2, ASEL, "бір"), said(3, BOLAT, ""), added(4, ASEL, DANA), added(5, DANA, ERLAN)]

LATER = [
    said(2, ASEL, "бір, екі"),  # edited
    said(3, BOLAT, "not a picture's caption any more"),
    said(6, DANA, "who was a name alone"),
    left(7, ERLAN),
    came_by_link(8, ERLAN),
]

TABLES = (
    schema.chats, schema.observations, schema.messages, schema.texts, schema.arrivals, schema.leaves, schema.names,
    schema.members, schema.posts,
)  # fmt: skip


async def see(
    store: Store, people: Sequence[Member], posts: Sequence[Post], *, now: int, text: str = "жаңа сөз"
) -> Observation:
    """One live observation: accounts and posts, and one message."""
    batch = Batch(
        [Message(1, NOW, Who("101", "Әсел"), "text", text, None, None)], [], [], list(people), posts=list(posts)
    )
    async with observe(store, CHAT, source="live", collected_at=now, keep_text=True) as visit:
        await visit.add(batch)
        await visit.finish(Coverage(source="live", elements=now))
    assert visit.observation is not None
    return visit.observation


def member(number: int, *, blank: bool | None = None, joined_at: int | None = None) -> Member:
    """An account in a member list."""
    return Member(Who(str(number), f"n{number}"), Account(blank=blank, seen="recently"), Listing(joined_at=joined_at))


async def play(store: Store) -> None:
    """Observations of two chats, each beside those before: exports of one, live readings of the other."""
    await take_in(store, FIRST)
    await take_in(store, FIRST)  # which shows nothing new
    await take_in(store, [*FIRST[:1], *LATER], now=NOW + 1)
    await take_in(store, [without_id(row) for row in (*FIRST, *LATER)], now=NOW + 2)
    await take_in(store, [*LATER, said(9, ASEL, "kept by nobody")], now=NOW + 3, keep_text=False)
    await see(store, [member(1), member(2)], [Post(1, NOW, 10), Post(2, NOW, None, 0, 0, 0)], now=1)
    await see(store, [member(1), member(2, blank=True)], [Post(1, NOW, 10), Post(2, NOW, 5, 0, 0, 0)], now=2)
    await see(store, [member(1), member(3), member(3, blank=True)], [Post(1, NOW, 11), Post(3, NOW, 1)], now=3, text="")
    await see(
        store, [member(1), member(2), member(3, joined_at=5)], [Post(1, NOW, 11), Post(2, NOW, 5, 0, 0, 0)], now=4
    )


async def all_rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """What lies in the tables of observations, by table."""
    found = {}
    async with store.reading() as connection:
        for table in TABLES:
            rows = (await connection.execute(select(table).order_by(*table.primary_key))).all()
            found[table.name] = [tuple(row) for row in rows]
    return found
