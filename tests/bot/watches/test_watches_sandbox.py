"""A small version of `bench/watches.py`: a few chats watched for a week, through kills and a clock that is set."""

from pathlib import Path

import pytest

from tests.bot.watches.sandbox import Plan, sandbox


@pytest.mark.slow
async def test_each_due_moment_is_one_run_and_each_event_one_alert(tmp_path: Path) -> None:
    outcome = await sandbox(tmp_path, Plan(chats=8, days=9, events=6, kills_a_day=1, step=6 * 3_600))

    assert [] == outcome.faults
    assert outcome.figures["runs"] > 60
    assert outcome.figures["killed"] >= 4
    assert outcome.slowest_burst < 60
