"""HTTP/1.1 as far as a bot and its Telegram speak it: bodies of known length, connections that stay."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LONGEST_HEAD = 1 << 15
LONGEST_BODY = 51 << 20
"""A bot may upload 50 MB; the rest of a form needs little."""


@dataclass(frozen=True)
class Request:
    """What a client asks. Names of headers are in lower case."""

    verb: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    """What it is answered."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"


Answer = Response | Awaitable[Response | None]
"""An answer given at once, or later; None later cuts the connection."""


class Unreadable(Exception):
    """Bytes that are no request that this server takes."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def read_head(head: bytes) -> tuple[str, Mapping[str, str]]:
    """The first line and the headers; raises `Unreadable`."""
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise Unreadable(400)
        headers[name.strip().lower()] = value.strip()
    return first, headers


def body_length(headers: Mapping[str, str]) -> int:
    """How long the body is; bodies of unknown or too great length are refused."""
    if "transfer-encoding" in headers:
        raise Unreadable(411)
    told = headers.get("content-length", "0")
    if not told.isdigit():
        raise Unreadable(400)
    if int(told) > LONGEST_BODY:
        raise Unreadable(413)
    return int(told)


def written(response: Response, *, stays: bool) -> bytes:
    """The bytes of an answer. In one piece: head and body in two writes would wait for each other (40 ms)."""
    phrase = HTTPStatus(response.status).phrase
    return (
        f"HTTP/1.1 {response.status} {phrase}\r\nContent-Type: {response.content_type}\r\n"
        f"Content-Length: {len(response.body)}\r\nConnection: {'keep-alive' if stays else 'close'}\r\n\r\n"
    ).encode() + response.body


@dataclass(eq=False)
class Connection(asyncio.Protocol):
    """A client's connection, whose requests are answered in turn (asyncio sets TCP_NODELAY by itself).

    A protocol and not a pair of streams, for it hears a client hang up while the answer is still waited for.
    """

    answer: Callable[[Request], Answer]
    open: set["Connection"]
    _transport: asyncio.Transport | None = None
    _came: bytearray = field(default_factory=bytearray)
    _head: tuple[str, Mapping[str, str], int] | None = None
    _waiting: asyncio.Task[Response | None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody came."""
        assert isinstance(transport, asyncio.Transport), "TCP can be written to"
        self._transport = transport
        self.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own name
        """They went: nobody waits for the answer any more."""
        self.open.discard(self)
        self._transport = None
        if self._waiting is not None:
            self._waiting.cancel()

    def data_received(self, data: bytes) -> None:
        """Bytes came, a part of a request or several."""
        self._came += data
        self._go_on()

    def abort(self) -> None:
        """Cuts the connection without a word."""
        if self._transport is not None:
            self._transport.abort()

    def _go_on(self) -> None:
        try:
            while self._transport is not None and self._waiting is None:
                request = self._next()
                if request is None:
                    return
                answer = self.answer(request)
                if isinstance(answer, Response):
                    self._send(answer, stays=request.headers.get("connection", "").lower() != "close")
                else:
                    self._waiting = asyncio.ensure_future(answer)
                    self._waiting.add_done_callback(self._came_late)
        except Unreadable as reason:
            self._send(Response(reason.status), stays=False)

    def _came_late(self, task: asyncio.Future[Response | None]) -> None:
        self._waiting = None
        if task.cancelled() or self._transport is None:
            return
        response = task.result()
        if response is None:
            self.abort()
            return
        self._send(response, stays=True)
        self._go_on()

    def _send(self, response: Response, *, stays: bool) -> None:
        if self._transport is not None:
            self._transport.write(written(response, stays=stays))
            if not stays:
                self._transport.close()
                self._transport = None

    def _next(self) -> Request | None:
        if self._head is None:
            end = self._came.find(b"\r\n\r\n", 0, LONGEST_HEAD)
            if end < 0:
                if len(self._came) >= LONGEST_HEAD:
                    raise Unreadable(431)
                return None
            first, headers = read_head(bytes(self._came[:end]))
            self._head = first, headers, body_length(headers)
            del self._came[: end + 4]
        first, headers, length = self._head
        if len(self._came) < length:
            return None
        body = bytes(self._came[:length])
        del self._came[:length]
        self._head = None
        verb, _, rest = first.partition(" ")
        target = urlsplit(rest.rpartition(" ")[0])
        return Request(verb, unquote(target.path), dict(parse_qsl(target.query)), headers, body)


async def later(answer: Answer | None, seconds: float = 0.0, *, opened: asyncio.Event | None = None) -> Response | None:
    """The same answer after some time, and not before this is opened."""
    await asyncio.sleep(seconds)
    if opened is not None:
        await opened.wait()
    return answer if isinstance(answer, Response) or answer is None else await answer


async def ask(verb: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Response:
    """Asks a server of this machine; raises `OSError` where there is none, or where it says nothing."""
    target = urlsplit(url)
    reader, writer = await asyncio.open_connection(target.hostname, target.port, limit=LONGEST_HEAD)
    more: dict[str, Any] = {"Host": target.netloc, "Content-Length": len(body), "Connection": "close"}
    lines = [f"{name}: {value}" for name, value in (more | dict(headers or {})).items()]
    place = (target.path or "/") + (f"?{target.query}" if target.query else "")
    try:
        writer.write("\r\n".join([f"{verb} {place} HTTP/1.1", *lines, "", ""]).encode() + body)
        await writer.drain()
        first, answered = read_head((await reader.readuntil(b"\r\n\r\n"))[:-4])
        length = answered.get("content-length")
        content = await reader.read() if length is None else await reader.readexactly(int(length))
    except (asyncio.IncompleteReadError, Unreadable) as error:
        raise ConnectionResetError("the server said nothing that can be read") from error
    finally:
        writer.close()
    return Response(int(first.split()[1]), content, answered.get("content-type", ""))
