"""Pseudonyms: the only place where a Telegram id or a name becomes a person.

Inside the database a person is a 64-bit integer, cut from HMAC-SHA256 under the installation key, which lies
beside the database with mode 0600 and never in it. Its lowest bit tells the domain: 0, made from an id, the
same in every chat of this installation (or, of an account of another platform, good in one table alone); 1, made from
a chat and a name, good in that chat alone.
What leaves the database is spoken under a second key (`export_key`), so that two recipients cannot join
their files.
"""

import base64
import contextlib
import functools
import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from storage.errors import KeyUnusable
from storage.sealing.sealed import UNDER_PASSPHRASE, unseal_with
from storage.sentences import Sentence

KEY_SIZE = 32
Passphrase = Callable[[], str]
"""Asks for the passphrase, where the key is sealed with one."""

NAMELESS = NOBODY = 0
"""Stands where the pseudonym of a name, or of a person, would be, where the source shows none."""


class Identities:
    """Turns ids and names into pseudonyms under one installation key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def person(self, telegram_id: str) -> int:
        """The pseudonym of an id, the same in every chat."""
        return self._number(b"person", telegram_id) & ~1

    def asker(self, telegram_id: str) -> int:
        """The pseudonym of an id as that of somebody who talks to the bot; without the key nothing ties it to the
        person of chats."""
        return self._number(b"asker", telegram_id)

    def account(self, table: str, account: str) -> int:
        """The pseudonym of an account of another platform, good in that table alone: a Telegram id of the same digits
        is somebody else's."""
        return self._number(b"account", f"{table}\x00{account}") & ~1

    def account_of(self, platform: str, account: str) -> int:
        """The same, good in every table that is said to be of that platform."""
        return self._number(b"platform", f"{platform}\x00{account}") & ~1

    def name(self, chat: str, name: str | None) -> int:
        """The pseudonym of a name in one chat; `NAMELESS` for no name."""
        return NAMELESS if name is None else self._number(b"name", f"{chat}\x00{name}") | 1

    def origin(self, origin: str) -> int:
        """A keyed hash of where a forwarded message came from."""
        return self._number(b"origin", origin)

    def _number(self, domain: bytes, value: str) -> int:
        message = domain + b"\x00" + value.encode("utf-8", "surrogatepass")
        return int.from_bytes(_digest(self._key, message)[:8], "little", signed=True)


def _digest(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256. Copied from one that knows the key, which takes half the time of one made anew for each message."""
    copied = _keyed(key).copy()
    copied.update(message)
    return copied.digest()


@functools.lru_cache(maxsize=8)
def _keyed(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod=hashlib.sha256)


def by_name_alone(pseudonym: int) -> bool:
    """Whether a pseudonym was made from a name, not from an id."""
    return bool(pseudonym & 1)


def export_key(installation_key: bytes, recipient: str, audit_identity: str) -> bytes:
    """The key under which one recipient hears of the people of one audit: neither two recipients nor two audits can be
    joined by what they name people."""
    message = f"export\x00{recipient}\x00{audit_identity}".encode()
    return hmac.digest(installation_key, message, hashlib.sha256)


def spoken(key: bytes, pseudonym: int) -> str:
    """What leaves the database for a person: `p-` and 12 base32 characters."""
    digest = _digest(key, pseudonym.to_bytes(8, "little", signed=True))
    return "p-" + base64.b32encode(digest[:10])[:12].decode().lower()


def read_join_key(path: Path) -> bytes:
    """A key that two exports share on purpose: the bytes of a file of at least 16 bytes."""
    try:
        key = path.read_bytes()
    except OSError as error:
        raise KeyUnusable("The join key {path} cannot be read: {said}.", path=path, said=str(error.strerror)) from error
    if len(key) < 16:
        raise KeyUnusable("The join key {path} holds {count} bytes; at least 16 are needed.", path=path, count=len(key))
    return hashlib.sha256(key).digest()


def installation_key(path: Path, passphrase: Passphrase | None = None) -> bytes:
    """The installation's secret, made at first need and readable by its owner alone. Raises `KeyUnusable`."""
    try:
        _create(path)
    except FileExistsError:
        pass
    except OSError as error:
        raise KeyUnusable("The key {path} cannot be created: {said}.", path=path, said=str(error.strerror)) from error
    try:
        check_closed(path)
        key = path.read_bytes()
    except OSError as error:
        raise KeyUnusable("The key {path} cannot be read: {said}.", path=path, said=str(error.strerror)) from error
    if key.startswith(UNDER_PASSPHRASE):
        if passphrase is None:
            raise KeyUnusable("The key {path} is sealed with a passphrase; give it in DEADSOULS_PASSPHRASE.", path=path)
        key = unseal_with(passphrase(), key, Sentence("the key {path}", path=path))
    if len(key) != KEY_SIZE:
        raise KeyUnusable(
            "The key {path} is damaged: {count} bytes instead of {size}.",
            path=path,
            count=len(key),
            size=KEY_SIZE,
        )
    return key


def is_sealed(path: Path) -> bool:
    """Whether the key is sealed with a passphrase."""
    try:
        return path.read_bytes().startswith(UNDER_PASSPHRASE)
    except OSError:
        return False


def check_closed(path: Path) -> None:
    """Raises `KeyUnusable` where others can read the key. On Windows a file's mode says nothing of that."""
    if hasattr(os, "getuid") and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyUnusable("The key {path} can be read by others; run: chmod 600 {path}", path=path)


def replace_key(path: Path, content: bytes) -> None:
    """Writes the key anew, as it is or sealed; the old one stays until the new one is whole."""
    with _draft(path, content) as draft:
        draft.rename(path)


def _create(path: Path) -> None:
    if path.exists():
        raise FileExistsError(path)
    with _draft(path, secrets.token_bytes(KEY_SIZE)) as draft:
        os.link(draft, path)


@contextlib.contextmanager
def _draft(path: Path, content: bytes) -> Iterator[Path]:
    """A whole file under another name, closed to others, so that no half key is ever found."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)
