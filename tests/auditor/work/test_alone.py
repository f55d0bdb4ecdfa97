"""A worker needs no bot: neither a token nor python-telegram-bot."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT


def test_a_worker_reads_and_measures_where_nothing_of_the_bot_can_be_imported(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DEADSOULS_")}
    ran = subprocess.run(  # noqa: S603 - Python itself
        [sys.executable, "-m", "tests.auditor.work.alone", str(tmp_path)], cwd=ROOT, env=env, capture_output=True,
        check=False, timeout=120,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr.decode()
    found = json.loads(ran.stdout)
    assert found.pop("announced") >= 2, "that it was taken, and that it ended"
    assert {"state": "done", "audit": 1, "token": None, "of the bot": []} == found
