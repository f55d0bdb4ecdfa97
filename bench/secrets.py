"""Whether anything of people is at rest, or leaves: `python -m bench.secrets [--seeds 5]`.

A world whose every name, username, phone and id can be searched for goes through the command, with texts kept for no
day, and for thirty and then let go. Every secret is looked for in the database, its log and free pages, and in all that
is written: as UTF-8 and UTF-16, in base64 at its three alignments; ids beside that as hexadecimal and as integers
of four and eight bytes in both orders.
"""

import argparse
import asyncio
import base64
import hashlib
import os
import re
import sys
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from storage.audited.retention import DAY, retain
from storage.opening import open_store
from tests.e2e.command import run
from tests.worlds.desktop_export import write_export
from tests.worlds.secrets_world import secrets_world


def needles(secrets: Iterable[str | int]) -> dict[bytes, str]:
    """Every form in which a secret could lie somewhere, and what it would be."""
    found: dict[bytes, str] = {}
    for secret in secrets:
        for text in {str(secret), str(secret).lower(), str(secret).upper()}:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                found[text.encode(encoding)] = f"{secret!r} as {encoding}"
            found |= dict.fromkeys(_in_base64(text.encode()), f"{secret!r} in base64")
            found[_escaped(text)] = f"{secret!r} escaped in JSON"
        if isinstance(secret, int):
            for form in (f"{secret:x}", f"{secret:X}", f"{secret:08x}"):
                found[form.encode()] = f"{secret} in hexadecimal"
            for size in (4, 8):
                if secret < 1 << (8 * size):
                    for order in ("little", "big"):
                        number = secret.to_bytes(size, order)
                        found[number] = f"{secret} as {size} bytes, {order}-endian"
                        if size == 8:
                            found |= dict.fromkeys(_in_base64(number), f"{secret} as bytes in base64")
    return {needle: what for needle, what in found.items() if len(needle) >= 4}


def _escaped(text: str) -> bytes:
    return "".join(char if char.isascii() else f"\\u{ord(char):04x}" for char in text).encode()


def _in_base64(data: bytes) -> Iterator[bytes]:
    """What of the data shows in base64, wherever in the encoded whole it begins."""
    for before in range(3):
        encoded = base64.b64encode(b"\x00" * before + data)
        first = (4 * before + 2) // 3 + (before > 0)
        whole = encoded[first : len(encoded) - 4 if (before + len(data)) % 3 else None]
        if len(whole) >= 7:
            yield whole


ENOUGH = 1_000

CHANCE = 4
"""So few bytes are met by chance, about once in ten million; `sure_leaks` looks again under another key."""


def leaks(folder: Path, searched: dict[bytes, str]) -> dict[str, int]:
    """The secrets found in any file under `folder` but the key, each with the length of what was found; `ENOUGH` of
    them are enough."""
    found: dict[str, int] = {}
    indexes = [_Index(searched, width) for width in (4, 8)]
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name == "key":
            continue
        for part, data in _parts(path):
            for index in indexes:
                for needle in index.needles_in(data):
                    found[f"{path.relative_to(folder)}{part}: {searched[needle]}"] = len(needle)
                    if len(found) >= ENOUGH:
                        return found
    return found


class _Index:
    """The needles of at least so many bytes (4: and fewer than 8) by those they begin with."""

    def __init__(self, needles: Iterable[bytes], width: int) -> None:
        self._width = width
        self._by_start: dict[int, list[bytes]] = {}
        for needle in needles:
            if (len(needle) >= 8) == (width == 8):
                self._by_start.setdefault(int.from_bytes(needle[:width], "little"), []).append(needle)
        self._starts = np.array(sorted(self._by_start), f"<u{width}")

    def needles_in(self, data: bytes) -> Iterator[bytes]:
        width = self._width
        for shift in range(width):
            count = max(0, len(data) - shift) // width
            windows = np.frombuffer(data, f"<u{width}", count=count, offset=shift if count else 0)
            for place in (np.flatnonzero(np.isin(windows, self._starts)) * width + shift).tolist():
                for needle in self._by_start[int.from_bytes(data[place : place + width], "little")]:
                    if data.startswith(needle, place):
                        yield needle


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """The file as it is, and what is packed in it: a PNG's pixels and texts, and pictures within the page."""
    data = path.read_bytes()
    yield "", data
    pictures = [data] if path.suffix == ".png" else []
    for embedded in re.findall(rb"base64,([A-Za-z0-9+/=]{40,})", data):
        decoded = base64.b64decode(embedded)
        yield " (embedded)", decoded
        pictures.append(decoded)
    for picture in pictures:
        place = 8
        while picture.startswith(b"\x89PNG") and place + 8 <= len(picture):
            length, kind = int.from_bytes(picture[place : place + 4], "big"), picture[place + 4 : place + 8]
            body = picture[place + 8 : place + 8 + length]
            if kind in (b"iTXt", b"zTXt", b"tEXt", b"eXIf"):
                yield f" ({kind.decode()})", body
                for at in range(len(body)):
                    try:
                        yield f" ({kind.decode()}, unpacked)", zlib.decompress(body[at:])
                        break
                    except zlib.error:
                        continue
            place += 12 + length


def sure_leaks(folder: Path, seed: int, *, text_days: int, **written: Any) -> list[str]:
    """What leaks from an audit of the world of secrets. What is found by so few bytes as chance may give is sought
    again under another key: what rests on the key alone is not there again."""
    searched = needles(audited(folder / "a", seed, key=0, text_days=text_days, **written))
    found = leaks(folder / "a", searched)
    if any(length <= CHANCE for length in found.values()):
        audited(folder / "b", seed, key=1, text_days=text_days, **written)
        again = leaks(folder / "b", searched)
        found = {what: length for what, length in found.items() if length > CHANCE or what in again}
    return sorted(found)


def audited(folder: Path, seed: int, *, text_days: int, key: int = 0, **written: Any) -> tuple[str | int, ...]:
    """Audits the world of secrets into `folder` in two ways, and lets texts go when their time is over; returns the
    secrets."""
    world, secrets = secrets_world(seed)
    (folder / "home").mkdir(parents=True, mode=0o700)
    (folder / "home" / "key").write_bytes(hashlib.sha256(b"%d" % key).digest())
    (folder / "home" / "key").chmod(0o600)
    with tempfile.TemporaryDirectory() as outside:
        path = write_export(world, Path(outside) / "result.json", **written)
        os.environ["DEADSOULS_HOME"] = str(folder / "home")
        os.environ["DEADSOULS_RETAIN_TEXT_DAYS"] = str(text_days)
        for asked in ((), ("--claimed", "500", "--message-ids", "--lang", "ru")):
            report = folder / f"report{len(asked)}"
            ran = run("audit", path, "--report", report, "--json", folder / "copy.json", *asked)
            assert ran.code == 0, ran.err
            (folder / "said.txt").write_text(ran.out + ran.err, encoding="utf-8")
        assert run("export", "1", folder / "package").code == 0
        assert run("show", "1", "--report", folder / "shown").code == 0
        (folder / "privacy.txt").write_text(run("privacy").out, encoding="utf-8")

    async def later() -> None:
        async with open_store(folder / "home") as store:
            await retain(store, now=int(time.time()) + text_days * DAY + 1, text_days=text_days, row_days=400)

    if text_days:
        asyncio.run(later())
    return secrets


def main() -> None:
    """Prints what was searched and what was found; exits with 1 for any leak."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    total = 0
    for seed in range(asked.seeds):
        for text_days in (0, 30):
            for schema in ("2025", "2019"):
                with tempfile.TemporaryDirectory() as name:
                    folder = Path(name)
                    found = sure_leaks(folder, seed, text_days=text_days, schema=schema)
                    searched = needles(secrets_world(seed)[1])
                    files = [path for path in folder.rglob("*") if path.is_file()]
                    size = sum(path.stat().st_size for path in files) / 1e6
                print(
                    f"seed {seed}, {schema}, texts {text_days:2} days: {len(searched)} forms in {len(files)} files,"
                    f" {size:.1f} MB: {len(found)} found"
                )
                print("\n".join(found[:20]))
                total += len(found)
    sys.exit(bool(total))


if __name__ == "__main__":
    main()
