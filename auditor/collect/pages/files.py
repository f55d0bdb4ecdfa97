"""Finds the pages of an export and opens them, one after the other.

Desktop calls the pages of a chat messages.html, messages2.html and so on, and puts those of a full account into
chats/chat_001/ and so on, with a list of the chats in lists/chats.html.
"""

import contextlib
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from auditor.collect.desktop.files import RESULT, Stream, check_exists, check_within, explain_faults, open_member
from auditor.errors import ExportUnreadable

MOST_PAGES = 200_000
"""Two hundred million messages; an archive that claims more pages is no export."""

_PAGE = re.compile(r"messages([0-9]{0,9})\.html")
_PLACES = ("", "*/", "chats/*/", "*/chats/*/")
"""Where the pages of a chat lie in a folder: of one chat, and of a full account."""
_LISTS = ("lists/chats.html", "*/lists/chats.html")


class Found(msgspec.Struct, frozen=True):
    """The pages of one chat. `folder` is where they lie within what was given, `pages` their names there, in order;
    `numbered` the numbers in those names."""

    folder: str
    pages: tuple[str, ...]
    numbered: tuple[int, ...]

    @property
    def gaps(self) -> int:
        """Pages that must have been there: those before the last one."""
        return max(self.numbered) - len(self.numbered)


class Place:
    """A page, a folder or an archive: what it holds, and its files by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        check_exists(path)
        self._archived = path.is_file() and zipfile.is_zipfile(path)

    def chats(self) -> list[Found]:
        """The chats that lie there as pages, in the order of their folders."""
        if self.path.is_file() and not self._archived:
            return [self._pages_beside()]
        by_folder: dict[str, dict[int, str]] = {}
        for name in self.names(_PLACES, "messages*.html"):
            number = _number(name)
            if number is not None:
                by_folder.setdefault(str(PurePosixPath(name).parent), {})[number] = name
        return [_found(folder, pages) for folder, pages in sorted(by_folder.items())]

    def lists(self) -> list[str]:
        """The lists of the chats of a full account."""
        if self.path.is_file() and not self._archived:
            return []
        patterns = [pattern.removesuffix("chats.html") for pattern in _LISTS]
        return self.names(patterns, "chats.html")

    def _pages_beside(self) -> Found:
        """The page that was named; with those beside it, where it is called as Desktop calls them."""
        number = _number(self.path.name)
        if number is None:
            return Found("", (self.path.name,), (1,))
        beside = {}
        for page in self.path.parent.glob("messages*.html"):
            found = _number(page.name)
            if found is not None:
                beside[found] = page.name
        return _found("", beside)

    def names(self, places: tuple[str, ...] | list[str], pattern: str) -> list[str]:
        """Files of that name in these places, relative to what was given."""
        if self._archived:
            with explain_faults(self.path), zipfile.ZipFile(self.path) as archive:
                names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            return [name for name in names if any(_lies(name, place + pattern) for place in places)][: MOST_PAGES + 1]
        with explain_faults(self.path):
            found = [path for place in places for path in self.path.glob(place + pattern)]
        return sorted({path.relative_to(self.path).as_posix() for path in found if path.is_file()})[: MOST_PAGES + 1]

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[Stream]:
        """Opens one of its files. Raises `ExportUnreadable` in a sentence."""
        with explain_faults(self.path), contextlib.ExitStack() as opened:
            if self._archived:
                archive = opened.enter_context(zipfile.ZipFile(self.path))
                yield open_member(archive, archive.getinfo(name), self.path, opened)
                return
            folder = self.path if self.path.is_dir() else self.path.parent
            page = folder / name
            if self.path.is_dir():
                check_within(page, folder)
            if not stat.S_ISREG(page.stat().st_mode):
                raise ExportUnreadable("{page} is not a regular file.", page=page)
            yield Stream(opened.enter_context(page.open("rb")), page.stat().st_size, str(page))


def holds_pages(path: Path) -> bool:
    """Whether a folder or an archive holds pages of an export."""
    return bool(Place(path).chats())


def holds_json(path: Path) -> bool:
    """Whether a folder or an archive holds an export as JSON."""
    return bool(Place(path).names(("", "*/"), RESULT))


def _found(folder: str, pages: dict[int, str]) -> Found:
    if len(pages) > MOST_PAGES:
        raise ExportUnreadable("More than {most} pages of one chat; that is no export.", most=MOST_PAGES)
    numbers = sorted(pages)
    return Found(folder, tuple(pages[number] for number in numbers), tuple(numbers))


def _number(name: str) -> int | None:
    """The number of a page by its name: 1 of messages.html, 2 of messages2.html."""
    found = _PAGE.fullmatch(PurePosixPath(name).name)
    return None if found is None else int(found[1] or 1)


def _lies(name: str, pattern: str) -> bool:
    """Whether a name within an archive is of a pattern, each star of which stands for one part."""
    parts, wanted = PurePosixPath(name).parts, PurePosixPath(pattern).parts
    return len(parts) == len(wanted) and all(
        PurePosixPath(part).match(piece) for part, piece in zip(parts, wanted, strict=True)
    )
