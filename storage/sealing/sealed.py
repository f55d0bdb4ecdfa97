"""What rests encrypted: under the installation's key, or under a passphrase that a person knows. What is too long to be
held in memory is sealed in pieces (`pieces.py`).

ChaCha20-Poly1305 of RFC 8439, each time with a fresh nonce, over a first line that says which of the two it is. Of a
passphrase the key is made by scrypt with N = 2^17, r = 8, p = 1, which OWASP's cheat sheet on password storage names
first (128 MiB and a third of a second a try), and a salt of its own.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from storage.errors import KeyUnusable

UNDER_KEY = b"deadsouls sealed under the key 1\n"
UNDER_PASSPHRASE = b"deadsouls sealed under a passphrase 1\n"

SALT_SIZE = 16
NONCE_SIZE = 12


def seal(key: bytes, purpose: str, data: bytes) -> bytes:
    """Encrypts under the installation's key; what was sealed for one purpose does not open for another."""
    return _encrypted(key_for(key, purpose), UNDER_KEY, data)


def unseal(key: bytes, purpose: str, sealed: bytes, what: object) -> bytes:
    """The data again; raises `KeyUnusable`, which names `what` it is."""
    try:
        return _decrypted(key_for(key, purpose), UNDER_KEY, sealed)
    except (InvalidTag, ValueError) as error:
        raise KeyUnusable("{what} is damaged, or was sealed under another key.", what=what) from error


def seal_with(passphrase: str, data: bytes) -> bytes:
    """Encrypts under a passphrase."""
    salt = secrets.token_bytes(SALT_SIZE)
    return _encrypted(_key_of(passphrase, salt), UNDER_PASSPHRASE + salt, data)


def unseal_with(passphrase: str, sealed: bytes, what: object) -> bytes:
    """The data again; raises `KeyUnusable`, which names `what` it is."""
    head = sealed[: len(UNDER_PASSPHRASE) + SALT_SIZE]
    try:
        return _decrypted(_key_of(passphrase, head[len(UNDER_PASSPHRASE) :]), head, sealed)
    except (InvalidTag, ValueError) as error:
        raise KeyUnusable("The passphrase does not open {what}.", what=what) from error


def key_for(key: bytes, purpose: str) -> bytes:
    """The key of one purpose; whoever has it has no other."""
    return hmac.digest(key, b"sealed\x00" + purpose.encode(), hashlib.sha256)


def _key_of(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << 17, r=8, p=1).derive(passphrase.encode("utf-8", "surrogatepass"))


def _encrypted(key: bytes, head: bytes, data: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_SIZE)
    return head + nonce + ChaCha20Poly1305(key).encrypt(nonce, data, head)


def _decrypted(key: bytes, head: bytes, sealed: bytes) -> bytes:
    if not sealed.startswith(head):
        raise ValueError("another first line")
    nonce, rest = sealed[len(head) : len(head) + NONCE_SIZE], sealed[len(head) + NONCE_SIZE :]
    return ChaCha20Poly1305(key).decrypt(nonce, rest, head)
