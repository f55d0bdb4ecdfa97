"""The server: on 127.0.0.1 alone, for one home, until it is closed or nobody has used it for a while."""

import asyncio
import contextlib
import secrets
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn

from auditor.desk import first
from auditor.desk.desk import Desk, folder_of
from auditor.desk.guard import ENTER, Doors, Guard
from auditor.desk.routes import pages
from auditor.doors.installation import opened
from auditor.errors import UsageError
from auditor.settings import Settings
from auditor.work.pool import Pool
from storage.audited.retention import retain

HOME_ADDRESS = "127.0.0.1"

LOOK_SECONDS = 5
"""How often it is looked whether somebody still uses the desk."""

RETAIN_SECONDS = 3600

CLOSE_SECONDS = 2


@contextlib.asynccontextmanager
async def opened_desk(settings: Settings) -> AsyncIterator[Desk]:
    """A desk on an installation: what a desk before did not live to answer is taken up."""
    async with opened(settings) as store:
        pool = Pool(settings.home, key=store.key, zone=settings.show_tz, behind=0)
        desk = Desk(settings, store, pool, Doors())
        try:
            await _retain(desk)
            desk.runs.take_up(desk.clock())
            yield desk
        finally:
            await desk.runs.close()
            await pool.close()


async def serve(settings: Settings, *, port: int, idle: int, everywhere: bool, ready: Callable[[str], None]) -> None:
    """Serves until it is closed, or `idle` seconds after the last request. `ready` hears the address to open. Raises
    `FirstElsewhere` where this home is served already, and `UsageError` where the port cannot be had.

    `everywhere` is for containers, whose 127.0.0.1 is not this machine's: all addresses are listened on, and all else
    stays as it is.
    """
    folder = folder_of(settings.home)
    for place in (settings.home, folder):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    host = "0.0.0.0" if everywhere else HOME_ADDRESS  # noqa: S104 - asked for explicitly
    with first.take(folder), _listening(host, port) as listening:
        async with opened_desk(settings) as desk:
            port, secret = listening.getsockname()[1], secrets.token_urlsafe(32)
            guard = Guard(pages(desk), desk.doors, f"{HOME_ADDRESS}:{port}", secret)
            server = _Server(_config(guard), lambda: ready(_address(port, desk)))
            first.say(folder, first.Running(port, secret))
            beside = [
                asyncio.create_task(_ends_by_itself(server, desk, guard, idle)),
                asyncio.create_task(_looks_after(desk)),
                asyncio.create_task(desk.pool.warm()),
            ]
            try:
                await server.serve([listening])
            except asyncio.CancelledError:
                await server.shutdown([listening])
                raise
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)


def _config(guard: Guard) -> uvicorn.Config:
    return uvicorn.Config(
        guard,
        http="h11",
        ws="none",
        lifespan="off",
        proxy_headers=False,  # nobody stands before it
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=CLOSE_SECONDS,
    )


def _listening(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(
            "Port {port} of this machine cannot be had: {said}.", port=str(port), said=str(error.strerror)
        ) from error
    return listening


def _address(port: int, desk: Desk) -> str:
    return f"http://{HOME_ADDRESS}:{port}{ENTER}{desk.doors.token()}"


class _Server(uvicorn.Server):
    """Says when it can be asked."""

    def __init__(self, config: uvicorn.Config, then: Callable[[], None]) -> None:
        super().__init__(config)
        self._then = then

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl+C and SIGTERM end the server, and then what stands around it; uvicorn's own would end the process at
        once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to listen."""
        await super().startup(sockets)
        await asyncio.to_thread(self._then)


async def _ends_by_itself(server: uvicorn.Server, desk: Desk, guard: Guard, idle: int) -> None:
    while True:
        await asyncio.sleep(min(LOOK_SECONDS, idle))
        if not desk.runs.busy and time.monotonic() - guard.asked_at > idle:
            server.should_exit = True


async def _looks_after(desk: Desk) -> None:
    while True:
        await asyncio.sleep(RETAIN_SECONDS)
        await _retain(desk)
        desk.runs.sweep(desk.clock())


async def _retain(desk: Desk) -> None:
    desk.shown.clear()  # what is held in memory is of rows that may have gone
    days = desk.settings.retain_text_days, desk.settings.retain_rows_days
    await retain(desk.store, now=desk.clock(), text_days=days[0], row_days=days[1])
