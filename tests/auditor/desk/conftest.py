"""One desk for tests that only look, and processes that are forked from one that has loaded what they need."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.work import apart
from tests.auditor.desk.running import Client, Running
from tests.ready.drawing import LOADED


@pytest.fixture(autouse=True)
def _forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "STARTED", "forkserver")
    multiprocessing.get_context("forkserver").set_forkserver_preload([*LOADED, "auditor.desk.working"])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the desk's installation lies."""
    return tmp_path / "home"


@pytest.fixture
def running(home: Path) -> Iterator[Running]:
    """A desk."""
    with Running(home) as desk:
        yield desk


@pytest.fixture
def client(running: Running) -> Iterator[Client]:
    """Somebody who was let in."""
    with running.let_in() as let_in:
        yield let_in
