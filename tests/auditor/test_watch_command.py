"""`deadsouls watch`: what the companion is to watch, from the terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import deadsouls
from auditor.errors import UsageError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with an operator."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEADSOULS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DEADSOULS_OPERATORS", "77, 78")
    return tmp_path


def told(*words: str) -> Result:
    return CliRunner().invoke(deadsouls, ["watch", *words])


def test_a_watch_is_added_listed_and_removed(home: Path) -> None:
    added = told("add", "@yard", "weekly", "--tz", "almaty", "--quiet-hours", "22", "8", "--digest", "9")
    listed = told("list")

    assert added.output.startswith("#1 @yard: weekly, next ")
    assert "#1  yard  weekly, next " in listed.output
    assert "Asia/Almaty  for 77" in listed.output
    assert told("remove", "1").output == "#1 is watched no longer.\n"
    assert told("list").output == ""
    assert home.exists()


@pytest.mark.parametrize(
    "words",
    [("add", "@yard", "*/5 * * * *"), ("add", "@yard", "daily", "--tz", "Mars"), ("add", "nothing"), ("remove", "9")],
)
@pytest.mark.usefixtures("home")
def test_what_cannot_be_meant_is_said_in_a_sentence(words: tuple[str, ...]) -> None:
    failed = told(*words)

    assert isinstance(failed.exception, UsageError)
    assert str(failed.exception).endswith(".")


def test_without_an_operator_nobody_would_be_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEADSOULS_OPERATORS", "")

    assert "DEADSOULS_OPERATORS" in str(told("add", "@yard").exception)
    assert home.exists()
