"""How client and server come to a shared key: RSA for the client's secret, then Diffie-Hellman."""

import hashlib
import os
import struct
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import rsa
from telethon import helpers
from telethon.crypto import AES, AuthKey
from telethon.crypto.rsa import get_byte_array
from telethon.extensions import BinaryReader
from telethon.tl import functions, types

KEY_FILE = Path(__file__).with_name("server_key.pem")
"""The RSA key of this server, known to everyone: it protects nothing."""

DH_PRIME = int(
    "C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F48198A0AA7C14058229493D22530F4DBFA336F6E0AC925"
    "139543AED44CCE7C3720FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F642477FE96BB2A941D5BCD1D4AC8CC"
    "49880708FA9B378E3C4F3A9060BEE67CF9A4A4A695811051907E162753B56B0F6B410DBA74D8A84B2A14B3144E0EF1284754FD17ED950D"
    "5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850C"
    "E929851F0D8115F635B105EE2E4E15D04B2454BF6F4FADF034B10403119CD8E3B92FCC5B",
    16,
)
"""Telegram's own prime: clients know it and need not test it."""

GENERATOR = 3
# small factors make the client's proof of work instant; the product must stay below 2^63
PQ = 1_229_739_323 * 1_402_015_859


@cache
def private_key() -> rsa.PrivateKey:
    """The key that decrypts the client's secret."""
    return rsa.PrivateKey.load_pkcs1(KEY_FILE.read_bytes())


@cache
def public_key_pem() -> bytes:
    """What a client must know to sign in: `telethon.crypto.rsa.add_key(public_key_pem(), old=False)`."""
    key = private_key()
    return bytes(rsa.PublicKey(key.n, key.e).save_pkcs1())


@cache
def _fingerprint() -> int:
    key = private_key()
    parts = (types.TLObject.serialize_bytes(get_byte_array(number)) for number in (key.n, key.e))
    (found,) = struct.unpack("<q", hashlib.sha1(b"".join(parts)).digest()[-8:])  # noqa: S324 - so says the protocol
    return int(found)


@dataclass
class Handshake:
    """One client on its way to a key. Requests are answered in their order; any other is an error of the client."""

    nonce: int = 0
    server_nonce: int = 0
    new_nonce: int = 0
    secret: int = 0
    key: bytes = b""
    iv: bytes = b""

    def answer(self, packet: bytes) -> tuple[Any, AuthKey | None]:
        """The answer to an unencrypted message, and the shared key once there is one."""
        request = BinaryReader(packet[20:]).tgread_object()
        if isinstance(request, functions.ReqPqMultiRequest | functions.ReqPqRequest):
            return self._challenge(request), None
        if isinstance(request, functions.ReqDHParamsRequest):
            return self._own_half(request), None
        if isinstance(request, functions.SetClientDHParamsRequest):
            return self._together(request)
        raise ConnectionError(f"{type(request).__name__} came without encryption")

    def _challenge(self, request: Any) -> Any:
        self.nonce = request.nonce
        self.server_nonce = int.from_bytes(os.urandom(16), "little", signed=True)
        return types.ResPQ(self.nonce, self.server_nonce, get_byte_array(PQ), [_fingerprint()])

    def _own_half(self, request: Any) -> Any:
        key = private_key()
        # Telethon speaks the older scheme: SHA1(data), data, noise to 255 bytes, and plain RSA
        block = pow(int.from_bytes(request.encrypted_data, "big"), key.d, key.n).to_bytes(255, "big")
        reader = BinaryReader(block[20:])
        inner = reader.tgread_object()
        digest = hashlib.sha1(block[20 : 20 + reader.tell_position()]).digest()  # noqa: S324 - so says the protocol
        if digest != block[:20] or inner.nonce != self.nonce:
            raise ConnectionError("the client's secret does not open with this server's key")
        self.new_nonce = inner.new_nonce
        self.key, self.iv = helpers.generate_key_data_from_nonce(self.server_nonce, self.new_nonce)
        self.secret = int.from_bytes(os.urandom(256), "big")
        half = get_byte_array(pow(GENERATOR, self.secret, DH_PRIME))
        answer = bytes(
            types.ServerDHInnerData(
                self.nonce, self.server_nonce, GENERATOR, get_byte_array(DH_PRIME), half, int(time.time())
            )
        )
        answer = hashlib.sha1(answer).digest() + answer  # noqa: S324 - so says the protocol
        answer += os.urandom(-len(answer) % 16)
        return types.ServerDHParamsOk(self.nonce, self.server_nonce, AES.encrypt_ige(answer, self.key, self.iv))

    def _together(self, request: Any) -> tuple[Any, AuthKey]:
        inner = BinaryReader(AES.decrypt_ige(request.encrypted_data, self.key, self.iv)[20:]).tgread_object()
        shared = pow(int.from_bytes(inner.g_b, "big"), self.secret, DH_PRIME)
        # without zeros in front, as Telethon has it: with them one handshake in 256 would fail
        key = AuthKey(get_byte_array(shared))
        return types.DhGenOk(self.nonce, self.server_nonce, key.calc_new_nonce_hash(self.new_nonce, 1)), key
