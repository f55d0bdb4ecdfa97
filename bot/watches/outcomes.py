"""What came of a run: a reading laid against the one before, or a chat that could not be read.

A chat that cannot be read is paused, tried again at growing intervals, and told of once; why, and when it was last
read, is kept as a fact of its history. Whatever came of a run is written in one transaction with all that is told.
"""

import logging
from typing import Any

from auditor.collect.live.target import by_id_or_name, key_of, target_of_key
from auditor.report.report import AuditReport, from_json
from auditor.watching import alerts as rules
from bot.companion import Companion
from bot.watches.watch_answers import facts_of
from storage.audited import audits, chats, reachability
from storage.audited.audits import Audit
from storage.companion import alerts, watch_runs, watches
from storage.companion.alerts import NewAlert
from storage.companion.jobs import Job
from storage.companion.watch_runs import Run
from storage.companion.watches import Watch
from storage.errors import UnknownAudit
from storage.records import Chat

log = logging.getLogger("deadsouls.watches")

FIRST_PAUSE, LONGEST_PAUSE = 86_400, 32 * 86_400
"""Until a chat that could not be read is tried again: a day, then twice as long each time, up to a month."""

LOST = "lost"
"""The state of a watch whose chat no longer answers to its name, and is looked for by its number."""

BECAME = {
    "private": "private", "members-only": "private", "removed": "private", "invite": "private",
    "restricted": "restricted", "no-such-chat": "gone", "unknown-id": "gone", "person": "gone",
}  # fmt: skip
"""What a chat became, by why it could not be read."""


async def conclude(companion: Companion, run: Run, watch: Watch, job: Job) -> None:
    """Ends a run by what its job came to."""
    store = companion.store
    kind, _, why = job.slug.partition("/")
    if job.state == "done" and job.audit is not None and job.chat is not None:
        try:
            audit = await audits.find(store, str(job.audit))
        except UnknownAudit as error:
            await watch_runs.conclude(store, run, watch, "failed", slug=error.slug)
            return
        await _read(companion, run, watch, audit, job.chat)
    elif job.state == "failed" and kind == "chat-unreachable":
        await _unreached(companion, run, watch, job, why)
    elif job.state == "failed" and kind == "chat-denied":
        await refuse(companion, run, watch, "chat-denied")
    else:
        log.info("run %d came to nothing: %s", run.run, job.slug or job.state)
        await watch_runs.conclude(store, run, watch, "failed", slug=job.slug or job.state)


async def refuse(companion: Companion, run: Run, watch: Watch, verdict: str) -> None:
    """A run that may not be: what was allowed when the watch was made is not now. Told once; quotas are not."""
    told = []
    if not verdict.startswith("quota") and verdict != "denied" and watch.state == "active":
        told.append(_alert(companion, watch, "refused", f"refused:{watch.watch}:{watch.audit}:{verdict}", {}))
    await watch_runs.conclude(companion.store, run, watch, "failed", slug=verdict, told=told)


async def _read(companion: Companion, run: Run, watch: Watch, audit: Audit, chat_row: int) -> None:
    store, now = companion.store, companion.clock()
    verdict = await companion.may_see(watch.asker, audit)
    if verdict != "allowed":
        await refuse(companion, run, watch, verdict)
        return
    chat, after = await audits.chat_of(store, audit.row), from_json(audit.report)
    before = await _before(companion, watch)
    moved_from = None if watch.chat in {None, chat_row} else await _chat(companion, watch.chat)
    if moved_from is not None and moved_from.kind != "basic-group":
        await _look_by_number(companion, run, watch, moved_from)  # its name is another chat's now
        return
    told, target = [], watch.target
    if moved_from is not None:
        target = key_of(by_id_or_name(_number(chat), chat.username))
        told.append(await _became(companion, watch, "migrated", chat=chat_row, audit=audit.row))
    if watch.state == LOST:
        target = key_of(by_id_or_name(_number(chat), chat.username))
        told.append(await _became(companion, watch, "renamed", chat=chat_row, was=_was_called(watch, before)))
    elif before is not None and moved_from is None and before.chat.title != after.chat.title:
        told.append(await _became(companion, watch, "renamed", chat=chat_row, was=before.chat.title))
    elif watch.state != "active":
        told.append(await _became(companion, watch, "reachable", chat=chat_row))
    await reachability.note(store, chat_row, "reachable", now=now)
    lain_against = None if moved_from is not None else before
    limits = rules.Thresholds(watch.effect, watch.signs)
    news = rules.news(lain_against, after, limits, watch.marks)
    if news.is_any and before is not None:
        facts = facts_of(news.moved, news.findings, before.as_of, after.as_of)
        told.append(await _changed(companion, watch, chat_row, audit.row, facts))
    stands = {"chat": chat_row, "target": await _free(companion, watch, target), "state": "active", "tries": 0,
              "audit": audit.row, "marks": news.marks}  # fmt: skip
    await watch_runs.conclude(store, run, watch, "done", audit=audit.row, told=told, stands=stands)


async def _before(companion: Companion, watch: Watch) -> AuditReport | None:
    """The reading that the watch told of last."""
    if watch.audit is None:
        return None
    try:
        return from_json((await audits.find(companion.store, str(watch.audit))).report)
    except UnknownAudit:
        return None


async def _chat(companion: Companion, row: int | None) -> Chat | None:
    async with companion.store.reading() as connection:
        return None if row is None else await chats.fetch(connection, row)


async def _changed(companion: Companion, watch: Watch, chat: int, audit: int, facts: dict[str, Any]) -> NewAlert:
    """News of an audit. Where a burst was told as it happened since the last one, they are added to its message: one
    event is one alert, however many see it."""
    since = await _last_read(companion, watch)
    heard = await alerts.bursts_since(companion.store, chat, since or 0)
    mine = [each.alert for each in heard if each.room == watch.room]
    if mine:
        facts = facts | {"of": mine[-1]}
    return _alert(companion, watch, "changed", f"audit:{audit}", facts, chat=chat, audit=audit)


async def _unreached(companion: Companion, run: Run, watch: Watch, job: Job, why: str) -> None:
    state = BECAME.get(why)
    if state is None:
        await watch_runs.conclude(companion.store, run, watch, "failed", slug=job.slug)
        return
    by_name = target_of_key(watch.target).by == "name"
    known = await _chat(companion, watch.chat)
    if state == "gone" and by_name and known is not None and known.telegram_id is not None and watch.state != LOST:
        await _look_by_number(companion, run, watch, known)
        return
    told = []
    if watch.state != state:
        reason = job.sentence if state == "restricted" else ""
        last_at = await _last_read(companion, watch)
        facts: dict[str, Any] = {"reason": reason, "last_at": last_at}
        facts |= {"enter": watch.watch} if why == "members-only" else {}
        told.append(await _became(companion, watch, state, chat=watch.chat, run=run.run, **facts))
    pause = min(LONGEST_PAUSE, FIRST_PAUSE << min(watch.tries, 10))
    stands = {"state": state, "tries": watch.tries + 1, "due_at": companion.clock() + pause}
    await watch_runs.conclude(companion.store, run, watch, "failed", slug=job.slug, told=told, stands=stands)


async def _look_by_number(companion: Companion, run: Run, watch: Watch, chat: Chat) -> None:
    """The name leads nowhere, or to another chat: the next run, at once, looks by the chat's number."""
    target = await _free(companion, watch, f"id:{chat.telegram_id}")
    stands = {"target": target, "state": LOST, "due_at": companion.clock()}
    await watch_runs.conclude(companion.store, run, watch, "failed", slug="renamed", stands=stands)


def _was_called(watch: Watch, before: AuditReport | None) -> str:
    return before.chat.title if before is not None else watch.target.partition(":")[2]


async def _free(companion: Companion, watch: Watch, target: str) -> str:
    """A target, if no other watch of the room has it; else the one that the watch has."""
    others = await watches.by_asker(companion.store, watch.asker, watch.room)
    return watch.target if any(each.target == target and each.watch != watch.watch for each in others) else target


async def _last_read(companion: Companion, watch: Watch) -> int | None:
    if watch.audit is None:
        return None
    try:
        return (await audits.find(companion.store, str(watch.audit))).made_at
    except UnknownAudit:
        return None


async def _became(
    companion: Companion, watch: Watch, state: str, *, chat: int | None, audit: int | None = None, run: int = 0,
    **facts: Any,
) -> NewAlert:  # fmt: skip
    """A fact of the chat's history, and what is told of it: once in a room."""
    key = f"{state}:{watch.target}:{run}"
    if chat is not None:
        fact = await reachability.note(
            companion.store, chat, state, now=companion.clock(), last_at=facts.get("last_at"),
            reason=str(facts.get("reason", "")),
        )  # fmt: skip
        key = f"{state}:{chat}:{fact.at}"
    return _alert(companion, watch, state, key, facts, chat=chat, audit=audit)


def _alert(
    companion: Companion, watch: Watch, kind: str, key: str, facts: dict[str, Any], *, chat: int | None = None,
    audit: int | None = None,
) -> NewAlert:  # fmt: skip
    now = companion.clock()
    named = facts if chat or watch.chat else facts | {"chat": watch.target.partition(":")[2]}
    return NewAlert(
        watch.room, watch.asker, watch.language, chat or watch.chat, key, kind, now,
        rules.alert_time(now, watch.zone, watch.quiet, watch.digest), named, audit=audit, topic=watch.topic,
    )  # fmt: skip


def _number(chat: Chat) -> int:
    """A chat's number as the Bot API writes it."""
    assert chat.telegram_id is not None  # noqa: S101 - what was read live has one
    return -chat.telegram_id if chat.kind == "basic-group" else int(f"-100{chat.telegram_id}")
