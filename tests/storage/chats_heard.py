"""A small chat that is read live and listened to by a bot: what is read and what is heard, in this process."""

from collections.abc import Sequence
from typing import Any, Literal

from auditor.conductors.audit import Finished, measured
from auditor.conductors.measuring import Arguments
from storage.keeping.readings import reading
from storage.records import (
    Account,
    Arrival,
    ArrivalKind,
    Batch,
    Chat,
    Coverage,
    Leave,
    Listing,
    Member,
    Message,
    Post,
    Who,
)
from storage.store import Store

CHAT = Chat("Соседи", "supergroup", 1_400_000_001, "Sosedi")
BEGAN = 1_700_000_000
DAY = 86_400
ASEL, BOLAT, DANA, ERLAN = (Who(str(1_000 + n), name) for n, name in enumerate(("Әсел", "Болат", "Дана", "Ерлан")))


def came(who: Who, day: float, kind: ArrivalKind = "added", by: Who | None = None) -> Arrival:
    """What a bot hears of somebody who came."""
    return Arrival(0, 0, at(day), kind, who, by, "bot-updates")


def went(who: Who, day: float, *, by_self: bool = True) -> Leave:
    """What a bot hears of somebody who left."""
    return Leave(0, 0, at(day), who, by_self, "bot-updates")


def shown(who: Who, day: float, kind: ArrivalKind = "by_link", by: Who | None = None) -> Arrival:
    """An arrival in the history."""
    return Arrival(round(day * 10_000), 0, at(day), kind, who, by)


def member(who: Who, joined: float | None = None, **account: Any) -> Member:
    """A line of the member list."""
    return Member(who, Account(**account), Listing(joined_at=None if joined is None else at(joined)))


def said(who: Who, day: float) -> Message:
    """Somebody wrote."""
    return Message(round(day * 10_000) + 1, at(day), who, "text", "сәлем", None, None)


def at(day: float) -> int:
    """A day as seconds."""
    return BEGAN + round(day * DAY)


async def read(
    store: Store,
    day: float,
    *,
    members: Sequence[Member] = (),
    arrivals: Sequence[Arrival] = (),
    leaves: Sequence[Leave] = (),
    messages: Sequence[Message] = (),
    posts: Sequence[Post] = (),
    listing: Literal["whole", "capped", "hidden"] = "whole",
    chat: Chat = CHAT,
) -> Finished:
    """A live audit that sees the whole history, and as much of the list as is said."""
    coverage = Coverage(
        source="live", elements=len(messages) + len(arrivals), first_at=BEGAN, last_at=at(day),
        history_begins="creation", listing=listing, claimed=len(members), bots=0,
    )  # fmt: skip
    async with reading(store, chat, now=at(day), keep_text=True) as under_way:
        await under_way.keep(Batch(list(messages), list(arrivals), list(leaves), list(members), posts=list(posts)), "")
        observation = await under_way.finish(coverage)
    return await measured(store, observation, Arguments(), now=at(day))
