"""What the commands say in a fifth language: all that they print, their help, and what goes wrong."""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from auditor.cli import deadsouls
from auditor.collect.datasets.columns import THINGS
from storage.schema import METADATA
from tests.e2e.command import run

TABLE = "author,time,text\n" + "".join(f"a{n % 3},2024-05-0{n % 9 + 1} 10:00:00,some text {n}\n" for n in range(12))

IN_ORDER: tuple[tuple[str, ...], ...] = (
    ("audit", "table.csv", "--report", "report", "--exact"),
    ("audit", "table.csv", "--report", "report"),
    ("show",), ("show", "1"), ("show", "nothing"), ("show", "table.csv", "--compare"), ("show", "--trend"),
    ("show", "table.csv", "--trend", "--report", "trend"), ("export", "1", "package"),
    ("export", "1", "package", "--also", "toolkit"), ("farms",), ("wave", "table.csv"),
    ("watch", "add", "@durov", "weekly"), ("watch", "add", "table.csv"), ("watch", "add", "@durov", "nonsense"),
    ("watch", "list"), ("watch", "remove", "1"), ("watch", "remove", "1"),
    ("doctor",), ("doctor", "--service"), ("doctor", "@durov"), ("privacy",), ("forget",),
    ("forget", "--platform", "vk"),
    ("login",), ("passphrase",), ("measures",), ("audit", "@durov"), ("audit", "nothing.json"),
    ("audit", "empty.csv"), ("audit", "picture.png"), ("audit", "lines.csv"), ("audit", "export.json"),
    ("audit", "table.csv", "--since", "noon"), ("audit", "table.csv", "--columns", "author"),
    ("audit", "table.csv", "--claimed", "3"), ("audit", "table.csv", "--join"),
    ("audit", "table.csv", "--show-tz", "Nowhere"), ("audit", "table.csv", "--similarity", "7"),
    ("audit",), ("audit", "table.csv", "--nothing"), ("audit", "a", "b"), ("audit", "--chat"), ("nothing",),
    ("watch",), ("audit", "a", "--dates", "none"), ("watch", "add", "@durov", "--digest", "99"), ("--version",),
)  # fmt: skip
"""What is asked of an installation, one after the other."""

STDIN = {"forget": "123456789\n", "passphrase": "short\n"}


def commands(command: click.Command, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command, by the words that lead to it."""
    yield names, command
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands(each, *names, name)


def names_of_the_command_line() -> set[str]:
    """Words that stand for themselves in every language: commands, options, what they take; tables and columns."""
    said = [
        "deadsouls",
        "python",
        "m",
        "x",
        "h",
        "help",
        "OPTIONS",
        "COMMAND",
        "ARGS",
        "RANGE",
        "bot",
        "Python",
        "integer",
        "float",
        "ok",
        "no",
        "such",
    ]
    for names, command in commands(deadsouls):
        said += names
        for option in command.params:
            said += [
                option.name or "",
                *option.opts,
                option.human_readable_name,
                option.make_metavar(click.Context(command)),
            ]
    said += THINGS
    for table in METADATA.sorted_tables:
        said += [table.name, *(column.name for column in table.columns)]
    return {word for each in said for word in re.findall(r"[^\W\d_]+", each)}


FILES = {
    "table.csv": TABLE.encode(),
    "empty.csv": b"",
    "lines.csv": b"one\ntwo\n",
    "picture.png": b"\x89PNG\r\n\x1a\n",
    "export.json": b'{"chats": {"list": []}}',
}


def told_by_commands() -> Iterator[tuple[str, str]]:
    """What every command prints, each under what was asked."""
    folder = Path(tempfile.mkdtemp())
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    os.environ |= {"DEADSOULS_HOME": str(folder / "home"), "DEADSOULS_OPERATORS": "1"}
    with contextlib.chdir(folder):
        for asked in (*IN_ORDER, *((*names, "--help") for names, _ in commands(deadsouls))):
            ran = run(*asked, stdin=STDIN.get(asked[0], ""))
            yield f"deadsouls {' '.join(asked)}", f"{ran.out}\n{ran.err}"
