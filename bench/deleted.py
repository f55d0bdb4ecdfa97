"""Whether what was deleted is gone from the files: `python -m bench.deleted [--messages 1000000] [--seed 7]`.

A chat is taken in twice: at first half of its messages, then all of them, some edited, so that rows come to lie
between rows. Then people are forgotten, texts go by their time, and rows by theirs. After each step every byte of the
home is searched, the write-ahead logs too, and on Linux whatever lay in a temporary file meanwhile: for texts by the
mark in each, for people, names and fingerprints by the eight bytes by which a row holds them, and by the digits by
which a report does. What is to be found, and is found, shows that the search can find it.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np

from auditor.collect.desktop import open_export
from auditor.conductors.audit import collect
from storage.audited import audits
from storage.audited.observations import Observation
from storage.audited.retention import forget, retain
from storage.opening import open_store
from storage.people.identities import Identities
from storage.store import Store

DAY = 86_400
NOW = 1_700_000_000
FORGOTTEN = 12
MARK = re.compile(rb"mk[0-9a-f]{8}")
CHUNK = 1 << 24
EIGHT_BYTES = 1 << 47
"""A number nearer to 0 is stored in fewer than eight bytes, and a search for eight would not find it."""

CHAT = "channel:1777000123"
WORDS = [f"сөз{number}" for number in range(4_000)]


class World(NamedTuple):
    """A chat of `messages` messages by a hundredth as many people, every text with a mark of its own."""

    messages: int
    seed: int

    @property
    def people(self) -> int:
        return max(40, self.messages // 100)

    def writer(self, number: int) -> int:
        """A few write much."""
        return int(self.people * self._drawn(number, 1) ** 2)

    def text(self, number: int, version: int) -> str:
        rng = Random(number * 2 + version)
        return f"{mark(number, version)} " + " ".join(rng.choices(WORDS, k=rng.randrange(3, 24)))

    def _drawn(self, number: int, what: int) -> float:
        """A number from 0 to 1, always the same."""
        mixed = (number * 0x9E3779B97F4A7C15 + (self.seed * 8 + what) * 0xBF58476D1CE4E5B9) % (1 << 64)
        return ((mixed ^ (mixed >> 29)) * 0x94D049BB133111EB % (1 << 64)) / (1 << 64)

    def elements(self, *, version: int) -> Iterator[dict[str, Any]]:
        """Version 0 lacks every second message or so; version 1 has all, some of them edited."""
        for number in range(1, self.messages + 1):
            drawn = self._drawn(number, 2)
            if version == 0 and drawn < 0.5:
                continue
            changed = version if drawn > 0.95 else 0
            person = self.writer(number)
            at = NOW - 2 * 365 * DAY + number * 30
            yield {
                "id": number, "type": "message", "date": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)),
                "date_unixtime": str(at), "from": name(person), "from_id": f"user{id_of(person)}",
                "text": self.text(number, changed),
            }  # fmt: skip

    def write(self, path: Path, version: int) -> None:
        """The version as an export."""
        with path.open("w", encoding="utf-8") as file:
            file.write('{"name": "Базар", "type": "public_supergroup", "id": 1777000123, "messages": [\n')
            for place, element in enumerate(self.elements(version=version)):
                file.write((",\n" if place else "") + json.dumps(element, ensure_ascii=False))
            file.write("\n]}")

    def marks(self, *, version: int) -> dict[bytes, int]:
        """The marks that a version of the chat shows, with their writers."""
        return {
            element["text"][:10].encode(): number_of(element["from_id"]) for element in self.elements(version=version)
        }


def mark(number: int, version: int) -> str:
    """What a text is found by."""
    return f"mk{number * 2 + version:08x}"


def id_of(person: int) -> int:
    """The Telegram id of a person."""
    return 5_000_000_000 + 7 * person


def number_of(from_id: str) -> int:
    """The person of an id."""
    return (int(from_id.removeprefix("user")) - 5_000_000_000) // 7


def name(person: int) -> str:
    """Nobody else's."""
    return f"Кісі №{person}"


class Needles(NamedTuple):
    """What is searched for."""

    marks: frozenset[bytes] = frozenset()
    numbers: frozenset[int] = frozenset()
    """Of rows: pseudonyms of people and names, fingerprints."""

    @property
    def size(self) -> int:
        return len(self.marks) + len(self.numbers)

    def found_in(self, contents: Iterable[bytes]) -> set[bytes | int]:
        """What is found in these contents of files."""
        found: set[bytes | int] = set()
        # Every number as both orders of bytes read as little-endian ones, so that the bytes of a file are read once.
        spellings = {
            int.from_bytes((number % (1 << 64)).to_bytes(8, order), "little"): number
            for number in self.numbers
            for order in ("big", "little")
        }
        wanted = np.array(sorted(spellings), np.uint64)
        beginnings = np.zeros(1 << 24, np.bool_)
        beginnings[(wanted & np.uint64(0xFFFFFF)).astype(np.int64)] = True
        digits = re.compile(rb"-?\d{17,20}")
        spelled = {str(number).encode(): number for number in self.numbers}
        for data in contents:
            found |= self.marks.intersection(MARK.findall(data))
            found |= {spelled[each] for each in set(digits.findall(data)) & spelled.keys()}
            for shift in range(8) if self.numbers else ():
                count = max(0, len(data) - shift) // 8
                windows = np.frombuffer(data, "<u8", count=count, offset=shift if count else 0)
                # Three bytes of eight tell nearly all of them apart; the few that are left are compared whole.
                likely = windows[beginnings[(windows & np.uint64(0xFFFFFF)).astype(np.int64)]]
                found |= {spellings[int(each)] for each in likely[np.isin(likely, wanted)]}
        return found


def contents_of(folder: Path) -> Iterator[bytes]:
    """What any file but the key holds, in pieces that overlap."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "key":
            with path.open("rb") as file:
                before = b""
                while data := file.read(CHUNK):
                    yield before + data
                    before = data[-32:]


class TemporaryFiles:
    """Whatever SQLite writes to temporary files of this process while it is watched; they have no names on disk."""

    def __init__(self) -> None:
        self.contents: dict[tuple[int, int], bytes] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "TemporaryFiles":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.is_set():
            for link in Path("/proc/self/fd").iterdir() if sys.platform == "linux" else ():
                try:
                    if "etilqs_" in str(link.readlink()):
                        told = link.stat()
                        data = link.read_bytes()
                        if len(data) >= len(self.contents.get((told.st_dev, told.st_ino), b"")):
                            self.contents[told.st_dev, told.st_ino] = data
                except OSError:
                    continue
            time.sleep(0.002)


class Step(NamedTuple):
    """What was found after a step of what is to be gone, of how many; and of what is to rest."""

    what: str
    seconds: float
    found: int
    gone: int
    resting: int
    rests: int


async def taken_in(store: Store, world: World, version: int, now: int) -> Observation:
    """Imports a version of the chat."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "result.json")
        world.write(path, version)
        (source,) = open_export(path, chat=None, tz="UTC", now=now)
        observation, _ = await collect(store, source, now=now, keep_text=True, progress=lambda _: None)
        return observation


async def with_evidence(store: Store, observation: Observation, people: Iterable[int]) -> None:
    """A stored report that speaks of people, and is long."""
    evidence = [{"adder": each, "messages": [place]} for place, each in enumerate(people)]
    report = json.dumps({"evidence": {"arrivals.forced": evidence}, "measures": {}}).encode()
    await audits.save(
        store, chat_row=observation.chat_row, observation=observation.row, identity="x", arguments="{}", as_of=None,
        made_at=NOW, report=report,
    )  # fmt: skip


async def fingerprints(store: Store, person: int) -> set[int]:
    """The fingerprints of what somebody wrote; each text is a text of its own."""
    async with store.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT exact FROM messages WHERE person = ? AND exact != 0", (person,))
        return {int(row[0]) for row in rows.fetchall()}


async def proof(home: Path, world: World) -> list[Step]:
    """Takes in, forgets, lets go; what is found after each."""
    steps: list[Step] = []
    early, late = world.marks(version=0), world.marks(version=1)

    def look(what: str, began: float, gone: Needles, resting: Needles, lain: Iterable[bytes]) -> None:
        seconds = time.perf_counter() - began
        found = gone.found_in(contents_of(home)) | gone.found_in(lain)
        there = resting.found_in(contents_of(home))
        steps.append(Step(what, seconds, len(found), gone.size, len(there), resting.size))

    async with open_store(home) as store:
        identities = Identities(store.key)
        everybody = [identities.person(str(id_of(each))) for each in range(world.people)]
        names = [identities.name(CHAT, name(each)) for each in range(world.people)]

        with TemporaryFiles() as lain:
            began = time.perf_counter()
            first = await taken_in(store, world, 0, NOW)
            await with_evidence(store, first, everybody)
            await taken_in(store, world, 1, NOW + 20 * DAY)
        prints = {each: await fingerprints(store, everybody[each]) for each in range(FORGOTTEN)}
        theirs_stored = frozenset().union(everybody[:FORGOTTEN], names[:FORGOTTEN], *prints.values())
        numbers = frozenset(number for number in theirs_stored if not -EIGHT_BYTES <= number < EIGHT_BYTES)
        marks = frozenset(early | late)
        look("taken in twice", began, Needles(), Needles(marks, numbers), ())
        lay = marks & {each for data in lain.contents.values() for each in MARK.findall(data)}
        steps.append(Step("texts in temporary files", 0.0, len(lay), len(marks), 0, 0))

        began = time.perf_counter()
        lay_of_theirs: list[bytes] = []
        for each in range(FORGOTTEN):
            with TemporaryFiles() as lain:
                await forget(store, str(id_of(each)))
            # Who is forgotten later may still lie in what is written anew now.
            so_far = Needles(
                frozenset(mark for shown in (early, late) for mark, writer in shown.items() if writer <= each),
                frozenset(
                    number
                    for person in range(each + 1)
                    for number in (everybody[person], names[person], *prints[person])
                    if number in numbers
                ),
            )
            if so_far.found_in(lain.contents.values()):
                lay_of_theirs += lain.contents.values()
        theirs = frozenset(each for shown in (early, late) for each, writer in shown.items() if writer < FORGOTTEN)
        look(f"{FORGOTTEN} people forgotten", began, Needles(theirs, numbers), Needles(marks - theirs), lay_of_theirs)

        with TemporaryFiles() as lain:
            began = time.perf_counter()
            await retain(store, now=NOW + 31 * DAY, text_days=30, row_days=400)
        expired = frozenset(early) | theirs
        look(
            "texts whose time is over",
            began,
            Needles(expired, numbers),
            Needles(marks - expired),
            lain.contents.values(),
        )

        with TemporaryFiles() as lain:
            began = time.perf_counter()
            await retain(store, now=NOW + 421 * DAY, text_days=30, row_days=400)
        look(
            "rows whose time is over",
            began,
            Needles(marks, frozenset(everybody) | frozenset(names)),
            Needles(),
            lain.contents.values(),
        )
    return steps


def main() -> None:
    """Prints what was found; exits with 1 where anything deleted was, or the search did not find what rests."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        steps = asyncio.run(proof(Path(folder) / "home", World(asked.messages, asked.seed)))
    for step in steps:
        print(
            f"{step.what:26} {step.seconds:7.1f} s: of {step.gone:,} that went {step.found:,} found;"
            f" of {step.rests:,} that rest {step.resting:,} found"
        )
    sys.exit(any(step.found or step.resting != step.rests for step in steps))


if __name__ == "__main__":
    main()
