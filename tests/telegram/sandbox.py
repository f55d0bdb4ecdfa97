"""The sandbox: a local Telegram with a chat in the shape of the case of 2018, for trying live audits by hand, and the
bot in it.

    make sandbox

prints the command that audits the chat and the one that talks with the bot, and serves until it is interrupted.
Nothing leaves this machine.
"""

import asyncio
import contextlib
import importlib.util
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.server import LocalTelegram
from tests.telegram.talk import FIRST
from tests.worlds.live import LiveChat, dvk_live

HOME = Path(".sandbox")
PEOPLE = 5_000
COMPANION = "companion.session"
"""A session of the companion's own: one session is for one process, and the command has the other."""


def flooded(people: int, now: int) -> LiveChat:
    """The chat: of those who were added many left within hours, as in the case; of who came by themselves, few."""
    return dvk_live(2018, people, now=now, leavers=people // 5, leavers_added=0.98)


def command(home: Path, chat: str) -> str:
    """What a person types to audit the chat."""
    return f"DEADSOULS_HOME={home} DEADSOULS_API_ID=1 DEADSOULS_API_HASH=sandbox .venv/bin/deadsouls audit @{chat}"


def settings(home: Path, api: LocalBotApi) -> Mapping[str, str]:
    """What the bot is told. Person 1 of the terminal is its operator."""
    return {
        "DEADSOULS_HOME": str(home),
        "DEADSOULS_API_ID": "1",
        "DEADSOULS_API_HASH": "sandbox",
        "DEADSOULS_SESSION": str(home / COMPANION),
        "DEADSOULS_BOT_TOKEN": api.token,
        "DEADSOULS_BOT_API_URL": api.url,
        "DEADSOULS_OPERATORS": str(FIRST + 1),
        "DEADSOULS_ACCESS": "open",
    }


def write_settings(path: Path, told: Mapping[str, str]) -> None:
    """Writes them down for whoever starts a bot by hand."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in told.items()), encoding="utf-8")


def there_is_a_bot() -> bool:
    """Whether the bot can be started already."""
    return importlib.util.find_spec("bot.__main__") is not None


async def started(env: Mapping[str, str]) -> asyncio.subprocess.Process:
    """The bot as a process of its own."""
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", env=env)


@contextlib.asynccontextmanager
async def bot(told: Mapping[str, str]) -> AsyncIterator[asyncio.subprocess.Process | None]:
    """The bot, running for as long as this lasts; None where there is none yet."""
    if not there_is_a_bot():
        yield None
        return
    process = await started({**os.environ, **told})
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def serve(people: int = PEOPLE) -> None:
    """Makes the world, writes a signed-in session and the settings, says how to go on, and serves."""
    HOME.mkdir(mode=0o700, exist_ok=True)
    say(f"Making a chat of {people:,} people ...")
    chat = flooded(people, int(time.time()))
    async with LocalTelegram([chat], cache_pages=True) as telegram, LocalBotApi(telegram) as api:
        for old in (*HOME.glob("*.session"), *HOME.glob("deadsouls.db*")):  # of another world, under the same name
            old.unlink(missing_ok=True)
        telegram.session_file(HOME / "account.session")
        telegram.session_file(HOME / COMPANION)
        told = settings(HOME, api)
        write_settings(HOME / "env", told)
        async with bot(told) as process:
            say(
                f"A local Telegram listens on 127.0.0.1:{telegram.port}: {chat.count:,} members,"
                f" {len(chat.written):,} messages. In another terminal, in this folder:\n\n"
                f"  {command(HOME, chat.username or '')}\n\n"
                "What can be seen, and what it costs, without reading: the same with --dry-run.\n\n"
                f"Its Bot API is {api.url}; {HOME / 'env'} holds the bot's settings.\n"
            )
            if process is None:
                say("There is no bot in this folder yet (python -m bot): nobody will answer.\n")
            say("To talk with the bot, in another terminal:\n\n  .venv/bin/python -m tests.telegram.talk\n")
            say("End with Ctrl-C.")
            await asyncio.Event().wait()


def say(text: str) -> None:
    """Prints at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
