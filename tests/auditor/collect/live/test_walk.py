"""What a walk costs, where it goes on, and that every chat's figures are the truth."""

import asyncio
import dataclasses
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from auditor.collect.live.read import REREAD_DAYS
from auditor.conductors.audit import measured
from auditor.conductors.measuring import Arguments
from auditor.errors import AuditParked, ChatUnreachable, UsageError
from storage.audited import visits
from storage.opening import open_store
from storage.records import Chat
from tests.auditor.collect.live.live_audit import audited, home, installation, kept, read, target_of
from tests.auditor.measure.truth import untruths
from tests.storage.chats_heard import DAY
from tests.storage.installation import rows
from tests.telegram.server import LocalTelegram
from tests.worlds import live
from tests.worlds.live import LiveChat, Standing

OF_THE_HISTORY_SHOWN = ("people.seen", "arrivals.unknown", "voices.writers", "voices.half_by", "voices.gini")
"""What these measure is defined by what the history shows, not by what happened."""

CHATS: dict[str, Callable[[int], LiveChat]] = {
    "supergroup": lambda seed: live.dvk_live(seed, 600),
    "supergroup of one's own": lambda seed: live.dvk_live(seed, 300, standing="creator"),
    "basic group": live.basic_group_live,
    "channel": lambda seed: dataclasses.replace(live.channel_live(seed), standing="member"),
    "farm": live.farm_live,
    "forum": live.forum_live,
    "hidden members": live.hidden_members_live,
    "a group that moved": live.migrated_live,
    "private": lambda seed: dataclasses.replace(live.private_live(seed), standing="member"),
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("where", CHATS)
async def test_a_measured_figure_is_the_truth_and_a_bounded_one_holds_it(tmp_path: Path, where: str, seed: int) -> None:
    chat = CHATS[where](seed)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        found = (await audited(telegram, store, chat)).report.measures
    shown = live.live_truth(chat, shown_only=True)
    truth = {**live.live_truth(chat), **{name: shown[name] for name in OF_THE_HISTORY_SHOWN}}
    if where == "channel":
        del truth["people.seen"]  # nobody but admins may list a channel's subscribers
    assert sum(measure.outcome in ("measured", "bounded") for measure in found.values()) >= 6
    for measure in ("reach.reactions", "reach.forwards", "reach.comments"):
        if measure in truth and found[measure].value is not None:  # medians per view; of what they are out is two words
            assert found[measure].value == pytest.approx(truth.pop(measure).count)
    assert untruths(found, truth) == {}


@pytest.mark.parametrize("seed", [4, 5])
async def test_the_discussion_of_a_channel_is_a_chat_of_its_own(tmp_path: Path, seed: int) -> None:
    channel, group = live.discussion_live(seed)
    asked = msgspec.structs.replace(target_of(channel), discussion=True)
    async with LocalTelegram([channel, group]) as telegram, open_store(installation(tmp_path)) as store:
        observation = await read(telegram, store, group, target=asked)
        found = (await measured(store, observation, Arguments(), now=group.now)).report
        posts = (await audited(telegram, store, channel)).report
    shown = live.live_truth(group, shown_only=True)
    truth = {**live.live_truth(group), **{name: shown[name] for name in OF_THE_HISTORY_SHOWN}}
    assert found.chat.kind == "supergroup"
    assert untruths(found.measures, truth) == {}
    assert "discussion-apart" in [note.id for note in posts.coverage.notes]


async def test_a_chat_without_a_discussion_says_so(tmp_path: Path) -> None:
    chat = live.dvk_live(1, 60)
    asked = msgspec.structs.replace(target_of(chat), discussion=True)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        with pytest.raises(ChatUnreachable, match="has no discussion group"):
            await read(telegram, store, chat, target=asked)


async def test_pages_are_asked_for_once(tmp_path: Path) -> None:
    chat = live.dvk_live(1, 900)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        await read(telegram, store, chat)
        assert telegram.counts["GetParticipantsRequest"] == -(-chat.count // 200)
        assert telegram.counts["GetHistoryRequest"] <= -(-len(chat.written) // 100) + 1
        assert len(telegram.log) <= -(-chat.count // 200) + -(-len(chat.written) // 100) + 10


def _until(chat: LiveChat, event: int) -> LiveChat:
    """The chat as it was when only so many events had happened."""
    cut = dataclasses.replace(chat.world, events=lambda: islice(chat.events, event))
    at = chat.events[event - 1].at
    return dataclasses.replace(chat, world=cut, now=at)


async def test_a_re_audit_reads_only_what_is_new(tmp_path: Path) -> None:
    chat = live.dvk_live(1, 600)
    before = _until(chat, len(chat.events) - 250)
    new = len(chat.written) - len(before.written)
    home = installation(tmp_path)
    async with open_store(home) as store:
        async with LocalTelegram([before]) as telegram:
            await read(telegram, store, before)
        async with LocalTelegram([chat]) as telegram:
            second = await audited(telegram, store, chat)
            assert telegram.counts["GetHistoryRequest"] == -(-new // 100)
    (tmp_path / "alone").mkdir()
    async with open_store(installation(tmp_path / "alone")) as fresh, LocalTelegram([chat]) as telegram:
        alone = await audited(telegram, fresh, chat)
    assert second.report.measures == alone.report.measures
    assert second.report.coverage == alone.report.coverage


@pytest.mark.parametrize(("new", "pages"), [(0, 1), (40, 1), (99, 1), (100, 2), (250, 3)])
async def test_a_re_audit_asks_for_what_is_new_and_the_member_list_and_nothing_more(
    tmp_path: Path, new: int, pages: int
) -> None:
    """A full page does not say that it is the last: so one more where what is new fills its pages to the end."""
    chat = live.dvk_live(1, 600)
    before = _until(chat, chat.events.index(chat.written[-1 - new]) + 1)
    async with open_store(installation(tmp_path)) as store:
        async with LocalTelegram([before]) as telegram:
            await read(telegram, store, before)
            first = telegram.counts
        async with LocalTelegram([chat]) as telegram:
            await read(telegram, store, chat)
            second = telegram.counts
    assert pages == second.pop("GetHistoryRequest")
    assert -(-chat.count // 200) == second.pop("GetParticipantsRequest")
    assert {name: first[name] for name in second} == second
    assert 8 >= second.total()


async def test_a_re_audit_of_a_channel_reads_again_the_posts_of_a_month_and_counts_them_once(tmp_path: Path) -> None:
    chat = live.channel_live(2, posts=300)
    async with open_store(installation(tmp_path)) as store:
        for until in (60, 20, 0):
            now = _until(chat, len(chat.events) - until) if until else chat
            async with LocalTelegram([now]) as telegram:
                found = await audited(telegram, store, now)
                pages = telegram.counts["GetHistoryRequest"]
        seen = rows(store, "SELECT id FROM posts GROUP BY id HAVING count(*) > 1")
    (tmp_path / "alone").mkdir()
    async with open_store(installation(tmp_path / "alone")) as fresh, LocalTelegram([chat]) as telegram:
        alone = await audited(telegram, fresh, chat)
    again = [event for event in chat.written if event.at >= chat.now - REREAD_DAYS * DAY]
    assert len(again) // 100 + 1 == pages
    assert alone.report.measures == found.report.measures
    shown = msgspec.structs.replace(alone.report.coverage, messages=len(again))
    assert shown == found.report.coverage
    assert [] == seen


async def test_nothing_is_kept_twice_whether_an_audit_is_made_once_or_again(tmp_path: Path) -> None:
    chat = live.dvk_live(1, 240)
    home = installation(tmp_path)
    async with LocalTelegram([chat]) as telegram, open_store(home) as store:
        await read(telegram, store, chat)
        once = kept(home)
        await read(telegram, store, chat)
    twice = kept(home)
    for table in ("messages", "arrivals", "leaves"):
        assert twice[table] == once[table]
    listed = {row[1] for row in once["members"] if row[4]}
    assert len(once["members"]) > len(listed) > 0
    last = {row[1]: row[3] for row in twice["members"]}
    assert {1: set(last) - listed, 2: listed} == {n: {who for who in last if last[who] == n} for n in (1, 2)}
    assert [row[:3] + row[4:] for row in twice["members"]] == [row[:3] + row[4:] for row in once["members"]]


async def test_a_private_chat_is_read_by_members_only_and_left_afterwards(tmp_path: Path) -> None:
    chat = live.private_live(1)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        with pytest.raises(ChatUnreachable, match="--join"):
            await read(telegram, store, chat)
        await read(telegram, store, chat, may_join=True)
        assert telegram.counts["LeaveChannelRequest"] == 1


@pytest.mark.parametrize(("standing", "more"), [("stranger", True), ("member", False)])
async def test_a_list_for_members_alone_is_said_to_be_one_from_outside(
    tmp_path: Path, standing: Standing, more: bool
) -> None:
    chat = dataclasses.replace(live.dvk_live(1, 60, standing=standing), listed_to_members=True)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        coverage = (await read(telegram, store, chat)).coverage
    assert more == coverage.joining_shows_more
    assert ("hidden" if more else "whole") == coverage.listing


async def test_an_account_that_was_let_in_after_asking_leaves_when_the_audit_is_over(tmp_path: Path) -> None:
    chat = live.on_request_live(1)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        with pytest.raises(AuditParked):
            await read(telegram, store, chat, may_join=True)
        telegram.approve(chat.id)
        await read(telegram, store, chat, may_join=True)
        assert 1 == telegram.counts["LeaveChannelRequest"]
        assert not await visits.are_noted(store)


async def test_a_chat_is_left_though_the_process_died_before_a_page_was_kept(tmp_path: Path) -> None:
    chat = live.private_live(1)

    async def dies(_: Chat, was: Chat | None) -> None:
        raise asyncio.CancelledError

    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        with pytest.raises(asyncio.CancelledError):
            await read(telegram, store, chat, may_join=True, may_read=dies)
        assert 0 == telegram.counts["LeaveChannelRequest"]
        await home(telegram, store, chat.now)
        assert 1 == telegram.counts["LeaveChannelRequest"]
        assert not await visits.are_noted(store)


@pytest.mark.parametrize("make", [live.on_request_live, live.guarded_live])
async def test_who_is_let_in_when_nobody_waits_any_longer_leaves_then(
    tmp_path: Path, make: Callable[[int], LiveChat]
) -> None:
    chat = make(1)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        with pytest.raises(AuditParked):
            await read(telegram, store, chat, may_join=True)
        await home(telegram, store, chat.now)
        assert await visits.are_noted(store), "somebody may still let the account in"
        telegram.approve(chat.id)
        await home(telegram, store, chat.now)
        assert 1 == telegram.counts["LeaveChannelRequest"]
        assert not await visits.are_noted(store)


async def test_an_audit_that_fails_after_joining_leaves_all_the_same(tmp_path: Path) -> None:
    chat = live.private_live(1)

    async def never(_: Chat, was: Chat | None) -> None:
        raise UsageError("This chat is never audited here.")

    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        with pytest.raises(UsageError, match="never audited"):
            await read(telegram, store, chat, may_join=True, may_read=never)
        assert 1 == telegram.counts["LeaveChannelRequest"]
        assert 0 == telegram.counts["GetHistoryRequest"]


@pytest.mark.parametrize("make", [live.on_request_live, live.guarded_live])
async def test_a_request_to_join_parks_the_audit_until_it_is_granted(
    tmp_path: Path, make: Callable[[int], LiveChat]
) -> None:
    chat = make(1)
    async with LocalTelegram([chat]) as telegram, open_store(installation(tmp_path)) as store:
        with pytest.raises(AuditParked, match="same command again"):
            await read(telegram, store, chat, may_join=True)
        telegram.approve(chat.id)
        observation = await read(telegram, store, chat, may_join=True)
        assert observation.coverage.source == "live"


async def test_a_list_that_dates_everybody_by_the_day_the_group_moved_voids_no_add(tmp_path: Path) -> None:
    chat = live.migrated_live(2)
    moved = chat.written[0].at
    members = {
        person: dataclasses.replace(member, since=max(moved, member.since)) for person, member in chat.members.items()
    }
    dated = dataclasses.replace(chat, members=members)
    found = {}
    for name, each in (("as they came", chat), ("as it moved", dated)):
        (tmp_path / name).mkdir()
        async with LocalTelegram([each]) as telegram, open_store(installation(tmp_path / name)) as store:
            found[name] = (await audited(telegram, store, each)).report
    added = {name: report.measures["arrivals.added"] for name, report in found.items()}
    assert (added["as they came"].count or 0) > 10
    assert added["as they came"] == added["as it moved"]
    assert found["as it moved"].measures["arrivals.unknown"] == found["as they came"].measures["arrivals.unknown"]
