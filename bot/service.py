"""The service: bot, workers and messenger on one loop. SIGTERM drains it; what was under way goes on at the next
start."""

import asyncio
import contextlib
import json
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from auditor.collect.live.session import Credentials
from auditor.doors.installation import opened
from auditor.errors import UsageError
from auditor.settings import Settings, account_credentials
from auditor.work import faults, reading
from auditor.work.pool import Pool
from bot import access
from bot.companion import Companion
from bot.handling import application, introduce
from bot.health import Health
from bot.hearing import listening
from bot.hearing.inbox import Inbox
from bot.telling.messenger import Messenger
from bot.watches import alarms, schedule
from storage.audited import updates
from storage.audited.retention import retain
from storage.companion import jobs, talkers, watch_runs
from storage.errors import StorageError
from storage.store import Store

log = logging.getLogger("deadsouls.service")

HEARTBEAT_SECONDS = 10
RETAIN_SECONDS = 3_600
AGAIN_SECONDS = 5.0
"""After so long a part of the service that broke down begins again, and Telegram is asked again."""
SWITCH_SECONDS = 0.0005
"""How soon a thread that has come back from the database gets the interpreter; Python's own 5 ms add up, as every
statement goes there and back."""


async def run(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT. Raises `UsageError` for settings that cannot be used."""
    if settings.bot_token is None:
        raise UsageError("The companion needs DEADSOULS_BOT_TOKEN; get one from @BotFather.")
    sys.setswitchinterval(SWITCH_SECONDS)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)
    accounts = account_credentials(settings)
    async with opened(settings) as store:
        companion = _companion(store, settings)
        await _take_up(companion, len(accounts), ended)
        try:
            await _serve(companion, accounts, ended)
        finally:
            await companion.pool.close()


async def _take_up(companion: Companion, accounts: int, ended: asyncio.Event) -> None:
    """Takes up what the last process left; a database that cannot be written, as another process writes to it or the
    disk is full, is waited for."""
    while not ended.is_set():
        try:
            await jobs.revive(companion.store, now=companion.clock(), accounts=accounts)
            await updates.resume(companion.store, companion.clock())
        except StorageError as error:
            log.warning("what was left cannot be taken up yet: %s", error.slug)
            await asyncio.sleep(AGAIN_SECONDS)
        else:
            return


def _companion(store: Store, settings: Settings) -> Companion:
    try:
        operators = frozenset(int(each) for each in settings.operators.replace(",", " ").split())
    except ValueError as error:
        raise UsageError("DEADSOULS_OPERATORS holds Telegram ids, with commas between.") from error
    quota = access.Quota(settings.quota_person, settings.quota_chat)
    pool = Pool(settings.home, key=store.key, zone=settings.show_tz)
    uploads, keep_text = settings.home / "uploads", settings.retain_text_days > 0
    return Companion(
        store=store, pool=pool, uploads=uploads, keep_text=keep_text, settings=settings, operators=operators,
        quota=quota,
    )  # fmt: skip


async def _serve(companion: Companion, accounts: list[Credentials], ended: asyncio.Event) -> None:
    bot = application(companion)
    messenger = Messenger(companion, bot.bot)
    parts: dict[str, Callable[[], Coroutine[object, object, None]]] = {
        "the pool": lambda: _for_ever(companion.pool.warm()),
        "the worker of exports": partial(reading.serve_exports, companion),
        "the house": partial(_keep_house, companion),
        "the watches": partial(schedule.serve, companion),
        "the inbox": companion.inbox.sweep,
        **{f"account {n}": partial(reading.serve_account, companion, n, each) for n, each in enumerate(accounts, 1)},
    }
    tasks = [asyncio.create_task(_kept_up(name, part)) for name, part in parts.items()]
    ending = asyncio.create_task(ended.wait())
    talking = asyncio.create_task(_talk(bot, companion, messenger))
    try:
        await asyncio.wait([ending, talking], return_when=asyncio.FIRST_COMPLETED)
        failed = talking.exception() if talking.done() else None
    finally:
        await _drain(bot, messenger, companion.inbox, [ending, talking, *tasks])
    if failed is not None:
        raise failed


async def _kept_up(name: str, part: Callable[[], Coroutine[object, object, None]]) -> None:
    """Begins a part of the service again when something has ended it. A database or a disk that refuses is foreseen,
    and waited for."""
    while True:
        (error,) = await asyncio.gather(part(), return_exceptions=True)
        if isinstance(error, StorageError):
            log.warning("%s waits: %s", name, error.slug)
        elif isinstance(error, BaseException):
            faults.report(log, f"{name} broke down", error)
        else:
            log.error("%s ended", name)
        await asyncio.sleep(AGAIN_SECONDS)


async def _talk(
    bot: "Application",  # type: ignore[type-arg]
    companion: Companion,
    messenger: Messenger,
) -> None:
    """Waits until Telegram can be reached; then hears, and answers: first what was left unanswered."""
    while True:
        try:
            await bot.initialize()
            break
        except InvalidToken:
            raise UsageError("Telegram does not know DEADSOULS_BOT_TOKEN.") from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached: %s", type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
    await bot.start()
    await listening.listen(bot, companion)
    alerting = _kept_up("the alerts", partial(alarms.tell, companion, bot.bot))
    await asyncio.gather(introduce(bot, companion), _kept_up("the messenger", messenger.run), alerting)


async def _drain(
    bot: "Application",  # type: ignore[type-arg]
    messenger: Messenger,
    inbox: Inbox,
    tasks: list[asyncio.Task[Any]],
) -> None:
    """Lets what is under way come to a good end, each within its time, ten seconds in all. What does not is done again
    after the next start."""
    if bot.updater is not None and bot.updater.running:
        await _within(2, bot.updater.stop())
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=2)
    if bot.running:
        await _within(2, messenger.answer_all())
        await _within(1, messenger.send_cards())
        await _within(1, bot.stop())
        await _within(1, inbox.let_go())
    await _within(1, bot.shutdown())


async def _within(seconds: float, what: Awaitable[object]) -> None:
    with contextlib.suppress(TimeoutError, TelegramError, StorageError, RuntimeError):
        await asyncio.wait_for(what, seconds)


async def _keep_house(companion: Companion) -> None:
    """Shows that the service lives, and lets go of what has had its time."""
    settings, kept_at = companion.settings, 0
    with contextlib.closing(Health(settings.metrics_port)) as health:
        while True:
            now = companion.clock()
            if now - kept_at >= RETAIN_SECONDS:
                kept_at = now
                days = settings.retain_text_days, settings.retain_rows_days
                await talkers.let_go(companion.store, now=now, decision_days=days[1])
                await watch_runs.expire(companion.store, now=now)
                await retain(companion.store, now=now, text_days=days[0], row_days=days[1])
            counted = await jobs.counted(companion.store)
            await updates.heartbeat(companion.store, now)
            beat = {"at": now, "accounts": len(companion.accounts), **counted}
            _write(settings.home / "service.json", json.dumps(beat))
            health.show(beat)
            await asyncio.sleep(HEARTBEAT_SECONDS)


async def _for_ever(first: Coroutine[object, object, None]) -> None:
    """Does one thing, and stays with those who never end."""
    await first
    await asyncio.Event().wait()


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
