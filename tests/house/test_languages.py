"""A language is a folder and a line: its code stands in one module, and one language more is offered everywhere."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import escape

from auditor.languages.spoken import LANGUAGES, SOURCE, catalogue_of, language
from tests.house.catalogues import Key, asked_for, head_of
from tests.house.fifth_language import CLOSED, OPEN
from tests.house.tree import ROOT

FIFTH = "eo"
"""Babel knows its dates and numbers; nobody has translated anything into it."""

FACT = r"{[^}]*}|%\(\w+\)s"

ROOMS = ("auditor", "bot", "storage")
SPOKEN = "auditor/languages/spoken.py"


def test_codes_of_languages_stand_in_one_module() -> None:
    named = {
        file.relative_to(ROOT).as_posix()
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in LANGUAGES
    }

    assert {SPOKEN} == named


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_is_a_folder(code: str) -> None:
    assert language(code).name
    assert catalogue_of(code).exists() == (code != SOURCE)


def test_no_two_languages_are_called_alike() -> None:
    assert len(LANGUAGES) == len({language(code).name for code in LANGUAGES})


def entry(key: Key) -> str:
    """A sentence in brackets, in place of its translation."""
    if isinstance(key, str):
        return f"msgid {escape(key)}\nmsgstr {escape(marked(key))}"
    one, many = key
    forms = f"msgstr[0] {escape(marked(one))}\nmsgstr[1] {escape(marked(many))}"
    return f"msgid {escape(one)}\nmsgid_plural {escape(many)}\n{forms}"


def marked(sentence: str) -> str:
    """A sentence in brackets; facts stand outside of them, so that one in English is found."""
    return OPEN + re.sub(FACT, rf"{CLOSED}\g<0>{OPEN}", sentence) + CLOSED


def speak_a_fifth(copy: Path) -> None:
    """Adds the language to a copy of the program: a folder and a line."""
    folder = copy / "auditor" / "languages" / FIFTH
    folder.mkdir()
    watch = ("follow", "daily", "weekly", "monthly", "quiet", "digest", "strong", "all")
    words = "\n".join(f'{word} = ["zz-{word}"]' for word in watch)
    (folder / "language.toml").write_text(f'name = "Esperanto"\nletters = "abc"\n[watch]\n{words}\n')
    sentences = "\n\n".join([head_of(FIFTH), *map(entry, asked_for())])
    (folder / "sentences.po").write_text(sentences, encoding="utf-8")
    spoken = copy / SPOKEN
    line = f"LANGUAGES: tuple[str, ...] = {json.dumps(LANGUAGES).replace('[', '(').replace(']', ')')}"
    text = spoken.read_text(encoding="utf-8")
    assert line in text
    spoken.write_text(text.replace(line, f'{line[:-1]}, "{FIFTH}")'), encoding="utf-8")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a copy of the program says that speaks a fifth language."""
    copy = tmp_path_factory.mktemp("fifth")
    for room in (*ROOMS, "tests"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    speak_a_fifth(copy)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DEADSOULS_")}
    env = kept | {"PYTHONPATH": str(copy), "DEADSOULS_LANG": FIFTH}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.house.fifth_language"], cwd=copy, env=env, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr.decode()
    return json.loads(ran.stdout)


def test_a_fifth_language_is_offered_everywhere(found: Any) -> None:
    names = [*(language(code).name for code in LANGUAGES), "Esperanto"]

    assert {
        "settings": FIFTH, "--lang": True, "/language": names, "under a report": names,
        "menus": sorted(["None", *LANGUAGES[1:], FIFTH]), "begins": True, "rule": ["weekly", "all", [1_320, 480]],
    } == found["offered"]  # fmt: skip


def test_no_word_reaches_a_reader_but_through_the_catalogue(found: Any) -> None:
    assert {} == found["unmarked"], found["unmarked"]
