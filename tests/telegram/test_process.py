"""The server as a process of its own."""

import asyncio
import sys
from pathlib import Path

from tests.telegram.visitor import connected


async def test_a_process_says_when_it_is_ready_and_writes_a_session(tmp_path: Path) -> None:
    told = ["--world", "private", "--world", "discussion", "--people", "240", "--standing", "member"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.telegram", *told, "--session", str(tmp_path / "audit.session")),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        lines: list[str] = []
        while not lines or not lines[-1].startswith("open the session"):
            lines.append((await asyncio.wait_for(process.stdout.readline(), 20)).decode())
            assert lines[-1], "the process ended early"
        async with connected(tmp_path / "audit.session") as client:
            titles = {each.title for each in await client.get_dialogs()}
    finally:
        process.terminate()
        await process.communicate()

    assert lines[0].startswith("READY ")
    assert titles == {"Тихая комната", "Городские новости", "Обсуждение"}
