"""The plain way to read an export, to measure against: `json.load`, then the same flattening to the same records.

What it does for each message is what the reader does (time from two dates, contradictions counted, who is a person,
text joined, kind, reactors, service messages), in plain Python over dicts. A test holds the two equal.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from storage.records import NO_ONE, Arrival, Leave, Member, Message, Who

KINDS = {
    "sticker": "sticker",
    "video_message": "video",
    "voice_message": "voice",
    "animation": "animation",
    "video_file": "video",
    "audio_file": "voice",
}


TOLD = ("", "join_group_by_link", "join_group_by_request", "invite_members", "create_group", "create_channel")
"""Actions whose actor is told by a record of their own."""


def flatten(path: Path) -> tuple[list[Any], list[Any], list[Any], list[Any], int]:
    """Messages, arrivals, leaves, members and contradicting times of the single-chat export at `path`."""
    with path.open(encoding="utf-8") as file:
        export = json.load(file)
    messages: list[Any] = []
    arrivals: list[Any] = []
    leaves: list[Any] = []
    members: list[Any] = []
    contradicting = 0
    epoch = dt.datetime(1970, 1, 1)  # noqa: DTZ001
    for element in export["messages"]:
        at = int(element["date_unixtime"])
        apart = (dt.datetime.fromisoformat(element["date"]) - epoch).total_seconds() - at
        if not -13 * 3600 <= apart <= 15 * 3600:
            contradicting += 1
        if element["type"] == "message":
            sender = _who(element.get("from_id"), element.get("from"))
            for reaction in element.get("reactions", ()):
                for reactor in reaction.get("recent", ()):
                    who = _who(reactor.get("from_id"), reactor.get("from"))
                    if who is not None and who.key is not None:
                        members.append(Member(who))
            if sender is None:
                continue
            text, link = element.get("text", ""), None
            if isinstance(text, list):
                marked = [part for part in text if isinstance(part, dict)]
                named = (part.get("href") or (part["text"] if part["type"] == "link" else None) for part in marked)
                link = next(filter(None, named), None)
                text = "".join(part if isinstance(part, str) else part.get("text", "") for part in text)
            forward = element.get("forwarded_from")
            if element.get("forwarded_from_id") is not None:
                forward = str(element["forwarded_from_id"])
            reply = element.get("reply_to_message_id")
            messages.append(Message(element["id"], at, sender, _kind(element, text), text, reply, forward, link))
        elif element["type"] == "service":
            doer = _who(element.get("actor_id"), element.get("actor"))
            if doer is not None and doer.key is not None and element.get("action", "") not in TOLD:
                members.append(Member(doer))
            _service(element, at, arrivals, leaves)
    return messages, arrivals, leaves, members, contradicting


def _who(raw: str | None, name: str | None) -> Who | None:
    if not raw:
        return Who(None, name) if name else NO_ONE
    if raw.startswith("user"):
        return Who(raw[4:], name)
    return None


def _kind(element: dict[str, Any], text: str) -> Any:
    if element.get("media_type") is not None:
        return KINDS.get(element["media_type"], "other")
    for kind in ("photo", "file", "poll"):
        if element.get(kind) is not None:
            return kind
    return "text" if text else "other"


def _service(element: dict[str, Any], at: int, arrivals: list[Any], leaves: list[Any]) -> None:
    number, action = element["id"], element.get("action")
    actor = _who(element.get("actor_id"), element.get("actor"))
    if action == "join_group_by_link" and actor is not None:
        arrivals.append(Arrival(number, 0, at, "by_link", actor))
    elif action == "join_group_by_request" and actor is not None:
        arrivals.append(Arrival(number, 0, at, "by_request", actor))
    elif action == "invite_members":
        names = element["members"]
        for place, name in enumerate(names):
            own = actor is not None and name == actor.name and (name is not None or len(names) == 1)
            arrivals.append(Arrival(number, place, at, "unclear" if own else "added", Who(None, name), actor))
    elif action == "remove_members":
        for place, name in enumerate(element["members"]):
            by_self = actor is not None and name is not None and name == actor.name
            leaves.append(Leave(number, place, at, actor if by_self and actor else Who(None, name), by_self))
