"""Keepers that start at once: processes of their own at the ends of pipes, as always, but forked from one that has
loaded what they need. Two thirds of a second of processor time for each."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Forked(asyncio.StreamReaderProtocol):
    """As much of `asyncio.subprocess.Process` as the owner of keepers uses. A keeper says what it has to say through
    standard output until it ends, so the end of that is its own."""

    def __init__(self, pid: int) -> None:
        self.stdout = asyncio.StreamReader()
        super().__init__(self.stdout)
        self.pid = pid
        self.stdin: asyncio.StreamWriter | None = None
        self.returncode: int | None = None
        self._ended = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is no more."""
        super().connection_lost(exc)
        assert self.stdin is not None
        self.stdin.close()
        self.returncode = 0
        self._ended.set()

    async def wait(self) -> int | None:
        """Waits until the process is no more."""
        await self._ended.wait()
        return self.returncode

    def kill(self) -> None:
        """Ends it without a word."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)


class Starter:
    """Starts keepers. The process that forks them is started with the first, and ends when this is closed."""

    def __init__(self) -> None:
        self._forking: tuple[socket.socket, subprocess.Popen[bytes]] | None = None

    async def started(self) -> Forked:
        """In the place of the keepers' own."""
        loop = asyncio.get_running_loop()
        (its_input, mine_out), (mine_in, its_output) = os.pipe(), os.pipe()
        if self._forking is None:
            self._forking = await asyncio.to_thread(begun)
        door, _ = self._forking
        socket.send_fds(door, [b"k"], [its_input, its_output])
        keeper = Forked(int.from_bytes(door.recv(4), "big"))
        os.close(its_input)
        os.close(its_output)
        writing, control = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, os.fdopen(mine_out, "wb", 0))
        keeper.stdin = asyncio.StreamWriter(writing, control, None, loop)
        await loop.connect_read_pipe(lambda: keeper, os.fdopen(mine_in, "rb", 0))
        return keeper

    def close(self) -> None:
        """Waits until all have ended."""
        if self._forking is not None:
            door, process = self._forking
            door.close()
            process.wait()


def begun() -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    """The process that forks keepers, and the door to it."""
    mine, its = socket.socketpair()
    command = [sys.executable, "-P", "-m", "tests.ready.forking", str(its.fileno())]
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    with its:
        env = os.environ | {"PYTHONPATH": path}
        return mine, subprocess.Popen(command, env=env, pass_fds=[its.fileno()])  # noqa: S603 - this interpreter
