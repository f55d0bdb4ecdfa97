"""The file that was given, as a reader can check it: its digest and its size."""

import hashlib
from pathlib import Path

from auditor.collect.desktop.files import RESULT
from storage.records import File


def file_of(path: Path) -> File | None:
    """The file at a path, or the one that a folder is given for; None where the folder holds several."""
    found = path / RESULT if path.is_dir() else path
    if not found.is_file():
        return None
    with found.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return File(digest, file.tell())
