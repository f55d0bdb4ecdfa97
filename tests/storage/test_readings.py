"""What is handed over is kept, whoever ends first: the reading, or the process that keeps its pages."""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from storage.audited.retention import DAY, retain
from storage.errors import KeeperLost, KeyUnusable
from storage.keeping.pipe import Opening, frame
from storage.keeping.readings import reading
from storage.opening import open_store
from storage.records import Batch, Chat, Coverage, Message, Who
from storage.store import Store

pytestmark = pytest.mark.starts_keepers

CHAT = Chat("Соседи", "supergroup", 1_400_000_001)
COVERAGE = Coverage(source="live", elements=300)


def page(first: int) -> Batch:
    """Hundred messages from `first` on."""
    numbers = range(first, first + 100)
    said = [
        Message(n, 1_700_000_000 + n, Who(str(n % 7 + 1), f"n{n % 7}"), "text", f"слово {n}", None, None)
        for n in numbers
    ]
    return Batch(said, [], [], [])


def rows(store: Store) -> int:
    with sqlite3.connect(Path(store.home, "deadsouls.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM messages").fetchone()[0])


def keeper() -> int:
    """The process that keeps pages for this one."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    (found,) = (
        int(each) for each in children if b"storage.keeping.keeper" in Path(f"/proc/{each}/cmdline").read_bytes()
    )
    return found


def wait_for_rows(store: Store) -> None:
    while not rows(store):
        time.sleep(0.02)


async def stopped(store: Store) -> None:
    """A reading that ends after two pages."""
    async with reading(store, CHAT, now=1, keep_text=True) as under_way:
        await under_way.keep(page(1), "at 100")
        await under_way.keep(page(101), "at 200")
        raise ConnectionResetError("the wire is cut")


async def robbed_of_its_keeper(store: Store) -> None:
    async with reading(store, CHAT, now=1, keep_text=True) as under_way:
        await under_way.keep(page(1), "at 100")
        await asyncio.to_thread(wait_for_rows, store)
        os.kill(keeper(), signal.SIGKILL)
        await under_way.keep(page(101), "at 200")
        await under_way.finish(COVERAGE)


async def finished(store: Store, *, now: int, first: int = 1, marks: str = "") -> Coverage | None:
    """A reading of one page, which goes on behind `marks`. The coverage of the one before it."""
    async with reading(store, CHAT, now=now, keep_text=True) as under_way:
        assert under_way.marks == marks
        await under_way.keep(page(first), f"at {first + 99}")
        assert (await under_way.finish(COVERAGE)).coverage.elements == 300
    return under_way.last


async def test_a_reading_that_stops_goes_on_behind_what_was_handed_over(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        with pytest.raises(ConnectionResetError):
            await stopped(store)
        assert rows(store) == 200
        await finished(store, now=2, first=201, marks="at 200")
        assert rows(store) == 300


async def test_a_keeper_that_is_killed_ends_the_reading_in_a_sentence_and_loses_nothing_kept(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        with pytest.raises(KeeperLost, match="Run the same command again"):
            await robbed_of_its_keeper(store)
        await finished(store, now=2, first=101, marks="at 100")
        assert rows(store) == 200


async def test_what_the_keeper_cannot_do_it_says(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        (tmp_path / "key").chmod(0o644)
        with pytest.raises(KeyUnusable, match="can be read by others"):
            await finished(store, now=1)


async def test_a_keeper_whose_answer_nobody_reads_as_the_reader_was_killed_ends_without_a_word(tmp_path: Path) -> None:
    nobody, answer = os.pipe()
    os.close(nobody)
    (tmp_path / "file").touch()  # no folder can be there, which it has to say
    opening = Opening(str(tmp_path / "file"), bytes(32), chat=1, identity="", observation=1, read_at=1, keep_text=True)
    alone = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "storage.keeping.keeper", stdin=asyncio.subprocess.PIPE, stdout=answer,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    os.close(answer)
    _, told = await alone.communicate(frame(opening))
    assert (told, alone.returncode) == (b"", 0)


async def test_after_its_rows_went_a_chat_is_read_from_the_beginning(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        await finished(store, now=1)
        await retain(store, now=1 + 400 * DAY, text_days=30, row_days=400)
        assert rows(store) == 0
        assert await finished(store, now=2 + 400 * DAY) is None


async def test_a_finished_reading_is_not_taken_up_again(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        assert await finished(store, now=1) is None
        last = await finished(store, now=2)
        assert last is not None
        assert last.elements == 300
