"""Many chats watched for months within minutes: kills, restarts, clocks that are set, the end of summer time, and
events that are planted. What must hold afterwards is looked up in the database and in what people were told.
"""

import asyncio
import contextlib
import datetime as dt
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from auditor.watching.rule import Rule, next_due
from tests.bot.process import OPERATOR, ROOT
from tests.bot.watches.child import FIRST_ID, Told
from tests.telegram.bot_api.person import Person
from tests.telegram.bot_api.server import LocalBotApi
from tests.telegram.world import LiveWorld
from tests.worlds.live import LiveChat, Operator, dvk_live
from tests.worlds.live.supergroups import small_shape
from tests.worlds.watched import DAY, KINDS, Event

START = int(dt.datetime(2026, 10, 1, tzinfo=dt.UTC).timestamp())
"""Clocks go back within the next weeks: on 25 October in Berlin, on 1 November in New York."""

JITTER = 600
RULES = ("30 2 * * *", "15 9 * * *", "0 18 * * *", "45 1 * * *", "0 12 * * 1", "30 1 * * 0", "0 9 1 * *", "0 */6 * * *")
"""Mostly daily, some weekly, monthly and every six hours; several in the hour that a clock lives through twice."""

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Almaty", "UTC")
FREQUENT = (0, 1, 2, 3, 4)
"""The rules of chats in which something is planted."""

CLOCKS = ((8, 3 * 3_600), (17, 26 * 3_600), (30, -2 * 3_600), (44, -25 * 3_600), (58, 1_700), (71, -45 * 60))
"""On which day the clock is set on or back, and by how much; six hours later it is right again."""

WRONG_SECONDS = 6 * 3_600
EACH = 20
JOINS = 60


@dataclass(frozen=True)
class Plan:
    """How much of it."""

    chats: int = 100
    days: int = 90
    events: int = 30
    seed: int = 1
    kills_a_day: int = 2
    step: int = 1_800
    """Seconds that the clock goes on at a time."""


@dataclass
class Outcome:
    """What came of it."""

    plan: Plan
    figures: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest_burst: float = 0.0

    def lines(self) -> list[str]:
        """The figures, and whatever did not hold."""
        found = [f"{name}: {count}" for name, count in self.figures.items()]
        return [
            *found,
            f"slowest burst alert: {self.slowest_burst:.1f} s",
            *(f"FAULT {fault}" for fault in self.faults),
        ]


@dataclass
class Watched:
    """One watch as it was asked for."""

    chat: int
    person: Person
    rule: Rule
    at: int


class Sandbox:
    """One run of it."""

    def __init__(self, folder: Path, plan: Plan, api: LocalBotApi, events: list[Event]) -> None:
        self.plan, self.api, self.events = plan, api, events
        self.home, self.clock = folder / "home", folder / "clock"
        self.rng = random.Random(plan.seed)
        self.outcome = Outcome(plan)
        self.watched: list[Watched] = []
        self.disturbed: list[tuple[int, int]] = []
        """Spans of shown time in which the service was down, or the clock was wrong or was set."""
        self.now, self.started_at = START, START
        self._pid = 0
        self._zygote: asyncio.subprocess.Process | None = None
        self._seen: sqlite3.Connection | None = None

    @contextlib.asynccontextmanager
    async def ready(self) -> AsyncIterator[None]:
        """The process from which companions are forked."""
        told = Told(START, self.plan.days + 2, self.plan.chats, self.plan.seed, self.events)
        path = self.clock.with_name("plan")
        path.write_bytes(msgspec.json.encode(told))
        self.set_clock(START)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DEADSOULS_")}
        env = kept | {
            "PYTHONPATH": str(ROOT), "DEADSOULS_HOME": str(self.home), "DEADSOULS_BOT_TOKEN": self.api.token,
            "DEADSOULS_BOT_API_URL": self.api.url, "DEADSOULS_OPERATORS": str(OPERATOR), "DEADSOULS_ACCESS": "open",
            "DEADSOULS_QUOTA_PERSON": "100000", "DEADSOULS_QUOTA_CHAT": "100000", "PTB_TIMEDELTA": "1",
        }  # fmt: skip
        with self.clock.with_name("log").open("ab") as log:
            self._zygote = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.bot.watches.child", str(self.clock), str(path), env=env, cwd=self.home,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        try:
            yield
        finally:
            self.kill()
            self._zygote.kill()
            await self._zygote.wait()
            if self._seen is not None:
                self._seen.close()

    def set_clock(self, now: int) -> None:
        """Sets the clock."""
        self.now = now
        draft = self.clock.with_suffix(".new")
        draft.write_text(str(now))
        draft.replace(self.clock)

    async def start(self) -> None:
        """Starts a companion."""
        assert self._zygote is not None
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.write(b"start\n")
        self._pid, self.started_at = int(await self._zygote.stdout.readline()), self.now

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """Ends it without a word, or asks it to."""
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, sign)
            self._pid = 0

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What stands in the database."""
        if self._seen is None:
            self._seen = sqlite3.connect(self.home / "deadsouls.db", timeout=30, isolation_level=None)
        return self._seen.execute(sql).fetchall()

    async def idle(self, seconds: float = 120.0) -> None:
        """Waits until all that is due at this moment was done and told."""
        sql = f"""SELECT (SELECT count(*) FROM runs WHERE state IN ('due', 'queued'))
            + (SELECT count(*) FROM watches WHERE max(due_at, {self.started_at}) + {JITTER} <= {self.now})
            + (SELECT count(*) FROM alerts WHERE state = 'waiting' AND not_before <= {self.now})"""
        looked = self.clock.with_name("looked")
        began = time.monotonic()
        while True:
            with contextlib.suppress(sqlite3.OperationalError, FileNotFoundError):
                if looked.read_text() == f"{self._pid} {self.now}" and self.rows(sql) == [(0,)]:
                    return
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not done at {self.now}, {looked.read_text()}: {await self._where()}")
            await asyncio.sleep(0.01)

    async def _where(self) -> str:
        """What the companion waits for, if it lives."""
        try:
            os.kill(self._pid, signal.SIGUSR1)
        except ProcessLookupError:
            return f"{self._pid} is no more; {self._log()}"
        await asyncio.sleep(1)
        return f"{self._pid}: {self.rows('SELECT * FROM runs ORDER BY run DESC LIMIT 3')} {self._log()}"

    def _log(self) -> str:
        return self.clock.with_name("log").read_text()[-20_000:]

    async def watch(self) -> None:
        """Has every chat watched: twenty by each person, one in ten by two."""
        people = [self.api.person() for _ in range(-(-self.plan.chats // EACH) + 1)]
        planted = {event.chat for event in self.events}
        asked = [(chat, people[chat // EACH]) for chat in range(self.plan.chats)]
        asked += [(chat, people[-1]) for chat in range(0, self.plan.chats, 10)][:EACH]
        for chat, person in asked:
            frequent = FREQUENT if self.plan.days > 20 else FREQUENT[:-1]
            rule = RULES[frequent[chat % len(frequent)] if chat in planted else chat % len(RULES)]
            zone = ZONES[chat // len(RULES) % len(ZONES)]
            person.says(f"/watch @chat_{chat} {rule} {zone}")
            await person.answer("I watch this chat")
            self.watched.append(Watched(chat, person, Rule(rule, zone), self.now))

    async def live(self) -> None:
        """All the days."""
        kills = self._kill_steps()
        steps = self.plan.days * DAY // self.plan.step
        down_until = 0
        for step in range(1, steps):
            true = START + step * self.plan.step
            shown = true + self._wrong(true)
            if shown - self.now not in {0, self.plan.step}:
                self.disturbed.append((min(shown, self.now) - self.plan.step, max(shown, self.now) + self.plan.step))
                self.outcome.figures["clock changes"] += 1
            self.set_clock(shown)
            if down_until and step >= down_until:
                await self.start()
                down_until = 0
            if down_until:
                continue
            if step in kills:
                await asyncio.sleep(self.rng.uniform(0, 0.25))
                gently = self.rng.random() < 0.1
                self.kill(signal.SIGTERM if gently else signal.SIGKILL)
                self.outcome.figures["stopped" if gently else "killed"] += 1
                down = self.rng.choice((0, 0, 1, 3, 8, 40)) if self.plan.days > 30 else self.rng.choice((0, 1, 3))
                self.disturbed.append((shown - self.plan.step, shown + (down + 1) * self.plan.step))
                if down:
                    down_until = step + down
                    continue
                await self.start()
            await self.idle()
            for event in self.events:
                if event.kind == "burst" and true <= event.at < true + self.plan.step:
                    await self._burst(event)

    def _kill_steps(self) -> set[int]:
        bursts = {(event.at - START) // self.plan.step for event in self.events if event.kind == "burst"}
        found: set[int] = set()
        steps = DAY // self.plan.step
        for day in range(self.plan.days):
            found |= {day * steps + self.rng.randrange(1, steps) for _ in range(self.plan.kills_a_day)}
        return found - {step - ago for step in bursts for ago in range(21 * 3_600 // self.plan.step + 1)}

    def _wrong(self, true: int) -> int:
        """By how much the clock is wrong."""
        for day, by in CLOCKS:
            if 0 <= true - START - day * DAY < WRONG_SECONDS and not self._bursts_near(true):
                return by
        return 0

    def _bursts_near(self, true: int) -> bool:
        return any(event.kind == "burst" and abs(event.at - true) < DAY for event in self.events)

    async def _burst(self, event: Event) -> None:
        """Sixty people are added within a minute, while the clock stands."""
        people = [each.person for each in self.watched if each.chat == event.chat]
        before = {person.id: _alerts(person, event.chat) for person in people}
        adder, began = self.api.person(), time.monotonic()
        for _ in range(JOINS):
            self.api.person().is_added_by(adder, FIRST_ID + event.chat)
        await self.api.until(lambda: all(_alerts(each, event.chat) > before[each.id] for each in people), 60)
        self.outcome.slowest_burst = max(self.outcome.slowest_burst, time.monotonic() - began)


def _alerts(person: Person, chat: int) -> int:
    """How many messages tell somebody of a chat."""
    return sum(f"<b>Chat {chat}</b>" in each.html and "🔔" in each.html for each in person.messages)


async def sandbox(folder: Path, plan: Plan) -> Outcome:
    """Runs a plan, and looks at what came of it."""
    events = _planted(plan)
    rooms = [_room(event.chat) for event in events if event.kind == "burst"]
    (folder / "home").mkdir(mode=0o700)
    told = folder / "clock"
    told.write_text(str(START))
    world = LiveWorld(rooms, (Operator(),))
    async with LocalBotApi(world, clock=lambda: float(told.read_text())) as api:
        box = Sandbox(folder, plan, api, events)
        async with box.ready():
            await box.start()
            await box.watch()
            for room in rooms:
                api.make_admin(room)
            await box.live()
            check(box)
    return box.outcome


def _room(chat: int) -> LiveChat:
    shape: dict[str, Any] = dict(small_shape(60))
    title, name = f"Chat {chat}", f"chat_{chat}"
    return dvk_live(chat + 1, 60, now=START, title=title, chat_id=FIRST_ID + chat, username=name, **shape)


def _planted(plan: Plan) -> list[Event]:
    rng = random.Random(f"events/{plan.seed}")
    chats = rng.sample(range(plan.chats), plan.events)
    first, last = min(10, plan.days // 2), plan.days - 9 if plan.days > 20 else plan.days - 3
    return [
        Event(KINDS[number % len(KINDS)], chat, START + rng.randrange(first, last) * DAY + 15 * 3_600 + 60)
        for number, chat in enumerate(chats)
    ]


def check(box: Sandbox) -> None:
    """Looks whether each due moment was one run, each event one alert, and how many alerts were false."""
    outcome = box.outcome
    outcome.figures |= Counter({"watches": len(box.watched), "planted events": len(box.events)})
    _check_runs(box)
    _check_alerts(box)
    ended = box.rows("SELECT count(*) FROM jobs WHERE state NOT IN ('done', 'failed', 'cancelled')")
    outcome.faults += [f"{ended[0][0]} jobs have not ended"] if ended != [(0,)] else []
    outcome.faults += [] if box.rows("PRAGMA integrity_check") == [("ok",)] else ["the database is damaged"]


def _check_runs(box: Sandbox) -> None:
    outcome = box.outcome
    held: dict[tuple[int, str], tuple[int, int]] = {
        (int(room), str(target)): (int(watch), int(made))  # type: ignore[call-overload]
        for watch, room, target, made in box.rows("SELECT watch, room, target, made_at FROM watches")
    }
    closed = {event.chat: event.at for event in box.events if event.kind == "closed"}
    for each in box.watched:
        watch, made = held[each.person.id, f"name:chat_{each.chat}"]
        rows = box.rows(f"SELECT due_at, state FROM runs WHERE watch = {watch} ORDER BY run")
        ran = Counter(int(row[0]) for row in rows)  # type: ignore[call-overload]
        outcome.figures["runs"] += len(rows)
        until = min(box.now - 2 * box.plan.step, closed.get(each.chat, box.now))
        due = set(_moments(each.rule, max(made, each.at), until))
        undisturbed = {at for at in due if not _is_disturbed(box, at)}
        outcome.figures["due moments"] += len(due)
        outcome.figures["due moments missed and made up for as one"] += len(due - ran.keys())
        outcome.faults += [f"watch {watch} did not run at {at}" for at in undisturbed - ran.keys()]
        if each.chat not in closed:
            outcome.faults += [f"watch {watch} ran at {at}, and was not due" for at in
                               sorted(ran.keys() - set(_moments(each.rule, made, box.now + 2 * DAY)))[1:]]  # fmt: skip
        outcome.faults += [f"watch {watch} ran twice at {at}" for at, times in ran.items() if times > 1]
        outcome.faults += [f"watch {watch}: a run is {state}" for _, state in rows if state not in {"done", "failed"}]
    twice = box.rows("SELECT count(*) FROM (SELECT request FROM askings WHERE request < 0 GROUP BY room, request"
                     " HAVING count(*) > 1)")  # fmt: skip
    outcome.faults += [] if twice == [(0,)] else ["a run has asked twice"]


def _moments(rule: Rule, since: int, until: int) -> Iterable[int]:
    at: int | None = since
    while at is not None and (at := next_due(rule, at)) is not None and at <= until:
        yield at


def _is_disturbed(box: Sandbox, at: int) -> bool:
    return any(start - JITTER - box.plan.step <= at <= end + box.plan.step for start, end in box.disturbed)


def _check_alerts(box: Sandbox) -> None:
    outcome, planted = box.outcome, {event.chat: event for event in box.events}
    for each in box.watched:
        told = _alerts(each.person, each.chat)
        event = planted.get(each.chat)
        if event is None:
            outcome.figures["false alerts"] += told
            continue
        outcome.figures[f"{event.kind}: told"] += told
        if told != 1:
            outcome.faults.append(f"{event} was told {told} times")
            continue
        sql = f"""SELECT min(made_at) FROM alerts JOIN chats USING (chat) WHERE room = {each.person.id}
            AND username = 'chat_{each.chat}'"""
        (at,) = box.rows(sql)[0]
        late = int(at) - _next_chance(box, each.rule, event)  # type: ignore[call-overload]
        if late > 2 * box.plan.step or int(at) < event.at - WRONG_SECONDS:  # type: ignore[call-overload]
            outcome.faults.append(f"{event} was told {late} s after its next run")
    outcome.figures["messages left behind"] = sum(
        each.text == "News of a watched chat."
        for person in {each.person for each in box.watched}
        for each in person.messages
    )
    months = box.plan.chats * box.plan.days / 30
    outcome.figures["chat-months"] = round(months)
    if outcome.figures["false alerts"] > max(1, months / 100):
        outcome.faults.append("more than one false alert in 100 chat-months")


def _next_chance(box: Sandbox, rule: Rule, event: Event) -> int:
    """The end of the next run after an event: its due moment, or when the service and its clock were right again."""
    if event.kind == "burst":
        return event.at
    at = next_due(rule, event.at)
    assert at is not None
    while _is_disturbed(box, at):
        at += box.plan.step
    return at
