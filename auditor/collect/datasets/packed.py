"""Reads a file, plain or compressed, in chunks: no more of it is in memory than a chunk and the window of the format.

What a file is packed with is told by its first bytes, not by its name: zstd, gzip, bzip2, xz, or a zip that holds one
table. A file that unpacks to far more than it is, or asks for a larger window than is given to any, is turned away in a
sentence.
"""

import bz2
import contextlib
import gzip
import hashlib
import lzma
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from auditor.errors import ExportUnreadable

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj

CHUNK = 1 << 18
"""Bytes read at once, and the most that one step of unpacking a sound file hands out."""

MOST_WINDOW = 1 << 27
"""128 MiB, what zstd itself unpacks without being told to take more."""

MOST_TIMES_UNPACKED = 1_000
"""JSON of Telethon, which writes a thousand bytes of empty fields a message, shrinks 10 to 100 times under zstd; a file
that unpacks to more than this is a trap."""

SMALL = 1 << 22
"""What unpacks to no more than this is harmless, however well it shrank."""

_ZSTD, _GZIP, _BZIP2, _XZ, _ZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\x03\x04"
_MAGIC = (_ZSTD, _GZIP, _BZIP2, _XZ, _ZIP)

_BESIDE = ("__MACOSX", ".")
"""How names in a zip begin that a system has put beside what somebody packed."""

_FED = 1 << 10
"""Packed bytes taken at a time: a hostile kilobyte unpacks to 32 MiB at most."""


def is_packed(path: Path) -> bool:
    """Whether a file is packed by anything but zip."""
    with path.open("rb") as file:
        return file.read(max(map(len, _MAGIC))).startswith((_ZSTD, _GZIP, _BZIP2, _XZ))


class Packed:
    """A file that is being read, and how far that has come. Made by `open_packed`."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self.name = str(path)
        self._file = file
        self._size = max(1, path.stat().st_size)

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._file.tell() / self._size)

    def chunks(self) -> Iterator[bytes]:
        """The bytes in order, unpacked."""
        start = self._file.read(max(map(len, _MAGIC)))
        self._file.seek(0)
        ways: dict[bytes, Callable[[], Iterator[bytes]]] = {
            _ZSTD: self._zstd, _GZIP: self._gzip, _BZIP2: self._bzip2, _XZ: self._xz, _ZIP: self._zip,
        }  # fmt: skip
        for magic, unpacked in ways.items():
            if start.startswith(magic):
                return self._no_trap(self._refuse_packed_twice(unpacked()))
        return iter(lambda: self._file.read(CHUNK), b"")

    def _refuse_packed_twice(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The same; what was packed twice is turned away."""
        first = next(chunks, b"")
        if first.startswith((*_MAGIC, b"PAR1", b"ARROW1")):
            raise ExportUnreadable(
                "{path} holds another packed file or a spreadsheet; unpack it first.", path=self.name
            )
        yield first
        yield from chunks

    def _gzip(self) -> Iterator[bytes]:
        with gzip.GzipFile(fileobj=self._file) as unpacked:
            yield from iter(lambda: unpacked.read(CHUNK), b"")

    def _bzip2(self) -> Iterator[bytes]:
        return self._in_steps(bz2.BZ2Decompressor)

    def _xz(self) -> Iterator[bytes]:
        return self._in_steps(lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=2 * MOST_WINDOW))

    def _in_steps(self, begun: "Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor]") -> Iterator[bytes]:
        """One stream after the other, at most a chunk at a time; padding between them is passed over."""
        stream, fed = begun(), b""
        while True:
            if stream.eof:
                fed = stream.unused_data.lstrip(b"\0")
                if not (fed := fed or self._file.read(CHUNK).lstrip(b"\0")):
                    return
                stream = begun()
            elif stream.needs_input and not (fed := self._file.read(CHUNK)):
                raise EOFError
            if unpacked := stream.decompress(fed, CHUNK):
                yield unpacked
            fed = b""

    def _zip(self) -> Iterator[bytes]:
        with zipfile.ZipFile(self._file) as archive, archive.open(table_in(archive, self.name)) as unpacked:
            yield from iter(lambda: unpacked.read(CHUNK), b"")

    def _zstd(self) -> Iterator[bytes]:
        from zstandard import ZstdDecompressor, ZstdError

        frame: ZstdDecompressionObj | None = None
        try:
            while fed := self._file.read(_FED):
                while fed:
                    if frame is None or frame.eof:
                        frame = ZstdDecompressor(max_window_size=MOST_WINDOW).decompressobj()
                    if unpacked := frame.decompress(fed):
                        yield unpacked
                    fed = frame.unused_data if frame.eof else b""
        except ZstdError as error:
            if "too much memory" in str(error):
                raise ExportUnreadable(
                    "{path} was packed with a window of more than {most} MiB; unpack it first: zstd -d --long=31 FILE",
                    path=self.name,
                    most=MOST_WINDOW >> 20,
                ) from error
            raise ExportUnreadable("{path} is damaged: {said}.", path=self.name, said=str(error)) from error
        if frame is not None and not frame.eof:
            raise ExportUnreadable("{path} breaks off before its end; nothing of it is kept.", path=self.name)

    def _no_trap(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        unpacked = 0
        for chunk in chunks:
            unpacked += len(chunk)
            if unpacked > SMALL and unpacked > MOST_TIMES_UNPACKED * self._file.tell():
                raise ExportUnreadable(
                    "{path} unpacks to more than {most} times its size; no data set does that, so it is not read on.",
                    path=self.name,
                    most=MOST_TIMES_UNPACKED,
                )
            yield chunk


@contextlib.contextmanager
def open_packed(path: Path) -> Iterator[Packed]:
    """Opens the file at `path`. Raises `ExportUnreadable` in a sentence."""
    with explain_faults(path):
        if not stat.S_ISREG(path.stat().st_mode):
            raise ExportUnreadable("{path} is not a regular file.", path=path)
        with path.open("rb") as file:
            yield Packed(file, path)


@contextlib.contextmanager
def explain_faults(path: Path) -> Iterator[None]:
    """Turns what is raised of a packed file into `ExportUnreadable`, in a sentence."""
    try:
        yield
    except (gzip.BadGzipFile, zlib.error, zipfile.BadZipFile, lzma.LZMAError, NotImplementedError) as error:
        if "Memory usage limit" in str(error):
            raise ExportUnreadable(
                "{path} was packed with a larger window than is taken; unpack it first.", path=path
            ) from error
        raise ExportUnreadable("{path} is damaged: {said}.", path=path, said=str(error)) from error
    except EOFError as error:
        raise ExportUnreadable("{path} breaks off before its end; nothing of it is kept.", path=path) from error
    except RuntimeError as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise ExportUnreadable(
                "The archive {path} is locked with a password; unpack it first.", path=path
            ) from error
        raise
    except OSError as error:
        if error.errno is None:
            raise ExportUnreadable("{path} is damaged: {said}.", path=path, said=str(error)) from error
        raise ExportUnreadable(
            "{path} cannot be read: {said}.", path=path, said=str(error.strerror or error)
        ) from error


def table_in(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """The only file that a zip holds, beside what systems add. Raises `ExportUnreadable`."""
    files = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not any(part.startswith(_BESIDE) for part in entry.filename.split("/"))
    ]
    if len(files) != 1:
        raise ExportUnreadable(
            "The archive {path} holds {count} files; one that holds a single table is read as it is. Unpack it, and"
            " name the table.",
            path=name,
            count=len(files),
        )
    if stat.S_ISLNK(files[0].external_attr >> 16):
        raise ExportUnreadable("{member} in {path} is a link, not a file.", member=files[0].filename, path=name)
    return files[0]


def digest(path: Path, *read_as: object) -> str:
    """By what a file is known: what it says and how that was read, not where it lies or what it is called."""
    with open_packed(path), path.open("rb") as file:
        known = hashlib.file_digest(file, "sha256")
    known.update(repr(read_as).encode("utf-8", "surrogatepass"))
    return known.hexdigest()[:32]
