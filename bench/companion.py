"""The companion under load: `python -m bench.companion load`, `kills [--kills 100]` or `outages [--seconds 180]`.

`load`: 200 people ask for 40 chats at once, with 2 reading accounts; one of them asks for 20 chats, all others for one.
Meanwhile other people send commands, whose time to the answer is measured where it arrives, at the Bot API.
`kills`: people ask for chats and send exports, again and again, while the bot is killed (SIGKILL) at random moments,
and Telegram, the Bot API, the database and the disk fail for some seconds; then everything that was accepted must
have ended once, and everybody must have one answer.
`outages`: the same load and the same failures, each for minutes, once with the bot alive throughout and once with a
kill in the midst.

The bot is a process of its own; a local Telegram and its Bot API run in this one.
"""

import argparse
import asyncio
import contextlib
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from auditor.report.statements.wording import wording
from bench.failures import FAILURES
from bot.telling import answers
from tests.bot.process import OPERATOR, Service, crowds, is_receipt, is_summary, read_twice, service, summaries
from tests.telegram.bot_api.messages import Message
from tests.telegram.bot_api.person import Person
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world

COMMANDS = ("/status", "/help", "/privacy", "/me")
BURST_SECONDS = 15.0
PATIENCE = 900.0
"""Seconds after the last kill within which everybody has to be answered, and every card sent."""
SORRY = answers.failure("", wording("en")).html
"""What somebody is told whose request the database could not take."""


async def load(people: int, chats: int) -> None:
    """All at once; prints the figures."""
    made = crowds(chats)
    with tempfile.TemporaryDirectory() as folder:
        async with service(Path(folder), made) as running:
            await running.start()
            await running.api.until(lambda: running.api.called("setMyShortDescription")[3:], 120)
            others = [running.api.person() for _ in range(30)]
            for each in others:
                each.says("/start")
            await running.api.until(lambda: all(each.messages for each in others), 60)
            await asyncio.sleep(5)  # the renderer warms up
            print("commands while nothing else goes on")
            idle, began = asyncio.create_task(_command(running, others)), time.time()
            await asyncio.sleep(25)
            idle.cancel()
            _figures_of_commands(running, await idle, began)
            await _ask_all(running, people, chats, others)
            stopped = await running.stop()
            _figures_of_reading(running, chats)
            await running.alone()
            print(f"SIGTERM with nothing to do: ended after {stopped:.1f} s, and nothing is left over")


async def _ask_all(running: Service, people: int, chats: int, others: list[Person]) -> None:
    greedy = running.api.person("Greedy")
    modest = [running.api.person() for _ in range(people - 1)]
    used, stolen, began = _cpu(), _stolen(), time.time()
    for chat in range(1, chats // 2 + 1):
        greedy.says(f"/audit @crowd_{chat}")
    for number, person in enumerate(modest):
        person.says(f"/audit @crowd_{chats // 2 + 1 + number % (chats - chats // 2)}")
    everybody = [greedy, *modest]
    asking = asyncio.create_task(_command(running, others))
    answered: dict[int, float] = {}
    async with asyncio.timeout(1_800):
        while len(answered) < len(everybody):
            await asyncio.sleep(0.25)
            for person in everybody:
                if person.id not in answered and len(summaries(person)) >= (chats // 2 if person is greedy else 1):
                    answered[person.id] = time.time() - began
        await running.api.until(lambda: all(len(each.files) == len(summaries(each)) for each in everybody), 600)
    asking.cancel()
    sent = await asking
    seconds = time.time() - began
    first = [await _first_word(running, person.id, began) for person in modest]
    print(f"{people} people, {chats} chats, 2 accounts: everybody answered after {max(answered.values()):.0f} s,"
          f" the last card after {seconds:.0f} s; the machine gave {_cpu() - used:.0f} s of processor time to us"
          f" and {_stolen() - stolen:.0f} s to others")  # fmt: skip
    for person in everybody:
        wanted = chats // 2 if person is greedy else 1
        texts = [message for message in person.messages if message.file is None]
        assert len(texts) == len(summaries(person)) == wanted, [message.text for message in texts]
    print("every asker was answered once, in one message, and got one card")
    print(f"first word to the askers: median {statistics.median(first):.2f} s, last {max(first):.2f} s")
    _figures_of_commands(running, sent, began)
    waits = [answered[person.id] for person in modest]
    print(f"an answer to those who asked for one chat: median {statistics.median(waits):.0f} s, last {max(waits):.0f}"
          f" s; to the one who asked for {chats // 2}: the last {answered[greedy.id]:.0f} s")  # fmt: skip
    ended = [row[0] == greedy.id for row in running.rows(
        "SELECT min(asker) FROM jobs JOIN askings USING (job) GROUP BY job ORDER BY audit"
    )]  # fmt: skip
    before = sum(ended[: len(ended) - ended[::-1].index(False)])
    print(f"fairness: {before} of the {chats // 2} chats of the one went before the last of the others'"
          f" (a plain queue: {chats // 2})")  # fmt: skip


async def _command(running: Service, others: list[Person]) -> list[tuple[Person, str, float]]:
    """Sends commands at random moments until it is cancelled; who sent what, and when."""
    rng, sent = random.Random(5), []
    operator = running.api.person("Operator", id=OPERATOR)
    operator.says("/start")
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(rng.expovariate(4.0))
            who = rng.choice([*others, operator])
            what = "/queue" if who is operator else rng.choice(COMMANDS)
            sent.append((who, what, time.time()))
            who.says(what)
    return sent


def _figures_of_commands(running: Service, sent: list[tuple[Person, str, float]], began: float) -> None:
    said = _said(running)
    took: dict[str, list[float]] = defaultdict(list)
    for who, what, at in sent[:-5]:
        moments = said[who.id]
        seconds = moments[bisect_left(moments, at)] - at
        took[what].append(seconds)
        took["in the first 15 s" if at - began < BURST_SECONDS else "after the first 15 s"].append(seconds)
        took["any command"].append(seconds)
    for what, times in sorted(took.items(), key=lambda each: each[0]):
        times.sort()
        print(f"{what:22} n {len(times):4}  median {1_000 * statistics.median(times):5.0f} ms"
              f"  p95 {1_000 * times[int(0.95 * (len(times) - 1))]:5.0f} ms  most {1_000 * times[-1]:5.0f} ms"
        )  # fmt: skip


def _said(running: Service) -> dict[int, list[float]]:
    """When something was sent, by room."""
    said: dict[int, list[float]] = defaultdict(list)
    for call in running.api.calls:
        if call.method.startswith("send"):
            said[call.form.number("chat_id")].append(call.at)
    return said


async def _first_word(running: Service, room: int, since: float) -> float:
    return _said(running)[room][0] - since


def _figures_of_reading(running: Service, chats: int) -> None:
    jobs = Counter(row[0] for row in running.rows("SELECT state FROM jobs"))
    print(f"jobs: {dict(jobs)}; pages of members and messages read: {len(running.telegram.pages)},"
          f" more than once: {len(read_twice(running.telegram))}; accounts: "
          f"{dict(running.rows('SELECT account, count(*) FROM jobs GROUP BY 1'))}")  # fmt: skip
    assert jobs == {"done": chats}, jobs
    assert not read_twice(running.telegram)


class Kills:
    """People who ask, a bot that dies, and a world that fails."""

    def __init__(self, running: Service, people: int, chats: int, folder: Path, seed: int) -> None:
        self._running = running
        self._people = people
        self._chats = chats
        self._rng = random.Random(seed)
        self._export = write_export(dvk_world(3, people=60, messages=200), folder / "result.json").read_bytes()
        self._said: Counter[int] = Counter()
        self.met: Counter[str] = Counter()
        self.figures: Counter[str] = Counter()
        self.restarts: list[float] = []

    async def round(self, kills: int) -> None:
        """Asks, kills so many times, and waits for the answers."""
        running, rng = self._running, self._rng
        if not running.reap():
            await self._start()
        everybody = [running.api.person() for _ in range(self._people)]
        wanted = {person.id: self._asks(person, number) for number, person in enumerate(everybody)}
        for _ in range(kills):
            name = rng.choice([*FAILURES, "nothing", "nothing", "nothing"])
            lift = FAILURES[name](running) if name in FAILURES else _nothing
            await asyncio.sleep(rng.uniform(0.0, 7.0))
            self.met[f"{name}, {self._reached()}"] += 1
            await running.kill()
            self.figures["kills"] += 1
            if rng.random() < 0.5:
                await _lifted(lift)
                await self._start()
            else:
                await running.start()
                await asyncio.sleep(rng.uniform(1.0, 8.0))
                await _lifted(lift)
        await self._answered(everybody, wanted)

    async def outage(self, name: str, seconds: float, *, is_killed: bool) -> None:
        """Asks, lets one thing fail for so long from a moment when audits run, and waits for the answers."""
        running = self._running
        if not running.reap():
            await self._start()
        everybody = [running.api.person() for _ in range(self._people)]
        wanted = {person.id: self._asks(person, number) for number, person in enumerate(everybody)}
        await running.until("SELECT count(*) > 0 FROM jobs WHERE state = 'running'")
        lift = FAILURES[name](running)
        self.met[f"{name} for {seconds:.0f} s, {self._reached()}"] += 1
        await asyncio.sleep(seconds / 2)
        if is_killed:
            await running.kill()
            self.figures["kills"] += 1
            await running.start()
        await asyncio.sleep(seconds / 2)
        before = len([person for person in everybody if summaries(person)])
        lifted = time.perf_counter()
        await _lifted(lift)
        await self._answered(everybody, wanted)
        print(f"{name} for {seconds:.0f} s{', with a kill in the midst' if is_killed else ''}: {before} of"
              f" {len(everybody)} were answered when it ended, all {time.perf_counter() - lifted:.0f} s later",
              flush=True)  # fmt: skip

    def _asks(self, person: Person, number: int) -> Message:
        self._said[person.id] += 1
        if number % 15 == 14:
            return person.sends_document("result.json", self._export)
        return person.says(f"/audit @crowd_{1 + number % self._chats}")

    def _reached(self) -> str:
        try:
            states = Counter(row[0] for row in self._running.rows("SELECT stage FROM jobs WHERE state = 'running'"))
        except sqlite3.OperationalError:
            return "starting"
        return "/".join(sorted(str(state) or "looking" for state in states)) or "between jobs"

    async def _start(self) -> None:
        before, began = len(self._running.api.called("getUpdates")), time.perf_counter()
        await self._running.start()
        with contextlib.suppress(TimeoutError):
            await self._running.api.until(lambda: len(self._running.api.called("getUpdates")) > before, 60)
            self.restarts.append(time.perf_counter() - began)

    async def _answered(self, everybody: list[Person], wanted: dict[int, Message]) -> None:
        running, began, asked_at = self._running, time.perf_counter(), time.perf_counter()
        while not all(summaries(person) for person in everybody):
            await asyncio.sleep(0.5)
            if not running.reap():
                await self._start()
            is_heard = not running.api.updates.waiting
            if is_heard and time.perf_counter() - asked_at > 12:  # whoever was not heard asks again, as people do
                asked_at = time.perf_counter()
                heard = {row[0] for row in running.rows("SELECT room FROM askings")}
                for number, person in enumerate(everybody):
                    if person.id not in heard and not summaries(person):
                        wanted[person.id] = self._asks(person, number)
                        self.figures["asked again, as the update died with the bot"] += 1
            assert time.perf_counter() - began < PATIENCE, f"not everybody is answered: {self._open()}"
        self.figures["longest until all were answered, s"] = max(
            self.figures["longest until all were answered, s"], round(time.perf_counter() - began)
        )
        while self._open():  # who asked again, and cards
            await asyncio.sleep(0.5)
            assert running.reap(), f"the bot ended by itself: {running.ended}"
            assert time.perf_counter() - began < PATIENCE, f"something is still due: {self._open()}"
        self.figures["longest until nothing was due, s"] = max(
            self.figures["longest until nothing was due, s"], round(time.perf_counter() - began)
        )
        await asyncio.sleep(3)
        took = await running.stop()
        self.figures["longest SIGTERM, ms"] = max(self.figures["longest SIGTERM, ms"], round(1_000 * took))
        await running.alone()
        self._look(everybody)

    def _open(self) -> list[tuple[object, ...]]:
        """Askings that wait for their answer or their card, and how their jobs stand."""
        return self._running.rows("SELECT askings.state, card, job, jobs.state, attempts, not_before, slug, sentence"
                                  " FROM askings JOIN jobs USING (job)"
                                  " WHERE askings.state = 'open' OR card = 'due'")  # fmt: skip

    def _look(self, everybody: list[Person]) -> None:
        running = self._running
        for person in everybody:
            texts = [message for message in person.messages if message.file is None]
            given = [message for message in texts if is_summary(message)]
            asked = running.rows(f"SELECT count(*) FROM askings WHERE asker = {person.id}")[0][0]
            at_once = sum("Audited less than an hour ago" in each.text for each in given)  # by a report of that second
            assert len(given) == asked + at_once, f"{len(given)} answers to {asked}: {[each.text for each in texts]}"
            assert len(given) <= self._said[person.id], "nobody has two answers to one request"
            self.figures["answered at once"] += at_once
            self.figures["askers"] += 1
            sorry = [each for each in texts if each.text == SORRY]
            # What could not be noted as told so, for the disk was full, is answered after the kill all the same.
            assert len(sorry) <= self._said[person.id], "told so once of a request at most"
            self.figures["told that it could not be accepted"] += len(sorry)
            left = [each for each in texts if not is_summary(each) and each not in sorry]
            assert all(len(each.contents) == 1 and is_receipt(each) for each in left), [each.text for each in left]
            self.figures["receipts left beside their answer"] += len(left)
            assert len(person.files) >= asked, f"{len(person.files)} cards to {asked} askings"
            self.figures["cards that came twice"] += max(0, len(person.files) - len(given))
        states = Counter(row[0] for row in running.rows("SELECT state FROM jobs"))
        assert set(states) <= {"done", "cancelled"}, states
        self.figures["jobs"] = states["done"]
        (audits,) = running.rows("SELECT count(DISTINCT audit), count(audit) FROM jobs"
                                 " WHERE state = 'done' AND kind = 'live'")  # fmt: skip
        assert audits[0] == audits[1] > 0, f"{audits} audits of {states}"
        assert running.rows("PRAGMA integrity_check") == [("ok",)]
        assert list((running.home / "uploads").iterdir()) == []
        told = [line for line in running.log.read_text().splitlines() if " INFO " not in line]
        unforeseen = [line for line in told if "[error " in line]
        assert unforeseen == [], unforeseen
        assert running.ended == [], f"the bot ended by itself: {running.ended}, {told[-60:]}"


async def _nothing() -> None:
    return


async def _lifted(lift: Callable[[], object]) -> None:
    lifted = lift()
    if asyncio.iscoroutine(lifted):
        await lifted


async def kills(count: int, people: int, chats: int, seed: int) -> None:
    """Rounds of five kills each."""
    async with _dying(people, chats, seed) as dying:
        for done in range(0, count, 5):
            await dying.round(min(5, count - done))
            print(dict(dying.figures), flush=True)
    print(f"from the start to the first fetching of news: median {statistics.median(dying.restarts):.1f} s,"
          f" most {max(dying.restarts):.1f} s")  # fmt: skip


async def outages(names: Sequence[str], seconds: float, people: int, chats: int, seed: int) -> None:
    """Each failure for so long, without and with a kill."""
    async with _dying(people, chats, seed) as dying:
        for name in names:
            for is_killed in (False, True):
                await dying.outage(name, seconds, is_killed=is_killed)
        print(dict(dying.figures))


@contextlib.asynccontextmanager
async def _dying(people: int, chats: int, seed: int) -> AsyncIterator[Kills]:
    with tempfile.TemporaryDirectory() as folder:
        async with service(Path(folder), crowds(chats, people=(60, 100)), fresh_hours="0") as running:
            dying = Kills(running, people, chats, Path(folder), seed)
            try:
                yield dying
            except BaseException:
                print("met:", dict(dying.met.most_common()), running.log.read_text()[-20_000:], sep="\n", flush=True)
                raise
    print("met:", dict(dying.met.most_common()))
    print("every accepted job ended once, every asker has one answer, the database is sound, nothing is left over")


def _cpu() -> float:
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))  # fmt: skip


def _stolen() -> float:
    return int(Path("/proc/stat").read_text().splitlines()[0].split()[8]) / 100


def main() -> None:
    """One of the three proofs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["load", "kills", "outages"])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=180.0, help="how long each failure of `outages` lasts")
    parser.add_argument("--failure", action="append", choices=[*FAILURES], help="of `outages`; all, unless given")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--chats", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.what == "load":
        asyncio.run(load(asked.people, asked.chats))
    elif asked.what == "kills":
        asyncio.run(kills(asked.kills, asked.people, asked.chats, asked.seed))
    else:
        asyncio.run(outages(asked.failure or [*FAILURES], asked.seconds, asked.people, asked.chats, asked.seed))


if __name__ == "__main__":
    main()
