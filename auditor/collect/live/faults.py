"""Makes one of our errors, by kind, of whatever the client of Telegram raises. Only this file looks at its exceptions.

Of what they say nothing goes further but a code, a number of seconds, and the name of an error that Telethon knows: the
text of an exception may hold the bytes that could not be read, and a name that nobody knows may be anybody's.
"""

import asyncio
import gzip
import logging
import struct
import zlib
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import msgspec
from telethon import errors
from telethon.errors.rpcerrorlist import rpc_errors_dict, rpc_errors_re
from telethon.tl.alltlobjects import LAYER

from auditor.errors import (
    AnswerUnreadable,
    AuditParked,
    ChatUnreachable,
    RequestRefused,
    Sentence,
    SourceError,
    TelegramRefused,
)

Kind = Literal[
    "wait",  # Telegram asks to wait
    "busy",  # Telegram has trouble of its own
    "turned-away",  # the connection, for asking too much
    "lost",  # no answer, or no connection
    "signed-out",
    "elsewhere",  # the account lives in another data centre
    "frozen",
    "outdated",  # the answer is newer than Telethon knows
    "malformed",  # the answer is nothing that was asked for
    "refused",  # an error by its name
    "failed",  # the client itself, in a way nobody foresaw
]

AGAIN = frozenset({"busy", "turned-away", "lost", "malformed"})
"""Kinds that may pass by themselves."""

LONGEST_WAIT = 366 * 86_400
"""Seconds; nobody waits longer, whatever Telegram asks for."""

_NAMES = {kind: pattern.replace(r"(\d+)", "X") for pattern, kind in rpc_errors_re} | {
    kind: name for name, kind in rpc_errors_dict.items()
}
_WAITS = (
    errors.FloodWaitError,
    errors.FloodPremiumWaitError,
    errors.FloodTestPhoneWaitError,
    errors.SlowModeWaitError,
)
_BUSY = (errors.RpcCallFailError, errors.RpcMcgetFailError, errors.InterdcCallErrorError,
         errors.InterdcCallRichErrorError)  # fmt: skip
_LAYERS = frozenset({"CONNECTION_LAYER_INVALID", "INPUT_LAYER_INVALID", "INPUT_METHOD_INVALID", "UPDATE_APP_TO_LOGIN"})
_DEACTIVATED = frozenset({"USER_DEACTIVATED", "USER_DEACTIVATED_BAN"})
_LOST = (OSError, EOFError, asyncio.CancelledError, errors.SecurityError, errors.InvalidChecksumError,
         errors.BadMessageError, errors.InvalidBufferError)  # fmt: skip
_MALFORMED = (BufferError, struct.error, zlib.error, ValueError, TypeError, LookupError, AttributeError, AssertionError,
              OverflowError)  # fmt: skip


class Fault(msgspec.Struct, frozen=True):
    """What went wrong with one request."""

    kind: Kind
    name: str = ""
    """Of Telegram's error, where Telethon knows it; of the exception, where it is none of Telegram's."""
    code: int | None = None
    seconds: int = 0


def fault_of(error: BaseException) -> Fault:
    """The kind of what the client raised."""
    if isinstance(error, errors.RPCError):
        return _answered(error)
    kind: Kind = "failed"
    match error:
        case errors.TypeNotFoundError():
            kind = "outdated"
        case errors.AuthKeyNotFound() | errors.InvalidBufferError(code=404):
            kind = "signed-out"
        case errors.InvalidBufferError(code=429):
            kind = "turned-away"
        case _ if isinstance(error, gzip.BadGzipFile):
            kind = "malformed"
        case _ if isinstance(error, _LOST):
            kind = "lost"
        case _ if isinstance(error, _MALFORMED):
            kind = "malformed"
    return Fault(kind, type(error).__name__)


def _answered(error: errors.RPCError) -> Fault:
    """The kind of an error that Telegram answers with. What Telethon does not know goes by its code."""
    name, code = _NAMES.get(type(error), ""), _code(error)
    seconds = getattr(error, "seconds", None)
    fault = Fault("refused", name, code)
    if isinstance(error, _WAITS) or (code == 420 and isinstance(seconds, int)):
        fault = Fault("wait", name, code, min(max(1, int(seconds or 1)), LONGEST_WAIT))
    elif isinstance(error, _BUSY) or (code is not None and code >= 500):
        fault = Fault("busy", name, code)
    elif name in _LAYERS:
        fault = Fault("outdated", name, code)
    elif code == 401 or name.startswith("AUTH_KEY"):
        fault = Fault("signed-out", name, code)
    elif code == 303:
        fault = Fault("elsewhere", name, code)
    elif name.startswith("FROZEN_"):
        fault = Fault("frozen", name, code)
    return fault


def _code(error: errors.RPCError) -> int | None:
    return abs(error.code) if isinstance(error.code, int) else None


async def attempt(work: Awaitable[Any], within: float) -> tuple[Any, Fault | None]:
    """What the client comes back with in so many seconds, or what went wrong. What it raised ends here."""
    before = overheard.unknown
    try:
        return await asyncio.wait_for(work, within), None
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        fault = fault_of(error)  # the client gave the request up, and nobody this task
    except Exception as error:  # noqa: BLE001 - whatever it is, it becomes one of ours
        fault = fault_of(error)
    if fault.kind == "lost" and overheard.unknown > before:
        fault = Fault("outdated")
    return None, fault


class _Overheard(logging.Handler):
    """Counts what Telethon passes over because it is newer than it knows; such an answer never comes. Whatever else it
    logs is heard by nobody: every dropped connection, and bytes that it could not read."""

    unknown = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Looks at the sentence alone, never at what stands in it."""
        self.unknown += str(record.msg).startswith("Type %08x not found")


overheard = _Overheard(logging.INFO)


def not_what_was_asked() -> AnswerUnreadable:
    """Of an answer that came whole, and is of another type than asked."""
    return _unreadable(Fault("malformed"))


def error_of(fault: Fault, *, times: int = 1) -> SourceError:
    """The error in which a request ends that failed so many `times` in a row. Its advice is a fact of its own, so that
    what was read can be told before it."""
    which = _code_in_brackets(fault)
    makers: dict[Kind, Callable[[], SourceError]] = {
        "wait": lambda: _parked(
            Sentence("Telegram asked to wait {times} times in a row.", times=times), seconds=fault.seconds
        ),
        "busy": lambda: _parked(
            Sentence("Telegram answered {times} times in a row that it has trouble{which}.", times=times, which=which)
        ),
        "turned-away": lambda: _parked(
            Sentence("Telegram turns the connection away for asking too much (429)."), seconds=TURNED_AWAY_SECONDS
        ),
        "lost": lambda: _parked(Sentence("Telegram did not answer {times} times in a row.", times=times)),
        "signed-out": lambda: _signed_out(fault),
        "elsewhere": lambda: _signed_out(fault),
        "frozen": lambda: ChatUnreachable(
            ADVISING,
            happened=Sentence(
                "Telegram has frozen the reading account{which}; it can read no chat it is not in.", which=which
            ),
            why="frozen",
            advice=_OTHER_ACCOUNT,
        ),
        "outdated": lambda: _unreadable(fault),
        "malformed": lambda: _unreadable(fault),
        "failed": lambda: SourceError(
            ADVISING, happened=Sentence("The client of Telegram failed ({fault}).", fault=fault.name), advice=_REPORT
        ),
        "refused": lambda: _refused(fault),
    }
    return makers[fault.kind]()


def _refused(fault: Fault) -> RequestRefused:
    which = _code_in_brackets(fault)
    happened = (
        Sentence("Telegram refuses a request{which}.", which=which)
        if fault.name
        else Sentence("Telegram refuses a request with an error that this version does not know{which}.", which=which)
    )
    return RequestRefused(ADVISING, happened=happened, why="refused", name=fault.name, code=fault.code, advice=_REPORT)


TURNED_AWAY_SECONDS = 60
"""After which it is worth trying again."""

ADVISING = "{happened} {advice}"
"""What happened, and what is to be done."""

_REPORT = Sentence("Run the same command again; if it happens again, update the program or report this line.")
_AGAIN = Sentence("Run the same command again to go on.")
_OTHER_ACCOUNT = Sentence("Sign in another account with: deadsouls login")
_UPDATE = Sentence("Update it (pip install --upgrade deadsouls telethon), then run the same command again.")


def _parked(happened: Sentence, **facts: object) -> AuditParked:
    return AuditParked(ADVISING, happened=happened, advice=_AGAIN, **facts)


def _signed_out(fault: Fault) -> TelegramRefused:
    which = _code_in_brackets(fault)
    if fault.name in _DEACTIVATED:
        happened = Sentence("Telegram has deactivated the reading account{which}.", which=which)
        return TelegramRefused(ADVISING, happened=happened, why="deactivated", advice=_OTHER_ACCOUNT)
    if fault.name == "AUTH_KEY_DUPLICATED":
        happened = Sentence("Telegram has ended this session, because two places used it at once{which}.", which=which)
    elif fault.kind == "elsewhere":
        happened = Sentence("Telegram wants this account at another data centre{which}.", which=which)
    else:
        happened = Sentence("Telegram has ended this session{which}.", which=which)
    return TelegramRefused(ADVISING, happened=happened, advice=Sentence("Sign in again with: deadsouls login"))


def _unreadable(fault: Fault) -> AnswerUnreadable:
    if fault.kind == "outdated":
        happened = Sentence(
            "Telegram answers in words that are newer than this version knows (layer {layer}).", layer=LAYER
        )
        return AnswerUnreadable(ADVISING, happened=happened, why="outdated", advice=_UPDATE)
    happened = Sentence("Telegram's answer cannot be understood.")
    advice = Sentence(
        "Run the same command again; if it happens again, update with: pip install --upgrade deadsouls telethon"
    )
    return AnswerUnreadable(ADVISING, happened=happened, why="malformed", advice=advice)


def _code_in_brackets(fault: Fault) -> str:
    """The code and name of an error, in brackets."""
    said = " ".join(str(part) for part in (fault.code, fault.name) if part)
    return f" ({said})" if said else ""


def with_what_is_kept(error: SourceError, kept: Sentence) -> SourceError:
    """The same error, its sentence saying what was read and kept before what is to be done."""
    if "advice" not in error.facts:
        told = Sentence("{happened} {kept}", happened=error.sentence, kept=kept)
    else:
        told = Sentence("{happened} {kept} {advice}", **error.sentence.facts, kept=kept)
    return type(error)(told, **error.facts)
