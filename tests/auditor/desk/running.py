"""A desk that runs on a home of its own, in a thread, and a client that was let in, or was not."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from auditor.desk import serving
from auditor.settings import read_settings

PATIENCE = 120
"""Seconds that only a broken test waits."""


class Running:
    """One desk. `address` lets in once."""

    def __init__(self, home: Path, *, idle: int = 3600) -> None:
        self.settings = msgspec.structs.replace(read_settings(), home=home)
        self.ended = threading.Event()
        self._idle = idle
        self.address = ""
        self.error: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Running":
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        if self.error is not None:
            raise self.error
        return self

    def __exit__(self, *_: object) -> None:
        if self._task is not None and not self._task.done():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, contextlib.suppress(asyncio.CancelledError):
            runner.run(self._go())

    async def _go(self) -> None:
        self._task = asyncio.current_task()
        try:
            await serving.serve(self.settings, port=0, idle=self._idle, everywhere=False, ready=self._opened)
        except Exception as error:  # noqa: BLE001 - it is raised in the thread of the test
            self.error = error
            self._ready.set()
        finally:
            self.ended.set()

    def _opened(self, address: str) -> None:
        self.address = address
        self._ready.set()

    @property
    def host(self) -> str:
        """127.0.0.1 and the port."""
        return urlsplit(self.address).netloc

    def let_in(self) -> contextlib.AbstractContextManager["Client"]:
        """A client that opened the address."""
        return let_in(self.address)


@contextlib.contextmanager
def let_in(address: str) -> Iterator["Client"]:
    """A client that opened an address."""
    with httpx.Client(timeout=PATIENCE) as client:
        answer = client.get(address)
        assert answer.status_code == 303
        yield Client(client, urlsplit(address).netloc, answer.headers["location"].rstrip("/"))


class Client:
    """Asks as a browser does that was let in: with the cookie, and its origin where something changes."""

    def __init__(self, client: httpx.Client, host: str, room: str) -> None:
        self.client, self.host, self.room = client, host, room

    def place(self, path: str) -> str:
        """The whole address of a page."""
        return f"http://{self.host}{self.room}/{path}"

    def get(self, path: str = "", **more: Any) -> httpx.Response:
        """A page."""
        return self.client.get(self.place(path), **more)

    def post(self, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """A form that is sent."""
        own = {"origin": f"http://{self.host}", "sec-fetch-site": "same-origin"}
        return self.client.post(self.place(path), headers=own | (headers or {}), **more)

    def drop(self, name: str, content: bytes, **fields: str) -> str:
        """Drops a file; where its run is, or "" where none was begun."""
        answer = self.post("files", files={"file": (name, content)}, data=fields)
        return self.path_of(answer) if answer.status_code == 303 else ""

    def path_of(self, answer: httpx.Response) -> str:
        """Where an answer leads to, within the desk."""
        return str(answer.headers["location"]).removeprefix(f"{self.room}/")

    def over(self, run: str) -> httpx.Response:
        """What a run came to, once it is over."""
        wait(lambda: self.get(f"{run}/far").json()["over"])
        return self.get(run)


def wait(until: Callable[[], object]) -> None:
    """Waits for what is to happen."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
