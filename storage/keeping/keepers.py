"""The processes that keep pages (`keeper.py`), as the reading process has them: started when one is needed, and kept
for the next reading when one is whole."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from pathlib import Path

import msgspec

from storage.keeping.pipe import frame

END_SECONDS = 60.0
"""How long a keeper may take for what it was handed, before it is ended."""


class Keepers:
    """The keepers of one open store."""

    def __init__(self) -> None:
        self._idle: list[Process] = []

    async def take(self, opening: msgspec.Struct) -> Process:
        """A keeper that has been told which observation comes."""
        while self._idle:
            keeper = self._idle.pop()
            if keeper.returncode is None:
                break
        else:
            keeper = await _started()
        assert keeper.stdin is not None  # noqa: S101 - piped where it is started
        keeper.stdin.write(frame(opening))
        return keeper

    def give_back(self, keeper: Process) -> None:
        """A keeper whose reading is whole waits for the next one."""
        self._idle.append(keeper)

    async def end(self, keeper: Process) -> None:
        """Closes the pipe, and waits until what was handed over is kept."""
        assert keeper.stdin is not None  # noqa: S101 - piped where it is started
        keeper.stdin.close()
        try:
            await asyncio.wait_for(keeper.wait(), END_SECONDS)
        except TimeoutError:
            keeper.kill()
            await keeper.wait()

    async def close(self) -> None:
        """Ends those that wait."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*map(self.end, idle))


async def _started() -> Process:
    """Starts a keeper: with this very package, and out of reach of what a terminal sends to this process."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "storage.keeping.keeper",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)])},
        start_new_session=True,
    )  # fmt: skip
