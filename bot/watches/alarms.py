"""Tells those who watch what they are to hear: once, and not at night. Bursts are noticed here as they happen.

As with answers, an alert is the edit of a message that is noted first. What an audit finds of a burst that was told
already is added to that message.
"""

import asyncio
import contextlib
import logging

from telegram import Bot
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from auditor.errors import DeadSoulsError
from auditor.watching.alerts import alert_time
from bot.companion import Companion
from bot.talk import change, say
from bot.telling import pacing
from bot.telling.messenger import is_closed, is_topic_gone
from bot.watches import watch_answers
from bot.watches.bursts import DAY, HISTORY_DAYS, LEAST, OVER_SECONDS, WINDOW_SECONDS, Burst, Came, burst, usual
from storage.audited import audits, chats, updates
from storage.companion import alerts, watches
from storage.companion.alerts import Alert, NewAlert
from storage.companion.watches import Watch
from storage.errors import StorageError
from storage.people.identities import export_key, spoken
from storage.records import Arrival, Chat

log = logging.getLogger("deadsouls.alarms")

LOOK_SECONDS = 5.0
GOES_ON_SECONDS = 30

CLOSED_SECONDS = 600
"""After so long it is looked again whether a closed topic is open."""


async def tell(companion: Companion, bot: Bot) -> None:
    """Goes on until it is cancelled. What cannot be told now is told later."""
    while True:
        companion.alarms.clear()
        try:
            with pacing.in_no_time():
                await tell_all(companion, bot)
        except (TelegramError, StorageError) as error:
            log.warning("alerts wait: %s", type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(companion.alarms.wait(), LOOK_SECONDS)


async def tell_all(companion: Companion, bot: Bot) -> None:
    """Tells all that is due: what one room is to hear at one time is one message, but a burst is one of its own."""
    due = await alerts.due(companion.store, companion.clock())
    rooms: dict[tuple[int, int | None, int], list[Alert]] = {}
    for alert in due:
        rooms.setdefault((alert.room, alert.topic, _apart(alert)), []).append(alert)
    for (_, _, apart), told in rooms.items():
        try:
            await _tell(companion, bot, told, apart)
        except (Forbidden, BadRequest) as error:
            log.info("an alert cannot be given: %s", type(error).__name__)
            await _not_given(companion, bot, told, error)
        except RetryAfter:
            log.info("the alerts of one room wait, as Telegram asks")


async def _not_given(companion: Companion, bot: Bot, told: list[Alert], error: TelegramError) -> None:
    """A closed topic is waited for. Where it was deleted, each who watches is told in private: the rest of the forum
    did not ask to hear of it. They blocked the bot, or the room is gone: nothing is watched for it any longer."""
    room, topic = told[0].room, told[0].topic
    if is_closed(error):
        await alerts.wait(companion.store, told, companion.clock() + CLOSED_SECONDS)
        return
    if topic is not None and is_topic_gone(error):
        for asker, language in {each.asker: each.language for each in told}.items():
            await watches.tell_elsewhere(companion.store, room, topic, asker)
            with contextlib.suppress(
                TelegramError
            ):  # whom the bot may not write to watches nothing from the next alert on
                await say(bot, asker, watch_answers.topic_gone(companion.words(language)))
        companion.alarms.set()
        return
    if isinstance(error, Forbidden):  # before the alert is settled: a kill between the two would keep the watch
        await companion.leave_room(room)
    await alerts.settle(companion.store, told, "dropped")


def _apart(alert: Alert) -> int:
    """The burst that an alert is, or that it adds to; 0 for all others."""
    return alert.alert if alert.kind == "burst" else int(alert.facts.get("of", 0))


async def _tell(companion: Companion, bot: Bot, told: list[Alert], apart: int) -> None:
    store = companion.store
    wanted = [each for each in told if await _may_hear(companion, each)]
    await alerts.settle(store, [each for each in told if each not in wanted], "dropped")
    if not wanted:
        return
    first = await alerts.find(store, apart) if apart else None
    together = wanted if first is None or first in wanted else [first, *wanted]
    message = next((each.message for each in together if each.message is not None), None)
    room, words = together[0].room, companion.words(together[0].language)
    said = watch_answers.alert(together, {each.alert: adder_name(companion, each) for each in together}, words)
    if message is None or not await change(bot, room, message, said):
        message = await say(bot, room, watch_answers.arriving(words), topic=together[0].topic)
        await alerts.shown(store, together, message)
        await change(bot, room, message, said)
    await alerts.shown(store, wanted, message)
    await alerts.settle(store, wanted, "told")


async def _may_hear(companion: Companion, alert: Alert) -> bool:
    """Whether somebody may still have what they are to be told of an audit."""
    if alert.audit is None:
        return await companion.role(alert.asker) != "denied"
    try:
        audit = await audits.find(companion.store, str(alert.audit))
    except DeadSoulsError:
        return False
    return await companion.may_see(alert.asker, audit) == "allowed"


def adder_name(companion: Companion, alert: Alert) -> str:
    """Under what name this room hears of the one who added most; another room's is another."""
    if not alert.adder:
        return ""
    return spoken(export_key(companion.store.key, f"room:{alert.room}", alert.key), alert.adder)


async def notice(companion: Companion, chat: Chat, event: Arrival) -> None:
    """Looks whether an arrival that was just heard is one of a burst, and lets those know who watch the chat."""
    store, at = companion.store, companion.clock() if event.at is None else event.at
    async with store.reading() as connection:
        known = await chats.called(connection, telegram_id=chat.telegram_id or 0)
    if not known:
        return
    row = known[0][0]
    came = [Came(*each) for each in await updates.came(store, row, at - WINDOW_SECONDS, at)]
    if len(came) < LEAST:
        return
    watching = await _watching(companion, row, chat)
    if not watching:
        return
    going_on = await alerts.bursts_since(store, row, at - OVER_SECONDS)
    if going_on:
        if max(each.until for each in going_on) < at - GOES_ON_SECONDS:
            await alerts.goes_on(store, going_on, at)
        return
    since, until = at - HISTORY_DAYS * DAY, at - WINDOW_SECONDS
    days = await updates.listened(store, row, since, until) // DAY
    usually = usual(await updates.counted(store, row, since, until, WINDOW_SECONDS), days)
    found = burst(came, usually, days)
    if found is None:
        return
    log.info("a burst in a watched chat")
    await alerts.add(store, [_alert(companion, watch, row, found, at) for watch in watching])
    companion.alarms.set()


async def _watching(companion: Companion, row: int, chat: Chat) -> list[Watch]:
    """Who watches a chat, be it read already or not."""
    names = {f"name:{(chat.username or '').lower()}", f"id:{chat.telegram_id}"}
    return await watches.named(companion.store, row, names)


def _alert(companion: Companion, watch: Watch, row: int, found: Burst, at: int) -> NewAlert:
    facts = {"count": found.count, "usual": found.usual, "adds": found.adds, "added": found.added}
    now = companion.clock()
    return NewAlert(
        watch.room, watch.asker, watch.language, row, f"burst:{row}:{at}", "burst", now,
        alert_time(now, watch.zone, watch.quiet, None), facts, adder=found.adder if found.is_of_adds else None,
        until=at, topic=watch.topic,
    )  # fmt: skip
