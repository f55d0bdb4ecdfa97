"""Talks with the bot as a person, in a terminal; `make sandbox` must be running.

    python -m tests.telegram.talk

Text is said to the bot, a number taps the button of that number, and

    :upload FILE     sends a file              :lang ru          speaks another language from now on
    :save N [FILE]   keeps file N              :as 2             is another person from now on
    :forward @chat   forwards from a chat      :join @chat       comes into a chat; :leave @chat
    :share N @chat   chooses a chat for button N
"""

import asyncio
import base64
import contextlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from tests.telegram.bot_api.http import ask

ENV = Path(".sandbox/env")
FIRST = 5_100_000_000
"""Person 1 of the terminal comes after this one."""


class Talk:
    """One terminal: whom it plays, and what the numbers on its screen mean."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.person = 1
        self.serial = self.notices = 0
        self.buttons: list[tuple[int, dict[str, Any]]] = []
        self.files: list[tuple[int, str]] = []

    async def read(self, what: str) -> bytes:
        """Fetches something of the person played; raises `OSError` with the reason."""
        return await self._ask("GET", what)

    async def do(self, act: str, **told: Any) -> None:
        """Does something as that person."""
        await self._ask("POST", act, json.dumps(told).encode())

    async def _ask(self, verb: str, what: str, body: bytes = b"") -> bytes:
        answer = await ask(verb, f"{self.url}/person/{FIRST + self.person}/{what}", body)
        if answer.status != 200:
            raise OSError(json.loads(answer.body)["error"])
        return answer.body

    async def listen(self) -> None:
        """Prints what the bot says, for as long as the sandbox runs."""
        while True:
            who = self.person
            news = json.loads(await self.read(f"news?after={self.serial}&seconds=1"))
            if who != self.person:
                continue
            self.serial = news["serial"]
            for message in news["messages"]:
                say(self.shown(message))
            for notice in filter(None, news["notices"][self.notices :]):
                say(f"  ({notice})")
            self.notices = len(news["notices"])

    def shown(self, message: dict[str, Any]) -> str:
        """A message with its file and buttons numbered."""
        lines = [f"{'~' if message['is_edited'] else '<'} {message['text']}"]
        if message["file"]:
            self.files.append((message["id"], message["file"]))
            lines.append(f"  [file {len(self.files)}: {message['file']}]")
        if message["buttons"]:
            self.buttons = []
        for row in message["buttons"]:
            line = []
            for button in row:
                self.buttons.append((message["id"], button))
                line.append(f"[{len(self.buttons)}] {button['label']}" + (f" {button['url']}" if button["url"] else ""))
            lines.append("  " + "   ".join(line))
        return "\n".join(lines)

    async def obey(self, line: str) -> None:
        """Does what was typed."""
        word, _, rest = line.partition(" ")
        match word:
            case ":upload":
                data = Path(rest).expanduser().read_bytes()
                await self.do("uploads", name=Path(rest).name, data=base64.b64encode(data).decode())
            case ":save":
                await self.save(*rest.split(maxsplit=1))
            case ":lang":
                await self.do("speaks", language=rest)
            case ":as":
                self.person, self.serial, self.notices = int(rest), 0, 0
                say(f"You are person {self.person}.")
            case ":forward":
                await self.do("forwards", room=rest)
            case ":join" | ":leave":
                await self.do(f"{word[1:]}s", room=rest)
            case ":share":
                number, room = rest.split()
                await self.do("shares", request=self.buttons[int(number) - 1][1]["asks_for"], room=room)
            case number if number.isdigit() and 0 < int(number) <= len(self.buttons):
                message, button = self.buttons[int(number) - 1]
                await self.do("taps", message=message, button=button["data"] or button["label"])
            case _:
                await self.do("says", text=line)

    async def save(self, number: str, name: str = "") -> None:
        """Keeps a file that the bot sent."""
        message, told = self.files[int(number) - 1]
        path = Path(name or Path(told).name)
        path.write_bytes(await self.read(f"file?message={message}"))
        say(f"Saved as {path}.")


def say(text: str) -> None:
    """Prints at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def address(env: Path) -> str:
    """Where the sandbox listens, as it wrote down itself."""
    for line in env.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name == "DEADSOULS_BOT_API_URL":
            return value
    raise OSError(f"{env} names no Bot API")


async def run(url: str) -> None:
    """Types and listens at once, until the input ends."""
    talk = Talk(url)
    listening = asyncio.create_task(talk.listen())
    while not listening.done() and (line := await asyncio.to_thread(sys.stdin.readline)):
        try:
            if line.strip():
                await talk.obey(line.strip())
        except (OSError, ValueError, LookupError, TypeError) as error:
            say(f"! {error}")
    await asyncio.sleep(0.2)  # the last answer may still be on its way
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening


def main() -> None:
    """The command."""
    parser = ArgumentParser(prog="python -m tests.telegram.talk", description="Talks with the bot of the sandbox.")
    parser.add_argument("--url", help="the root of the Bot API; else what the running sandbox wrote down")
    told = parser.parse_args()
    try:
        url = told.url or address(ENV)
        say("Say /start, tap a button by its number, :upload FILE, :save N, :lang ru, :as 2. End with Ctrl-D.")
        asyncio.run(run(url))
    except KeyboardInterrupt:
        return
    except OSError as error:
        sys.exit(f"The sandbox cannot be reached ({error}). Start it with: make sandbox")


if __name__ == "__main__":
    main()
