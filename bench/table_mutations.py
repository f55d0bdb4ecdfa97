"""Tables as nobody should have to read them, in whatever holds them: `python -m bench.table_mutations [--times 500]`.

Each known format and each container is mutated so many times: bytes cut off, changed, put in or taken out, of the file
and of the parts of a workbook, and values of JSON that become others. Each must be read to its end, or refused in one
sentence that names the file; every fiftieth (`--whole-every`) goes through the whole audit. How long the slowest took
is told.
"""

import argparse
import csv
import io
import json
import os
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from auditor.collect.sources import open_sources
from auditor.errors import DeadSoulsError, ExportUnreadable
from tests.auditor.collect.datasets.known_formats import OF_4CAT, TELEGRAM, TEXTS
from tests.auditor.collect.datasets.test_containers import TEXTS as PACKED
from tests.auditor.collect.datasets.test_same_table import WAYS as CONTAINERS
from tests.e2e.command import run

NOW = 1_790_000_000
WHOLE_AUDIT_EVERY = 50

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**53 + 1, 2**63, -(2**63), 10**30, 0.5, 1e308, "", " ", "0", "NaN", "\x00", "\u202e", "\ufeff",
    "a" * 70_000, "1970-01-01", "9999-12-31T23:59:59", [], {}, [[]], [None], [{}], {"": None},
    {"id": {"id": {"id": 1}}}, [{"type": "replied_to"}],
)  # fmt: skip
SNIPPETS = (
    b'"', b"{", b"}", b"[", b"]", b"\\", b",", b"\n", b"\x00", b"\xff", b"<", b">", b"&", b"&lol;", b"PK\x03\x04",
)  # fmt: skip


class Original(NamedTuple):
    """A sound file in one format."""

    name: str
    data: bytes


def originals() -> list[Original]:
    """A small file of every format and every container."""
    found = [Original(f"packed: {name}", make()) for name, make in PACKED.items()]
    with tempfile.TemporaryDirectory() as folder:
        for name, write in CONTAINERS.items():
            write(Path(folder) / "table")
            found.append(Original(f"container: {name}", (Path(folder) / "table").read_bytes()))
    said = [(known.name, known.said) for known in TEXTS] + list(TELEGRAM.items()) + [("4CAT, Telegram", OF_4CAT)]
    return found + [Original(f"format: {name}", _written(what)) for name, what in said]


def _written(said: Any) -> bytes:
    if isinstance(said, tuple):
        return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in said)
    if isinstance(said, dict) or isinstance(said[0], dict):
        return json.dumps(said, ensure_ascii=False).encode()
    file = io.StringIO(newline="")
    csv.writer(file).writerows(said)
    return file.getvalue().encode()


def mutated(data: bytes, rng: Random) -> bytes:
    """The file with one to three things wrong."""
    for _ in range(rng.randint(1, 3)):
        ways: list[Callable[[bytes, Random], bytes]] = [_bytes]
        if data.startswith(b"PK"):
            ways += [_parts, _parts]
        if data[:1] in (b"{", b"["):
            ways += [_values, _values]
        data = rng.choice(ways)(data, rng)
    return data


def _bytes(data: bytes, rng: Random) -> bytes:
    if rng.random() < 0.15:
        return data[: rng.randrange(len(data) + 1)]
    at, length = rng.randrange(len(data) + 1), rng.choice((0, 0, 1, 1, 2, 9, 400))
    new = rng.choice((rng.choice(SNIPPETS), rng.randbytes(rng.randrange(6)), bytes([rng.randrange(256)])))
    return data[:at] + new + data[at + length :]


def _parts(data: bytes, rng: Random) -> bytes:
    """A part of an archive with bytes wrong, packed again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - the archive is too far gone to be spoilt by design
        return data
    if not parts:
        return data
    name = rng.choice(sorted(parts))
    parts[name] = _bytes(parts[name], rng)
    if rng.random() < 0.3:
        for number in (b"1048576", b"999999999999", b"-1", b"1e308", b"NaN"):
            if rng.random() < 0.3:
                parts[name] = parts[name].replace(
                    rng.choice((b'"1"', b">1<", b'"2"', b"1000")), number, rng.randint(1, 4)
                )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return file.getvalue()


def _values(data: bytes, rng: Random) -> bytes:
    """A value of JSON that becomes another, in one line or the whole."""
    try:
        lines = data.decode("utf-8").splitlines() if b"}\n{" in data else [data.decode("utf-8")]
        at = rng.randrange(len(lines))
        tree = json.loads(lines[at])
    except (ValueError, RecursionError):
        return data
    holder, key = tree, None
    for _ in range(rng.randint(1, 7)):
        inside = holder if key is None else holder[key]
        if not inside or not isinstance(inside, dict | list):
            break
        holder, key = inside, rng.choice(sorted(inside)) if isinstance(inside, dict) else rng.randrange(len(inside))
    if key is None:
        return data
    if rng.random() < 0.2:
        del holder[key]
    else:
        holder[key] = rng.choice(ODD)
    lines[at] = json.dumps(tree, ensure_ascii=False)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def ended(path: Path, *, whole: bool) -> str:
    """How the reading of a file ends: `report` or `sentence`; `AssertionError` where it is neither."""
    if whole:
        ran = run("audit", path, "--report", path.parent / "report", "--quiet")
        assert ran.code in (0, 1, 2), ran
        assert (ran.code == 0) == (ran.err == ""), ran.err
        assert ran.err.count("\n") <= 1, ran.err
        assert "Traceback" not in ran.err
        return "sentence" if ran.code else "report"
    try:
        for source in open_sources(path, chat=None, columns=None, tz="UTC", now=NOW):
            for _ in source.read():
                pass
            source.coverage()
    except DeadSoulsError as error:
        return _sentence(error, path)
    return "report"


def _sentence(error: DeadSoulsError, path: Path) -> str:
    assert "\n" not in str(error), error
    assert str(path) in str(error) or not isinstance(error, ExportUnreadable), error
    return "sentence"


class Tried(NamedTuple):
    """What became of the mutants of one original."""

    ends: Counter[str]
    wrong: dict[str, str]
    """Each kind of failure, with the first that was seen."""
    slowest: float
    """Seconds."""


def tried(original: Original, times: int, seed: int, whole_every: int) -> Tried:
    """Mutates an original so many times."""
    ends: Counter[str] = Counter()
    wrong: dict[str, str] = {}
    slowest, rng = 0.0, Random(f"{seed} {original.name}")
    for number in range(times):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table"
            path.write_bytes(mutated(original.data, rng))
            os.environ["DEADSOULS_HOME"] = str(Path(folder) / "home")
            began = time.perf_counter()
            try:
                ends[ended(path, whole=(number + 1) % whole_every == 0)] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                ends["failure"] += 1
                last = traceback.extract_tb(error.__traceback__)[-1]
                kind = f"{original.name}: {type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
                wrong.setdefault(kind, f"{kind}, mutant {number}: {str(error)[:300]}")
            slowest = max(slowest, time.perf_counter() - began)
    return Tried(ends, wrong, slowest)


def main() -> None:
    """Prints a row a format as it ends, and each kind of failure once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--whole-every", type=int, default=WHOLE_AUDIT_EVERY)
    asked = parser.parse_args()
    mutants, failed, slowest = 0, False, 0.0
    for original in originals():
        if asked.only not in original.name:
            continue
        found = tried(original, asked.times, asked.seed, asked.whole_every)
        ends = "  ".join(f"{how} {found.ends[how]}" for how in ("report", "sentence", "failure"))
        print("\n".join([f"{original.name:42} {ends}", *found.wrong.values()]), flush=True)
        mutants, failed, slowest = mutants + asked.times, failed or bool(found.wrong), max(slowest, found.slowest)
    print(f"{mutants:,} mutants; the slowest took {slowest:.1f} s; {'failures' if failed else 'nothing wrong'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
