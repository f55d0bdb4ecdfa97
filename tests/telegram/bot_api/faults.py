"""What the Bot API refuses with. What goes wrong on purpose is told in the words of `tests.telegram.faults`.

There `Fault("sendMessage", 2, FloodWait(3))` is a 429 at the second call, `RpcFault(403, "Forbidden: ...")` any other
refusal, `ServerError()` a 500, `RpcFault(502, "Bad Gateway")` what stands before Telegram; `Drop`, `Silence` as there.
`Slow` does at once what was asked, and only the answer takes long: to a client that gives up earlier it is lost.
"""

import json
from collections.abc import Awaitable
from typing import Any

from tests.telegram.bot_api.http import Response
from tests.telegram.faults import FloodWait, RpcFault, ServerError, What


class Refusal(Exception):
    """An error that the Bot API answers with, as it stands in the answer."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(f"{code} {description}")
        self.code, self.description, self.parameters = code, description, parameters


def bad(reason: str, **parameters: Any) -> Refusal:
    """A 400."""
    return Refusal(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> Refusal:
    """A 403."""
    return Refusal(403, f"Forbidden: {reason}")


def too_many(seconds: int) -> Refusal:
    """A 429: come again in so many seconds."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def as_refusal(what: What) -> Refusal | None:
    """What a fault is answered with, if it is answered so."""
    match what:
        case FloodWait(seconds):
            return too_many(seconds)
        case ServerError():
            return Refusal(500, "Internal Server Error")
        case RpcFault():
            return Refusal(what.code, what.text)
        case _:
            return None


def granted(result: Any) -> Response:
    """The answer of a method that worked."""
    return Response(200, json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode())


def refused(refusal: Refusal) -> Response:
    """The answer of a method that did not. A 502 comes from a machine before Telegram's own, which speaks HTML."""
    if refusal.code == 502:
        return Response(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")
    said: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        said["parameters"] = refusal.parameters
    return Response(refusal.code, json.dumps(said).encode())


async def in_time(result: Awaitable[Any]) -> Response:
    """The answer of a method that must wait for something."""
    try:
        return granted(await result)
    except Refusal as refusal:
        return refused(refusal)
