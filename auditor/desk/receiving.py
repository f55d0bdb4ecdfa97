"""A form with a file in it, taken in as it comes: the file goes sealed to the disk, piece by piece, and is at no time
there in the clear."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from python_multipart.multipart import MultipartParser, parse_options_header

from auditor.desk.runs import ARRIVING
from auditor.errors import UsageError
from auditor.report.statements.titles import plain_title
from auditor.work.sealed_upload import Arriving

LEAVE_FREE = 1 << 30
"""So much of the disk stays free: reading a file writes rows of about its length."""

LONGEST_FIELD = 2_000
LONGEST_NAME = 120


class Received:
    """What a form held: its fields, and where each file rests, with the name it was sent under."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.fields: dict[str, str] = {}
        self.files: list[tuple[str, str]] = []
        """The name of each file, and what it is called in the folder."""
        self._folder = folder
        self._key = key
        self._headers: dict[str, bytes] = {}
        self._header = bytearray(), bytearray()
        self._field: tuple[str, bytearray] | None = None
        self._arriving: tuple[str, str, Arriving] | None = None
        self.ended = False

    def parser(self, boundary: bytes) -> MultipartParser:
        """What takes the form apart."""
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                "on_header_end": self._header_ends,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._data,
                "on_part_end": self._part_ends,
                "on_end": self._all_ends,
            },
        )

    def must_be_whole(self) -> None:
        """Raises `UsageError` where the form broke off."""
        if not self.ended:
            raise UsageError("The file did not come whole; nothing of it was kept.")

    def abandon(self) -> None:
        """Lets go of what is not whole, and of all that came with it."""
        if self._arriving is not None:
            self._arriving[2].abandon()
        for _, place in self.files:
            (self._folder / place).unlink(missing_ok=True)

    def _begin(self) -> None:
        self._headers = {}

    def _header_ends(self) -> None:
        self._headers[bytes(self._header[0]).decode("latin-1").lower()] = bytes(self._header[1])
        self._header = bytearray(), bytearray()

    def _headers_end(self) -> None:
        _, said = parse_options_header(self._headers.get("content-disposition", b""))
        field = said.get(b"name", b"").decode("utf-8", "replace")
        self._field = self._arriving = None
        if b"filename" not in said:
            self._field = field, bytearray()
        elif name := plain_name(said[b"filename"].decode("utf-8", "replace")):
            place = secrets.token_hex(12)
            self._arriving = name, place, Arriving(self._folder / f"{place}{ARRIVING}", self._key, LEAVE_FREE)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._arriving is not None:
            self._arriving[2].write(data[start:end])
        elif self._field is not None:
            self._field[1].extend(data[start:end])
            if len(self._field[1]) > LONGEST_FIELD:
                raise UsageError("A field of this form is too long.")

    def _part_ends(self) -> None:
        if self._arriving is not None:
            name, place, arriving = self._arriving
            arriving.finish()
            (self._folder / f"{place}{ARRIVING}").rename(self._folder / place)
            self.files.append((name, place))
        elif self._field is not None:
            self.fields[self._field[0]] = self._field[1].decode("utf-8", "replace")
        self._field = self._arriving = None

    def _all_ends(self) -> None:
        self.ended = True


async def received(stream: AsyncIterator[bytes], content_type: str, folder: Path, key: bytes) -> Received:
    """Takes in a form. Raises `UsageError` for what is none or breaks off, and `StorageError` where the disk is full;
    nothing of it is kept then."""
    from python_multipart.exceptions import MultipartParseError

    kind, said = parse_options_header(content_type)
    if kind != b"multipart/form-data" or b"boundary" not in said:
        raise UsageError("This is no form with a file.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = Received(folder, key)
    try:
        parser = found.parser(said[b"boundary"])
        async for chunk in stream:
            parser.write(chunk)
        parser.finalize()
        found.must_be_whole()
    except MultipartParseError as error:
        found.abandon()
        raise UsageError("This is no form with a file.") from error
    except BaseException:
        found.abandon()
        raise
    return found


def plain_name(sent: str) -> str:
    """The name of a file without folders and without what cannot be shown; "" for none."""
    name = plain_title(PurePosixPath(PureWindowsPath(sent).name).name, LONGEST_NAME).replace("/", "").replace("\\", "")
    return "" if name.strip(". ") == "" else name
