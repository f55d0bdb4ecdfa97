"""The service under load, killed, stopped, and started while Telegram is away. `python -m bench.companion` is the same
in large."""

import asyncio
import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from telegram.error import NetworkError

from auditor.settings import Secret, Settings
from bench.companion import SORRY
from bench.failures import FAILURES
from bot import service as serving
from storage.companion import askings, jobs
from storage.errors import DatabaseBusy
from storage.opening import open_store
from tests.auditor.collect.chats import ASEL, NOW, said
from tests.bot.process import crowds, read_twice, service, summaries
from tests.bot.running import companion
from tests.storage.installation import rows, take_in
from tests.telegram.faults import Fault, Silence, Slow
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world

PATIENCE = 120.0
READS = "SELECT count(*) FROM jobs WHERE state = 'running' AND stage IN ('members', 'history')"


async def test_everybody_is_answered_once_and_no_chat_is_read_twice(tmp_path: Path) -> None:
    async with service(tmp_path, crowds(4, people=(60,))) as running:
        await running.start()
        askers = [running.api.person() for _ in range(12)]
        for number, person in enumerate(askers):
            person.says(f"/audit @crowd_{1 + number % 4}")

        await running.api.until(lambda: all(summaries(person) and person.files for person in askers), PATIENCE)

        for person in askers:
            assert [len(summaries(person)), len(person.files), len(person.messages)] == [1, 1, 2]
        assert not read_twice(running.telegram)
        assert running.rows("SELECT state, count(*), count(DISTINCT account) FROM jobs GROUP BY 1") == [("done", 4, 2)]


@pytest.mark.slow
async def test_three_kills_and_one_answer(tmp_path: Path) -> None:
    async with service(tmp_path, crowds(2, people=(60,))) as running:
        slow = Fault("GetHistoryRequest", None, Slow(1.0))
        running.telegram.faults.add(slow)
        await running.start()
        askers = [running.api.person() for _ in range(4)]
        for number, person in enumerate(askers):
            person.says(f"/audit @crowd_{1 + number % 2}")
        await running.until("SELECT count(*) = 4 FROM askings", PATIENCE)
        await running.kill()  # while they are queued

        await running.start()
        await running.until(READS, PATIENCE)
        await running.kill()  # while their chats are read

        running.telegram.faults.remove(slow)
        down = asyncio.create_task(running.api.down())  # what is measured cannot be told
        await running.start()
        await running.until("SELECT count(*) FROM jobs WHERE state = 'done'", PATIENCE)
        await running.kill()  # between measuring and answering

        await down
        await running.api.up()
        await running.start()
        await running.api.until(lambda: all(summaries(person) for person in askers), PATIENCE)
        await running.until("SELECT count(*) = 0 FROM askings WHERE state = 'open'", PATIENCE)

        assert [len(summaries(person)) for person in askers] == [1, 1, 1, 1]
        assert running.rows("SELECT state, audit IS NOT NULL FROM jobs") == [("done", 1), ("done", 1)]
        assert running.rows("SELECT count(*) FROM audits") == [(2,)]
        assert running.rows("PRAGMA integrity_check") == [("ok",)]
        await running.kill()
        await running.alone()  # whoever measures or writes ends with the service


async def test_sigterm_drains_and_a_start_goes_on(tmp_path: Path) -> None:
    async with service(tmp_path, crowds(1, people=(60,)), accounts=1) as running:
        silence = Fault("GetHistoryRequest", 3, Silence())
        running.telegram.faults.add(silence)
        await running.start()
        person = running.api.person()
        person.says("/audit @crowd_1")
        await running.until(READS, PATIENCE)
        await running.until("SELECT count(*) FROM messages", PATIENCE)

        assert await running.stop() < 10
        await running.alone()
        assert summaries(person) == []

        running.telegram.faults.clear()
        await running.start()
        await running.api.until(lambda: summaries(person), PATIENCE)
        assert len(person.messages) - len(person.files) == 1
        assert running.ended == []


async def test_it_starts_while_the_bot_api_is_down(tmp_path: Path) -> None:
    async with service(tmp_path, crowds(1, people=(60,)), accounts=1) as running:
        await running.api.down()
        await running.start()
        person = running.api.person()
        person.says("/help")
        await asyncio.sleep(1)
        assert running.reap()
        await running.api.up()

        await running.api.until(lambda: person.messages, PATIENCE)


async def test_it_waits_for_room_on_a_full_disk_before_it_takes_up_what_was_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "AGAIN_SECONDS", 0.01)
    settings = Settings(home=tmp_path)
    async with open_store(tmp_path) as store:
        request = jobs.Request("live", "name:crowd_1", 1, 1, 1, "en")
        await jobs.ask(store, request, now=1)
        assert await jobs.take(store, 1, now=1)
        full = "CREATE TRIGGER full BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        async with store.writing() as connection:
            await connection.exec_driver_sql(full)
        taking = asyncio.create_task(serving._take_up(serving._companion(store, settings), 1, asyncio.Event()))
        done, _ = await asyncio.wait([taking], timeout=0.5)
        assert not done
        async with store.writing() as connection:
            await connection.exec_driver_sql("DROP TRIGGER full")
        async with asyncio.timeout(PATIENCE):
            await taking

        (line,) = await jobs.queue(store)
    assert line.job.state == "waiting"


async def test_what_is_over_goes_every_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "HEARTBEAT_SECONDS", 0.05)
    settings = Settings(home=tmp_path / "home", bot_token=Secret("1:x"))
    async with open_store(settings.home) as store:
        await take_in(store, [said(1, ASEL, "құпия")])
        running, now = serving._companion(store, settings), NOW + 30 * 86_400 - 3_600
        running.clock = lambda: now
        keeping = asyncio.create_task(serving._keep_house(running))
        await asyncio.sleep(1)
        assert rows(store, "SELECT text FROM texts.texts") == [("құпия",)]
        now += 3_600
        async with asyncio.timeout(PATIENCE):
            while rows(store, "SELECT text FROM texts.texts"):  # noqa: ASYNC110 - no event tells of it
                await asyncio.sleep(0.05)
        keeping.cancel()


async def test_a_locked_database_holds_up_and_breaks_nothing(tmp_path: Path) -> None:
    async with companion(tmp_path, crowds(1, people=(60,))) as running:
        person = running.person()
        path = running.home / "deadsouls.db"
        with closing(sqlite3.connect(path, isolation_level=None, timeout=20, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")  # the loop must be free: it may be writing
            person.says("/audit @crowd_1")
            await asyncio.sleep(1)
            other.execute("ROLLBACK")

        await running.api.until(lambda: summaries(person), PATIENCE)


async def test_what_nobody_foresaw_ends_an_attempt_and_not_the_worker(tmp_path: Path) -> None:
    async with companion(tmp_path, crowds(2, people=(60,))) as running:
        broken, whole = running.person(), running.person()
        measured = running.companion.pool.measured

        async def breaks(observation: int, now: int) -> int:
            if observation == 1:
                raise LookupError("of a kind that nobody foresaw")
            return await measured(observation, now)

        running.companion.pool.measured = breaks  # type: ignore[method-assign]
        broken.says("/audit @crowd_1")
        await broken.answer("Чат номер 1", timeout=PATIENCE)
        whole.says("/audit @crowd_2")

        await running.api.until(lambda: summaries(whole), PATIENCE)
        said = await broken.answer("went wrong", timeout=PATIENCE)
        assert said in broken.messages
        assert len(broken.messages) == 1


async def test_a_part_that_breaks_down_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "AGAIN_SECONDS", 0.01)
    begun, works = 0, asyncio.Event()

    async def part() -> None:
        nonlocal begun
        begun += 1
        if begun < 3:
            raise NetworkError("once more")
        works.set()
        await asyncio.Event().wait()

    kept_up = asyncio.create_task(serving._kept_up("a part", part))
    async with asyncio.timeout(PATIENCE):
        await works.wait()
    assert not kept_up.done()
    kept_up.cancel()
    await asyncio.gather(kept_up, return_exceptions=True)
    assert begun == 3


async def test_a_part_waits_for_a_database_that_is_busy_and_breaks_down_of_what_nobody_foresaw(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(logging.getLogger("deadsouls"), "propagate", True)  # a service that was started keeps it apart
    ends, works = [DatabaseBusy("busy"), ValueError("of somebody")], asyncio.Event()

    async def part() -> None:
        if ends:
            raise ends.pop(0)
        works.set()
        await asyncio.Event().wait()

    kept_up = asyncio.create_task(serving._kept_up("the house", part))
    async with asyncio.timeout(PATIENCE):
        await works.wait()
    kept_up.cancel()
    await asyncio.gather(kept_up, return_exceptions=True)
    said = [record for record in caplog.records if record.name == serving.log.name]
    assert [record.levelname for record in said] == ["WARNING", "ERROR"]
    assert said[0].getMessage() == f"the house waits: {DatabaseBusy.slug}"
    assert "[error " in said[1].getMessage()


async def test_what_a_refused_account_had_begun_is_for_the_others(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        asked = await jobs.ask(store, jobs.Request("live", "name:a", 1, 1, 1, "en"), now=100)
        await jobs.take(store, 2, now=100)
        await jobs.park(store, asked.job, until=100, slug="parked", sentence="")
        assert await jobs.take(store, 1, now=100) is None

        await jobs.release(store, 2)

        taken = await jobs.take(store, 1, now=100)
        assert taken is not None
        assert taken.job == asked.job


async def test_an_asking_has_one_message_that_becomes_the_answer(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        asked = await jobs.ask(store, jobs.Request("live", "name:a", 1, 1, 1, "en"), now=100)

        assert await askings.shown(store, asked.asking, 50)
        assert not await askings.shown(store, asked.asking, 51)
        assert await askings.shown(store, asked.asking, 52, instead_of=50)
        ((asking, _),) = await askings.under_way(store)
        assert asking.message == 52


async def test_a_job_that_ends_while_it_is_asked_for_will_do(tmp_path: Path) -> None:
    async with open_store(tmp_path / "home") as store:
        first = await jobs.ask(store, jobs.Request("live", "name:a", 1, 1, 1, "en"), now=100)
        await jobs.end(store, first.job, "done", now=105)

        late = await jobs.ask(store, jobs.Request("live", "name:a", 2, 2, 1, "en", since=104), now=106)
        anew = await jobs.ask(store, jobs.Request("live", "name:a", 3, 3, 1, "en"), now=106)

        assert (late.job, late.joined) == (first.job, True)
        assert anew.job != first.job
        assert {asking.asker for asking, _ in await askings.unanswered(store)} == {1, 2}


async def test_an_export_that_lay_there_when_the_kill_came_lies_sealed_and_is_audited_after(tmp_path: Path) -> None:
    export = write_export(dvk_world(3, people=60, messages=200), tmp_path / "result.json").read_bytes()
    title = json.loads(export)["name"].encode()
    async with service(tmp_path, crowds(1, people=(60,))) as running:
        await running.start()
        aigul = running.api.person()
        aigul.sends_document("result.json", export)
        await running.until("SELECT count(*) FROM jobs WHERE kind = 'export'")
        await running.kill()
        (kept,) = (running.home / "uploads").iterdir()
        assert kept.stat().st_mode & 0o777 == 0o600
        assert title not in kept.read_bytes()
        (running.home / "uploads" / "stray.json").write_bytes(b"nobody waits for it")
        await running.start()
        await running.api.until(lambda: bool(summaries(aigul)), PATIENCE)
        assert title.decode() in summaries(aigul)[0].text
        await running.api.until(lambda: not list((running.home / "uploads").iterdir()), PATIENCE)
        await asyncio.sleep(1)
        assert len(summaries(aigul)) == 1


async def test_an_export_for_which_the_disk_has_no_room_is_refused_in_one_sentence_and_taken_in_later(
    tmp_path: Path,
) -> None:
    export = write_export(dvk_world(3, people=60, messages=200), tmp_path / "result.json").read_bytes()
    async with service(tmp_path, crowds(1, people=(60,)), accounts=1) as running:
        await running.start()
        aigul = running.api.person()
        aigul.says("/start")
        await running.api.until(lambda: aigul.messages, PATIENCE)

        make_room = FAILURES["disk full"](running)
        aigul.sends_document("result.json", export)
        await running.api.until(lambda: aigul.messages[1:], PATIENCE)
        assert aigul.messages[-1].text == SORRY
        await running.api.until(lambda: "not taken in: storage" in running.log.read_text(), PATIENCE)
        assert "[error " not in running.log.read_text(), "a full disk is foreseen"
        assert list((running.home / "uploads").iterdir()) == []

        make_room()
        aigul.sends_document("result.json", export)
        await running.api.until(lambda: summaries(aigul), PATIENCE)


async def test_a_kill_between_the_answer_and_its_card_loses_no_card(tmp_path: Path) -> None:
    async with service(tmp_path, crowds(1, people=(60,)), accounts=1) as running:
        running.api.faults.add(Fault("sendPhoto", None, Silence()))
        await running.start()
        person = running.api.person()
        person.says("/audit @crowd_1")
        await running.until("SELECT card = 'due' FROM askings", PATIENCE)
        await running.kill()
        assert [len(summaries(person)), len(person.files)] == [1, 0]

        running.api.faults.clear()
        await running.start()
        await running.until("SELECT card = 'sent' FROM askings", PATIENCE)
        assert [len(summaries(person)), len(person.files), len(person.messages)] == [1, 1, 2]
