"""Worlds written as DiscordChatExporter writes a channel to JSON (`JsonMessageWriter.cs`), apart from what reads it.

Ids are Discord's: the moment in milliseconds since 2015 in their upper bits. Whoever comes is greeted in the channel;
nobody is shown leaving.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from tests.worlds.world import THE_CHAT, Event, Part, World

_SINCE = 1_420_070_400_000
_SUFFIXES = {
    "photo": "image0.png",
    "voice_message": "voice-message.ogg",
    "video_file": "clip.mp4",
    "animation": "a.gif",
}


def snowflake(at: int, number: int) -> str:
    """An id that was made at that second."""
    return str((at * 1000 - _SINCE) << 22 | number % (1 << 22))


def write_discord(world: World, path: Path, *, indent: int | None = 2) -> Path:
    """Write the world's chat to `path` and return it."""
    events = [event for event in world.events() if event.kind == "message" or joined(event)]
    messages = [_message(world, event, newcomer) for event in events for newcomer in joined(event) or (None,)]
    tree = {
        "guild": {"id": "100000000000000001", "name": world.title, "iconUrl": "https://cdn.discordapp.com/x.png"},
        "channel": {
            "id": "100000000000000002", "type": "GuildTextChat", "categoryId": "100000000000000003",
            "category": "Text channels", "name": "general", "topic": None,
        },
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2026-01-01T00:00:00+00:00",
        "messages": messages,
        "messageCount": len(messages),
    }  # fmt: skip
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=indent), "utf-8")
    return path


def joined(event: Event) -> tuple[int, ...]:
    """Who comes by an event."""
    if event.kind in {"join_by_link", "join_by_request"}:
        return (event.actor,)
    return event.members if event.kind in {"invite_members", "create_group"} else ()


def made(person: int) -> int:
    """When somebody's account was made."""
    return 1_450_000_000 + person % 74_000_000


def _user(world: World, person: int) -> dict[str, Any]:
    known = world.people.get(person)
    chat = person == THE_CHAT
    name = world.title if chat else (known.name if known is not None else None) or "Deleted User"
    return {
        "id": snowflake(made(person), person), "name": name.lower(), "discriminator": "0000",
        "nickname": name, "color": None, "isBot": chat, "roles": [], "avatarUrl": "https://cdn.discordapp.com/y.png",
    }  # fmt: skip


def _message(world: World, event: Event, joined: int | None) -> dict[str, Any]:
    text = "".join(part.text if isinstance(part, Part) else part for part in event.text)
    answers = event.target is not None and joined is None
    message: dict[str, Any] = {
        "id": snowflake(event.at, event.id if joined is None else event.id * 1_000 + joined),
        "type": "GuildMemberJoin" if joined is not None else "Reply" if answers else "Default",
        "timestamp": dt.datetime.fromtimestamp(event.at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
        "timestampEdited": None,
        "callEndedTimestamp": None,
        "isPinned": False,
        "content": "Joined the server." if joined is not None else text,
        "author": _user(world, event.actor if joined is None else joined),
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
    }
    if event.media == "sticker":
        message["stickers"] = [{"id": "1", "name": "wave", "format": "Png", "sourceUrl": "https://x"}]
    elif event.media is not None:
        message["attachments"] = [
            {"id": "1", "url": "https://x", "fileName": _SUFFIXES[event.media], "fileSizeBytes": 9}
        ]
    if answers:
        message["reference"] = {"messageId": snowflake(event.at, event.target or 0), "channelId": "100000000000000002"}
    return message
