"""Exports as nobody should have to read them: `python -m bench.mutations [--examples 2000]`.

Each is a small world's export, mutated by hypothesis: values of wrong types and sizes anywhere in it, missing and
repeated keys, bytes cut off or changed, all that `tests/worlds/damage.py` knows, hostile names, and odd containers (zip
bombs, passwords, links, folders). Each audit must end in a report or in one clear sentence, and leave a sound
database without a half observation.
"""

import argparse
import contextlib
import copy
import functools
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.e2e.command import Ran, run
from tests.worlds.damage import DAMAGES, HOSTILE_NAMES
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import dvk_world


class Mutant(NamedTuple):
    """An export gone wrong: what was done to it, and how it is laid out on disk."""

    what: str
    data: bytes
    container: str


SCHEMAS = ("2018-08", "2019", "2021", "2025")

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**30, -(10**400), 0.5, 1e308, -0.0,
    "", " ", "0", "-1", "user", "user0", "user-1", "user" + "9" * 40, "channel", "chat1", "NaN", "null", "\x00",
    "\u202e", "\ufeff", "a" * 70_000, "1970-01-01T00:00:00", "9999-12-31T23:59:59", "2018-02-30T25:61:61", "2018-04-11",
    "2018-04-11T00:00:00+99:00", [], {}, [[]], [None], [{}], {"": None}, [1, [2, [3, [4]]]],
    {"type": "link"}, {"text": {"text": {"text": 1}}}, [None, 5, "x", {"text": None}],
    *HOSTILE_NAMES,
)  # fmt: skip

CONTAINERS = (
    "file", "file", "file", "file", "file", "folder", "zip", "zip", "stored zip", "byte order mark",
    "line ends of windows", "utf-16", "minified", "link", "link out of the folder", "zip cut short",
    "zip with a flipped byte", "zip with a password",
    "bomb", "two files", "deeper folder",
)  # fmt: skip


@functools.cache
def originals() -> tuple[bytes, ...]:
    """Small exports of every schema and layout."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for place, schema in enumerate(SCHEMAS):
            for layout in ("single", "full"):
                world = dvk_world(
                    place, people=40, messages=110, half_by=2, adders=4, leavers=6, deleted=3, namesakes=2, unknown=1
                )
                path = Path(folder) / "result.json"
                write_export(world, path, schema=schema, layout=layout)  # type: ignore[arg-type]
                found.append(path.read_bytes())
    return tuple(found)


@st.composite
def mutants(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Mutant:
    """An export with one to four things wrong, in some container."""
    data = draw(st.sampled_from(originals()))
    done = []
    for _ in range(draw(st.integers(1, 4))):
        mutate = draw(st.sampled_from((_values, _values, _values, _keys, _cut, _bytes, _found_damage)))
        what, data = mutate(draw, data)
        done.append(what)
    return Mutant("; ".join(done), data, draw(st.sampled_from(CONTAINERS)))


Draw = Callable[[st.SearchStrategy[Any]], Any]


def _parsed(data: bytes) -> Any:
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(data)
    return None


def _written(tree: Any) -> bytes:
    return json.dumps(tree, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def _place(draw: Draw, tree: Any) -> tuple[Any, Any]:
    """Some container within the JSON, and a key or a place in it."""
    holder, key = tree, None
    for _ in range(draw(st.integers(1, 7))):
        inside = holder if key is None else holder[key]
        if not inside or not isinstance(inside, dict | list):
            break
        holder = inside
        if isinstance(holder, dict):
            key = draw(st.sampled_from(sorted(holder)))
            if "messages" in holder and draw(st.booleans()):
                key = "messages"
        else:
            key = draw(st.sampled_from((0, len(holder) - 1, draw(st.integers(0, len(holder) - 1)))))
    return holder, key


def _values(draw: Draw, data: bytes) -> tuple[str, bytes]:
    """A value becomes another."""
    tree = _parsed(data)
    if not isinstance(tree, dict) or not tree:
        return "nothing", data
    holder, key = _place(draw, tree)
    value = draw(
        st.sampled_from(ODD_VALUES) | st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=6)
    )
    holder[key] = copy.deepcopy(value)
    return f"{key} = {str(value)[:40]!r}", _written(tree)


def _keys(draw: Draw, data: bytes) -> tuple[str, bytes]:
    """A key goes, is renamed, or an item comes twice."""
    tree = _parsed(data)
    if not isinstance(tree, dict) or not tree:
        return "nothing", data
    holder, key = _place(draw, tree)
    if isinstance(holder, list):
        if draw(st.booleans()):
            holder.insert(key, copy.deepcopy(holder[draw(st.integers(0, len(holder) - 1))]))
            return f"item {key} twice", _written(tree)
        del holder[key]
        return f"item {key} gone", _written(tree)
    value = holder.pop(key)
    if draw(st.booleans()):
        holder[draw(st.sampled_from(("messages", "chats", "id", "type", "name", "text", "members", "x", "")))] = value
    return f"{key} gone", _written(tree)


def _cut(draw: Draw, data: bytes) -> tuple[str, bytes]:
    """The file ends somewhere."""
    place = draw(st.integers(0, len(data)))
    return f"cut at {place}", data[:place]


def _bytes(draw: Draw, data: bytes) -> tuple[str, bytes]:
    """Some bytes are others."""
    place = draw(st.integers(0, max(0, len(data) - 1)))
    new = draw(
        st.binary(max_size=6) | st.sampled_from((b'"', b"{", b"}", b"[", b"]", b"\\", b",", b"\n", b"\n  {", b"\x00"))
    )
    length = draw(st.sampled_from((0, 0, 1, 1, 7, 400)))
    return f"{new!r} at {place} for {length}", data[:place] + new + data[place + length :]


def _found_damage(draw: Draw, data: bytes) -> tuple[str, bytes]:
    """Damage as it is found in the world."""
    spoil = draw(st.sampled_from(DAMAGES))
    try:
        return spoil.__name__, spoil(data, draw(st.integers(0, 99))).data
    except (ValueError, IndexError, AssertionError, AttributeError, StopIteration):
        return "nothing", data  # it is too far gone to be spoilt by design


def laid_out(mutant: Mutant, folder: Path) -> Path:
    """Puts the mutant on disk; returns what is to be audited."""
    file, data = folder / "result.json", mutant.data
    match mutant.container:
        case "byte order mark":
            data = b"\xef\xbb\xbf" + data
        case "line ends of windows":
            data = data.replace(b"\n", b"\r\n")
        case "utf-16":
            data = data.decode("utf-8", "replace").encode("utf-16")
        case "minified" if (tree := _parsed(data)) is not None:
            data = json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        case "bomb":
            data += b" " * (5 << 20)
    if "zip" in mutant.container or mutant.container == "bomb":
        return _archive(mutant, folder / "export.zip", data)
    file.write_bytes(data)
    match mutant.container:
        case "link":
            (folder / "link.json").symlink_to(file)
            return folder / "link.json"
        case "link out of the folder":
            (folder / "in").mkdir()
            (folder / "in" / "result.json").symlink_to(file)
            return folder / "in"
        case "two files":
            for name in ("a", "b"):
                (folder / name).mkdir()
                (folder / name / "result.json").write_bytes(data)
            file.unlink()
            return folder
        case "deeper folder":
            (folder / "ChatExport").mkdir()
            file.rename(folder / "ChatExport" / "result.json")
            return folder
        case "folder":
            return folder
    return file


def _archive(mutant: Mutant, path: Path, data: bytes) -> Path:
    how = zipfile.ZIP_STORED if mutant.container == "stored zip" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr("ChatExport/result.json", data)
    packed = bytearray(path.read_bytes())
    match mutant.container:
        case "zip cut short":
            packed = packed[: len(packed) * 2 // 3]
        case "zip with a flipped byte":
            packed[len(packed) // 2] ^= 0x10
        case "zip with a password":
            packed[6] |= 1
            packed[packed.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(packed)
    return path


def audited(mutant: Mutant, folder: Path) -> Ran:
    """Runs the command on the mutant; `AssertionError` where it ends in anything but a report or one clear sentence,
    or leaves a database that is not sound."""
    target = folder / "given"
    target.mkdir()
    return checked(laid_out(mutant, target), folder, several=b'"chats"' in mutant.data)


def checked(target: Path, folder: Path, *, several: bool = False) -> Ran:
    """Runs the command on a file that lies in `folder`; `AssertionError` as above."""
    os.environ["DEADSOULS_HOME"] = str(folder / "home")
    chosen = ("--chat", "all") if several else ()
    ran = run("audit", target, "--report", folder / "report", "--quiet", *chosen)
    if ran.code == 0:
        assert (ran.out, ran.err) == ("", "")
        reports = list((folder / "report").rglob("report.json"))
        assert reports, "no report was written"
        for report in reports:
            json.loads(report.read_bytes())
    else:
        assert ran.code in (1, 2), ran
        assert ran.out == ""
        assert len(ran.err.splitlines()) == 1, ran.err
        assert ran.err.startswith("deadsouls: "), ran.err
        assert ran.err.endswith((".\n", ". \n")), ran.err
        assert "Traceback" not in ran.err
        assert "nobody foresaw" not in ran.err, ran.err
        assert str(folder) in ran.err, ran.err
        if "not JSON as" in ran.err or "has no end" in ran.err or "too early" in ran.err:
            assert "at byte" in ran.err
    check_database(folder / "home", several=several, failed=ran.code != 0)
    return ran


def check_database(home: Path, *, several: bool, failed: bool) -> None:
    """Sound, and no half observation in it: of a failed audit of one chat, none at all."""
    if not (home / "deadsouls.db").exists():
        return
    with contextlib.closing(sqlite3.connect(home / "deadsouls.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM observations WHERE coverage = '{}'").fetchone() == (0,)
        for table in ("messages", "arrivals", "leaves", "names"):
            sql = f"SELECT count(*) FROM {table} WHERE since NOT IN (SELECT observation FROM observations)"
            assert connection.execute(sql).fetchone() == (0,)
        if failed and not several:
            assert connection.execute("SELECT count(*) FROM observations").fetchone() == (0,)


def main() -> None:
    """Runs so many mutants, counts how they ended, and tells of each kind of failure once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=2_000)
    asked = parser.parse_args()
    ends: Counter[str] = Counter()
    failures: dict[str, tuple[Mutant, str]] = {}
    began = time.perf_counter()

    @settings(
        max_examples=asked.examples,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(mutants())
    def each(mutant: Mutant) -> None:
        folder = Path(tempfile.mkdtemp(prefix="mutant"))
        try:
            ran = audited(mutant, folder)
            ends["report" if ran.code == 0 else "sentence"] += 1
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            ends["failure"] += 1
            frames = traceback.extract_tb(error.__traceback__)
            kind = f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
            if kind not in failures or len(mutant.what) < len(failures[kind][0].what):
                failures[kind] = (mutant, "".join(traceback.format_exception(error))[-1_500:])
        finally:
            shutil.rmtree(folder)

    each()
    print(f"{sum(ends.values())} mutants in {time.perf_counter() - began:.0f} s: {dict(ends)}")
    for kind, (mutant, told) in failures.items():
        print(f"\n== {kind}\n   {mutant.container}: {mutant.what}\n{told}")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
