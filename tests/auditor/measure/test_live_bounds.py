"""Whatever is hidden, the truth is found or lies within the bounds: the whole of a small chat is drawn, then parts of
it are hidden as Telegram hides them, and what the audit says is compared with what was drawn."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.frames.frames import Frames
from auditor.measure.measures import measure_all
from tests.auditor.measure.live_rows import TODAY, Came, Shown, Went, at, live_frames
from tests.auditor.measure.truth import untruths
from tests.worlds.world import Expected, Truth, fewest_making_half

Draw = Callable[[st.SearchStrategy[Any]], Any]

WAYS = ("added", "by_link", "by_request", "by_self")


@dataclass(frozen=True)
class Soul:
    """What is true of somebody, and what of it is hidden."""

    person: int
    member: bool
    deleted: bool
    away: int
    wrote: bool
    blank: bool
    flagged: bool
    came: float
    way: str
    adder: int
    made: int
    hides_seen: bool
    hides_profile: bool
    age_slack: int | None
    came_unseen: bool
    left_unseen: bool


@dataclass(frozen=True)
class Chat:
    """Everybody who ever came, and how much of the member list is shown."""

    souls: list[Soul]
    listing: str
    shown: int
    history_whole: bool
    bots: int


@st.composite
def chats(draw: Draw) -> Chat:
    """Chats of up to a dozen people."""
    souls = []
    for number in range(1, draw(st.integers(2, 12)) + 1):
        came = draw(st.integers(0, TODAY - 1)) + number / 100
        souls.append(
            Soul(
                person=2 * number,
                member=draw(st.booleans()),
                deleted=draw(st.booleans()),
                away=draw(st.sampled_from((0, 5, 30, 31, 300))),
                wrote=draw(st.booleans()),
                blank=draw(st.booleans()),
                flagged=draw(st.booleans()),
                came=came,
                way=draw(st.sampled_from(WAYS)),
                adder=2 * draw(st.integers(1, 3)),
                made=int(came) - draw(st.sampled_from((1, 29, 31, 200, 900))),
                hides_seen=draw(st.booleans()),
                hides_profile=draw(st.booleans()),
                age_slack=draw(st.sampled_from((0, 20, None))),
                came_unseen=draw(st.booleans()),
                left_unseen=draw(st.booleans()),
            )
        )
    listing = draw(st.sampled_from(("whole", "capped", "hidden")))
    return Chat(souls, listing, draw(st.integers(1, 12)), draw(st.booleans()), draw(st.integers(0, 2)))


def _writes(chat: Chat, soul: Soul) -> bool:
    """Whether a message of theirs is shown: of a history that begins on day 200, what some wrote before is not."""
    return soul.wrote and (chat.history_whole or soul.came >= LATE or soul.person % 4 > 0)


LATE = 200


def audited(chat: Chat) -> Frames:
    """The frames of what is shown."""
    members = [soul for soul in chat.souls if soul.member]
    listed = members if chat.listing == "whole" else members[: chat.shown]
    bots = [Shown(1_000 + 2 * number, bot=True) for number in range(chat.bots)]
    seen = [soul for soul in chat.souls if not soul.came_unseen]
    return live_frames(
        [*(_shown(soul) for soul in listed), *bots],
        came=[Came(soul.person, soul.came, soul.way, soul.adder if soul.way == "added" else 0) for soul in seen],
        went=[Went(soul.person, soul.came + 0.5) for soul in seen if not soul.member and not soul.left_unseen],
        wrote=[soul.person for soul in chat.souls if _writes(chat, soul)],
        claimed=len(members) + chat.bots,
        bots=chat.bots,
        listing=chat.listing,
        history_whole=chat.history_whole,
        first_at=at(0 if chat.history_whole else LATE),
    )


def _shown(soul: Soul) -> Shown:
    shown = Shown(
        soul.person,
        deleted=soul.deleted,
        blank=-1 if soul.hides_profile else soul.blank,
        flagged=-1 if soul.hides_profile else soul.flagged,
        seen="exact",
        seen_day=TODAY - soul.away,
        joined=soul.came,
        made=(None, None) if soul.age_slack is None else (soul.made - soul.age_slack, soul.made + soul.age_slack),
    )
    if soul.deleted or soul.hides_seen:
        return replace(shown, seen="recently" if soul.away < 3 and not soul.deleted else "empty", seen_day=None)
    return shown


def truth_of(chat: Chat) -> Truth:
    """What is true of the members, and of all who are members or were seen."""
    members = [soul for soul in chat.souls if soul.member]
    people = [
        soul for soul in chat.souls if soul.member or not soul.came_unseen or _writes(chat, soul) or _adds(chat, soul)
    ]
    settled = [soul for soul in members if TODAY - soul.came >= 30]
    asked = members if chat.listing != "whole" and chat.history_whole else settled
    added = [soul for soul in people if soul.way == "added"]
    adds = Counter(soul.adder for soul in added)
    found = {
        "souls.deleted": Expected(sum(soul.deleted for soul in members), len(members)),
        "souls.inactive": Expected(sum(not soul.deleted and soul.away > 30 for soul in members), len(members)),
        "souls.blank": Expected(sum(soul.blank for soul in members), len(members)),
        "souls.flagged": Expected(sum(soul.flagged for soul in members), len(members)),
        "souls.dead": Expected(sum(_dead(soul) for soul in members), len(members)),
        "souls.new": Expected(sum(soul.came - soul.made <= 30 for soul in members), len(members)),
        "souls.never_posted": Expected(sum(not _writes(chat, soul) for soul in asked), len(asked)),
        "arrivals.added_silent": Expected(sum(not _writes(chat, soul) for soul in added), len(added)),
        "arrivals.adders": Expected(len(adds), len(people)),
        "arrivals.half_by": Expected(fewest_making_half(adds.values()), len(adds)),
        **{f"arrivals.{way}": Expected(sum(soul.way == way for soul in people), len(people)) for way in WAYS},
    }
    return {measure: expected for measure, expected in found.items() if expected.of}


def _adds(chat: Chat, soul: Soul) -> bool:
    """Whether somebody is seen adding another."""
    return any(not other.came_unseen and other.way == "added" and other.adder == soul.person for other in chat.souls)


def _dead(soul: Soul) -> bool:
    return soul.deleted or (soul.away > 30 and not soul.wrote)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(chat=chats())
def test_no_figure_misses_the_truth_whatever_is_hidden(chat: Chat) -> None:
    assert untruths(measure_all(audited(chat), "live").measures, truth_of(chat)) == {}
