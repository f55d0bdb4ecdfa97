"""A second desk on one home finds the first: it asks it for a token, opens it, and ends."""

import http.client
import os
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from auditor.desk.guard import ANOTHER, ENTER

SECONDS = 5


class Running(msgspec.Struct, frozen=True):
    """Where a desk is, and what whoever can read this home asks it with. It rests closed to others (0600)."""

    port: int
    secret: str


class FirstElsewhere(Exception):
    """Another desk serves this home; `address` lets one in, and is empty where it does not answer."""

    def __init__(self, address: str) -> None:
        super().__init__("another desk serves this home")
        self.address = address


def take(folder: Path) -> FileLock:
    """The right to serve a home, for as long as it is not released or the process ends. Raises `FirstElsewhere`."""
    lock = FileLock(folder / "lock", mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise FirstElsewhere(_asked(folder)) from None
    return lock


def say(folder: Path, running: Running) -> None:
    """Leaves word where this desk is."""
    place = folder / "running.json"
    place.unlink(missing_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(running))


def _asked(folder: Path) -> str:
    """The address of the first desk, with a new token."""
    try:
        running = msgspec.json.decode((folder / "running.json").read_bytes(), type=Running)
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=SECONDS)
        connection.request("POST", ANOTHER, headers={"authorization": f"Bearer {running.secret}"})
        answer = connection.getresponse()
        token = answer.read(200).decode()
        connection.close()
    except (OSError, http.client.HTTPException, msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return f"http://127.0.0.1:{running.port}{ENTER}{token}" if answer.status == http.HTTPStatus.OK else ""
