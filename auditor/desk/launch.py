"""Starts the desk on a computer that has Python and nothing else: `python auditor/desk/launch.py`, as the launchers in
deploy/desk do it.

It makes an environment of its own in the folder that was unpacked, says how far that is, and opens the desk; from the
second start on it only opens it. It runs before anything is installed, so it uses nothing but Python's own library, and
reads the catalogues as text.
"""

import hashlib
import locale
import os
import re
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ENVIRONMENT = ROOT / ".desk"

NEEDED = ("pyproject.toml", "constraints.txt")
"""What an environment is made after; when one of them changes, it is made up to date."""

OLDEST = (3, 11)

FETCHED = re.compile(r"^(?:Collecting|Requirement already satisfied:) ([\w.-]+)")
"""A line of pip that stands for one more package."""

PACKAGES = 52
"""About how many are fetched; a test counts them."""

SECONDS_TO_READ = 30


class Spoken:
    """The sentences of a language, as its catalogue has them; English where there is none."""

    def __init__(self, code: str) -> None:
        place = ROOT / "auditor" / "languages" / code / "sentences.po"
        written = place.read_text(encoding="utf-8") if code.isalpha() and place.is_file() else ""
        self._said = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', written, re.MULTILINE))

    def text(self, source: str, **facts: object) -> str:
        """The English `source` in this language."""
        return str(self._said.get(source, source)).format(**facts)


def language() -> str:
    """The language of the system, by its code."""
    if sys.platform == "win32":
        import ctypes

        code = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    else:
        set_here = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        code = next(filter(None, set_here), "")
    return code[:2].lower()


def made_after() -> str:
    """What tells an environment that is up to date: a digest of what it was made after."""
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in NEEDED)).hexdigest()


def far(lines: Iterable[str], total: int) -> Iterator[int]:
    """How far the fetching is, in whole percents, each once, from what pip prints."""
    seen, told = set[str](), -1
    for line in lines:
        if found := FETCHED.match(line.strip()):
            seen.add(found[1].lower())
            percent = min(99, 100 * len(seen) // total)
            if percent > told:
                told = percent
                yield percent


def interpreter() -> Path:
    """The Python of the environment."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make(say: Callable[[str], None], words: Spoken) -> None:
    """Makes the environment, or brings it up to date."""
    say(words.text("Making an environment for Dead Souls in this folder. This is done once."))
    if not interpreter().exists():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    say(words.text("Fetching packages. This takes a few minutes, and needs the network."))
    command = [str(interpreter()), "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar", "off"]
    command += ["--constraint", str(ROOT / "constraints.txt"), str(ROOT)]
    with subprocess.Popen(  # noqa: S603 - the environment's own pip
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as pip:
        assert pip.stdout is not None  # noqa: S101 - it was asked for
        said: list[str] = []
        lines = (said.append(line) or line for line in pip.stdout)  # type: ignore[func-returns-value]
        for percent in far(lines, PACKAGES):
            say(f"{percent} %")
    if pip.returncode:
        say("".join(said[-5:]))
        raise SystemExit(words.text("The packages could not be fetched. Is there a network? Start it again later."))
    (ENVIRONMENT / "made-after").write_text(made_after(), encoding="utf-8")


def is_made() -> bool:
    """Whether the environment is there and up to date."""
    try:
        return (ENVIRONMENT / "made-after").read_text(encoding="utf-8") == made_after() and interpreter().exists()
    except OSError:
        return False


def main() -> int:
    """Makes what is missing, and opens the desk; the exit code of the desk."""
    words = Spoken(language())

    def say(line: str) -> None:
        print(line, flush=True)

    if sys.version_info < OLDEST:
        say(words.text("Python 3.11 or newer is needed: https://www.python.org/downloads/"))
        return 1
    if not is_made():
        make(say, words)
    say(words.text("Opening the desk in your browser. Close this window to end it."))
    home = Path.home()  # settings of a folder that somebody unpacked are not read
    return subprocess.run([str(interpreter()), "-m", "auditor.cli", "desk"], cwd=home, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    try:
        ended = main()
    except KeyboardInterrupt:
        ended = 130
    except SystemExit as end:
        print(end, flush=True)
        ended = 1
    if ended not in (0, 130) and sys.stdout.isatty():
        time.sleep(SECONDS_TO_READ)  # the window closes with this process
    sys.exit(ended)
