"""One chat's service messages, written as an export, as a data set and as Telegram sends them, tell of the same coming
and leaving. An export names whom an action is about by name alone: there "by themselves" is no more than "unclear"."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telethon.tl import types as t

from auditor.collect.live.convert import history, users_of
from auditor.collect.sources import open_sources
from auditor.collect.telegram import OF_DESKTOP, OF_TELEGRAM, Deed, adder_is_unknown, events_of
from auditor.collect.unknown import DESKTOPS_ACTIONS, TELEGRAMS_ACTIONS
from storage.records import NO_ONE, Arrival, Leave, Who

CHAT, AT = 777, 1_600_000_000
DESKTOPS = {deed: name for name, deed in OF_DESKTOP.items()}
TELEGRAMS = {deed: name for name, deed in OF_TELEGRAM.items()}
WITH_USERS, ALONE = ("add", "create"), ("link", "request", "community")


class Told(NamedTuple):
    """A service message: what happened, who did it (None: the chat itself), and to whom."""

    deed: Deed
    actor: int | None
    whom: tuple[int, ...]


def message() -> st.SearchStrategy[Told]:
    people = st.integers(1, 6)
    some = st.lists(people, min_size=1, max_size=4, unique=True).map(tuple)
    actor = st.none() | people
    return st.one_of(
        st.builds(Told, st.sampled_from(WITH_USERS), actor, some),
        st.builds(lambda who: Told("add", who, (who,)), people),
        st.builds(lambda who, whom: Told("remove", who, (whom,)), actor, people),
        st.builds(lambda who: Told("remove", who, (who,)), people),
        st.builds(lambda deed, who: Told(deed, who, ()), st.sampled_from(ALONE), actor),
    )


class Outcome(NamedTuple):
    """What a source makes of it: who came, how, by whom; who left, and whether by themselves; unknown adders."""

    came: list[tuple[int, int, str, str, str | None]]
    left: list[tuple[int, int, str, bool]]
    unknown_adders: int


def outcome(arrivals: Sequence[Arrival], leaves: Sequence[Leave], unknown_adders: int) -> Outcome:
    def number(who: Who | None) -> str | None:
        return None if who is None else who.key or (who.name or "").removeprefix("Person ")

    came = []
    for event in arrivals:
        kind: str = event.kind
        adder = number(event.adder)
        if kind == "unclear":
            assert number(event.who) == adder
            kind, adder = "by_self", None
        came.append((event.id, event.position, kind, str(number(event.who)), adder))
    return Outcome(came, [(e.id, e.position, str(number(e.who)), e.by_self) for e in leaves], unknown_adders)


def from_file(path: Path) -> Outcome:
    (source,) = open_sources(path, chat=None, columns=None, tz="UTC", now=AT + 86_400)
    arrivals, leaves = [], []
    for batch in source.read():
        arrivals += batch.arrivals
        leaves += batch.leaves
    return outcome(arrivals, leaves, source.coverage().unknown_adders)


def as_export(messages: Sequence[Told], folder: Path) -> Outcome:
    def elements() -> Iterator[dict[str, Any]]:
        for number, said in enumerate(messages, 1):
            at = dt.datetime.fromtimestamp(AT + number, dt.UTC)
            element = {"id": number, "type": "service", "date": f"{at:%Y-%m-%dT%H:%M:%S}"}
            element |= {"date_unixtime": str(AT + number), "action": DESKTOPS[said.deed]}
            if said.actor is None:
                element |= {"actor": "The chat", "actor_id": f"channel{CHAT}"}
            else:
                element |= {"actor": f"Person {said.actor}", "actor_id": f"user{said.actor}"}
            if said.deed not in ALONE:
                element["members"] = [f"Person {person}" for person in said.whom]
            yield element

    path = folder / "result.json"
    chat = {"name": "The chat", "type": "private_supergroup", "id": CHAT, "messages": list(elements())}
    path.write_text(json.dumps(chat), encoding="utf-8")
    return from_file(path)


def as_data_set(messages: Sequence[Told], folder: Path) -> Outcome:
    def element(number: int, said: Told) -> dict[str, Any]:
        action: dict[str, Any] = {"_": TELEGRAMS[said.deed]}
        if said.deed in WITH_USERS:
            action["users"] = said.whom
        elif said.deed == "remove":
            (action["user_id"],) = said.whom
        by = {"_": "PeerUser", "user_id": said.actor} if said.actor else {"_": "PeerChannel", "channel_id": CHAT}
        date = dt.datetime.fromtimestamp(AT + number, dt.UTC).isoformat()
        peer = {"_": "PeerChannel", "channel_id": CHAT}
        return {"_": "MessageService", "id": number, "peer_id": peer, "date": date, "from_id": by, "action": action}

    path = folder / "messages.jsonl"
    path.write_text("\n".join(json.dumps(element(*each)) for each in enumerate(messages, 1)), encoding="utf-8")
    return from_file(path)


def as_sent(messages: Sequence[Told]) -> Outcome:
    def sent(number: int, said: Told) -> t.MessageService:
        kinds = {
            "add": lambda: t.MessageActionChatAddUser(list(said.whom)),
            "create": lambda: t.MessageActionChatCreate("The chat", list(said.whom)),
            "remove": lambda: t.MessageActionChatDeleteUser(said.whom[0]),
            "link": lambda: t.MessageActionChatJoinedByLink(1),
            "request": t.MessageActionChatJoinedByRequest,
            "community": lambda: t.MessageActionChatJoinedViaCommunity(1),
        }
        by = t.PeerUser(said.actor) if said.actor else t.PeerChannel(CHAT)
        at = dt.datetime.fromtimestamp(AT + number, dt.UTC)
        return t.MessageService(number, t.PeerChannel(CHAT), at, action=kinds[said.deed](), from_id=by)

    users = [t.User(number, first_name=f"Person {number}") for number in range(1, 7)]
    people = users_of(t.messages.Messages([], [], [], users))
    seen = history([sent(*each) for each in enumerate(messages, 1)], people, broadcast=False)
    return outcome(seen.batch.arrivals, seen.batch.leaves, seen.unknown_adders)


@settings(max_examples=150, deadline=None)
@given(st.lists(message(), min_size=1, max_size=8))
def test_an_export_a_data_set_and_telegram_tell_of_the_same_coming_and_leaving(messages: list[Told]) -> None:
    with TemporaryDirectory() as folder:
        exported, held = as_export(messages, Path(folder)), as_data_set(messages, Path(folder))
    sent = as_sent(messages)

    assert sent == held == exported


def test_all_names_of_deeds_are_known() -> None:
    assert set(OF_TELEGRAM) <= TELEGRAMS_ACTIONS
    assert set(OF_DESKTOP) <= DESKTOPS_ACTIONS
    assert sorted(OF_TELEGRAM.values()) == sorted(OF_DESKTOP.values())


ANNA, BEK, NAMESAKE = Who("1", "Anna"), Who("2", "Bek"), Who(None, "Anna")


@pytest.mark.parametrize(
    ("deed", "actor", "whom", "expected"),
    [
        ("add", ANNA, [ANNA, BEK], [("by_self", ANNA, None), ("added", BEK, ANNA)]),
        ("add", ANNA, [NAMESAKE], [("unclear", NAMESAKE, ANNA)]),
        ("add", None, [BEK], [("added", BEK, None)]),
        ("add", ANNA, [], [("added", NO_ONE, ANNA)]),
        ("create", None, [ANNA], [("added", ANNA, None)]),
        ("create", ANNA, [NAMESAKE, NAMESAKE], [("by_self", ANNA, None), ("added", NAMESAKE, ANNA)]),
        ("create", ANNA, [BEK, ANNA], [("by_self", ANNA, None), ("added", BEK, ANNA)]),
        ("link", None, [], []),
    ],
)
def test_who_came_and_how(deed: Deed, actor: Who | None, whom: list[Who], expected: list[Any]) -> None:
    events = list(events_of(deed, 5, AT, actor, whom))

    assert expected == [(event.kind, event.who, event.adder) for event in events if isinstance(event, Arrival)]
    assert len(expected) == len(events)
    assert adder_is_unknown(events) == any(kind == "added" and adder is None for kind, _, adder in expected)


@pytest.mark.parametrize(
    ("actor", "whom", "expected"),
    [
        (ANNA, [ANNA], (ANNA, True)),
        (ANNA, [NAMESAKE], (ANNA, True)),
        (ANNA, [BEK], (BEK, False)),
        (None, [BEK], (BEK, False)),
        (Who(None, None), [NO_ONE], (NO_ONE, False)),
        (ANNA, [], (NO_ONE, False)),
    ],
)
def test_who_left_and_whether_by_themselves(actor: Who | None, whom: list[Who], expected: tuple[Who, bool]) -> None:
    (event,) = events_of("remove", 5, AT, actor, whom)

    assert isinstance(event, Leave)
    assert expected == (event.who, event.by_self)
