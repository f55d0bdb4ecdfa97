"""People by HTTP: what `python -m tests.telegram.talk` asks for a human who plays one.

POST /person/ID/says        {"text": ...}                 and likewise taps, uploads, forwards, joins, leaves,
                                                          shares and speaks
GET  /person/ID/news?after=N&seconds=20                   what changed since the change of this number
GET  /person/ID/file?message=N                            the bytes of a file
"""

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.telegram.bot_api.http import Answer, Request, Response
from tests.telegram.bot_api.messages import Message

if TYPE_CHECKING:
    from tests.telegram.bot_api.person import Person
    from tests.telegram.bot_api.server import LocalBotApi

LONGEST_WAIT = 20.0


def control(api: "LocalBotApi", path: list[str], request: Request) -> Answer:
    """Does what a human asks for; a sentence says why it cannot be done."""
    who, act = path if len(path) == 2 else ("", "")
    if not who.isdigit():
        return Response(404, b'{"error": "nobody has this number"}')
    person = api.person(f"Person {who}", id=int(who))
    if act == "news":
        return _news(api, person, int(request.query.get("after", 0)), float(request.query.get("seconds", 0)))
    try:
        if act == "file":
            found = api.messages.find(person.id, int(request.query["message"]))
            assert found is not None, "there is no such message"
            return Response(200, found.data, "application/octet-stream")
        if act not in ACTS:
            return Response(404, b'{"error": "nobody can do this here"}')
        ACTS[act](api, person, json.loads(request.body or b"{}"))
    except (AssertionError, LookupError, ValueError) as error:
        return Response(400, json.dumps({"error": str(error)}).encode())
    return Response(200, b"{}")


def _taps(api: "LocalBotApi", person: "Person", told: Mapping[str, Any]) -> None:
    message = api.messages.find(person.id, int(told["message"]))
    assert message is not None, "this message is gone"
    person.taps(message, told["button"])


def _speaks(_: "LocalBotApi", person: "Person", told: Mapping[str, Any]) -> None:
    person.language_code = told["language"]


def _uploads(_: "LocalBotApi", person: "Person", told: Mapping[str, Any]) -> None:
    person.sends_document(told["name"], base64.b64decode(told["data"]))


ACTS: Mapping[str, Callable[["LocalBotApi", "Person", Mapping[str, Any]], Any]] = {
    "says": lambda _, person, told: person.says(told["text"]),
    "taps": _taps,
    "uploads": _uploads,
    "forwards": lambda _, person, told: person.forwards_from(told["room"]),
    "shares": lambda _, person, told: person.shares_chat(int(told["request"]), told["room"]),
    "joins": lambda _, person, told: person.joins(told["room"]),
    "leaves": lambda _, person, told: person.leaves(told["room"]),
    "speaks": _speaks,
}


async def _news(api: "LocalBotApi", person: "Person", after: int, seconds: float) -> Response:
    def fresh() -> list[Message]:
        return sorted((each for each in person.messages if each.changed > after), key=lambda each: each.changed)

    try:
        await api.until(fresh, min(seconds, LONGEST_WAIT))
    except TimeoutError:
        await asyncio.sleep(0)
    notices = [
        answer.text for tap in api.taps.values() if tap.message.chat["id"] == person.id for answer in tap.answers
    ]
    said = {"serial": api.messages.serial, "messages": [_told(each) for each in fresh()], "notices": notices}
    return Response(200, json.dumps(said).encode())


def _told(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "text": message.text,
        "is_edited": message.edited_at is not None,
        "file": message.file and message.file.name,
        "buttons": [[each._asdict() for each in row] for row in message.now.buttons],
    }
