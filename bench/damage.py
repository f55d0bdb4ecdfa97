"""Random bytes in random pages of an installation's database: what is printed is the true figure, or one sentence.

    python -m bench.damage [--times 300] [--seed 1]

Two chats are audited. Then, each time in a copy, some bytes of one or two pages are overwritten, and every command that
prints figures is run: each must print to the byte what it printed before, or end with exit code 1 and one sentence.
"""

import argparse
import contextlib
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from tests.auditor.collect.chats import ASEL, BOLAT, DANA, ERLAN, added, came_by_link, created, export, said, written
from tests.e2e.command import Ran, run

PAGE = 16_384

Asked = tuple[str, ...]


class Outcome(NamedTuple):
    """How often each command printed the truth and how often a sentence; and whatever else it did."""

    counts: Counter[tuple[str, str]]
    wrong: list[str]


def asked_of(folder: Path) -> list[Asked]:
    """Every way to figures: of reports, of rows, of all chats, and of the same files again."""
    out, said = str(folder / "out"), str(folder / "out" / "said.json")
    return [
        ("show", "1", "--json", said),
        ("show", "2", "--json", said),
        ("show", "Сад", "--compare", "--json", said),
        ("export", "1", out),
        ("export", "2", out),
        ("farms", "--json", said),
        ("audit", str(folder / "first.json"), "--quiet", "--json", said, "--report", out),
        ("audit", str(folder / "third.json"), "--quiet", "--json", said, "--report", out),
    ]


def installation(folder: Path) -> None:
    """Two chats that were audited, one of them twice; and a file of a third."""
    people = [ASEL, BOLAT, DANA, ERLAN]
    talk = [said(n, people[n % 4], f"сөз {n} мәтін {n * 7} ұзақтау жазылған хабарлама") for n in range(20, 220)]
    came = [created(1, ASEL, ASEL, BOLAT), added(2, ASEL, DANA), came_by_link(3, ERLAN)]
    files = {"first": [*came, *talk[:150]], "second": [*came, *talk[:90]], "again": [*came, *talk]}
    for number, (name, elements) in enumerate({**files, "third": talk[:60]}.items()):
        chat = {"first": "Сад", "again": "Сад", "second": "Двор", "third": "Мост"}[name]
        written(folder, export(elements, name=chat, id=1_000_000_000 + len(chat)), f"{name}.json")
        if name != "third":
            done = run("audit", folder / f"{name}.json", "--quiet", "--report", folder / "out" / str(number))
            assert done.code == 0, done.err


def damage(path: Path, rng: Random) -> str:
    """Overwrites some bytes of a page or two; says which."""
    content = bytearray(path.read_bytes())
    told = []
    for _ in range(rng.randint(1, 2)):
        page, size = rng.randrange(len(content) // PAGE), rng.choice((1, 4, 32, 400, PAGE))
        start = page * PAGE + rng.randrange(PAGE - size + 1)
        content[start : start + size] = rng.randbytes(size)
        told.append(f"{size} bytes at {start}")
    path.write_bytes(content)
    return ", ".join(told)


def answer(ran: Ran, folder: Path) -> tuple[object, ...]:
    """What a command printed and wrote, without what it says of itself."""
    out = folder / "out"
    files = [path for path in sorted(out.rglob("*")) if path.suffix in {".csv", ".json"}]
    return ran.code, ran.out, tuple((str(path.relative_to(out)), path.read_bytes()) for path in files)


def one_sentence(ran: Ran) -> bool:
    """Whether it ended as it should where it cannot know."""
    return ran.code == 1 and not ran.out and ran.err.count("\n") == 1 and ran.err.startswith("deadsouls: ")


def tried(folder: Path, home: Path, times: int, seed: int) -> Outcome:
    """Damages the installation in `home` so many times, each time from the beginning."""
    kept, rng = folder / "kept", Random(seed)
    shutil.copytree(home, kept)
    truth = {}
    for asked in asked_of(folder):
        _restore(kept, home, folder)
        truth[asked] = answer(run(*asked), folder)
        assert truth[asked][0] == 0, asked
    counts: Counter[tuple[str, str]] = Counter()
    wrong = []
    for _ in range(times):
        state = rng.getstate()
        for asked in asked_of(folder):
            _restore(kept, home, folder)
            rng.setstate(state)
            where = damage(home / "deadsouls.db", rng)
            try:
                ran = run(*asked)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                wrong.append(f"{asked[:2]}: {error!r} after {where}")
                continue
            if one_sentence(ran):
                counts[asked[0], "sentence"] += 1
            elif answer(ran, folder) == truth[asked]:
                counts[asked[0], "truth"] += 1
            else:
                wrong.append(f"{asked[:2]}: exit {ran.code}, {ran.err!r} after {where}")
    return Outcome(counts, wrong)


def _restore(kept: Path, home: Path, folder: Path) -> None:
    shutil.rmtree(home)
    shutil.rmtree(folder / "out", ignore_errors=True)
    shutil.copytree(kept, home)
    (folder / "out").mkdir()


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries it, and prints how often which of both came out."""
    parser = argparse.ArgumentParser(prog="python -m bench.damage")
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch, contextlib.chdir(place):
        folder, home = Path(place), Path(place) / "home"
        patch.setenv("DEADSOULS_HOME", str(home))
        installation(folder)
        outcome = tried(folder, home, told.times, told.seed)
    for (command, what), count in sorted(outcome.counts.items()):
        sys.stdout.write(f"{command:8} {what:9} {count}\n")
    sys.stdout.write("".join(f"WRONG {line}\n" for line in outcome.wrong) or "nothing wrong\n")
    return int(bool(outcome.wrong))


if __name__ == "__main__":
    sys.exit(main())
