"""Who is let in, from where, and what a browser may do with what is served. It stands before every page.

A page of any other site can make a browser ask this machine for something. So: the `Host` must be this address, which a
name that was pointed here (DNS rebinding) is not; an `Origin`, where one is sent, must be this one, and whoever changes
something must send it; what a browser says another page has asked for (`Sec-Fetch-Site`) is refused; and nothing is
answered without the key that this desk gave a browser in exchange for a token that can be used once.

The key's cookie is HttpOnly, SameSite=Strict, and good under one path that is made anew at each start: cookies do not
tell ports apart, and a server of somebody else on this machine must not be sent it.
"""

import hashlib
import hmac
import os
import secrets
import socket
import sys
import time
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "desk"

TOKEN_SECONDS = 120
"""How long an address that was opened waits to be used."""

MOST_KEYS = 16
"""Browsers that are let in at once; the oldest goes."""

ENTER = "/enter/"
"""Where a token is exchanged."""

ANOTHER = "/another"
"""Where another is given to whoever can read this home."""

SAFE = frozenset({"GET", "HEAD"})

CLOSED = (
    "This desk is open in another window or browser, or it was closed. Start it again from its icon, or with: deadsouls"
    " desk\n"
)

HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",  # with no-referrer a browser sends `Origin: null` along with a form
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""Of every answer, unless it says otherwise."""

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of what is no page."""


@dataclass
class Doors:
    """The tokens that were given out, and the keys that browsers have for them."""

    room: str = field(default_factory=lambda: f"/{secrets.token_urlsafe(12)}")
    """Under which path all pages are."""
    tokens: dict[str, float] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Digests of both, and of each key which token it is for; what is compared is no secret then."""

    def token(self) -> str:
        """A new token, for one use."""
        token = secrets.token_urlsafe(32)
        self.tokens[_digest(token)] = time.monotonic() + TOKEN_SECONDS
        return token

    def exchange(self, token: str) -> str | None:
        """A key for a token; None where it is too late, or it was used. One that comes twice was in two hands: the key
        that was given for it is good no longer."""
        used = _digest(token)
        until = self.tokens.pop(used, 0.0)
        if until < time.monotonic():
            self.keys = {key: by for key, by in self.keys.items() if by != used}
            return None
        key = secrets.token_urlsafe(32)
        self.keys[_digest(key)] = used
        while len(self.keys) > MOST_KEYS:
            del self.keys[next(iter(self.keys))]
        return key

    def opens(self, key: str) -> bool:
        """Whether a browser has a key of this desk."""
        return _digest(key) in self.keys


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Guard:
    """Stands before the pages."""

    def __init__(self, pages: ASGIApp, doors: Doors, host: str, secret: str) -> None:
        self._pages = pages
        self._doors = doors
        self._host = host
        self._secret = secret
        self.asked_at = time.monotonic()
        """When somebody who is let in last asked for something."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        answer = self._answer(scope, Headers(scope=scope)) or self._pages
        await answer(scope, receive, _guarded(send))

    def _answer(self, scope: Scope, headers: Headers) -> Response | None:
        """What is said in place of a page; None where the page may answer."""
        path, method = scope["path"], scope["method"]
        if headers.getlist("host") != [self._host]:
            return _refused(421)
        origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
        if any(origin != f"http://{self._host}" for origin in origins) or set(sites) - {"same-origin", "none"}:
            return _refused(403)
        if path == ANOTHER or path.startswith(ENTER):
            return self._at_the_door(scope, headers)
        if (method not in SAFE and not origins) or not self._let_in(path, headers):
            return _refused(403)
        self.asked_at = time.monotonic()
        return None

    def _let_in(self, path: str, headers: Headers) -> bool:
        if not path.startswith(f"{self._doors.room}/"):
            return False
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return COOKIE in cookies and self._doors.opens(cookies[COOKIE].value)

    def _at_the_door(self, scope: Scope, headers: Headers) -> Response:
        if is_of_another_user(scope.get("client"), scope.get("server")):
            return _refused(403)
        if scope["path"] == ANOTHER and scope["method"] == "POST":
            return self._another(headers)
        return self._entered(scope["path"].removeprefix(ENTER)) if scope["method"] == "GET" else _refused(405)

    def _entered(self, token: str) -> Response:
        key = self._doors.exchange(token)
        if key is None:
            return _refused(403)
        self.asked_at = time.monotonic()
        answer = RedirectResponse(f"{self._doors.room}/", 303, {"referrer-policy": "no-referrer"})
        answer.set_cookie(COOKIE, key, path=f"{self._doors.room}/", httponly=True, samesite="strict")
        return answer

    def _another(self, headers: Headers) -> Response:
        """A token for another start of the desk on this home, which can read the secret that lies there."""
        given = headers.get("authorization", "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, f"Bearer {self._secret}".encode()):
            return _refused(403)
        return PlainTextResponse(self._doors.token())


def is_of_another_user(client: tuple[str, int] | None, server: tuple[str, int | None] | None) -> bool:
    """Whether whoever asks is known to be another user of this machine, who may have read an address from the list of
    processes. Only Linux tells."""
    if client is None or server is None or server[1] is None:
        return False
    try:
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return False
    asks = [_as_listed(*client), _as_listed(server[0], server[1])]
    users = [int(cells[7]) for cells in map(str.split, lines) if cells[1:3] == asks]
    return bool(users) and os.getuid() not in users


def _as_listed(host: str, port: int) -> str:
    """An address as Linux lists it: the four bytes as a number of this machine."""
    return f"{int.from_bytes(socket.inet_aton(host), sys.byteorder):08X}:{port:04X}"


def _refused(status: int) -> Response:
    return PlainTextResponse(CLOSED, status)


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("content-security-policy", NOTHING)
        await send(message)

    return guarded
