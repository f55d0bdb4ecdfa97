"""Whoever watches machines sees whether the service lives and its queue moves."""

import socket
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from auditor.doors.checks import service_checks
from auditor.settings import read_settings
from bot.health import Health
from tests.bot.running import companion
from tests.worlds import live


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_figures_are_answered_on_loopback_in_prometheus_form() -> None:
    port = free_port()
    with closing(Health(port)) as health:
        health.show({"at": 1_700_000_000, "accounts": 2, "waiting": 3, "running": 1, "parked": 0})
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            said = answer.read().decode()
    assert 'deadsouls_jobs{state="waiting"} 3.0' in said
    assert "deadsouls_accounts 2.0" in said


def test_without_a_port_nobody_answers() -> None:
    with closing(Health(0)) as health:
        health.show({"at": 1, "accounts": 0})


async def test_a_running_service_is_well(tmp_path: Path) -> None:
    async with companion(tmp_path, [live.dvk_live(1, 60)]) as running:
        beat = running.home / "service.json"
        await running.api.until(lambda: beat.exists() and b'"accounts": 1' in beat.read_bytes(), 20)
        found = service_checks(running.companion.settings, int(time.time()))
        assert all(check.ok for check in found), found
        later = service_checks(running.companion.settings, int(time.time()) + 120)
        assert not later[0].ok


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"at": "soon"}'])
def test_a_service_that_never_ran_is_told_from_one_that_does(
    tmp_path: Path, content: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEADSOULS_HOME", str(tmp_path))
    if content is not None:
        (tmp_path / "service.json").write_bytes(content)
    (found,) = service_checks(read_settings(), int(time.time()))
    assert not found.ok
    assert "start deadsouls-bot" in str(found.what)
