"""How packets lie in the stream of bytes: the four transports a client may open a connection with."""

import struct
from asyncio import StreamReader, StreamWriter
from typing import Protocol
from zlib import crc32


class Transport(Protocol):
    """Packets in and out of a connection."""

    async def receive(self) -> bytes:
        """The next packet; `IncompleteReadError` when the other side has gone."""

    def send(self, packet: bytes) -> None:
        """Puts a packet into the stream."""


async def detect(reader: StreamReader, writer: StreamWriter) -> Transport:
    """Which transport the client chose, by its first bytes."""
    first = await reader.readexactly(1)
    if first == b"\xef":
        return Abridged(reader, writer)
    first += await reader.readexactly(3)
    if first == b"\xee" * 4:
        return Intermediate(reader, writer)
    if first == b"\xdd" * 4:
        return Intermediate(reader, writer, padded=True)
    return Full(reader, writer, first)


class Abridged:
    """The length in words in one byte, or in three behind 0x7f."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def receive(self) -> bytes:
        words = (await self._reader.readexactly(1))[0] & 0x7F
        if words == 0x7F:
            words = int.from_bytes(await self._reader.readexactly(3), "little")
        return await self._reader.readexactly(words * 4)

    def send(self, packet: bytes) -> None:
        words = len(packet) // 4
        head = bytes([words]) if words < 0x7F else b"\x7f" + words.to_bytes(3, "little")
        self._writer.write(head + packet)


class Intermediate:
    """The length in bytes, four of them; the padded kind has up to three bytes of noise behind the packet."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, *, padded: bool = False) -> None:
        self._reader, self._writer, self._padded = reader, writer, padded

    async def receive(self) -> bytes:
        length = int.from_bytes(await self._reader.readexactly(4), "little") & 0x7FFFFFFF
        packet = await self._reader.readexactly(length)
        return packet[: length - length % 4] if self._padded else packet

    def send(self, packet: bytes) -> None:
        self._writer.write(len(packet).to_bytes(4, "little") + packet)


class Full:
    """Length, running number, packet and checksum."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, first: bytes) -> None:
        self._reader, self._writer, self._first, self._sent = reader, writer, first, 0

    async def receive(self) -> bytes:
        head = self._first or await self._reader.readexactly(4)
        self._first = b""
        body = await self._reader.readexactly(int.from_bytes(head, "little") - 4)
        if int.from_bytes(body[-4:], "little") != crc32(head + body[:-4]):
            raise ConnectionError("a packet came with a wrong checksum")
        return body[4:-4]

    def send(self, packet: bytes) -> None:
        packet = struct.pack("<ii", len(packet) + 12, self._sent) + packet
        self._sent += 1
        self._writer.write(packet + struct.pack("<I", crc32(packet)))
