"""What goes wrong on purpose: which request, which call of it, and what happens then."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


class RpcFault(Exception):
    """An error that Telegram answers with, like 400 USERNAME_INVALID."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code, self.text = code, text


@dataclass(frozen=True)
class FloodWait:
    """Too many calls: come again in so many seconds. With `premium`, the throttle that payers do not have."""

    seconds: int
    premium: bool = False


@dataclass(frozen=True)
class Slow:
    """The answer takes this long."""

    seconds: float


@dataclass(frozen=True)
class Held:
    """Of the Bot API: the answer waits until this is opened."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Silence:
    """The request is never answered, and the connection stays."""


@dataclass(frozen=True)
class Drop:
    """The connection is cut instead of an answer."""


@dataclass(frozen=True)
class ServerError:
    """Telegram has internal issues."""

    text: str = "INTERDC_1_CALL_ERROR"


@dataclass(frozen=True)
class Migrate:
    """The account or phone lives in another data centre."""

    dc: int
    what: str = "USER"


@dataclass(frozen=True)
class Revoked:
    """The session was ended elsewhere: this key signs nobody in any more."""

    text: str = "SESSION_REVOKED"


@dataclass(frozen=True)
class HangUp:
    """The answer comes, and the connection is cut behind it."""


@dataclass(frozen=True)
class TurnedAway:
    """The transport itself says 429, and hangs up."""


@dataclass(frozen=True)
class Newer:
    """What comes is newer than Telethon knows: the answer itself, or in it only the messages of these ids and the
    people of these ids."""

    messages: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Cut:
    """The answer ends in the middle."""


@dataclass(frozen=True)
class Garbled:
    """A container of many messages comes that holds nothing that can be read, and no answer."""

    newer: bool = False
    """What it holds is newer than Telethon knows, with the answer's own bytes behind it."""


@dataclass(frozen=True)
class Another:
    """The answer to another question comes."""


@dataclass(frozen=True)
class Emptied:
    """The page comes empty, with the count that it has."""


@dataclass(frozen=True)
class Repeated:
    """The page that was given before comes once more."""


@dataclass(frozen=True)
class Shaped:
    """What comes is made of the true answer: anything that can be sent, or its bytes."""

    make: Callable[[Any], Any]


@dataclass(frozen=True)
class Twice:
    """The answer comes, and then once more."""


Odd = HangUp | Newer | Cut | Garbled | Another | Emptied | Repeated | Shaped | Twice
What = FloodWait | RpcFault | Slow | Held | Silence | Drop | ServerError | Migrate | Revoked | TurnedAway | Odd


@dataclass(frozen=True)
class Fault:
    """`what` happens at the `nth` call (from 1, counted from when the fault was added; None: at every call) of the
    request class of this name (None: of any)."""

    request: str | None
    nth: int | None
    what: What


@dataclass
class _Armed:
    """A fault, and how often what it waits for was called so far."""

    fault: Fault
    calls: int = 0


class Faults:
    """The faults of a server. `latency` in seconds is what every answer takes at least."""

    def __init__(self, faults: Iterable[Fault] = (), latency: float = 0.0) -> None:
        self.latency = latency
        self._armed: list[_Armed] = [_Armed(fault) for fault in faults]

    def add(self, fault: Fault) -> None:
        """From now on this goes wrong."""
        self._armed.append(_Armed(fault))

    def remove(self, fault: Fault) -> None:
        """From now on it goes right again."""
        self._armed = [armed for armed in self._armed if armed.fault != fault]

    def clear(self) -> None:
        """From now on all goes right."""
        self._armed = []

    def strike(self, request: str) -> What | None:
        """What happens at this call of `request`; the first fault that fits."""
        found = None
        for armed in self._armed:
            fault = armed.fault
            if fault.request is not None and fault.request != request:
                continue
            armed.calls += 1
            if found is None and fault.nth in {None, armed.calls}:
                found = fault.what
        return found


def as_rpc(what: What) -> RpcFault | None:
    """The error that a fault is answered with, if it is answered so."""
    match what:
        case RpcFault():
            return what
        case FloodWait(seconds, premium):
            return RpcFault(420, f"FLOOD_PREMIUM_WAIT_{seconds}" if premium else f"FLOOD_WAIT_{seconds}")
        case ServerError(text):
            return RpcFault(500, text)
        case Migrate(dc, kind):
            return RpcFault(303, f"{kind}_MIGRATE_{dc}")
        case Revoked(text):
            return RpcFault(401, text)
        case _:
            return None
