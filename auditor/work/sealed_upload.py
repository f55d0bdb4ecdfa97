"""A file that somebody sent, as it rests until it is audited: sealed under the installation's key: whoever takes the
file, and not the key, has no chat with its names and words, nor what the file was called."""

import contextlib
import errno
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from storage.errors import KeyUnusable, StorageError
from storage.sealing.sealed import UNDER_KEY, seal, unseal

PURPOSE = "upload"


class Sent(msgspec.Struct, frozen=True):
    """A file with the name that it came under."""

    name: str
    content: bytes


class Opened(msgspec.Struct, frozen=True):
    """The same, readable at a path meanwhile."""

    name: str
    path: Path


def keep(path: Path, key: bytes, sent: Sent) -> None:
    """Writes a new upload, sealed and closed to others, and the folder where it lies. Raises `StorageError` where the
    disk is full or refuses."""
    sealed = seal(key, PURPOSE, msgspec.msgpack.encode(sent))
    with _in_one_sentence("An upload cannot be kept"):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)


@contextlib.contextmanager
def unsealed(path: Path, key: bytes) -> Iterator[Opened]:
    """A path under which the file can be read meanwhile. On Linux it is memory of this process; elsewhere a file
    beside it, closed to others, which goes with the reading, and with the next start where that was killed. Raises
    `StorageError` where there is no room for it."""
    with _sent(path, key) as sent:
        if sys.platform == "linux":
            descriptor = os.memfd_create("export", os.MFD_CLOEXEC)
            place = Path(f"/proc/self/fd/{descriptor}")
        else:
            place = path.with_name(f"{secrets.token_hex(12)}.opened")
            descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with _in_one_sentence("An upload cannot be opened"), open(descriptor, "wb", closefd=False) as file:
                file.write(sent.content)
            yield Opened(sent.name, place)
        finally:
            os.close(descriptor)
            if sys.platform != "linux":
                place.unlink(missing_ok=True)


@contextlib.contextmanager
def _sent(path: Path, key: bytes) -> Iterator[Sent]:
    sealed = path.read_bytes()
    if not sealed.startswith(UNDER_KEY):
        raise KeyUnusable(f"The upload {path.name} is not sealed.")
    yield msgspec.msgpack.decode(unseal(key, PURPOSE, sealed, "An upload"), type=Sent)


@contextlib.contextmanager
def _in_one_sentence(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{what}: {error.strerror or error}.", why=errno.errorcode.get(error.errno or 0)) from error
