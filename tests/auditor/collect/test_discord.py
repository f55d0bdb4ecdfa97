"""A channel of Discord, written by hand as DiscordChatExporter writes it (`JsonMessageWriter.cs`)."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from auditor.collect.discord import made_at
from auditor.errors import ChatNotChosen, ExportUnreadable
from auditor.library import measure_all
from auditor.library import read as loaded
from storage.records import Who
from tests.auditor.collect.datasets.reading import NOW, read, sources

ADA: dict[str, Any] = {
    "id": "175928847299117063",
    "name": "ada",
    "discriminator": "0000",
    "nickname": "Ada",
    "isBot": False,
    "roles": [],
}
BEN = ADA | {"id": "375928847299117064", "name": "ben", "nickname": "Ben"}
BOT = ADA | {"id": "475928847299117065", "name": "greeter", "nickname": "Greeter", "isBot": True}
FIRST = 1_086_000_000_000_000_000


def said(number: int, author: dict[str, Any] = ADA, content: str = "hello", **keys: Any) -> dict[str, Any]:
    return {
        "id": str(FIRST + number),
        "type": "Default",
        "timestamp": f"2023-03-17T09:23:{number:02}.1230000+06:00",
        "timestampEdited": None,
        "isPinned": False,
        "content": content,
        "author": author,
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
    } | keys


def export(*messages: dict[str, Any], type_: str = "GuildTextChat") -> dict[str, Any]:
    return {
        "guild": {"id": "1", "name": "Our town", "iconUrl": "https://cdn/x"},
        "channel": {"id": "2", "type": type_, "categoryId": "3", "category": "Text", "name": "general", "topic": None},
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2023-04-01T00:00:00+00:00",
        "messages": list(messages),
        "messageCount": len(messages),
    }


@pytest.fixture(params=[2, None], ids=["indented", "in one line"])
def indent(request: pytest.FixtureRequest) -> int | None:
    value: int | None = request.param
    return value


def write(folder: Path, tree: dict[str, Any], indent: int | None = 2) -> Path:
    path = folder / "Our town - general [2].json"
    path.write_text(json.dumps(tree, indent=indent), "utf-8")
    return path


def test_who_wrote_what_when_and_in_answer_to_what(tmp_path: Path, indent: int | None) -> None:
    answer = {"reference": {"type": "Default", "messageId": str(FIRST + 1), "channelId": "2", "guildId": "1"}}
    forward = {
        "reference": {"type": "Forward", "messageId": "77", "channelId": "9"},
        "forwardedMessage": {"content": "passed on", "timestamp": "2023-03-01T00:00:00+00:00"},
    }
    found = read(
        write(
            tmp_path,
            export(
                said(1), said(2, BEN, "hi", type="Reply", **answer), said(3, BOT), said(4, BEN, "", **forward),
                said(5, ADA, "", attachments=[{"fileName": "a.PNG"}]), said(6, ADA, type="ChannelPinnedMessage"),
            ),
            indent,
        )
    )  # fmt: skip
    assert ("discord", "group", "Our town #general") == (
        found.source.kind.name, found.source.chat.kind, found.source.chat.title
    )  # fmt: skip
    ada, ben = Who(ADA["id"], "Ada"), Who(BEN["id"], "Ben")
    assert [
        (FIRST + 1, ada, "text", "hello", None, None), (FIRST + 2, ben, "text", "hi", FIRST + 1, None),
        (FIRST + 4, ben, "text", "passed on", None, "9/77"), (FIRST + 5, ada, "photo", "", None, None),
    ] == [
        (each.id, each.sender, each.kind, each.text, each.reply_to, each.forward) for each in found.messages
    ]  # fmt: skip
    assert int(dt.datetime.fromisoformat("2023-03-17T09:23:01+06:00").timestamp()) == found.messages[0].at
    coverage = found.coverage
    assert (6, 1, "second", None) == (
        coverage.elements, coverage.not_people, coverage.time_resolution, coverage.unknown_actions
    )  # fmt: skip


def test_who_joined_and_who_left_a_group_of_direct_messages(tmp_path: Path) -> None:
    found = read(
        write(
            tmp_path,
            export(
                said(1, BEN, "Joined the server.", type="GuildMemberJoin"), said(2, BOT, type="GuildMemberJoin"),
                said(3, ADA, "Added Ben to the group.", type="RecipientAdd", mentions=[BEN]),
                said(4, BEN, "Left the group.", type="RecipientRemove", mentions=[BEN]),
                said(5, ADA, "x", type="Telepathy"),
                type_="DirectGroupTextChat",
            ),
        )
    )  # fmt: skip
    ada, ben = Who(ADA["id"], "Ada"), Who(BEN["id"], "Ben")
    assert [(ben, "by_self", None), (ben, "added", ada)] == [
        (event.who, event.kind, event.adder) for event in found.arrivals
    ]
    assert [(ben, True)] == [(event.who, event.by_self) for event in found.leaves]
    assert found.coverage.unknown_actions is not None
    assert (("Telepathy", 1),) == found.coverage.unknown_actions.names


def test_by_which_invitation_somebody_came_is_not_known(tmp_path: Path) -> None:
    path = write(tmp_path, export(said(1), said(2, BEN, "Joined the server.", type="GuildMemberJoin")))
    measures = measure_all(loaded(path, now=NOW)).measures
    for way in ("by_link", "by_request", "by_self"):
        assert (0, 0.5) == (measures[f"arrivals.{way}"].low, measures[f"arrivals.{way}"].high)


def test_an_id_of_discord_says_when_it_was_made(tmp_path: Path) -> None:
    assert "2016-04-30T11:18:25+00:00" == dt.datetime.fromtimestamp(made_at(175928847299117063), dt.UTC).isoformat()
    found = read(write(tmp_path, export(said(1, timestamp="soon"), said(2, timestamp=None))))
    assert [made_at(FIRST + 1), made_at(FIRST + 2)] == [message.at for message in found.messages]


def test_damage_in_one_message_stays_in_it(tmp_path: Path, indent: int | None) -> None:
    path = write(tmp_path, export(*(said(number) for number in range(1, 9))), indent)
    path.write_text(path.read_text().replace('"isPinned": false', '"isPinned": fal', 1).replace(str(FIRST + 5), "x"))
    found = read(path)
    assert 7 == len(found.messages)
    assert (1, 1) == (found.coverage.damaged, found.coverage.bad_ids)


def test_a_file_that_breaks_off_says_so(tmp_path: Path, indent: int | None) -> None:
    path = write(tmp_path, export(*(said(number) for number in range(1, 9))), indent)
    text = path.read_text()
    path.write_text(text[: text.index(str(FIRST + 7))])
    found = read(path)
    assert (6, True) == (len(found.messages), found.coverage.truncated)


def test_direct_messages_are_never_audited(tmp_path: Path) -> None:
    with pytest.raises(ChatNotChosen, match="never audited"):
        sources(write(tmp_path, export(said(1), type_="DirectTextChat")))


def test_a_server_without_a_channel_is_no_export(tmp_path: Path) -> None:
    tree = export(said(1))
    del tree["channel"]
    with pytest.raises(ExportUnreadable):
        sources(write(tmp_path, tree))
