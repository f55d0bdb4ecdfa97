"""What the parts of the companion share: the workplace, who is who, and what may be said how often."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from aiolimiter import AsyncLimiter

from auditor.collect.live.target import Target, is_private, key_of
from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import Wording, wording
from auditor.settings import Settings
from auditor.work import denials
from auditor.work.workplace import Workplace
from bot import access
from bot.allowance import Allowance
from bot.hearing.inbox import Inbox
from storage.audited import audits, chats
from storage.audited.audits import Audit
from storage.companion import askings, jobs, talkers, watches
from storage.companion.askings import Asking
from storage.companion.talkers import Talker
from storage.records import Chat
from storage.sources import SENT

DAY = 86_400

LOOKED_UP, LOOKED_UP_SECONDS = 10, 600
"""So often within ten minutes may one person ask what is kept about them, and how they came to their chats. In a
large database each takes a third of a second of the whole service."""

ASKING_AT_ONCE = 2
"""So many are let into the queue at a time: a crowd that asks for audits does not hold up whoever asks for less."""

UNHURRIED_A_SECOND = 24.0
"""So many messages a second are answers of audits, their cards, and how they go. Telegram takes about thirty from a bot
(core.telegram.org/bots/faq), for which all wait in one line; the rest is for whoever asks something at this moment."""


@dataclass(kw_only=True)
class Companion(Workplace):
    """The running service, as its parts see it: a workplace that people talk to."""

    settings: Settings
    operators: frozenset[int]
    quota: access.Quota
    inbox: Inbox = field(init=False)
    """What was asked and is not answered yet."""
    intake: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ASKING_AT_ONCE))
    unhurried: AsyncLimiter = field(default_factory=lambda: AsyncLimiter(1, 1 / UNHURRIED_A_SECOND))
    """Lets out what may wait a moment, evenly."""
    looking_up: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """What is kept about a person is looked for in whole tables: for one person at a time."""
    looked_up: Allowance = field(default_factory=lambda: Allowance(LOOKED_UP, LOOKED_UP_SECONDS))
    """How often each may ask for that."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Something is to be told."""
    alarms: asyncio.Event = field(default_factory=asyncio.Event)
    """Something is to be told of a watched chat."""

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.store, lambda: self.clock())  # noqa: PLW0108 - the clock may be another later
        self.subscribers.append(self.news.set)

    async def drop_uploads(self, gone: list[Asking]) -> None:
        """Deletes the exports for which nobody waits any longer; one that is being read goes afterwards."""
        for asking in gone:
            job = await jobs.find(self.store, asking.job)
            if job is not None and job.kind == SENT and job.state == "cancelled":
                (self.uploads / Path(job.target.partition(":")[2]).name).unlink(missing_ok=True)

    async def leave_room(self, room: int) -> None:
        """Nobody can be told anything in a room any longer: nothing is watched for it, nor read."""
        await watches.remove_all(self.store, room)
        await self.drop_uploads(await askings.leave_room(self.store, room, now=self.clock()))

    async def role(self, person: int) -> access.Role:
        """What somebody is here."""
        return self.role_of(await talkers.find(self.store, person))

    def role_of(self, talker: Talker) -> access.Role:
        """The same of somebody who was looked up."""
        return access.role_of(talker.person, talker.role, self.operators)

    async def language(self, person: int, telegrams: str | None) -> str:
        """The language to speak with somebody."""
        return self.language_of(await talkers.find(self.store, person), telegrams)

    def language_of(self, talker: Talker, telegrams: str | None) -> str:
        """The same of somebody who was looked up: as chosen, else as their Telegram, else the operator's."""
        short = (telegrams or "").partition("-")[0].lower()
        return talker.language or (short if short in LANGUAGES else self.settings.lang)

    def words(self, language: str) -> Wording:
        """A language, its days and hours in the zone that the operator set."""
        return wording(language, self.settings.show_tz)

    async def kind_of(self, target: Target) -> access.Kind:
        """What sort of chat is meant, as far as known."""
        if await self.is_denied(target):
            return "denied"
        return "private" if is_private(target) else "public"

    async def is_denied(self, target: Target) -> bool:
        """Whether the operator wants a chat never to be audited."""
        return await talkers.denied(self.store, await self.names_of(target))

    async def is_denied_chat(self, chat: Chat) -> bool:
        """The same of a chat that is known."""
        return await denials.is_denied(self.store, chat)

    async def names_of(self, target: Target) -> list[str]:
        """Under what a chat may stand on the deny list."""
        names = [key_of(target)]
        if target.by == "name":
            async with self.store.reading() as connection:
                known = await chats.called(connection, username=target.value)
            names += [chats.identity_of(chat) for _, chat in known]
        if target.by == "id":
            names += [f"channel:{target.value}", f"group:{target.value}"]
        return names

    async def may_see(self, person: int, audit: Audit) -> access.Verdict:
        """Whether somebody could ask for this very audit now, and so may have it. Asked again at every answer."""
        role = await self.role(person)
        if not await audits.is_live(self.store, audit):
            mine = role == "operator" or await askings.asked_for(self.store, person, audit.row)
            return access.decide_chat(role, self.settings.access, "export") if mine else "for-the-trusted"
        chat = await audits.chat_of(self.store, audit.row)
        denied = await self.is_denied_chat(chat)
        kind: access.Kind = "denied" if denied else "public" if chat.username else "private"
        return access.decide_chat(role, self.settings.access, kind)

    async def may_begin(self, person: int, target: Target | None) -> access.Verdict:
        """Whether a new audit may be begun for somebody; `None` for an export of theirs."""
        role = await self.role(person)
        kind = "export" if target is None else await self.kind_of(target)
        since = self.clock() - DAY
        used = access.Used(
            await jobs.asked_since(self.store, since, asker=person)
            + await askings.spent_since(self.store, since, person),
            0 if target is None else await jobs.asked_since(self.store, since, target=key_of(target)),
        )
        return access.decide_new(role, self.settings.access, kind, used, self.quota)

    async def fresh(self, target: Target) -> Audit | None:
        """An audit of this chat that is young enough to answer at once."""
        since = self.clock() - self.settings.fresh_hours * 3600
        return await audits.live_since(self.store, target.by, target.value, since)
