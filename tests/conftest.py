"""What holds for every test: no network, no settings of the machine's own, a home that nobody else uses."""

import contextlib
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from auditor.work.pool import Pool
from storage.keeping import keepers
from storage.sqlite import database
from tests.ready import drawing
from tests.ready.database import copied
from tests.ready.keepers import Starter

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / f"deadsouls-hypothesis-{os.getuid()}")
hypothesis.settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("house")

migrate, start = database._migrate, keepers._started

LOOPBACK = ("127.", "::1", "localhost")


def _at_home_only(connect: Callable[..., Any]) -> Callable[..., Any]:
    def checked(self: socket.socket, address: Any) -> Any:
        inet = self.family in (socket.AF_INET, socket.AF_INET6)
        if inet and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test wants to reach {address}")
        return connect(self, address)

    return checked


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is slow comes last; but where several processes share the tests, first: else one is left with it in the end
    while the others have nothing to do."""
    shared = hasattr(config, "workerinput")
    items.sort(key=lambda item: (item.get_closest_marker("slow") is None) == shared)


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("DEADSOULS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DEADSOULS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(socket.socket, "connect", _at_home_only(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", _at_home_only(socket.socket.connect_ex))


@pytest.fixture(autouse=True, scope="session")
def _made_ready() -> Iterator[None]:
    """New homes are copies of a migrated one; keepers and what draws are forked."""
    starter = Starter()
    with pytest.MonkeyPatch.context() as patch, contextlib.closing(starter):
        patch.setattr(database, "_migrate", copied)
        patch.setattr(keepers, "_started", starter.started)
        patch.setattr(Pool, "_made", drawing.made)
        yield
    drawing.end()


@pytest.fixture(autouse=True)
def _made_anew(request: pytest.FixtureRequest, _made_ready: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """But not where this is what a test is about."""
    if request.node.get_closest_marker("migrates"):
        monkeypatch.setattr(database, "_migrate", migrate)
    if request.node.get_closest_marker("starts_keepers"):
        monkeypatch.setattr(keepers, "_started", start)
