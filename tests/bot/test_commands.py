"""A command is a file: what is made of the commands leaves none out, and no two are in each other's way."""

import ast
from html import escape
from pathlib import Path

import pytest

from auditor.languages.spoken import LANGUAGES
from auditor.report.statements.wording import wording
from bot import commands
from bot.commands.every import COMMANDS
from bot.commands.help import help_text, listed
from bot.handling import TAPS, tap_of

FOLDER = Path(commands.__path__[0])
FILES = sorted(file for file in FOLDER.glob("*.py") if file.stem not in {"__init__", "every"})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_makes_commands_that_are_listed(file: Path) -> None:
    made = {
        str(call.args[0].value)
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Command"
        if isinstance(call.args[0], ast.Constant)
    }

    assert made
    assert made <= {each.name for each in COMMANDS}


def test_no_two_commands_share_a_name_or_the_verb_of_a_button() -> None:
    assert len(COMMANDS) == len({each.name for each in COMMANDS})
    assert len(TAPS) == sum(len(each.taps) for each in COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_lists_every_command_with_what_it_does_those_of_operators_for_operators(language: str) -> None:
    words = wording(language)
    for_all = [each.name for each in COMMANDS if each.what is not None and each.who != "operators"]
    for_operators = [each.name for each in COMMANDS if each.what is not None]

    assert for_all == [name for name, _ in listed(COMMANDS, words, operator=False)]
    assert for_operators == [name for name, _ in listed(COMMANDS, words, operator=True)]
    for name, what in listed(COMMANDS, words, operator=True):
        assert f"/{name} – {escape(what)}" in help_text(COMMANDS, words, operator=True).html.splitlines()


@pytest.mark.parametrize("data", ["", "page", "page:", "page:1:2", "page:1\n", "nothing:1", "rule:1:hourly", "rule:1"])
def test_data_that_no_button_has_does_nothing(data: str) -> None:
    assert tap_of(data) is None


def test_data_is_given_to_what_it_is_for_in_its_parts() -> None:
    found = {data: tap_of(data) for data in ("page:17", "show:17:ru", "rule:3:weekly", "lang:ky")}

    assert [("17",), ("17", "ru"), ("3", "weekly"), ("ky",)] == [each[1] for each in found.values() if each]
