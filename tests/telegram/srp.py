"""The second factor: the server proves nothing of the password but that the client knows it."""

import hashlib
import os
from dataclasses import dataclass
from typing import Any

from telethon import password as client_side
from telethon.tl import types

from tests.telegram.handshake import DH_PRIME, GENERATOR

_SALT_1, _SALT_2 = b"first salt of this house", b"second salt of this house"


def _algorithm() -> Any:
    return types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
        _SALT_1, _SALT_2, GENERATOR, DH_PRIME.to_bytes(256, "big")
    )


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _long(number: int) -> bytes:
    return number.to_bytes(256, "big")


@dataclass(frozen=True)
class Challenge:
    """A question that only who knows the password can answer."""

    id: int
    verifier: int
    secret: int

    @classmethod
    def about(cls, password: str) -> "Challenge":
        """A fresh challenge. The hash of the password is the client's own: it is part of the protocol."""
        x = int.from_bytes(client_side.compute_hash(_algorithm(), password), "big")
        secret = int.from_bytes(os.urandom(256), "big")
        return cls(int.from_bytes(os.urandom(7), "big"), pow(GENERATOR, x, DH_PRIME), secret)

    @property
    def public(self) -> int:
        """What the client gets to see of the secret."""
        k = int.from_bytes(_sha256(_long(DH_PRIME), _long(GENERATOR)), "big")
        return (k * self.verifier + pow(GENERATOR, self.secret, DH_PRIME)) % DH_PRIME

    def accepts(self, answer: Any) -> bool:
        """Whether an `InputCheckPasswordSRP` proves that the password is known."""
        theirs = int.from_bytes(answer.A, "big")
        u = int.from_bytes(_sha256(_long(theirs), _long(self.public)), "big")
        shared = pow(theirs * pow(self.verifier, u, DH_PRIME), self.secret, DH_PRIME)
        hashes = (_sha256(_long(DH_PRIME)), _sha256(_long(GENERATOR)))
        mixed = bytes(a ^ b for a, b in zip(*hashes, strict=True))
        salts = (_sha256(_SALT_1), _sha256(_SALT_2))
        proof = _sha256(mixed, *salts, _long(theirs), _long(self.public), _sha256(_long(shared)))
        return bool(answer.srp_id == self.id and answer.M1 == proof)


def password_state(challenge: Challenge | None) -> Any:
    """`account.password`: with a challenge where the account has one."""
    unused = types.SecurePasswordKdfAlgoUnknown()
    if challenge is None:
        return types.account.Password(_algorithm(), unused, os.urandom(32))
    return types.account.Password(
        _algorithm(),
        unused,
        os.urandom(32),
        has_password=True,
        current_algo=_algorithm(),
        srp_B=_long(challenge.public),
        srp_id=challenge.id,
    )
