"""What fails while the companion runs, by name: each begins at once, and gives back how it is lifted."""

import asyncio
import contextlib
import resource
import sqlite3
from collections.abc import Callable

from tests.bot.process import Service
from tests.telegram.faults import Drop, Fault, Silence


def _telegram_silent(running: Service) -> Callable[[], object]:
    fault = Fault(None, None, Silence())
    running.telegram.faults.add(fault)
    return lambda: running.telegram.faults.remove(fault)


def _telegram_drops(running: Service) -> Callable[[], object]:
    fault = Fault(None, None, Drop())
    running.telegram.faults.add(fault)
    running.telegram.drop_all_connections()
    return lambda: running.telegram.faults.remove(fault)


def _api_down(running: Service) -> Callable[[], object]:
    going = asyncio.create_task(running.api.down())

    async def up() -> None:
        await going
        await running.api.up()

    return up


def _storm(running: Service) -> Callable[[], object]:
    running.api.storm(2)
    return lambda: running.api.storm(None)


def _locked(running: Service) -> Callable[[], object]:
    connection = sqlite3.connect(running.home / "deadsouls.db", timeout=10, isolation_level=None)
    with contextlib.suppress(sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
    return connection.close


def _disk_full(running: Service) -> Callable[[], object]:
    for pid in running.pids():
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1 << 16, resource.RLIM_INFINITY))

    def freed() -> None:
        for pid in running.pids():
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    return freed


FAILURES: dict[str, Callable[[Service], Callable[[], object]]] = {
    "Telegram silent": _telegram_silent,
    "Telegram cuts": _telegram_drops,
    "Bot API down": _api_down,
    "429 storm": _storm,
    "database locked": _locked,
    "disk full": _disk_full,
}
