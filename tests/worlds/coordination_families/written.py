"""Worlds as files that the tool reads: a table of texts, or a chat as Telethon writes it, an object a line."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

from tests.worlds.coordination_families.table import Came, World

CHAT = 1_400_000_444
FIRST_ACCOUNT = 500_000_000


def write(world: World, folder: Path) -> Path:
    """Writes a world into `folder` as the file that its kind comes in, and returns where."""
    return _table(world, folder / "table.csv") if world.kind == "table" else _chat(world, folder / "chat.jsonl")


def _table(world: World, path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "author_id", "time", "text", "reply", "object"])
        columns = (world.id.tolist(), world.author.tolist(), world.at.tolist(), world.text, world.reply.tolist())
        for number, author, at, text, reply, given in zip(*columns, world.given, strict=True):
            rows.writerow([number, FIRST_ACCOUNT + author, at, text, reply or "", given])
    return path


def _chat(world: World, path: Path) -> Path:
    elements = [_arrival(place, one) for place, one in enumerate(world.came, 1)]
    columns = (world.id.tolist(), world.at.tolist(), world.author.tolist(), world.text, world.reply.tolist())
    elements += [_message(_element("Message", *row[:3]), *row[3:]) for row in zip(*columns, world.forward, strict=True)]
    path.write_text("".join(f"{json.dumps(element, ensure_ascii=False)}\n" for element in elements), encoding="utf-8")
    return path


def _element(kind: str, number: int, at: int, who: int) -> dict[str, Any]:
    date = dt.datetime.fromtimestamp(at, dt.UTC).isoformat()
    return {"_": kind, "id": number, "peer_id": _channel(CHAT), "date": date, "from_id": _user(who)}


def _arrival(number: int, came: Came) -> dict[str, Any]:
    if came.adder is None:
        action: dict[str, Any] = {"_": "MessageActionChatJoinedByLink", "inviter_id": FIRST_ACCOUNT - 1}
        return _element("MessageService", number, came.at, came.person) | {"action": action}
    action = {"_": "MessageActionChatAddUser", "users": [FIRST_ACCOUNT + came.person]}
    return _element("MessageService", number, came.at, came.adder) | {"action": action}


def _message(element: dict[str, Any], text: str, reply: int, forward: str) -> dict[str, Any]:
    channel, _, post = forward.partition("/")
    header = (
        {"_": "MessageFwdHeader", "from_id": _channel(int(channel)), "channel_post": int(post)} if forward else None
    )
    answered = {"_": "MessageReplyHeader", "reply_to_msg_id": reply} if reply else None
    return element | {"message": text, "fwd_from": header, "reply_to": answered}


def _user(account: int) -> dict[str, Any]:
    return {"_": "PeerUser", "user_id": FIRST_ACCOUNT + account}


def _channel(number: int) -> dict[str, Any]:
    return {"_": "PeerChannel", "channel_id": number}
