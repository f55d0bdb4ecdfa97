"""Renews `examples/`: a small synthetic chat and the audit it gives. Run as `python -m tests.house.sample`."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from auditor.cli import deadsouls
from tests.worlds.desktop_export import write_export
from tests.worlds.dvk import sample_world

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "dvk-sample"
SEED = 2018

PUBLISHED_KEY = b"examples only: known to everyone"
"""The installation key of the example, so that it comes out the same everywhere. It protects nobody."""


def write_sample(folder: Path) -> None:
    """Writes the export into `folder`, and beside it the reports: in English with its tables, in Russian without."""
    folder.mkdir(parents=True, exist_ok=True)
    export = write_export(sample_world(SEED), folder / "result.json")
    with published_home():
        english, russian = (str(folder / f"report-{lang}") for lang in ("en", "ru"))
        _run("audit", str(export), "--report", english, "--lang", "en", "--quiet")
        _run("show", "1", "--report", russian, "--lang", "ru", "--json", os.devnull)
    (folder / "report-ru" / "report.json").unlink()  # the same as the English one: a report holds no prose


@contextlib.contextmanager
def published_home() -> Iterator[Path]:
    """A home of its own, with the published key, in a folder that holds no `.env`."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(home):
        for name in [name for name in os.environ if name.startswith("DEADSOULS_")]:
            del os.environ[name]
        os.environ["DEADSOULS_HOME"] = home
        Path(home).chmod(0o700)
        key = Path(home, "key")
        key.touch(0o600)
        key.write_bytes(PUBLISHED_KEY)
        try:
            yield Path(home)
        finally:
            os.environ.clear()
            os.environ.update(before)


def _run(*arguments: str) -> None:
    with contextlib.redirect_stdout(None):
        deadsouls(list(arguments), standalone_mode=False)


def main() -> None:
    """Replaces what lies in `examples/dvk-sample`."""
    for report in EXAMPLE.glob("report-*"):
        shutil.rmtree(report)
    write_sample(EXAMPLE)


if __name__ == "__main__":
    main()
