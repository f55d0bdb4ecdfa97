"""Brings the catalogues of all languages up to the sentences that the program speaks: `make i18n`.

A sentence that is no longer spoken goes with its translation; a new one comes in, empty, behind the sentence that it
follows in the code. Nothing else of a catalogue changes, no translation is guessed from another, and the tests name
what is empty.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import escape, read_po

from auditor import errors
from auditor.cli import deadsouls
from auditor.doors.speaking import paragraphs
from auditor.languages.spoken import LANGUAGES, SOURCE, catalogue_of
from auditor.report.statements import sentences
from storage import errors as of_storage
from tests.house.tree import ROOT

Key = str | tuple[str, ...]
"""A sentence, or its singular and plural."""

SPEAKING = ("auditor", "bot", "storage")
_METHODS = {"text": 1, "count_text": 2}
"""How a `Wording` is asked, and how many literals say for what."""

ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)} | {
    name for name, kind in vars(of_storage).items() if isinstance(kind, type) and issubclass(kind, Exception)
}
SAYING = ERRORS | {"Sentence"}
"""What is made of a sentence, which is a literal; `test_errors.py` holds the rooms to that."""

_OF_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
_FOR_PROGRAMMERS = re.compile(
    r"Aborted|deprecat|dynamic|env var|twice|flag for true|declaration|No options defined|want to continue|Confirm the"
    r"|iterable|Could not determine|unknown error|start character|colour|any key|Choice|UUID|boolean|format"
    r"|^(file|directory|path|required|Positional arguments|Missing parameter|Error: invalid input)$|\bis (a file|a dir"
    r"|not (readable|writable|executable))|does not exist|values are required|Could not open|Missing {param_type}"
)
"""What click says of programs, or of kinds of arguments that no command here has."""


@cache
def asked_for() -> dict[Key, str]:
    """Every sentence in a stable order, with where it stands first: of the tables, of the code, of the templates."""
    found: dict[Key, str] = dict.fromkeys(sentences.every(), "a table of the report's sentences")
    for room in SPEAKING:
        for file in sorted((ROOT / room).rglob("*.py")):
            for key in _spoken_in(file):
                found.setdefault(key, file.relative_to(ROOT).as_posix())
    for key, place in (*_of_help(deadsouls), *_of_click()):
        found.setdefault(key, place)
    for page in sorted((ROOT / "auditor").rglob("templates/*.html")):
        for key in _written_in(page):
            found.setdefault(key, page.relative_to(ROOT).as_posix())
    return found


def _spoken_in(file: Path) -> Iterator[Key]:
    """The sentences that a Python file says, from the first to the last."""
    calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(call.func, ast.Name) and call.func.id in SAYING:
            yield from (each for each in map(constant, branches(call)) if re.search(r"[A-Za-z]", _FACT.sub("", each)))
        if isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS:
            wanted = _METHODS[call.func.attr]
            said = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if len(said) >= wanted:
                yield said[0] if wanted == 1 else tuple(said[:wanted])


_FACT = re.compile(r"{[^}]*}")


def branches(call: ast.Call) -> list[ast.expr]:
    """What may be the first argument of a call."""
    first = call.args[:1]
    return [first[0].body, first[0].orelse] if first and isinstance(first[0], ast.IfExp) else first


def constant(said: ast.expr) -> str:
    """The literal that an expression is; "" where it is something else."""
    return said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""


def _of_help(command: click.Command) -> Iterator[tuple[Key, str]]:
    """What `--help` says of a command, of its options, and of the commands of its group."""
    for said in paragraphs(command.help or ""):
        if not said.startswith("\b"):
            yield said, f"deadsouls {command.name} --help"
    for option in command.params:
        if isinstance(option, click.Option) and option.help and option.name != "version":
            yield option.help, f"deadsouls {command.name} --help, of {option.opts[-1]}"
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _of_help(each)


def _of_click() -> Iterator[tuple[Key, str]]:
    """What click says by itself to people."""
    for name in _OF_CLICK:
        with (Path(click.__file__).parent / f"{name}.py").open("rb") as module:
            for _, key, _, _ in extract("python", module, keywords={"_": None, "ngettext": (1, 2)}):
                if not _FOR_PROGRAMMERS.search(key if isinstance(key, str) else key[0]):
                    yield key, "click, which reads the command line"


def _written_in(page: Path) -> list[Key]:
    keywords = {"_": None, "count_text": (1, 2)}
    with page.open("rb") as template:
        return [key for _, key, _, _ in extract("jinja2.ext:babel_extract", template, keywords=keywords)]


_HEAD = re.compile(r'(?:.*\n)*?msgid ""\nmsgstr ""\n(?:".*"\n)+')


def merged(catalogue: str, asked: dict[Key, str], language: str) -> str:
    """The text of a catalogue, brought up to what is asked for."""
    head = _HEAD.match(catalogue)
    assert head is not None, "a catalogue begins with its head"
    kept: dict[Key, str] = {}
    for block in catalogue[head.end() :].strip("\n").split("\n\n"):
        for entry in read_po(StringIO(block), locale=language):
            if entry.id in asked:
                kept[entry.id] = block
    written, before = list(kept), 0
    for key, place in asked.items():
        if key not in kept:
            written.insert(before, key)
            kept[key] = _empty(key, place, Catalog(locale=language).num_plurals)
        before = written.index(key) + 1
    return "\n\n".join([head[0].rstrip("\n"), *(kept[key] for key in written)]) + "\n"


def _empty(key: Key, place: str, plurals: int) -> str:
    """An entry without a translation; `place` tells the translator what the sentence is, or where it stands."""
    if isinstance(key, str):
        return f'#. {place}\nmsgid {escape(key)}\nmsgstr ""'
    forms = "\n".join(f'msgstr[{form}] ""' for form in range(plurals))
    return f"#. {place}\nmsgid {escape(key[0])}\nmsgid_plural {escape(key[1])}\n{forms}"


def main() -> None:
    """Renews the catalogue of each language; makes that of a new one."""
    translated = [language for language in LANGUAGES if language != SOURCE]
    explained = {key: said for language in reversed(translated) for key, said in _comments(language).items()}
    asked = {key: explained.get(key, place) for key, place in asked_for().items()}
    for language in translated:
        path = catalogue_of(language)
        text = path.read_text(encoding="utf-8") if path.exists() else head_of(language)
        path.write_text(merged(text, asked, language), encoding="utf-8")


def _comments(language: str) -> dict[Key, str]:
    """What a catalogue tells its translator of each sentence, which holds for a new catalogue, too."""
    path = catalogue_of(language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    return {_key(entry.id): "\n#. ".join(entry.auto_comments) for entry in entries}


def _key(said: str | list[str] | tuple[str, ...]) -> Key:
    return said if isinstance(said, str) else tuple(said)


def head_of(language: str) -> str:
    """How a catalogue begins."""
    told = {
        "Project-Id-Version": "deadsouls",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": Catalog(locale=language).plural_forms,
    }
    lines = "\n".join(f'"{name}: {value}\\n"' for name, value in told.items())
    return f'msgid ""\nmsgstr ""\n{lines}\n'


if __name__ == "__main__":
    main()
