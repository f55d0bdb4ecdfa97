"""The sandbox tells how to go on, and a human in a terminal can talk with the bot."""

import asyncio
import json
import shlex
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from tests.telegram import sandbox, talk
from tests.telegram.bot_api.http import ask
from tests.telegram.bot_api.running import polling
from tests.telegram.bot_api.server import LocalBotApi


async def greet(update: Update, _: Any) -> None:
    assert update.message is not None
    assert update.effective_user is not None
    button = InlineKeyboardMarkup([[InlineKeyboardButton("Report", callback_data="r")]])
    await update.message.reply_text(f"Hello in {update.effective_user.language_code}", reply_markup=button)


async def report(update: Update, _: Any) -> None:
    assert update.callback_query is not None
    assert update.effective_chat is not None
    await update.callback_query.answer("At once")
    await update.callback_query.edit_message_text("Here it is")
    await update.effective_chat.send_document(b"a,b\n", filename="rows.csv")


async def give_back(update: Update, _: Any) -> None:
    assert update.message is not None
    assert update.message.document is not None
    await update.message.reply_text(f"Took {update.message.document.file_name}")


class Terminal:
    """A human's terminal: what is typed, and what appears."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[str] = []

    def types(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    async def shows(self, words: str) -> None:
        assert self._process.stdout is not None
        while not self.lines or words not in self.lines[-1]:
            line = await asyncio.wait_for(self._process.stdout.readline(), 10)
            assert line, f"ended without {words!r}: {self.lines}"
            self.lines.append(line.decode())


@asynccontextmanager
async def terminal(api: LocalBotApi, folder: Path) -> AsyncIterator[Terminal]:
    root = str(Path(__file__).parents[2])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.telegram.talk", "--url", api.url),
        cwd=folder,
        env={"PYTHONPATH": root, "PYTHONUTF8": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Terminal(process)
    finally:
        # an empty input, and not none at all, for Python 3.11 leaves the pipe open then
        await process.communicate(b"")


async def test_a_human_talks_with_the_bot(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_bytes(b"{}")
    handlers = (
        MessageHandler(filters.TEXT, greet),
        MessageHandler(filters.Document.ALL, give_back),
        CallbackQueryHandler(report),
    )
    async with LocalBotApi() as api, polling(api, *handlers), terminal(api, tmp_path) as screen:
        screen.types(":lang ru")
        screen.types("/start")
        await screen.shows("Hello in ru")
        await screen.shows("[1] Report")
        screen.types("1")
        await screen.shows("Here it is")
        await screen.shows("[file 1: rows.csv]")
        screen.types(":save 1")
        await screen.shows("Saved as rows.csv")
        screen.types(":upload export.json")
        await screen.shows("Took export.json")
        screen.types(":join @nobody_here")
        await screen.shows("! @nobody_here is no chat of this Telegram")
        screen.types(":as 2")
        screen.types("hello")
        await screen.shows("Hello in en")

    assert (tmp_path / "rows.csv").read_bytes() == b"a,b\n"


async def test_the_sandbox_writes_down_how_to_reach_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sandbox, "there_is_a_bot", lambda: False)
    said: list[str] = []
    ready = asyncio.Event()

    def say(text: str) -> None:
        said.append(text)
        if text == "End with Ctrl-C.":
            ready.set()

    monkeypatch.setattr(sandbox, "say", say)
    running = asyncio.create_task(sandbox.serve(300))
    await asyncio.wait_for(ready.wait(), 10)
    url = talk.address(sandbox.HOME / "env")
    answer = await ask("GET", f"{url}/person/1/news")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert answer.status == 200
    assert any("deadsouls audit @" in line for line in said)
    assert any("There is no bot in this folder yet" in line for line in said)
    assert any("python -m tests.telegram.talk" in line for line in said)
    lines = (sandbox.HOME / "env").read_text(encoding="utf-8").splitlines()
    assert {line.partition("=")[0] for line in lines} >= {"DEADSOULS_BOT_TOKEN", "DEADSOULS_OPERATORS"}
    assert (sandbox.HOME / "env").stat().st_mode & 0o777 == 0o600


async def test_the_bot_of_the_sandbox_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def sleeper(env: Mapping[str, str]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_shell("exec sleep 60", env=env)

    monkeypatch.setattr(sandbox, "there_is_a_bot", lambda: True)
    monkeypatch.setattr(sandbox, "started", sleeper)
    async with sandbox.bot({"DEADSOULS_ACCESS": "open"}) as process:
        assert process is not None
        assert process.returncode is None

    assert process.returncode not in {None, 0}


async def test_the_command_it_prints_finds_what_was_planted_beside_its_own_companion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    said: list[str] = []
    monkeypatch.setattr(sandbox, "say", said.append)
    running = asyncio.create_task(sandbox.serve(300))
    try:
        async with asyncio.timeout(60):
            while not said or said[-1] != "End with Ctrl-C.":  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
            while not (sandbox.HOME / "service.json").exists():  # noqa: ASYNC110 - as its bot starts
                await asyncio.sleep(0.05)
        (printed,) = [line.strip() for line in "".join(said).splitlines() if "deadsouls audit @" in line]
        typed = printed.replace(".venv/bin/deadsouls", f"{shlex.quote(sys.executable)} -m auditor.cli")
        process = await asyncio.create_subprocess_shell(
            f"{typed} --json -", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await asyncio.wait_for(process.communicate(), 90)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    assert (0, b"") == (process.returncode, err)
    findings = {finding["id"]: finding["strength"] for finding in json.loads(out)["findings"]}
    assert "strong" == findings["arrivals.forced"]
