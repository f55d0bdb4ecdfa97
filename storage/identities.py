"""Pseudonyms: the only place where a Telegram id or a name becomes a person.

Inside the database a person is a 64-bit integer, cut from HMAC-SHA256 under the installation key, which lies
beside the database with mode 0600 and never in it. Its lowest bit tells the domain: 0, made from an id, the
same in every chat of this installation (or, of an account of another platform, good in one table alone); 1, made from
a chat and a name, good in that chat alone.
What leaves the database is spoken under a second key (`export_key`), so that two recipients cannot join
their files.
"""

import base64
import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from storage.errors import KeyUnusable

KEY_SIZE = 32
NAMELESS = NOBODY = 0
"""Stands where the pseudonym of a name, or of a person, would be, where the source shows none."""


class Identities:
    """Turns ids and names into pseudonyms under one installation key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def person(self, telegram_id: str) -> int:
        """The pseudonym of an id, the same in every chat."""
        return self._number(b"person", telegram_id) & ~1

    def account(self, table: str, account: str) -> int:
        """The pseudonym of an account of another platform, good in that table alone: a Telegram id of the same digits
        is somebody else's."""
        return self._number(b"account", f"{table}\x00{account}") & ~1

    def name(self, chat: str, name: str | None) -> int:
        """The pseudonym of a name in one chat; `NAMELESS` for no name."""
        return NAMELESS if name is None else self._number(b"name", f"{chat}\x00{name}") | 1

    def origin(self, origin: str) -> int:
        """A keyed hash of where a forwarded message came from."""
        return self._number(b"origin", origin)

    def _number(self, domain: bytes, value: str) -> int:
        message = domain + b"\x00" + value.encode("utf-8", "surrogatepass")
        return int.from_bytes(hmac.digest(self._key, message, hashlib.sha256)[:8], "little", signed=True)


def by_name_alone(pseudonym: int) -> bool:
    """Whether a pseudonym was made from a name, not from an id."""
    return bool(pseudonym & 1)


def export_key(installation_key: bytes, recipient: str, audit_identity: str) -> bytes:
    """The key under which one recipient hears of the people of one audit (DESIGN 4)."""
    message = f"export\x00{recipient}\x00{audit_identity}".encode()
    return hmac.digest(installation_key, message, hashlib.sha256)


def spoken(key: bytes, pseudonym: int) -> str:
    """What leaves the database for a person: `p-` and 12 base32 characters."""
    digest = hmac.digest(key, pseudonym.to_bytes(8, "little", signed=True), hashlib.sha256)
    return "p-" + base64.b32encode(digest[:10])[:12].decode().lower()


def read_join_key(path: Path) -> bytes:
    """A key that two exports share on purpose: the bytes of a file of at least 16 bytes."""
    try:
        key = path.read_bytes()
    except OSError as error:
        raise KeyUnusable(f"The join key {path} cannot be read: {error.strerror}.") from error
    if len(key) < 16:
        raise KeyUnusable(f"The join key {path} holds {len(key)} bytes; at least 16 are needed.")
    return hashlib.sha256(key).digest()


def installation_key(path: Path) -> bytes:
    """The installation's secret, made at first need and readable by its owner alone."""
    try:
        _create(path)
    except FileExistsError:
        pass
    except OSError as error:
        raise KeyUnusable(f"The key {path} cannot be created: {error.strerror}.") from error
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyUnusable(f"The key {path} can be read by others; run: chmod 600 {path}")
        key = path.read_bytes()
    except OSError as error:
        raise KeyUnusable(f"The key {path} cannot be read: {error.strerror}.") from error
    if len(key) != KEY_SIZE:
        raise KeyUnusable(f"The key {path} is damaged: {len(key)} bytes instead of {KEY_SIZE}.")
    return key


def _create(path: Path) -> None:
    """Writes a new key under another name first, so that no half key is ever found."""
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_SIZE))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()
