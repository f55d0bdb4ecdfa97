"""A session that rests sealed under the installation's key: it is a string in memory, and a file that only that key
opens. Where the key itself is sealed with a passphrase, neither is of use without it."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from telethon.sessions import SQLiteSession, StringSession

from auditor.errors import Sentence, TelegramRefused
from storage.sealing.sealed import UNDER_KEY, seal, unseal

PURPOSE = "session"


class SealedSession(StringSession):  # type: ignore[misc]  # Telethon has no types
    """One that knows whether Telegram has ended it."""

    ended = False

    def delete(self) -> None:
        """As Telethon calls it when the account signs out."""
        self.ended = True


@contextlib.contextmanager
def sealed_session(path: Path, key: bytes) -> Iterator[SealedSession]:
    """The session of a sealed file, or a new one where the file is empty; what has changed is sealed again at the end,
    and a session that was ended is removed. Raises `KeyUnusable`, `TelegramRefused`."""
    sealed = path.read_bytes()
    before = unseal(key, PURPOSE, sealed, Sentence("The session {path}", path=path)).decode() if sealed else ""
    try:
        session = SealedSession(before or None)
    except ValueError as error:
        raise TelegramRefused("{path} is no session; remove it and run: deadsouls login", path=path) from error
    try:
        yield session
    finally:
        after = session.save()
        if session.ended:
            path.unlink(missing_ok=True)
        elif after != before:
            write_closed(path, seal(key, PURPOSE, after.encode()))


def is_sealed(path: Path) -> bool:
    """Whether a session file is sealed."""
    with path.open("rb") as file:
        return file.read(len(UNDER_KEY)) == UNDER_KEY


def seal_file(path: Path, key: bytes) -> bool:
    """Turns a session file of Telethon into a sealed one; False where it is not signed in, or sealed already."""
    if not path.exists() or path.stat().st_size == 0 or is_sealed(path):
        return False
    told = SQLiteSession(str(path))
    try:
        text = StringSession.save(told)
    finally:
        told.close()
    if not text:
        return False
    write_closed(path, seal(key, PURPOSE, text.encode()))
    return True


def open_file(path: Path, key: bytes) -> bool:
    """Turns a sealed session file into one of Telethon again; False where it is none."""
    if not path.exists() or not is_sealed(path):
        return False
    told = StringSession(unseal(key, PURPOSE, path.read_bytes(), Sentence("The session {path}", path=path)).decode())
    draft = path.with_name(f"{path.stem}.{secrets.token_hex(4)}.session")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        plain = SQLiteSession(str(draft))
        plain.set_dc(told.dc_id, told.server_address, told.port)
        plain.auth_key = told.auth_key
        plain.save()
        plain.close()
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def write_closed(path: Path, content: bytes) -> None:
    """Writes a whole file, closed to others, in the place of what was there."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
