"""A connection's thread, and who waits for it."""

import asyncio
from pathlib import Path

from storage.sqlite import driver


async def test_who_closes_a_connection_that_was_ended_meanwhile_does_not_wait_for_ever(tmp_path: Path) -> None:
    connection = await driver.connect(str(tmp_path / "some.db"))
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    ended = connection.stop()  # as SQLAlchemy does where who closes is cancelled
    assert ended is not None

    done, _ = await asyncio.wait([closing], timeout=10)
    assert closing in done
    async with asyncio.timeout(10):
        await ended  # else the thread might answer when nobody is there any longer


async def test_a_statement_on_a_connection_that_was_ended_is_refused(tmp_path: Path) -> None:
    connection = await driver.connect(str(tmp_path / "some.db"))
    ended = connection.stop()
    assert ended is not None
    asking = asyncio.gather(connection.execute("SELECT 1"), return_exceptions=True)
    async with asyncio.timeout(10):
        (error,) = await asking
        await ended

    assert isinstance(error, ValueError)
    assert connection.stop() is None
