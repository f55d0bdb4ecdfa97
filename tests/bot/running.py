"""The companion running in this process, in front of a local Telegram and its Bot API."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auditor.report.statements.wording import wording
from auditor.settings import Secret, Settings, account_credentials
from bot import access as rules
from bot import service
from bot.companion import Companion
from bot.telling.answers import Answer
from storage.companion import jobs
from storage.companion.jobs import Job
from storage.opening import open_store
from tests.auditor.collect.live.live_audit import installation
from tests.telegram.bot_api.chats import Where
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.bot_api.shown import api_id
from tests.telegram.server import LocalTelegram
from tests.worlds.live import LiveChat

OPERATOR = 5_100_000_001
EN = wording("en")
PATIENCE = 120.0
"""Seconds until a test gives up waiting; nothing here takes that long unless it never comes."""


@dataclass
class Running:
    """What a test needs of it."""

    telegram: LocalTelegram
    api: LocalBotApi
    companion: Companion
    home: Path

    def person(self, language: str = "en", number: int | None = None) -> Person:
        """Somebody new, or the one with this id."""
        return self.api.person(language_code=language, id=number)

    def operator(self) -> Person:
        """Who runs this installation."""
        return self.person(number=OPERATOR)

    async def trusted(self) -> Person:
        """Somebody new whom the operator trusts."""
        somebody, operator = self.person(), self.operator()
        operator.says(f"/allow {somebody.id} trusted")
        await operator.answer(NOTED)
        return somebody

    def fresh(self, person: Person, in_room: Where | None = None) -> list[Message]:
        """What the bot sent or edited since somebody last did something or heard an answer."""
        chat = person.id if in_room is None else api_id(self.api.chats.room(in_room))
        mine = [each for each in self.api.messages.of(chat) if each.sender["id"] == self.api.bot.id]
        return [each for each in mine if each.changed > person._seen]

    async def hears(self, person: Person, answer: Answer, in_room: Where | None = None) -> Message:
        """Waits until the bot says exactly this, with these buttons."""
        return await self._shown(person, in_room, answer.html, lambda each: each.html == answer.html)

    async def gets_report(self, person: Person, in_room: Where | None = None) -> Message:
        """Waits until somebody is shown a report."""
        return await self._shown(person, in_room, "a report", lambda each: report_of(each) is not None)

    async def gets_file(self, person: Person, ending: str) -> Message:
        """Waits until somebody is sent a file whose name ends so."""
        return await self._shown(
            person, None, f"*{ending}", lambda each: each.file is not None and each.file.name.endswith(ending)
        )

    async def _shown(
        self, person: Person, in_room: Where | None, what: str, fits: Callable[[Message], bool]
    ) -> Message:
        try:
            await self.api.until(lambda: any(fits(each) for each in self.fresh(person, in_room)), PATIENCE)
        except TimeoutError:
            said = [each.html for each in self.fresh(person, in_room)]
            raise TimeoutError(f"waited for {what!r}; there were {said}") from None
        return next(each for each in self.fresh(person, in_room) if fits(each))

    async def audited(self, chat: LiveChat) -> int:
        """Has a chat audited for the operator, and tells the number of the audit."""
        asking = self.operator()
        asking.says(f"/audit @{chat.username}" if chat.username else f"/audit https://t.me/+{chat.invite}")
        number = report_of(await self.gets_report(asking))
        assert number is not None
        return number

    async def silence(self) -> None:
        """Lets the bot take in all that was sent to it before: what comes now comes after that."""
        somebody = self.person()
        somebody.says("/me")  # whose own decision waits for its turn to be written
        await self.gets_file(somebody, "me.json")

    def two_of_three_die(self, chat: LiveChat) -> None:
        """Two thirds of a chat's accounts are deleted from now on."""
        room = self.telegram.world.rooms[chat.id]
        members = [person for person in room.chat.members if not room.chat.accounts[person].bot]
        dead = {person: replace(room.chat.accounts[person], deleted=True, first_name=None, username=None, photo=False)
                for person in members[: len(members) * 2 // 3]}  # fmt: skip
        room.chat = replace(room.chat, accounts={**room.chat.accounts, **dead})
        self.telegram.world.people |= dead

    async def jobs(self) -> list[Job]:
        """What has not ended."""
        return [each.job for each in await jobs.queue(self.companion.store)]

    def read(self, request: str = "GetHistoryRequest") -> int:
        """How often Telegram was asked for this."""
        return self.telegram.counts[request]


NOTED = "Done."


def report_of(message: Message) -> int | None:
    """The number of the audit that a message shows the report of."""
    for row in message.now.buttons:
        for button in row:
            if (button.data or "").startswith("page:"):
                return int((button.data or "").partition(":")[2])
    return None


@contextlib.asynccontextmanager
async def companion(
    folder: Path, chats: Iterable[LiveChat], *, access: rules.Mode = "open", **changed: Any
) -> AsyncIterator[Running]:
    """The whole service on this loop, as `deadsouls-bot` runs it."""
    home = installation(folder)
    async with LocalTelegram(list(chats)) as telegram, LocalBotApi(telegram) as api:
        session = telegram.session_file(home / "account.session")
        given: dict[str, Any] = {
            "home": home, "api_id": 1, "api_hash": Secret("x"), "access": access,
            "session": Secret(str(session)), "bot_token": Secret(api.token), "bot_api_url": api.url,
            "operators": str(OPERATOR), "quota_person": 1_000, "quota_chat": 1_000,
        }  # fmt: skip
        settings = Settings(**(given | changed))
        async with open_store(home) as store:
            running = service._companion(store, settings)
            ended = asyncio.Event()
            serving = asyncio.create_task(service._serve(running, account_credentials(settings), ended))
            try:
                await api.until(lambda: serving.done() or api.called("getUpdates") or api.webhook is not None, PATIENCE)
                yield Running(telegram, api, running, home)
            finally:
                ended.set()
                await serving
                await running.pool.close()
