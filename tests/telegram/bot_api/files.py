"""What was uploaded, by whom ever, and may be fetched."""

import hashlib
from dataclasses import dataclass
from mimetypes import guess_type
from typing import Any, Literal

from tests.telegram.bot_api.faults import Refusal, bad
from tests.telegram.bot_api.forms import Form, Upload

LARGEST_DOWNLOAD = 20 << 20
LARGEST_UPLOAD = 50 << 20
LARGEST_PHOTO = 10 << 20

Kind = Literal["document", "photo"]


@dataclass(frozen=True)
class StoredFile:
    """A file that lies at Telegram. `size` is width and height of a photo."""

    id: str
    kind: Kind
    name: str
    data: bytes
    size: tuple[int, int] = (0, 0)

    @property
    def path(self) -> str:
        """Where it is downloaded from."""
        return f"{self.kind}s/{self.id}"

    def shown(self) -> Any:
        """The file as a message carries it: a document, or a photo in its one size."""
        facts: dict[str, Any] = {"file_id": self.id, "file_unique_id": self.id[-16:], "file_size": len(self.data)}
        if self.kind == "photo":
            return [facts | {"width": self.size[0], "height": self.size[1]}]
        return facts | {"file_name": self.name, "mime_type": guess_type(self.name)[0] or "application/octet-stream"}


class Files:
    """All files by their id, which says what is in them: the same file twice has one id."""

    def __init__(self) -> None:
        self._kept: dict[str, StoredFile] = {}

    def keep(self, kind: Kind, name: str, data: bytes, size: tuple[int, int] = (0, 0)) -> StoredFile:
        """Takes a file in."""
        said = hashlib.blake2b(data, digest_size=18, person=kind.encode()[:8], salt=name.encode()[-8:])
        file = StoredFile(("AgAC" if kind == "photo" else "BQAC") + said.hexdigest(), kind, name, data, size)
        return self._kept.setdefault(file.id, file)

    def by_id(self, file_id: str) -> StoredFile | None:
        """The file of an id."""
        return self._kept.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """The file that lies there."""
        file = self._kept.get(path.rpartition("/")[2])
        return file if file is not None and file.path == path else None

    def sent(self, form: Form, kind: Kind, field: str, value: Any = None) -> StoredFile:
        """The file that a bot sends in a field: new, or one of which it gives the id."""
        upload = form.upload(field, value)
        if upload is not None:
            return self._new(kind, upload)
        told = form.text(field) if value is None else str(value)
        if not told:
            raise bad(f"there is no {kind} in the request")
        file = self.by_id(told)
        if file is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
        return file

    def _new(self, kind: Kind, upload: Upload) -> StoredFile:
        if not upload.data:
            raise bad("file must be non-empty")
        if len(upload.data) > (LARGEST_PHOTO if kind == "photo" else LARGEST_UPLOAD):
            raise Refusal(413, "Request Entity Too Large")
        size = measured(upload.data) if kind == "photo" else (0, 0)
        return self.keep(kind, upload.name, upload.data, size)


def measured(image: bytes) -> tuple[int, int]:
    """Width and height of a photo. PNG says them at its beginning; a JPEG is taken as it comes."""
    if image.startswith(b"\x89PNG\r\n\x1a\n") and len(image) >= 24:
        width, height = int.from_bytes(image[16:20], "big"), int.from_bytes(image[20:24], "big")
        if not width or not height or width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        return width, height
    if image.startswith(b"\xff\xd8\xff"):
        return 800, 600
    raise bad("IMAGE_PROCESS_FAILED")
