"""The files of this repository, as the rules of the house look at them."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

NOT_OURS = {".git", ".venv", ".demo", "audits", "build", "dist", "__pycache__"}


def files() -> list[Path]:
    """Every file that is tracked, or would be; without git, all that lies here and is no product."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - whichever git is there
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in set(found) if path.is_file())


def texts() -> list[tuple[Path, str]]:
    """Every file that is a text, with what it says."""
    found = []
    for path in files():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def text_of(name: str) -> str:
    """The text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(name: str) -> set[str]:
    """The anchors of a page: its headings as GitHub writes them into links."""
    titles = re.findall(r"^#+ (.+)$", text_of(name), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def rows_of(markdown: str) -> list[list[str]]:
    """The rows of all tables of a text, cells stripped, without the lines under the heads."""
    lines = [line for line in markdown.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.replace(r"\|", "/").strip()[1:-1].split("|")] for line in lines]
