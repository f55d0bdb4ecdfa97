"""From what was typed to a finished observation: find the chat, join it if that was asked for, walk it, leave it."""

import contextlib
import gc
from collections.abc import Awaitable, Callable, Iterator

import msgspec

from auditor.collect.live import join, place
from auditor.collect.live.faults import ADVISING, with_what_is_kept
from auditor.collect.live.marks import Marks, Progress
from auditor.collect.live.place import Closed, Cost, Place
from auditor.collect.live.requests import Requests
from auditor.collect.live.target import Target
from auditor.collect.live.telegram import Peer, Telegram
from auditor.collect.live.waits import Client, Pace, Pacing
from auditor.collect.live.walk import Walk
from auditor.errors import (
    AuditParked,
    ChatUnreachable,
    DeadSoulsError,
    RequestRefused,
    Sentence,
    SourceError,
    TelegramRefused,
)
from storage.audited import chats, visits
from storage.audited.observations import Observation
from storage.keeping.readings import Reading, reading
from storage.people.identities import Identities
from storage.records import Chat
from storage.store import Store

REREAD_DAYS = 31
"""Posts of a channel are read again for so long: their views still grow, and `reach.*` asks for those of 30 days."""

DAY = 86_400

_USUAL_COLLECTING = gc.get_threshold()
"""As at the start; several readings may go on in one process, and end in any order."""

_LATER = SourceError
"""Why a chat could not be left just now; it is noted, and left later."""

_DISCUSSION = ":discussion"

_AROUND = 6
"""Requests beside the pages: finding the chat, its rights, the account."""

_USUAL_PER_SECOND = 8
"""Pages a second where an answer takes 50 to 150 ms, as over a usual distance to Telegram. For the estimate that the
plan states; nothing is paced by it."""


async def plan(store: Store, pace: Pace, target: Target) -> tuple[Place | Closed, Cost | None]:
    """What can be seen, and what it will cost in requests; reads nothing else."""
    telegram = Requests(pace)
    found = await _find(store, telegram, await _account(store, telegram), target)
    return found, None if isinstance(found, Closed) else await place.cost(telegram, found)


_KINDS = {
    "basic-group": Sentence("basic group"),
    "supergroup": Sentence("group"),
    "channel": Sentence("channel"),
}


def plan_lines(found: Place | Closed, cost: Cost | None, pacing: Pacing) -> list[Sentence]:
    """The plan in words."""
    if isinstance(found, Closed) or cost is None:
        return [
            Sentence(
                "Only members can read this chat; --join enters, once its admins agree where they ask to be asked."
            )
        ]
    listing = {
        "whole": Sentence(
            "Members: the member list can be read, up to {cap} people",
            cap=200 if found.chat.kind == "channel" else 10_000,
        ),
        "hidden": Sentence("Members: the member list is hidden: admins and bots only"),
        "none": Sentence("Members: the member list is not for this account"),
    }[found.listing]
    requests = cost.member_requests + cost.history_requests + _AROUND
    seconds = max(requests / _USUAL_PER_SECOND, (requests - pacing.burst) / pacing.per_second)
    return [
        Sentence(
            "{title} ({kind}), {count} members by Telegram's count",
            title=found.chat.title,
            kind=_KINDS[found.chat.kind],
            count=found.claimed or 0,
        ),
        listing,
        Sentence(
            "History: what was written before this account came is hidden, about {count} messages"
            if found.history_hidden
            else "History: the whole history, about {count} messages",
            count=cost.messages,
        ),
        Sentence("Rights: admin: the admin log of 48 hours and the invite links")
        if found.admin
        else Sentence("Rights: no admin rights"),
        Sentence(
            "Cost: about {requests} requests, {minutes} min or more, and waits as Telegram asks",
            requests=requests,
            minutes=max(1, round(seconds / 60)),
        ),
    ]


async def identify(store: Store, pace: Pace, target: Target) -> list[Chat]:
    """Which chat is behind a name, link or id, and the basic group that it was, as far as this account is told; nothing
    is joined. Empty where an invite link shows no more than a title. Raises `SourceError`."""
    telegram = Requests(pace)
    known = await _known(store, await _account(store, telegram), target)
    return await place.identify(telegram, target, known=known)


async def read_chat(
    store: Store,
    client: Client,
    pace: Pace,
    target: Target,
    *,
    now: int,
    keep_text: bool,
    may_join: bool,
    progress: Callable[[Progress], None],
    may_read: Callable[[Chat, Chat | None], Awaitable[None]] | None = None,
    stays: Callable[[Chat], Awaitable[bool]] | None = None,
) -> Observation:
    """One live observation, or the rest of one that was interrupted. Raises `AuditParked`, `ChatUnreachable`,
    `TelegramRefused`; what was read is kept. `may_read` raises where the chat, once it is
    known, or the basic group that it was must not be read; `stays` says whether an account that joined for this does
    not leave again, because the chat is watched."""
    telegram = Requests(pace, now=now)
    me = await _account(store, telegram)
    found = await _inside(store, client, telegram, me, target, may_join=may_join, now=now)
    try:
        if may_read is not None:
            await may_read(found.chat, found.was)
        async with reading(store, found.chat, now=now, keep_text=keep_text) as under_way:
            await _keep_access(store, under_way.chat_row, me, target, found)
            marks = await _marks(under_way)
            before = await _listed_before(store, under_way, marks)
            walk = Walk(telegram, under_way, found, marks, progress, listed_before=before, patience=pace.between_tries)
            with _seldom_collecting(), _telling_what_is_kept(walk):
                coverage = await walk.run()
            observation = await under_way.finish(coverage)
    except (AuditParked, TelegramRefused):
        raise  # it goes on later, and leaves then
    except DeadSoulsError:
        with contextlib.suppress(_LATER):
            await _go_home(store, client, me, target, found)
        raise
    if stays is None or not await stays(found.chat):
        with contextlib.suppress(_LATER):
            await _go_home(store, client, me, target, found)
    return observation


async def leave_outstayed(store: Store, client: Client, pace: Pace, *, now: int) -> None:
    """Leaves every chat that this account joined for an audit of the companion that is over, however it ended. What
    cannot be left now is left later."""
    if not await visits.are_noted(store):
        return
    telegram = Requests(pace)
    me = await _account(store, telegram)
    for visit in await visits.outstayed(store, me, now=now):
        with contextlib.suppress(_LATER):
            await _end_visit(store, client, telegram, me, visit)


async def _end_visit(store: Store, client: Client, telegram: Telegram, me: int, visit: visits.Visit) -> None:
    target = _visited(visit.target)
    try:
        found = await _find(store, telegram, me, target)
    except ChatUnreachable:  # the account was removed, or the chat or its link is gone
        found = None
    if isinstance(found, Place) and found.inside:
        await _go_home(store, client, me, target, found)
    elif found is None or visit.entered:  # else somebody may still let it in
        await visits.end(store, me, visit.target)


async def _go_home(store: Store, client: Client, me: int, target: Target, found: Place) -> None:
    """Leaves a chat, if this account came for an audit."""
    if await visits.is_visiting(store, me, _key(target)):
        await join.leave(client, found)
        await visits.end(store, me, _key(target))


def _key(target: Target) -> str:
    return f"{target.by}:{target.value}{_DISCUSSION if target.discussion else ''}"


def _visited(key: str) -> Target:
    by, _, value = key.removesuffix(_DISCUSSION).partition(":")
    return Target(by, value, key.endswith(_DISCUSSION))  # type: ignore[arg-type]


@contextlib.contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Pages are thousands of objects without circles; looking for some after every few hundred costs a tenth of the
    time."""
    gc.set_threshold(500_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL_COLLECTING)


async def _inside(
    store: Store, client: Client, telegram: Telegram, me: int, target: Target, *, may_join: bool, now: int
) -> Place:
    """The chat, joined where that was asked for and is of use."""
    found = await _find(store, telegram, me, target)
    if isinstance(found, Place) and (found.inside or not may_join):
        return found
    if not may_join:
        assert isinstance(found, Closed)  # noqa: S101 - the other case has returned
        raise ChatUnreachable(
            "“{title}” can be read by members only. With --join the reading account becomes a member, which everybody"
            " there can see, and leaves after the audit.",
            title=found.title,
            why="members-only",
        )
    await visits.begin(store, me, _key(target), now=now)
    came = False
    try:
        came = await join.join(client, found)
    except AuditParked:
        came = True  # or will, once somebody has decided
        raise
    finally:
        if not came:
            await visits.end(store, me, _key(target))
    again = await _find(store, telegram, me, target)
    if isinstance(again, Closed):
        raise ChatUnreachable("“{title}” was joined, and still cannot be read.", title=again.title)
    return again


@contextlib.contextmanager
def _telling_what_is_kept(walk: Walk) -> Iterator[None]:
    """Whatever ends a reading says what was read."""
    try:
        yield
    except SourceError as error:
        stopped = _gone(error) if isinstance(error, RequestRefused) and error.name in GONE else error
    else:
        return
    raise with_what_is_kept(stopped, _kept(walk.marks))


GONE = frozenset({"CHANNEL_PRIVATE", "CHANNEL_PUBLIC_GROUP_NA", "CHANNEL_INVALID", "CHAT_FORBIDDEN", "CHAT_ID_INVALID",
                  "CHAT_RESTRICTED", "PEER_ID_INVALID", "USER_BANNED_IN_CHANNEL"})  # fmt: skip
"""Names of errors that say, while a chat is being read, that it is closed to the account from now on."""


def _gone(error: RequestRefused) -> ChatUnreachable:
    advice = Sentence("If the chat opens again, run the same command again to go on.")
    return ChatUnreachable(
        ADVISING,
        happened=Sentence(
            "The chat has closed to the reading account while it was read ({name}): the account was removed, or the"
            " chat is private or gone now.",
            name=error.name,
        ),
        why="removed", advice=advice,
    )  # fmt: skip


def _kept(marks: Marks) -> Sentence:
    """What was read so far."""
    read = marks.elements_before + marks.elements
    if not marks.people and not read:
        return Sentence("Nothing was read yet.")
    return Sentence(
        "What was read is kept: {people} of the member list, {messages} messages.", people=marks.people, messages=read
    )


async def _listed_before(store: Store, under_way: Reading, marks: Marks) -> Callable[[int], bool]:
    """Whether an earlier try at this reading found a person in the member list."""
    if marks.stage != "members" or not marks.people:
        return lambda _: False
    listed, identities = await under_way.listed(), Identities(store.key)
    return lambda person: identities.person(str(person)) in listed


async def _find(store: Store, telegram: Telegram, me: int, target: Target) -> Place | Closed:
    return await place.find(telegram, target, known=await _known(store, me, target))


async def _known(store: Store, me: int, target: Target) -> Peer | None:
    """By what this account may speak of a chat that it read before."""
    if target.by == "invite":
        return None
    async with store.reading() as connection:
        asked = {"username": target.value} if target.by == "name" else {"telegram_id": int(target.value)}
        for row, chat in await chats.called(connection, **asked):
            access = await chats.access_hash(connection, row, me)
            if access is not None and chat.telegram_id is not None:
                return Peer(chat.telegram_id, access)
    return None


async def _account(store: Store, telegram: Telegram) -> int:
    """The pseudonym of the reading account."""
    return Identities(store.key).person(str(await telegram.me()))


async def _keep_access(store: Store, chat_row: int, me: int, target: Target, found: Place) -> None:
    async with store.writing() as connection:
        await visits.enter(connection, me, _key(target), chat_row)
        if found.chat.kind != "basic-group":
            await chats.keep_access_hash(connection, chat_row, me, found.peer.access or 0)


async def _marks(under_way: Reading) -> Marks:
    """Where to go on: behind the last page kept, or behind the last finished reading."""
    if under_way.marks:
        return _reopen_unread(msgspec.json.decode(under_way.marks, type=Marks))
    last = under_way.last
    if last is None or last.read_to is None:
        return Marks()
    start, known = last.read_to, last.elements - last.ancestor_elements
    posts = await under_way.posts_since(under_way.begun_at - REREAD_DAYS * DAY)
    if posts is not None:
        start, known = posts.first - 1, max(0, known - posts.count)
    return Marks(
        history_from=start,
        history_to=start,
        elements_before=known,
        ancestor_missing=last.ancestor_missing,
        mending=[hole for hole in last.holes if hole.ancestor or hole.after < start],
        gaps=[gap for gap in last.gaps if gap.after < start],
        begins=None,
    )


def _reopen_unread(marks: Marks) -> Marks:
    """What an earlier try could not read, it may be possible to read now: back to the first stage that left anything
    out."""
    if marks.unread_members:
        marks.stage = "members"
        marks.listed, marks.unread_members, marks.unread_from = marks.unread_from or 0, 0, None
    elif marks.holes and marks.stage not in {"members", "history"}:
        marks.stage = "history"
    marks.mending += [hole for hole in marks.holes if hole.until is not None]
    marks.holes, marks.gaps_asked = [], False
    return marks
