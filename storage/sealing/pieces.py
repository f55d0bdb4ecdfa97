"""What is too long to be held in memory, sealed under the installation's key in pieces of a MiB.

Each piece is sealed by itself (ChaCha20-Poly1305) under a key of the file's own; its nonce is its number and whether it
is the last: the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizar (2015). So a piece that was left out,
moved or cut off at the end is found, like one that was changed.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from storage.errors import KeyUnusable
from storage.sealing.sealed import key_for

IN_PIECES = b"deadsouls sealed under the key in pieces 1\n"

PIECE = 1 << 20
TAG_SIZE = 16
SALT_SIZE = 32


class Sealing:
    """Takes bytes as they come, and writes them sealed; nothing of them is in the file in the clear at any time."""

    def __init__(self, file: IO[bytes], key: bytes, purpose: str) -> None:
        salt = secrets.token_bytes(SALT_SIZE)
        self._file = file
        self._cipher = _cipher(key, purpose, salt)
        self._waiting = bytearray()
        self._number = 0
        file.write(IN_PIECES + salt)

    def write(self, data: bytes) -> None:
        """Takes more bytes."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def finish(self) -> None:
        """Writes what is left. A file that was not finished does not open."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, IN_PIECES))
        self._number += 1


def pieces(file: IO[bytes], key: bytes, purpose: str, what: object) -> Iterator[bytes]:
    """The data again, in order, from a file that stands at its beginning. Raises `KeyUnusable`, which names `what` it
    is, where it is not whole."""
    head = file.read(len(IN_PIECES) + SALT_SIZE)
    cipher = _cipher(key, purpose, head[len(IN_PIECES) :])
    number, sealed = 0, file.read(PIECE + TAG_SIZE)
    try:
        while True:
            following = file.read(PIECE + TAG_SIZE)
            yield cipher.decrypt(_nonce(number, last=not following), sealed, IN_PIECES)
            if not following:
                return
            number, sealed = number + 1, following
    except (InvalidTag, ValueError) as error:
        raise KeyUnusable("{what} is damaged or not whole, or was sealed under another key.", what=what) from error


def _cipher(key: bytes, purpose: str, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(hmac.digest(key_for(key, f"{purpose} in pieces"), salt, hashlib.sha256))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
