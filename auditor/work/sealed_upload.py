"""An export that somebody sent, as it rests until it is audited: sealed under the installation's key: whoever takes the
file, and not the key, has no chat with its names and words."""

import contextlib
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from storage.errors import KeyUnusable, StorageError
from storage.sealing.pieces import IN_PIECES, Sealing, pieces
from storage.sealing.sealed import UNDER_KEY, seal, unseal
from storage.sentences import Sentence

PURPOSE = "upload"

IN_MEMORY = 1 << 30
"""An upload that is longer is opened on disk, closed to others, also where it could lie in memory."""


def keep(path: Path, key: bytes, content: bytes | bytearray) -> None:
    """Writes a new upload, sealed and closed to others, and the folder where it lies. Raises `StorageError` where the
    disk is full or refuses."""
    sealed = seal(key, PURPOSE, bytes(content))
    with _in_one_sentence(Sentence("An upload cannot be kept")), _new(path) as file:
        file.write(sealed)


class Arriving:
    """An upload of any size that is written, sealed and closed to others, while it comes in."""

    def __init__(self, path: Path, key: bytes, leave_free: int) -> None:
        self._path = path
        self._leave_free = leave_free
        self.size = 0
        with _in_one_sentence(Sentence("An upload cannot be kept")):
            self._file = _new(path)
            self._sealing = Sealing(self._file, key, PURPOSE)

    def write(self, data: bytes) -> None:
        """Takes more of it. Raises `StorageError` where the disk is full, or would leave fewer bytes free than it
        must."""
        if shutil.disk_usage(self._path.parent).free < self._leave_free + len(data):
            raise StorageError("The disk is almost full; nothing of the file was kept.", why="ENOSPC")
        with _in_one_sentence(Sentence("An upload cannot be kept")):
            self._sealing.write(data)
        self.size += len(data)

    def finish(self) -> None:
        """All of it has come."""
        with _in_one_sentence(Sentence("An upload cannot be kept")):
            self._sealing.finish()
            self._file.close()

    def abandon(self) -> None:
        """Lets go of what has come."""
        with contextlib.suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


def _new(path: Path) -> IO[bytes]:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextlib.contextmanager
def unsealed(path: Path, key: bytes, name: str = "") -> Iterator[Path]:
    """A path under which the export can be read meanwhile, called `name` where that is given. On Linux it is memory of
    this process; elsewhere, and where it is too long, a file in a folder beside it, closed to others, which goes with
    the reading, and with the next start where that was killed. Raises `StorageError` where there is no room for it."""
    with contextlib.ExitStack() as opened:
        place, descriptor = _place(path, name, opened)
        with _in_one_sentence(Sentence("An upload cannot be opened")), open(descriptor, "wb", closefd=False) as file:
            file.writelines(_content(path, key))
        yield place


def _place(path: Path, name: str, opened: contextlib.ExitStack) -> tuple[Path, int]:
    if sys.platform == "linux" and path.stat().st_size <= IN_MEMORY:
        descriptor = os.memfd_create("export", os.MFD_CLOEXEC)
        os.fchmod(descriptor, 0o600)
        opened.callback(os.close, descriptor)
        memory = Path(f"/proc/self/fd/{descriptor}")
        if not name:
            return memory, descriptor
        place = _folder(path, opened) / name
        place.symlink_to(memory)
        return place, descriptor
    place = _folder(path, opened) / (name or "export")
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    opened.callback(os.close, descriptor)
    return place, descriptor


def _folder(path: Path, opened: contextlib.ExitStack) -> Path:
    """A folder of its own beside the upload, closed to others; what a table is called is its file's name."""
    folder = path.with_name(f"{secrets.token_hex(12)}.opened")
    folder.mkdir(mode=0o700)
    opened.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _content(path: Path, key: bytes) -> Iterator[bytes]:
    with path.open("rb") as file:
        head = file.read(len(IN_PIECES))
        file.seek(0)
        if head == IN_PIECES:
            yield from pieces(file, key, PURPOSE, Sentence("An upload"))
        elif head.startswith(UNDER_KEY):
            yield unseal(key, PURPOSE, file.read(), "An upload")
        else:
            raise KeyUnusable("The upload {path} is not sealed.", path=path.name)


@contextlib.contextmanager
def _in_one_sentence(what: Sentence) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            "{what}: {said}.", what=what, said=str(error.strerror or error), why=errno.errorcode.get(error.errno or 0)
        ) from error
