"""Data sets of Telegram: messages as Telethon and the Pushshift set of 2019 write them."""

import datetime as dt
import json
from pathlib import Path

import pytest
import zstandard
from telethon.tl import types as t

from auditor.errors import ChatNotChosen, UsageError
from storage.records import Arrival, Leave, Message, Who
from tests.auditor.collect.datasets.reading import CHANNEL, frames, happened, lines, read, said, sources, written

OTHER = {"_": "PeerChat", "chat_id": 78}
AT = 1_577_836_800
"""2020-01-01T00:00:00Z"""

HISTORY = lines(
    happened(1, None, "ChannelCreate", title="x"),
    happened(2, 9, "ChatAddUser", users=[11, 12]),
    happened(3, 13, "ChatJoinedByLink", inviter_id=9),
    happened(4, 14, "ChatJoinedByRequest"),
    happened(5, 15, "ChatAddUser", users=[15]),
    happened(6, None, "ChatAddUser", users=[16]),
    happened(7, 12, "ChatDeleteUser", user_id=12),
    happened(8, 9, "ChatDeleteUser", user_id=11),
    said(9, 13, "Сәлем", reply_to={"_": "MessageReplyHeader", "reply_to_msg_id": 3}),
    said(10, 9, "жаңалық", fwd_from={"from_id": {"_": "PeerChannel", "channel_id": 3}, "channel_post": 8}),
    said(11, None, "админ"),
)


def who(number: int) -> Who:
    return Who(str(number), None)


def test_service_messages_tell_who_came_and_who_left(tmp_path: Path) -> None:
    found = read(written(tmp_path, HISTORY, "messages.ndjson"))
    assert [
        Arrival(2, 0, AT + 7200, "added", who(11), who(9)),
        Arrival(2, 1, AT + 7200, "added", who(12), who(9)),
        Arrival(3, 0, AT + 3 * 3600, "by_link", who(13)),
        Arrival(4, 0, AT + 4 * 3600, "by_request", who(14)),
        Arrival(5, 0, AT + 5 * 3600, "by_self", who(15)),
        Arrival(6, 0, AT + 6 * 3600, "added", who(16)),
    ] == found.arrivals
    assert [Leave(7, 0, AT + 7 * 3600, who(12), True), Leave(8, 0, AT + 8 * 3600, who(11), False)] == found.leaves
    assert (11, 1, 1) == (found.coverage.elements, found.coverage.not_people, found.coverage.unknown_adders)


def test_messages_have_their_writer_what_they_answer_and_where_they_are_from(tmp_path: Path) -> None:
    found = read(written(tmp_path, HISTORY))
    assert [
        Message(9, AT + 9 * 3600, who(13), "text", "Сәлем", 3, None),
        Message(10, AT + 10 * 3600, who(9), "text", "жаңалық", None, "channel3/8"),
    ] == found.messages


def test_what_telethon_itself_writes_is_read(tmp_path: Path) -> None:
    when = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    message = t.Message(
        id=5, peer_id=t.PeerChannel(77), date=when, message="hi", from_id=t.PeerUser(9),
        media=t.MessageMediaPhoto(), entities=[t.MessageEntityBold(0, 2)],
    )  # fmt: skip
    service = t.MessageService(
        id=6, peer_id=t.PeerChannel(77), date=when, action=t.MessageActionChatAddUser([1, 2]), from_id=t.PeerUser(9)
    )
    found = read(written(tmp_path, message.to_json() + "\n" + service.to_json() + "\n"))
    assert [Message(5, AT, who(9), "photo", "hi", None, None)] == found.messages
    assert [who(1), who(2)] == [arrival.who for arrival in found.arrivals]


def test_the_set_of_2019_names_people_by_bare_numbers(tmp_path: Path) -> None:
    old = {"_": "Message", "id": 9, "to_id": CHANNEL, "date": "2019-05-01T12:00:00+00:00", "message": "x",
           "from_id": 44, "fwd_from": {"_": "MessageFwdHeader", "from_id": None, "channel_id": 5, "channel_post": 6},
           "reply_to_msg_id": 3, "media": None}  # fmt: skip
    joined = {"_": "MessageService", "id": 10, "to_id": CHANNEL, "date": 1556712060, "from_id": 44,
              "action": {"_": "MessageActionChatAddUser", "users": [44]}}  # fmt: skip
    found = read(written(tmp_path, lines(old, joined)))
    assert [Message(9, 1556712000, who(44), "text", "x", 3, "channel5/6")] == found.messages
    assert [Arrival(10, 0, 1556712060, "by_self", who(44))] == found.arrivals


def test_the_order_of_the_lines_and_a_packing_change_nothing(tmp_path: Path) -> None:
    plain = frames(written(tmp_path, HISTORY, "a"))
    turned = b"".join(reversed(HISTORY.splitlines(keepends=True)))
    packed = frames(written(tmp_path, zstandard.compress(turned), "b"))
    columns = ["arrival", "arrived_at", "left", "messages", "deleted"]
    assert sorted(plain.people[columns].itertuples(index=False)) == sorted(
        packed.people[columns].itertuples(index=False)
    )


def test_nobody_counts_as_deleted_for_a_name_that_no_data_set_gives(tmp_path: Path) -> None:
    assert not frames(written(tmp_path, HISTORY)).people["deleted"].any()


def test_a_message_held_twice_is_read_once(tmp_path: Path) -> None:
    found = read(written(tmp_path, HISTORY + lines(said(9, 13), said(12, 13))))
    assert [9, 10, 12] == [message.id for message in found.messages]
    assert (12, 1) == (found.coverage.elements, found.coverage.held_again)


def test_of_several_chats_one_must_be_chosen(tmp_path: Path) -> None:
    path = written(tmp_path, HISTORY + lines(said(1, 13, peer_id=OTHER)), "set.ndjson")
    with pytest.raises(ChatNotChosen, match=r"2 groups and channels.*77 \(3\), 78 \(1\).*--chat all"):
        sources(path)
    with pytest.raises(ChatNotChosen, match="'79' names none of them"):
        sources(path, chat="79")
    assert [1] == [message.id for message in read(path, chat="78").messages]
    assert 2 == len(read(path, chat="-1000000000077").messages)
    both = sources(path, chat="all")
    assert ["set.ndjson 77", "set.ndjson 78"] == [source.chat.title for source in both]
    assert ["supergroup", "basic-group"] == [source.chat.kind for source in both]
    assert 2 == len({source.chat.file for source in both})


def test_a_broadcast_channel_is_told_by_its_posts(tmp_path: Path) -> None:
    (source,) = sources(written(tmp_path, lines(said(1, None, post=True), said(2, None, post=True))))
    assert "channel" == source.chat.kind


def test_damaged_lines_are_counted_with_their_place(tmp_path: Path) -> None:
    odd = json.dumps(said(12, 5) | {"id": 2**70}).encode() + b"\n"
    found = read(written(tmp_path, HISTORY + b"{nonsense\n\n" + odd + HISTORY[:40]))
    assert (3, (12, 14, 15), True) == (found.coverage.damaged, found.coverage.damaged_at, found.coverage.truncated)


def test_columns_are_for_tables_and_chats_for_data_sets(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--columns"):
        sources(written(tmp_path, HISTORY), columns="author=a,time=b,text=c")
    with pytest.raises(UsageError, match="--chat"):
        sources(written(tmp_path, "author,time,text\na,1,x\n"), chat="77")
