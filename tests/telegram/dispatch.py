"""From a request to the handler that answers it. Requests are counted here, as they are after unwrapping."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telethon.tl.types import RpcError

from tests.telegram.encrypted import Connection, packed
from tests.telegram.faults import (
    Drop,
    Faults,
    Garbled,
    HangUp,
    Odd,
    Repeated,
    RpcFault,
    Silence,
    Slow,
    TurnedAway,
    Twice,
    as_rpc,
)
from tests.telegram.oddities import Unknown, container, odd_answer

if TYPE_CHECKING:
    from tests.telegram.accounts import Accounts
    from tests.telegram.world import LiveWorld
    from tests.worlds.live import Operator


@dataclass(frozen=True)
class Caller:
    """Who asks, over which connection, and what there is to ask about."""

    connection: Connection
    accounts: "Accounts"
    world: "LiveWorld"

    @property
    def key_id(self) -> int:
        """The id of the key the caller speaks under."""
        assert self.connection.key is not None, "requests come encrypted"
        return int(self.connection.key.key_id)

    @property
    def account(self) -> "Operator":
        """The account signed in with that key; without one the request is refused."""
        return self.accounts.signed_in(self.key_id)


Handler = Callable[[Caller, Any], Any]

HANDLERS: dict[type, Handler] = {}


def answers(*requests: type) -> Callable[[Handler], Handler]:
    """Marks a function as the answer to these requests."""

    def mark(handler: Handler) -> Handler:
        for request in requests:
            HANDLERS[request] = handler
        return handler

    return mark


class Dispatch:
    """Answers requests, unless something goes wrong on purpose. With `cache_pages` a page
    that was made once is kept."""

    def __init__(self, faults: Faults, *, cache_pages: bool = False) -> None:
        self.faults = faults
        self.counts: Counter[str] = Counter()
        self.log: list[str] = []
        self.pages: Counter[tuple[str, int, int]] = Counter()
        """How often each page was asked for: the request's name, the chat, and where the page begins."""
        self.broken: list[Exception] = []
        """What handlers stumbled over: mistakes of this server, not of its client."""
        self._last: dict[str, Any] = {}
        """The answer that was given last to each sort of request."""
        self._kept: dict[tuple[int, bytes], bytes] | None = {} if cache_pages else None

    def take(self, caller: Caller, message_id: int, request: Any) -> None:
        """Answers at once where nothing delays it."""
        name = type(request).__name__
        self.counts[name] += 1
        self.log.append(name)
        if name in PAGES:
            self.pages[_page(name, request)] += 1
        fault = self.faults.strike(name)
        if isinstance(fault, Silence):
            return
        if isinstance(fault, Drop):
            caller.connection.abort()
            raise ConnectionAbortedError("cut on purpose")
        if isinstance(fault, TurnedAway):
            caller.connection.turn_away(429)
            raise ConnectionAbortedError("turned away on purpose")
        if isinstance(fault, Garbled):
            body = bytes(Unknown(HANDLERS[type(request)](caller, request))) if fault.newer else b"\x01\x02\x03\x04"
            caller.connection.say(container(body))
            return
        delay = self.faults.latency + (fault.seconds if isinstance(fault, Slow) else 0)
        refusal = None if fault is None else as_rpc(fault)
        if delay:
            caller.connection.later(self._slowly(caller, message_id, request, refusal, delay))
        else:
            odd = fault if isinstance(fault, Odd) else None
            body = self._body(caller, request, refusal, odd)
            for _ in range(2 if isinstance(fault, Twice) else 1):
                caller.connection.result(message_id, body)
        if isinstance(fault, HangUp):
            caller.connection.later(caller.connection.hang_up())

    async def _slowly(
        self, caller: Caller, message_id: int, request: Any, refusal: RpcFault | None, delay: float
    ) -> None:
        await asyncio.sleep(delay)
        caller.connection.result(message_id, self._body(caller, request, refusal))

    def _body(self, caller: Caller, request: Any, refusal: RpcFault | None, odd: Odd | None = None) -> bytes:
        try:
            if odd is not None:
                return self._odd(caller, request, odd)
            return self._answer(caller, request) if refusal is None else fault_bytes(refusal)
        except RpcFault as fault:
            return fault_bytes(fault)
        except Exception as broken:  # noqa: BLE001 - kept, and raised when the server ends
            # without an answer the client would come again and again, and the test would never end
            self.broken.append(broken)
            return fault_bytes(RpcFault(400, "THIS_TELEGRAM_IS_BROKEN"))

    def _odd(self, caller: Caller, request: Any, odd: Odd) -> bytes:
        name = type(request).__name__
        answer = odd_answer(odd, HANDLERS[type(request)](caller, request), self._last.get(name))
        if not isinstance(odd, Repeated):
            self._last[name] = answer
        return packed(answer)

    def _answer(self, caller: Caller, request: Any) -> bytes:
        handler = HANDLERS.get(type(request))
        if handler is None:
            raise RpcFault(400, f"{type(request).__name__.upper()}_NOT_IN_THIS_TELEGRAM")
        if self._kept is None or type(request).__name__ not in PAGES:
            answer = handler(caller, request)
            self._last[type(request).__name__] = answer
            return packed(answer)
        place = (caller.key_id, bytes(request))
        if place not in self._kept:
            self._kept[place] = packed(handler(caller, request))
        return self._kept[place]


def _page(name: str, request: Any) -> tuple[str, int, int]:
    if name == "GetHistoryRequest":
        peer: Any = request.peer
        return name, int(getattr(peer, "channel_id", 0) or getattr(peer, "chat_id", 0)), int(request.offset_id)
    kind = type(request.filter).__name__
    return f"{name}/{kind}", int(getattr(request.channel, "channel_id", 0)), int(request.offset)


PAGES = frozenset({"GetHistoryRequest", "GetParticipantsRequest"})
"""Requests whose answers may be kept: large, and the same as long as the chat is."""


def fault_bytes(fault: RpcFault) -> bytes:
    """An error as Telegram answers it."""
    return bytes(RpcError(fault.code, fault.text))
