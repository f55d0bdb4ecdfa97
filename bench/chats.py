"""Chats of other shapes as nobody should have to read them, and how fast pages are read.

    python -m bench.chats mutants [--examples 500] [--format pages]
    python -m bench.chats speed [--messages 20000]
    python -m bench.chats memory [--messages 200000]

`mutants`: each format's file, written from its documentation, with one to four things wrong, in some container; each
audit must end in a report or in one clear sentence and leave a sound database. `speed`: pages beside the same done with
BeautifulSoup, the usual way to read them (goal: three times as fast; it need not be installed for the rest).
`memory`: the most that reading a long chat takes, by format, beside one a tenth as long (goal: hardly more).
"""

import argparse
import functools
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from auditor.collect.sources import open_sources
from bench.mutations import checked
from tests.worlds.damage import HOSTILE_NAMES
from tests.worlds.desktop_pages import write_pages
from tests.worlds.discord_export import write_discord
from tests.worlds.dvk import dvk_world
from tests.worlds.whatsapp_export import write_whatsapp
from tests.worlds.world import World

NOW = 1_790_000_000
FORMATS = ("pages", "whatsapp", "discord")


def write(kind: str, world: World, folder: Path, *, other: bool = False) -> list[Path]:
    """The world in that format: its files."""
    if kind == "pages":
        layout = write_pages(world, folder, layout="2018" if other else "2026", messages_a_page=60 if other else 1_000)
        return sorted(layout.glob("*.html"))
    if kind == "whatsapp":
        return [write_whatsapp(world, folder / "chat.txt", phone="iphone" if other else "android")]
    return [write_discord(world, folder / "channel.json", indent=None if other else 2)]


class Mutant(NamedTuple):
    """Files gone wrong: what was done to them, their names and bytes, and how they are laid out on disk."""

    what: str
    files: dict[str, bytes]
    container: str


@functools.cache
def originals(kind: str) -> tuple[dict[str, bytes], ...]:
    """Small chats of a format."""
    found = []
    for seed, other in enumerate((False, True)):
        world = dvk_world(seed, people=40, messages=110, half_by=2, adders=4, leavers=6, deleted=3, namesakes=2)
        with tempfile.TemporaryDirectory() as folder:
            found.append({path.name: path.read_bytes() for path in write(kind, world, Path(folder), other=other)})
    return tuple(found)


PIECES: dict[str, tuple[bytes, ...]] = {
    "pages": (
        b"</div>", b'<div class="message default clearfix" id="message5">', b'<div class="text">', b"&#x0;",
        b"&amp;amp;", b'<div class="message service" id="message7"><div class="body details">', b"<", b'"', b"</html>",
        b"<script>",
        b"32.13.2023 25:61:61", b"UTC+99:99", b'id="message-999999999999999999"', b"<!--", b" invited ", b" and ",
        b"<br>" * 500,
    ),
    "whatsapp": (
        b"\n", b": ", b" - ", b"[", b"] ", b"\xe2\x80\x8e", b"99/99/9999, 99:99 - ", b"13/13/2023, 09:00 - X: y\n",
        b"12:00 AM", b" added ", b" left", b"+7 701 1 changed to +7 701 2\n", b"<Media omitted>",
        b"\xd9\xa3/\xd9\xa3/\xd9\xa2, 1:00 - a: b\n",
    ),
    "discord": (
        b'"', b"{", b"}", b"[", b"]", b",", b"null", b'"id": 5,', b'"id": "99999999999999999999",', b'"author": null,',
        b"\\u0000", b'"type": "GuildMemberJoin",', b'"mentions": [{"id": 1}],', b"1e999",
        b'"timestamp": "0001-01-01T00:00:00+99:00",',
    ),
}  # fmt: skip
"""What is put in somewhere."""

CONTAINERS = (
    "as it is", "as it is", "folder", "zip", "zip", "byte order mark", "utf-16", "cp1251", "cut zip", "bomb", "link"
)  # fmt: skip


def mutant(kind: str, rng: random.Random) -> Mutant:
    """A chat with one to four things wrong, in some container."""
    files, done = dict(rng.choice(originals(kind))), []
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(sorted(files))
        how = rng.choice((_cut, _put, _put, _put, _flip, _twice, _gone, _name, _swap))
        files[name] = how(files[name], kind, rng)
        done.append(f"{how.__name__} {name}")
    if rng.random() < 0.1:
        files.pop(rng.choice(sorted(files)))
        files = files or {"empty": b""}
    return Mutant("; ".join(done), files, rng.choice(CONTAINERS))


def _cut(data: bytes, _: str, rng: random.Random) -> bytes:
    return data[: rng.randint(0, len(data))]


def _put(data: bytes, kind: str, rng: random.Random) -> bytes:
    place, length = rng.randint(0, len(data)), rng.choice((0, 0, 1, 7, 300))
    return data[:place] + rng.choice(PIECES[kind]) + data[place + length :]


def _flip(data: bytes, _: str, rng: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _again in range(rng.choice((1, 1, 5, 60))):
        if spoiled:
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
    return bytes(spoiled)


def _twice(data: bytes, _: str, rng: random.Random) -> bytes:
    start, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    return data[:end] + data[start:]


def _gone(data: bytes, _: str, rng: random.Random) -> bytes:
    start = rng.randint(0, len(data))
    return data[:start] + data[start + rng.choice((10, 500, 5_000)) :]


def _name(data: bytes, _: str, rng: random.Random) -> bytes:
    words = data.decode("utf-8", "replace").split()
    return data.replace(rng.choice(words or ["x"]).encode(), rng.choice(HOSTILE_NAMES).encode("utf-8", "replace"))


def _swap(data: bytes, _: str, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def laid_out(made: Mutant, folder: Path) -> Path:
    """Puts the mutant on disk; returns what is to be audited."""
    recoded: dict[str, Callable[[bytes], bytes]] = {
        "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
        "utf-16": lambda data: data.decode("utf-8", "replace").encode("utf-16"),
        "cp1251": lambda data: data.decode("utf-8", "replace").encode("cp1251", "replace"),
        "bomb": lambda data: data + b" " * (5 << 20),
    }
    for name, data in made.files.items():
        (folder / name).write_bytes(recoded.get(made.container, bytes)(data))
    if "zip" in made.container or made.container == "bomb":
        path = folder / "given.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in made.files:
                archive.write(folder / name, f"inside/{name}" if name.startswith("messages") else name)
        if made.container == "cut zip":
            path.write_bytes(path.read_bytes()[: -path.stat().st_size // 3])
        return path
    first = folder / min(made.files)
    if made.container == "link":
        (folder / "link").symlink_to(first)
        return folder / "link"
    return folder if made.container == "folder" else first


def mutants(asked: argparse.Namespace) -> int:
    """Runs so many of each format, counts how they ended, and tells of each kind of failure once."""
    failures: dict[str, str] = {}
    for kind in [asked.format] if asked.format else FORMATS:
        ends: Counter[str] = Counter()
        began = time.perf_counter()
        for number in range(asked.examples):
            made = mutant(kind, random.Random(f"{kind}/{number}"))
            folder = Path(tempfile.mkdtemp(prefix="mutant"))
            (folder / "given").mkdir()
            try:
                ran = checked(laid_out(made, folder / "given"), folder)
                ends["report" if ran.code == 0 else "sentence"] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                ends["failure"] += 1
                frame = traceback.extract_tb(error.__traceback__)[-1]
                told = f"{made.container}: {made.what}\n{''.join(traceback.format_exception(error))[-1_500:]}"
                failures.setdefault(
                    f"{kind} {type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}", told
                )
            finally:
                shutil.rmtree(folder)
        print(f"{kind}: {asked.examples} mutants in {time.perf_counter() - began:.0f} s: {dict(ends)}", flush=True)
    for where, told in failures.items():
        print(f"\n== {where}\n   {told}")
    return int(bool(failures))


def _read(path: Path) -> int:
    (source,) = open_sources(path, chat=None, columns=None, tz="UTC", now=NOW)
    return sum(len(batch.messages) for batch in source.read())


def _with_soup(folder: Path) -> Iterator[tuple[str, str, str, str | None, str | None]]:
    """The usual way: who wrote what and when, in answer to what, forwarded from where."""
    from bs4 import BeautifulSoup  # type: ignore[import-not-found, unused-ignore]

    for page in sorted(folder.glob("*.html"), key=lambda path: (len(path.name), path.name)):
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        author = ""
        for block in soup.find_all("div", class_="message"):
            if "service" in block["class"]:
                block.find("div", class_="body").get_text(strip=True)
                continue
            body = block.find("div", class_="body")
            if (name := body.find("div", class_="from_name", recursive=False)) is not None:
                author = name.get_text(strip=True)
            forwarded, answered = body.find("div", class_="forwarded"), body.find("div", class_="reply_to")
            text = body.find("div", class_="text")
            yield (
                author,
                body.find("div", class_="date")["title"],
                "" if text is None else text.get_text("\n", strip=True),
                None if answered is None else answered.find("a")["href"],
                None if forwarded is None else forwarded.get_text(strip=True),
            )


def speed(asked: argparse.Namespace) -> int:
    """Both ways, on the same pages."""
    with tempfile.TemporaryDirectory() as folder:
        pages = write_pages(dvk_world(1, people=asked.messages // 10, messages=asked.messages), Path(folder) / "pages")
        began = time.perf_counter()
        count = _read(pages)
        ours = time.perf_counter() - began
        print(f"{count:,} messages: {ours:.2f} s, {count / ours:,.0f} a second", flush=True)
        try:
            began = time.perf_counter()
            count = sum(1 for _ in _with_soup(pages))
        except ImportError:
            print("BeautifulSoup is not installed: pip install beautifulsoup4")
            return 0
        theirs = time.perf_counter() - began
    print(f"{count:,} messages with BeautifulSoup: {theirs:.2f} s; ours is {theirs / ours:.1f} times as fast")
    return int(theirs < 3 * ours)


def memory(asked: argparse.Namespace) -> int:
    """Each length is read in a process of its own, whose peak is told."""
    missed = 0
    for kind in FORMATS:
        peaks = []
        for messages in (asked.messages // 10, asked.messages):
            with tempfile.TemporaryDirectory() as folder:
                path = write(kind, dvk_world(1, people=1_000, messages=messages), Path(folder))[0]
                command = [sys.executable, "-m", "bench.chats", "peak", str(path)]
                peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        print(f"{kind}: {peaks[0] >> 10} MiB, ten times as long {peaks[1] >> 10} MiB", flush=True)
        missed += peaks[1] > 1.5 * peaks[0]
    return missed


def peak(asked: argparse.Namespace) -> int:
    """Reads a chat and prints the most memory that took, in KiB; `ru_maxrss` would be that of the parent."""
    _read(asked.path)
    status = Path("/proc/self/status").read_text()
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))
    return 0


def main() -> None:
    """Runs what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(required=True)
    for way in (mutants, speed, memory, peak):
        added = ways.add_parser(way.__name__)
        added.set_defaults(way=way)
        if way is mutants:
            added.add_argument("--examples", type=int, default=500)
            added.add_argument("--format", choices=FORMATS)
        elif way is peak:
            added.add_argument("path", type=Path)
        else:
            added.add_argument("--messages", type=int, default=20_000 if way is speed else 200_000)
    asked = parser.parse_args()
    sys.exit(asked.way(asked))


if __name__ == "__main__":
    main()
