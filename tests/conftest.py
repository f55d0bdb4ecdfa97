"""What holds for every test: no network, no settings of the machine's own, a home that nobody else uses."""

import os
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / f"deadsouls-hypothesis-{os.getuid()}")
hypothesis.settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("house")

LOOPBACK = ("127.", "::1", "localhost")


def _at_home_only(connect: Callable[..., Any]) -> Callable[..., Any]:
    def checked(self: socket.socket, address: Any) -> Any:
        inet = self.family in (socket.AF_INET, socket.AF_INET6)
        if inet and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test wants to reach {address}")
        return connect(self, address)

    return checked


@pytest.fixture(autouse=True)
def _house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("DEADSOULS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DEADSOULS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(socket.socket, "connect", _at_home_only(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", _at_home_only(socket.socket.connect_ex))
