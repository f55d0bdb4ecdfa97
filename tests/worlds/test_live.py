"""Live chats hold what they say: their people, their member lists, and the truth counted again in another way."""

from collections.abc import Callable, Iterable

import pytest

from tests.worlds.live import (
    LiveChat,
    Operator,
    basic_group_live,
    channel_live,
    discussion_live,
    dvk_live,
    farm_live,
    forum_live,
    hidden_members_live,
    live_truth,
    migrated_live,
    prehistory_live,
    private_live,
)
from tests.worlds.world import DAY, THE_CHAT, Event, truth_of

SEEDED: tuple[Callable[[int], LiveChat], ...] = (
    basic_group_live,
    channel_live,
    dvk_live,
    farm_live,
    forum_live,
    hidden_members_live,
    migrated_live,
    prehistory_live,
    private_live,
    lambda seed: discussion_live(seed)[0],
    lambda seed: discussion_live(seed)[1],
)


@pytest.mark.parametrize("made", SEEDED)
def test_every_kind_is_in_order_and_the_same_each_time(made: Callable[[int], LiveChat]) -> None:
    chat, again = made(3), made(3)

    ids, times = [event.id for event in chat.events], [event.at for event in chat.events]
    assert ids == sorted(set(ids))
    assert times == sorted(times)
    assert times[-1] <= chat.now
    assert set(chat.members) <= set(chat.accounts)
    assert chat.creator in chat.members
    people = {person for event in chat.events for person in (event.actor, *event.members)} - {THE_CHAT}
    assert people <= set(chat.accounts)
    assert chat.events == again.events
    assert chat.accounts == again.accounts
    assert live_truth(chat) == live_truth(again)


def test_the_truth_agrees_with_that_of_the_world() -> None:
    chat = dvk_live(5, 1_200, bots=0)
    live, whole = live_truth(chat), truth_of(chat.world, as_of=chat.now)

    shared = [measure for measure in whole if measure in live and measure != "people.seen"]
    assert len(shared) > 10
    assert {each: live[each] for each in shared} == {each: whole[each] for each in shared}
    assert live["people.seen"] == whole["people.seen"]
    assert live["people.claimed"].count == len(chat.members)


def by_hand(chat: LiveChat, events: Iterable[Event]) -> set[int]:
    """Who is there at the end, by playing what happened."""
    here: set[int] = set()
    for event in events:
        if event.kind in {"create_group", "invite_members"}:
            here |= {*event.members, event.actor} if event.kind == "create_group" else set(event.members)
        elif event.kind in {"join_by_link", "join_by_request"}:
            here.add(event.actor)
        elif event.kind == "remove_members":
            here -= set(event.members)
    return here


@pytest.mark.parametrize("made", [dvk_live, basic_group_live, private_live])
def test_the_member_list_is_what_happened(made: Callable[[int], LiveChat]) -> None:
    chat = made(6)

    assert set(chat.members) == by_hand(chat, chat.events)
    for person, member in chat.members.items():
        came = [e for e in chat.events if person in e.members or e.actor == person]
        assert member.since in {event.at for event in came}
        assert chat.accounts[person].bot or (chat.accounts[person].created or 0) <= member.since


def test_the_operators_own_setting_makes_exact_times_unknown() -> None:
    chat = dvk_live(7, 600)
    open_eyes, hiding = live_truth(chat), live_truth(chat, Operator(hides_last_seen=True))

    away = [a for p, a in chat.accounts.items() if p in chat.members and a.seen_at and chat.now - a.seen_at > 30 * DAY]
    assert open_eyes["souls.inactive"].count == len(away) > 50
    assert hiding["souls.inactive"].count == 0
    assert hiding["souls.inactive.unknown"].count > open_eyes["souls.inactive.unknown"].count


def test_unwritten_joins_hide_the_way_but_not_the_truth() -> None:
    chat = dvk_live(8, 600, unwritten_joins=0.5)
    truth, shown = live_truth(chat), live_truth(chat, shown_only=True)

    assert truth["members.unknown"].count == 0
    assert 0.3 < shown["members.unknown"].share < 0.7
    assert shown["souls.never_posted"] == truth["souls.never_posted"]
    assert live_truth(dvk_live(8, 600))["members.added"] == truth["members.added"]


def test_what_an_anonymous_admin_does_has_no_name() -> None:
    chat = dvk_live(9, 600, anonymous=2)
    truth, shown = live_truth(chat), live_truth(chat, shown_only=True)

    assert shown["arrivals.adders"].count == truth["arrivals.adders"].count - 2
    assert shown["voices.writers"].count == truth["voices.writers"].count - 2


def test_ids_come_from_all_three_ages_and_fresh_people_from_the_last() -> None:
    chat = farm_live(10, 400)
    people = [account for account in chat.accounts.values() if not account.bot]
    fresh = [a for p, m in chat.members.items() if (a := chat.accounts[p]).created and m.since - a.created <= 30 * DAY]

    assert any(account.id < 2**31 for account in people)
    assert any(5 * 10**9 <= account.id < 7 * 10**9 for account in people)
    assert not any(2**31 <= account.id < 5 * 10**9 for account in people)
    assert len(fresh) / len(chat.members) > 0.6
    assert all(account.id >= 7 * 10**9 for account in fresh)


def test_bought_views_hardly_vary() -> None:
    usual, bought = channel_live(11), channel_live(11, bought=True)

    def views(chat: LiveChat) -> list[int]:
        return [event.reach.views for event in chat.events if event.reach]

    assert max(views(bought)) - min(views(bought)) <= 3
    assert max(views(usual)) > 3 * min(views(usual))
    assert live_truth(usual)["reach.views"].of == 500
