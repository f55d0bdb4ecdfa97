"""Makes a release of the version that the tree bears: `python -m tests.house.release FOLDER`, and with `--really` also
the commit and the tag.

The day goes into CHANGELOG.md and CITATION.cff; the wheel, the source as it is unpacked by whoever has no terminal, the
changes of this version and the checksums go into FOLDER. Without `--really` all of it is made of a copy, and the tree
stays as it is. A version is changed before, in pyproject.toml, auditor/version.py, CITATION.cff and CHANGELOG.md, with
`make gold`, because reports bear it.
"""

import argparse
import datetime as dt
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from auditor.version import __version__
from tests.house.tree import ROOT, files

NOTES, SUMS = "CHANGES.txt", "SHA256SUMS"

UNRELEASED = f"## [{__version__}] - unreleased"


class NotReady(Exception):
    """Why there can be no release of the tree as it is."""


def dated(tree: Path, day: dt.date) -> None:
    """Writes the day of the release into the tree. Raises `NotReady`."""
    changelog, citation = tree / "CHANGELOG.md", tree / "CITATION.cff"
    changes, cited = changelog.read_text(encoding="utf-8"), citation.read_text(encoding="utf-8")
    if UNRELEASED not in changes:
        raise NotReady(f"CHANGELOG.md has no section {UNRELEASED!r}.")
    changelog.write_text(changes.replace(UNRELEASED, f"## [{__version__}] - {day}"), encoding="utf-8")
    cited = re.sub(r"^date-released:.*\n", "", cited, flags=re.MULTILINE)
    citation.write_text(
        re.sub(r"^version: .*$", f"version: {__version__}\ndate-released: {day}", cited, flags=re.MULTILINE),
        encoding="utf-8",
    )


def changes_of(tree: Path) -> str:
    """The section of this version."""
    section = rf"^## \[{re.escape(__version__)}\].*?(?=^## |\Z)"
    found = re.search(section, (tree / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    if found is None:
        raise NotReady(f"CHANGELOG.md says nothing of {__version__}.")
    return found[0].rstrip() + "\n"


def built(tree: Path, folder: Path, day: dt.date) -> None:
    """The wheel, the source, the changes and the checksums, in an empty folder; the same bytes on the same day."""
    folder.mkdir(parents=True)
    epoch = int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())
    subprocess.run(  # noqa: S603 - Python itself
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=tree, check=True, capture_output=True, env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch)},
    )  # fmt: skip
    _packed(tree, folder / f"deadsouls-{__version__}.zip", day)
    (folder / NOTES).write_text(changes_of(tree), encoding="utf-8")
    made = sorted(path for path in folder.iterdir() if path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _packed(tree: Path, place: Path, day: dt.date) -> None:
    """The source, with the launchers that a double click starts."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in tree.rglob("*") if path.is_file() and ".git" not in path.parts):
            name = f"deadsouls-{__version__}/{path.relative_to(tree).as_posix()}"
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = (path.stat().st_mode & 0o777 | 0o100000) << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def _copied(into: Path) -> Path:
    for path in files():
        place = into / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    return into


def _git(*words: str) -> str:
    return subprocess.run(  # noqa: S603 - with our own words
        ["git", *words],  # noqa: S607 - whichever git is there
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip


def _tagged(day: dt.date) -> None:
    """The day, the commit and the tag, in the tree itself. Raises `NotReady`."""
    if _git("status", "--short"):
        raise NotReady("The tree has changes that are not committed.")
    if _git("tag", "--list", f"v{__version__}"):
        raise NotReady(f"v{__version__} is a release already.")
    dated(ROOT, day)
    _git("commit", "--all", "--message", f"Release {__version__}")
    _git("tag", "--annotate", f"v{__version__}", "--message", changes_of(ROOT))


def release(folder: Path, day: dt.date, *, really: bool) -> None:
    """Makes the release. Raises `NotReady`."""
    if folder.exists():
        raise NotReady(f"{folder} is there already; a release goes into a folder of its own.")
    if really:
        _tagged(day)
    with tempfile.TemporaryDirectory() as place:
        tree = _copied(Path(place) / "tree")
        if not really:
            dated(tree, day)
        built(tree, folder, day)


def main() -> None:
    """From the command line."""
    asked = argparse.ArgumentParser(description="Makes a release of the version that the tree bears.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--really", action="store_true", help="also commit the day, and tag it")
    given = asked.parse_args()
    try:
        release(given.folder, dt.datetime.now(dt.UTC).date(), really=given.really)
    except NotReady as error:
        sys.exit(str(error))
    for path in sorted(given.folder.iterdir()):
        print(path)
    if not given.really:
        print("Nothing was committed or tagged: this was a trial; --really does it.")


if __name__ == "__main__":
    main()
