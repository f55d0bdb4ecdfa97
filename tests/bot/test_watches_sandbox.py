"""A small version of `bench/watches.py`: a dozen chats watched for two weeks, through kills and a clock that is set."""

from pathlib import Path

from tests.bot.watch_sandbox import Plan, sandbox


async def test_each_due_moment_is_one_run_and_each_event_one_alert(tmp_path: Path) -> None:
    outcome = await sandbox(tmp_path, Plan(chats=12, days=14, events=6))

    assert [] == outcome.faults
    assert outcome.figures["runs"] > 100
    assert outcome.figures["killed"] > 15
    assert outcome.slowest_burst < 60
