"""The launcher, which runs before anything is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.desk import launch
from tests.house.test_package import runtime
from tests.house.tree import ROOT


def test_it_says_how_far_it_is_from_what_pip_prints() -> None:
    lines = [
        "Collecting a>=1 (from x)",
        "  Downloading a.whl",
        "Collecting b",
        "Collecting a",
        "Requirement already satisfied: c in /x",
    ]

    assert [25, 50, 75] == list(launch.far(lines, 4))
    assert abs(launch.PACKAGES - len(runtime())) <= 4


def test_it_loads_nothing_but_pythons_own_library(tmp_path: Path) -> None:
    script = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='x'); print('\\n'.join(sys.modules))"
    ran = subprocess.run(  # noqa: S603 - Python itself, without what is installed
        [sys.executable, "-I", "-S", "-c", script, str(ROOT / "auditor" / "desk" / "launch.py")],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip

    loaded = {name.partition(".")[0] for name in ran.stdout.split()} - {"x"}
    assert set() == loaded - sys.stdlib_module_names - {"__main__"}


@pytest.mark.parametrize(
    ("code", "letter"), [("ru", "Ск"), ("kk", "П"), ("xx", "Fetching"), ("", "Fetching"), ("..", "F")]
)
def test_it_speaks_the_language_of_the_system(code: str, letter: str) -> None:
    said = launch.Spoken(code).text("Fetching packages. This takes a few minutes, and needs the network.")

    assert said.startswith(letter)


def test_an_environment_is_made_again_when_what_it_was_made_after_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in launch.NEEDED:
        (tmp_path / name).write_text("a")
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    monkeypatch.setattr(launch, "ENVIRONMENT", tmp_path / ".desk")
    assert not launch.is_made()
    launch.interpreter().parent.mkdir(parents=True)
    launch.interpreter().touch()
    (tmp_path / ".desk" / "made-after").write_text(launch.made_after())
    assert launch.is_made()
    (tmp_path / "constraints.txt").write_text("b")
    assert not launch.is_made()


def test_the_launchers_lead_to_it() -> None:
    for name in ("Dead Souls.command", "Dead Souls.bat", "install.sh", "deadsouls.desktop"):
        path = ROOT / "deploy" / "desk" / name
        assert "launch.py" in path.read_text(encoding="utf-8")
    for name in ("Dead Souls.command", "install.sh"):
        assert (ROOT / "deploy" / "desk" / name).stat().st_mode & 0o111


def test_on_linux_it_is_put_among_the_applications(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603 - our own script
        [str(ROOT / "deploy" / "desk" / "install.sh"), "only"],
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path)}, check=True,
    )  # fmt: skip

    entry = (tmp_path / ".local" / "share" / "applications" / "deadsouls.desktop").read_text(encoding="utf-8")
    assert "@" not in entry
    assert str(ROOT / "auditor" / "desk" / "launch.py") in entry
