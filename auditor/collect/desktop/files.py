"""Opens what was given on the command line as one stream of bytes, and tells its size."""

import contextlib
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from auditor.collect.encodings import Utf8
from auditor.errors import ExportUnreadable

RESULT = "result.json"

BLOCK = 1 << 16
"""How much is read at a time: what is made of it must fit the cache."""

MOST_TIMES_UNPACKED = 200
"""A chat's JSON shrinks 5 to 30 times; a file that unpacks to more than this is no chat but a trap."""

SMALL = 1 << 20
"""An archive that unpacks to no more than this is harmless, however well it shrank."""


class Stream:
    """Bytes to read from the beginning, in blocks and as UTF-8, and what to call them in a sentence."""

    def __init__(self, file: IO[bytes], size: int, name: str) -> None:
        self.name = name
        self._file = file
        self._size = max(1, size)
        self._text = Utf8(iter(lambda: file.read(BLOCK), b""), name)
        self.blocks = iter(self._text)

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._file.tell() / self._size)

    @property
    def encoding(self) -> str | None:
        """What the file is written in, where its letters alone tell it."""
        return self._text.told


@contextlib.contextmanager
def open_stream(path: Path) -> Iterator[Stream]:
    """Opens the export that `path` is or holds. Raises `ExportUnreadable` in a sentence."""
    with explain_faults(path), contextlib.ExitStack() as opened:
        yield _open(path, opened)


@contextlib.contextmanager
def explain_faults(path: Path) -> Iterator[None]:
    """Tells in a sentence what goes wrong while a file, a folder or an archive is read: raises `ExportUnreadable`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise ExportUnreadable(
            "The archive {path} is damaged or of an unknown kind: {said}.", path=path, said=str(error)
        ) from error
    except RuntimeError as error:
        if "password" in str(error):
            raise ExportUnreadable(
                "The archive {path} is locked with a password; unpack it first.", path=path
            ) from error
        raise
    except OSError as error:
        raise ExportUnreadable(
            "{path} cannot be read: {said}.", path=path, said=str(error.strerror or error)
        ) from error


def _open(path: Path, opened: contextlib.ExitStack) -> Stream:
    check_exists(path)
    if path.is_dir():
        path = _inside(path)
    if not stat.S_ISREG(path.stat().st_mode):
        raise ExportUnreadable("{path} is not a regular file.", path=path)
    if zipfile.is_zipfile(path):
        return _zipped(path, opened)
    return Stream(opened.enter_context(path.open("rb")), path.stat().st_size, str(path))


def _inside(folder: Path) -> Path:
    found = folder / RESULT
    if not found.exists():
        nested = sorted(folder.glob(f"*/{RESULT}"))
        if len(nested) == 1:
            found = nested[0]
        elif nested:
            raise ExportUnreadable(
                "The folder {folder} holds {count} exports; name one of them.", folder=folder, count=len(nested)
            )
        else:
            raise ExportUnreadable("The folder {folder} holds no {result}.", folder=folder, result=RESULT)
    check_within(found, folder)
    return found


def check_exists(path: Path) -> None:
    """Raises `ExportUnreadable` where there is nothing."""
    if not path.exists():
        raise ExportUnreadable("There is no file or folder {path}.", path=path)


def check_within(found: Path, folder: Path) -> None:
    """Raises `ExportUnreadable` for a link that leads out of the folder it was found in."""
    if not found.resolve().is_relative_to(folder.resolve()):
        raise ExportUnreadable("{found} is a link that leads out of the folder; name its target itself.", found=found)


def _zipped(path: Path, opened: contextlib.ExitStack) -> Stream:
    archive = opened.enter_context(zipfile.ZipFile(path))
    members = [entry for entry in archive.infolist() if Path(entry.filename).name == RESULT and not entry.is_dir()]
    if not members:
        members = [entry for entry in archive.infolist() if entry.filename.endswith(".json")]
    if len(members) != 1:
        if not members:
            raise ExportUnreadable("The archive {path} holds no {result}.", path=path, result=RESULT)
        raise ExportUnreadable(
            "The archive {path} holds {count} files that could be a {result}.",
            path=path,
            count=len(members),
            result=RESULT,
        )
    return open_member(archive, members[0], path, opened)


def open_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, opened: contextlib.ExitStack) -> Stream:
    """A file of an archive. Raises `ExportUnreadable` for a link, and for what would unpack to far more than it is."""
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ExportUnreadable("{member} in {path} is a link, not a file.", member=entry.filename, path=path)
    if entry.file_size > SMALL and entry.file_size > MOST_TIMES_UNPACKED * max(1, entry.compress_size):
        raise ExportUnreadable(
            "{member} in {path} would unpack to {file_size} bytes, more than {most} times its size; no"
            " chat does that, so it is not opened.",
            member=entry.filename,
            path=path,
            file_size=entry.file_size,
            most=MOST_TIMES_UNPACKED,
        )
    return Stream(opened.enter_context(archive.open(entry)), entry.file_size, f"{path}/{entry.filename}")
