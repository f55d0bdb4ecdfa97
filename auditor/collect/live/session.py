"""The reading account: its session, kept closed to others and used by one process at a time; signing in and out."""

import asyncio
import contextlib
import fcntl
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec
from telethon import TelegramClient, errors
from telethon.sessions import SQLiteSession, StringSession

from auditor.collect.live.faults import Fault, attempt, error_of, fault_of, overheard
from auditor.collect.live.sealed_session import is_sealed, sealed_session
from auditor.errors import SourceError, TelegramRefused

log = logging.getLogger("deadsouls.session")

_PATIENCE: dict[str, Any] = {
    "device_model": "deadsouls",
    "receive_updates": False,
    "flood_sleep_threshold": 0,  # all waiting is in `pace`
    "request_retries": 0,
    "auto_reconnect": False,  # Telethon would come back a hundred times a second; `pace` does it with pauses
    "connection_retries": 2,
    "retry_delay": 1,
    "raise_last_call_error": True,
}

LONGEST_PATH = 200
"""A string session is longer."""

CONNECT_WITHIN = 60
SCAN_WITHIN = 300
"""How long a QR code, renewed by Telegram every half minute, waits to be scanned."""


class Credentials(msgspec.Struct, frozen=True):
    """What identifies the program and the account. `session` is a file's path, or a string session."""

    api_id: int
    api_hash: str
    session: str
    key: Callable[[], bytes] | None = None
    """Opens the installation's key, which a sealed session needs."""
    sealed: bool = False
    """Whether a new session is to be sealed."""


class Asked(msgspec.Struct, frozen=True):
    """How a person is asked while signing in; `show_qr` shows the address a QR code must hold."""

    phone: Callable[[], Awaitable[str]]
    code: Callable[[], Awaitable[str]]
    password: Callable[[], Awaitable[str]]
    show_qr: Callable[[str], None]


@contextlib.asynccontextmanager
async def account(credentials: Credentials) -> AsyncIterator[TelegramClient]:
    """The signed-in account, connected; raises `TelegramRefused` where it is not signed in, and as `_surely` does."""
    async with _connected(credentials) as client:
        if not await _surely(client.is_user_authorized()):
            raise TelegramRefused("No account is signed in; run: deadsouls login")
        yield client


async def sign_in(credentials: Credentials, asked: Asked, *, by_qr: bool) -> str:
    """Signs an account in; returns the name to greet it by."""
    async with _connected(credentials, request_retries=5, auto_reconnect=True, receive_updates=True) as client:
        try:
            if not await client.is_user_authorized():
                await (_by_qr if by_qr else _by_code)(client, asked)
            me = await client.get_me()
        except errors.FloodWaitError as error:
            raise TelegramRefused(
                "Telegram asks to wait {seconds} seconds before signing in again.", seconds=error.seconds
            ) from error
        except (TelegramRefused, asyncio.CancelledError):
            raise
        except Exception as error:
            fault = fault_of(error)
            if fault.kind == "failed":
                raise  # whoever is asked may break off
        else:
            return "" if me is None else str(me.first_name or me.id)
        raise _refused_sign_in(fault)


def _refused_sign_in(fault: Fault) -> SourceError:
    if fault.kind == "refused" and fault.name:
        return TelegramRefused("Telegram refused the sign-in: {code} {name}.", code=str(fault.code), name=fault.name)
    return error_of(fault)


async def sign_out(credentials: Credentials) -> None:
    """Ends the session at Telegram and removes its file."""
    async with _connected(credentials) as client:
        await _surely(client.log_out())


async def _by_code(client: TelegramClient, asked: Asked) -> None:
    phone = await asked.phone()
    sent = await client.send_code_request(phone)
    try:
        await client.sign_in(phone, await asked.code(), phone_code_hash=sent.phone_code_hash)
    except errors.SessionPasswordNeededError:
        await client.sign_in(password=await asked.password())
    except (errors.PhoneCodeInvalidError, errors.PhoneCodeExpiredError) as error:
        raise TelegramRefused("The code is wrong or too old; run deadsouls login again.") from error


async def _by_qr(client: TelegramClient, asked: Asked) -> None:
    login = await client.qr_login()
    try:
        async with asyncio.timeout(SCAN_WITHIN):
            while not await client.is_user_authorized():
                asked.show_qr(login.url)
                with contextlib.suppress(TimeoutError):
                    await login.wait()
                    return
                await login.recreate()
    except errors.SessionPasswordNeededError:
        await client.sign_in(password=await asked.password())
    except TimeoutError as error:
        raise TelegramRefused("Nobody scanned the code within {minutes} minutes.", minutes=SCAN_WITHIN // 60) from error


@contextlib.asynccontextmanager
async def _connected(credentials: Credentials, **more: Any) -> AsyncIterator[TelegramClient]:
    with _session(credentials) as session:
        client = TelegramClient(
            session, credentials.api_id, credentials.api_hash, base_logger=_silent(), **(_PATIENCE | more)
        )
        asyncio.get_running_loop().set_exception_handler(_in_the_background)
        try:
            await _surely(client.connect())
            yield client
        finally:
            with contextlib.suppress(Exception):
                await client.disconnect()


async def _surely(work: Coroutine[Any, Any, Any]) -> Any:
    """What the client does before there is anything to read. Raises `TelegramRefused` where Telegram cannot be reached
    or the account cannot read, `AnswerUnreadable` where Telegram's answer cannot be understood, else as `error_of`."""
    answer, fault = await attempt(work, CONNECT_WITHIN)
    if fault is None:
        return answer
    if fault.kind == "lost":
        raise TelegramRefused("Telegram cannot be reached; check the network and try again.", why="unreachable")
    raise error_of(fault)


def _in_the_background(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What went wrong in a task that nobody waits for: asyncio would print it, with all that the client had read."""
    log.debug("in the background: %s", type(context.get("exception")).__name__)


def _silent() -> logging.Logger:
    """The logger that Telethon is given: it writes nothing."""
    logger = logging.getLogger("deadsouls.telethon")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    if overheard not in logger.handlers:
        logger.addHandler(overheard)
    return logger


def file_of(session: str) -> Path | None:
    """The file that a session is set to be in; None where it is a string session."""
    if not session.startswith(("/", "~", ".")) and len(session) > LONGEST_PATH:
        return None
    path = Path(session).expanduser()
    return path if path.suffix == ".session" else path.with_name(path.name + ".session")


@contextlib.contextmanager
def _session(credentials: Credentials) -> Any:
    """The session, of a string or of a file that is closed to others and locked while it is used."""
    where, path = credentials.session, file_of(credentials.session)
    if path is None:
        try:
            yield StringSession(where)
        except (ValueError, TypeError) as error:
            raise TelegramRefused("DEADSOULS_SESSION is neither a string session nor a path.") from error
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise TelegramRefused(
            "The session {path} cannot be opened: {said}.", path=path, said=str(error.strerror)
        ) from error
    try:
        os.fchmod(held, 0o600)
        lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise TelegramRefused(
                    "Another deadsouls uses the session {path}; wait for it to end.", path=path, why="in-use"
                ) from error
            if is_sealed(path) or (credentials.sealed and path.stat().st_size == 0):
                if credentials.key is None:
                    raise TelegramRefused(
                        "The session {path} is sealed under an installation's key, which is not here.", path=path
                    )
                with sealed_session(path, credentials.key()) as session:
                    yield session
                return
            if os.pread(held, 16, 0) not in (b"", b"SQLite format 3\x00"):
                raise TelegramRefused("{path} is no session; remove it and run: deadsouls login", path=path)
            session = SQLiteSession(str(path))
            session.save_entities = False  # names, usernames and phones never come to rest
            yield session
        finally:
            os.close(lock)
    finally:
        os.close(held)
        for beside in (path, path.with_name(path.name + "-journal")):
            if beside.exists():
                beside.chmod(0o600)
