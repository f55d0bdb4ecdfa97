"""A connection: messages under the shared key, in and out. Ids, salts, containers, packed bodies, acknowledgements and
pings end here; requests go on to whoever answers them."""

import asyncio
import gzip
import hashlib
import os
import struct
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Coroutine
from typing import Any, Protocol

from telethon.crypto import AES, AuthKey
from telethon.extensions import BinaryReader
from telethon.network.mtprotostate import MTProtoState
from telethon.tl import functions, types
from telethon.tl.core import GzipPacked, MessageContainer
from telethon.tl.tlobject import TLObject

from tests.telegram.handshake import Handshake
from tests.telegram.transport import Transport, detect

RPC_RESULT = 0xF35C6D01
GZIP_PACKED = 0x3072CFA1
VECTOR = 0x1CB5C415
TRUE, FALSE = 0x997275B5, 0xBC799737
UNKNOWN_KEY = struct.pack("<i", -404)
BAD_SALT = 48

WRAPPED = (
    functions.InvokeWithLayerRequest,
    functions.InitConnectionRequest,
    functions.InvokeWithoutUpdatesRequest,
    functions.InvokeAfterMsgRequest,
    functions.InvokeWithTakeoutRequest,
)


class Exchange(Protocol):
    """Where connections belong: it knows the keys and answers the requests."""

    salt: int

    def key(self, key_id: int) -> AuthKey | None:
        """The key of this id, if it is known here."""

    def learn(self, key: AuthKey) -> None:
        """A new key was agreed on."""

    def answer(self, connection: "Connection", message_id: int, request: Any) -> None:
        """Answers a request, now or later."""


class Connection:
    """One client's connection to the data centre `dc`."""

    def __init__(self, exchange: Exchange, reader: StreamReader, writer: StreamWriter, dc: int) -> None:
        self.dc = dc
        self.key: AuthKey | None = None
        self.wants_updates = True
        self._exchange, self._reader, self._writer = exchange, reader, writer
        self._transport: Transport | None = None
        self._handshake = Handshake()
        self._session_id: int | None = None
        self._sent = 0
        self._last_id = 0
        self._later: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Reads until either side hangs up."""
        try:
            self._transport = await detect(self._reader, self._writer)
            while True:
                packet = await self._transport.receive()
                if packet[:8] == bytes(8):
                    self._plain(packet)
                else:
                    self._encrypted(packet)
                await self._writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has gone, or was sent away: it will come again
        finally:
            for task in self._later:
                task.cancel()
            self._writer.close()

    def abort(self) -> None:
        """Cuts the connection without a word."""
        self._writer.transport.abort()

    async def hang_up(self) -> None:
        """Sends what waits, says that there is no more, and cuts the connection. (Cut at once, the answer might never
        be seen: what a client has not read yet goes with a reset.)"""
        await self._writer.drain()
        self._writer.write_eof()
        await asyncio.sleep(0.2)
        self._writer.close()

    def turn_away(self, code: int) -> None:
        """The transport's own error instead of any answer."""
        assert self._transport is not None, "nothing is sent before the transport is known"
        self._transport.send(struct.pack("<i", -code))

    def say(self, body: bytes) -> None:
        """Something that answers no request."""
        self._send(body, content=False)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something while reading goes on; it ends with the connection."""
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def result(self, message_id: int, body: bytes) -> None:
        """The answer to a request."""
        self._send(struct.pack("<Iq", RPC_RESULT, message_id) + body)

    def push(self, update: Any) -> None:
        """Something that nobody asked for, if the client wants such things."""
        if self.wants_updates:
            self._send(bytes(update), reply=False)

    def _plain(self, packet: bytes) -> None:
        answer, key = self._handshake.answer(packet)
        if key is not None:
            self._exchange.learn(key)
        body = bytes(answer)
        assert self._transport is not None, "nothing is read before the transport is known"
        self._transport.send(struct.pack("<qqi", 0, self._message_id(reply=True), len(body)) + body)

    def _encrypted(self, packet: bytes) -> None:
        plain = self._decrypted(packet)
        salt, session_id, message_id, number, length = struct.unpack_from("<qqqii", plain)
        is_new = session_id != self._session_id
        if is_new:
            self._session_id, self._sent = session_id, 0
        if salt != self._exchange.salt:
            wrong = types.BadServerSalt(message_id, number, BAD_SALT, self._exchange.salt)
            self._send(bytes(wrong), content=False)
            return
        if is_new or self._sent == 0:
            self._send(bytes(types.NewSessionCreated(message_id, 1, self._exchange.salt)), reply=False)
        body = BinaryReader(plain[32 : 32 + length]).tgread_object()
        if isinstance(body, MessageContainer):
            for message in body.messages:
                self._take(message.msg_id, message.obj)
        else:
            self._take(message_id, body)

    def _decrypted(self, packet: bytes) -> bytes:
        (key_id,) = struct.unpack_from("<Q", packet)
        if self.key is None or self.key.key_id != key_id:
            self.key = self._exchange.key(key_id)
        if self.key is None:
            assert self._transport is not None, "nothing is read before the transport is known"
            self._transport.send(UNKNOWN_KEY)
            raise ConnectionError("the client came with a key that nobody knows")
        message_key = packet[8:24]
        plain: bytes = AES.decrypt_ige(packet[24:], *MTProtoState._calc_key(self.key.key, message_key, client=True))
        if hashlib.sha256(self.key.key[88:120] + plain).digest()[8:24] != message_key:
            raise ConnectionError("a message does not fit its key")
        return plain

    def _take(self, message_id: int, body: Any) -> None:
        """One message of the client: what belongs to the protocol is dealt with, the rest is a request."""
        if isinstance(body, GzipPacked):
            body = BinaryReader(body.data).tgread_object()
        if isinstance(body, types.MsgsAck | types.MsgsStateInfo | functions.DestroySessionRequest):
            return  # nothing is ever sent twice here, so nobody waits for an acknowledgement
        if isinstance(body, functions.PingRequest | functions.PingDelayDisconnectRequest):
            self._send(bytes(types.Pong(message_id, body.ping_id)))
            return
        while isinstance(body, WRAPPED):
            if isinstance(body, functions.InvokeWithoutUpdatesRequest):
                self.wants_updates = False
            body = body.query
        self._exchange.answer(self, message_id, body)

    def _send(self, body: bytes, *, content: bool = True, reply: bool = True) -> None:
        number = self._sent * 2 + content
        self._sent += content
        assert self.key is not None, "a session starts with a key"
        assert self._transport is not None, "nothing is sent before the transport is known"
        message_id = self._message_id(reply=reply)
        head = struct.pack("<qqqii", self._exchange.salt, self._session_id, message_id, number, len(body))
        plain = head + body
        plain += os.urandom(-(len(plain) + 12) % 16 + 12)
        key = self.key.key
        message_key = hashlib.sha256(key[96:128] + plain).digest()[8:24]
        sealed = AES.encrypt_ige(plain, *MTProtoState._calc_key(key, message_key, client=False))
        self._transport.send(struct.pack("<Q", self.key.key_id) + message_key + sealed)

    def _message_id(self, *, reply: bool) -> int:
        """An id from the time; odd as all of a server's are, and never twice."""
        seconds, rest = divmod(time.time_ns(), 10**9)
        found = (seconds << 32 | rest << 2) & ~3
        if found <= self._last_id:
            found = (self._last_id & ~3) + 4
        self._last_id = found | (1 if reply else 3)
        return self._last_id


def packed(answer: Any) -> bytes:
    """An answer as bytes; a large one is packed."""
    body = serialised(answer)
    if len(body) <= 512:
        return body
    small = gzip.compress(body, 3)
    if len(small) >= len(body):
        return body
    return struct.pack("<I", GZIP_PACKED) + bytes(TLObject.serialize_bytes(small))


def serialised(answer: Any) -> bytes:
    """An answer as bytes: an object, a truth value or a list of them."""
    if isinstance(answer, bool):
        return struct.pack("<I", TRUE if answer else FALSE)
    if isinstance(answer, list):
        return struct.pack("<Ii", VECTOR, len(answer)) + b"".join(serialised(each) for each in answer)
    return bytes(answer)
