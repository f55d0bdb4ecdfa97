"""What is installed: the rooms and their arrows, one version, pinned dependencies, licences that fit."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from typing import Any

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from auditor import __version__
from tests.house.tree import ROOT, files, text_of

OURS = {"auditor", "bot", "storage"}
USED_BY_OTHERS = {"cryptg", "sniffio", "tzdata"}
"""Telethon, the bot's HTTP client and zoneinfo import these where they find them."""

PROJECT: dict[str, Any] = tomllib.loads(text_of("pyproject.toml"))["project"]
NEEDED = [Requirement(line) for line in PROJECT["dependencies"]]
AT_WISH = [Requirement(line) for line in PROJECT["optional-dependencies"]["parquet"]]
"""What some files take to be read; without it a sentence says so."""
FOR_TESTS = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
PINS = dict(line.split("==") for line in text_of("constraints.txt").splitlines() if not line.startswith("#"))
PINNED = {canonicalize_name(name): version for name, version in PINS.items()}


def test_imports_go_the_way_the_rooms_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    assert EXIT_STATUS_SUCCESS == lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)


def test_the_version_is_the_same_everywhere() -> None:
    cited = re.search(r"^version: (\S+)$", text_of("CITATION.cff"), re.MULTILINE)

    assert cited
    assert __version__ == PROJECT["version"] == cited[1]
    assert f"## [{__version__}]" in text_of("CHANGELOG.md")


@pytest.mark.parametrize("needed", [*NEEDED, *AT_WISH, *FOR_TESTS], ids=lambda needed: needed.name)
def test_every_dependency_is_pinned_within_what_is_asked(needed: Requirement) -> None:
    assert PINNED[canonicalize_name(needed.name)] in needed.specifier


def applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def runtime() -> list[str]:
    """All that the program needs to run, and what that needs."""
    found: set[str] = set()
    waiting = [(requirement, {""}) for requirement in (*NEEDED, *AT_WISH)]
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found and applies(requirement, extras):
            found.add(name)
            inner = map(Requirement, importlib.metadata.requires(name) or ())
            waiting += [(further, requirement.extras) for further in inner]
    return sorted(found)


def test_everything_that_is_needed_to_run_is_pinned() -> None:
    assert set() == set(runtime()) - PINNED.keys()


def imported() -> set[str]:
    """The modules that the program imports anywhere, by their first name, other than Python's own and its own."""
    found: set[str] = set()
    for path in files():
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in OURS:
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Import):
                    found |= {each.name for each in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found.add(str(node.module))
    return {name.partition(".")[0] for name in found} - OURS - sys.stdlib_module_names


def test_all_that_is_imported_is_declared_and_all_that_is_declared_is_imported() -> None:
    brought_by = importlib.metadata.packages_distributions()
    used = {canonicalize_name(brought_by[module][0]) for module in imported()}

    assert {canonicalize_name(needed.name) for needed in (*NEEDED, *AT_WISH)} == used | USED_BY_OTHERS


def own_words(name: str) -> str:
    """How the licence that comes with a package begins."""
    brought = importlib.metadata.files(name) or ()
    texts = [path.read_text(encoding="utf-8") for path in brought if "LICEN" in path.name.upper()]
    return " ".join(" ".join(text.split())[:200] for text in texts)


@pytest.mark.parametrize("name", runtime())
def test_no_dependency_asks_that_this_program_be_under_its_own_licence(name: str) -> None:
    about = importlib.metadata.metadata(name).json
    classifiers = [line for line in about.get("classifier", []) if line.startswith("License")]
    licence = " ".join([str(about.get("license_expression", "")), *classifiers]).strip()
    licence = licence or str(about.get("license", "")).partition("\n")[0] or own_words(name)

    assert licence, "says nothing of its licence"
    assert not re.search(r"(?<!L)GPL|(?<!Lesser )(?<!Library )General Public License", licence)
