"""The sandbox: a local Telegram with a chat in the shape of the case of 2018, for trying live audits by hand.

    make sandbox

prints the command that audits it, and serves until it is interrupted. Nothing leaves this machine.
"""

import asyncio
import contextlib
import sys
import time
from pathlib import Path

from tests.telegram.server import LocalTelegram
from tests.worlds.live import dvk_live

HOME = Path(".sandbox")
PEOPLE = 5_000


def command(home: Path, chat: str) -> str:
    """What a person types to audit the chat."""
    return f"DEADSOULS_HOME={home} DEADSOULS_API_ID=1 DEADSOULS_API_HASH=sandbox .venv/bin/deadsouls audit @{chat}"


async def serve() -> None:
    """Makes the world, writes a signed-in session, says how to go on, and serves."""
    HOME.mkdir(mode=0o700, exist_ok=True)
    sys.stdout.write("Making a chat of 5,000 people ...\n")
    sys.stdout.flush()
    chat = dvk_live(2018, PEOPLE, now=int(time.time()))
    async with LocalTelegram([chat], cache_pages=True) as telegram:
        session = HOME / "account.session"
        session.unlink(missing_ok=True)
        telegram.session_file(session)
        sys.stdout.write(
            f"A local Telegram listens on 127.0.0.1:{telegram.port}: {chat.count:,} members,"
            f" {len(chat.written):,} messages. In another terminal, in this folder:\n\n"
            f"  {command(HOME, chat.username or '')}\n\n"
            "What can be seen, and what it costs, without reading: the same with --dry-run. End with Ctrl-C.\n"
        )
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
