"""Which files on this machine may be read: regular files of this user, and folders of such, that are what their path
says; no link, no device, nothing of the installation itself."""

import contextlib
import os
import stat
from pathlib import Path

from auditor.errors import ExportUnreadable

MOST_FILES = 10_000
"""Of a folder; an export without its media has a few."""

MOST_SHOWN = 8
"""Exports that are offered by themselves."""


def readable(written: str, home: Path) -> Path:
    """The file or folder that was named. Raises `ExportUnreadable`, in the same words whatever is there that may not be
    read."""
    typed = Path(written.strip().strip("\"'")).expanduser()
    if not typed.is_absolute() or "\0" in written:
        raise ExportUnreadable("Write the whole path, from the root of the disk or from ~ on.")
    path = typed.parent.resolve() / typed.name
    try:
        may = typed.name not in {"", ".."} and _is_own(path) and not _within(path, home)
    except OSError as error:
        raise ExportUnreadable("There is no such file or folder, or it is not yours to read.") from error
    if not may:
        raise ExportUnreadable(
            "Only regular files of yours and folders of such can be read: no links, no devices, nothing of somebody"
            " else, nothing of the installation itself."
        )
    return path


def _is_own(path: Path) -> bool:
    """Whether it is a regular file of this user, or a folder of this user's that holds nothing else."""
    found = path.lstat()
    if not _mine(found):
        return False
    if stat.S_ISREG(found.st_mode):
        return found.st_size > 0  # as it is of what the system makes up while it is read, under /proc
    return stat.S_ISDIR(found.st_mode) and all(_plain(each) for each in _listed(path))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    """What a folder holds, and its folders: an export is two deep."""
    listed: list[os.DirEntry[str]] = []
    waiting = [(folder, 2)]
    while waiting:
        place, deep = waiting.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                listed.append(entry)
                if len(listed) > MOST_FILES:
                    raise ExportUnreadable("The folder holds too much to be an export; name the file in it.")
                if deep and entry.is_dir(follow_symlinks=False):
                    waiting.append((Path(entry.path), deep - 1))
    return listed


def _plain(entry: os.DirEntry[str]) -> bool:
    found = entry.stat(follow_symlinks=False)
    return _mine(found) and (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode))


def _mine(found: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or found.st_uid == os.getuid()


def _within(path: Path, home: Path) -> bool:
    """Whether the path is of the installation, or holds it."""
    place, own = path.resolve(), home.resolve()
    return place.is_relative_to(own) or own.is_relative_to(place)


def exports_found(home: Path) -> list[Path]:
    """The newest exports where Telegram Desktop writes them, the newest first."""
    found: list[tuple[float, Path]] = []
    for folder in (Path.home() / "Downloads" / "Telegram Desktop", Path.home() / "Downloads"):
        for entry in _entries(folder):
            if entry.name.startswith(("ChatExport", "DataExport")) or entry.name == "result.json":
                with contextlib.suppress(OSError, ExportUnreadable):
                    place = readable(entry.path, home)
                    found.append((entry.stat(follow_symlinks=False).st_mtime, place))
    return [path for _, path in sorted(found, reverse=True)[:MOST_SHOWN]]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
