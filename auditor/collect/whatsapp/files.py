"""Finds the text of a chat in what was given: a .txt, or the .zip or folder that holds it beside pictures."""

import contextlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from auditor.collect.datasets.lines import Lines
from auditor.collect.datasets.packed import open_packed
from auditor.collect.desktop.files import Stream, check_within, explain_faults, open_member
from auditor.collect.whatsapp.headings import begins_like_whatsapp
from auditor.errors import ExportUnreadable

_CHAT = "_chat.txt"
"""What an iPhone calls the text; Android calls it by the chat, in the phone's language."""

_TITLES = re.compile(
    r"^(?:WhatsApp Chat (?:with|-)|Чат WhatsApp с (?:группой|контактом)|Chat de WhatsApp con|Conversa do WhatsApp com"
    r"|WhatsApp[- ]Chat mit|Discussion WhatsApp avec|Chat WhatsApp con|WhatsApp Sohbeti|Чат WhatsApp із?)\s*",
    re.IGNORECASE,
)

LONGEST_LINE = 1 << 16
_LONGEST_TITLE = 255


class _Unpacked:
    """A file of an archive, as `Lines` reads files."""

    def __init__(self, stream: Stream) -> None:
        self.name = stream.name
        self._stream = stream

    @property
    def progress(self) -> float:
        return self._stream.progress

    def chunks(self) -> Iterator[bytes]:
        return self._stream.blocks


@contextlib.contextmanager
def open_lines(path: Path) -> Iterator[Lines]:
    """The lines of the chat that `path` is or holds. Raises `ExportUnreadable` in a sentence."""
    name = text_within(path)
    if name is None:
        with open_packed(path) as packed:
            yield Lines(packed)
        return
    if path.is_dir():
        check_within(path / name, path)
        with open_packed(path / name) as packed:
            yield Lines(packed)
        return
    with explain_faults(path), contextlib.ExitStack() as opened:
        archive = opened.enter_context(zipfile.ZipFile(path))
        yield Lines(_Unpacked(open_member(archive, archive.getinfo(name), path, opened)))


def text_within(path: Path) -> str | None:
    """The name of the text within a folder or an archive; None for a file that is the text itself."""
    if path.is_dir():
        names = sorted(found.name for found in path.glob("*.txt"))
    elif path.is_file() and zipfile.is_zipfile(path):
        with explain_faults(path), zipfile.ZipFile(path) as archive:
            names = [entry.filename for entry in archive.infolist() if entry.filename.lower().endswith(".txt")]
    else:
        return None
    chats = [name for name in names if PurePosixPath(name).name == _CHAT] or names
    if len(chats) != 1:
        raise ExportUnreadable(
            "{path} holds {count} texts that could be a chat; name one of them.", path=path, count=len(chats)
        )
    return chats[0]


def text_path(path: Path) -> Path:
    """The file that is known by what it says: the text itself, or the archive around it."""
    name = text_within(path)
    return path / name if name is not None and path.is_dir() else path


def holds_whatsapp(path: Path) -> bool:
    """Whether a folder or an archive holds one text, and that begins as a chat of WhatsApp does."""
    try:
        if text_within(path) is None:
            return False
        with open_lines(path) as lines:
            return begins_like_whatsapp(next((line for line in lines if line.strip()), ""))
    except ExportUnreadable:
        return False


def title_of(path: Path) -> str:
    """What the chat is called, by the name of its file."""
    inside = text_within(path)
    named = PurePosixPath(inside or path.name)
    stem = Path(path.name).stem if named.name == _CHAT else named.stem
    title = " ".join(_TITLES.sub("", stem).split())
    return title[:_LONGEST_TITLE] or "?"
